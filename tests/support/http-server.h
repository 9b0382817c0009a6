/* SPDX-License-Identifier: MIT
 *
 * tests/support/http-server.h - an HTTP/1.1 server on 127.0.0.1 that does as it is told
 *
 * One thread accepts, one thread a connection. A handler writes the answer itself, so
 * that it can be slow, cut, or wrong in any way. Thread: any for the functions of the
 * server; handlers run on the connection's thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct TcTestServer TcTestServer;

/** A request: @target is path and query; @head the whole head, lines ended by \r\n. */
typedef struct {
  TcTestServer *server;
  int fd;
  const char *target, *head;
} TcTestRequest;

/** Returns: TRUE to keep the connection for another request. */
typedef gboolean (*TcTestHandler) (const TcTestRequest *request, gpointer data);

TcTestServer *tc_test_server_new (TcTestHandler handler, gpointer data);
/** Cuts every connection and waits for the threads. */
void tc_test_server_free (TcTestServer *self);
/** Requests so far. */
guint tc_test_server_n_requests (TcTestServer *self);
/** "http://127.0.0.1:PORT", owned by the server. */
const char *tc_test_server_url (TcTestServer *self);

/** Sends a whole answer; @headers (nullable): more lines, each ended by \r\n. Returns:
 * FALSE when the peer is gone. */
gboolean tc_test_reply (const TcTestRequest *request,
                        int status,
                        const char *headers,
                        const char *body,
                        gsize n_bytes);
/** Sends bytes as they are. Returns: FALSE when the peer is gone. */
gboolean tc_test_send (const TcTestRequest *request, const char *bytes, gsize n_bytes);
/** Waits, but not longer than the server lives. Returns: FALSE when it ends, or the
 * peer has gone away. */
gboolean tc_test_wait_ms (const TcTestRequest *request, int ms);
/** What follows the head, by its Content-Length. Once. Returns: (transfer full): ""
 * when there is none, or not all of it came. */
char *tc_test_body (const TcTestRequest *request);
/** The value of a query's key. Returns: (transfer full) (nullable). */
char *tc_test_query (const TcTestRequest *request, const char *key);

G_END_DECLS
