/* SPDX-License-Identifier: MIT
 *
 * Records become what `render` plays. Documents go through the feed's own rules in the
 * order in which they were taken, from the beginning of the log on: what was published
 * in the morning makes a correction of the evening's value.
 */
#include "app/render_file.h"
#include "app/verify.h"

#include <string.h>

#include "tallycast/control/engine.h"
#include "tallycast/core/error.h"
#include "tallycast/feed/rules.h"

/* A document that was taken. */
typedef struct {
  guint line;           /* of the first record that tells of it */
  gint64 received;      /* frame */
  TcSnapshot *snapshot; /* as judged, without roster */
} Taken;

typedef struct {
  const TcVerifyRun *run;
  gint64 frame;
  GHashTable *scenes;  /* borrowed */
  GPtrArray *taken;    /* of Taken, in their order */
  GHashTable *by_hash; /* SHA-256 -> Taken, the newest of it */
  GHashTable *rosters; /* SHA-256 -> TcRoster */
  GPtrArray *events;
  char *programme, *preview; /* names; preview NULL: nothing */
} Replay;

static void
taken_free (gpointer data)
{
  Taken *self = data;

  tc_snapshot_unref (self->snapshot);
  g_free (self);
}

static const char *
text_of (const json_t *record, const char *key)
{
  return json_string_value (tc_verify_what (record, key));
}

/* --- documents -------------------------------------------------------------------- */

static TcDocument *
parse (const Replay *self, const char *sha256, GError **error)
{
  g_autoptr (GBytes) bytes = tc_asrun_log_object (self->run->log, sha256, error);
  g_autoptr (TcFault) fault = NULL;
  gsize n_bytes;

  if (!bytes)
    return NULL;
  const char *text = g_bytes_get_data (bytes, &n_bytes);
  TcDocument *document = tc_document_parse (text, n_bytes, &fault);
  if (document)
    return document;
  g_autofree char *why = tc_fault_to_string (fault);
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "object %.64s is no document: %s",
               sha256, why);
  return NULL;
}

static gint64
received_frame (const Replay *self, const json_t *record)
{
  gint64 waited_ms =
      CLAMP (json_integer_value (tc_verify_what (record, "waited_ms")), 0, G_MAXINT32);

  return tc_verify_record_frame (record) -
         tc_rate_ticks_in_ms (self->run->rate, waited_ms);
}

/* The first record of a document: the rules judge it. */
static gboolean
judge (Replay *self,
       TcRules *rules,
       guint line,
       const json_t *record,
       const char *sha256,
       GError **error)
{
  g_autoptr (TcDocument) document = parse (self, sha256, error);
  g_autoptr (TcFault) fault = NULL;
  Taken *taken;

  if (!document)
    return FALSE;
  if (tc_rules_judge (rules, &document, FALSE, &fault) != TC_VERDICT_NEW)
    return TRUE; /* shown again, as by a roster that came later */
  taken = g_new0 (Taken, 1);
  taken->line = line;
  taken->received = received_frame (self, record);
  taken->snapshot = tc_snapshot_ref (document->snapshot);
  g_ptr_array_add (self->taken, taken);
  g_hash_table_insert (self->by_hash, g_strdup (sha256), taken);
  return TRUE;
}

/* A restart forgets all but what the feed keeps on disk. Takes @rules. */
static TcRules *
restart (TcRules *rules)
{
  json_t *kept = tc_rules_to_json (rules);
  TcRules *again = tc_rules_new ();

  tc_rules_from_json (again, kept);
  json_decref (kept);
  tc_rules_free (rules);
  return again;
}

static gboolean
judge_all (Replay *self, GError **error)
{
  TcRules *rules = tc_rules_new ();
  gboolean is_judged = TRUE;

  for (guint i = 0; i < self->run->end && is_judged; i++) {
    json_t *record = tc_asrun_log_record (self->run->log, i);
    const char *sha256 = json_string_value (json_object_get (record, "document"));
    const char *kind = tc_verify_kind (record);

    if (strcmp (kind, "open") == 0)
      rules = restart (rules);
    if (sha256 && strcmp (kind, "document") == 0 &&
        !tc_verify_what (record, "restored"))
      is_judged = judge (self, rules, i, record, sha256, error);
    json_decref (record);
  }
  tc_rules_free (rules);
  return is_judged;
}

