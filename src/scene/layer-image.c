/* SPDX-License-Identifier: MIT
 *
 * image: a PNG in the overlays' folder, read with the scene.
 */
#include "scene/layer.h"

#include <string.h>
#include <sys/stat.h>

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
    {"file", TC_KEY_STRING, AT (file), .is_required = TRUE},
    {"rect", TC_KEY_RECT, AT (rect), .is_required = TRUE},
    {"fit", TC_KEY_ENUM, AT (fit), .names = fits},
    {NULL},
};

static char *
version_of (const char *path)
{
  struct stat st;

  if (stat (path, &st) != 0)
    return g_strdup (path);
  return g_strdup_printf ("%s %" G_GINT64_FORMAT ".%09ld %" G_GINT64_FORMAT, path,
                          (gint64)st.st_mtim.tv_sec, st.st_mtim.tv_nsec,
                          (gint64)st.st_size);
}

static gboolean
finish (TcLayerReader *reader, const TcYamlNode *map, TcLayer *layer, GError **error)
{
  ImageLayer *self = (ImageLayer *)layer;
  g_autofree char *path = g_build_filename (reader->dir, self->file, NULL);
  GError *inner = NULL;

  if (g_path_is_absolute (self->file) || strstr (self->file, "..") != NULL)
    return tc_yaml_fail (tc_yaml_get (map, "file"), error,
                         "'%s' is not within the scene's folder", self->file);
  g_ptr_array_add (reader->files, g_strdup (path));
  self->version = version_of (path);
  self->image = tc_image_load_png (path, &inner);
  return self->image != NULL || tc_layer_fail (tc_yaml_get (map, "file"), inner, error);
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
