/* SPDX-License-Identifier: MIT
 *
 * draw/image-private.h - picture files before they are decoded
 */
#pragma once

#include "tallycast/draw/canvas.h"

G_BEGIN_DECLS

/** Reads a file of at most @max_bytes. Errors: TC_ERROR_DATA, "FILE: ...". */
gboolean tc_image_read (const char *path,
                        gsize max_bytes,
                        char **out_data,
                        gsize *out_n,
                        GError **error);
/** The size that a PNG's header tells, unchecked; cut to G_MAXINT. Returns: FALSE when
 * it is no PNG. */
gboolean tc_png_size (gconstpointer data, gsize n, int *out_w, int *out_h);

G_END_DECLS
