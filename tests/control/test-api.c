/* SPDX-License-Identifier: MIT */
#include "tallycast/control/api.h"

#include "../support/http.h"
#include "../support/why.h"
#include "tallycast/core/why.h"

#include <string.h>

/* An engine that writes down what it is asked and answers what the test wants. */
typedef struct {
  TcApi *api;
  guint16 port;
  GString *asked; /* commands so far, one a line */
  TcAnswer answer;
  gboolean is_holding; /* the next answer waits for release () */
  TcAnswerFunc held;
  gpointer held_data;
  int state;
  TcPictureKind picture; /* what comes of one */
} Fixture;

static const char *const kind_names[] = {
    [TC_COMMAND_PREVIEW] = "preview", [TC_COMMAND_TAKE] = "take",
    [TC_COMMAND_TBAR] = "tbar",       [TC_COMMAND_CLEAR] = "clear",
    [TC_COMMAND_PANIC] = "panic",     [TC_COMMAND_SLATE] = "slate",
    [TC_COMMAND_BLACK] = "black",     [TC_COMMAND_AUTO] = "auto",
    [TC_COMMAND_KEYER] = "keyer",     [TC_COMMAND_LAYER] = "layer",
    [TC_COMMAND_CURRENT] = "current", [TC_COMMAND_FEED_ACCEPT] = "feed-accept",
    [TC_COMMAND_OUTPUT] = "output",   [TC_COMMAND_RECORD] = "record",
    [TC_COMMAND_AUDIO] = "audio",     [TC_COMMAND_PREFLIGHT] = "preflight",
    [TC_COMMAND_ANYWAY] = "anyway",
};

static void
command_cb (gpointer engine,
            const TcCommand *command,
            TcAnswerFunc answer,
            gpointer data)
{
  static const char *const transitions[] = {"scene", "write", "cut", "fade", "push"};
  Fixture *f = engine;

  g_string_append_printf (f->asked, "%s", kind_names[command->kind]);
  if (command->name)
    g_string_append_printf (f->asked, " name=%s", command->name);
  if (command->on)
    g_string_append (f->asked, " on");
  if (command->kind == TC_COMMAND_TAKE)
    g_string_append_printf (f->asked, " %s", transitions[command->transition]);
  if (command->duration_ms)
    g_string_append_printf (f->asked, " %d ms", command->duration_ms);
  if (command->kind == TC_COMMAND_TBAR)
    g_string_append_printf (f->asked, " %.2f", command->position);
  if (command->has_seen)
    g_string_append_printf (f->asked, " seen=%" G_GUINT64_FORMAT, command->seen);
  if (command->has_gain)
    g_string_append_printf (f->asked, " gain=%.1f", command->gain_db);
  if (command->has_mute)
    g_string_append_printf (f->asked, " mute=%d", command->mute);
  if (f->is_holding) {
    f->held = answer;
    f->held_data = data;
  } else {
    answer (data, &f->answer);
  }
}

static json_t *
status_cb (gpointer engine)
{
  return json_pack ("{si}", "state", ((Fixture *)engine)->state);
}

static json_t *
scenes_cb (gpointer engine G_GNUC_UNUSED)
{
  return json_pack ("[{ss}]", "name", "score");
}

static json_t *
preflight_cb (gpointer engine G_GNUC_UNUSED)
{
  return json_pack ("{ss}", "state", "ready");
}

static GBytes *
roster_cb (gpointer engine G_GNUC_UNUSED, char **sha256)
{
  static const char text[] = "{\"sha256\":\"c0ffee\",\"units\":[]}";

  *sha256 = g_strdup ("c0ffee");
  return g_bytes_new_static (text, sizeof text - 1);
}

static void
picture_cb (gpointer engine,
            const char *which,
            guint64 after,
            int width,
            TcPictureFunc done,
            gpointer data)
{
  Fixture *f = engine;
  g_autoptr (GBytes) jpeg = g_bytes_new_static ("jpeg", 4);

  g_string_append_printf (f->asked, "%s %" G_GUINT64_FORMAT " %d", which, after, width);
  done (data, f->picture, f->picture == TC_PICTURE_DONE ? jpeg : NULL, 1234);
}

