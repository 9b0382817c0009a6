/* SPDX-License-Identifier: MIT
 *
 * scene/inspect.h - the inspector's own halves (within the room)
 *
 *   inspect.c         scenes, moments, parts
 *   inspect-text.c    how texts fit, where their letters are
 *   inspect-ground.c  what letters stand on
 *   inspect-drawing.c codes and drawings
 */
#pragma once

#include "scene/part.h"
#include "tallycast/scene/inspect.h"

G_BEGIN_DECLS

/** What lies below the texts of one picture. */
typedef struct {
  GPtrArray *parts;              /**< (element-type TcPart) bottom first */
  const TcPlacement *placements; /**< cameras, in programme pixels */
  guint n_placements;
  GHashTable *sprites; /**< key -> TcSprite: parts that had to be drawn */
} TcGround;

/** The worst contrast of @colour within @box over the first @n_parts parts. */
typedef struct {
  double contrast;
  TcColour ground;
  double alpha; /**< the least opacity over video; 1 where there is none */
} TcGroundResult;

TcGroundResult
tc_ground_look (const TcGround *self, guint n_parts, TcRect box, TcColour colour);

/** What two rectangles have in common; w or h 0: nothing. */
TcRect tc_ground_meet (TcRect a, TcRect b);

/** Tries to draw a code or drawing; @tried: (inout): what is known by now. Returns:
 * (transfer full): why it cannot be drawn; NULL when it can, or is neither. */
char *tc_drawing_try (GHashTable *tried, const TcPart *part);
/** The texts that fill a drawing, a line each. Returns: (transfer full): NULL: it has
 * none, or is no drawing. */
char *tc_drawing_texts (const TcPart *part);
/** How small the smallest of a drawing's bound texts becomes, 1: as drawn. @text:
 * (out): which, borrowed; as it was when all are as drawn. @shares: as @tried. */
double tc_drawing_smallest (GHashTable *shares, const TcPart *part, const char **text);

/** Collects what tc_resolve_scene tells of texts. */
typedef struct {
  GArray *fates;     /**< (element-type Fate), of inspect-text.c */
  gboolean is_keyer; /**< of what is told from now on */
} TcTextCollector;

void tc_text_collector_init (TcTextCollector *self);
void tc_text_collector_clear (TcTextCollector *self);
/** Makes @resolve tell @self. */
void tc_text_collector_listen (TcTextCollector *self, TcResolve *resolve);
/** Appends a TcInspectedText for each text told. */
void
tc_text_collector_finish (TcTextCollector *self, const TcGround *ground, GArray *texts);

G_END_DECLS
