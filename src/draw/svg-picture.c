/* SPDX-License-Identifier: MIT
 *
 * Pictures in an SVG file become part of it: then librsvg gets no folder and can open
 * nothing. Each is checked before anything decodes it, as image.c does with its own.
 */
#include <glib/gstdio.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "draw/image-private.h"
#include "draw/svg-private.h"
#include "tallycast/core/error.h"

typedef struct {
  TcSvgFile *file;
  GPtrArray *pictures; /* what was read, by name */
  const xmlNode *node;
  gint64 left_bytes, left_pixels;
} Embedding;

/* ---- what it is ---- */

/* The size in the first frame header of a JPEG. */
static gboolean
jpeg_size (const guint8 *data, gsize n, int *out_w, int *out_h)
{
  for (gsize i = 2; i + 9 < n; i++) {
    guint8 marker = data[i] == 0xff ? data[i + 1] : 0;
    gboolean is_frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 &&
                        marker != 0xc8 && marker != 0xcc;
    if (!is_frame)
      continue;
    *out_h = data[i + 5] << 8 | data[i + 6];
    *out_w = data[i + 7] << 8 | data[i + 8];
    return TRUE;
  }
  return FALSE;
}

/* Returns: its MIME type; NULL with @error: neither PNG nor JPEG, damaged, too large.
 */
static const char *
check_picture (Embedding *self, const guint8 *data, gsize n, GError **error)
{
  const char *type = "image/png";
  int w, h;
  if (n > 4 && memcmp (data, "\xff\xd8\xff", 3) == 0) {
    type = "image/jpeg";
    if (!jpeg_size (data, n, &w, &h))
      type = NULL;
  } else if (!tc_png_size (data, n, &w, &h))
    type = NULL;
  if (!type) {
    tc_svg_file_fail (self->file, self->node, error,
                      "a picture that is neither PNG nor JPEG, or is damaged");
    return NULL;
  }
  self->left_pixels -= (gint64)w * h;
  if (w < 1 || h < 1 || w > TC_IMAGE_MAX_SIDE || h > TC_IMAGE_MAX_SIDE ||
      self->left_pixels < 0) {
    tc_svg_file_fail (
        self->file, self->node, error,
        "a picture of %dx%d pixels: each side must be 1..%d, all pictures "
        "of the file together %d million pixels",
        w, h, TC_IMAGE_MAX_SIDE, TC_SVG_MAX_PICTURE_PIXELS >> 20);
    return NULL;
  }
  return type;
}

/* ---- where it is ---- */

/* The path that @href leads to; NULL unless it is in the folder of the SVG file or
 * below it, whatever links are on the way. @out_named: (out): as it is named. */
static char *
resolve (const TcSvgFile *file, const char *href, char **out_named)
{
  g_autofree char *relative = g_uri_unescape_string (href, "/");
  g_autofree char *folder = g_path_get_dirname (file->path);
  if (!relative || !*relative || *relative == '/')
    return NULL;
  g_autofree char *joined = g_build_filename (folder, relative, NULL);
  char real_folder[PATH_MAX + 1], real_path[PATH_MAX];
  if (!realpath (folder, real_folder) || !realpath (joined, real_path))
    return NULL;
  gsize n = strlen (real_folder);
  if (n > 0 && real_folder[n - 1] != '/')
    real_folder[n] = '/', real_folder[n + 1] = '\0';
  if (!g_str_has_prefix (real_path, real_folder) ||
      !g_file_test (real_path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  *out_named = g_steal_pointer (&joined);
  return g_strdup (real_path);
}

static guint8 *
read_picture_file (Embedding *self, const char *href, gsize *out_n, GError **error)
{
  char *named = NULL;
  g_autofree char *path = resolve (self->file, href, &named);
  if (!path) {
    tc_svg_file_fail (self->file, self->node, error,
                      "'%.80s': no such picture in the folder of this file", href);
    return NULL;
  }
  g_ptr_array_add (self->pictures, named);
  char *data = NULL;
  g_autoptr (GError) cause = NULL;
  if (tc_image_read (path, (gsize)self->left_bytes, &data, out_n, &cause))
    return (guint8 *)data;
  tc_svg_file_fail (self->file, self->node, error, "%s", cause->message);
  return NULL;
}

/* "data:image/png;base64,...". */
static guint8 *
read_data_url (Embedding *self, const char *href, gsize *out_n, GError **error)
{
  const char *comma = strchr (href, ',');
  if (comma && comma - href >= 7 && strncmp (comma - 7, ";base64", 7) == 0)
    return g_base64_decode (comma + 1, out_n);
  tc_svg_file_fail (self->file, self->node, error,
                    "a data: address that is not in base64");
  return NULL;
}

/* ---- embedding ---- */

static void
set_href (xmlNode *node, const char *type, const guint8 *data, gsize n)
{
  for (xmlAttr *a = node->properties, *next; a; a = next) {
    next = a->next;
    if (strcmp ((const char *)a->name, "href") == 0)
      xmlRemoveProp (a);
  }
  g_autofree char *base64 = g_base64_encode (data, n);
  g_autofree char *url = g_strconcat ("data:", type, ";base64,", base64, NULL);
  xmlNewProp (node, BAD_CAST "href", BAD_CAST url);
}

static gboolean
embed (Embedding *self, xmlNode *node, const char *href, GError **error)
{
  gsize n = 0;
  g_autofree guint8 *data = g_str_has_prefix (href, "data:")
                                ? read_data_url (self, href, &n, error)
                                : read_picture_file (self, href, &n, error);
  if (!data)
    return FALSE;
  self->left_bytes -= (gint64)n;
  if (self->left_bytes < 0)
    return tc_svg_file_fail (self->file, node, error, "pictures of over %d MB",
                             TC_SVG_MAX_PICTURE_BYTES >> 20);
  const char *type = check_picture (self, data, n, error);
  if (type)
    set_href (node, type, data, n);
  return type != NULL;
}

gboolean
tc_svg_embed_pictures (TcSvgFile *file,
                       xmlDoc *doc,
                       GPtrArray *pictures,
                       GError **error)
{
  Embedding self = {.file = file,
                    .pictures = pictures,
                    .left_bytes = TC_SVG_MAX_PICTURE_BYTES,
                    .left_pixels = TC_SVG_MAX_PICTURE_PIXELS};
  const xmlNode *root = xmlDocGetRootElement (doc);
  for (xmlNode *node = (xmlNode *)root; node; node = tc_svg_next (node, root)) {
    if (!tc_svg_is (node, "image"))
      continue;
    xmlUnsetProp (node, BAD_CAST "path"); /* librsvg takes it for href */
    const char *href = tc_svg_attribute (node, "href");
    self.node = node;
    if (href && !embed (&self, node, href, error))
      return FALSE;
  }
  return TRUE;
}
