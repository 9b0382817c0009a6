/* SPDX-License-Identifier: MIT
 *
 * panel-demo [HOST:PORT [TOKENS]] - the panel on an engine that only pretends
 *
 * For work on the pages, and their tests, without camera, encoder and meeting: every
 * command changes the status as the real engine would, 100 ms later, so that waiting
 * lamps can be seen. Each line of standard input is a JSON merge patch (RFC 7396) of
 * the status, so every state can be shown: {"feed": {"state": "stale"}}. A member
 * "answer" is none of the status: {"answer": {"ms": 2000, "kind": 3, "detail": "..."}}
 * is how commands are answered from now on (kind as TcAnswerKind).
 */
#include "tallycast/control/api.h"
#include "tallycast/control/preflight.h"
#include "tallycast/core/why.h"
#include "tallycast/draw/picture.h"

#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ANSWER_MS 100

typedef struct {
  TcApi *api;
  json_t *status;
  json_int_t state;
  gint64 start_us, take_us;
  int answer_ms, answer_kind;
  json_t *why; /* owned */
} Demo;

typedef struct {
  Demo *demo;
  TcAnswerFunc answer;
  gpointer data;
  TcAnswer what;
  TcCommand command;
  char *name;
} Pending;

static const char *const scene_names[] = {
    "unit", "draw", "score", "result", "ranking", "standby", "break", "end", "clean"};
static const char *const unit_names[] = {"区交通运输局", "区卫生健康局", "区水利局",
                                         "城关街道", "新华乡"};

static json_t *
load (const char *text)
{
  json_error_t error;
  json_t *json = json_loads (text, 0, &error);

  if (!json)
    g_error ("line %d: %s", error.line, error.text);
  return json;
}

static const char calm[] =
    "{'state': 1, 'roster_sha256': 'r1', 'frame': 0, 'version': '0.1.0',"
    " 'language': 'zh-CN', 'uptime_ms': 0,"
    " 'programme': {'scene': 'score', 'since_ms': 0, 'width': 1920, 'height': 1080,"
    "  'fps': '25/1', 'source': 'camera', 'missed': 0, 'late': 2, 'repeated': 0,"
    "  'dropped': 0}, 'preview': {'scene': 'result'}, 'cleared': false, 'panic': false,"
    " 'slate': false, 'black': false, 'auto': {'on': true, 'next': 'result',"
    "  'cause': 'result', 'waits': false}, 'tbar': 0,"
    " 'layers': [{'id': 'score', 'name': {'zh': '分数', 'en': 'Score'},"
    "   'visible': true, 'fixed': true},"
    "  {'id': 'groups', 'name': {'zh': '分组分', 'en': 'Groups'}, 'visible': true},"
    "  {'id': 'ballots', 'name': {'zh': '票数', 'en': 'Ballots'}, 'visible': true},"
    "  {'id': 'unit', 'name': {'zh': '单位名', 'en': 'Unit'}, 'visible': false}],"
    " 'keyers': [{'id': 'logo', 'name': {'zh': '台标', 'en': 'Logo'}, 'on': true},"
    "  {'id': 'notice', 'name': {'zh': '通知', 'en': 'Notice'}, 'on': false},"
    "  {'id': 'clock', 'name': {'zh': '时钟', 'en': 'Clock'}, 'on': false},"
    "  {'id': 'live', 'name': {'zh': '直播标', 'en': 'Live mark'}, 'on': true}],"
    " 'scenes': [{'name': 'unit', 'state': 'ok', 'text': {'zh': '第 3 家', 'en':"
    "   '3 of 12'}}, {'name': 'draw', 'state': 'ok', 'text': {'zh': '12 家已抽', 'en':"
    "   '12 drawn'}}, {'name': 'score', 'state': 'ok', 'text': {'zh': '暂定 92.35',"
    "   'en': '92.35 so far'}}, {'name': 'result', 'state': 'empty', 'text': {'zh':"
    "   '等待公布', 'en': 'not published'}}, {'name': 'ranking', 'state': 'ok',"
    "   'text': {'zh': '已有 2 家', 'en': '2 so far'}}],"
    " 'meeting': {'title': '2026 年中期绩效评议会', 'phase': 'scoring',"
    "  'rehearsal': true, 'current': {'unit': 'u0', 'name': '区交通运输局',"
    "  'order': 3, 'of': 12, 'manual': false}, 'ballots': {'cast': 57, 'eligible': 63},"
    "  'then': {'order': 4, 'name': '区卫生健康局'}},"
    " 'feed': {'state': 'fresh', 'age_ms': 400, 'late_after_ms': 5000,"
    "  'stale_after_ms': 15000, 'epoch': '01J9ZK', 'revision': 412,"
    "  'refusals': 0, 'refused': null, 'held_epoch': null, 'sections': []},"
    " 'cameras': [{'id': 'main', 'state': 'live', 'since_ms': 9, 'detail': '1080p25'},"
    "  {'id': 'spare', 'state': 'live', 'since_ms': 9, 'detail': '720p25'}],"
    " 'audio': {'state': 'live', 'since_ms': 9, 'gain_db': 0, 'mute': false,"
    "  'peak_db': [-9.5, -11.0]},"
    " 'outputs': [{'id': 'public', 'state': 'live', 'since_ms': 4360000, 'kbps': 4510,"
    "  'backlog_ms': 100, 'reconnects': 0, 'error': null}, {'id': 'district-tv',"
    "  'state': 'live', 'since_ms': 1077000, 'kbps': 4490, 'backlog_ms': 200,"
    "  'reconnects': 1, 'error': null}, {'id': 'archive', 'state': 'idle',"
    "  'since_ms': 0, 'kbps': null, 'backlog_ms': null, 'reconnects': 0,"
    "  'error': null}],"
    " 'record': {'state': 'recording', 'since_ms': 4360000, 'file': 'a.mp4',"
    "  'free_bytes': 412000000000, 'error': null}}";

