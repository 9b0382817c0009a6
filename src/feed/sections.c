/* SPDX-License-Identifier: MIT */
#include "feed/sections.h"

#include <string.h>

#include "feed/text.h"

#define MAX_COUNT G_MAXINT

static const char *const draw_kinds[] = {"unit", "person", "visit", NULL};
static const char *const draw_states[] = {"idle", "committed", "drawing",
                                          "done", "void",      NULL};
static const char *const scoring_states[] = {"closed", "open", "locked", "published",
                                             NULL};
static const char *const visibilities[] = {"live", "after_lock", "after_publish", NULL};
static const char *const subject_kinds[] = {"unit", "batch", NULL};

G_STATIC_ASSERT (TC_DRAW_VOID == 4 && TC_SCORING_PUBLISHED == 3 &&
                 TC_VISIBLE_AFTER_PUBLISH == 2);

/* What a snapshot owns it frees: the sections go into one that is thrown away. */
void
tc_section_clear (TcSnapshot *snapshot, guint sections)
{
  g_autoptr (TcSnapshot) bin = tc_snapshot_new ();

  if (sections & TC_SECTION_SCORING) {
    bin->scoring = snapshot->scoring;
    memset (&snapshot->scoring, 0, sizeof snapshot->scoring);
  }
  if (sections & TC_SECTION_RANKING) {
    bin->ranking = g_steal_pointer (&snapshot->ranking);
    bin->n_ranking = snapshot->n_ranking;
    snapshot->n_ranking = 0;
  }
  if (sections & TC_SECTION_DRAWS) {
    bin->draws = g_steal_pointer (&snapshot->draws);
    bin->n_draws = snapshot->n_draws;
    snapshot->n_draws = 0;
    snapshot->draw = -1;
  }
}

void
tc_section_refuse (TcSnapshot *snapshot, guint sections)
{
  tc_section_clear (snapshot, sections);
  snapshot->refused |= sections;
}

/* --- draws ------------------------------------------------------------------------ */

static int
compare_picks (gconstpointer a, gconstpointer b)
{
  const TcPick *pick_a = a, *pick_b = b;

  return pick_a->order < pick_b->order ? -1 : pick_a->order > pick_b->order;
}

static void
read_pick (TcReader *reader, const json_t *json, TcPick *pick, GHashTable *seen)
{
  pick->order =
      (int)tc_reader_int (reader, json, "order", 1, TC_MODEL_MAX_ARRAY, G_MININT64);
  pick->id = tc_reader_id (reader, json, "id", TC_REQUIRED);
  pick->name = tc_reader_string (reader, json, "name", TC_OPTIONAL);
  pick->category = tc_reader_string (reader, json, "category", TC_OPTIONAL);
  if (pick->id && !g_hash_table_add (seen, pick->id))
    tc_reader_fail_key (reader, "id", json_object_get (json, "id"),
                        "is picked twice in one draw");
}

static void
read_picks (TcReader *reader, const json_t *json, TcDraw *draw)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n;
  json_t *picks = tc_reader_array (reader, json, "picks", &n);

  draw->picks = g_new0 (TcPick, n);
  draw->n_picks = n;
  tc_reader_enter_key (reader, "picks");
  for (guint i = 0; i < n && !reader->fault; i++) {
    const json_t *item = tc_reader_item (reader, picks, i);
    read_pick (reader, item, &draw->picks[i], seen);
    tc_reader_leave (reader);
  }
  if (draw->quota > 0 && n > (guint)draw->quota)
    tc_reader_fail (reader, NULL, "%u picks for a quota of %d", n, draw->quota);
  if (n > 1)
    qsort (draw->picks, n, sizeof *draw->picks, compare_picks);
  for (guint i = 1; i < n; i++)
    if (draw->picks[i].order == draw->picks[i - 1].order)
      tc_reader_fail (reader, NULL, "order %d is given twice", draw->picks[i].order);
  tc_reader_leave (reader);
}