static void
peak_cb (gpointer engine G_GNUC_UNUSED, double peak_db[2])
{
  peak_db[0] = -9.04;
  peak_db[1] = -120;
}

static void
set_up (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  TcEngine engine = {command_cb, status_cb,    scenes_cb, roster_cb,
                     picture_cb, preflight_cb, peak_cb,   f};
  g_autoptr (GError) error = NULL;

  f->asked = g_string_new (NULL);
  f->answer = (TcAnswer){TC_ANSWER_DONE, 42, 1234, NULL};
  f->api = tc_api_new ("127.0.0.1:0", NULL, &engine, &error);
  g_assert_no_error (error);
  f->port = tc_api_port (f->api);
}

static void
tear_down (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  tc_api_free (f->api);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  g_string_free (f->asked, TRUE);
}

typedef struct {
  const char *path, *body;
  const char *asked; /* NULL: the engine was not asked */
  const char *wrong; /* part of the problem's detail */
} CommandCase;

static const CommandCase command_cases[] = {
    {"preview", "{\"scene\":\"score\"}", "preview name=score", NULL},
    {"preview", "{\"scene\":\"候场\"}", "preview name=候场", NULL},
    {"preview", "{}", NULL, "key 'scene': is missing"},
    {"preview", NULL, NULL, "key 'scene': is missing"},
    {"preview", "{\"scene\":\"\"}", NULL, "key 'scene': must be a string of 1"},
    {"preview", "{\"scene\":7}", NULL, "key 'scene': must be a string"},
    {"preview", "{\"scene\":null}", NULL, "key 'scene': must be a string"},
    {"preview", "{\"scnee\":\"score\"}", NULL,
     "key 'scnee': unknown (did you mean 'scene'?)"},
    {"preview", "{\"scene\":\"score\",\"zzz\":1}", NULL,
     "key 'zzz': unknown; known are: scene"},
    {"take", NULL, "take scene", NULL},
    {"take", "{\"transition\":\"cut\"}", "take cut", NULL},
    {"take", "{\"transition\":\"fade\",\"seen\":41}", "take fade seen=41", NULL},
    {"take", "{\"transition\":\"write\"}", "take write", NULL},
    {"take", "{\"transition\":\"push\"}", "take push", NULL},
    {"take", "{\"seen\":0}", "take scene seen=0", NULL},
    {"take", "{\"seen\":-1}", NULL, "key 'seen': must be a state's number"},
    {"take", "{\"seen\":\"41\"}", NULL, "key 'seen': must be a state's number"},
    {"take", "{\"seen\":4.5}", NULL, "key 'seen': must be a state's number"},
    {"take", "{\"transition\":\"wipe\"}", NULL, "key 'transition': must be \"write\""},
    {"take", "{\"transition\":null}", NULL, "key 'transition': must be \"write\""},
    {"take", "{\"transtion\":\"cut\"}", NULL, "did you mean 'transition'?"},
    {"take", "{\"zzz\":1}", NULL, "known are: transition, duration_ms, seen"},
    {"take", "{\"transition\":\"fade\",\"duration_ms\":1500}", "take fade 1500 ms",
     NULL},
    {"take", "{\"duration_ms\":80}", "take scene 80 ms", NULL},
    {"take", "{\"duration_ms\":5000}", "take scene 5000 ms", NULL},
    {"take", "{\"duration_ms\":79}", NULL, "must be milliseconds from 80 to 5000"},
    {"take", "{\"duration_ms\":5001}", NULL, "must be milliseconds from 80 to 5000"},
    {"take", "{\"duration_ms\":1e3}", NULL, "must be milliseconds from 80 to 5000"},
    {"take", "{\"duration_ms\":null}", NULL, "must be milliseconds from 80 to 5000"},
    {"take", "{\"duration_ms\":400,\"transition\":\"cut\"}", NULL,
     "only a fade has one"},
    {"take", "{\"transition\":\"push\",\"duration_ms\":400}", NULL,
     "only a fade has one"},
    {"tbar", "{\"position\":0}", "tbar 0.00", NULL},
    {"tbar", "{\"position\":0.25,\"seen\":41}", "tbar 0.25 seen=41", NULL},
    {"tbar", "{\"position\":1}", "tbar 1.00", NULL},
    {"tbar", "{}", NULL, "key 'position': is missing"},
    {"tbar", "{\"position\":1.01}", NULL, "must be a number from 0 to 1"},
    {"tbar", "{\"position\":-0.01}", NULL, "must be a number from 0 to 1"},
    {"tbar", "{\"position\":\"1\"}", NULL, "must be a number from 0 to 1"},
    {"tbar", "{\"postion\":1}", NULL, "did you mean 'position'?"},
    {"clear", NULL, "clear", NULL},
    {"clear", "{}", "clear", NULL},
    {"clear", "{\"on\":true}", NULL, "key 'on': unknown; this command has no keys"},
    {"panic", "{\"on\":true}", "panic on", NULL},
    {"panic", "{\"on\":false}", "panic", NULL},
    {"panic", "{}", NULL, "key 'on': is missing"},
    {"panic", "{\"on\":1}", NULL, "key 'on': must be true or false"},
    {"panic", "{\"on\":null}", NULL, "key 'on': must be true or false"},
    {"panic", "[]", NULL, "must be one JSON object"},
    {"slate", "{\"on\":true}", "slate on", NULL},
    {"slate", "{}", NULL, "key 'on': is missing"},
    {"black", "{\"on\":true}", "black on", NULL},
    {"black", "{\"on\":\"yes\"}", NULL, "key 'on': must be true or false"},
    {"auto", "{\"on\":true}", "auto on", NULL},
    {"auto", "{\"on\":false}", "auto", NULL},
    {"auto", "{\"off\":true}", NULL, "key 'off': unknown"},
    {"keyers/logo", "{\"on\":true}", "keyer name=logo on", NULL},
    {"keyers/logo", "{\"on\":false}", "keyer name=logo", NULL},
    {"keyers/%E5%8F%B0%E6%A0%87", "{\"on\":true}", "keyer name=台标 on", NULL},
    {"keyers/logo", "{\"visible\":true}", NULL, "key 'visible': unknown"},
    {"keyers/logo", NULL, NULL, "key 'on': is missing"},
    {"layers/groups", "{\"visible\":true}", "layer name=groups on", NULL},
    {"layers/groups", "{\"visible\":false}", "layer name=groups", NULL},
    {"layers/groups", "{\"visble\":false}", NULL, "did you mean 'visible'?"},
    {"current", "{\"unit\":\"u17\"}", "current name=u17", NULL},
    {"current", "{\"unit\":null}", "current", NULL},
    {"current", "{}", NULL, "key 'unit': is missing"},
    {"current", "{\"unit\":17}", NULL, "key 'unit': must be a string"},
    {"feed/accept", "{\"epoch\":\"01J9ZK\"}", "feed-accept name=01J9ZK", NULL},
    {"feed/accept", "{\"epoch\":null}", NULL, "key 'epoch': must be a string"},
    {"feed/accept", NULL, NULL, "key 'epoch': is missing"},
    {"outputs/public/start", NULL, "output name=public on", NULL},
    {"outputs/public/stop", "{}", "output name=public", NULL},
    {"outputs/public/stop", "{\"on\":true}", NULL, "this command has no keys"},
    {"record/start", NULL, "record on", NULL},
    {"record/stop", NULL, "record", NULL},
    {"record/stop", "{\"id\":1}", NULL, "this command has no keys"},
    {"preflight/run", NULL, "preflight", NULL},
    {"preflight/run", "{\"id\":\"names\"}", "preflight name=names", NULL},
    {"preflight/run", "{\"id\":7}", NULL, "key 'id': must be a string"},
    {"preflight/anyway", NULL, "anyway", NULL},
    {"audio", "{\"gain_db\":-6.5}", "audio gain=-6.5", NULL},
    {"audio", "{\"gain_db\":0,\"mute\":true}", "audio gain=0.0 mute=1", NULL},
    {"audio", "{\"mute\":false}", "audio mute=0", NULL},
    {"audio", "{\"gain_db\":-60}", "audio gain=-60.0", NULL},
    {"audio", "{\"gain_db\":20}", "audio gain=20.0", NULL},
    {"audio", "{\"gain_db\":-60.1}", NULL, "key 'gain_db': must be a number from -60"},
    {"audio", "{\"gain_db\":20.1}", NULL, "key 'gain_db': must be a number from -60"},
    {"audio", "{\"gain_db\":\"loud\"}", NULL, "key 'gain_db': must be a number"},
    {"audio", "{\"mute\":0}", NULL, "key 'mute': must be true or false"},
    {"audio", "{}", NULL, "give gain_db, mute or both"},
    {"audio", "{\"gain\":1}", NULL, "key 'gain': unknown"},
};

