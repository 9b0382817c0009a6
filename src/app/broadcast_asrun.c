/* SPDX-License-Identifier: MIT
 *
 * What becomes a record of the as-run log, as control/engine.h tells it: commands with
 * their answers, and what changed on the air without one. Stage's commands are noted on
 * the render thread, in the order in which they were obeyed.
 */
#include "app/broadcast.h"

#include <string.h>

#define MAX_TEXT 512 /* bytes of a text from outside */

/* --- life ------------------------------------------------------------------------- */

static gint64
next_frame (gpointer data)
{
  return __atomic_load_n (&((TcBroadcast *)data)->next_tick, __ATOMIC_RELAXED);
}

static void
on_changed (gpointer data)
{
  tc_broadcast_changed (data);
}

/* What is needed to draw the picture again, besides files and documents. */
static json_t *
open_keys (const TcBroadcast *self)
{
  const TcConfig *config = self->config;
  g_autofree char *fps =
      g_strdup_printf ("%d/%d", self->format.rate.num, self->format.rate.den);

  return json_pack ("{s:{s:i, s:i, s:s, s:i, s:s, s:s, s:s, s:b}}", "programme",
                    "width", self->format.width, "height", self->format.height, "fps",
                    fps, "delay_ms", config->programme.delay_ms, "language",
                    config->programme.language, "theme", config->programme.theme,
                    "scene", config->overlays.scene, "auto", config->overlays.is_auto);
}

void
tc_broadcast_asrun_new (TcBroadcast *self)
{
  TcAsrunSettings settings = {.state_dir = self->config->state_dir,
                              .clock = tc_clock_system (),
                              .open = open_keys (self),
                              .changed = on_changed,
                              .frame = next_frame,
                              .data = self};

  g_queue_init (&self->shown);
  self->asrun = tc_asrun_new (&settings);
}

void
tc_broadcast_asrun_free (TcBroadcast *self)
{
  tc_broadcast_bar_ends (self);
  g_clear_pointer (&self->asrun, tc_asrun_free);
  g_queue_clear_full (&self->shown, (GDestroyNotify)tc_snapshot_unref);
  g_free (self->air.scene);
}

void
tc_broadcast_note (TcBroadcast *self, json_t *what)
{
  tc_asrun_note (self->asrun, &(TcAsrunEntry){.frame = -1, .what = what});
}

void
tc_broadcast_asrun_start (TcBroadcast *self)
{
  TcAsrunEntry start = {.frame = 0, .what = json_pack ("{s:s}", "kind", "start")};

  tc_asrun_note (self->asrun, &start);
}

char *
tc_broadcast_recording_tag (gpointer data)
{
  return tc_asrun_dup_head (((TcBroadcast *)data)->asrun);
}

/* --- commands --------------------------------------------------------------------- */

struct TcCommandNote {
  TcCommandKind kind;
  json_t *what;
  char *who, *role;
};

static const char *const kinds[] = {
    [TC_COMMAND_PREVIEW] = "preview",
    [TC_COMMAND_TAKE] = "take",
    [TC_COMMAND_TBAR] = "tbar",
    [TC_COMMAND_CLEAR] = "clear",
    [TC_COMMAND_PANIC] = "panic",
    [TC_COMMAND_SLATE] = "slate",
    [TC_COMMAND_BLACK] = "black",
    [TC_COMMAND_AUTO] = "auto",
    [TC_COMMAND_KEYER] = "keyer",
    [TC_COMMAND_LAYER] = "layer",
    [TC_COMMAND_CURRENT] = "current",
    [TC_COMMAND_FEED_ACCEPT] = "accept",
    [TC_COMMAND_OUTPUT] = "switch_output",
    [TC_COMMAND_RECORD] = "record",
    [TC_COMMAND_AUDIO] = "audio",
    [TC_COMMAND_PREFLIGHT] = "preflight",
    [TC_COMMAND_ANYWAY] = "anyway",
};

static const char *
kind_name (TcCommandKind kind)
{
  gboolean is_known = (guint)kind < G_N_ELEMENTS (kinds) && kinds[kind];

  return is_known ? kinds[kind] : "command";
}

static const char *const transitions[] = {
    [TC_TRANSITION_SCENE] = "scene", [TC_TRANSITION_WRITE] = "write",
    [TC_TRANSITION_CUT] = "cut",     [TC_TRANSITION_FADE] = "fade",
    [TC_TRANSITION_PUSH] = "push",
};

static const char *const answers[] = {
    [TC_ANSWER_DONE] = "done",           [TC_ANSWER_UNKNOWN] = "unknown",
    [TC_ANSWER_CONFLICT] = "conflict",   [TC_ANSWER_REFUSED] = "refused",
    [TC_ANSWER_NOT_READY] = "not_ready", [TC_ANSWER_FORBIDDEN] = "forbidden",
};

