/* SPDX-License-Identifier: MIT
 *
 * tallycast/scene/stage.h - scenes and the snapshot become shots, on a thread of its
 * own
 *
 * A scene that the rules forbid (its state in the status is "forbidden") can be put on
 * preview and not on the air: no take, no T-bar and no auto brings it. One that is on
 * the air when that becomes of it stays, without what may not be shown.
 *
 * The stage has two buses: programme (on the air) and preview (what a take puts on the
 * air), keyers above them (overlays/always.yaml), and three latches: panic, slate,
 * black. It draws only what changed, sleeps otherwise, and publishes an immutable
 * TcShot whenever the picture is to be another one. Every Cairo and Pango call of the
 * program is made on its thread.
 *
 * Thread: any, unless said otherwise. Nothing here blocks for drawing. Callbacks are
 * called on the render thread, with no lock held; they must not block, and may call
 * back into the stage except tc_stage_free.
 */
#pragma once

#include "tallycast/core/clock.h"
#include "tallycast/core/model.h"
#include "tallycast/core/why.h"
#include "tallycast/draw/shot.h"

#include <jansson.h>

G_BEGIN_DECLS

#define TC_STAGE_MAX_COMMANDS 64 /* waiting; one more is answered NOT_READY at once */
#define TC_STAGE_MAX_KEYERS   4
#define TC_STAGE_MAX_LOOKS    16  /* waiting; one more is answered NOT_READY at once */
#define TC_STAGE_LOOK_WIDTH   640 /* of a scene by itself */

/** A scene for a phase, over the defaults: presenting: unit, scoring: score, all others
 * the scene of the phase's own name ("result" and "ranking" fall back to score and
 * clean). */
typedef struct {
  TcPhase phase;
  const char *scene;
} TcStagePhase;

/** Who composes the programme. Both may be called from the render thread at any time.
 */
typedef struct {
  gint64 (*next_tick) (gpointer data); /**< first tick that is not composed yet */
  gint64 (*tick_ns) (gpointer data,
                     gint64 tick); /**< CLOCK_MONOTONIC time at which it is due */
  gpointer data;
} TcStageTicks;

/** What is on the air from a tick on, by data and files: what commands did is in their
 * answers. Strings and snapshot are borrowed. */
typedef struct {
  gint64 tick;
  const char *scene; /**< on programme before the shot's commands: another one than
                          before came by auto */
  gboolean has_data; /**< with this tick @snapshot took effect, NULL: no data */
  TcSnapshot *snapshot;
  TcAge age;
  gint64 age_since_ns; /**< as tc_stage_set_age */
  gboolean is_live;
} TcStageAired;

typedef struct {
  void (*publish) (gpointer data, TcShot *shot); /**< (transfer full) */
  /** The picture in place of a lost camera; borrowed, copy it. Called once before the
   * first shot, again when it changes. May be NULL. */
  void (*publish_slate) (gpointer data, const TcPicture *picture);
  void (*state_changed) (gpointer data); /**< the status is another one; may be NULL */
  /** After the shot that first shows another scene by auto, snapshot, age or live mark,
   * and before the commands of that shot are answered. May be NULL. */
  void (*aired) (gpointer data, const TcStageAired *aired);
  /** Files that took effect with @tick: scenes, theme and the pictures they use; at the
   * start all of them. @gone: scenes' files that are no longer there. (array
   * zero-terminated=1). May be NULL. */
  void (*files) (gpointer data,
                 gint64 tick,
                 const char *const *paths,
                 const char *const *gone);
  gpointer data;
} TcStageSink;

/** All strings are copied. */
typedef struct {
  const char *overlays_dir; /**< scenes, always.yaml, slate.yaml, theme/ */
  gboolean is_watching;     /**< saved scenes, themes and pictures go on the air */
  const char *fonts_dir;    /**< a house's own fonts, or NULL */
  const char *language;     /**< "zh-CN", "en"; what is before '-' counts */
  const char *theme;        /**< overlays_dir/theme/NAME.yaml; NULL: azure */
  int width, height;        /**< of the programme: even, 16:9 within 1 % */
  TcRate rate;
  const char *const *cameras; /**< (array zero-terminated=1) ids, or NULL */
  const char *scene;          /**< first on programme; NULL: clean */
  gboolean is_auto;           /**< the scene follows the phase from the start */
  const TcStagePhase *phases; /**< n_phases of them */
  guint n_phases;
  gint64 delay_ns; /**< the picture's age on the air: clocks are set back
                      by it, so that they fit the picture */
  const TcClock *clock;
  TcStageTicks ticks;
  TcStageSink sink;
} TcStageOptions;

typedef enum {
  TC_STAGE_PREVIEW, /**< name: the scene */
  TC_STAGE_TAKE,  /**< transition, duration_ms, seen; swaps preview and programme, auto
                       goes off; in the middle of the T-bar it goes on from there */
  TC_STAGE_TBAR,  /**< position, seen (when it begins): preview mixed with programme as
                       far; 1 is a take by what is left of a fade, 0 gives it up */
  TC_STAGE_CLEAR, /**< scene graphics off until the next take; keyers stay */
  TC_STAGE_PANIC, /**< on: all graphics and keyers off (a rehearsal's mark stays) */
  TC_STAGE_SLATE, /**< on */
  TC_STAGE_BLACK, /**< on */
  TC_STAGE_AUTO,  /**< on */
  TC_STAGE_KEYER, /**< name, on */
  TC_STAGE_LAYER, /**< name, on: of the scene on the air; a score has no switch */
} TcStageCommandKind;

