/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/text.h - text: fonts of our own, fit rules, optical centre
 *
 * Pictures must not depend on the machine: the only fonts are those that the fontconfig
 * file fonts/fonts.conf, which is built in, names in their order, and those in the
 * house's own folder; grey antialiasing, no hinting, whole-pixel advances (figures of
 * one text size keep their columns). What a style's families lack comes from
 *
 * - Noto Sans CJK SC: Chinese, Latin, figures (Debian's fonts-noto-cjk; must be there)
 * - Noto Sans and its relatives: other Latin and Cyrillic, Arabic script (Uyghur,
 * Kazakh), Tibetan, Mongolian, Yi, Lisu, Tai (fonts-noto-core)
 * - HanaMinB: Han of Extensions B to F, as GB 18030-2022 wants them for names
 *   (fonts-hanazono)
 *
 * A character that none of them has is shown as 〓 (U+3013, what print puts for a sort
 * that is missing), a mark without its letter not at all; either is counted. There are
 * no boxes.
 *
 * Direction: a text runs as its first letter does; left and right are those of the
 * screen. All scripts of a line stand on one baseline.
 *
 * Placing (look/onair/LOOK.md 2): text sits by its optical centre, baseline = centre +
 * 0.372 x size, with the *wanted* size: text that shrinks keeps its baseline.
 *
 * Thread: one at a time, the render thread.
 */
#pragma once

#include "tallycast/draw/colour.h"

G_BEGIN_DECLS

#define TC_TEXT_FAMILY    "Noto Sans CJK SC"
#define TC_TEXT_STEP_PX   2
#define TC_TEXT_MAX_PX    1024 /* sizes are cut to 4..TC_TEXT_MAX_PX */
#define TC_TEXT_MAX_LINES 16
/** Longer text is cut, with an ellipsis, before it is laid out: fitting takes time that
 * grows with the square of the length. 4096 as in the model, for crawls (fit NONE). */
#define TC_TEXT_MAX_CHARACTERS     4096
#define TC_TEXT_MAX_FIT_CHARACTERS 512

typedef enum {
  TC_ALIGN_LEFT,
  TC_ALIGN_CENTRE,
  TC_ALIGN_RIGHT,
} TcAlign;

/** What happens to text that is wider than its place. */
typedef enum {
  TC_FIT_NONE,     /**< runs out of its place (crawls) */
  TC_FIT_ELLIPSIS, /**< is cut with an ellipsis */
  TC_FIT_SHRINK,   /**< steps down by 2 to the floor, then ellipsis */
  TC_FIT_WHOLE,    /**< steps down by 2 to the floor, then is not shown at all */
  TC_FIT_WRAP,     /**< up to max_lines lines that do not touch; then steps down, then
                      ellipsis */
  TC_FIT_SHRINK_WRAP, /**< steps down to the floor on one line; then up to max_lines
                         lines of the floor's size, then ellipsis */
} TcTextFit;

/** A zeroed style is Regular, black and transparent: set at least size_px, colour. */
typedef struct {
  const char *family; /**< one or several, "A, B": the first that is there; NULL:
                         TC_TEXT_FAMILY */
  const char *lang;   /**< "zh-CN" (NULL), "en", ...; Han glyphs are zh-Hans in any,
                         Arabic   letters Uyghur's unless it is a language of theirs */
  gboolean is_bold;
  gboolean is_tabular; /**< equal widths for 0-9 also in a house font (tnum) */
  int size_px;
  int floor_px;       /**< smallest size for all but NONE and ELLIPSIS; 0: size_px */
  int baseline_of_px; /**< the size whose optical centre sets the baseline, for small
                         text beside large on one line; 0: size_px */
  TcColour colour;
  TcColour outline; /**< a line around the letters, below all of them */
  int outline_px;   /**< its width; 0: none. It reaches so far out of the letters */
  TcAlign align;
  TcTextFit fit;
  int max_lines;     /**< WRAP, SHRINK_WRAP; 0: 2 */
  int line_pitch_px; /**< baseline to baseline; 0: 1.0625 x size used (64 -> 68); lines
                        that would touch go apart about their middle */
} TcTextStyle;

/** Where: [x, x + w) and the optical centre of the first line. */
typedef struct {
  int x, w;
  int centre_y;
} TcTextPlace;

#define TC_TEXT_MAX_FONT_FILES 4096                /* in the house's folder */
#define TC_TEXT_MAX_FONT_BYTES (256 * 1024 * 1024) /* of one of them */

/** What became of a text. */
typedef struct {
  int size_px;     /**< size used */
  int width_px;    /**< advance width of the widest line as drawn */
  int n_lines;     /**< 0: nothing shown */
  gboolean is_cut; /**< an ellipsis was needed, or (WHOLE) it is not shown */
  int n_unknown;   /**< characters that no font of ours has: see above */
} TcTextResult;

/**
 * tc_text_init:
 * @fonts_dir: (nullable): the house's own fonts; a folder that is not there is an
 * error, and so is what is called a font (.ttf .otf .ttc .otc) and is none, or not
 * whole
 *
 * Makes the private font set. To be called once before any text; again replaces it.
 * Returns: FALSE with TC_ERROR_CONFIG (folder or file) or TC_ERROR_UNAVAILABLE (Noto
 * Sans CJK is not installed; the package's name is in the message).
 */
gboolean tc_text_init (const char *fonts_dir, GError **error);
/** Frees the font set, for leak checkers. Same thread as tc_text_init. */
void tc_text_deinit (void);

/** Lays @text out for a width of @w pixels without drawing: the same result as
 * tc_canvas_text. With fit NONE, width_px is the natural width. */
TcTextResult tc_text_measure (const char *text, int w, const TcTextStyle *style);
/** Pixels from the optical centre down to the baseline for a size: 0.372 x size,
 * rounded. */
int tc_text_baseline_px (int size_px);
/** Returns: (transfer full): the family that really shows @text in @style, for
 * checks ("Noto Sans CJK SC"). */
char *tc_text_dup_family (const char *text, const TcTextStyle *style);

G_END_DECLS
