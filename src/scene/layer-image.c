/* SPDX-License-Identifier: MIT
 *
 * image: a PNG in the overlays' folder, read with the scene.
 */
#include "scene/layer.h"

typedef struct {
  TcLayer base;
  char *file;
  TcRect rect;
  int fit; /* TcImageFit */
  TcImage *image;
  char *version; /* of the file: an unchanged one is the same content after a reload */
} ImageLayer;

#define AT(field) G_STRUCT_OFFSET (ImageLayer, field)

static const char *const fits[] = {"contain", "cover", "stretch", NULL};

static const TcLayerKey keys[] = {
    {"file", TC_KEY_STRING, AT (file), .is_required = TRUE,
     .help = "a PNG in the overlays' folder"},
    {"rect", TC_KEY_RECT, AT (rect), .is_required = TRUE},
    {"fit", TC_KEY_ENUM, AT (fit), .names = fits},
    {NULL},
};

static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  ImageLayer *self = (ImageLayer *)layer;
  g_autofree char *path = tc_layer_file (reader, map, self->file, error);
  GError *inner = NULL;

  if (path == NULL)
    return FALSE;
  self->version = tc_layer_file_version (path);
  self->image = tc_image_load_png (path, &inner);
  if (self->image == NULL)
    return tc_layer_fail (tc_yaml_get (map, "file"), inner, error);
  reader->picture_px +=
      (gint64)tc_image_width (self->image) * tc_image_height (self->image);
  return reader->picture_px <= TC_SCENE_MAX_PICTURE_PX ||
         tc_yaml_fail (
             tc_yaml_get (map, "file"), error,
             "the pictures of a scene have %d million pixels together at most",
             TC_SCENE_MAX_PICTURE_PX >> 20);
}

static void
clear (TcLayer *layer)
{
  g_clear_pointer (&((ImageLayer *)layer)->image, tc_image_unref);
  g_clear_pointer (&((ImageLayer *)layer)->version, g_free);
}

static void
resolve (TcResolve *resolve, const TcLayer *layer)
{
  const ImageLayer *self = (const ImageLayer *)layer;
  TcPart *part = tc_resolve_add (resolve, layer->id, TC_PART_IMAGE, TC_MOTION_TEXT);

  part->rect = tc_resolve_rect (resolve, self->rect);
  part->image = self->image;
  part->image_fit = (TcImageFit)self->fit;
  part->key = g_strdup_printf ("i %dx%d %d %s", part->rect.w, part->rect.h, self->fit,
                               self->version);
}

const TcLayerKind tc_layer_image = {
    .name = "image",
    .size = sizeof (ImageLayer),
    .keys = keys,
    .finish = finish,
    .resolve = resolve,
    .clear = clear,
};
