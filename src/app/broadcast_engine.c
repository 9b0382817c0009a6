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
  char *name;           /* owned: the feed's unit or epoch */
  TcAnswerFunc answer;
  gpointer data;
  TcAnswer result;
  json_t *why; /* owned: what result.why points to */
} Pending;

static gboolean
answer_on_main (gpointer data)
{
  Pending *pending = data;

  pending->answer (pending->data, &pending->result);
  json_decref (pending->why);
  g_free (pending->name);
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

  if (answer->why != TC_WHY_OTHER)
    pending->why = tc_why_new (answer->why, NULL);
  pending->result = (TcAnswer){.kind = answer_kind (answer->kind),
                               .state = answer->state,
                               .frame = answer->tick,
                               .why = pending->why};
  tc_broadcast_note_answer (pending->broadcast, pending->note, &pending->result,
                            answer->scene);
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

/* Returns: (transfer full): why the feed did not do it. */
static json_t *
feed_why (const Pending *pending, const GError *error)
{
  TcBroadcast *self = pending->broadcast;
  gboolean is_accept = pending->no_such == TC_ANSWER_CONFLICT;
  g_autoptr (TcRoster) roster = self->feed ? tc_feed_dup_roster (self->feed) : NULL;

  if (!self->feed)
    return tc_why_new (TC_WHY_NO_BACKEND, NULL);
  if (error->code == TC_ERROR_DATA)
    return tc_why_new (is_accept ? TC_WHY_EPOCH_NOT_HELD : TC_WHY_NO_SUCH_UNIT,
                       json_pack ("{s:s}", is_accept ? "epoch" : "unit",
                                  pending->name ? pending->name : ""));
  return tc_why_new (is_accept || roster ? TC_WHY_FEED_BUSY : TC_WHY_NO_ROSTER, NULL);
}

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
    pending->result.why = pending->why = feed_why (pending, error);
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
  pending->name = g_strdup (command->name);
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
do_output (TcBroadcast *self, const TcCommand *command, json_t **why)
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
  *why =
      tc_why_new (TC_WHY_NO_SUCH_OUTPUT, json_pack ("{s:s}", "output", command->name));
  return TC_ANSWER_UNKNOWN;
}

static TcAnswerKind
do_record (TcBroadcast *self, const TcCommand *command, json_t **why)
{
  if (!self->recorder) {
    *why = tc_why_new (TC_WHY_NO_RECORD_FOLDER, NULL);
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
do_preflight (TcBroadcast *self, const TcCommand *command, json_t **why)
{
  if (command->name && !tc_preflight_has_line (command->name))
    return TC_ANSWER_UNKNOWN;
  if (tc_preflight_run (self->preflight, command->name))
    return TC_ANSWER_DONE;
  *why = tc_why_new (TC_WHY_CHECK_RUNS, NULL);
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
  json_t *why = NULL;
  g_autofree char *wrong = NULL;
  TcCommand noted = *command;
  TcAnswer result = {.frame = tc_ticker_next_tick (self->ticker),
                     .state = tc_stage_state (self->stage)};

  switch (command->kind) {
    case TC_COMMAND_OUTPUT:
      result.kind = do_output (self, command, &why);
      break;
    case TC_COMMAND_RECORD:
      result.kind = do_record (self, command, &why);
      break;
    case TC_COMMAND_PREFLIGHT:
      result.kind = do_preflight (self, command, &why);
      break;
    case TC_COMMAND_ANYWAY:
      wrong = do_anyway (self);
      noted.name = wrong;
      break;
    default:
      result.kind = do_audio (self, command);
      break;
  }
  result.why = why;
  tc_broadcast_note_answer (self, tc_command_note_new (&noted), &result, NULL);
  answer (data, &result);
  json_decref (why);
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
