/* SPDX-License-Identifier: MIT */
#include "feed/settings.h"

#include "feed/fetch.h"
#include "tallycast/core/error.h"

static gboolean
check_range (const char *key, gint64 value, gint64 min, gint64 max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
               "backend.%s: %" G_GINT64_FORMAT " is not from %" G_GINT64_FORMAT
               " to %" G_GINT64_FORMAT,
               key, value, min, max);
  return FALSE;
}

TcFeedSettings
tc_feed_settings_full (const TcFeedSettings *settings)
{
  TcFeedSettings full = *settings;

  if (full.poll_ms == 0)
    full.poll_ms = 500;
  if (full.wait_s == 0)
    full.wait_s = 2;
  if (full.late_after_s == 0)
    full.late_after_s = 5;
  if (full.stale_after_s == 0)
    full.stale_after_s = 15;
  if (full.frame_ns == 0)
    full.frame_ns = 40 * TC_NS_PER_MS;
  return full;
}

gboolean
tc_feed_settings_check (const TcFeedSettings *settings, GError **error)
{
  const TcFeedSettings full = tc_feed_settings_full (settings);
  g_autofree char *url = full.url ? tc_fetch_url (full.url, "/", NULL) : NULL;

  if (!url) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "backend.url: must be an http or https URL");
    return FALSE;
  }
  if (!check_range ("poll_ms", full.poll_ms, 20, 60000, error) ||
      !check_range ("wait_s", full.wait_s, 1, TC_FEED_MAX_WAIT_S, error) ||
      !check_range ("late_after_s", full.late_after_s, 1, 3600, error) ||
      !check_range ("stale_after_s", full.stale_after_s, 1, 3600, error) ||
      !check_range ("align_ms", full.align_ms, 0, TC_FEED_MAX_ALIGN_MS, error))
    return FALSE;
  /* A quiet, healthy backend answers once in wait_s: it must never look late. */
  if (full.wait_s + 1 >= full.late_after_s) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "backend.late_after_s: %d must be more than wait_s + 1 = %d",
                 full.late_after_s, full.wait_s + 1);
    return FALSE;
  }
  if (full.stale_after_s <= full.late_after_s) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "backend.stale_after_s: %d must be more than late_after_s = %d",
                 full.stale_after_s, full.late_after_s);
    return FALSE;
  }
  return TRUE;
}
