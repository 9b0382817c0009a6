/* SPDX-License-Identifier: MIT
 *
 * tallycast/scene/scene.h - a scene file, read and checked: what is drawn where, when
 *
 *   title: {zh: 现场报告, en: Report}     name on the panel
 *   surface: video                       or board; tells the keyers how to look
 *   audio: live                          or mute
 *   transition: write                    or cut, fade, push
 *   cameras: [{id: main, rect: [96, 128, 720, 404]}]   default: the one on air, full
 *   layers:                              bottom first, at 1920x1080, whole pixels
 *     - {id: plate, type: rect, rect: [96, 768, 288, 232], fill: ink}
 *
 * Layers (src/scene/layer-TYPE.c; their keys with ranges and help stand in
 * overlays/scene.schema.json, which editors read):
 *   group  layers; switched and shown together; each has its place in the stagger
 *   rect   a plate, rule or outline; hugs a text or stands before one
 *   text   with values: "第${current.order}位", fit, languages; a unit's short name
 *          stands in where its name would be cut
 *   image  a PNG; svg: a designer's drawing whose elements are filled with data
 *   table  the same cells for each row of an array, page by page when there are many
 *   tally  strokes of 正; bar: a measure or segments; gauge: a stroke on a scale
 *   chart  how the ballots are distributed, how the groups compare
 *   clock  time of day, elapsed, countdown
 *   crawl  a text that moves through its room when it is longer; reel: the draw
 *   qr     an address for phones
 *   score  the score's own sheet: the one layer that shows scoring.aggregate; it always
 *          draws the mark, has no switch
 * All of them: id, type, name, show_when, stale, motion, in, out, change, delay_ms,
 * anchor, opacity, clip.
 *
 * Errors are TC_ERROR_DATA: "score.yaml:12:5: error: unknown key 'colr' (did you mean
 * 'colour'?)". Score honesty is checked here: a score outside a score layer, a table, a
 * chart or a drawing with a mark is refused, and so are rows of `ranking` without one:
 * their order says who has more; `stale` of what shows a score is mark or hide; it has
 * neither clip nor opacity.
 *
 * Thread: any (immutable after load).
 */
#pragma once

#include "tallycast/draw/canvas.h"
#include "tallycast/draw/shot.h"
#include "tallycast/scene/bind.h"
#include "tallycast/scene/effect.h"
#include "tallycast/scene/theme.h"

G_BEGIN_DECLS

#define TC_SCENE_WIDTH      1920 /* scenes are drawn for this size */
#define TC_SCENE_HEIGHT     1080
#define TC_SCENE_MARGIN     96  /* left and right of the graphics safe area */
#define TC_SCENE_MARGIN_Y   56  /* above and below it */
#define TC_SCENE_MODULE     144 /* of the grid: 12 between the margins */
#define TC_SCENE_MAX_LAYERS 200 /* of one scene, cells counted once */
/** What it comes to with all its rows, give or take the parts of one layer; what is
 * above them is left out. A shot holds TC_SHOT_MAX_ITEMS. */
#define TC_SCENE_MAX_PARTS 2048
/** Of its pictures together, each time they are named; 4 bytes each are kept. */
#define TC_SCENE_MAX_PICTURE_PX (32 * 1024 * 1024)
#define TC_SCENE_MAX_NESTED     4 /* groups and tables within each other */
#define TC_SCENE_MAX_CASES      6 /* of one colour */

/** How a layer comes, goes and changes (LOOK.md section 8). */
typedef enum {
  TC_MOTION_AUTO, /**< by type: rect plate, text text, bar ground, in tables row */
  TC_MOTION_STILL,
  TC_MOTION_HENG,
  TC_MOTION_PLATE,
  TC_MOTION_TEXT,
  TC_MOTION_GROUND,
  TC_MOTION_BOARD,
  TC_MOTION_ROW,
  TC_MOTION_STROKE_ACROSS, /**< engine: written from left to right */
  TC_MOTION_STROKE_DOWN,   /**< engine: from top to bottom */
  TC_MOTION_RULE,          /**< engine: on a plate, after it */
} TcMotion;

