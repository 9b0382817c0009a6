/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/file.h - what GLib has no call for
 *
 * Thread: any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Writes all of @bytes to @fd, however many calls that takes. FALSE: errno says why.
 */
gboolean tc_write_all (int fd, gconstpointer bytes, gsize n_bytes);

G_END_DECLS
