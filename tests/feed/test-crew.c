/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../support/backend.h"
#include "tallycast/core/error.h"

/* --- what the crew does ----------------------------------------------------------- */

static void
test_restarted_backend (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcFeed) feed = backend_feed_of (self);

  backend_wait_for (self, backend_shows_roster, NULL);
  backend_set_bound (self, TRUE);
  /* a held epoch is not asked for without end either */
  while (tc_test_server_n_requests (self->server) < 4)
    g_usleep (1000);
  backend_set (self, CONTRACT, "E2", 1);
  backend_wait_for (self, backend_has_event,
                    "backend restarted: epoch E2 at revision 1");
  guint n = backend_count_requests (self, 2000);
  g_assert_cmpuint (n, <=, 4);
  json_t *status = backend_status_of (feed);
  g_assert_cmpstr (json_string_value (json_object_get (status, "held_epoch")), ==,
                   "E2");
  json_decref (status);
  {
    TC_LOCKED (&self->lock);
    g_assert_cmpstr (self->shown->epoch, ==, "E1");
  }
  g_assert_false (backend_accept (self, feed, "E1", &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_clear_error (&error);
  g_assert_true (backend_accept (self, feed, "E2", &error));
  backend_wait_for (self, backend_shows_epoch, "E2");
}

/* The document that changes the epoch is on its way while a bound scene is taken, and
 * nobody wakes the feed in between. */
static void
test_bound_during_a_request (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TcFeed) feed = backend_feed_of (self);

  backend_wait_for (self, backend_shows_roster, NULL);
  {
    TC_LOCKED (&self->lock);
    self->binds_late = TRUE;
  }
  backend_set (self, CONTRACT, "E2", 1);
  backend_wait_for (self, backend_has_event,
                    "backend restarted: epoch E2 at revision 1");
  /* standby comes, and the feed is told to look */
  backend_set_bound (self, FALSE);
  tc_feed_look (feed);
  backend_wait_for (self, backend_shows_epoch, "E2");
}

/* One is granted, the others find that there is nothing any more; nobody waits for
 * ever, not even when the feed ends. */
