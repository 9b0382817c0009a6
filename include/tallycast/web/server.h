/* SPDX-License-Identifier: MIT
 *
 * tallycast/web/server.h - a small HTTP server: the only door to libsoup
 *
 * A server has a table of routes and of embedded files. Each request is checked first
 * (who may ask: below; limits: TC_WEB_*), then handed to its route, which answers it
 * exactly once, now or later, with one of tc_web_reply_*, or makes a stream of it.
 * Errors are RFC 9457 problem documents. Replies carry nosniff, no-store (files: ETag
 * and no-cache) and a Content-Security-Policy without exceptions for inline code.
 *
 * Who may ask. This machine has the role crew, as "local": the peer is a loopback
 * address, Host is a loopback name (DNS rebinding), and there is no Forwarded or
 * X-Forwarded-* header (a proxy speaks for somebody else). A server without tokens
 * serves nobody else (403) and listens only on a loopback address. One with tokens
 * gives everybody else the role of the token shown in its cookie (tc_web_login) or in
 * "Authorization: Bearer TOKEN": 401 without one, 403 when a route wants more, 429 for
 * an address that has tried TC_THROTTLE_FAILURES wrong ones within a minute. A cookie
 * whose token is revoked is none, and every reply makes the browser forget it. Nobody
 * is served whose Origin or Sec-Fetch-Site is another site (cross-site posts): 403. A
 * proxy in front must hand on Host as it got it and add X-Forwarded-For; one at another
 * machine is one address for all whom it speaks for.
 *
 * Thread: main (the thread-default context of tc_web_server_new).
 */
#pragma once

#include "tallycast/web/tokens.h"

#include <gio/gio.h>
#include <jansson.h>

G_BEGIN_DECLS

#define TC_WEB_MAX_BODY_BYTES   65536   /* a longer request body: 413 */
#define TC_WEB_MAX_DRAIN_BYTES  2097152 /* a body beyond it: the connection is cut */
#define TC_WEB_MAX_HEADER_BYTES 16384   /* request headers in all: 431 */
#define TC_WEB_MAX_CONNECTIONS                                                       \
  256                              /* for one more the oldest that has not asked yet \
                                      is closed; all have asked: it gets 503 */
#define TC_WEB_MAX_FROM_ONE     64 /* of them from one other machine (IPv6: a /64) */
#define TC_WEB_RESERVED         32 /* of them only for this machine */
#define TC_WEB_REQUEST_MS       10000  /* idle, or one request or reply in the making */
#define TC_WEB_FLUSH_MS         500    /* at the end, for answers on their way */
#define TC_WEB_STREAM_MAX_BYTES 262144 /* unsent; more: the reader is dropped */
#define TC_WEB_MAX_PARAMS       4      /* {names} in a route */

typedef struct TcWebServer TcWebServer;
typedef struct TcWebRequest TcWebRequest; /* one request; reference-counted */
typedef struct TcWebStream TcWebStream;   /* a reply without end: server-sent events */

/** Must see to it that @request is answered once. It is valid until then; who answers
 * later from another place takes a reference. @data: as in tc_web_server_new. */
typedef void (*TcWebHandler) (TcWebRequest *request, gpointer data);

/** "GET" also answers HEAD. @path may have whole segments in braces: "/keyers/{name}".
 * @role: the least that may ask; TC_ROLE_NONE: whoever is served at all. */
typedef struct {
  const char *method, *path;
  TcWebHandler handler;
  TcRole role;
} TcWebRoute;

/** An embedded file, for whoever is served at all: one needs a page to log in. @csp:
 * instead of the strict policy, for a page that needs more. */
typedef struct {
  const char *path, *resource, *type;
  const char *csp;
} TcWebFile;

/**
 * @listen: "HOST:PORT" with an address of this machine or "localhost"; port 0: any free
 * one. @routes: (array zero-terminated=1): ends with an entry without method. @tokens:
 * (nullable). Both are borrowed and must live as long as the server.
 *
 * Returns: (transfer full): the server, listening; NULL with TC_ERROR_CONFIG (address
 * malformed, or not loopback and no tokens) or TC_ERROR_UNAVAILABLE ("port 8088 is
 * taken").
 */
TcWebServer *tc_web_server_new (const char *listen,
                                const TcWebRoute *routes,
                                TcTokens *tokens,
                                gpointer data,
                                GError **error);
/** Adds @files (ends with an entry without path; borrowed) out of @resource (borrowed,
 * static). A file that is not in it is a programmer's error. */
void tc_web_server_add_files (TcWebServer *self,
                              GResource *resource,
                              const TcWebFile *files);
guint16 tc_web_server_port (const TcWebServer *self);
/** "http://127.0.0.1:8088/". */
const char *tc_web_server_url (const TcWebServer *self);
/** How long a client may keep us waiting (default TC_WEB_REQUEST_MS), for those who
 * connect from now on. */
