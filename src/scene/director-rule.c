/* SPDX-License-Identifier: MIT
 *
 * Every change of the director's state: commands and auto. Panic, slate and black
 * latch: only their own command undoes them.
 */
#include "scene/state.h"

#include "tallycast/core/log.h"

#include <string.h>

TcScene *
tc_director_find (const TcDirector *self, const char *name)
{
  for (guint i = 0; name != NULL && i < self->scenes->len; i++) {
    TcScene *scene = g_ptr_array_index (self->scenes, i);

    if (strcmp (scene->name, name) == 0)
      return scene;
  }
  return NULL;
}

/* A house that has no scene for a phase gets the nearest that tells no lie. */
TcScene *
tc_director_scene_for (const TcDirector *self, TcPhase phase)
{
  TcScene *scene = tc_director_find (self, self->phase_scene[phase]);

  if (scene == NULL && phase == TC_PHASE_RESULT)
    scene = tc_director_find (self, "score");
  return scene != NULL ? scene : tc_director_find (self, "clean");
}

TcScene *
tc_director_wanted (const TcDirector *self)
{
  return tc_director_scene_for (self, self->snapshot->phase);
}

void
tc_director_go (TcDirector *self, TcScene *scene, TcBusMode mode)
{
  tc_director_end_bar (self, TC_BAR_IS_LEFT);
  self->programme = scene;
  tc_director_drop_vanished (self);
  self->programme_since_ns = tc_clock_mono_ns (&self->clock);
  self->is_cleared = FALSE;
  g_hash_table_remove_all (self->hidden);
  self->decks[TC_DECK_SCENE].mode = mode;
  self->state++;
}

static TcBusMode
mode_of (TcSceneTransition transition)
{
  static const TcBusMode modes[] = {[TC_SCENE_WRITE] = TC_BUS_WRITE,
                                    [TC_SCENE_CUT] = TC_BUS_CUT,
                                    [TC_SCENE_FADE] = TC_BUS_FADE,
                                    [TC_SCENE_PUSH] = TC_BUS_PUSH};

  return modes[transition];
}

TcWhyCode
tc_director_wait_rule (const TcDirector *self)
{
  const TcScene *wanted = tc_director_wanted (self);

  return wanted != NULL && wanted != self->programme
             ? tc_director_forbids (self, wanted)
             : TC_WHY_OTHER;
}

/* A scene that the rules forbid comes with the data that lets it. */
void
tc_director_follow (TcDirector *self)
{
  TcWhyCode rule = self->is_auto ? tc_director_wait_rule (self) : TC_WHY_OTHER;
  TcScene *wanted = tc_director_wanted (self);

  if (rule != TC_WHY_OTHER && rule != self->told_rule)
    tc_log (TC_LOG_WARN, "scene", "auto waits with '%s': %s", wanted->name,
            tc_why_plain (rule, TRUE));
  self->told_rule = rule;
  if (!self->is_auto || rule != TC_WHY_OTHER || wanted == NULL ||
      wanted == self->programme)
    return;
  tc_director_go (self, wanted, mode_of (wanted->transition));
}

static void
refuse (TcStageAnswer *answer, TcStageAnswerKind kind, TcWhyCode why)
{
  answer->kind = kind;
  answer->why = why;
}

static void
do_preview (TcDirector *self, const TcStageCommand *command, TcStageAnswer *answer)
{
  TcScene *scene = tc_director_find (self, command->name);

  if (scene == NULL) {
    refuse (answer, TC_STAGE_UNKNOWN, TC_WHY_NO_SUCH_SCENE);
    return;
  }
  if (scene == self->preview)
    return;
  if (self->bar.is_on) {
    refuse (answer, TC_STAGE_REFUSED, TC_WHY_BAR_BETWEEN);
    return;
  }
  self->preview = scene;
  tc_director_drop_vanished (self);
  self->state++;
}

/* In the middle of the T-bar it is on the air already, whatever the data says since. */
gboolean
tc_director_may_take (TcDirector *self,
                      const TcStageCommand *command,
                      TcStageAnswer *answer)
{
  gboolean is_asked = !command->was_done && !self->bar.is_on;
  TcWhyCode rule = TC_WHY_OTHER;

  if (command->has_seen && command->seen != self->state) {
    refuse (answer, TC_STAGE_CONFLICT, TC_WHY_PICTURE_CHANGED);
    return FALSE;
  }
  if (self->preview == NULL) {
    refuse (answer, TC_STAGE_REFUSED, TC_WHY_NOTHING_IN_PREVIEW);
    return FALSE;
  }
  if (is_asked && (rule = tc_director_forbids (self, self->preview)) != TC_WHY_OTHER) {
    refuse (answer, TC_STAGE_FORBIDDEN, rule);
    return FALSE;
  }
  return TRUE;
}

