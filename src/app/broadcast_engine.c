/* SPDX-License-Identifier: MIT
 *
 * The engine's commands: those of the picture go to the stage and those of the data to
 * the feed, which answer on their own threads once it is done; the others are done
 * here. Every answer comes on main.
 */
#include "app/broadcast.h"

#include "tallycast/control/preflight.h"
#include "tallycast/core/error.h"
#include "tallycast/core/log.h"

#include <string.h>

/* One command that stage or feed has; freed by its answer. */
typedef struct {
  TcBroadcast *broadcast;
  TcCommandNote *note;
  TcAnswerKind no_such; /* what TC_ERROR_DATA of the feed means */
  TcAnswerFunc answer;
  gpointer data;
  TcAnswer result;
  char *detail; /* owned: what result.detail points to */
} Pending;

static gboolean
answer_on_main (gpointer data)
{
  Pending *pending = data;

  pending->result.detail = pending->detail;
  pending->answer (pending->data, &pending->result);
  g_free (pending->detail);
  g_free (pending);
  return G_SOURCE_REMOVE;
}

static TcAnswerKind
answer_kind (TcStageAnswerKind kind)
{
  switch (kind) {
    case TC_STAGE_DONE:
      return TC_ANSWER_DONE;
    case TC_STAGE_UNKNOWN:
      return TC_ANSWER_UNKNOWN;
    case TC_STAGE_CONFLICT:
      return TC_ANSWER_CONFLICT;
    case TC_STAGE_REFUSED:
      return TC_ANSWER_REFUSED;
    case TC_STAGE_FORBIDDEN:
      return TC_ANSWER_FORBIDDEN;
    case TC_STAGE_NOT_READY:
      break;
  }
  return TC_ANSWER_NOT_READY;
}

static void
on_stage_answer (gpointer data, const TcStageAnswer *answer)
{
  Pending *pending = data;

  pending->result = (TcAnswer){.kind = answer_kind (answer->kind),
                               .state = answer->state,
                               .frame = answer->tick,
                               .detail = answer->detail};
  tc_broadcast_note_answer (pending->broadcast, pending->note, &pending->result,
                            answer->scene);
  pending->detail = g_strdup (answer->detail);
  g_idle_add_full (G_PRIORITY_DEFAULT, answer_on_main, pending, NULL);
}

static TcStageTransition
stage_transition (TcTransition transition)
{
  static const TcStageTransition transitions[] = {
      [TC_TRANSITION_SCENE] = TC_STAGE_AS_SCENE, [TC_TRANSITION_WRITE] = TC_STAGE_WRITE,
      [TC_TRANSITION_CUT] = TC_STAGE_CUT,        [TC_TRANSITION_FADE] = TC_STAGE_FADE,
      [TC_TRANSITION_PUSH] = TC_STAGE_PUSH,
  };

  return transitions[transition];
}

static void
ask_stage (TcBroadcast *self,
           TcStageCommandKind kind,
           const TcCommand *command,
           TcAnswerFunc answer,
           gpointer data)
{
  Pending *pending = g_new0 (Pending, 1);
  TcStageCommand stage = {.kind = kind,
                          .name = command->name,
                          .on = command->on,
                          .transition = stage_transition (command->transition),
                          .duration_ms = command->duration_ms,
                          .position = command->position,
                          .has_seen = command->has_seen,
                          .seen = command->seen};

  pending->broadcast = self;
  pending->note = tc_command_note_new (command);
  pending->answer = answer;
  pending->data = data;
  tc_stage_command (self->stage, &stage, on_stage_answer, pending);
}

/* --- what is the feed's --- */

/* The feed ends before stage and ticker do. */
static void
on_feed_done (gpointer data, const GError *error)
{
  Pending *pending = data;
  TcBroadcast *self = pending->broadcast;

  pending->result = (TcAnswer){.kind = TC_ANSWER_DONE,
                               .state = tc_stage_state (self->stage),
                               .frame = tc_ticker_next_tick (self->ticker)};
  if (error) {
    pending->result.kind =
        error->code == TC_ERROR_DATA ? pending->no_such : TC_ANSWER_NOT_READY;
    pending->detail = g_strdup (error->message);
    pending->result.detail = pending->detail;
  }
  tc_broadcast_note_answer (self, pending->note, &pending->result, NULL);
  g_idle_add_full (G_PRIORITY_DEFAULT, answer_on_main, pending, NULL);
  tc_broadcast_changed (self);
}

static void
ask_feed (TcBroadcast *self,
          const TcCommand *command,
          TcAnswerFunc answer,
          gpointer data)
{
  gboolean is_accept = command->kind == TC_COMMAND_FEED_ACCEPT;
  Pending *pending = g_new0 (Pending, 1);

  pending->broadcast = self;
  pending->note = tc_command_note_new (command);
  pending->no_such = is_accept ? TC_ANSWER_CONFLICT : TC_ANSWER_UNKNOWN;
  pending->answer = answer;
  pending->data = data;
  if (!self->feed) {
    g_autoptr (GError) error =
        g_error_new (TC_ERROR, TC_ERROR_UNAVAILABLE, "there is no backend");
    on_feed_done (pending, error);
  } else if (is_accept) {
    tc_feed_accept_epoch (self->feed, command->name, on_feed_done, pending);
  } else {
    tc_feed_set_manual_current (self->feed, command->name, on_feed_done, pending);
  }
}

/* --- what is done here --- */

static TcAnswerKind
do_output (TcBroadcast *self, const TcCommand *command)
{
  for (guint i = 0; i < self->config->n_outputs; i++) {
    if (strcmp (self->config->outputs[i].id, command->name) != 0)
      continue;
    if (command->on)
      tc_output_start (self->outputs[i]);
    else
      tc_output_stop (self->outputs[i]);
    return TC_ANSWER_DONE;
  }
  return TC_ANSWER_UNKNOWN;
}