static void
read_draw (TcReader *reader, const json_t *json, TcDraw *draw)
{
  int kind = tc_reader_word (reader, json, "kind", draw_kinds, TC_REQUIRED);

  draw->id = tc_reader_id (reader, json, "id", TC_REQUIRED);
  draw->kind = kind < 0 ? NULL : g_strdup (draw_kinds[kind]);
  draw->title = tc_reader_string (reader, json, "title", TC_OPTIONAL);
  draw->state = (TcDrawState)MAX (
      0, tc_reader_word (reader, json, "state", draw_states, TC_REQUIRED));
  draw->quota = (int)tc_reader_int (reader, json, "quota", 0, TC_MODEL_MAX_ARRAY, 0);
  draw->pool_sha256 = tc_reader_string (reader, json, "pool_sha256", TC_OPTIONAL);
  read_picks (reader, json, draw);

  const json_t *proof = tc_reader_object (reader, json, "proof");
  tc_reader_enter_key (reader, "proof");
  draw->algorithm = tc_reader_string (reader, proof, "algorithm", TC_OPTIONAL);
  draw->commitment = tc_reader_string (reader, proof, "commitment", TC_OPTIONAL);
  draw->entropy = tc_reader_string (reader, proof, "entropy", TC_OPTIONAL);
  draw->reveal = tc_reader_string (reader, proof, "reveal", TC_OPTIONAL);
  draw->url = tc_reader_string (reader, proof, "url", TC_OPTIONAL);
  tc_reader_leave (reader);
}

void
tc_section_read_draws (TcReader *reader, const json_t *root, TcDocument *document)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *shown = tc_reader_string (reader, root, "draw", TC_OPTIONAL);
  TcSnapshot *snapshot = document->snapshot;
  guint n;
  json_t *draws = tc_reader_array (reader, root, "draws", &n);

  snapshot->draws = g_new0 (TcDraw, n);
  snapshot->n_draws = n;
  tc_reader_enter_key (reader, "draws");
  for (guint i = 0; i < n && !reader->fault; i++) {
    const json_t *item = tc_reader_item (reader, draws, i);
    TcDraw *draw = &snapshot->draws[i];
    read_draw (reader, item, draw);
    if (draw->id && !g_hash_table_add (seen, draw->id))
      tc_reader_fail_key (reader, "id", json_object_get (item, "id"),
                          "is given to two draws");
    if (draw->id && shown && strcmp (draw->id, shown) == 0)
      snapshot->draw = (int)i;
    tc_reader_leave (reader);
  }
  tc_reader_leave (reader);
  if (shown && snapshot->draw < 0)
    tc_reader_fail_key (reader, "draw", json_object_get (root, "draw"),
                        "is not in draws");
}

/* --- scoring ---------------------------------------------------------------------- */

/* A score with the digits it must have; @decimals < 0: as many as it likes. */
static char *
read_score (TcReader *reader,
            const json_t *json,
            const char *key,
            int decimals,
            int scale)
{
  g_autofree char *text = tc_reader_decimal (reader, json, key, TC_OPTIONAL);
  int most = decimals < 0 ? TC_FEED_MAX_DECIMALS : decimals;
  char limit[16];

  if (!text)
    return NULL;
  const json_t *value = json_object_get (json, key);
  g_snprintf (limit, sizeof limit, "%d", scale);
  if (tc_decimal_digits (text) > (guint)most)
    tc_reader_fail_key (reader, key, value, "more than %d decimals", most);
  else if (tc_decimal_compare (text, limit) > 0)
    tc_reader_fail_key (reader, key, value, "must be from 0 to %d", scale);
  return tc_decimal_pad (text, (guint)MAX (decimals, 0));
}

static void
read_ballots (TcReader *reader, const json_t *json, int *cast, int *eligible)
{
  *cast = (int)tc_reader_int (reader, json, "cast", 0, MAX_COUNT, 0);
  *eligible = (int)tc_reader_int (reader, json, "eligible", 0, MAX_COUNT, 0);
  if (*cast > *eligible)
    tc_reader_fail_key (reader, "cast", json_object_get (json, "cast"),
                        "more than the %d who are eligible", *eligible);
}

