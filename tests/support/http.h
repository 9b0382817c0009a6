/* SPDX-License-Identifier: MIT
 *
 * tests/support/http.h - an HTTP client of raw bytes, on the test's own main context
 *
 * What is sent is exactly what the test wrote, so that wrong requests can be sent too.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** A connection to 127.0.0.1:@port. */
typedef struct {
  GSocket *socket;
  GString *got; /* what has come so far */
  gboolean is_closed;
} Talk;

Talk *talk_new (guint16 port);
/** To another IPv4 address of this machine. */
Talk *talk_new_to (const char *address, guint16 port);
/** An IPv4 address of this machine that is not loopback. Returns: (transfer full)
 * (nullable). */
char *talk_dup_network_address (void);
/** Sends all of it, running the main context when the peer does not read. */
void talk_send (Talk *self, const char *bytes, gsize n_bytes);
/** Runs the main context until the peer closes, or @until (not NULL) has come. FALSE
 * after 10 s. */
gboolean talk_until (Talk *self, const char *until);
void talk_free (Talk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Talk, talk_free)

/** One whole exchange. Returns: (transfer full): the answer, headers and body. */
char *talk_ask (guint16 port, const char *request);
/** The same, for a request made of parts: "METHOD PATH", Host and length filled in.
 * @body: NULL: none. */
char *talk_call (guint16 port, const char *what, const char *headers, const char *body);
/** The status of an answer; 0 when it has none. */
int talk_status (const char *answer);
/** The body of an answer (not chunked). */
const char *talk_body (const char *answer);

G_END_DECLS
