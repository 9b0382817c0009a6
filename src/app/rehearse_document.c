/* SPDX-License-Identifier: MIT
 *
 * The state document of a rehearsed meeting. A good backend does not send what must not
 * be shown, so the visibility table of the contract is kept here too: scores that the
 * public may not know yet are not in the document at all.
 */
#include "app/rehearse_play.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

/* How far TC_PLAY_FAULT_REVISION_BACK goes back. */
#define BACK_REVISIONS 3

/* Of a committed secret nothing but its hash is known until it is revealed. */
static json_t *
draw_json (const TcPlay *self, const TcPlayDraw *draw)
{
  json_t *picks = json_array ();
  for (guint i = 0; i < draw->picks->len; i++) {
    const TcPlayPick *pick = &g_array_index (draw->picks, TcPlayPick, i);
    json_array_append_new (picks, json_pack ("{s:i, s:s, s:s, s:s}", "order",
                                             pick->order, "id", pick->id, "name",
                                             pick->name, "category", pick->category));
  }
  const char *reveal = draw->state == TC_DRAW_DONE ? draw->secret : NULL;
  json_t *proof =
      json_pack ("{s:s, s:s, s:n, s:s?}", "algorithm", TC_DRAW_ALGORITHM, "commitment",
                 draw->commitment, "entropy", "reveal", reveal);
  if (self->script->meeting_url)
    json_object_set_new (proof, "url",
                         json_sprintf ("%s/%s", self->script->meeting_url, draw->id));
  return json_pack ("{s:s, s:s, s:s, s:s, s:i, s:s, s:o, s:o}", "id", draw->id, "kind",
                    draw->kind, "title", draw->title, "state",
                    tc_draw_state_name (draw->state), "quota", draw->quota,
                    "pool_sha256", draw->pool_sha256, "picks", picks, "proof", proof);
}

static json_t *
units_json (const TcPlay *self)
{
  json_t *categories = json_array ();
  for (guint i = 0; i < self->script->categories->len; i++) {
    const TcScriptCategory *category = g_ptr_array_index (self->script->categories, i);
    json_array_append_new (categories,
                           json_pack ("{s:s, s:s, s:i}", "id", category->id, "name",
                                      category->name, "count", category->count));
  }
  return json_pack ("{s:i, s:s, s:o}", "total", (int)self->script->units->len,
                    "roster_sha256", self->roster_sha256, "categories", categories);
}

static json_t *
agenda_json (const TcPlay *self)
{
  json_t *agenda = json_array ();
  for (guint i = 0; i < self->agenda->len; i++) {
    const TcPlayAgenda *entry = &g_array_index (self->agenda, TcPlayAgenda, i);
    json_array_append_new (agenda,
                           json_pack ("{s:i, s:s, s:s}", "order", (int)i + 1, "unit",
                                      tc_play_unit (self, entry->unit)->id, "state",
                                      tc_agenda_state_name (entry->state)));
  }
  return agenda;
}

static char *
rfc3339 (gint64 wall_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = g_date_time_to_local (utc);
  g_autofree char *head = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *zone = g_date_time_format (local, "%:z");
  return g_strdup_printf ("%s.%03d%s", head,
                          (int)(wall_us % G_USEC_PER_SEC / G_TIME_SPAN_MILLISECOND),
                          zone);
}

static json_t *
current_json (const TcPlay *self)
{
  const TcScriptUnit *unit = tc_play_unit (self, self->on_stage);
  g_autofree char *started = rfc3339 (self->started_us);
  json_t *current =
      json_pack ("{s:s, s:s, s:s, s:i, s:i, s:s}", "unit", unit->id, "name", unit->name,
                 "category", tc_play_category_name (self, unit->category), "order",
                 tc_play_agenda_index (self, self->on_stage) + 1, "of",
                 (int)self->agenda->len, "started", started);
  if (unit->speaker_name)
    json_object_set_new (current, "speaker",
                         json_pack ("{s:s, s:s*}", "name", unit->speaker_name, "title",
                                    unit->speaker_title));
  if (self->limit_s > 0)
    json_object_set_new (current, "limit_s", json_integer (self->limit_s));
  return current;
}

/* The visibility table of the contract. */
static gboolean
scores_are_public (const TcPlayScoring *scoring)
{
  switch (scoring->state) {
    case TC_SCORING_OPEN:
      return scoring->visibility == TC_VISIBLE_LIVE;
    case TC_SCORING_LOCKED:
      return scoring->visibility != TC_VISIBLE_AFTER_PUBLISH;
    case TC_SCORING_PUBLISHED:
      return TRUE;
    case TC_SCORING_CLOSED:
      break;
  }
  return FALSE;
}

