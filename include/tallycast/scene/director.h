/* SPDX-License-Identifier: MIT
 *
 * tallycast/scene/director.h - the stage without its thread
 *
 * All of the stage's state and rules: scenes, buses, latches, keyers, auto. The stage
 * runs one on the render thread; `render` and the tests run one by themselves, at any
 * tick they like. Types and rules are those of stage.h; sink and ticks.next_tick of the
 * options are not used.
 *
 * Thread: render (any one; tc_director_new must run on it too, because it draws).
 */
#pragma once

#include "tallycast/scene/stage.h"

G_BEGIN_DECLS

typedef struct TcDirector TcDirector;

/** Errors: as tc_stage_new; fonts: TC_ERROR_CONFIG, TC_ERROR_UNAVAILABLE. */
TcDirector *tc_director_new (const TcStageOptions *options, GError **error);
/** NULL is allowed. */
void tc_director_free (TcDirector *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcDirector, tc_director_free)

void tc_director_set_snapshot (TcDirector *self, TcSnapshot *snapshot);
void tc_director_set_age (TcDirector *self, TcAge age, gint64 since_ns);
void tc_director_set_live (TcDirector *self, gboolean is_live);

/** Changes the state; the picture follows with the next compose. @answer's tick is 0.
 */
void tc_director_command (TcDirector *self,
                          const TcStageCommand *command,
                          TcStageAnswer *answer);

/** Draws what is not drawn yet for the values at @tick: the slow half of composing. */
void tc_director_prepare (TcDirector *self, gint64 tick);
/** The shot from @tick on: the fast half. Returns: (transfer full). */
TcShot *tc_director_compose (TcDirector *self, gint64 tick);
/* What is not for the air: as it stands when all of it has come in, with the keyers and
 * the rehearsal's mark, without latches. Nothing of it touches the air, the account of
 * flashes included. */

/** Draws and composes what is on preview. Texts that crawl and reels that roll go on
 * from one to the next. Returns: (transfer full): NULL when nothing is there. */
TcShot *tc_director_compose_preview (TcDirector *self, gint64 tick);
/** Whether that shot is right at @tick still, when nothing else was done to the
 * director since. */
gboolean tc_director_is_preview_right (const TcDirector *self, gint64 tick);
/** Begins with @scene by itself, for a picture TC_STAGE_LOOK_WIDTH wide. Returns:
 * FALSE: no such scene. Whatever else is done to the director in between, it must be
 * begun anew. */
gboolean tc_director_begin_look (TcDirector *self, const char *scene, gint64 tick);
/** Draws a part of it that is not drawn yet. Returns: TRUE when all are. */
gboolean tc_director_draw_look (TcDirector *self);
/** Returns: (transfer full). */
TcShot *tc_director_end_look (TcDirector *self, gint64 tick);
/** The height of its picture. */
int tc_director_look_height (const TcDirector *self);

/** CLOCK_MONOTONIC time at which a value changes or something is gone; G_MAXINT64. */
gint64 tc_director_next_change_ns (const TcDirector *self);

/** The slate's picture; the same pointer until it changes. */
const TcPicture *tc_director_slate (TcDirector *self);

guint64 tc_director_state (const TcDirector *self);
/** See tc_stage_status, tc_stage_scenes, tc_stage_is_bound. */
json_t *tc_director_status (const TcDirector *self);
json_t *tc_director_scenes (const TcDirector *self);
gboolean tc_director_is_bound (const TcDirector *self);
/** How many sprites were drawn so far: the same values draw nothing again. */
guint64 tc_director_drawn (const TcDirector *self);

G_END_DECLS