static void
read_groups (TcReader *reader, const json_t *json, TcScoring *scoring)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint n;
  json_t *groups = tc_reader_array (reader, json, "groups", &n);

  scoring->groups = g_new0 (TcGroup, n);
  scoring->n_groups = n;
  tc_reader_enter_key (reader, "groups");
  for (guint i = 0; i < n && !reader->fault; i++) {
    const json_t *item = tc_reader_item (reader, groups, i);
    TcGroup *group = &scoring->groups[i];
    group->id = tc_reader_id (reader, item, "id", TC_REQUIRED);
    group->name = tc_reader_string (reader, item, "name", TC_OPTIONAL);
    group->weight = tc_reader_decimal (reader, item, "weight", TC_OPTIONAL);
    read_ballots (reader, item, &group->cast, &group->eligible);
    group->score =
        read_score (reader, item, "score", scoring->decimals, scoring->scale);
    if (group->id && !g_hash_table_add (seen, group->id))
      tc_reader_fail_key (reader, "id", json_object_get (item, "id"),
                          "is given to two groups");
    tc_reader_leave (reader);
  }
  tc_reader_leave (reader);
}

/* Two bins of the same bounds would be two counts of the same ballots. */
static void
check_bin (TcReader *reader, const json_t *json, const TcBin *bin, GHashTable *seen)
{
  if (!bin->from || !bin->to)
    return;
  g_autofree char *from = tc_decimal_reduce (bin->from);
  g_autofree char *to = tc_decimal_reduce (bin->to);

  if (tc_decimal_compare (from, to) > 0)
    tc_reader_fail_key (reader, "from", json_object_get (json, "from"),
                        "must not be above `to`");
  if (!g_hash_table_add (seen, g_strconcat (from, " ", to, NULL)))
    tc_reader_fail (reader, json, "its bounds are given to two bins");
}

static void
read_bins (TcReader *reader, const json_t *json, TcScoring *scoring)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n;
  json_t *bins = tc_reader_array (reader, json, "distribution", &n);

  scoring->bins = g_new0 (TcBin, n);
  scoring->n_bins = n;
  tc_reader_enter_key (reader, "distribution");
  for (guint i = 0; i < n && !reader->fault; i++) {
    const json_t *item = tc_reader_item (reader, bins, i);
    TcBin *bin = &scoring->bins[i];
    bin->from = tc_reader_decimal (reader, item, "from", TC_REQUIRED);
    bin->to = tc_reader_decimal (reader, item, "to", TC_REQUIRED);
    bin->count = (int)tc_reader_int (reader, item, "count", 0, MAX_COUNT, G_MININT64);
    check_bin (reader, item, bin, seen);
    tc_reader_leave (reader);
  }
  tc_reader_leave (reader);
}

static void
read_subject (TcReader *reader, const json_t *json, TcScoring *scoring)
{
  const json_t *subject = tc_reader_object (reader, json, "subject");

  tc_reader_enter_key (reader, "subject");
  if (!subject)
    tc_reader_fail (reader, NULL, "must be there");
  int kind = tc_reader_word (reader, subject, "kind", subject_kinds, TC_REQUIRED);
  scoring->subject_is_unit = kind == 0;
  scoring->subject_unit = tc_reader_id (
      reader, subject, "unit", scoring->subject_is_unit ? TC_REQUIRED : TC_OPTIONAL);
  scoring->subject_count =
      (int)tc_reader_int (reader, subject, "count", 0, MAX_COUNT, 1);
  tc_reader_leave (reader);
}

/* Scale and decimals must be there when a score is: nothing is assumed about how a
 * number is to be shown. */
static void
read_scale (TcReader *reader, const json_t *json, TcScoring *scoring)
{
  gboolean is_needed = FALSE;
  const json_t *value = json_object_get (json, "aggregate"), *group;
  gsize i;

  is_needed = value && !json_is_null (value);
  json_array_foreach (json_object_get (json, "groups"), i, group)
  {
    value = json_object_get (group, "score");
    is_needed |= value && !json_is_null (value);
  }
  scoring->scale = (int)tc_reader_int (reader, json, "scale", 1, TC_FEED_MAX_SCALE,
                                       is_needed ? G_MININT64 : 100);
  scoring->decimals = (int)tc_reader_int (
      reader, json, "decimals", 0, TC_FEED_MAX_DECIMALS, is_needed ? G_MININT64 : 0);
}