static gboolean
has_switch (TcCommandKind kind)
{
  return kind != TC_COMMAND_PREVIEW && kind != TC_COMMAND_TAKE &&
         kind != TC_COMMAND_TBAR && kind != TC_COMMAND_CLEAR &&
         kind != TC_COMMAND_CURRENT && kind != TC_COMMAND_FEED_ACCEPT &&
         kind < TC_COMMAND_AUDIO;
}

static json_t *
json_text (const char *text)
{
  g_autofree char *cut = text ? g_strndup (text, MAX_TEXT) : NULL;
  g_autofree char *valid = cut ? g_utf8_make_valid (cut, -1) : NULL;

  return valid ? json_string (valid) : json_null ();
}

static json_t *
command_words (const TcCommand *command)
{
  json_t *what = json_pack ("{s:s}", "kind", kind_name (command->kind));

  if (command->name || command->kind == TC_COMMAND_CURRENT)
    json_object_set_new (what, "name", json_text (command->name));
  if (has_switch (command->kind))
    json_object_set_new (what, "on", json_boolean (command->on));
  if (command->kind == TC_COMMAND_TAKE)
    json_object_set_new (what, "transition",
                         json_string (transitions[command->transition]));
  if (command->duration_ms > 0)
    json_object_set_new (what, "duration_ms", json_integer (command->duration_ms));
  if (command->kind == TC_COMMAND_TBAR)
    json_object_set_new (what, "position", json_real (command->position));
  if (command->has_seen)
    json_object_set_new (what, "seen", json_integer ((json_int_t)command->seen));
  if (command->has_gain)
    json_object_set_new (what, "gain_db", json_real (command->gain_db));
  if (command->has_mute)
    json_object_set_new (what, "mute", json_boolean (command->mute));
  return what;
}

TcCommandNote *
tc_command_note_new (const TcCommand *command)
{
  TcCommandNote *self = g_new0 (TcCommandNote, 1);

  self->kind = command->kind;
  self->what = command_words (command);
  self->who = g_strdup (command->who ? command->who : "local");
  self->role = g_strdup (tc_role_name (command->role));
  return self;
}

/* It is on programme, from the next record on. */
static void
put_scene (TcBroadcast *self, const char *scene)
{
  g_free (self->air.scene);
  self->air.scene = g_strdup (scene);
  tc_asrun_set_scene (self->asrun, scene);
}

static void
note_auto_take (TcBroadcast *self, const char *scene, gint64 tick)
{
  json_t *what = json_pack ("{s:s, s:s, s:s}", "kind", "auto_take", "name", scene,
                            "phase", tc_phase_name (self->air.phase));

  tc_broadcast_bar_ends (self);
  put_scene (self, scene);
  tc_asrun_note (self->asrun,
                 &(TcAsrunEntry){.frame = tick, .is_take = TRUE, .what = what});
}

void
tc_broadcast_note_answer (TcBroadcast *self,
                          TcCommandNote *note,
                          const TcAnswer *answer,
                          const char *scene)
{
  gboolean is_auto = note->kind == TC_COMMAND_AUTO;
  gboolean is_take = scene && !is_auto;
  TcAsrunEntry entry = {.who = note->who,
                        .role = note->role,
                        .frame = answer->kind == TC_ANSWER_DONE ? answer->frame : -1,
                        .is_take = is_take,
                        .what = note->what};

  if (is_take)
    json_object_set_new (note->what, "name", json_text (scene));
  json_object_set_new (note->what, "answer", json_string (answers[answer->kind]));
  if (answer->why) {
    json_object_set_new (note->what, "detail",
                         json_text (tc_why_text (answer->why, TRUE)));
    json_object_set_new (note->what, "why", json_copy ((json_t *)answer->why));
  }
  gboolean is_kept = tc_broadcast_bar_keeps (self, &entry);
  if (is_take)
    put_scene (self, scene);
  if (!is_kept)
    tc_asrun_note (self->asrun, &entry);
  if (scene && is_auto)
    note_auto_take (self, scene, answer->frame);
  g_free (note->who);
  g_free (note->role);
  g_free (note);
}

/* --- what the feed gave ----------------------------------------------------------- */

void
tc_broadcast_received (GBytes *bytes, gpointer data)
{
  tc_asrun_keep (((TcBroadcast *)data)->asrun, bytes);
}

void
tc_broadcast_note_shown (TcBroadcast *self, TcSnapshot *snapshot)
{
  TcSnapshot *forgotten = NULL;

  {
    TC_LOCKED (&self->lock);
    g_queue_push_tail (&self->shown, snapshot ? tc_snapshot_ref (snapshot) : NULL);
    if (g_queue_get_length (&self->shown) > TC_BROADCAST_MAX_SHOWN)
      forgotten = g_queue_pop_head (&self->shown);
  }
  tc_snapshot_unref (forgotten);
}