static void
test_commands (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (command_cases); i++) {
    const CommandCase *c = &command_cases[i];
    g_autofree char *what = g_strdup_printf ("POST /api/v1/%s", c->path);
    g_test_message ("%s %s", what, c->body ? c->body : "");
    g_string_truncate (f->asked, 0);
    g_autofree char *answer = talk_call (f->port, what, NULL, c->body);
    g_assert_cmpint (talk_status (answer), ==, c->asked ? 200 : 400);
    g_assert_cmpstr (f->asked->str, ==, c->asked ? c->asked : "");
    if (c->asked) {
      g_assert_cmpstr (talk_body (answer), ==, "{\"state\":42,\"frame\":1234}");
      continue;
    }
    json_t *problem = json_loads (talk_body (answer), 0, NULL);
    const char *detail = json_string_value (json_object_get (problem, "detail"));
    g_assert_nonnull (detail);
    if (!strstr (detail, c->wrong))
      g_error ("no '%s' in '%s'", c->wrong, detail);
    json_decref (problem);
  }
}

/* Each kind of command has a route, so that nothing the engine can do is unreachable.
 */
static void
test_every_kind (Fixture *f G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize kind = 0; kind < G_N_ELEMENTS (kind_names); kind++) {
    gboolean found = FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS (command_cases) && !found; i++)
      found = command_cases[i].asked &&
              g_str_has_prefix (command_cases[i].asked, kind_names[kind]);
    g_assert_true (found);
  }
}

