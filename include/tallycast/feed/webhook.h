/* SPDX-License-Identifier: MIT
 *
 * tallycast/feed/webhook.h - posts JSON to somebody's address
 *
 * No redirects, no proxy, one limit of time for all of it, the name's look-up too; the
 * answer's body is not looked at. Delivered is what is answered with 200 to 299.
 *
 * Thread: one that may wait; not main.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/**
 * @url: http or https; may have a secret, which is in no error
 * @is_cancelled: atomic: once not 0 it gives up within 0.1 s; NULL: never
 * @why: (out) (transfer full): of FALSE: no answer, or another one (core/why.h)
 */
gboolean tc_webhook_post (const char *url,
                          const char *json,
                          int limit_ms,
                          const gint *is_cancelled,
                          json_t **why);

G_END_DECLS