/* What titles, chapters and people need of a document, without opening it. */
static void
add_meeting (json_t *what, const TcSnapshot *snapshot)
{
  json_object_set_new (what, "phase", json_string (tc_phase_name (snapshot->phase)));
  if (!snapshot->current.unit)
    return;
  json_object_set_new (what, "unit", json_text (snapshot->current.unit));
  json_object_set_new (what, "name", json_text (snapshot->current.name));
  json_object_set_new (what, "order", json_integer (snapshot->current.order));
  json_object_set_new (what, "of", json_integer (snapshot->current.of));
}

/* How it came to be what it is, from the bytes as received. */
static void
add_origin (TcBroadcast *self, json_t *what, const TcSnapshot *snapshot, gint64 tick)
{
  gint64 due_ns = tc_ticker_tick_ns (self->ticker, tick);
  gint64 waited_ms = (due_ns - snapshot->receipt_mono_ns) / TC_NS_PER_MS;

  json_object_set_new (what, "waited_ms", json_integer (MAX (waited_ms, 0)));
  if (snapshot->roster)
    json_object_set_new (what, "roster", json_string (snapshot->roster->sha256));
  if (snapshot->restored)
    json_object_set_new (what, "restored", json_true ());
  if (snapshot->current_manual)
    json_object_set_new (what, "manual", json_text (snapshot->current.unit));
  if (snapshot->retracted)
    json_object_set_new (what, "retracted", json_true ());
  if (snapshot->rehearsal)
    json_object_set_new (what, "rehearsal", json_true ());
}

static void
note_document (TcBroadcast *self,
               const TcSnapshot *snapshot,
               gint64 tick,
               gboolean is_seen)
{
  json_t *what = json_pack ("{s:s, s:b}", "kind", "document", "seen", is_seen);
  const char *document =
      snapshot && *snapshot->document_sha256 ? snapshot->document_sha256 : NULL;

  tc_asrun_set_document (self->asrun, document ? snapshot->epoch : NULL,
                         document ? snapshot->revision : 0, document);
  self->air.phase = snapshot ? snapshot->phase : TC_PHASE_STANDBY;
  if (snapshot) {
    add_meeting (what, snapshot);
    add_origin (self, what, snapshot, tick);
  }
  tc_asrun_note (self->asrun, &(TcAsrunEntry){.frame = tick, .what = what});
}

/* Those before it were replaced before anybody saw them. */
static void
note_data (TcBroadcast *self, const TcStageAired *aired)
{
  gboolean is_found = FALSE;

  while (!is_found) {
    g_autoptr (TcSnapshot) snapshot = NULL;
    {
      TC_LOCKED (&self->lock);
      if (g_queue_is_empty (&self->shown))
        return;
      snapshot = g_queue_pop_head (&self->shown);
    }
    is_found = snapshot == aired->snapshot;
    note_document (self, snapshot, aired->tick, is_found);
  }
}

/* --- what the stage shows --------------------------------------------------------- */

/* What was taken was noted with its answer. */
static void
note_scene (TcBroadcast *self, const TcStageAired *aired)
{
  if (!self->air.scene)
    put_scene (self, aired->scene);
  else if (strcmp (self->air.scene, aired->scene) != 0)
    note_auto_take (self, aired->scene, aired->tick);
}

void
tc_broadcast_aired (gpointer data, const TcStageAired *aired)
{
  TcBroadcast *self = data;
  TcBroadcastAired *air = &self->air;

  if (aired->has_data)
    note_data (self, aired);
  note_scene (self, aired);
  if (!air->has_begun || air->age != aired->age) {
    gint64 age_ms =
        (tc_ticker_tick_ns (self->ticker, aired->tick) - aired->age_since_ns) /
        TC_NS_PER_MS;
    json_t *what = json_pack (
        "{s:s, s:s, s:o}", "kind", "age", "age", tc_age_name (aired->age), "age_ms",
        aired->age_since_ns ? json_integer (MAX (age_ms, 0)) : json_null ());
    tc_asrun_note (self->asrun, &(TcAsrunEntry){.frame = aired->tick, .what = what});
  }
  if (!air->has_begun || air->is_live != aired->is_live) {
    json_t *what = json_pack ("{s:s, s:b}", "kind", "live", "on", aired->is_live);
    tc_asrun_note (self->asrun, &(TcAsrunEntry){.frame = aired->tick, .what = what});
  }
  air->has_begun = TRUE;
  air->age = aired->age;
  air->is_live = aired->is_live;
}

void
tc_broadcast_files (gpointer data,
                    gint64 tick,
                    const char *const *paths,
                    const char *const *gone)
{
  TcBroadcast *self = data;
  g_autofree char *dir = tc_broadcast_overlays_dir (self->config);

  tc_asrun_keep_files (self->asrun, tick, dir, paths, gone);
}