static void
test_long_name (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *fits = g_strnfill (TC_API_MAX_NAME, 'x');
  g_autofree char *body = g_strdup_printf ("{\"scene\":\"%s\"}", fits);
  g_autofree char *too_long = g_strdup_printf ("{\"scene\":\"%sx\"}", fits);
  g_autofree char *path = g_strdup_printf ("POST /api/v1/keyers/%sx", fits);
  g_autofree char *good = talk_call (f->port, "POST /api/v1/preview", NULL, body);
  g_autofree char *bad = talk_call (f->port, "POST /api/v1/preview", NULL, too_long);
  g_autofree char *keyer = talk_call (f->port, path, NULL, "{\"on\":true}");

  g_assert_cmpint (talk_status (good), ==, 200);
  g_assert_cmpint (talk_status (bad), ==, 400);
  g_assert_cmpint (talk_status (keyer), ==, 404);
}

typedef struct {
  TcAnswerKind kind;
  int status;
  const char *code, *own; /* own: beside a reason of the engine's */
} AnswerCase;

static const AnswerCase answer_cases[] = {
    {TC_ANSWER_UNKNOWN, 404, "no_such_name", "no_such_scene"},
    {TC_ANSWER_CONFLICT, 409, "picture_changed", "no_such_scene"},
    {TC_ANSWER_REFUSED, 422, "not_now", "no_such_scene"},
    {TC_ANSWER_NOT_READY, 503, "not_running", "no_such_scene"},
    {TC_ANSWER_FORBIDDEN, 409, "scene_forbidden", "scene_forbidden"},
};

