/* SPDX-License-Identifier: MIT
 *
 * scene/state.h - the director's fields, for its files (within the room)
 *
 *   director.c        life, data
 *   director-load.c   theme and scenes, at the start and anew
 *   director-draw.c   scenes -> parts -> sprites
 *   director-shot.c   sprites, cameras, latches -> shots
 *   director-bar.c    the T-bar: two scenes at once
 *   director-look.c   shots that are not for the air: preview, scenes by themselves
 *   director-rule.c   commands and auto: every change of state
 *   director-tell.c   status
 *   director-say.c    what each scene would say now, and what auto does next
 */
#pragma once

#include "scene/bus.h"
#include "scene/cameras.h"
#include "scene/flash.h"
#include "scene/reload.h"
#include "scene/seen.h"
#include "scene/sprites.h"
#include "tallycast/draw/picture.h"
#include "tallycast/scene/director.h"

G_BEGIN_DECLS

#define TC_N_PHASES (TC_PHASE_END + 1)

#define TC_DIRECTOR_TIMES 8 /* that composing was timed and is remembered */

/** One bus with what it shows at present. */
typedef struct {
  TcBus bus;
  GPtrArray *parts;   /**< of the last prepare */
  GPtrArray *sprites; /**< one for each part */
  GPtrArray *strips;  /**< the same: what it counts by, or NULL */
  TcBusMode mode;     /**< of the next compose */
  gint64 change_ns;   /**< of the picture's moment: a whole scene's parts are right
                           until then */
} TcDeck;

typedef enum {
  TC_BAR_RESTS,    /**< at its beginning, or on its way */
  TC_BAR_FINISHES, /**< preview's scene is on programme: the mix goes there */
  TC_BAR_GIVES_UP, /**< the mix goes back */
  TC_BAR_IS_LEFT,  /**< a third scene comes, from what is seen */
} TcBarEnd;

/** The T-bar. */
typedef struct {
  gboolean is_on;   /**< it is off its beginning */
  gboolean is_seen; /**< both scenes are in the picture */
  double position;  /**< where it is: 0..1 */
  double target;    /**< where the mix goes */
  int way;          /**< that it went last: -1, 1; 0: none yet */
  TcBarEnd end;     /**< with the next compose */
  TcMix mix;
  gint64 since_ns;   /**< it is on */
  gint64 again_tick; /**< it must wait, and is tried again then; G_MAXINT64 */
  guint n_wanted;    /**< preview's cameras */
  TcPlacement wanted[TC_SHOT_MAX_PLACEMENTS];
} TcBar;

struct TcDirector {
  TcTheme *theme;
  GPtrArray *scenes; /**< (element-type TcScene) in the order of the panel's keys */
  TcScene *keyers, *slate_scene;
  GHashTable *vanished; /**< names of scenes whose file is gone, still on a bus */
  guint64 n_reloads;    /**< grows when the list of scenes may be another one */
  gboolean is_english;
  char *language;
  int width, height;
  TcRate rate;
  gint64 delay_ns;
  TcClock clock;
  TcStageTicks ticks;
  char *phase_scene[TC_N_PHASES];

  TcSnapshot *snapshot; /**< never NULL */
  TcAge age;
  gint64 age_since_ns;
  gboolean is_live;
  TcSeen seen;

  guint64 state;
  TcScene *programme, *preview; /**< borrowed from scenes; preview may be NULL */
  gint64 programme_since_ns;
  gboolean is_cleared, is_panic, is_slate, is_black, is_auto;
  TcWhyCode told_rule; /**< of tc_director_wait_rule, for which auto was said to wait */
  TcBar bar;
  gboolean is_between; /**< the cameras are those of a bar that was left */
  int take_ms;         /**< of the dissolve that a take begins; 0: the theme's */
  TcRamp black;
  gboolean black_changed;
  guint keyers_on;
  GHashTable *hidden; /**< ids of the programme's layers switched off */

  TcCameras cameras;
  gboolean shows_board, shows_panic, shows_slate; /**< in the last shot */
  gint64 latch_tick; /**< a latch that must wait is tried again then; G_MAXINT64 */
  TcFlashGuard flash;

  TcDeck decks[6]; /**< scene, keyers, rehearsal, bar, preview, look */
  TcSprites sprites;
  TcSprites looks; /**< of scenes by themselves: smaller, and none of the air's */
  gint64 look_ns;  /**< when one was asked for last */
  const TcScene *look_scene, *preview_shown; /**< compared only */
  gint64 change_ns;                          /**< of the picture's moment */
  /** What composing took the last times: in general, and for a take. */
  gint64 took_ns[2][TC_DIRECTOR_TIMES];
  guint n_took[2];
  TcPicture *slate;
  gboolean slate_is_rehearsal, slate_is_old;
};

