/* SPDX-License-Identifier: MIT
 *
 * scene/part.h - what a scene comes to at one moment: parts, each to become one sprite
 *
 * Resolving is the pure half of drawing: layers + values + theme + size -> a list of
 * parts in programme pixels, bottom first. Two parts with the same key look the same,
 * so a sprite is drawn only for a key that is not there yet. (Within the room.)
 */
#pragma once

#include "tallycast/core/clock.h"
#include "tallycast/draw/qr.h"
#include "tallycast/draw/svg.h"
#include "tallycast/scene/scene.h"

G_BEGIN_DECLS

typedef enum {
  TC_PART_RECT,
  TC_PART_DASHES,
  TC_PART_TEXT,
  TC_PART_LIST, /**< lines of one style, each by itself, pitch_px apart */
  TC_PART_IMAGE,
  TC_PART_QR,
  TC_PART_SVG,
} TcPartKind;

/** How a part passes from one content or place to the next. */
typedef enum {
  TC_CHANGE_FADE,   /**< cross-fades in place */
  TC_CHANGE_CUT,    /**< clocks */
  TC_CHANGE_GROW,   /**< measures: the shown width moves in `base` ms */
  TC_CHANGE_STEADY, /**< measures of time: evenly within a second */
  TC_CHANGE_RULE,   /**< what a figure is worth: gaps close, a line splits */
} TcChange;

#define TC_PART_MAX_STEPS 6

/** Motion up and down at moments of its own, in place of that by `motion` and `change`.
 */
typedef struct {
  guint n; /**< 0: none */
  struct {
    gint64 mono_ns; /**< of the picture, as in TcBind */
    int dy;         /**< on top of rect.y; the last one is 0 */
    TcEase ease;    /**< from the step before */
  } keys[TC_PART_MAX_STEPS];
} TcPartRoll;

typedef struct {
  char *id;  /**< "score/figure", "rows/name.3": names the part within its scene */
  char *key; /**< its content */
  TcPartKind kind;
  TcMotion motion;
  TcChange change;
  TcEffects effects;
  int delay_ms;
  gboolean is_under;           /**< a board: below the cameras */
  char *row_id;                /**< names it wherever its row goes; NULL: id */
  int row_x, row_y;            /**< where its row begins */
  TcRect rect;                 /**< place of the sprite, programme pixels */
  int shown_px;                /**< only that much from the left shows; -1: all */
  TcRect clip;                 /**< only that part shows; w 0: all */
  TcRect window;               /**< cuts it, in programme pixels; w 0: none */
  int crawl_px, crawl_wrap_px; /**< as of a TcTrack */
  int crawl_hold_ms;           /**< stands still at first */
  TcPartRoll roll;
  guint8 opacity; /**< at rest; 255: as drawn */

  TcRectStyle style;
  int dash_px, gap_px;
  char *text;
  TcTextStyle text_style;
  TcTextPlace place; /**< within rect */
  int pitch_px;      /**< LIST: of its lines */
  const TcImage *image;
  TcImageFit image_fit;
  TcQrStyle qr_style; /**< QR: of text */
  const TcSvg *svg;
  TcSvgBinding *bindings; /**< owned, with their texts */
  guint n_bindings;
} TcPart;

void tc_part_free (TcPart *self);
/** Letters and nothing else. */
gboolean tc_part_is_text (const TcPart *self);
/** Draws a part of kind QR or SVG onto @canvas. Returns: FALSE with @error: an address
 * too long for its room, a drawing that fails. Thread: render. */
gboolean tc_part_paint (const TcPart *self, TcCanvas *canvas, GError **error);
/** Draws it. Thread: render. Returns: (transfer full), NULL with @error. */
TcSprite *tc_part_draw (const TcPart *self, GError **error);
/** A sprite of @line, a part of kind TEXT. Returns: (transfer full) (nullable). */
typedef TcSprite *(*TcPartDrawLine) (gpointer data, const TcPart *line);
/** The stack of the lines of a LIST, each drawn by @draw. Returns: (transfer full). */
TcSprite *tc_part_stack (const TcPart *self, TcPartDrawLine draw, gpointer data);
/** From the top of a line's sprite to its middle: letters reach no further, also where
 * lines stand closer than that. Even. */
int tc_part_centre_of_line (const TcTextStyle *style);
/** The key of a part that is text, by all that its sprite depends on. */
void tc_part_set_text_key (TcPart *self);

typedef struct TcTextFate TcTextFate;

