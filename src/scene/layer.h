/* SPDX-License-Identifier: MIT
 *
 * scene/layer.h - the types of layers (within the room)
 *
 * A type is one file, layer-TYPE.c: a struct that begins with a TcLayer, a table of the
 * keys it may have, what reading must check beyond single keys, and how it becomes
 * parts. All of it hangs on one TcLayerKind, listed in layer.c. The tables are also
 * what overlays/scene.schema.json is compared with.
 */
#pragma once

#include "scene/part.h"
#include "tallycast/core/yaml.h"

G_BEGIN_DECLS

/* --- values that keys have --- */

/** The first case whose tests hold. */
typedef struct {
  guint n;
  struct {
    TcTest *test; /* NULL: always */
    TcFill fill;
  } cases[TC_SCENE_MAX_CASES];
} TcPaint;

/** A text in the scene's languages. */
typedef struct {
  TcTemplate *zh, *en; /* en may be NULL: as zh */
} TcWords;

/** A type size of the theme. */
typedef struct {
  int px, floor_px;
} TcTypeSize;

/* --- keys --- */

typedef enum {
  TC_KEY_STRING, /* char *: owned */
  TC_KEY_INT,    /* int: min..max */
  TC_KEY_BOOL,   /* gboolean */
  TC_KEY_ENUM,   /* int: index in names */
  TC_KEY_SHARE,  /* double: 0..1 */
  TC_KEY_RECT,   /* TcRect: [x, y, w, h], from the layer's anchor */
  TC_KEY_PLACE,  /* int[2]: [x, y], from the layer's anchor */
  TC_KEY_PAIR,   /* int[2] */
  TC_KEY_EASE,   /* TcEase: [x1, y1, x2, y2] */
  TC_KEY_TITLE,  /* TcTitle */
  TC_KEY_WORDS,  /* TcWords */
  TC_KEY_SIZE,   /* TcTypeSize */
  TC_KEY_PAINT,  /* TcPaint */
  TC_KEY_PATH,   /* const TcPath *: of kind `value`; ABSENT: of any */
  TC_KEY_TEST,   /* TcTest *: owned */
  TC_KEY_TESTS,  /* TcTests */
  TC_KEY_OWN,    /* read by the type's `finish`; the schema has it as `schema` */
} TcKeyType;

/** A key that a type may have: how it is read and where it is kept. */
typedef struct {
  const char *name; /* NULL: end of the table */
  TcKeyType type;
  gsize at; /* offset in the layer's struct */
  gboolean is_required;
  int min, max, initial; /* initial: INT, BOOL, ENUM without the key */
  const char *const *names;
  TcValueKind value;
  const char *schema; /* its name there, for what `type` does not tell */
  const char *help;   /* for who writes scenes; NULL: the name says it */
} TcLayerKey;

/** What reading needs and finds out. */
typedef struct {
  const TcTheme *theme;
  const char *dir;   /* where pictures are */
  GPtrArray *files;  /* paths of those that were read */
  gint64 picture_px; /* of its pictures together */
  const char *rows;  /* the table's array, while its cells are read */
  guint depth;
  guint n_layers;
  gboolean has_reel;
  TcReelTiming reel;  /* its reel's; all 0: it does not roll */
  int anchor;         /* of the layer that is read */
  gboolean is_bound;  /* a value of the current meeting was named */
  guint topics;       /* TcTopic: of what */
  gboolean has_score; /* a score was named */
} TcLayerReader;

/** @map has no keys but those of the two tables (the second may be NULL). */
gboolean tc_layer_check_keys (const TcYamlNode *map,
                              const TcLayerKey *keys,
                              const TcLayerKey *more,
                              GError **error);
/** Reads all of @keys from @map (NULL: nothing is there) into @layer; @layer has its
 * initial values after it. What paths name is noted in @reader. */
gboolean tc_layer_read_keys (TcLayerReader *reader,
                             const TcYamlNode *map,
                             const TcLayerKey *keys,
                             gpointer layer,
                             GError **error);
/** Frees what tc_layer_read_keys made. */
void tc_layer_clear_keys (const TcLayerKey *keys, gpointer layer);

/* Single keys; an absent one leaves the value as it is. */

/** From the layer's anchor. An x may be written in modules of the grid: 3m is the
 * margin and 3 x 144, a width of 3m 3 x 144. */
gboolean tc_layer_read_rect (const TcLayerReader *reader,
                             const TcYamlNode *map,
                             const char *key,
                             TcRect *rect,
                             GError **error);
gboolean tc_layer_read_place (const TcLayerReader *reader,
                              const TcYamlNode *map,
                              const char *key,
                              int place[2],
                              GError **error);