enum {
  TC_DECK_SCENE,
  TC_DECK_KEYERS,
  TC_DECK_REHEARSAL,
  TC_DECK_BAR,
  TC_DECK_PREVIEW,
  TC_DECK_LOOK
};

TcScene *tc_director_find (const TcDirector *self, const char *name);
/** The scene that auto wants for a phase, and for the present one. */
TcScene *tc_director_scene_for (const TcDirector *self, TcPhase phase);
TcScene *tc_director_wanted (const TcDirector *self);
/** The rule by which @scene may not be put on the air now: its state in the status is
 * "forbidden". TC_WHY_OTHER: it may. */
TcWhyCode tc_director_forbids (const TcDirector *self, const TcScene *scene);
/** The rule for which auto, if it is on, waits with the scene of the present phase;
 * TC_WHY_OTHER: it does not. */
TcWhyCode tc_director_wait_rule (const TcDirector *self);
/** Whether what is on preview may be put on the air; else @answer says why not. */
gboolean tc_director_may_take (TcDirector *self,
                               const TcStageCommand *command,
                               TcStageAnswer *answer);
/** Returns: (transfer full): the status document's "scenes" and "auto". */
json_t *tc_director_say_scenes (const TcDirector *self);
json_t *tc_director_say_auto (const TcDirector *self);
/** So much later: what says how old its data is says it anew. Any thread. */
void tc_director_say_older (json_t *scenes, gint64 more_ns);
/** Puts @scene on the programme bus; counts a state. */
void tc_director_go (TcDirector *self, TcScene *scene, TcBusMode mode);
void tc_director_do_take (TcDirector *self,
                          const TcStageCommand *command,
                          TcStageAnswer *answer);
void tc_director_do_bar (TcDirector *self,
                         const TcStageCommand *command,
                         TcStageAnswer *answer);
/** The bar goes back to its beginning; with the next compose the picture goes on from
 * where it stood by @end. RESTS: it does not. Returns: whether it was seen. */
gboolean tc_director_end_bar (TcDirector *self, TcBarEnd end);
/** Before the scene's bus is updated: begins, moves and ends the mix. */
void tc_director_update_bar (TcDirector *self, gint64 tick);
/** While both scenes are seen: their items as one bus, and their cameras. */
TcBus tc_director_bar_bus (TcDirector *self);
void tc_director_bar_cameras (const TcDirector *self, TcCameras *cameras);
/** Auto: follows the phase if it is to. */
void tc_director_follow (TcDirector *self);

gboolean
tc_director_load (TcDirector *self, const TcStageOptions *options, GError **error);
/** Takes over what was saved since. */
void tc_director_reload (TcDirector *self, const TcReloaded *news);
/** Tells what was loaded at the start: what changes from then on is news. */
void tc_director_tell_loaded (const TcDirector *self, TcReload *reload);
/** Forgets scenes without a file that no bus shows any more. */
void tc_director_drop_vanished (TcDirector *self);

/** Of @scene, with keyers and the rehearsal's mark, into @deck's parts; nothing is
 * drawn.
 * @width: of the picture. */
void tc_director_resolve_whole (TcDirector *self,
                                TcDeck *deck,
                                const TcScene *scene,
                                int width,
                                gint64 tick);
/** Draws what is not drawn yet of @deck's parts, or, with @steps, until one was drawn.
 * Returns: TRUE when all are. */
gboolean tc_director_draw_deck (TcDeck *deck, TcSprites *sprites, gboolean by_steps);
/** The cameras of @scene, NULL: one that is full, in a picture of this size. */
guint tc_director_placements (const TcScene *scene,
                              int width,
                              int height,
                              TcPlacement *placements);
/** The items of @buses, bottom first; the mix is that of the first. */
TcShot *tc_director_make_shot (const TcDirector *self,
                               const TcBus *const *buses,
                               guint n_buses);
void tc_director_init_looks (TcDirector *self);
void tc_director_clear_looks (TcDirector *self);
/** Lets go of what nobody has asked for in a while. */
void tc_director_forget_looks (TcDirector *self);

/** The first tick that a shot composed now will still be in time for. @next: the first
 * that is not composed yet. */
gint64 tc_director_first_tick (const TcDirector *self, gint64 next);

/** Whether a take waits. */
gboolean tc_director_is_taking (const TcDirector *self);
/** What composing took. @began_ns: by the director's clock. */
void tc_director_note_duration (TcDirector *self, gboolean is_take, gint64 began_ns);

void tc_director_init_time (TcDirector *self);
void tc_director_init_decks (TcDirector *self);
void tc_director_init_shot (TcDirector *self);
void tc_director_clear_decks (TcDirector *self);

G_END_DECLS
