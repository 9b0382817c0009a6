/* SPDX-License-Identifier: MIT
 *
 * control/asrun-key.h - Ed25519 signatures (within the room): the only door to
 * libsodium
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TC_PUBLIC_KEY_CHARS 65  /* hex digits and a NUL */
#define TC_SIGNATURE_CHARS  129 /* the same */

typedef struct {
  guint8 secret[64]; /* locked in memory, never written to a log */
  char public[TC_PUBLIC_KEY_CHARS];
} TcAsrunKey;

/** Reads state_dir/asrun.key, or makes it (0600) when there is none. Errors:
 * TC_ERROR_UNAVAILABLE, also when others may read it. Returns: (transfer full). */
TcAsrunKey *tc_asrun_key_load (const char *state_dir, GError **error);
/** Wipes it. NULL is allowed. */
void tc_asrun_key_free (TcAsrunKey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcAsrunKey, tc_asrun_key_free)

void tc_asrun_key_sign (const TcAsrunKey *self,
                        const void *bytes,
                        gsize n_bytes,
                        char signature[TC_SIGNATURE_CHARS]);
/** @public, @signature: hex digits; anything else is FALSE. */
gboolean tc_asrun_key_verify (const char *public,
                              const void *bytes,
                              gsize n_bytes,
                              const char *signature);

G_END_DECLS