void
tc_director_do_take (TcDirector *self,
                     const TcStageCommand *command,
                     TcStageAnswer *answer)
{
  TcScene *next = self->preview;
  gint64 since_ns = self->bar.since_ns;
  TcSceneTransition transition;
  TcBusMode mode;

  if (!tc_director_may_take (self, command, answer))
    return;
  transition = command->transition == TC_STAGE_AS_SCENE
                   ? next->transition
                   : (TcSceneTransition)(command->transition - TC_STAGE_WRITE);
  mode = mode_of (transition);
  answer->scene = next->name;
  self->preview = self->programme;
  self->is_auto = FALSE;
  self->take_ms = command->duration_ms;
  if (!tc_director_end_bar (self,
                            mode == TC_BUS_CUT ? TC_BAR_RESTS : TC_BAR_FINISHES)) {
    tc_director_go (self, next, mode);
    return;
  }
  /* It has been on the air since the bar began. */
  tc_director_go (self, next, mode == TC_BUS_CUT ? mode : TC_BUS_REFRESH);
  self->programme_since_ns = since_ns;
}

static void
do_latch (TcDirector *self, gboolean *latch, gboolean on)
{
  if (*latch == on)
    return;
  *latch = on;
  self->state++;
}

/* In the middle of the T-bar: what is seen of both scenes fades away. */
static void
do_clear (TcDirector *self)
{
  if (tc_director_end_bar (self, TC_BAR_IS_LEFT)) {
    self->decks[TC_DECK_SCENE].mode = TC_BUS_FADE;
    self->is_cleared = FALSE;
  }
  do_latch (self, &self->is_cleared, TRUE);
}

static void
do_auto (TcDirector *self, gboolean on, TcStageAnswer *answer)
{
  const TcScene *before = self->programme;

  if (self->is_auto == on)
    return;
  self->is_auto = on;
  self->state++;
  tc_director_follow (self);
  if (self->programme != before)
    answer->scene = self->programme->name;
}

static void
do_keyer (TcDirector *self, const TcStageCommand *command, TcStageAnswer *answer)
{
  for (guint i = 0; i < self->keyers->layers->len; i++) {
    const TcLayer *layer = g_ptr_array_index (self->keyers->layers, i);
    guint bit = 1u << i;

    if (g_strcmp0 (layer->id, command->name) != 0)
      continue;
    if (((self->keyers_on & bit) != 0) != command->on) {
      self->keyers_on ^= bit;
      self->state++;
    }
    return;
  }
  refuse (answer, TC_STAGE_UNKNOWN, TC_WHY_NO_SUCH_KEYER);
}

static void
do_layer (TcDirector *self, const TcStageCommand *command, TcStageAnswer *answer)
{
  const TcLayer *layer = command->name != NULL
                             ? tc_scene_find_layer (self->programme, command->name)
                             : NULL;

  if (layer == NULL) {
    refuse (answer, TC_STAGE_UNKNOWN, TC_WHY_NO_SUCH_LAYER);
    return;
  }
  if (layer->has_score) {
    refuse (answer, TC_STAGE_REFUSED, TC_WHY_SCORE_HAS_NO_SWITCH);
    return;
  }
  if (g_hash_table_contains (self->hidden, layer->id) != command->on)
    return;
  if (command->on)
    g_hash_table_remove (self->hidden, layer->id);
  else
    g_hash_table_add (self->hidden, g_strdup (layer->id));
  self->state++;
}

void
tc_director_command (TcDirector *self,
                     const TcStageCommand *command,
                     TcStageAnswer *answer)
{
  *answer = (TcStageAnswer){.kind = TC_STAGE_DONE};
  switch (command->kind) {
    case TC_STAGE_PREVIEW:
      do_preview (self, command, answer);
      break;
    case TC_STAGE_TAKE:
      tc_director_do_take (self, command, answer);
      break;
    case TC_STAGE_TBAR:
      tc_director_do_bar (self, command, answer);
      break;
    case TC_STAGE_CLEAR:
      do_clear (self);
      break;
    case TC_STAGE_PANIC:
      do_latch (self, &self->is_panic, command->on);
      break;
    case TC_STAGE_SLATE:
      do_latch (self, &self->is_slate, command->on);
      break;
    case TC_STAGE_BLACK:
      self->black_changed |= self->is_black != command->on;
      do_latch (self, &self->is_black, command->on);
      break;
    case TC_STAGE_AUTO:
      do_auto (self, command->on, answer);
      break;
    case TC_STAGE_KEYER:
      do_keyer (self, command, answer);
      break;
    case TC_STAGE_LAYER:
      do_layer (self, command, answer);
      break;
  }
  answer->state = self->state;
}
