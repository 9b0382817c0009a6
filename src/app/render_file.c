/* SPDX-License-Identifier: MIT */
#include "app/render_file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "tallycast/core/error.h"
#include "tallycast/media/clip.h"
#include "tallycast/media/media.h"

#define PART       ".part"
#define MAX_DIGITS 9

struct TcRenderFile {
  char *path;
  TcRenderFileKind kind;
  GPtrArray *paths; /* of the files begun, without PART */
  TcClip *clip;     /* of an MP4 */
};

/* --- its name --- */

/* One %d, %4d or %04d and no other '%': it becomes a format of printf. */
static gboolean
is_pattern (const char *path)
{
  const char *p = strchr (path, '%');
  gsize n_digits;

  if (p == NULL || strchr (p + 1, '%') != NULL)
    return FALSE;
  n_digits = strspn (p + 1, "0123456789");
  return n_digits <= 2 && p[1 + n_digits] == 'd' &&
         g_ascii_strtoull (p + 1, NULL, 10) <= MAX_DIGITS;
}

gboolean
tc_render_file_kind (const char *path, TcRenderFileKind *kind, GError **error)
{
  gboolean is_png = g_str_has_suffix (path, ".png");

  if (!is_png && !g_str_has_suffix (path, ".mp4")) {
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE, "-o %s: must end in .png or .mp4",
                 path);
    return FALSE;
  }
  *kind = is_png ? TC_RENDER_STILL : TC_RENDER_CLIP;
  if (!is_png || strchr (path, '%') == NULL)
    return TRUE;
  *kind = TC_RENDER_FRAMES;
  if (is_pattern (path))
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
               "-o %s: frames are numbered by one %%d, as in frames-%%04d.png", path);
  return FALSE;
}

static char *
frame_path (const TcRenderFile *self)
{
  const char *p = strchr (self->path, '%');
  gsize n_digits = self->kind == TC_RENDER_FRAMES ? strspn (p + 1, "0123456789") : 0;

  if (self->kind != TC_RENDER_FRAMES)
    return g_strdup (self->path);
  return g_strdup_printf ("%.*s%0*u%s", (int)(p - self->path), self->path,
                          (int)g_ascii_strtoull (p + 1, NULL, 10), self->paths->len + 1,
                          p + n_digits + 2);
}

/* --- writing --- */

static gboolean
fail (const char *path, const char *why, GError **error)
{
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: cannot be written: %s", path,
               why);
  return FALSE;
}

static char *
part_of (const char *path)
{
  return g_strconcat (path, PART, NULL);
}

/* Opened once before, because the system's own words are the clearest. */
static gboolean
start_clip (TcRenderFile *self, const TcFormat *format, GError **error)
{
  g_autofree char *part = part_of (self->path);
  g_autoptr (GError) cause = NULL;
  int fd;

  if (!tc_media_init (error))
    return FALSE;
  fd = g_open (part, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0)
    return fail (self->path, g_strerror (errno), error);
  close (fd);
  g_ptr_array_add (self->paths, g_strdup (self->path));
  self->clip = tc_clip_new (format, part, &cause);
  return self->clip != NULL || fail (self->path, cause->message, error);
}

TcRenderFile *
tc_render_file_new (const char *path,
                    TcRenderFileKind kind,
                    const TcFormat *format,
                    GError **error)
{
  g_autoptr (TcRenderFile) self = g_new0 (TcRenderFile, 1);

  self->path = g_strdup (path);
  self->kind = kind;
  self->paths = g_ptr_array_new_with_free_func (g_free);
  if (kind == TC_RENDER_CLIP && !start_clip (self, format, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
tc_render_file_free (TcRenderFile *self)
{
  if (self == NULL)
    return;
  tc_clip_free (self->clip);
  for (guint i = 0; i < self->paths->len; i++) {
    g_autofree char *part = part_of (g_ptr_array_index (self->paths, i));

    g_unlink (part); /* not there any more when it was finished */
  }
  g_ptr_array_unref (self->paths);
  g_free (self->path);
  g_free (self);
}

gboolean
tc_render_file_push (TcRenderFile *self, const TcPicture *picture, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (self->kind == TC_RENDER_CLIP)
    return tc_clip_push (self->clip, picture, &cause) ||
           fail (self->path, cause->message, error);
  g_ptr_array_add (self->paths, frame_path (self));
  g_autofree char *part =
      part_of (g_ptr_array_index (self->paths, self->paths->len - 1));
  return tc_picture_write_png (picture, part, error);
}

gboolean
tc_render_file_finish (TcRenderFile *self, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (self->clip != NULL && !tc_clip_finish (self->clip, &cause))
    return fail (self->path, cause->message, error);
  for (guint i = 0; i < self->paths->len; i++) {
    const char *path = g_ptr_array_index (self->paths, i);
    g_autofree char *part = part_of (path);

    if (g_rename (part, path) != 0)
      return fail (path, g_strerror (errno), error);
  }
  return TRUE;
}