gboolean tc_layer_read_pair (const TcYamlNode *map,
                             const char *key,
                             int pair[2],
                             GError **error);
/** The path of @file, the value of key `file`: within the scene's folder; noted as one
 * that was read. Returns: (transfer full), NULL with @error. */
char *tc_layer_file (const TcLayerReader *reader,
                     const TcYamlNode *map,
                     const char *file,
                     GError **error);

/** What tells a file from the same file saved again, for keys of parts: a pointer may
 * come again. Returns: (transfer full). */
char *tc_layer_file_version (const char *path);

/** Sets @error at @node to @inner's message, prefixed with the file's place; frees
 * @inner. Returns: FALSE. */
gboolean tc_layer_fail (const TcYamlNode *node, GError *inner, GError **error);

/* --- types --- */

struct TcLayerKind {
  const char *name;
  gsize size;             /* of its struct, which begins with a TcLayer */
  const TcLayerKey *keys; /* besides those of all layers */
  /* All below may be NULL but resolve. */
  gboolean (*finish) (TcLayerReader *reader,
                      const TcYamlNode *map,
                      TcLayer *layer,
                      GError **error); /* after the keys are read */
  gboolean (*check) (const TcYamlNode *root,
                     const GPtrArray *top,
                     const TcLayer *layer,
                     GError **error); /* when the whole scene is read */
  gboolean (*is_on) (TcResolve *resolve, const TcLayer *layer); /* besides its tests */
  void (*resolve) (TcResolve *resolve, const TcLayer *layer);
  void (*clear) (TcLayer *layer); /* what is not in keys */
};

extern const TcLayerKind tc_layer_group, tc_layer_rect, tc_layer_text, tc_layer_image,
    tc_layer_table, tc_layer_tally, tc_layer_bar, tc_layer_score, tc_layer_clock,
    tc_layer_gauge, tc_layer_chart, tc_layer_crawl, tc_layer_reel, tc_layer_qr,
    tc_layer_svg;
/** All types, NULL at the end. */
extern const TcLayerKind *const tc_layer_kinds[];
/** Keys of an element that an svg layer binds. */
extern const TcLayerKey tc_svg_binding_keys[];
/** Keys that every layer may have. */
extern const TcLayerKey tc_layer_common_keys[];
/** Keys of a scene, and of one of its cameras. */
extern const TcLayerKey tc_scene_keys[], tc_scene_camera_keys[];

/** Reads the list under @key into @layers. */
gboolean tc_layers_read (TcLayerReader *reader,
                         const TcYamlNode *map,
                         const char *key,
                         GPtrArray *layers,
                         GError **error);
/** Each type's check, and that nothing lies over a score's sheet. @root: for the place.
 */
gboolean
tc_layers_check (const TcYamlNode *root, const GPtrArray *layers, GError **error);
void tc_layer_free (TcLayer *self);

/* --- scores: shown with their mark or not at all --- */

/** For what shows a score letter by letter: notes it; it must be a cell of a table. */
gboolean
tc_layer_may_show_score (TcLayerReader *reader, const TcYamlNode *map, GError **error);
/** @mark must be a score layer of the scene's top level: within a group the group could
 * hide it and leave @layer. */
gboolean tc_layer_check_mark (const TcYamlNode *root,
                              const GPtrArray *top,
                              const TcLayer *layer,
                              const char *mark,
                              GError **error);
/** TRUE while the score layer @mark is on; NULL: while scores may be shown at all. */
gboolean tc_layer_mark_is_on (TcResolve *resolve, const char *mark);

gboolean tc_tests_hold (const TcTests *self, TcBind *bind);
/** TRUE when all tests hold and @layer's age and type let it show. */
gboolean tc_layer_is_on (TcResolve *resolve, const TcLayer *layer);
/** Its parts, with what all layers may have: effects (over those of its groups),
 * opacity, clip. */
void tc_layer_resolve (TcResolve *resolve, const TcLayer *layer);
/** The layers' parts; what hugs a text or stands before it comes in a second pass, when
 * texts have their places. */
void tc_layers_resolve (TcResolve *resolve, const GPtrArray *layers);
/** The value of a paint, FALSE: no case holds. */
gboolean tc_paint_fill (TcResolve *resolve, const TcPaint *paint, TcFill *fill);
/** The same, or the theme's colour @otherwise (one that every theme has). */
TcFill tc_paint_or (TcResolve *resolve, const TcPaint *paint, const char *otherwise);
/** The template of the programme's language. */
const TcTemplate *tc_words_pick (const TcResolve *resolve, const TcWords *words);
gboolean tc_words_have_score (const TcWords *words);

G_END_DECLS
