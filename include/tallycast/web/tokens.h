/* SPDX-License-Identifier: MIT
 *
 * tallycast/web/tokens.h - who may do what: roles, and the file of access tokens
 *
 * A token is 256 random bits, written as 43 characters of base64url (RFC 4648). It is
 * shown once, when it is made; the file (mode 0600, replaced as a whole) keeps only its
 * SHA-256, which is compared in constant time. Everything about a token follows from
 * the file, and the file is looked at anew whenever it has changed: what `tallycast
 * token revoke` has taken away ends at the next request.
 *
 * The file: {"version": 1, "tokens": [{"name": "...", "role": "organizer", "sha256":
 * "64 hex digits", "made": "2026-11-26T08:00:00Z"}]}. One that is not there has no
 * tokens in it. One that cannot be read any more leaves the last good one in force.
 *
 * Thread: any. Making and revoking wait for the disk, so the control API leaves them to
 * a worker.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/** Each may do what those before it may, and more. */
typedef enum {
  TC_ROLE_NONE,      /**< nobody in particular: may load the pages and log in */
  TC_ROLE_VIEWER,    /**< sees all but addresses and keys */
  TC_ROLE_ORGANIZER, /**< runs the meeting: scenes, graphics, keyers, current unit */
  TC_ROLE_CREW,      /**< everything */
} TcRole;

#define TC_TOKEN_CHARS          43
#define TC_TOKENS_MAX           64
#define TC_TOKENS_MAX_NAME      64 /* bytes */
#define TC_TOKENS_MAX_FILE_SIZE 65536
#define TC_TOKENS_WAIT_MS       10000 /* for others who change the file */

/** "none", "viewer", "organizer", "crew". */
const char *tc_role_name (TcRole role);
/** One that a token can have: not "none". */
gboolean tc_role_parse (const char *name, TcRole *role);

typedef struct TcTokens TcTokens;

/** Reads @path. Errors: TC_ERROR_CONFIG: not a token file, or others may write to it;
 * TC_ERROR_UNAVAILABLE: it cannot be read. Returns: (transfer full). */
TcTokens *tc_tokens_new (const char *path, GError **error);
/** NULL is allowed. */
void tc_tokens_free (TcTokens *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcTokens, tc_tokens_free)

/**
 * Whose token @text is: any bytes. @who: (out) (transfer full) (optional): its name,
 * NULL when there is none.
 */
TcRole tc_tokens_check (TcTokens *self, const char *text, char **who);
/** Another number after each change of the table; looks at the file first. */
guint64 tc_tokens_generation (TcTokens *self);

/**
 * Makes a token and writes the file. @name: of a person or a desk, unique, 1 to
 * TC_TOKENS_MAX_NAME bytes of UTF-8 without control characters; "local" and "auto" are
 * taken. Errors: TC_ERROR_DATA for name and number, TC_ERROR_UNAVAILABLE when another
 * process has kept the file's folder locked for TC_TOKENS_WAIT_MS, else of the file.
 *
 * Returns: (transfer full): the token: nobody can be told it again.
 */
char *tc_tokens_make (TcTokens *self, const char *name, TcRole role, GError **error);
/** Takes the token of that name or id away. TC_ERROR_DATA: there is none; else as
 * above. */
gboolean tc_tokens_revoke (TcTokens *self, const char *name_or_id, GError **error);
/** Returns: (transfer full): [{"id": "1f0c22ab", "name": "...", "role": "crew", "made":
 * "2026-11-26T08:00:00Z"}], the oldest first. The id is the head of the SHA-256. */
json_t *tc_tokens_list (TcTokens *self);

G_END_DECLS