static void
take_text (json_t *object, const char *key, char *text)
{
  if (text)
    json_object_set_new (object, key, json_string (text));
  g_free (text);
}

static json_t *
groups_json (const TcPlay *self, gboolean with_scores)
{
  json_t *groups = json_array ();
  for (guint i = 0; i < self->script->n_groups; i++) {
    const TcScriptGroup *group = &self->script->groups[i];
    const TcTally *tally = &self->scoring.tally[i];
    char weight[16];
    g_ascii_formatd (weight, sizeof weight, "%g", group->weight_e4 / 10000.0);
    json_t *object =
        json_pack ("{s:s, s:s, s:s, s:i, s:i}", "id", group->id, "name", group->name,
                   "weight", weight, "cast", tally->cast, "eligible", group->eligible);
    if (with_scores)
      take_text (object, "score", tc_tally_mean (tally, self->script->decimals));
    json_array_append_new (groups, object);
  }
  return groups;
}

/* Ballots in [from, to), in the last bin up to and with its end. */
static int
count_between (const TcPlay *self, int from, int to, gboolean last)
{
  int count = 0;
  for (guint g = 0; g < self->script->n_groups; g++) {
    const GArray *ballots = self->scoring.ballots[g];
    for (guint i = 0; i < ballots->len; i++) {
      int points = g_array_index (ballots, int, i);
      count += points >= from && (points < to || (last && points == to));
    }
  }
  return count;
}

static json_t *
distribution_json (const TcPlay *self)
{
  const GArray *bounds = self->script->bins;
  json_t *bins = json_array ();
  for (guint i = 0; i + 1 < bounds->len; i++) {
    int from = g_array_index (bounds, int, i);
    int to = g_array_index (bounds, int, i + 1);
    g_autofree char *from_text = g_strdup_printf ("%d", from);
    g_autofree char *to_text = g_strdup_printf ("%d", to);
    json_array_append_new (
        bins, json_pack ("{s:s, s:s, s:i}", "from", from_text, "to", to_text, "count",
                         count_between (self, from, to, i + 2 == bounds->len)));
  }
  return bins;
}

static json_t *
scoring_json (const TcPlay *self)
{
  const TcPlayScoring *scoring = &self->scoring;
  const TcScript *script = self->script;
  int cast = 0;
  int eligible = 0;
  for (guint i = 0; i < script->n_groups; i++) {
    cast += scoring->tally[i].cast;
    eligible += script->groups[i].eligible;
  }
  gboolean is_unit = scoring->unit >= 0;
  json_t *object = json_pack (
      "{s:s, s:{s:s, s:i}, s:s, s:b, s:s, s:i, s:i, s:{s:i, s:i}, s:b}", "id",
      scoring->id, "subject", "kind", is_unit ? "unit" : "batch", "count",
      scoring->count, "state", tc_scoring_state_name (scoring->state), "reopened",
      scoring->reopened, "visibility", tc_visibility_name (scoring->visibility),
      "scale", script->scale, "decimals", script->decimals, "ballots", "cast", cast,
      "eligible", eligible, "corrected", scoring->corrected);
  if (is_unit)
    json_object_set_new (json_object_get (object, "subject"), "unit",
                         json_string (tc_play_unit (self, scoring->unit)->id));
  gboolean public = scores_are_public (scoring);
  if (public) {
    take_text (object, "aggregate",
               tc_tally_aggregate (scoring->tally, script->n_groups, script->decimals));
    json_object_set_new (object, "distribution", distribution_json (self));
  }
  json_object_set_new (object, "groups", groups_json (self, public));
  return object;
}

static gint
compare_results (gconstpointer a, gconstpointer b)
{
  const TcPlayResult *result_a = a;
  const TcPlayResult *result_b = b;
  if (result_a->points != result_b->points)
    return result_a->points < result_b->points ? 1 : -1;
  return result_a->unit - result_b->unit;
}

static json_t *
ranking_json (const TcPlay *self)
{
  json_t *ranking = json_array ();
  g_autoptr (GArray) rows = g_array_copy (self->results);
  g_array_sort (rows, compare_results);
  int rank = 0;
  for (guint i = 0; i < rows->len; i++) {
    const TcPlayResult *row = &g_array_index (rows, TcPlayResult, i);
    if (i == 0 || row->points != g_array_index (rows, TcPlayResult, i - 1).points)
      rank = (int)i + 1;
    const TcScriptUnit *unit = tc_play_unit (self, row->unit);
    g_autofree char *score = tc_points_text (row->points, self->script->decimals);
    json_array_append_new (ranking,
                           json_pack ("{s:i, s:s, s:s, s:s, s:s, s:s}", "rank", rank,
                                      "unit", unit->id, "name", unit->name, "category",
                                      tc_play_category_name (self, unit->category),
                                      "score", score, "state", "published"));
  }
  return ranking;
}