/* In both languages: what the engine says, else what the kind of answer does. */
static void
test_refusals (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  json_t *reason = tc_why_new (TC_WHY_NO_SUCH_SCENE, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (answer_cases); i++) {
    for (int is_told = 0; is_told < 2; is_told++) {
      f->answer = (TcAnswer){answer_cases[i].kind, 57, 0, is_told ? reason : NULL};
      g_autofree char *answer =
          talk_call (f->port, "POST /api/v1/take", NULL, "{\"seen\":41}");
      g_assert_cmpint (talk_status (answer), ==, answer_cases[i].status);
      json_t *problem = json_loads (talk_body (answer), 0, NULL);
      const json_t *why = json_object_get (problem, "why");
      g_assert_cmpint (json_integer_value (json_object_get (problem, "state")), ==, 57);
      g_assert_cmpstr (json_string_value (json_object_get (problem, "code")), ==,
                       is_told ? answer_cases[i].own : answer_cases[i].code);
      g_assert_cmpstr (json_string_value (json_object_get (problem, "detail")), ==,
                       tc_why_text (why, TRUE));
      test_why_has_words (why);
      if (is_told)
        g_assert_true (json_equal (why, reason));
      json_decref (problem);
    }
  }
  json_decref (reason);
}

/* Nothing is answered before the engine has done it. */
static void
test_waits (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = talk_new (f->port);
  const char *request = "POST /api/v1/take HTTP/1.1\r\nHost: localhost\r\n\r\n";

  f->is_holding = TRUE;
  talk_send (talk, request, strlen (request));
  while (!f->held)
    g_main_context_iteration (NULL, TRUE);
  f->is_holding = FALSE;
  g_autofree char *livez = talk_call (f->port, "GET /livez", NULL, NULL);
  g_assert_cmpint (talk_status (livez), ==, 200);
  g_assert_cmpint (g_socket_get_available_bytes (talk->socket), <=, 0);
  f->held (f->held_data, &f->answer);
  g_assert_true (talk_until (talk, NULL));
  g_assert_cmpint (talk_status (talk->got->str), ==, 200);
}

static void
test_never_answers (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->is_holding = TRUE;
  g_autofree char *answer = talk_call (f->port, "POST /api/v1/clear", NULL, NULL);
  g_assert_cmpint (talk_status (answer), ==, 503);
  g_assert_nonnull (strstr (answer, "did not answer"));
  f->held (f->held_data, &f->answer); /* too late, and harmless */
}

static void
test_asker_gone (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Talk *talk = talk_new (f->port);
  const char *request = "POST /api/v1/clear HTTP/1.1\r\nHost: localhost\r\n\r\n";

  f->is_holding = TRUE;
  talk_send (talk, request, strlen (request));
  while (!f->held)
    g_main_context_iteration (NULL, TRUE);
  talk_free (talk);
  f->held (f->held_data, &f->answer);
  f->is_holding = FALSE;
  g_autofree char *answer = talk_call (f->port, "POST /api/v1/clear", NULL, NULL);
  g_assert_cmpint (talk_status (answer), ==, 200);
}

static void
test_answer_after_end (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = talk_new (f->port);
  const char *request = "POST /api/v1/clear HTTP/1.1\r\nHost: localhost\r\n\r\n";

  f->is_holding = TRUE;
  talk_send (talk, request, strlen (request));
  while (!f->held)
    g_main_context_iteration (NULL, TRUE);
  tc_api_free (g_steal_pointer (&f->api));
  f->answer.kind = TC_ANSWER_NOT_READY;
  f->held (f->held_data, &f->answer);
  g_assert_true (talk_until (talk, NULL));
}

/* Within tc_api_free. */
static gboolean
answer_at_the_end (gpointer data)
{
  Fixture *f = data;
  g_autofree char *more = talk_call (f->port, "POST /api/v1/clear", NULL, NULL);

  g_assert_cmpint (talk_status (more), ==, 503);
  f->held (f->held_data, &f->answer);
  return G_SOURCE_REMOVE;
}

/* What the engine was told before the end is answered as it was done. */
static void
test_answer_at_end (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = talk_new (f->port);
  const char *request = "POST /api/v1/clear HTTP/1.1\r\nHost: localhost\r\n\r\n";

  f->is_holding = TRUE;
  talk_send (talk, request, strlen (request));
  while (!f->held)
    g_main_context_iteration (NULL, TRUE);
  g_idle_add (answer_at_the_end, f);
  tc_api_free (g_steal_pointer (&f->api));
  g_assert_true (talk_until (talk, NULL));
  g_assert_cmpint (talk_status (talk->got->str), ==, 200);
}

