/* SPDX-License-Identifier: MIT
 *
 * The house's font files before fontconfig sees them: it takes no notice of what is no
 * font, opens what makes it wait, and FreeType draws nothing where a file that was not
 * copied whole has no outlines.
 */
#include "draw/font-private.h"

#include <glib/gstdio.h>
#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/draw/text.h"

#define MAX_DEPTH     4
#define MAX_FACES     256 /* of a collection */
#define MAX_TABLES    256 /* of a face */
#define SFNT_HEADER   12
#define SFNT_RECORD   16
#define SFNT_TRUETYPE 0x00010000u
#define SFNT_TAG(a, b, c, d) \
  ((guint32)(a) << 24 | (guint32)(b) << 16 | (guint32)(c) << 8 | (guint32)(d))

static const char *const suffixes[] = {".ttf", ".otf", ".ttc", ".otc"};

static gboolean
fail (GError **error, const char *path, const char *why)
{
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "%s: error: %s", path, why);
  return FALSE;
}

/* --- the tables of a font (OpenType 1.9, "Organization of an OpenType font") --- */

typedef struct {
  const guint8 *data;
  gsize n;
} Bytes;

static gboolean
has (const Bytes *file, guint64 at, guint64 n)
{
  return at <= file->n && n <= file->n - at;
}

static guint32
read_32 (const Bytes *file, gsize at)
{
  guint32 value;

  memcpy (&value, file->data + at, sizeof value);
  return GUINT32_FROM_BE (value);
}

static guint16
read_16 (const Bytes *file, gsize at)
{
  return (guint16)(file->data[at] << 8 | file->data[at + 1]);
}

/* NULL: all its tables are in the file. */
static const char *
judge_face (const Bytes *file, guint32 at)
{
  guint32 tag;
  guint n_tables;

  if (!has (file, at, SFNT_HEADER))
    return "it is no font, or not whole";
  tag = read_32 (file, at);
  if (tag != SFNT_TRUETYPE && tag != SFNT_TAG ('O', 'T', 'T', 'O') &&
      tag != SFNT_TAG ('t', 'r', 'u', 'e'))
    return "it is no font (TrueType or OpenType)";
  n_tables = read_16 (file, at + 4);
  if (n_tables == 0 || n_tables > MAX_TABLES ||
      !has (file, at + SFNT_HEADER, (guint64)n_tables * SFNT_RECORD))
    return "it is no font, or not whole";
  for (guint i = 0; i < n_tables; i++) {
    gsize record = at + SFNT_HEADER + (gsize)i * SFNT_RECORD;

    if (!has (file, read_32 (file, record + 8), read_32 (file, record + 12)))
      return "it is not whole: a table of the font lies behind its end";
  }
  return NULL;
}

static const char *
judge (const Bytes *file)
{
  guint32 n_faces;

  if (file->n == 0)
    return "it is empty";
  if (!has (file, 0, SFNT_HEADER) || read_32 (file, 0) != SFNT_TAG ('t', 't', 'c', 'f'))
    return judge_face (file, 0);
  n_faces = read_32 (file, 8);
  if (n_faces == 0 || n_faces > MAX_FACES ||
      !has (file, SFNT_HEADER, (guint64)n_faces * 4))
    return "it is no collection of fonts, or not whole";
  for (guint32 i = 0; i < n_faces; i++) {
    const char *why = judge_face (file, read_32 (file, SFNT_HEADER + (gsize)i * 4));

    if (why != NULL)
      return why;
  }
  return NULL;
}

/* --- files --- */

static gboolean
check_file (const char *path, const GStatBuf *info, GError **error)
{
  g_autoptr (GMappedFile) map = NULL;
  g_autoptr (GError) cause = NULL;
  const char *why;

  if (!S_ISREG (info->st_mode))
    return fail (error, path, "it is not a file");
  if (info->st_size > TC_TEXT_MAX_FONT_BYTES)
    return fail (error, path, "a font file has 256 MB at most");
  map = g_mapped_file_new (path, FALSE, &cause);
  if (map == NULL)
    return fail (error, path, cause->message);
  why = judge (&(Bytes){(const guint8 *)g_mapped_file_get_contents (map),
                        g_mapped_file_get_length (map)});
  return why == NULL || fail (error, path, why);
}

static gboolean
is_font (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (lower, suffixes[i]))
      return TRUE;
  return FALSE;
}

/* fontconfig opens every file of the folder: none may make it wait. */
static gboolean check_entry (guint *n_files,
                             const char *path,
                             const char *name,
                             int depth,
                             GError **error);

static gboolean
check_dir (guint *n_files, const char *path, int depth, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (dir == NULL)
    return fail (error, path, "no such folder of fonts");
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (!check_entry (n_files, child, name, depth, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_entry (guint *n_files,
             const char *path,
             const char *name,
             int depth,
             GError **error)
{
  GStatBuf info;

  if (*name == '.' || g_stat (path, &info) != 0)
    return TRUE; /* fontconfig does not look at it */
  if (++*n_files > TC_TEXT_MAX_FONT_FILES)
    return fail (error, path, "over 4096 files in the folder of fonts");
  if (S_ISDIR (info.st_mode))
    return depth < MAX_DEPTH
               ? check_dir (n_files, path, depth + 1, error)
               : fail (error, path, "folders of fonts are 4 deep at most");
  if (is_font (name))
    return check_file (path, &info, error);
  return S_ISREG (info.st_mode) || fail (error, path, "it is not a file");
}

gboolean
tc_font_check_dir (const char *path, GError **error)
{
  guint n_files = 0;

  return check_dir (&n_files, path, 1, error);
}
