/* SPDX-License-Identifier: MIT
 *
 * Places as a scene writes them: pixels, modules of the grid, inwards from an anchor;
 * in cells from their row.
 */
#include "scene/layer.h"

#include <string.h>

#define MAX_PX  4096 /* a place or length */
#define MODULES 12

/* A whole number, or "3m": so many modules of the grid. @margin -1: no modules here. */
static gboolean
read_length (const TcYamlNode *node,
             const char *key,
             int margin,
             int min,
             int *value,
             GError **error)
{
  const char *text = tc_yaml_text (node);
  gint64 number;
  char *end = NULL;

  if (margin >= 0 && text != NULL && g_str_has_suffix (text, "m")) {
    number = g_ascii_strtoll (text, &end, 10);
    if (end != text && strcmp (end, "m") == 0 && number >= 0 && number <= MODULES) {
      *value = margin + (int)number * TC_SCENE_MODULE;
      return TRUE;
    }
  }
  if (!tc_yaml_as_int (node, key, min, MAX_PX, &number, error))
    return FALSE;
  *value = (int)number;
  return TRUE;
}

static gboolean
read_lengths (const TcYamlNode *map,
              const char *key,
              guint n,
              const int *margins,
              int *values,
              GError **error)
{
  const TcYamlNode *list = NULL;

  if (!tc_yaml_read_node (map, key, TC_YAML_SEQUENCE, &list, error))
    return FALSE;
  if (list == NULL)
    return TRUE;
  if (tc_yaml_length (list) != n)
    return tc_yaml_fail (list, error, "'%s' must be %s", key,
                         n == 4 ? "[x, y, width, height]" : "two whole numbers");
  for (guint i = 0; i < n; i++)
    if (!read_length (tc_yaml_at (list, i), key, margins[i], i < 2 ? -MAX_PX : 0,
                      &values[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
read_rect (const TcYamlNode *map,
           const char *key,
           int margin,
           TcRect *rect,
           GError **error)
{
  int margins[] = {margin, -1, 0, -1};
  int v[4] = {rect->x, rect->y, rect->w, rect->h};

  if (!read_lengths (map, key, 4, margins, v, error))
    return FALSE;
  *rect = (TcRect){v[0], v[1], v[2], v[3]};
  return TRUE;
}

gboolean
tc_layer_read_pair (const TcYamlNode *map, const char *key, int pair[2], GError **error)
{
  static const int margins[] = {-1, -1};

  return read_lengths (map, key, 2, margins, pair, error);
}

static int
margin_of (const TcLayerReader *reader)
{
  return reader->rows == NULL && reader->anchor == TC_ANCHOR_PICTURE ? TC_SCENE_MARGIN
                                                                     : 0;
}

/* Inwards from the anchor's edges of the graphics safe area. */
static void
anchor_rect (const TcLayerReader *reader, TcRect *rect)
{
  int column = (reader->anchor - TC_ANCHOR_TOP_LEFT) % 3;
  int row = (reader->anchor - TC_ANCHOR_TOP_LEFT) / 3;

  if (reader->anchor == TC_ANCHOR_PICTURE)
    return;
  rect->x = column == 0   ? TC_SCENE_MARGIN + rect->x
            : column == 1 ? TC_SCENE_WIDTH / 2 + rect->x - rect->w / 2
                          : TC_SCENE_WIDTH - TC_SCENE_MARGIN - rect->x - rect->w;
  rect->y = row == 0   ? TC_SCENE_MARGIN_Y + rect->y
            : row == 1 ? TC_SCENE_HEIGHT / 2 + rect->y - rect->h / 2
                       : TC_SCENE_HEIGHT - TC_SCENE_MARGIN_Y - rect->y - rect->h;
}

gboolean
tc_layer_read_rect (const TcLayerReader *reader,
                    const TcYamlNode *map,
                    const char *key,
                    TcRect *rect,
                    GError **error)
{
  if (!read_rect (map, key, margin_of (reader), rect, error))
    return FALSE;
  anchor_rect (reader, rect);
  return TRUE;
}

gboolean
tc_layer_read_place (const TcLayerReader *reader,
                     const TcYamlNode *map,
                     const char *key,
                     int place[2],
                     GError **error)
{
  int margins[] = {margin_of (reader), -1};
  TcRect rect;

  if (!read_lengths (map, key, 2, margins, place, error))
    return FALSE;
  rect = (TcRect){place[0], place[1], 0, 0};
  anchor_rect (reader, &rect);
  place[0] = rect.x;
  place[1] = rect.y;
  return TRUE;
}