typedef struct {
  const char *what;
  int status;
  const char *type, *part;
} GetCase;

static const GetCase get_cases[] = {
    {"GET /api/v1/status", 200, "application/json", "{\"state\":0}"},
    {"GET /api/v1/scenes", 200, "application/json", "[{\"name\":\"score\"}]"},
    {"GET /api/v1/roster", 200, "application/json",
     "{\"sha256\":\"c0ffee\",\"units\":[]}"},
    {"GET /api/v1/preflight", 200, "application/json", "{\"state\":\"ready\"}"},
    {"GET /livez", 200, "text/plain", "ok"},
    {"GET /", 200, "text/html", "<title>tallycast</title>"},
    {"GET /organizer.html", 200, "text/html", "<title>tallycast</title>"},
    {"GET /preflight.html", 200, "text/html", "<title>tallycast</title>"},
    {"GET /panel/crew.js", 200, "text/javascript", "应急净画面"},
    {"GET /panel/crew.css", 200, "text/css", "--pgm"},
    {"GET /panel/mark.svg", 200, "image/svg+xml", "<svg"},
    {"GET /api/v1/preview", 405, "application/problem+json", "POST"},
    {"POST /api/v1/status", 405, "application/problem+json", "GET"},
    {"POST /", 405, "application/problem+json", "GET"},
    {"GET /api/v1", 404, "application/problem+json", "nothing"},
    {"POST /api/v1/outputs/public", 404, "application/problem+json", "nothing"},
    {"GET /panel/../panel/none.js", 404, "application/problem+json", "nothing"},
};

static void
test_documents (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (get_cases); i++) {
    const GetCase *c = &get_cases[i];
    g_autofree char *type = g_strdup_printf ("Content-Type: %s", c->type);
    g_test_message ("%s", c->what);
    g_autofree char *answer = talk_call (f->port, c->what, NULL, NULL);
    g_assert_cmpint (talk_status (answer), ==, c->status);
    g_assert_nonnull (strstr (answer, type));
    g_assert_nonnull (strstr (talk_body (answer), c->part));
  }
}

/* The body of @answer, unpacked. */
static char *
unpacked (const GString *answer)
{
  const char *body = strstr (answer->str, "\r\n\r\n") + 4;
  gsize n_bytes = answer->len - (gsize)(body - answer->str);
  g_autoptr (GZlibDecompressor) gzip =
      g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) into =
      g_converter_output_stream_new (memory, G_CONVERTER (gzip));
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (into, body, n_bytes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (memory, "", 1, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (into, NULL, &error);
  g_assert_no_error (error);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (memory));
}

static void
test_packed (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    const char *accept;
    gboolean is_packed;
  } cases[] = {{"gzip, deflate, br", TRUE},
               {"br, GZIP;q=0.5", TRUE},
               {"gzip;q=0", FALSE},
               {"identity", FALSE}};
  g_autofree char *plain = talk_call (f->port, "GET /panel/crew.js", "", NULL);

  g_assert_nonnull (strstr (plain, "Vary: Accept-Encoding\r\n"));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Talk) talk = talk_new (f->port);
    g_autofree char *request =
        g_strdup_printf ("GET /panel/crew.js HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
                         "Accept-Encoding: %s\r\n\r\n",
                         f->port, cases[i].accept);
    talk_send (talk, request, strlen (request));
    g_assert_true (talk_until (talk, NULL));
    g_assert_cmpint (talk_status (talk->got->str), ==, 200);
    if (cases[i].is_packed) {
      g_autofree char *text = unpacked (talk->got);
      g_assert_nonnull (strstr (talk->got->str, "Content-Encoding: gzip\r\n"));
      g_assert_cmpstr (text, ==, talk_body (plain));
      g_assert_cmpuint (talk->got->len, <, strlen (plain) / 2);
    } else {
      g_assert_null (strstr (talk->got->str, "Content-Encoding"));
      g_assert_cmpstr (talk_body (talk->got->str), ==, talk_body (plain));
    }
  }
}