/* What newer documents, already here and not yet shown, took back of it. */
static TcSnapshot *
retract (const Replay *self, const Taken *taken, gint64 frame)
{
  TcSnapshot *shown = tc_snapshot_copy (taken->snapshot);

  for (guint i = 0; i < self->taken->len; i++) {
    const Taken *newer = self->taken->pdata[i];

    if (newer->line <= taken->line || newer->line < self->run->first ||
        newer->received > frame)
      continue;
    TcSnapshot *changed = tc_rules_retract (newer->snapshot, shown);
    if (!changed)
      continue;
    tc_snapshot_unref (shown);
    shown = changed;
  }
  return shown;
}

static TcSnapshot *
restore (const Replay *self, const char *sha256, GError **error)
{
  g_autoptr (TcDocument) document = parse (self, sha256, error);

  if (!document)
    return NULL;
  tc_rules_restore (document->snapshot);
  return g_steal_pointer (&document->snapshot);
}

/* By the operator's word alone. */
static TcSnapshot *
nothing (void)
{
  TcSnapshot *snapshot = tc_snapshot_new ();

  snapshot->epoch = g_strdup ("");
  snapshot->document_sha256 = g_strdup ("");
  return snapshot;
}

/* Returns: (transfer full) (nullable): not shared yet; NULL without @error: it is not
 * known. */
static TcSnapshot *
base_of (const Replay *self, const json_t *record, gint64 frame, GError **error)
{
  const char *sha256 = json_string_value (json_object_get (record, "document"));
  const Taken *taken = sha256 ? g_hash_table_lookup (self->by_hash, sha256) : NULL;

  if (!sha256)
    return nothing ();
  if (tc_verify_what (record, "restored"))
    return restore (self, sha256, error);
  if (!taken)
    return NULL;
  return tc_verify_what (record, "retracted") ? retract (self, taken, frame)
                                              : tc_snapshot_copy (taken->snapshot);
}

/* Returns: (transfer none) (nullable). */
static TcRoster *
roster_of (Replay *self, const char *sha256, GError **error)
{
  TcRoster *roster = g_hash_table_lookup (self->rosters, sha256);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (TcFault) fault = NULL;
  gsize n_bytes;

  if (roster)
    return roster;
  bytes = tc_asrun_log_object (self->run->log, sha256, error);
  if (!bytes)
    return NULL;
  const char *text = g_bytes_get_data (bytes, &n_bytes);
  roster = tc_roster_parse (text, n_bytes, sha256, &fault);
  if (roster)
    g_hash_table_insert (self->rosters, g_strdup (sha256), roster);
  else
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "object %.64s is no roster", sha256);
  return roster;
}

static gboolean
add_roster (Replay *self, TcSnapshot *snapshot, const json_t *record, GError **error)
{
  const char *sha256 = text_of (record, "roster");
  const char *unit_id = text_of (record, "manual");
  TcRoster *roster;

  if (!sha256)
    return TRUE;
  roster = roster_of (self, sha256, error);
  if (!roster)
    return FALSE;
  tc_roster_unref (snapshot->roster);
  snapshot->roster = tc_roster_ref (roster);
  const TcRosterUnit *unit = unit_id ? tc_roster_find (roster, unit_id) : NULL;
  if (unit)
    tc_rules_set_current (snapshot, unit);
  return TRUE;
}

static gboolean
add_document (Replay *self, const json_t *record, gint64 frame, GError **error)
{
  TcRenderEvent *event = tc_render_event_new (TC_RENDER_DOCUMENT, frame, NULL);
  GError *cause = NULL;

  g_ptr_array_add (self->events, event);
  if (!tc_verify_what (record, "phase")) {
    event->has_none = TRUE;
    return TRUE;
  }
  event->snapshot = base_of (self, record, frame, &cause);
  if (!event->snapshot) {
    if (!cause)
      g_set_error (&cause, TC_ERROR, TC_ERROR_DATA,
                   "record %" JSON_INTEGER_FORMAT
                   ": its document follows on ones that this log does not have",
                   json_integer_value (json_object_get (record, "n")));
    g_propagate_error (error, cause);
    return FALSE;
  }
  gint64 waited_ms =
      CLAMP (json_integer_value (tc_verify_what (record, "waited_ms")), 0, G_MAXINT32);
  event->snapshot->receipt_mono_ns =
      tc_render_tick_ns (self->run->rate, frame) - waited_ms * TC_NS_PER_MS;
  event->snapshot->receipt_wall_us =
      tc_verify_run_wall_us (self->run, frame) - waited_ms * 1000;
  return add_roster (self, event->snapshot, record, error);
}

/* --- all that happened ------------------------------------------------------------ */

