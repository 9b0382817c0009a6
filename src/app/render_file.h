/* SPDX-License-Identifier: MIT
 *
 * Where `render` writes: a PNG, a PNG a frame, or an MP4. Everything is written beside
 * its place, as NAME.part, and gets its name when all of it is there: what fails or is
 * given up leaves the old files as they were.
 */
#pragma once

#include "tallycast/draw/picture.h"
#include "tallycast/media/format.h"

G_BEGIN_DECLS

typedef enum {
  TC_RENDER_STILL,  /**< NAME.png */
  TC_RENDER_FRAMES, /**< NAME-%04d.png: numbers from 1 */
  TC_RENDER_CLIP,   /**< NAME.mp4 */
} TcRenderFileKind;

typedef struct TcRenderFile TcRenderFile;

/** By its ending and its %d. Returns: FALSE with TC_ERROR_USAGE. */
gboolean tc_render_file_kind (const char *path, TcRenderFileKind *kind, GError **error);

/** @path: as it was judged. Errors: TC_ERROR_UNAVAILABLE, "PATH: cannot be written:
 * why". Returns: (transfer full) (nullable). */
TcRenderFile *tc_render_file_new (const char *path,
                                  TcRenderFileKind kind,
                                  const TcFormat *format,
                                  GError **error);
/** Removes what was not finished. NULL is allowed. */
void tc_render_file_free (TcRenderFile *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcRenderFile, tc_render_file_free)

/** The next frame. Errors: as new. */
gboolean
tc_render_file_push (TcRenderFile *self, const TcPicture *picture, GError **error);
/** Once, after the last frame: now the files are there. Errors: as new. */
gboolean tc_render_file_finish (TcRenderFile *self, GError **error);

G_END_DECLS