/* RFC 7396: null takes a member away. */
static void
merge (json_t *into, json_t *patch)
{
  const char *key = NULL;
  json_t *value = NULL;

  json_object_foreach (patch, key, value)
  {
    json_t *old = json_object_get (into, key);
    if (json_is_null (value))
      json_object_del (into, key);
    else if (json_is_object (value) && json_is_object (old))
      merge (old, value);
    else
      json_object_set (into, key, value);
  }
}

static json_t *
load_quoted (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  return load (json);
}

static void
put (Demo *demo, const char *part, const char *key, json_t *value)
{
  json_t *object = *part ? json_object_get (demo->status, part) : demo->status;
  json_object_set_new (object, key, value);
}

static void
put_in_list (Demo *demo,
             const char *list,
             const char *id,
             const char *key,
             json_t *value)
{
  size_t i = 0;
  json_t *item = NULL;

  json_array_foreach (json_object_get (demo->status, list), i, item)
  {
    if (strcmp (json_string_value (json_object_get (item, "id")), id) == 0)
      json_object_set (item, key, value);
  }
  json_decref (value);
}

static void
do_take (Demo *demo)
{
  json_t *programme = json_object_get (demo->status, "programme");
  json_t *preview = json_object_get (demo->status, "preview");
  json_t *old = json_incref (json_object_get (programme, "scene"));

  json_object_set (programme, "scene", json_object_get (preview, "scene"));
  json_object_set_new (preview, "scene", old);
  put (demo, "auto", "on", json_false ());
  put (demo, "", "cleared", json_false ());
  demo->take_us = g_get_monotonic_time ();
}

static void
do_current (Demo *demo, const char *unit)
{
  json_t *current =
      json_object_get (json_object_get (demo->status, "meeting"), "current");
  int i = unit ? unit[1] - '0' : 0;

  json_object_set_new (current, "name", json_string (unit_names[i]));
  json_object_set_new (current, "manual", json_boolean (unit != NULL));
}

