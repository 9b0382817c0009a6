/* SPDX-License-Identifier: MIT
 *
 * web-private.h - what the files of web share
 *
 * One connection carries one request ("Connection: close"): then a limit on
 * connections is a limit on requests, and one deadline a connection guards every state
 * in which somebody else could make us wait.
 */
#pragma once

#include "places.h"
#include "tallycast/web/server.h"
#include "throttle.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct TcWebConn TcWebConn;

struct TcWebServer {
  SoupServer *soup;
  GSocketService *service;
  const TcWebRoute *routes;
  TcTokens *tokens; /* borrowed; NULL: only this machine is served */
  TcThrottle *throttle;
  char *cookie_name;
  gpointer data;
  GHashTable *files;   /* path -> TcWebStored, owned */
  GHashTable *open;    /* set of TcWebRequest, one reference each */
  GHashTable *streams; /* set of TcWebStream */
  GList *conns;
  TcPlaces *places; /* what conns have taken */
  guint request_ms;
  guint16 port;
  char *url;
};

struct TcWebRequest {
  int refs;
  TcWebServer *server;    /* NULL when the server is gone */
  SoupServerMessage *msg; /* owned; NULL when the request is over */
  TcWebConn *conn;        /* borrowed; NULL when msg is */
  TcRole role;
  char *who;            /* NULL: nobody in particular */
  char *token;          /* by which that is known; NULL: by none */
  char *address;        /* whom wrong tokens are counted for */
  char *base;           /* where a browser elsewhere finds our pages; NULL: not known */
  const char *why_none; /* why it has not the rights of this machine (static) */
  int wait_s;           /* with a verdict of 429 */
  gboolean has_dead_cookie; /* the reply makes the browser forget it */
  gboolean is_https;        /* as far as the browser is concerned */
  gsize body_bytes;
  gboolean is_refused;  /* answered before its route was asked */
  gboolean is_answered; /* a reply was set: the next one is a programmer's error */
  const TcWebRoute *route;
  char *names[TC_WEB_MAX_PARAMS], *values[TC_WEB_MAX_PARAMS];
  guint n_params;
  TcWebStream *stream; /* borrowed */
};

/* The policy of all pages and replies: nothing but our own files, nothing inline. */
#define TC_WEB_CSP                                                           \
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';" \
  " connect-src 'self'; base-uri 'none'; form-action 'none';"                \
  " frame-ancestors 'none'"

/** What becomes of a request before its route is asked; status 0: it goes on. */
typedef struct {
  guint status;
  const char *why; /* static */
} TcWebVerdict;

/** Finds out who asks: fills in role, who and what else is known of it. */
TcWebVerdict tc_web_guard (TcWebRequest *self);
/** TRUE when @path fits @pattern; fills names and values. */
gboolean tc_web_route_match (TcWebRequest *self, const char *pattern, const char *path);

/** A body as one JSON object; none is {}. Returns: (transfer full): NULL, and why
 * (transfer full). */
json_t *tc_web_parse_object (const char *text, gsize n_bytes, char **why);
TcWebRequest *tc_web_request_new (TcWebServer *server, SoupServerMessage *msg);
/** The message is over: forgets it. */
void tc_web_request_over (TcWebRequest *self);
/* session.c */
/** Seconds for which the request's address is refused unseen; 0: it is not. */
int tc_web_throttled_s (const TcWebRequest *self);
/** Whose @token is: sets who. */
TcRole tc_web_check_token (TcWebRequest *self, const char *token);
/** The same of one that somebody tries: a wrong one counts. */
TcRole tc_web_try_token (TcWebRequest *self, const char *token);
/** Returns: (transfer full). */
char *tc_web_cookie_name (guint16 port);
/** The reply that follows tells the browser to send its cookie no more. */
void tc_web_forget_cookie (TcWebRequest *self);
/** 429. */
void tc_web_reply_throttled (TcWebRequest *self, int wait_s);
/** 401. */
void tc_web_reply_unauthorized (TcWebRequest *self, const char *why);

/** Sets what tells @tag's reply from another. Returns: whether the client has it. */
gboolean tc_web_reply_tag (TcWebRequest *self, const char *tag);
/** Sets the headers that every reply has. */
void tc_web_reply_start (TcWebRequest *self, guint status, const char *csp);

/** An embedded file as it is kept; @file is borrowed. */
typedef struct TcWebStored TcWebStored;
TcWebStored *tc_web_stored_new (GResource *resource, const TcWebFile *file);
void tc_web_stored_free (gpointer data);
/** Answers with it, compressed for who takes that. */
void tc_web_serve_file (TcWebRequest *request, const TcWebStored *stored);

/** (Re)starts the connection's deadline, or stops it. */
void tc_web_conn_deadline (TcWebConn *self, gboolean is_on);
/** The connection of @msg. */
TcWebConn *tc_web_conn_of (SoupServerMessage *msg);
/** A new connection: GSocketService::incoming. */
gboolean tc_web_conn_incoming_cb (GSocketService *service,
                                  GSocketConnection *connection,
                                  GObject *source,
                                  gpointer data);
/** Its request is whole, or is answered as it is. */
void tc_web_conn_asked (TcWebConn *self);
/** Cuts all that wait for no answer. */
void tc_web_conn_cut_silent (TcWebServer *server);
/** The server ends: cuts and forgets all. */
void tc_web_conn_cut_all (TcWebServer *server);
/** Ends the connection now, whatever it is doing. */
void tc_web_conn_cut (TcWebConn *self);

/** The client has gone: calls `gone`, frees. */
void tc_web_stream_over (TcWebStream *self);
/** @n_bytes of the stream have left. */
void tc_web_stream_wrote (TcWebStream *self, gsize n_bytes);

G_END_DECLS
