/* SPDX-License-Identifier: MIT
 *
 * A private nginx with RTMP that records what is published, in a folder of its own; and
 * the fault proxy before it.
 */
#pragma once

#include <gio/gio.h>

typedef struct {
  char *dir; /**< its folder: nginx.conf, error.log, rec/ */
  int port;
  GSubprocess *process; /**< NULL: not running */
} TestServer;

/** @name: of its folder under $TC_BUILD. rtmp://127.0.0.1:PORT/live/KEY. */
TestServer *test_server_new (const char *name);
/** Starts it (again, on the same port) and waits until it listens. */
void test_server_start (TestServer *self);
/** kill -9. */
void test_server_kill (TestServer *self);
void test_server_free (TestServer *self);

/** Names of the recordings that begin with @prefix, oldest first. (transfer full) */
GPtrArray *test_server_recordings (TestServer *self, const char *prefix);
/** What nginx's RTMP access log says. (transfer full) */
char *test_server_log (TestServer *self);

typedef struct {
  GSubprocess *process;
  GDataInputStream *out;
  int port;
} TestProxy;

TestProxy *test_proxy_start (int upstream_port);
/** See tests/tools/fault-proxy.c. Returns when it is in force. */
void test_proxy_tell (TestProxy *self, const char *command);
void test_proxy_stop (TestProxy *self);
