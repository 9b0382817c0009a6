/* SPDX-License-Identifier: MIT */
#include "tallycast/feed/webhook.h"

#include "feed/fetch.h"
#include "tallycast/core/error.h"
#include "tallycast/core/why.h"

#define LOOK_MS 100 /* how often it is looked whether somebody waits still */

static gboolean
is_over (const gint *is_cancelled)
{
  return is_cancelled != NULL && g_atomic_int_get (is_cancelled) != 0;
}

gboolean
tc_webhook_post (const char *url,
                 const char *json,
                 int limit_ms,
                 const gint *is_cancelled,
                 GError **error)
{
  TcFetch *fetch = tc_fetch_new ();
  gboolean is_done = FALSE;
  long status;

  tc_fetch_start_post (fetch, url, json, limit_ms);
  while (!is_done && !is_over (is_cancelled))
    is_done = tc_fetch_run (fetch, LOOK_MS);
  status = is_done ? tc_fetch_status (fetch) : 0;
  if (!is_done)
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "given up");
  else if (status == 0) {
    json_t *why = tc_fetch_why (fetch);
    g_set_error_literal (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
                         tc_why_text (why, TRUE));
    json_decref (why);
  } else if (status / 100 != 2)
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "it answers %ld", status);
  tc_fetch_free (fetch);
  return status / 100 == 2;
}