static void
add_age (Replay *self, const json_t *record, gint64 frame)
{
  static const TcAge ages[] = {TC_AGE_FRESH, TC_AGE_LATE, TC_AGE_STALE};
  TcRenderEvent *event = tc_render_event_new (TC_RENDER_AGE, frame, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ages); i++)
    if (g_strcmp0 (text_of (record, "age"), tc_age_name (ages[i])) == 0)
      event->age = ages[i];
  event->age_ms =
      CLAMP (json_integer_value (tc_verify_what (record, "age_ms")), 0, G_MAXINT32);
  g_ptr_array_add (self->events, event);
}

static void
add_command (Replay *self,
             TcStageCommandKind kind,
             const json_t *record,
             TcStageTransition transition)
{
  TcRenderEvent *event = tc_render_event_new (
      TC_RENDER_COMMAND, tc_verify_record_frame (record), text_of (record, "name"));

  event->command = kind;
  event->transition = transition;
  event->is_on = json_is_true (tc_verify_what (record, "on"));
  event->position = json_number_value (tc_verify_what (record, "position"));
  event->duration_ms =
      (int)CLAMP (json_integer_value (tc_verify_what (record, "duration_ms")), 0,
                  TC_COMMAND_FADE_MAX_MS);
  g_ptr_array_add (self->events, event);
}

static void
replace (char **kept, const char *now)
{
  g_free (*kept);
  *kept = g_strdup (now);
}

/* What is on preview is what the T-bar would bring. */
static void
preview (Replay *self, const json_t *record, const char *scene)
{
  TcRenderEvent *event;

  if (!scene || !g_hash_table_contains (self->scenes, scene))
    return;
  event =
      tc_render_event_new (TC_RENDER_COMMAND, tc_verify_record_frame (record), scene);
  event->command = TC_STAGE_PREVIEW;
  g_ptr_array_add (self->events, event);
}

/* A take by hand swaps the two, one by itself leaves the preview as it is. */
static void
note_take (Replay *self, const char *scene, gboolean is_auto)
{
  if (!is_auto)
    replace (&self->preview, self->programme);
  replace (&self->programme, scene);
}

/* A scene that is no longer there cannot be drawn, and is not on at the end. */
static void
add_take (Replay *self, const json_t *record)
{
  static const char *const names[] = {"scene", "write", "cut", "fade", "push"};
  const char *scene = text_of (record, "name");
  TcStageTransition transition = TC_STAGE_AS_SCENE;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text_of (record, "transition"), names[i]) == 0)
      transition = (TcStageTransition)(TC_STAGE_AS_SCENE + i);
  if (!scene)
    return;
  note_take (self, scene, strcmp (tc_verify_kind (record), "auto_take") == 0);
  if (!g_hash_table_contains (self->scenes, scene))
    return;
  preview (self, record, scene);
  add_command (self, TC_STAGE_TAKE, record, transition);
  preview (self, record, self->preview);
}

static void
add_preview (Replay *self, const json_t *record)
{
  replace (&self->preview, text_of (record, "name"));
  preview (self, record, self->preview);
}

/* At its end the T-bar has taken what was on preview. */
static void
note_bar (Replay *self, const json_t *record)
{
  char *programme = self->programme;

  if (strcmp (tc_verify_kind (record), "tbar") != 0 ||
      json_number_value (tc_verify_what (record, "position")) < 1)
    return;
  self->programme = self->preview;
  self->preview = programme;
}

static const struct {
  const char *kind;
  TcStageCommandKind command;
} commands[] = {
    {"tbar", TC_STAGE_TBAR},   {"clear", TC_STAGE_CLEAR}, {"panic", TC_STAGE_PANIC},
    {"slate", TC_STAGE_SLATE}, {"black", TC_STAGE_BLACK}, {"keyer", TC_STAGE_KEYER},
    {"layer", TC_STAGE_LAYER},
};

static void
add_switch (Replay *self, const json_t *record, const char *kind)
{
  note_bar (self, record);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].kind, kind) == 0)
      add_command (self, commands[i].command, record, TC_STAGE_AS_SCENE);
}

static void
add_live (Replay *self, const json_t *record, gint64 frame)
{
  TcRenderEvent *event = tc_render_event_new (TC_RENDER_LIVE, frame, NULL);

  event->is_on = json_is_true (tc_verify_what (record, "on"));
  g_ptr_array_add (self->events, event);
}

static gboolean
is_done (const json_t *record)
{
  const char *answer = text_of (record, "answer");

  return !answer || strcmp (answer, "done") == 0;
}