/* The page must live with the strict policy: no inline code, nothing from elsewhere. */
static void
test_page (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const forbidden[] = {" style=", " onclick=", "<style",
                                          "http://", "https://",  "<script>"};
  g_autofree char *answer = talk_call (f->port, "GET /", NULL, NULL);
  const char *tag = strstr (answer, "ETag: ");

  for (gsize i = 0; i < G_N_ELEMENTS (forbidden); i++)
    g_assert_null (strstr (talk_body (answer), forbidden[i]));
  g_assert_nonnull (strstr (answer, "Content-Security-Policy: default-src 'none';"));
  g_assert_nonnull (strstr (answer, "Cache-Control: no-cache\r\n"));
  g_assert_nonnull (tag);
  g_autofree char *etag = g_strndup (tag + 6, strcspn (tag + 6, "\r"));
  g_autofree char *header = g_strdup_printf ("If-None-Match: %s\r\n", etag);
  g_autofree char *same = talk_call (f->port, "GET /", header, NULL);
  g_assert_cmpint (talk_status (same), ==, 304);
  g_assert_cmpstr (talk_body (same), ==, "");
  g_autofree char *other =
      talk_call (f->port, "GET /", "If-None-Match: \"other\"\r\n", NULL);
  g_assert_cmpint (talk_status (other), ==, 200);
}

typedef struct {
  const char *what;
  const char *asked; /* NULL: the engine was not asked */
  int status;        /* then */
} PictureCase;

static const PictureCase picture_cases[] = {
    {"GET /programme.jpg", "programme 0 480", 0},
    {"GET /preview.jpg?after=41&width=640", "preview 41 640", 0},
    {"GET /programme.jpg?width=160", "programme 0 160", 0},
    {"GET /programme.jpg?width=960&after=0", "programme 0 960", 0},
    {"GET /scenes/score.jpg?after=9007199254740993&width=320",
     "scene/score 9007199254740993 320", 0},
    {"GET /scenes/%E5%80%99%E5%9C%BA.jpg", "scene/候场 0 480", 0},
    {"GET /scenes/a.jpg.jpg", "scene/a.jpg 0 480", 0},
    {"GET /programme.jpg?width=641", NULL, 400},
    {"GET /programme.jpg?width=0640", NULL, 400},
    {"GET /programme.jpg?width=", NULL, 400},
    {"GET /programme.jpg?width=99999999999999999999", NULL, 400},
    {"GET /preview.jpg?after=-1", NULL, 400},
    {"GET /preview.jpg?after=1e3", NULL, 400},
    {"GET /preview.jpg?after=99999999999999999999", NULL, 400},
    {"GET /preview.jpg?after=", NULL, 400},
    {"GET /scenes/score.png", NULL, 404},
    {"GET /scenes/score", NULL, 404},
    {"POST /programme.jpg", NULL, 405},
};

static void
test_pictures (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (picture_cases); i++) {
    const PictureCase *c = &picture_cases[i];
    g_test_message ("%s", c->what);
    g_string_truncate (f->asked, 0);
    g_autofree char *answer = talk_call (f->port, c->what, NULL, NULL);
    g_assert_cmpint (talk_status (answer), ==, c->asked ? 200 : c->status);
    g_assert_cmpstr (f->asked->str, ==, c->asked ? c->asked : "");
    if (!c->asked)
      continue;
    g_assert_nonnull (strstr (answer, "Content-Type: image/jpeg\r\n"));
    g_assert_nonnull (strstr (answer, "X-Tallycast-Picture: 1234\r\n"));
    g_assert_cmpint (strstr (answer, "X-Tallycast-Peak: -9.0 -120.0\r\n") != NULL, ==,
                     g_str_has_prefix (c->asked, "programme "));
    g_assert_nonnull (strstr (answer, "Cache-Control: no-store\r\n"));
    g_assert_cmpstr (talk_body (answer), ==, "jpeg");
  }
}

static void
test_no_picture (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const struct {
    TcPictureKind kind;
    int status;
  } cases[] = {
      {TC_PICTURE_NOTHING, 204}, {TC_PICTURE_UNKNOWN, 404}, {TC_PICTURE_BUSY, 503}};

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    f->picture = cases[i].kind;
    g_autofree char *answer = talk_call (f->port, "GET /scenes/x.jpg", NULL, NULL);
    g_assert_cmpint (talk_status (answer), ==, cases[i].status);
    g_assert_null (strstr (answer, "X-Tallycast-Picture"));
  }
}