/* More ballots than evaluators: impossible in any tally. */
static void
break_section (const TcPlay *self, json_t *document)
{
  json_t *scoring = json_object_get (document, "scoring");
  if (!scoring) {
    scoring =
        json_pack ("{s:s, s:{s:s, s:i}, s:s, s:s, s:i, s:i, s:{s:i, s:i}}", "id",
                   "broken", "subject", "kind", "batch", "count", 1, "state", "open",
                   "visibility", "live", "scale", self->script->scale, "decimals",
                   self->script->decimals, "ballots", "cast", 0, "eligible", 0);
    json_object_set_new (document, "scoring", scoring);
  }
  json_t *ballots = json_object_get (scoring, "ballots");
  json_int_t eligible = json_integer_value (json_object_get (ballots, "eligible"));
  json_object_set_new (ballots, "cast", json_integer (eligible + 1));
}

static void
set_time (json_t *document, const char *key, gint64 wall_us)
{
  g_autofree char *text = rfc3339 (wall_us);
  if (wall_us > 0)
    json_object_set_new (document, key, json_string (text));
}

/* Times of a phase hold only while it does: other events end it. */
static void
set_optional (const TcPlay *self, json_t *document)
{
  if (self->script->meeting_url)
    json_object_set_new (json_object_get (document, "meeting"), "url",
                         json_string (self->script->meeting_url));
  if (self->phase != TC_PHASE_STANDBY && self->phase != TC_PHASE_BREAK)
    return;
  set_time (document, "phase_since", self->phase_since_us);
  set_time (document, "phase_until", self->phase_until_us);
}

static json_t *
document_json (const TcPlay *self, gint64 now_us)
{
  const TcScript *script = self->script;
  g_autofree char *time = rfc3339 (now_us);
  json_t *document =
      json_pack ("{s:i, s:s, s:I, s:s, s:b, s:{s:s, s:s, s:s, s:s}, s:s}", "version", 1,
                 "epoch", self->epoch, "revision", (json_int_t)self->revision, "time",
                 time, "rehearsal", 1, "meeting", "id", script->meeting_id, "title",
                 script->meeting_title, "subtitle", script->meeting_subtitle, "venue",
                 script->meeting_venue, "phase", tc_phase_name (self->phase));
  set_optional (self, document);
  json_object_set_new (document, "units", units_json (self));
  json_t *draws = json_array ();
  for (guint i = 0; i < self->draws->len; i++)
    json_array_append_new (draws, draw_json (self, g_ptr_array_index (self->draws, i)));
  if (self->draw_is_on) {
    const TcPlayDraw *draw = g_ptr_array_index (self->draws, self->draws->len - 1);
    json_object_set_new (document, "draw", json_string (draw->id));
  }
  json_object_set_new (document, "draws", draws);
  json_object_set_new (document, "agenda", agenda_json (self));
  if (self->on_stage >= 0)
    json_object_set_new (document, "current", current_json (self));
  if (self->scoring.present)
    json_object_set_new (document, "scoring", scoring_json (self));
  json_object_set_new (document, "ranking", ranking_json (self));
  if (self->notice)
    json_object_set_new (document, "notice",
                         json_pack ("{s:s, s:s}", "text", self->notice, "level",
                                    self->notice_urgent ? "urgent" : "info"));
  return document;
}

gint64
tc_play_shown_revision (const TcPlay *self, TcPlayFault fault)
{
  return fault == TC_PLAY_FAULT_REVISION_BACK ? MAX (0, self->revision - BACK_REVISIONS)
                                              : self->revision;
}

char *
tc_play_document (const TcPlay *self, gint64 now_us, TcPlayFault fault)
{
  json_t *document = document_json (self, now_us);
  if (fault == TC_PLAY_FAULT_BAD_SECTION)
    break_section (self, document);
  json_object_set_new (document, "revision",
                       json_integer (tc_play_shown_revision (self, fault)));
  char *text = json_dumps (document, JSON_COMPACT);
  json_decref (document);
  gsize length = strlen (text);
  char *copy = g_strndup (text, fault == TC_PLAY_FAULT_MALFORMED ? length / 2 : length);
  free (text);
  return copy;
}