void tc_web_server_set_deadline (TcWebServer *self, guint ms);
/** Connections open now. */
guint tc_web_server_connections (const TcWebServer *self);
/** Runs the main context until @is_done, TC_WEB_FLUSH_MS at most: for what is still to
 * be answered before the end. */
void tc_web_server_wait (gboolean (*is_done) (gpointer data), gpointer data);
/** Closes the port and every connection. Who has been answered gets the answer, if he
 * takes it within TC_WEB_FLUSH_MS, for which the main context runs; requests still held
 * get 503 and can be answered, nobody will hear it. NULL is allowed. */
void tc_web_server_free (TcWebServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcWebServer, tc_web_server_free)

TcWebRequest *tc_web_request_ref (TcWebRequest *self);
void tc_web_request_unref (TcWebRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcWebRequest, tc_web_request_unref)

/** Returns: (transfer none): the decoded segment at {@name}; never NULL for a name of
 * the route. UTF-8, without '/' and NUL. */
const char *tc_web_request_param (const TcWebRequest *self, const char *name);
/** The path of the route that fits, as in the table: "/keyers/{name}". */
const char *tc_web_request_route (const TcWebRequest *self);
/** Returns: (nullable) (transfer full): the decoded query parameter; "" for one without
 * '='. */
char *tc_web_request_query (const TcWebRequest *self, const char *name);
/** Returns: (nullable) (transfer none): a request header. */
const char *tc_web_request_header (const TcWebRequest *self, const char *name);
/** What the asker may do. */
TcRole tc_web_request_role (const TcWebRequest *self);
/** Returns: (transfer none): the name of the asker's token, "local" for this machine,
 * "" for nobody in particular; never NULL. */
const char *tc_web_request_who (const TcWebRequest *self);
/** Where the asker found us, "https://control.example/": for a link that another can
 * follow. Returns: (transfer full) (nullable): NULL when he is at this machine. */
char *tc_web_request_dup_base (const TcWebRequest *self);
/** FALSE once the client is known to have gone. */
gboolean tc_web_request_is_open (const TcWebRequest *self);

/**
 * The body as one JSON object; an empty body is an empty object. Returns: (transfer
 * full): NULL when it is not one; then the request has been answered with 400.
 */
json_t *tc_web_request_object (TcWebRequest *self);

/** Answers a log-in: 200 {"role": "organizer", "who": "..."} and the cookie; 401, or
 * 429 when the address is throttled, or 404 when the server has no tokens. @token: any
 * bytes. */
void tc_web_login (TcWebRequest *self, const char *token);
/** 204, and the browser forgets the cookie. */
void tc_web_logout (TcWebRequest *self);
/** 200 with role and who of the asker; who is null for role none. */
void tc_web_reply_session (TcWebRequest *self);

/** A further header for the reply that follows. */
void tc_web_reply_header (TcWebRequest *self, const char *name, const char *value);
/** @body: (transfer full). */
void tc_web_reply_json (TcWebRequest *self, guint status, json_t *body);
/** Copies @body. */
void tc_web_reply_bytes (TcWebRequest *self,
                         guint status,
                         const char *type,
                         gconstpointer body,
                         gsize n_bytes);
/** 200 with @body, which is not copied, and @tag as its ETag, or 304 when the client
 * has that already. @tag: printable ASCII without quotes, another for another body. */
void tc_web_reply_known (TcWebRequest *self,
                         const char *type,
                         GBytes *body,
                         const char *tag);
/** An answer without a body: 204, 304. */
void tc_web_reply_empty (TcWebRequest *self, guint status);
/** {"type": "about:blank", "title", "status", "detail"}; title by the status. */
void tc_web_reply_problem (TcWebRequest *self, guint status, const char *detail, ...)
    G_GNUC_PRINTF (3, 4);
/** The same, worded: "why" (core/why.h) with its English sentence as "detail" and its
 * code as "code". @why: (transfer full). @extra: (transfer full) (nullable): further
 * members, a "code" of its own among them. */
void tc_web_reply_why (TcWebRequest *self, guint status, json_t *why, json_t *extra);
/** The same with further members. @extra: (transfer full): an object. */
void tc_web_reply_problem_with (TcWebRequest *self,
                                guint status,
                                json_t *extra,
                                const char *detail);

/**
 * Answers with a text/event-stream. @gone is called once, when the client went, was
 * dropped for reading too slowly, or the server was freed; @stream is invalid after it.
 */
TcWebStream *tc_web_stream_new (TcWebRequest *request,
                                void (*gone) (TcWebStream *stream, gpointer data),
                                gpointer data);
/** One event, for any number of streams. @id: what a browser says in Last-Event-ID when
 * it comes back; NULL: none. @json: one line. Returns: (transfer full). */
GBytes *tc_web_event_new (const char *id, const char *event, const char *json);
/** Keeps a reference to @event until it is sent. May call `gone` before it returns;
 * FALSE then. Whose token is revoked is dropped here. */
gboolean tc_web_stream_send (TcWebStream *self, GBytes *event);

G_END_DECLS
