/* SPDX-License-Identifier: MIT
 *
 * Records become what `render` plays.
 */
#include "app/render_file.h"
#include "app/verify.h"

#include <string.h>

#include "tallycast/control/engine.h"

typedef struct {
  const TcVerifyRun *run;
  gint64 frame;
  GHashTable *scenes; /* borrowed */
  TcVerifyDocuments *documents;
  GPtrArray *events;
  char *programme, *preview; /* names; preview NULL: nothing */
} Replay;

static const char *
text_of (const json_t *record, const char *key)
{
  return json_string_value (tc_verify_what (record, key));
}

/* --- what happened ---------------------------------------------------------------- */

static gboolean
add_document (Replay *self, const json_t *record, gint64 frame, GError **error)
{
  TcRenderEvent *event = tc_render_event_new (TC_RENDER_DOCUMENT, frame, NULL);

  g_ptr_array_add (self->events, event);
  event->has_none = !tc_verify_what (record, "phase");
  if (!event->has_none)
    event->snapshot = tc_verify_documents_shown (self->documents, record, frame, error);
  return event->has_none || event->snapshot;
}

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

/* Where the bar was before its record. */
static void
add_way (Replay *self, const json_t *record)
{
  const json_t *way = tc_verify_what (record, "way");

  for (size_t i = 0; i < json_array_size (way); i++) {
    const json_t *step = json_array_get (way, i);
    gint64 frame = json_integer_value (json_array_get (step, 0));
    TcRenderEvent *event;

    if (frame < 0 || frame > self->frame)
      continue;
    event = tc_render_event_new (TC_RENDER_COMMAND, frame, NULL);
    event->command = TC_STAGE_TBAR;
    event->position = CLAMP (json_number_value (json_array_get (step, 1)), 0, 1);
    g_ptr_array_add (self->events, event);
  }
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

  if (is_done (record))
    add_way (self, record);
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

  self.documents = tc_verify_documents_new (run, error);
  if (!self.documents)
    return NULL;
  self.events = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_render_event_free);
  self.programme = g_strdup (run->scene);
  if (!add_all (&self, error))
    g_clear_pointer (&self.events, g_ptr_array_unref);
  g_free (self.programme);
  g_free (self.preview);
  tc_verify_documents_free (self.documents);
  return self.events;
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