static void
test_every_wish_is_answered (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  TcFeed *feed = backend_feed_of (self);
  guint n_asked = 10 * TC_FEED_MAX_WISHES;

  backend_wait_for (self, backend_shows_roster, NULL);
  backend_set_bound (self, TRUE);
  backend_set (self, CONTRACT, "E2", 1);
  backend_wait_for (self, backend_has_event, "backend restarted: epoch E2");
  g_assert_true (backend_accept (self, feed, "E2", NULL));
  g_assert_false (backend_accept (self, feed, "E2", &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  for (guint i = 0; i < n_asked; i++)
    tc_feed_accept_epoch (feed, "E2", backend_done_cb, self);
  tc_feed_free (feed);
  TC_LOCKED (&self->lock);
  g_assert_cmpuint (self->n_done, ==, 2 + n_asked);
  g_assert_nonnull (self->refusal);
}

static void
test_manual (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TcFeed) feed = backend_feed_of (self);

  backend_wait_for (self, backend_shows_roster, NULL);
  /* whom there is to pick from */
  g_autofree char *sha256 = NULL;
  g_autoptr (GBytes) text = tc_feed_dup_roster_json (feed, &sha256);
  g_autofree char *roster = g_strdup_printf (
      "{\"sha256\":\"%s\",\"units\":[{\"id\":\"u17\",\"name\":\"A\",\"short\":null,"
      "\"category\":null,\"mode\":\"stage\"},{\"id\":\"u18\",\"name\":\"B\",\"short\":"
      "null,\"category\":null,\"mode\":\"stage\"}]}",
      sha256);
  g_assert_cmpmem (g_bytes_get_data (text, NULL), g_bytes_get_size (text), roster,
                   strlen (roster));
  backend_set (self, FAILS, "E1", 1);
  g_assert_false (backend_set_manual (self, feed, "u99", &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_clear_error (&error);
  g_assert_true (backend_set_manual (self, feed, "u18", &error));
  backend_wait_for (self, backend_is_manual, "u18");
  backend_set (self, CONTRACT, "E1", 2);
  backend_wait_for (self, backend_shows_revision, GINT_TO_POINTER (2));
  TC_LOCKED (&self->lock);
  g_assert_false (self->shown->current_manual);
}

static gboolean
hides_scoring (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  return !self->shown->scoring.id && self->shown->refused == TC_SECTION_SCORING;
}

/* Line, column, path, value, and since when. */
static void
test_refusals_in_status (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (TcFeed) feed = backend_feed_of (self);
  const char *path, *value, *since, *code;
  int line, column;

  backend_wait_for (self, backend_shows_roster, NULL);
  backend_set_score (self, "100.5");
  backend_set (self, CONTRACT, "E1", 2);
  backend_wait_for (self, backend_has_event, "scoring refused: line 1, column");
  json_t *status = backend_status_of (feed);
  json_t *refusals = json_object_get (status, "refusals");
  g_assert_cmpuint (json_array_size (refusals), ==, 1);
  g_assert_cmpint (json_unpack (json_array_get (refusals, 0),
                                "{s:s, s:{s:s, s:{s:i, s:i, s:s, s:s}}}", "since",
                                &since, "why", "code", &code, "values", "line", &line,
                                "column", &column, "path", &path, "value", &value),
                   ==, 0);
  g_assert_cmpstr (code, ==, "out_of_scale");
  g_assert_cmpint (line, ==, 1);
  g_assert_cmpint (column, >, 500);
  g_assert_cmpstr (path, ==, "scoring.aggregate");
  g_assert_cmpstr (value, ==, "\"100.5\"");
  g_assert_true (g_str_has_suffix (since, "Z"));
  json_decref (status);
  backend_wait_for (self, hides_scoring, NULL);
}

/* --- settings --------------------------------------------------------------------- */

static void
test_settings (void)
{
  static const struct {
    TcFeedSettings settings;
    const char *text; /* NULL: good */
  } cases[] = {
      {{.url = "http://x"}, NULL},
      {{.url = "https://u:p@x/y?z"}, NULL},
      {{.url = "http://x", .wait_s = 3, .late_after_s = 5}, NULL},
      {{.url = "http://x", .wait_s = 4, .late_after_s = 5}, "late_after_s"},
      {{.url = "http://x", .wait_s = 31, .late_after_s = 50}, "wait_s"},
      {{.url = "http://x", .wait_s = -1}, "wait_s"},
      {{.url = "http://x", .poll_ms = 5}, "poll_ms"},
      {{.url = "http://x", .late_after_s = 15}, "stale_after_s"},
      {{.url = "http://x", .align_ms = -1}, "align_ms"},
      {{.url = "ftp://x"}, "url"},
      {{.url = "file:///etc/passwd"}, "url"},
      {{.url = "http://"}, "url"},
      {{.url = NULL}, "url"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    gboolean is_good = tc_feed_settings_check (&cases[i].settings, &error);
    g_test_message ("%s", cases[i].settings.url);
    g_assert_true (is_good == (cases[i].text == NULL));
    if (is_good)
      continue;
    g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
    g_assert_nonnull (strstr (error->message, cases[i].text));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function, data)                                            \
  g_test_add ("/feed/poller/" name, Backend, data, backend_set_up, function, \
              backend_tear_down)
  ADD ("restarted-backend-is-held", test_restarted_backend, NULL);
  ADD ("bound-during-a-request-holds", test_bound_during_a_request, NULL);
  ADD ("every-wish-is-answered", test_every_wish_is_answered, NULL);
  ADD ("refusals-in-status", test_refusals_in_status, NULL);
  ADD ("manual-current", test_manual, NULL);
  g_test_add_func ("/feed/poller/settings", test_settings);
  return g_test_run ();
}