typedef enum {
  TC_STALE_HOLD, /**< stays as it is */
  TC_STALE_MARK, /**< score: says how old it is */
  TC_STALE_HIDE,
} TcStale;

/** From where a layer's places are counted: the picture's left upper corner, or inwards
 * from an edge, corner or the middle of the graphics safe area. */
typedef enum {
  TC_ANCHOR_PICTURE,
  TC_ANCHOR_TOP_LEFT,
  TC_ANCHOR_TOP,
  TC_ANCHOR_TOP_RIGHT,
  TC_ANCHOR_LEFT,
  TC_ANCHOR_CENTRE,
  TC_ANCHOR_RIGHT,
  TC_ANCHOR_BOTTOM_LEFT,
  TC_ANCHOR_BOTTOM,
  TC_ANCHOR_BOTTOM_RIGHT,
} TcAnchor;

/** A name in the panel's languages; zh NULL: none, en NULL: as zh. */
typedef struct {
  char *zh, *en;
} TcTitle;

/** All must hold. */
typedef struct {
  guint n;
  TcTest *tests[TC_BIND_MAX_TESTS];
} TcTests;

/** A type of layer: src/scene/layer.h. */
typedef struct TcLayerKind TcLayerKind;

/** What all layers have; each type has more (src/scene/layer-TYPE.c). */
typedef struct {
  const TcLayerKind *kind;
  char *id;
  TcTitle name; /**< for the panel: without it the layer has no switch there */
  TcTests tests;
  int motion;   /**< TcMotion */
  int delay_ms; /**< -1: by motion and stagger */
  TcEffects effects;
  TcStale stale;
  int anchor;          /**< TcAnchor: already in the layer's places */
  double opacity;      /**< 0..1, over what its parts have */
  TcRect clip;         /**< nothing of it shows outside; w 0: all */
  gboolean has_score;  /**< it or a layer in it shows a score: no switch */
  gboolean needs_text; /**< its place depends on a text of its group */
  gboolean is_below;   /**< it lies below its group */
  GPtrArray *layers;   /**< (element-type TcLayer): group's layers, table's cells */
} TcLayer;

/** How a reel rolls while few names pass (src/scene/reel.h has the others). */
typedef struct {
  int up_ms, roll_ms, settle_ms, hold_ms;
  double per_second; /**< names, at full speed */
} TcReelTiming;

typedef struct TcScene TcScene;
struct TcScene {
  gatomicrefcount refs;
  char *name; /**< the file's name without .yaml */
  TcTitle title;
  TcSurface surface;
  gboolean is_muted;
  TcSceneTransition transition;
  int order;         /**< on the panel's keys, from 1; 0: after the others */
  gboolean is_bound; /**< shows something of the current meeting */
  guint topics;      /**< TcTopic: of what */
  gboolean has_score;
  int reel_ms;       /**< how long its reel rolls and holds, at most; 0: it does not */
  TcReelTiming reel; /**< its reel's */
  guint n_placements;
  TcPlacement placements[TC_SHOT_MAX_PLACEMENTS]; /**< at 1920x1080 */
  GPtrArray *layers; /**< (element-type TcLayer) bottom first */
  GPtrArray *files;  /**< paths of the pictures that were read */
};

/**
 * @cameras: (nullable) (array zero-terminated=1): ids that may be named; NULL: any.
 * Pictures it names are read; nothing is drawn. Thread: any one (hot reload has its
 * own). Returns: (transfer full).
 */
TcScene *tc_scene_load (const char *path,
                        const TcTheme *theme,
                        const char *const *cameras,
                        GError **error);
TcScene *tc_scene_ref (TcScene *self);
void tc_scene_unref (TcScene *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcScene, tc_scene_unref)

/** A layer of the top level, by id, or NULL. */
const TcLayer *tc_scene_find_layer (const TcScene *self, const char *id);

G_END_DECLS