/** Resolving one scene. */
typedef struct TcResolve TcResolve;
struct TcResolve {
  const TcScene *scene;
  const TcTheme *theme;
  TcBind *bind;
  int width; /**< of the programme */
  TcRate rate;
  GHashTable *hidden;  /**< ids of top layers switched off; may be NULL */
  GPtrArray *parts;    /**< (out) (element-type TcPart) */
  GHashTable *edges;   /**< text's id -> TcRect, while resolving */
  char *group;         /**< prefix of ids; owned */
  guint group_start;   /**< index of the group's first part */
  TcEffects effects;   /**< of the layer that is resolved, and of its groups */
  int block;           /**< place in the stagger */
  int row, dx, dy;     /**< of the table's row; row -1: none */
  const char *row_key; /**< what the row is about, wherever it stands; may be NULL */
  guint n_rows;
  gboolean is_on_plate; /**< rows lie on the plate of their group, and come after it */
  /** Told of each text, also of one that is not shown; NULL: nobody asks. */
  void (*on_text) (TcResolve *self, const TcTextFate *fate);
  gpointer on_text_data;
};

/** Appends the scene's parts to @self->parts. */
void tc_resolve_scene (TcResolve *self);

/* --- for the files that resolve single types --- */

int tc_resolve_px (const TcResolve *self, int design);
TcRect tc_resolve_rect (const TcResolve *self, TcRect design);
/** A count, 0 when it is absent or @path is NULL. */
gint64 tc_resolve_count (TcResolve *self, const TcPath *path);
/** Ids of parts begin with @id until the end. Returns: what end_group wants. */
char *tc_resolve_begin_group (TcResolve *self, const char *id);
void tc_resolve_end_group (TcResolve *self, char *outer);
TcPart *
tc_resolve_add (TcResolve *self, const char *id, TcPartKind kind, TcMotion motion);
/** Adds a filled rectangle given at 1920x1080. */
TcPart *tc_resolve_add_rect (TcResolve *self,
                             const char *id,
                             TcRect design,
                             TcFill fill,
                             TcMotion motion);
/** Moves the newest part down to @index. */
void tc_resolve_put_below (TcResolve *self, guint index);

/** The key of a part of kind RECT or DASHES, from its rect and style; frees the old
 * one. */
void tc_part_set_rect_key (TcPart *part);
/** An outline of at least two pixels, and the key with it. */
void tc_part_set_outline (TcPart *part, TcColour colour, int px);
/** Round corners, and the key with them. */
void tc_part_set_radius (TcPart *part, int px);

/** A text at 1920x1080: at.x is the left edge, centre or right edge by align. */
typedef struct {
  const char *text;
  int x, centre, width;
  int size_px, floor_px, baseline_of_px;
  gboolean is_bold;
  TcAlign align;
  TcTextFit fit;
  int lines, pitch;
  TcColour colour;
  TcColour outline;
  int outline_px; /**< 0: none */
  TcChange change;
} TcTextSpec;

/** What became of a text. Borrowed while told. */
struct TcTextFate {
  const char *id; /* of the layer, within the group and row */
  const TcTextSpec *spec;
  const TcTextStyle *style; /* as asked for, in programme pixels */
  TcTextPlace place;        /* the same */
  TcTextResult result;
  const TcPart *part; /* NULL: nothing is shown */
};

/** How it fits where it is put. */
TcTextResult tc_resolve_fit_text (const TcResolve *self, const TcTextSpec *spec);
/** Its width on one line, at 1920x1080. */
int tc_resolve_text_width (const TcResolve *self, const TcTextSpec *spec);
/** Adds it and returns where its letters are at 1920x1080 (w 0: it does not show). */
TcRect tc_resolve_add_text (TcResolve *self, const char *id, const TcTextSpec *spec);
/** The same when it is known how it fits: laying text out is most of the work. */
TcRect tc_resolve_add_fitted (TcResolve *self,
                              const char *id,
                              const TcTextSpec *spec,
                              TcTextResult result);

/** Tells who listens to texts of one that is part of @part, as if it stood alone. */
void tc_resolve_tell_text (TcResolve *self,
                           const char *id,
                           const TcTextSpec *spec,
                           const TcPart *part);
/** Adds @lines (element-type utf8) as one part, each fitted by itself, @pitch (at
 * 1920x1080) apart; spec->centre is the first line's, spec->x the left edge. */
TcPart *tc_resolve_add_list (TcResolve *self,
                             const char *id,
                             const GPtrArray *lines,
                             const TcTextSpec *spec,
                             int pitch);

/** "REHEARSAL" on its plate, as parts without motion. */
void tc_resolve_rehearsal (TcResolve *self);
/** What marks the score of scoring.aggregate, in words: "最终", "暂计 更新中断"; NULL:
 * there is none. Returns: (transfer full). */
char *tc_resolve_score_words (const TcResolve *self);
/** The word that marks a value: 暂计, 更正; NULL: it needs none. */
const char *tc_resolve_mark_word (const TcResolve *self, const char *mark);

G_END_DECLS
