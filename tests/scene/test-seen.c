/* SPDX-License-Identifier: MIT */
#include "fixture.h"

#include "scene/seen.h"

typedef struct {
  TcSeen seen;
  TcRules *rules;
  TcSnapshot *snapshot; /* the newest */
} Watch;

static void
watch_open (Watch *self, gconstpointer data G_GNUC_UNUSED)
{
  tc_seen_init (&self->seen);
  self->rules = tc_rules_new ();
}

static void
watch_close (Watch *self, gconstpointer data G_GNUC_UNUSED)
{
  tc_seen_clear (&self->seen);
  tc_rules_free (self->rules);
  tc_snapshot_unref (self->snapshot);
}

static void
see (Watch *self, const char *name, gint64 mono_ns)
{
  tc_snapshot_unref (self->snapshot);
  self->snapshot = load_snapshot (self->rules, name);
  tc_seen_note (&self->seen, self->snapshot, mono_ns);
}

static const TcGroup *
group (const Watch *self, guint i)
{
  return &self->snapshot->scoring.groups[i];
}

/* The document that says so first tells when. */
static void
test_published (Watch *self, gconstpointer data G_GNUC_UNUSED)
{
  gint64 first;

  see (self, "scoring-locked", 1);
  g_assert_cmpint (self->seen.published_us, ==, 0);
  see (self, "scoring-published", 2);
  first = self->seen.published_us;
  g_assert_cmpint (first, ==, self->snapshot->time_us);
  see (self, "scoring-corrected", 3);
  g_assert_cmpint (self->seen.published_us, ==, first);
  g_assert_cmpint (self->seen.corrected_us, ==, self->snapshot->time_us);
}

/* Published before anyone looked: nobody knows when. */
static void
test_published_before (Watch *self, gconstpointer data G_GNUC_UNUSED)
{
  see (self, "scoring-published", 1);
  g_assert_cmpint (self->seen.published_us, ==, 0);
}

static void
test_changed_group (Watch *self, gconstpointer data G_GNUC_UNUSED)
{
  see (self, "scoring-locked", 1);
  see (self, "scoring-published", 2);
  for (guint i = 0; i < 4; i++)
    g_assert_false (tc_seen_is_changed (&self->seen, group (self, i)));
  see (self, "scoring-corrected", 3);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (tc_seen_is_changed (&self->seen, group (self, i)), ==, i == 2);
}

/* After a restart only the corrected score is known: no row is called changed. */
static void
test_changed_before (Watch *self, gconstpointer data G_GNUC_UNUSED)
{
  see (self, "scoring-corrected", 1);
  for (guint i = 0; i < 4; i++)
    g_assert_false (tc_seen_is_changed (&self->seen, group (self, i)));
}

static void
test_pick (Watch *self, gconstpointer data G_GNUC_UNUSED)
{
  see (self, "draw", 10); /* five picks were there */
  g_assert_cmpint (self->seen.pick_ns, ==, 0);
  see (self, "draw-next", 20);
  g_assert_cmpint (self->seen.pick_ns, ==, 20);
  tc_seen_note (&self->seen, self->snapshot, 30); /* the same again */
  g_assert_cmpint (self->seen.pick_ns, ==, 20);
  see (self, "draw-done", 40);
  g_assert_cmpint (self->seen.pick_ns, ==, 40);
}

/* A void draw, fewer picks, another draw, another epoch: nothing rolls. */
static void
test_no_news (Watch *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) other = NULL;

  see (self, "draw", 10);
  see (self, "draw-next", 20);
  other = tc_snapshot_copy (self->snapshot);
  other->draws[0].state = TC_DRAW_VOID;
  tc_seen_note (&self->seen, other, 30);
  g_assert_cmpint (self->seen.pick_ns, ==, 0);
  other->draws[0].state = TC_DRAW_DRAWING;
  g_free (other->draws[0].id);
  other->draws[0].id = g_strdup ("d2");
  tc_seen_note (&self->seen, other, 40);
  g_assert_cmpint (self->seen.pick_ns, ==, 0);
  g_free (other->epoch);
  other->epoch = g_strdup ("other");
  tc_seen_note (&self->seen, other, 50);
  g_assert_cmpint (self->seen.pick_ns, ==, 0);
}

/* What is restored from disk is old: it neither is news nor makes others so. */
static void
test_restored (Watch *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcSnapshot) restored = snapshot_of ("draw");

  restored->restored = TRUE;
  tc_seen_note (&self->seen, restored, 10);
  see (self, "draw-next", 20);
  g_assert_cmpint (self->seen.pick_ns, ==, 0);
}

#define ADD(name, func) g_test_add (name, Watch, NULL, watch_open, func, watch_close)

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("/scene/seen/published-and-corrected-since-the-first-document", test_published);
  ADD ("/scene/seen/nobody-knows-since-when-after-a-restart", test_published_before);
  ADD ("/scene/seen/a-group-is-changed-when-its-published-score-is",
       test_changed_group);
  ADD ("/scene/seen/no-group-is-changed-after-a-restart", test_changed_before);
  ADD ("/scene/seen/a-pick-is-news-once", test_pick);
  ADD ("/scene/seen/another-draw-is-no-news", test_no_news);
  ADD ("/scene/seen/a-restored-document-is-no-news", test_restored);
  return g_test_run ();
}