static gboolean
add_record (Replay *self, const json_t *record, GError **error)
{
  const char *kind = tc_verify_kind (record);
  gint64 frame = tc_verify_record_frame (record);

  if (frame > self->frame || !is_done (record))
    return TRUE;
  if (strcmp (kind, "document") == 0)
    return json_is_false (tc_verify_what (record, "seen")) ||
           add_document (self, record, frame, error);
  if (strcmp (kind, "age") == 0)
    add_age (self, record, frame);
  else if (strcmp (kind, "live") == 0)
    add_live (self, record, frame);
  else if (strcmp (kind, "take") == 0 || strcmp (kind, "auto_take") == 0)
    add_take (self, record);
  else if (strcmp (kind, "preview") == 0)
    add_preview (self, record);
  else
    add_switch (self, record, kind);
  return TRUE;
}

static void
add_clock (Replay *self)
{
  const GArray *anchors = self->run->anchors;
  TcRenderEvent *first = tc_render_event_new (TC_RENDER_CLOCK, 0, NULL);

  first->wall_us = tc_verify_run_wall_us (self->run, 0);
  g_ptr_array_add (self->events, first);
  for (guint i = 0; i < anchors->len; i++) {
    const TcVerifyAnchor *anchor = &g_array_index (anchors, TcVerifyAnchor, i);
    TcRenderEvent *event;

    if (anchor->frame > self->frame)
      continue;
    event = tc_render_event_new (TC_RENDER_CLOCK, anchor->frame, NULL);
    event->wall_us = anchor->wall_us;
    g_ptr_array_add (self->events, event);
  }
}

/* Records of a frame stay in their order (the sort is stable). */
static int
by_tick (gconstpointer a, gconstpointer b)
{
  const TcRenderEvent *first = *(const TcRenderEvent *const *)a;
  const TcRenderEvent *second = *(const TcRenderEvent *const *)b;

  return first->tick < second->tick ? -1 : first->tick > second->tick;
}

static gboolean
add_all (Replay *self, GError **error)
{
  gboolean is_added = TRUE;

  add_clock (self);
  for (guint i = self->run->first; i < self->run->end && is_added; i++) {
    json_t *record = tc_asrun_log_record (self->run->log, i);

    if (record)
      is_added = add_record (self, record, error);
    json_decref (record);
  }
  g_ptr_array_sort (self->events, by_tick);
  return is_added;
}

GPtrArray *
tc_verify_replay_events (const TcVerifyRun *run,
                         gint64 frame,
                         GHashTable *scenes,
                         GError **error)
{
  Replay self = {.run = run, .frame = frame, .scenes = scenes};
  gboolean is_added;

  self.taken = g_ptr_array_new_with_free_func (taken_free);
  self.by_hash = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.rosters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify)tc_roster_unref);
  self.events = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_render_event_free);
  self.programme = g_strdup (run->scene);
  is_added = judge_all (&self, error) && add_all (&self, error);
  g_free (self.programme);
  g_free (self.preview);
  g_hash_table_unref (self.by_hash);
  g_hash_table_unref (self.rosters);
  g_ptr_array_unref (self.taken);
  if (is_added)
    return self.events;
  g_ptr_array_unref (self.events);
  return NULL;
}

/* --- the picture ------------------------------------------------------------------ */

static gboolean
draw (TcRenderPlay *play,
      const TcVerifyRun *run,
      gint64 frame,
      const char *out,
      GError **error)
{
  TcFormat format = {run->width, run->height, run->rate};
  g_autoptr (TcRenderFile) file =
      tc_render_file_new (out, TC_RENDER_STILL, &format, error);

  return file &&
         tc_render_file_push (file, tc_render_play_picture (play, frame), error) &&
         tc_render_file_finish (file, error);
}

gboolean
tc_verify_replay_draw (const TcVerifyRun *run,
                       gint64 frame,
                       const char *fonts,
                       const char *out,
                       GError **error)
{
  g_autoptr (TcVerifyFiles) files = tc_verify_files_new (run, frame, error);
  g_autoptr (GPtrArray) events =
      files ? tc_verify_replay_events (run, frame, files->scenes, error) : NULL;

  if (!events)
    return FALSE;
  TcRenderLook look = {
      .overlays = files->dir,
      .fonts = fonts,
      .language = run->language,
      .theme = run->theme,
      .scene = g_hash_table_contains (files->scenes, run->scene) ? run->scene : NULL,
      .width = run->width,
      .height = run->height,
      .rate = run->rate,
      .delay_ms = run->delay_ms,
      .is_off_air = TRUE, /* until a record says otherwise */
  };
  g_autoptr (TcRenderPlay) play = tc_render_play_new (&look, events, error);
  return play && draw (play, run, frame, out, error);
}
