/* SPDX-License-Identifier: MIT
 *
 * scene/layer.h - reading the layers of a scene file (within the room)
 */
#pragma once

#include "tallycast/core/yaml.h"
#include "tallycast/scene/scene.h"

G_BEGIN_DECLS

/** What reading needs and finds out. */
typedef struct {
  const TcTheme *theme;
  const char *dir;  /* where pictures are */
  const char *rows; /* the table's array, while its cells are read */
  guint depth;
  guint n_layers;
  gboolean is_bound;  /* a value of the current meeting was named */
  gboolean has_score; /* a score was named */
} TcLayerReader;

gboolean tc_scene_read_rect (const TcYamlNode *map,
                             const char *key,
                             TcRect *rect,
                             GError **error);
/** `key: x` or `key: {zh: x, en: y}`; @en stays NULL for the former. */
gboolean tc_scene_read_title (const TcYamlNode *map,
                              const char *key,
                              char **zh,
                              char **en,
                              GError **error);

/** Reads the list under @key into @layers. */
gboolean tc_layers_read (TcLayerReader *reader,
                         const TcYamlNode *map,
                         const char *key,
                         GPtrArray *layers,
                         GError **error);
/** Rules that span layers: ids once, marks of tables. @root: for the place. */
gboolean
tc_layers_check (const TcYamlNode *root, const GPtrArray *layers, GError **error);
void tc_layer_free (TcLayer *self);

/** How a type of layer is read, by TcLayerType. */
typedef struct {
  const char *const *keys; /* all it may have */
  gboolean (*read) (TcLayerReader *reader,
                    const TcYamlNode *map,
                    TcLayer *layer,
                    GError **error);
} TcLayerKind;
extern const TcLayerKind tc_layer_kinds[];

/* One key of a layer each; what they name is noted in @reader. An absent key leaves the
 * value as it is. */
gboolean tc_layer_read_path (TcLayerReader *reader,
                             const TcYamlNode *map,
                             const char *key,
                             TcValueKind kind,
                             const TcPath **path,
                             GError **error);
gboolean tc_layer_read_test (TcLayerReader *reader,
                             const TcYamlNode *node,
                             TcTest **test,
                             GError **error);
gboolean tc_layer_read_show_when (TcLayerReader *reader,
                                  const TcYamlNode *map,
                                  TcLayer *layer,
                                  GError **error);
gboolean tc_layer_read_paint (TcLayerReader *reader,
                              const TcYamlNode *map,
                              const char *key,
                              TcPaint *paint,
                              GError **error);
gboolean tc_layer_read_words (TcLayerReader *reader,
                              const TcYamlNode *map,
                              TcWords *words,
                              GError **error);
gboolean tc_layer_read_size (TcLayerReader *reader,
                             const TcYamlNode *map,
                             const char *key,
                             int *px,
                             int *floor_px,
                             GError **error);
gboolean tc_layer_read_pair (const TcYamlNode *map,
                             const char *key,
                             int *a,
                             int *b,
                             GError **error);

/** Sets @error at @node to @inner's message, prefixed with the file's place; frees
 * @inner. Returns: FALSE. */
gboolean tc_layer_fail (const TcYamlNode *node, GError *inner, GError **error);

G_END_DECLS
