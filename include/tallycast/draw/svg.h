/* SPDX-License-Identifier: MIT
 *
 * tallycast/draw/svg.h - a designer's drawing whose elements are filled with data
 *
 * Load once, draw whenever a bound value changes:
 *
 *   TcSvg *svg = tc_svg_load ("overlays/svg/plate.svg", &error);
 *   TcSvgBinding bindings[] = {
 *       {"name", TC_SVG_TEXT, .text = "住房和城乡建设委"},
 *       {"flag", TC_SVG_FILL, .fill = gold},
 *       {"late", TC_SVG_VISIBLE, .is_visible = FALSE}};
 *   tc_canvas_svg (canvas, svg, rect, bindings, 3, &error);
 *
 * What is drawn is what librsvg 2.54 draws of SVG 1.1 and 2, in fonts of ours only
 * (text.h); text without a language of its own is zh-CN.
 *
 * A file is read here and drawn by a process of its own, so that none can end, stop or
 * fill up a broadcast. A bad one gets one error when it is loaded, with FILE:line:col
 * where there is a place: no SVG, beyond a limit below, or something from outside.
 * References lead to elements of the file (#id), or, for pictures (PNG, JPEG), into its
 * own folder; @import, XInclude and declarations of entities are not taken.
 *
 * Immutable, reference-counted. Thread: any, while the fonts stay (text.h); each thread
 * has a process of its own that draws for it, and ends with it. One thread draws what
 * is on the air, another reads what was saved just now.
 */
#pragma once

#include "tallycast/draw/canvas.h"

G_BEGIN_DECLS

#define TC_SVG_MAX_BYTES    (4 * 1024 * 1024) /* of the file */
#define TC_SVG_MAX_ELEMENTS 10000
#define TC_SVG_MAX_DRAWN    100000 /* elements, once for each reference to them */
#define TC_SVG_MAX_DEPTH    64
#define TC_SVG_MAX_SIDE     8192 /* pixels of the file, and of the place on the canvas */
/** Of the place on the canvas: 3840x2160. */
#define TC_SVG_MAX_PLACE_PIXELS (3840 * 2160)
/** Of the pictures in a file together: bytes of their files, and pixels. */
#define TC_SVG_MAX_PICTURE_BYTES  (8 * 1024 * 1024)
#define TC_SVG_MAX_PICTURE_PIXELS (16 * 1024 * 1024)
/** To draw once: seconds of CPU time (up to two more are not noticed), and bytes of
 * address space, fonts and libraries (0.4 GB) included. */
#define TC_SVG_MAX_SECONDS 2
#define TC_SVG_MAX_MEMORY  (1024 * 1024 * 1024)

#define TC_SVG_WORKER_COMMAND "svg-worker"

/**
 * Names the program that draws, before there are threads: it is started when a thread
 * loads its first file, as "PROGRAM svg-worker [FONTS_DIR]", and is to call
 * tc_svg_worker_main. It is started again when a file ended it. Without one tc_svg_load
 * fails with TC_ERROR_UNAVAILABLE.
 */
void tc_svg_set_worker (const char *program);
/** Ends that of this thread, for leak checkers; the next drawing starts another. */
void tc_svg_stop_worker (void);
/** The worker's main. Returns: its exit code, when whoever started it is gone. */
int tc_svg_worker_main (const char *fonts_dir);

typedef struct TcSvg TcSvg;

/** Needs tc_text_init. Returns: (transfer full), NULL with TC_ERROR_DATA. */
TcSvg *tc_svg_load (const char *path, GError **error);
TcSvg *tc_svg_ref (TcSvg *self);
/** NULL is allowed. */
void tc_svg_unref (TcSvg *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcSvg, tc_svg_unref)

/** Size in pixels at 96 dpi by width and height, else by the viewBox. */
double tc_svg_width (const TcSvg *self);
double tc_svg_height (const TcSvg *self);

/** Characters in the file's own words that no font of ours has (text.h says what is
 * shown for them). */
int tc_svg_n_unknown (const TcSvg *self);

/** Paths (element-type utf8) of the picture files that became part of it, as the file
 * and its folder name them. Returns: (transfer none). */
const GPtrArray *tc_svg_pictures (const TcSvg *self);

/** An element that has an id. */
typedef struct {
  const char *id;
  const char *type; /**< "rect", "g", "text", ... */
  int line, col;    /**< of its tag in the file, from 1 */
  gboolean is_text; /**< text can be bound to it: text and tspan */
} TcSvgElement;

/** All elements with an id, in the file's order, owned by @self. */
const TcSvgElement *tc_svg_elements (const TcSvg *self, guint *out_n);

typedef enum {
  TC_SVG_TEXT,    /**< the words of a text or tspan, in the style of its first words */
  TC_SVG_FILL,    /**< colour and opacity of the fill; of a text with all its tspans; of
                     a group: what has no fill of its own */
  TC_SVG_VISIBLE, /**< shown, also if the file hides it, or not */
} TcSvgKind;

typedef struct {
  const char *id;
  TcSvgKind kind;
  const char *text; /**< TEXT: UTF-8, one line; NULL: empty */
  double max_width; /**< TEXT, user units around the text: what is wider than this gets
                       smaller letters, on the same baseline; 0: no limit */
  TcColour fill;    /**< FILL */
  gboolean is_visible; /**< VISIBLE */
} TcSvgBinding;

/**
 * Whether @kind can be bound to @id, for whoever reads a scene. Returns:
 * FALSE with TC_ERROR_DATA: no such id (with the nearest one), an id that is there
 * twice, or text for what is no text.
 */
gboolean
tc_svg_check (const TcSvg *self, const char *id, TcSvgKind kind, GError **error);

/**
 * The width that the letters of a TC_SVG_TEXT binding would have without max_width, as
 * drawn, in the units of max_width; of the whole text that they are in. 0 when hidden.
 * Returns: below 0 with @error as of tc_canvas_svg.
 */
double
tc_svg_text_width (const TcSvg *self, const TcSvgBinding *binding, GError **error);

/**
 * tc_canvas_svg:
 * @rect: the drawing is fitted into it as its preserveAspectRatio says (whole and
 *   centred when it says nothing)
 * @bindings: (array length=n_bindings): a later one of the same id and kind wins
 *
 * Waits for the worker, as tc_svg_load and tc_svg_text_width do.
 * Returns: FALSE, nothing drawn, with TC_ERROR_DATA: a binding that tc_svg_check
 * refuses, over TC_SVG_MAX_PLACE_PIXELS, or what librsvg says.
 */
gboolean tc_canvas_svg (TcCanvas *self,
                        const TcSvg *svg,
                        TcRect rect,
                        const TcSvgBinding *bindings,
                        guint n_bindings,
                        GError **error);

G_END_DECLS
