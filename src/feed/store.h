/* SPDX-License-Identifier: MIT
 *
 * feed/store.h - small files that are whole or not there
 *
 * Written beside, fsynced, renamed, and the folder fsynced. Thread: any; blocks.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Larger files are not read: they are not ours. */
#define TC_STORE_MAX_BYTES 8388608

gboolean tc_store_write (const char *dir,
                         const char *name,
                         const char *bytes,
                         gsize n_bytes,
                         GError **error);
/** Returns: (transfer full) (nullable): NULL without @error when there is none. */
char *tc_store_read (const char *dir, const char *name, gsize *n_bytes, GError **error);

G_END_DECLS