static void
test_roster_is_sent_once (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *first = talk_call (f->port, "GET /api/v1/roster", NULL, NULL);
  g_autofree char *again =
      talk_call (f->port, "GET /api/v1/roster", "If-None-Match: \"c0ffee\"\r\n", NULL);
  g_autofree char *other =
      talk_call (f->port, "GET /api/v1/roster", "If-None-Match: \"c0ff\"\r\n", NULL);

  g_assert_cmpint (talk_status (first), ==, 200);
  g_assert_nonnull (strstr (first, "ETag: \"c0ffee\"\r\n"));
  g_assert_cmpint (talk_status (again), ==, 304);
  g_assert_cmpstr (talk_body (again), ==, "");
  g_assert_cmpint (talk_status (other), ==, 200);
}

static void
test_events (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (Talk) talk = talk_new (f->port);
  const char *request = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n";

  talk_send (talk, request, strlen (request));
  g_assert_true (talk_until (talk, "event: status\ndata: {\"state\":0}\n\n"));
  /* many changes in one turn are one event */
  g_string_truncate (talk->got, 0);
  f->state = 7;
  for (int i = 0; i < 100; i++)
    tc_api_changed (f->api);
  g_assert_true (talk_until (talk, "data: {\"state\":7}\n\n"));
  g_assert_null (strstr (strstr (talk->got->str, "event:") + 1, "event:"));
  /* and without any change there is a pulse */
  g_string_truncate (talk->got, 0);
  f->state = 8;
  g_assert_true (talk_until (talk, "data: {\"state\":8}\n\n"));
}

static void
test_many_listeners (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Talk *talks[TC_API_MAX_EVENTS];
  const char *request = "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n";

  for (int i = 0; i < TC_API_MAX_EVENTS; i++) {
    talks[i] = talk_new (f->port);
    talk_send (talks[i], request, strlen (request));
    g_assert_true (talk_until (talks[i], "event: status"));
  }
  g_autofree char *refused = talk_call (f->port, "GET /api/v1/events", NULL, NULL);
  g_assert_cmpint (talk_status (refused), ==, 503);
  g_autofree char *status = talk_call (f->port, "GET /api/v1/status", NULL, NULL);
  g_assert_cmpint (talk_status (status), ==, 200);
  for (int i = 0; i < TC_API_MAX_EVENTS; i++)
    talk_free (talks[i]);
}

static void
test_listen_errors (void)
{
  TcEngine engine = {command_cb, status_cb,    scenes_cb, roster_cb,
                     picture_cb, preflight_cb, peak_cb,   NULL};
  g_autoptr (GError) error = NULL;

  g_assert_null (tc_api_new ("0.0.0.0:8088", NULL, &engine, &error));
  g_assert_nonnull (error);
}

#define ADD(name, function) \
  g_test_add ("/control/api/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("checks-bodies-and-asks-the-engine", test_commands);
  ADD ("has-a-route-for-every-command", test_every_kind);
  ADD ("refuses-long-names", test_long_name);
  ADD ("tells-the-engine's-refusals", test_refusals);
  ADD ("answers-when-the-engine-has", test_waits);
  ADD ("gives-up-on-a-silent-engine", test_never_answers);
  ADD ("survives-an-asker-who-left", test_asker_gone);
  ADD ("survives-an-answer-after-the-end", test_answer_after_end);
  ADD ("answers-the-last-command", test_answer_at_end);
  ADD ("serves-its-documents", test_documents);
  ADD ("serves-a-page-that-obeys-its-policy", test_page);
  ADD ("packs-its-files-for-who-takes-that", test_packed);
  ADD ("asks-for-pictures-as-the-query-says", test_pictures);
  ADD ("tells-when-there-is-no-picture", test_no_picture);
  ADD ("roster-is-sent-once", test_roster_is_sent_once);
  ADD ("sends-events-at-once-and-as-a-pulse", test_events);
  ADD ("limits-listeners", test_many_listeners);
  g_test_add_func ("/control/api/refuses-other-addresses", test_listen_errors);
  return g_test_run ();
}