static TcAnswerKind
do_record (TcBroadcast *self, const TcCommand *command, GError **error)
{
  if (!self->recorder) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "no recording folder is configured: record.dir, or --record");
    return TC_ANSWER_REFUSED;
  }
  if (command->on)
    tc_recorder_start (self->recorder);
  else
    tc_recorder_stop (self->recorder);
  return TC_ANSWER_DONE;
}

static TcAnswerKind
do_audio (TcBroadcast *self, const TcCommand *command)
{
  if (command->has_gain)
    tc_level_set_gain_db (self->level, command->gain_db);
  if (command->has_mute)
    tc_level_set_mute (self->level, command->mute);
  return TC_ANSWER_DONE;
}

static json_t *
on_preflight (gpointer engine)
{
  TcBroadcast *self = engine;
  json_t *status = tc_broadcast_status (self);
  json_t *checks = tc_preflight_checks (self->preflight);
  json_t *found = tc_preflight_of (status, checks);

  json_object_set (found, "time", json_object_get (checks, "time"));
  json_object_set (found, "took_ms", json_object_get (checks, "took_ms"));
  json_decref (checks);
  json_decref (status);
  return found;
}

static TcAnswerKind
do_preflight (TcBroadcast *self, const TcCommand *command, GError **error)
{
  if (command->name && !tc_preflight_has_line (command->name))
    return TC_ANSWER_UNKNOWN;
  if (tc_preflight_run (self->preflight, command->name))
    return TC_ANSWER_DONE;
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "a check runs already");
  return TC_ANSWER_REFUSED;
}

/* Somebody knows what is wrong and takes it on himself: for that it is written down.
 * Returns: (transfer full): what is wrong. */
static char *
do_anyway (TcBroadcast *self)
{
  json_t *found = on_preflight (self);
  char *wrong = tc_preflight_dup_wrong (found);

  json_decref (found);
  tc_log (TC_LOG_WARN, "preflight", "on the air anyway; wrong: %s",
          *wrong ? wrong : "nothing");
  return wrong;
}

static void
do_here (TcBroadcast *self,
         const TcCommand *command,
         TcAnswerFunc answer,
         gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *wrong = NULL;
  TcCommand noted = *command;
  TcAnswer result = {.frame = tc_ticker_next_tick (self->ticker),
                     .state = tc_stage_state (self->stage)};

  switch (command->kind) {
    case TC_COMMAND_OUTPUT:
      result.kind = do_output (self, command);
      break;
    case TC_COMMAND_RECORD:
      result.kind = do_record (self, command, &error);
      break;
    case TC_COMMAND_PREFLIGHT:
      result.kind = do_preflight (self, command, &error);
      break;
    case TC_COMMAND_ANYWAY:
      wrong = do_anyway (self);
      noted.name = wrong;
      break;
    default:
      result.kind = do_audio (self, command);
      break;
  }
  result.detail = error ? error->message : NULL;
  tc_broadcast_note_answer (self, tc_command_note_new (&noted), &result, NULL);
  answer (data, &result);
  tc_broadcast_changed (self);
}

static void
on_command (gpointer engine,
            const TcCommand *command,
            TcAnswerFunc answer,
            gpointer data)
{
  static const TcStageCommandKind stage_kinds[] = {
      [TC_COMMAND_PREVIEW] = TC_STAGE_PREVIEW, [TC_COMMAND_TAKE] = TC_STAGE_TAKE,
      [TC_COMMAND_TBAR] = TC_STAGE_TBAR,       [TC_COMMAND_CLEAR] = TC_STAGE_CLEAR,
      [TC_COMMAND_PANIC] = TC_STAGE_PANIC,     [TC_COMMAND_SLATE] = TC_STAGE_SLATE,
      [TC_COMMAND_BLACK] = TC_STAGE_BLACK,     [TC_COMMAND_AUTO] = TC_STAGE_AUTO,
      [TC_COMMAND_KEYER] = TC_STAGE_KEYER,     [TC_COMMAND_LAYER] = TC_STAGE_LAYER,
  };
  TcBroadcast *self = engine;

  if (command->kind <= TC_COMMAND_LAYER)
    ask_stage (self, stage_kinds[command->kind], command, answer, data);
  else if (command->kind <= TC_COMMAND_FEED_ACCEPT)
    ask_feed (self, command, answer, data);
  else
    do_here (self, command, answer, data);
}

static json_t *
on_status (gpointer engine)
{
  return tc_broadcast_status (engine);
}

static json_t *
on_scenes (gpointer engine)
{
  TcBroadcast *self = engine;

  return tc_stage_scenes (self->stage);
}

static GBytes *
on_roster (gpointer engine, char **sha256)
{
  static const char none[] = "{\"sha256\":null,\"units\":[]}";
  TcBroadcast *self = engine;
  GBytes *text = self->feed ? tc_feed_dup_roster_json (self->feed, sha256) : NULL;

  return text ? text : g_bytes_new_static (none, sizeof none - 1);
}

static void
on_peak (gpointer engine, double peak_db[2])
{
  TcBroadcast *self = engine;
  TcLevelStats level;

  tc_level_get_stats (self->level, &level);
  memcpy (peak_db, level.peak_db, sizeof level.peak_db);
}

TcEngine
tc_broadcast_engine (TcBroadcast *self)
{
  return (TcEngine){.command = on_command,
                    .status = on_status,
                    .scenes = on_scenes,
                    .roster = on_roster,
                    .picture = tc_broadcast_picture,
                    .preflight = on_preflight,
                    .peak = on_peak,
                    .engine = self};
}
