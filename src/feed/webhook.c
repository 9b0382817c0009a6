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
                 json_t **why)
{
  TcFetch *fetch = tc_fetch_new ();
  gboolean is_done = FALSE;
  long status;

  tc_fetch_start_post (fetch, url, json, limit_ms);
  while (!is_done && !is_over (is_cancelled))
    is_done = tc_fetch_run (fetch, LOOK_MS);
  status = is_done ? tc_fetch_status (fetch) : 0;
  if (!is_done)
    *why = tc_why_new (TC_WHY_GIVEN_UP, NULL);
  else if (status / 100 != 2)
    *why = tc_fetch_why (fetch);
  tc_fetch_free (fetch);
  return status / 100 == 2;
}