typedef enum {
  TC_STAGE_AS_SCENE, /**< the transition that the coming scene names */
  TC_STAGE_WRITE,    /**< as TcSceneTransition (effect.h), in its order */
  TC_STAGE_CUT,
  TC_STAGE_FADE,
  TC_STAGE_PUSH,
} TcStageTransition;

/** What a kind does not name is zero. @name is copied. */
typedef struct {
  TcStageCommandKind kind;
  const char *name;
  gboolean on;
  TcStageTransition transition;
  int duration_ms;   /**< TAKE: of a fade; 0: the theme's */
  double position;   /**< TBAR: 0..1 */
  gboolean has_seen; /**< TAKE, and TBAR when it begins: CONFLICT unless the state's
                          number is still `seen` */
  guint64 seen;
  gboolean was_done; /**< TAKE, TBAR: drawn again, not for the air: no rule is asked */
} TcStageCommand;

typedef enum {
  TC_STAGE_DONE,
  TC_STAGE_UNKNOWN,   /**< no scene, keyer, layer of that name */
  TC_STAGE_CONFLICT,  /**< `seen` is old */
  TC_STAGE_REFUSED,   /**< a rule forbids it: why */
  TC_STAGE_FORBIDDEN, /**< the scene that would come is "forbidden" now: why */
  TC_STAGE_NOT_READY, /**< queue full, or the stage is ending */
} TcStageAnswerKind;

typedef struct {
  TcStageAnswerKind kind;
  guint64 state;     /**< the state's number now */
  gint64 tick;       /**< first tick that shows it: panic and slate go off when that is
                          no flash too many, and are answered then */
  const char *scene; /**< that it put on programme (TAKE, TBAR at its end, AUTO), even
                          if the next command put another one there; NULL: none;
                          borrowed */
  TcWhyCode why;     /**< of UNKNOWN to FORBIDDEN; has no values */
} TcStageAnswer;

/** Called exactly once, after the shot was published; on the render thread, or, for
 * NOT_READY, within tc_stage_command or tc_stage_free. */
typedef void (*TcStageAnswerFunc) (gpointer data, const TcStageAnswer *answer);

/** A shot that is not for the air, for who looks. */
typedef struct {
  TcStageAnswerKind kind; /**< UNKNOWN: no such scene; REFUSED: preview is empty */
  TcShot *shot;           /**< (transfer full): with DONE */
  gint64 tick;            /**< its first: what was obeyed before that is in it */
  int width, height;      /**< of the picture it is drawn for */
} TcStageLook;

/** As TcStageAnswerFunc. */
typedef void (*TcStageLookFunc) (gpointer data, const TcStageLook *look);

typedef struct TcStage TcStage;

/**
 * Reads theme and scenes, starts the render thread, which publishes the slate and a
 * first shot. Errors: TC_ERROR_DATA (a scene or theme is wrong: "file:line:col: ..."),
 * TC_ERROR_CONFIG (unknown scene, theme; size not 16:9). Returns: (transfer full).
 */
TcStage *tc_stage_new (const TcStageOptions *options, GError **error);
/** Answers what waits with NOT_READY and ends the thread. NULL is allowed. */
void tc_stage_free (TcStage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcStage, tc_stage_free)

/** The snapshot to show from now on (transfer none; NULL: none). Newest wins. */
void tc_stage_set_snapshot (TcStage *self, TcSnapshot *snapshot);
/** How old the data is; @since_ns: CLOCK_MONOTONIC time of the last good answer. */
void tc_stage_set_age (TcStage *self, TcAge age, gint64 since_ns);
/** TRUE while an output is live: the live mark is lit. */
void tc_stage_set_live (TcStage *self, gboolean is_live);

/** @answer may be NULL. */
void tc_stage_command (TcStage *self,
                       const TcStageCommand *command,
                       TcStageAnswerFunc answer,
                       gpointer data);

/**
 * Draws preview (@scene NULL) at the programme's size, or a scene by itself,
 * TC_STAGE_LOOK_WIDTH wide, as it stands with the data of now. When the air has nothing
 * to draw: commands and news go first, a scene is drawn sprite by sprite between them.
 * @scene is copied.
 */
void
tc_stage_look (TcStage *self, const char *scene, TcStageLookFunc done, gpointer data);

/**
 * Returns: (transfer full): what stage knows of the panel's status, keys as in
 * control/engine.h: state, language, programme {scene, since_ms}, preview {scene},
 * tbar, cleared, panic, slate, black, auto {on, next, cause, waits}, scenes [{name,
 * state, text, age_ms}], layers [{id, name, visible}], keyers [{id, name, on}], reload
 * {count, errors [{file, message, since_ms}]}: count grows when the list of scenes may
 * be another one; and bound: something of the current meeting is on the air.
 */
json_t *tc_stage_status (TcStage *self);
/** The number that is `state` in it, without the rest. */
guint64 tc_stage_state (TcStage *self);
/** Returns: (transfer full): [{name, title: {zh, en}}], in the order of their keys. */
json_t *tc_stage_scenes (TcStage *self);
/** TRUE when the scene on programme shows a unit, draw, score or ranking of the present
 * epoch, covered by panic, black or clear or not, and there is no slate: a new epoch
 * must then wait for the crew. It is TRUE before the first such shot is published,
 * FALSE after the last one. */
gboolean tc_stage_is_bound (TcStage *self);

/** Stops (TRUE) or goes on: for the test that a layer moves while nothing is drawn. */
void tc_stage_pause_for_test (TcStage *self, gboolean is_paused);

G_END_DECLS