static void
apply (Demo *demo, const TcCommand *command)
{
  static const char *const latches[] = {[TC_COMMAND_PANIC] = "panic",
                                        [TC_COMMAND_SLATE] = "slate",
                                        [TC_COMMAND_BLACK] = "black"};

  switch (command->kind) {
    case TC_COMMAND_PREVIEW:
      put (demo, "preview", "scene", json_string (command->name));
      break;
    case TC_COMMAND_TAKE:
      do_take (demo);
      break;
    case TC_COMMAND_TBAR:
      if (command->position >= 1)
        do_take (demo);
      put (demo, "", "tbar", json_real (command->position < 1 ? command->position : 0));
      break;
    case TC_COMMAND_CLEAR:
      put (demo, "", "cleared", json_true ());
      break;
    case TC_COMMAND_PANIC:
    case TC_COMMAND_SLATE:
    case TC_COMMAND_BLACK:
      put (demo, "", latches[command->kind], json_boolean (command->on));
      break;
    case TC_COMMAND_AUTO:
      put (demo, "auto", "on", json_boolean (command->on));
      break;
    case TC_COMMAND_KEYER:
      put_in_list (demo, "keyers", command->name, "on", json_boolean (command->on));
      break;
    case TC_COMMAND_LAYER:
      put_in_list (demo, "layers", command->name, "visible",
                   json_boolean (command->on));
      break;
    case TC_COMMAND_CURRENT:
      do_current (demo, command->name);
      break;
    case TC_COMMAND_FEED_ACCEPT:
      put (demo, "feed", "held_epoch", json_null ());
      put (demo, "feed", "refused", json_null ());
      break;
    case TC_COMMAND_OUTPUT:
      put_in_list (demo, "outputs", command->name, "state",
                   json_string (command->on ? "connecting" : "idle"));
      break;
    case TC_COMMAND_RECORD:
      put (demo, "record", "state", json_string (command->on ? "recording" : "idle"));
      break;
    case TC_COMMAND_AUDIO:
      if (command->has_mute)
        put (demo, "audio", "mute", json_boolean (command->mute));
      break;
    case TC_COMMAND_PREFLIGHT:
    case TC_COMMAND_ANYWAY:
      break;
  }
}

/* Between the T-bar's ends its position is no news to other operators. */
static gboolean
is_between (const Demo *demo, const TcCommand *command)
{
  return command->kind == TC_COMMAND_TBAR &&
         json_number_value (json_object_get (demo->status, "tbar")) > 0;
}

static gboolean
answer_cb (gpointer data)
{
  Pending *pending = data;
  Demo *demo = pending->demo;
  const TcCommand *command = &pending->command;
  gboolean is_moving = is_between (demo, command);

  if (demo->answer_kind != TC_ANSWER_DONE) {
    pending->what.kind = (TcAnswerKind)demo->answer_kind;
    pending->what.why = demo->why;
  } else if (command->has_seen && !is_moving && command->seen != (guint64)demo->state) {
    pending->what.kind = TC_ANSWER_CONFLICT;
  } else {
    apply (demo, command);
    if (!is_moving || !is_between (demo, command))
      demo->state++;
  }
  pending->what.state = (guint64)demo->state;
  tc_api_changed (demo->api);
  pending->answer (pending->data, &pending->what);
  g_free (pending->name);
  g_free (pending);
  return G_SOURCE_REMOVE;
}

static void
command_cb (gpointer engine,
            const TcCommand *command,
            TcAnswerFunc answer,
            gpointer data)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->demo = engine;
  pending->answer = answer;
  pending->data = data;
  pending->command = *command;
  pending->command.name = pending->name = g_strdup (command->name);
  g_timeout_add ((guint)pending->demo->answer_ms, answer_cb, pending);
}

static json_t *
status_cb (gpointer engine)
{
  Demo *demo = engine;
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format_iso8601 (now);
  gint64 now_us = g_get_monotonic_time ();

  put (demo, "", "state", json_integer (demo->state));
  put (demo, "", "time", json_string (time));
  put (demo, "", "frame", json_integer ((now_us - demo->start_us) / 40000));
  put (demo, "programme", "since_ms", json_integer ((now_us - demo->take_us) / 1000));
  return json_deep_copy (demo->status);
}

static json_t *
preflight_cb (gpointer engine)
{
  json_t *checks = json_object ();
  json_t *found = tc_preflight_of (((Demo *)engine)->status, checks);

  json_decref (checks);
  return found;
}

static json_t *
scenes_cb (gpointer engine G_GNUC_UNUSED)
{
  json_t *scenes = json_array ();

  for (gsize i = 0; i < G_N_ELEMENTS (scene_names); i++)
    json_array_append_new (scenes, json_pack ("{ss}", "name", scene_names[i]));
  return scenes;
}