void
tc_section_read_scoring (TcReader *reader, const json_t *root, TcDocument *document)
{
  TcScoring *scoring = &document->snapshot->scoring;
  const json_t *json = tc_reader_object (reader, root, "scoring");

  if (!json)
    return;
  tc_reader_enter_key (reader, "scoring");
  scoring->id = tc_reader_id (reader, json, "id", TC_REQUIRED);
  scoring->state = (TcScoringState)MAX (
      0, tc_reader_word (reader, json, "state", scoring_states, TC_REQUIRED));
  scoring->visibility = (TcVisibility)MAX (
      0, tc_reader_word (reader, json, "visibility", visibilities, TC_REQUIRED));
  document->is_reopened = tc_reader_bool (reader, json, "reopened");
  document->says_corrected = tc_reader_bool (reader, json, "corrected");
  read_subject (reader, json, scoring);
  read_scale (reader, json, scoring);

  const json_t *ballots = tc_reader_object (reader, json, "ballots");
  tc_reader_enter_key (reader, "ballots");
  read_ballots (reader, ballots, &scoring->cast, &scoring->eligible);
  tc_reader_leave (reader);

  scoring->aggregate =
      read_score (reader, json, "aggregate", scoring->decimals, scoring->scale);
  read_groups (reader, json, scoring);
  read_bins (reader, json, scoring);
  tc_reader_leave (reader);
}

/* --- ranking ---------------------------------------------------------------------- */

static void
read_row (TcReader *reader,
          const json_t *json,
          TcRankRow *row,
          const TcScoring *scoring)
{
  row->rank =
      (int)tc_reader_int (reader, json, "rank", 1, TC_MODEL_MAX_ARRAY, G_MININT64);
  row->unit = tc_reader_id (reader, json, "unit", TC_REQUIRED);
  row->name = tc_reader_string (reader, json, "name", TC_OPTIONAL);
  row->category = tc_reader_string (reader, json, "category", TC_OPTIONAL);
  row->score = read_score (reader, json, "score", scoring->id ? scoring->decimals : -1,
                           scoring->id ? scoring->scale : TC_FEED_MAX_SCALE);
  row->state = (TcScoringState)MAX (
      0, tc_reader_word (reader, json, "state", scoring_states, TC_REQUIRED));
}

static void
pad_rows (TcSnapshot *snapshot)
{
  guint digits = 0;

  for (guint i = 0; i < snapshot->n_ranking; i++)
    if (snapshot->ranking[i].score)
      digits = MAX (digits, tc_decimal_digits (snapshot->ranking[i].score));
  for (guint i = 0; i < snapshot->n_ranking; i++) {
    g_autofree char *score = g_steal_pointer (&snapshot->ranking[i].score);
    if (score)
      snapshot->ranking[i].score = tc_decimal_pad (score, digits);
  }
}

void
tc_section_read_ranking (TcReader *reader, const json_t *root, TcDocument *document)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  TcSnapshot *snapshot = document->snapshot;
  guint n;
  json_t *ranking = tc_reader_array (reader, root, "ranking", &n);

  snapshot->ranking = g_new0 (TcRankRow, n);
  snapshot->n_ranking = n;
  tc_reader_enter_key (reader, "ranking");
  for (guint i = 0; i < n && !reader->fault; i++) {
    const json_t *item = tc_reader_item (reader, ranking, i);
    read_row (reader, item, &snapshot->ranking[i], &snapshot->scoring);
    if (!reader->fault && !g_hash_table_add (seen, snapshot->ranking[i].unit))
      tc_reader_fail_key (reader, "unit", json_object_get (item, "unit"),
                          "is ranked twice");
    tc_reader_leave (reader);
  }
  tc_reader_leave (reader);
  pad_rows (snapshot);
}
