/* SPDX-License-Identifier: MIT
 *
 * feed/fetch.h - one HTTP request at a time, with limits (the only user of libcurl)
 *
 * http and https only, no redirects, no proxies, a body of at most 1 MiB after content
 * decoding, a head of at most 64 KiB, one time limit for all of it. A name look-up runs
 * on libcurl's own thread; neither run() nor free() waits for it. Thread: one, but for
 * wake().
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

typedef struct TcFetch TcFetch;

/** Never fails but for want of memory. */
TcFetch *tc_fetch_new (void);
void tc_fetch_free (TcFetch *self);

/** Begins a GET. Nothing may be under way. @etag (nullable) goes out as If-None-Match.
 */
void tc_fetch_start (TcFetch *self, const char *url, const char *etag, int limit_ms);
/** The same, but posts @json (copied). */
void
tc_fetch_start_post (TcFetch *self, const char *url, const char *json, int limit_ms);
gboolean tc_fetch_is_busy (const TcFetch *self);

/** Works and waits up to @timeout_ms, less when something came or wake() was called.
 * Returns: TRUE when the request is done: take it by the functions below. */
gboolean tc_fetch_run (TcFetch *self, int timeout_ms);
/** Ends the waiting of run(), now or the next time. Any thread. */
void tc_fetch_wake (TcFetch *self);

/** Status of the answer that is done; 0: there was none. */
long tc_fetch_status (const TcFetch *self);
/** (transfer none) */
const char *tc_fetch_body (const TcFetch *self, gsize *n_bytes);
/** Why there is no answer, or what its status says; without any secret. Returns:
 * (transfer full): core/why.h. */
json_t *tc_fetch_why (const TcFetch *self);

/**
 * tc_fetch_url:
 * @base: user info and query are kept
 * @path: "/api/v1/state", put after the base's path
 * @query: (nullable): "a=b" pairs, joined by '&', escaped by the caller
 *
 * Returns: (transfer full) (nullable): NULL when @base is no http or https URL.
 */
char *tc_fetch_url (const char *base, const char *path, const char *query);

G_END_DECLS