static GBytes *
roster_cb (gpointer engine G_GNUC_UNUSED, char **sha256)
{
  json_t *units = json_array ();

  for (gsize i = 0; i < G_N_ELEMENTS (unit_names); i++) {
    g_autofree char *id = g_strdup_printf ("u%zu", i);
    json_array_append_new (
        units, json_pack ("{ss,ss,ss,ss}", "id", id, "name", unit_names[i], "category",
                          i < 3 ? "区直部门" : "乡镇街道", "mode", "stage"));
  }
  json_t *roster = json_pack ("{ss,so}", "sha256", "r1", "units", units);
  char *text = json_dumps (roster, JSON_COMPACT);

  json_decref (roster);
  *sha256 = g_strdup ("r1");
  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

/* --- pictures: of one colour each, that changes as the real ones move --- */

#define PICTURE_MS 200

typedef struct {
  TcPictureFunc done;
  gpointer data;
  int width;
  guint8 colour;
} Asked;

static gboolean
give_picture (gpointer data)
{
  Asked *asked = data;
  guint64 number = (guint64)g_get_monotonic_time () / 40000;
  g_autoptr (TcPicture) picture = tc_picture_new (asked->width, asked->width * 9 / 16);
  g_autoptr (GBytes) jpeg = NULL;

  tc_picture_fill (picture, (guint8)(60 + number / 5 % 40), asked->colour, 128);
  jpeg = tc_picture_to_jpeg (picture, 80, NULL);
  asked->done (asked->data, TC_PICTURE_DONE, jpeg, number);
  g_free (asked);
  return G_SOURCE_REMOVE;
}

static void
picture_cb (gpointer engine G_GNUC_UNUSED,
            const char *which,
            guint64 after G_GNUC_UNUSED,
            int width,
            TcPictureFunc done,
            gpointer data)
{
  Asked *asked = g_new (Asked, 1);

  *asked = (Asked){done, data, width, (guint8)(90 + g_str_hash (which) % 80)};
  g_timeout_add (PICTURE_MS, give_picture, asked);
}

/* As the status says, which standard input may change. */
static void
peak_cb (gpointer engine, double peak_db[2])
{
  const Demo *demo = engine;
  const json_t *audio = json_object_get (demo->status, "audio");

  json_unpack (json_object_get (audio, "peak_db"), "[F, F]", &peak_db[0], &peak_db[1]);
}

/* --- what standard input says --- */

static void
take_patch (Demo *demo, const char *line)
{
  json_t *patch = load (line);
  json_t *answer = json_object_get (patch, "answer");
  const char *detail = NULL;

  if (answer) {
    json_unpack (answer, "{s?i, s?i, s?s}", "ms", &demo->answer_ms, "kind",
                 &demo->answer_kind, "detail", &detail);
    json_decref (demo->why);
    demo->why = detail && *detail ? tc_why_other (detail) : NULL;
    json_object_del (patch, "answer");
  }
  merge (demo->status, patch);
  json_decref (patch);
  tc_api_changed (demo->api);
}

static gboolean
line_cb (GIOChannel *channel, GIOCondition condition G_GNUC_UNUSED, gpointer data)
{
  g_autofree char *line = NULL;

  if (g_io_channel_read_line (channel, &line, NULL, NULL, NULL) != G_IO_STATUS_NORMAL)
    return G_SOURCE_REMOVE;
  take_patch (data, line);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  Demo demo = {.state = 1, .answer_ms = ANSWER_MS};
  g_autoptr (GIOChannel) input = g_io_channel_unix_new (0);
  TcEngine engine = {command_cb, status_cb,    scenes_cb, roster_cb,
                     picture_cb, preflight_cb, peak_cb,   &demo};
  g_autoptr (GError) error = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  demo.start_us = demo.take_us = g_get_monotonic_time ();
  demo.status = load_quoted (calm);
  demo.api = tc_api_new (argc > 1 ? argv[1] : "127.0.0.1:8088",
                         argc > 2 ? argv[2] : NULL, &engine, &error);
  if (!demo.api) {
    fprintf (stderr, "panel-demo: %s\n", error->message);
    return error->code;
  }
  puts (tc_api_url (demo.api));
  fflush (stdout);
  g_io_add_watch (input, G_IO_IN | G_IO_HUP, line_cb, &demo);
  g_unix_signal_add (SIGINT, G_SOURCE_FUNC (g_main_loop_quit), loop);
  g_unix_signal_add (SIGTERM, G_SOURCE_FUNC (g_main_loop_quit), loop);
  g_main_loop_run (loop);
  tc_api_free (demo.api);
  json_decref (demo.status);
  json_decref (demo.why);
  return 0;
}
