/* SPDX-License-Identifier: MIT
 *
 * What the running broadcast writes into its as-run log, of what the islands tell it:
 * they themselves are not there.
 */
#include <string.h>

#include "app/broadcast.h"
#include "tallycast/control/asrun_log.h"

typedef struct {
  char *dir;
  TcBroadcast broadcast;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  TcAsrunSettings settings = {.clock = tc_clock_system ()};

  self->dir = g_dir_make_tmp ("tc-broadcast-XXXXXX", NULL);
  settings.state_dir = self->dir;
  self->broadcast.asrun = tc_asrun_new (&settings);
  pthread_mutex_init (&self->broadcast.lock, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const char *const argv[] = {"rm", "-rf", self->dir, NULL};

  g_idle_remove_by_data (&self->broadcast); /* it would look at the panel */
  tc_broadcast_asrun_free (&self->broadcast);
  pthread_mutex_destroy (&self->broadcast.lock);
  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                NULL, NULL);
  g_free (self->dir);
}

/* All that was noted but checkpoints, as "{...}" of what happened, a line each; the log
 * is ended. */
static char *
noted (Fixture *self)
{
  g_autofree char *path = g_build_filename (self->dir, "asrun", NULL);
  g_autoptr (GError) error = NULL;
  GString *text = g_string_new (NULL);

  g_clear_pointer (&self->broadcast.asrun, tc_asrun_free);
  g_autoptr (TcAsrunLog) log = tc_asrun_log_read (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (log->is_closed);
  for (guint i = 1; i + 2 < tc_asrun_log_length (log);
       i++) { /* open, close, its mark */
    json_t *record = tc_asrun_log_record (log, i);
    json_t *what = json_object_get (record, "what");
    char *line = json_dumps (what, JSON_COMPACT);

    if (strcmp (json_string_value (json_object_get (what, "kind")), "checkpoint") != 0)
      g_string_append_printf (text, "%s\n", line);
    free (line);
    json_decref (record);
  }
  return g_string_free (text, FALSE);
}

/* --- what islands tell ------------------------------------------------------------ */

static void
test_camera (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  TcCameraCallbacks camera = tc_broadcast_camera_callbacks (&self->broadcast);
  json_t *why = tc_why_new (TC_WHY_STREAM_ENDED, NULL);

  camera.state_changed (camera.data, "main", TC_CAMERA_CONNECTING, "", NULL);
  camera.state_changed (camera.data, "main", TC_CAMERA_LIVE, "1280x720", NULL);
  camera.state_changed (camera.data, "hall", TC_CAMERA_BACKOFF, "not \xff there", why);
  json_decref (why);
  g_autofree char *text = noted (self);
  g_assert_cmpstr (
      text, ==,
      "{\"kind\":\"camera\",\"id\":\"main\",\"state\":\"connecting\",\"text\":null}\n"
      "{\"kind\":\"camera\",\"id\":\"main\",\"state\":\"live\",\"text\":\"1280x720\"}\n"
      "{\"kind\":\"camera\",\"id\":\"hall\",\"state\":\"backoff\","
      "\"text\":\"not \357\277\275 there\",\"why\":{\"code\":\"stream_ended\","
      "\"values\":{},\"zh\":\"对方结束了这路视频\",\"en\":\"the stream ended\"}}\n");
}

/* --- what comes on programme ------------------------------------------------------ */

static void
answer (Fixture *self, const TcCommand *command, TcAnswerKind kind, const char *scene)
{
  TcAnswer done = {.kind = kind, .frame = 7};

  tc_broadcast_note_answer (&self->broadcast, tc_command_note_new (command), &done,
                            scene);
}

/* In one turn of the render thread: unit and clean swap twice, the bar brings unit,
 * auto brings score; then data brings the break. Who is refused brings nothing. */
static void
test_takes (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const TcCommand take = {.kind = TC_COMMAND_TAKE};
  const TcCommand bar = {.kind = TC_COMMAND_TBAR, .position = 1};
  const TcCommand on = {.kind = TC_COMMAND_AUTO, .on = TRUE};

  self->broadcast.air.has_begun = TRUE; /* age and live mark were told */
  tc_broadcast_aired (&self->broadcast, &(TcStageAired){.scene = "clean"});
  answer (self, &take, TC_ANSWER_DONE, "unit");
  answer (self, &take, TC_ANSWER_DONE, "clean");
  answer (self, &take, TC_ANSWER_CONFLICT, NULL);
  answer (self, &bar, TC_ANSWER_DONE, "unit");
  answer (self, &on, TC_ANSWER_DONE, "score");
  tc_broadcast_aired (&self->broadcast, &(TcStageAired){.scene = "score"});
  tc_broadcast_aired (&self->broadcast, &(TcStageAired){.scene = "break"});
  g_autofree char *text = noted (self);
  g_assert_cmpstr (
      text, ==,
      "{\"kind\":\"take\",\"transition\":\"scene\",\"name\":\"unit\","
      "\"answer\":\"done\"}\n"
      "{\"kind\":\"take\",\"transition\":\"scene\",\"name\":\"clean\","
      "\"answer\":\"done\"}\n"
      "{\"kind\":\"take\",\"transition\":\"scene\",\"answer\":\"conflict\"}\n"
      "{\"kind\":\"tbar\",\"position\":1.0,\"name\":\"unit\",\"answer\":\"done\"}\n"
      "{\"kind\":\"auto\",\"on\":true,\"answer\":\"done\"}\n"
      "{\"kind\":\"auto_take\",\"name\":\"score\",\"phase\":\"standby\"}\n"
      "{\"kind\":\"auto_take\",\"name\":\"break\",\"phase\":\"standby\"}\n");
}

static void
move_to (Fixture *self, const char *who, double position, gint64 frame)
{
  const TcCommand bar = {.kind = TC_COMMAND_TBAR, .position = position, .who = who};
  TcAnswer done = {.kind = TC_ANSWER_DONE, .frame = frame};

  tc_broadcast_note_answer (&self->broadcast, tc_command_note_new (&bar), &done,
                            position < 1 ? NULL : "unit");
}

/* mei takes with the bar; joe begins, mei goes on and gives it up. */
static void
test_bar (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  move_to (self, "mei", 0.125, 10);
  for (int i = 2; i < 5; i++)
    move_to (self, "mei", i / 8.0, 10 + i);
  move_to (self, "mei", 1, 20);
  move_to (self, "joe", 0.25, 30);
  move_to (self, "joe", 0.5, 31);
  move_to (self, "mei", 0.75, 32);
  move_to (self, "mei", 0, 33);
  g_autofree char *text = noted (self);
  g_assert_cmpstr (
      text, ==,
      "{\"kind\":\"tbar\",\"position\":0.125,\"answer\":\"done\"}\n"
      "{\"kind\":\"tbar\",\"position\":1.0,\"name\":\"unit\",\"answer\":\"done\","
      "\"way\":[[12,0.25],[13,0.375],[14,0.5]]}\n"
      "{\"kind\":\"tbar\",\"position\":0.25,\"answer\":\"done\"}\n"
      "{\"kind\":\"tbar\",\"position\":0.5,\"answer\":\"done\"}\n"
      "{\"kind\":\"tbar\",\"position\":0.0,\"answer\":\"done\","
      "\"way\":[[32,0.75]]}\n");
}

/* A hand that rests is told before it ends, and a long way in parts. */
static void
test_long_drag (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  move_to (self, "mei", 0.25, 10);
  move_to (self, "mei", 0.5, 11);
  tc_broadcast_bar_rests (&self->broadcast); /* it moved just now */
  self->broadcast.bar.moved_ns = 0;
  tc_broadcast_bar_rests (&self->broadcast);
  move_to (self, "mei", 0.75, 12);
  for (int i = 0; i < 300; i++)
    move_to (self, "mei", 0.5, 13 + i);
  move_to (self, "mei", 1, 400);
  g_autofree char *text = noted (self);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5); /* the last is empty */
  g_assert_cmpstr (lines[1], ==,
                   "{\"kind\":\"tbar\",\"position\":0.5,\"answer\":\"done\"}");
  g_assert_nonnull (strstr (lines[2], "\"way\":[[12,0.75],[13,0.5],"));
  g_assert_nonnull (strstr (lines[2], ",[267,0.5]]}"));
  g_assert_nonnull (strstr (lines[3], "\"way\":[[269,0.5],"));
  g_assert_nonnull (strstr (lines[3], ",[312,0.5]]}"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, func) \
  g_test_add ("/app/broadcast-asrun/" name, Fixture, NULL, set_up, func, tear_down)
  TEST ("what-a-camera-does-is-a-record", test_camera);
  TEST ("each-take-has-the-name-of-its-own-scene", test_takes);
  TEST ("a-drag-of-the-t-bar-is-one-record-with-its-way", test_bar);
  TEST ("a-hand-that-rests-is-told-and-a-long-way-in-parts", test_long_drag);
#undef TEST
  return g_test_run ();
}
