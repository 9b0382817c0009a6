/* SPDX-License-Identifier: MIT
 *
 * tallycast/scene/inspect.h - what a scene comes to for a document, measured
 *
 * The inspector loads a house's theme and scenes and resolves them, as the stage does,
 * for any snapshot at any age and in either language. It tells of each text how it fits
 * its place, where its letters are and what they stand on; nothing is drawn for that.
 * `check` judges what it tells.
 *
 *   inspector = tc_inspector_new (&options, &error);
 *   look = tc_inspector_look (inspector, 0, &moment);
 *   ... g_array_index (look->texts, TcInspectedText, i)
 *
 * Contrast is that of WCAG 2.1, 1.4.3, at the worst place under the letters: plates,
 * gradients at the upper and the lower edge of the letters, video as pure white and as
 * pure black. Over a picture file the means of squares of 8 x 8 pixels count.
 *
 * Thread: one, the one that calls tc_inspector_new: it draws (render's rules). It holds
 * the program's fonts: no director may live beside it.
 */
#pragma once

#include "tallycast/core/model.h"
#include "tallycast/scene/scene.h"

G_BEGIN_DECLS

/** From this opacity on something below letters is a plate, not a veil. */
#define TC_INSPECT_PLATE_ALPHA 0.8

/** All strings are copied. */
typedef struct {
  const char *overlays_dir;   /**< scenes, always.yaml, slate.yaml, theme/ */
  const char *fonts_dir;      /**< a house's own fonts, or NULL */
  const char *theme;          /**< NULL: azure */
  const char *const *cameras; /**< (array zero-terminated=1) ids, or NULL: any */
  int width, height;          /**< of the programme */
} TcInspectorOptions;

typedef struct TcInspector TcInspector;

/**
 * Reads fonts, theme and scenes. Scenes that cannot be read are left out and told in
 * tc_inspector_faults. Errors: TC_ERROR_CONFIG, TC_ERROR_UNAVAILABLE (folders, fonts),
 * TC_ERROR_DATA (the theme: "file:line:col: ..."). Returns: (transfer full).
 */
TcInspector *tc_inspector_new (const TcInspectorOptions *options, GError **error);
/** NULL is allowed. */
void tc_inspector_free (TcInspector *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcInspector, tc_inspector_free)

/** (element-type utf8): "score.yaml:12:5: error: ..." of each file that was left out.
 */
const GPtrArray *tc_inspector_faults (const TcInspector *self);
/** (element-type TcScene): in the order of the panel's keys, the slate last. */
const GPtrArray *tc_inspector_scenes (const TcInspector *self);
const TcTheme *tc_inspector_theme (const TcInspector *self);

/** For what a scene is resolved. */
typedef struct {
  TcSnapshot *snapshot; /**< borrowed */
  TcAge age;
  int age_s;   /**< since the last good answer */
  int since_s; /**< since the document was received: clocks go on */
  gboolean is_english;
  /** What the document tells last was not known before: the newest pick rolls, a score
   * has just been published or corrected, one group's with it. */
  gboolean is_news;
} TcInspectMoment;

/** A text of the scene, or of what lies over it. */
typedef struct {
  char *id;           /**< "name/name"; of a table's row: "rows/name.3" */
  char *text;         /**< UTF-8, with its values */
  gboolean is_keyer;  /**< of always.yaml, or the rehearsal's mark */
  TcTextStyle style;  /**< as asked for, in programme pixels */
  TcRect place;       /**< the room it has, programme pixels; h: of one line */
  TcTextResult found; /**< what became of it; n_lines 0: it does not show */
  gboolean is_moving; /**< crawls or rolls: its box is where it passes */
  TcRect box;         /**< its letters, programme pixels; w 0: it does not show */
  double contrast;    /**< 1..21, at the worst place; 0: it does not show */
  TcColour ground;    /**< what is there */
  gboolean has_plate; /**< all of it stands on TC_INSPECT_PLATE_ALPHA and more */
} TcInspectedText;

/** A rectangle or picture of the scene. */
typedef struct {
  char *id;
  gboolean is_keyer;
  TcRect rect;  /**< programme pixels */
  char *fault;  /**< why it cannot be drawn: a code, a drawing; NULL: it can */
  double share; /**< of a drawing's texts the smallest is drawn at so much of its size,
                   to fit its max_width; 1: all as drawn */
  char *smallest; /**< which; NULL: all as drawn */
  char *texts;    /**< of a drawing: those that are filled in, a line each; else NULL */
} TcInspectedBox;

typedef struct {
  GArray *texts; /**< (element-type TcInspectedText) bottom first */
  GArray *boxes; /**< (element-type TcInspectedBox) bottom first */
} TcInspection;

/** @index: of tc_inspector_scenes; the keyers, all on, lie over it. Returns:
 * (transfer full). */
TcInspection *
tc_inspector_look (TcInspector *self, guint index, const TcInspectMoment *moment);
void tc_inspection_free (TcInspection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcInspection, tc_inspection_free)

/** The same as a shot that stands still: all motions are over. Returns: (transfer
 * full), NULL with @error when something cannot be drawn. */
TcShot *tc_inspector_shot (TcInspector *self,
                           guint index,
                           const TcInspectMoment *moment,
                           GError **error);

/** A picture file that a scene shows. */
typedef struct {
  char *scene; /**< "always" for the keyers */
  char *id;    /**< of the layer */
  char *file;  /**< as the scene names it */
} TcInspectedFile;

/** Returns: (transfer full) (element-type TcInspectedFile): of all scenes. */
GPtrArray *tc_inspector_files (const TcInspector *self);

G_END_DECLS
