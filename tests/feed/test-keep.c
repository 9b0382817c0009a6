/* SPDX-License-Identifier: MIT
 *
 * What is on disk, and a disk that hangs, fails, or is somebody else's.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "../support/backend.h"
#include "tallycast/core/error.h"

/* --- a disk that does as the test likes ------------------------------------------- */

static pthread_mutex_t disk_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t disk_cond = PTHREAD_COND_INITIALIZER;
/* guards: */
static gboolean is_hanging, is_failing;
static guint n_hanging, n_failed;

/* In place of libc's. */
int
fsync (G_GNUC_UNUSED int fd)
{
  TC_LOCKED (&disk_lock);
  n_hanging++;
  pthread_cond_broadcast (&disk_cond);
  while (is_hanging)
    pthread_cond_wait (&disk_cond, &disk_lock);
  n_hanging--;
  if (!is_failing)
    return 0;
  n_failed++;
  pthread_cond_broadcast (&disk_cond);
  errno = EIO;
  return -1;
}

static void
set_disk (gboolean hangs, gboolean fails)
{
  TC_LOCKED (&disk_lock);
  is_hanging = hangs;
  is_failing = fails;
  pthread_cond_broadcast (&disk_cond);
}

static void
wait_for_disk (const guint *counter)
{
  TC_LOCKED (&disk_lock);
  while (*counter == 0)
    pthread_cond_wait (&disk_cond, &disk_lock);
}

static gboolean
has_file (const char *dir, const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* --- over a restart --------------------------------------------------------------- */

static void
remove_dir (const char *dir)
{
  static const char *const names[] = {"feed-document.json", "feed-published.json",
                                      "feed-roster.json", "lock"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (dir, names[i], NULL);
    g_unlink (path);
  }
  g_assert_cmpint (g_rmdir (dir), ==, 0);
}

static void
test_kept_over_a_restart (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *top = g_dir_make_tmp ("tc-feed-XXXXXX", NULL);
  g_autofree char *dir = g_build_filename (top, "state", NULL);
  const char *url = tc_test_server_url (self->server);
  TcFeed *feed = backend_feed_new (self, url, dir);

  backend_wait_for (self, backend_shows_roster, NULL);
  tc_feed_free (feed);
  g_clear_pointer (&self->shown, tc_snapshot_unref);
  backend_set (self, FAILS, "E1", 1);
  feed = backend_feed_new (self, url, dir);
  backend_wait_for (self, backend_is_restored, GINT_TO_POINTER (TRUE));
  g_assert_cmpint (tc_feed_age (feed), ==, TC_AGE_STALE);
  {
    TC_LOCKED (&self->lock);
    g_assert_null (self->shown->scoring.aggregate);
    g_assert_nonnull (self->shown->roster);
  }
  backend_set_score (self, "92.36");
  backend_set (self, CONTRACT, "E1", 2);
  backend_wait_for (self, backend_is_restored, GINT_TO_POINTER (FALSE));
  {
    TC_LOCKED (&self->lock);
    g_assert_cmpint (self->shown->scoring.mark, ==, TC_MARK_CORRECTED);
    g_assert_cmpstr (self->shown->scoring.aggregate, ==, "92.36");
    g_assert_cmpstr (self->shown->scoring.published, ==, "92.35");
  }
  tc_feed_free (feed);
  remove_dir (dir);
  g_rmdir (top);
}

static void
test_broken_files_are_left (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("tc-feed-XXXXXX", NULL);
  static const char *const names[] = {"feed-document.json", "feed-published.json",
                                      "feed-roster.json"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (dir, names[i], NULL);
    g_assert_true (g_file_set_contents (path, "{\"document\": [", -1, NULL));
  }
  TcFeed *feed = backend_feed_new (self, tc_test_server_url (self->server), dir);
  backend_wait_for (self, backend_shows_roster, NULL);
  backend_wait_for (self, backend_has_event, "ignoring feed-published.json: line 1");
  tc_feed_free (feed);
  remove_dir (dir);
}

/* --- trouble ---------------------------------------------------------------------- */

/* Everything goes on but the writing; the end does not wait for it either. */
static void
test_hung_disk_stops_nothing (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("tc-feed-XXXXXX", NULL);

  set_disk (TRUE, FALSE);
  TcFeed *feed = backend_feed_new (self, tc_test_server_url (self->server), dir);
  backend_wait_for (self, backend_shows_roster, NULL);
  wait_for_disk (&n_hanging);
  backend_set_score (self, "92.36");
  backend_set (self, CONTRACT, "E1", 2);
  backend_wait_for (self, backend_shows_revision, GINT_TO_POINTER (2));
  g_assert_false (backend_accept (self, feed, "E9", NULL));
  tc_feed_free (feed);
  g_assert_true (backend_has_event (self, "does not answer"));
  g_assert_false (has_file (dir, "feed-published.json"));

  set_disk (FALSE, FALSE);
  /* what was under way is not lost; the roster was not */
  while (!has_file (dir, "feed-document.json"))
    g_usleep (1000);
  remove_dir (dir);
}

/* What was not written does not count as kept. */
static void
test_failed_write_is_tried_again (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("tc-feed-XXXXXX", NULL);

  set_disk (FALSE, TRUE);
  TcFeed *feed = backend_feed_new (self, tc_test_server_url (self->server), dir);
  backend_wait_for (self, backend_shows_roster, NULL);
  backend_wait_for (self, backend_has_event, "not kept: ");
  wait_for_disk (&n_failed);
  set_disk (FALSE, FALSE);
  gint64 end_us = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  while (!has_file (dir, "feed-document.json")) {
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    g_usleep (1000);
  }
  tc_feed_free (feed);
  remove_dir (dir);
}

static void
test_state_dir_is_one_feeds (Backend *self, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *dir = g_dir_make_tmp ("tc-feed-XXXXXX", NULL);
  const char *url = tc_test_server_url (self->server);
  TcFeedSettings settings = {.url = url, .state_dir = dir};
  TcFeedCallbacks callbacks = {NULL};
  g_autoptr (GError) error = NULL;
  TcFeed *feed = backend_feed_new (self, url, dir);

  g_assert_null (tc_feed_new (&settings, tc_clock_system (), &callbacks, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, "another tallycast uses it"));
  backend_wait_for (self, backend_shows_roster, NULL);
  tc_feed_free (feed);
  feed = backend_feed_new (self, url, dir);
  tc_feed_free (feed);
  remove_dir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                \
  g_test_add ("/feed/keep/" name, Backend, NULL, backend_set_up, function, \
              backend_tear_down)
  ADD ("kept-over-a-restart", test_kept_over_a_restart);
  ADD ("broken-files-are-left", test_broken_files_are_left);
  ADD ("hung-disk-stops-nothing", test_hung_disk_stops_nothing);
  ADD ("failed-write-is-tried-again", test_failed_write_is_tried_again);
  ADD ("state-dir-is-one-feeds", test_state_dir_is_one_feeds);
  return g_test_run ();
}
