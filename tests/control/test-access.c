/* SPDX-License-Identifier: MIT
 *
 * Who may do what over HTTP, and the crew's tokens.
 */
#include "fixture.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "control/api-private.h"
#include "tallycast/core/qr.h"

typedef struct {
  const char *path, *body;
  TcRole least;
} RightCase;

/* An organizer can preview, take, move the T-bar, clear, panic, slate, black, auto,
 * keyers, pick a unit by hand; cannot stop the stream, record, change sound or keys,
 * nor run the preflight. */
static const RightCase right_cases[] = {
    {"preview", "{\"scene\":\"x\"}", TC_ROLE_ORGANIZER},
    {"take", "{}", TC_ROLE_ORGANIZER},
    {"tbar", "{\"position\":0.5}", TC_ROLE_ORGANIZER},
    {"clear", "{}", TC_ROLE_ORGANIZER},
    {"panic", "{\"on\":true}", TC_ROLE_ORGANIZER},
    {"slate", "{\"on\":true}", TC_ROLE_ORGANIZER},
    {"black", "{\"on\":true}", TC_ROLE_ORGANIZER},
    {"auto", "{\"on\":true}", TC_ROLE_ORGANIZER},
    {"keyers/logo", "{\"on\":true}", TC_ROLE_ORGANIZER},
    {"current", "{\"unit\":null}", TC_ROLE_ORGANIZER},
    {"layers/groups", "{\"visible\":true}", TC_ROLE_CREW},
    {"feed/accept", "{\"epoch\":\"e\"}", TC_ROLE_CREW},
    {"outputs/public/start", "{}", TC_ROLE_CREW},
    {"outputs/public/stop", "{}", TC_ROLE_CREW},
    {"record/start", "{}", TC_ROLE_CREW},
    {"record/stop", "{}", TC_ROLE_CREW},
    {"audio", "{\"mute\":true}", TC_ROLE_CREW},
    {"preflight/run", "{}", TC_ROLE_CREW},
    {"preflight/anyway", "{}", TC_ROLE_CREW},
};

/* Rows for @command, with anything for its {name}. */
static guint
count_rights (const TcApiCommand *command)
{
  g_autoptr (GRegex) braces = g_regex_new ("\\{\\w+\\}", 0, 0, NULL);
  g_autofree char *path = g_regex_replace_literal (
      braces, command->path + strlen ("/api/v1/"), -1, 0, "*", 0, NULL);
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (right_cases); i++)
    n += g_pattern_match_simple (path, right_cases[i].path);
  g_test_message ("%s", path);
  return n;
}

static void
test_rights (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = {"", "screen", "王主任", "desk"};
  const char *const tokens[] = {NULL, f->viewer, f->organizer, f->crew};

  /* each command is among them: of outputs and record each of its routes */
  for (const TcApiCommand *command = tc_api_commands; command->path; command++)
    g_assert_cmpuint (count_rights (command), ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (right_cases); i++) {
    const RightCase *c = &right_cases[i];
    g_autofree char *what = g_strdup_printf ("POST /api/v1/%s", c->path);
    for (guint role = TC_ROLE_NONE; role <= TC_ROLE_CREW; role++) {
      g_string_truncate (f->asked, 0);
      g_autofree char *answer = call_as (f, tokens[role], what, c->body);
      g_autofree char *by =
          g_strdup_printf (" %s %s\n", names[role], tc_role_name ((TcRole)role));
      g_test_message ("%s as %s", what, tc_role_name ((TcRole)role));
      if (role >= c->least) {
        g_assert_cmpint (talk_status (answer), ==, 200);
        g_assert_true (g_str_has_suffix (f->asked->str, by)); /* who, and as what */
      } else {
        g_assert_cmpint (talk_status (answer), ==, role == TC_ROLE_NONE ? 401 : 403);
        g_assert_cmpstr (f->asked->str, ==, "");
      }
    }
  }
}

static void
test_local (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *answer = talk_call (f->port, "POST /api/v1/record/stop", NULL, "{}");
  g_autofree char *who = talk_call (f->port, "GET /api/v1/session", NULL, NULL);
  g_autofree char *nobody = call_as (f, NULL, "GET /api/v1/session", NULL);

  g_assert_cmpint (talk_status (answer), ==, 200);
  g_assert_true (g_str_has_suffix (f->asked->str, " local crew\n"));
  g_assert_cmpstr (talk_body (who), ==, "{\"role\":\"crew\",\"who\":\"local\"}");
  g_assert_cmpstr (talk_body (nobody), ==, "{\"role\":\"none\",\"who\":null}");
}

/* The whole way: the link's token, posted once, is a cookie that opens what it may. */
static void
test_login (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *body = g_strdup_printf ("{\"token\":\"%s\"}", f->organizer);
  g_autofree char *answer = call_as (f, NULL, "POST /api/v1/session", body);
  const char *set = strstr (answer, "\r\nSet-Cookie: ");

  g_assert_cmpint (talk_status (answer), ==, 200);
  g_assert_nonnull (set);
  set += strlen ("\r\nSet-Cookie: ");
  g_autofree char *cookie = g_strndup (set, strcspn (set, ";"));
  g_autofree char *head =
      g_strdup_printf ("X-Forwarded-For: 192.0.2.7\r\nCookie: %s\r\n", cookie);
  g_autofree char *take = talk_call (f->port, "POST /api/v1/take", head, "{}");
  g_autofree char *stop = talk_call (f->port, "POST /api/v1/record/stop", head, "{}");
  g_assert_cmpint (talk_status (take), ==, 200);
  g_assert_cmpint (talk_status (stop), ==, 403);
  /* the pages themselves are for everybody, else nobody could log in */
  g_autofree char *page = call_as (f, NULL, "GET /", NULL);
  g_assert_cmpint (talk_status (page), ==, 200);
}

static json_t *
tokens_of (Fixture *f)
{
  g_autofree char *answer = call_as (f, f->crew, "GET /api/v1/tokens", NULL);

  g_assert_cmpint (talk_status (answer), ==, 200);
  return json_of (answer);
}

static void
test_make (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *answer = call_as (f, f->crew, "POST /api/v1/tokens",
                                     "{\"name\":\"李\",\"role\":\"organizer\"}");
  g_assert_cmpint (talk_status (answer), ==, 201);
  json_t *made = json_of (answer), *link = NULL;
  const char *token = json_string_value (json_object_get (made, "token"));
  g_autofree char *end = g_strdup_printf ("/organizer.html#token=%s", token);
  g_autofree char *who = call_as (f, token, "GET /api/v1/session", NULL);
  size_t i = 0;

  g_assert_cmpstr (talk_body (who), ==, "{\"role\":\"organizer\",\"who\":\"李\"}");
  json_array_foreach (json_object_get (made, "links"), i, link)
  {
    const char *url = json_string_value (json_object_get (link, "url"));
    json_t *rows = json_object_get (link, "qr");
    g_autoptr (TcQrCode) code = tc_qr_new (url, TC_QR_LEVEL_L, NULL);
    g_assert_true (g_str_has_suffix (url, end));
    g_assert_cmpint ((int)json_array_size (rows), ==, code->across);
    for (int y = 0; y < code->across; y++) {
      const char *row = json_string_value (json_array_get (rows, (size_t)y));
      for (int x = 0; x < code->across; x++)
        g_assert_true ((row[x] == '1') == tc_qr_is_dark (code, x, y));
      g_assert_cmpint (row[code->across], ==, '\0');
    }
  }
  g_assert_cmpuint (i, >, 0);
  /* listed without its secret */
  json_t *list = tokens_of (f);
  char *text = json_dumps (list, 0);
  g_assert_cmpuint (json_array_size (list), ==, 4);
  g_assert_null (strstr (text, token));
  free (text);
  json_decref (list);
  json_decref (made);
}

/* Who found the page under a name gives others a link under that name. */
static void
test_link_by_name (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *head = as (f->crew);
  const char *body = "{\"name\":\"phone\",\"role\":\"viewer\"}";
  g_autofree char *request = g_strdup_printf (
      "POST /api/v1/tokens HTTP/1.1\r\nHost: control.example\r\nX-Forwarded-Proto: "
      "https\r\n%sContent-Length: %zu\r\n\r\n%s",
      head, strlen (body), body);
  g_autofree char *answer = talk_ask (f->port, request);

  g_assert_cmpint (talk_status (answer), ==, 201);
  g_assert_nonnull (strstr (answer, "\"https://control.example/#token="));
}

typedef struct {
  const char *what, *body;
  int status;
} WrongCase;

static const WrongCase wrong_cases[] = {
    {"POST /api/v1/tokens", "{\"name\":\"x\"}", 400},
    {"POST /api/v1/tokens", "{\"name\":\"x\",\"role\":\"boss\"}", 400},
    {"POST /api/v1/tokens", "{\"name\":\"x\",\"role\":\"none\"}", 400},
    {"POST /api/v1/tokens", "{\"name\":7,\"role\":\"crew\"}", 400},
    {"POST /api/v1/tokens", "{\"name\":\"x\",\"role\":\"crew\",\"a\":1}", 400},
    {"POST /api/v1/tokens", "{\"name\":\"\",\"role\":\"crew\"}", 422},
    {"POST /api/v1/tokens", "{\"name\":\"local\",\"role\":\"crew\"}", 422},
    {"POST /api/v1/tokens", "{\"name\":\"desk\",\"role\":\"viewer\"}", 422},
    {"DELETE /api/v1/tokens/nobody", NULL, 404},
    {"POST /api/v1/session", "{}", 400},
    {"POST /api/v1/session", "{\"token\":7}", 400},
    {"POST /api/v1/session", "{\"token\":\"x\",\"a\":1}", 400},
};

static void
test_wrong (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (wrong_cases); i++) {
    const WrongCase *c = &wrong_cases[i];
    g_test_message ("%s %s", c->what, c->body);
    g_autofree char *answer = call_as (f, f->crew, c->what, c->body);
    g_assert_cmpint (talk_status (answer), ==, c->status);
  }
  json_t *list = tokens_of (f);
  g_assert_cmpuint (json_array_size (list), ==, 3);
  json_decref (list);
}

static void
test_revoke (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *organizer =
      call_as (f, f->organizer, "DELETE /api/v1/tokens/desk", NULL);
  g_autofree char *crew = call_as (f, f->crew, "DELETE /api/v1/tokens/screen", NULL);
  g_autofree char *after = call_as (f, f->viewer, "GET /api/v1/status", NULL);

  g_assert_cmpint (talk_status (organizer), ==, 403);
  g_assert_cmpint (talk_status (crew), ==, 204);
  g_assert_cmpint (talk_status (after), ==, 401);
}

/* Set-Cookie lines of an answer. */
static guint
count_cookies (const char *answer)
{
  guint n = 0;

  for (const char *at = answer; (at = strstr (at, "\r\nSet-Cookie: ")) != NULL; at++)
    n++;
  return n;
}

/* A browser sends its dead cookie with every file of the page that the new link is for.
 */
static void
test_dead_cookie (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const files[] = {"/", "/organizer.html", "/preflight.html"};
  g_autofree char *head =
      g_strdup_printf ("X-Forwarded-For: 192.0.2.7\r\nCookie: tallycast-%u=%s\r\n",
                       (guint)f->port, f->organizer);
  g_autofree char *gone = call_as (f, f->crew, "DELETE /api/v1/tokens/王主任", NULL);
  g_autofree char *made = call_as (f, f->crew, "POST /api/v1/tokens",
                                   "{\"name\":\"王主任\",\"role\":\"organizer\"}");

  g_assert_cmpint (talk_status (gone), ==, 204);
  g_assert_cmpint (talk_status (made), ==, 201);
  for (guint i = 0; i < 12; i++) {
    g_autofree char *what = g_strdup_printf ("GET %s", files[i % G_N_ELEMENTS (files)]);
    g_autofree char *file = talk_call (f->port, what, head, NULL);
    g_assert_cmpint (talk_status (file), ==, 200);
    g_assert_nonnull (strstr (file, "; Max-Age=0; ")); /* told so each time */
  }
  json_t *json = json_of (made);
  g_autofree char *body = g_strdup_printf (
      "{\"token\":\"%s\"}", json_string_value (json_object_get (json, "token")));
  g_autofree char *login = talk_call (f->port, "POST /api/v1/session", head, body);
  g_assert_cmpint (talk_status (login), ==, 200);
  g_assert_null (strstr (login, "; Max-Age=0; "));
  g_assert_cmpuint (count_cookies (login), ==, 1);
  json_decref (json);
  /* a log-in that fails leaves it dead */
  g_autofree char *wrong =
      talk_call (f->port, "POST /api/v1/session", head, "{\"token\":\"x\"}");
  g_assert_cmpint (talk_status (wrong), ==, 401);
  g_assert_nonnull (strstr (wrong, "; Max-Age=0; "));
}

static void
test_without_file (void)
{
  TcEngine engine = {.command = command_cb,
                     .status = status_cb,
                     .scenes = scenes_cb,
                     .roster = roster_cb,
                     .picture = picture_cb,
                     .preflight = preflight_cb};
  g_autoptr (GError) error = NULL;
  g_autoptr (TcApi) api = tc_api_new ("127.0.0.1:0", NULL, &engine, &error);

  g_assert_no_error (error);
  g_autofree char *list =
      talk_call (tc_api_port (api), "GET /api/v1/tokens", NULL, NULL);
  g_autofree char *login =
      talk_call (tc_api_port (api), "POST /api/v1/session", NULL, "{\"token\":\"x\"}");
  g_assert_cmpint (talk_status (list), ==, 409);
  g_assert_nonnull (strstr (list, "tokens_file"));
  g_assert_cmpint (talk_status (login), ==, 404);
}

typedef struct {
  Fixture *f;
  int folder; /* locked: somebody else writes the file */
} Writing;

/* Within tc_api_free. */
static gboolean
ask_at_the_end (gpointer data)
{
  Writing *writing = data;
  Fixture *f = writing->f;
  g_autofree char *preflight = call_as (f, f->crew, "GET /api/v1/preflight", NULL);
  g_autofree char *more = call_as (f, f->crew, "POST /api/v1/tokens",
                                   "{\"name\":\"later\",\"role\":\"viewer\"}");

  g_assert_cmpint (talk_status (preflight), ==, 200);
  g_assert_cmpint (talk_status (more), ==, 503);
  close (writing->folder);
  return G_SOURCE_REMOVE;
}

/* What has begun is done, and what is asked meanwhile is answered; but nobody can make
 * the end wait for more. */
static void
test_end_while_writing (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  Writing writing = {f, open (f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  g_autofree char *head = as (f->crew);
  const char *body = "{\"name\":\"late\",\"role\":\"viewer\"}";
  g_autofree char *request = g_strdup_printf (
      "POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\n%sContent-Length: "
      "%zu\r\n\r\n%s",
      head, strlen (body), body);
  g_autoptr (Talk) talk = talk_new (f->port);

  g_assert_cmpint (flock (writing.folder, LOCK_EX), ==, 0);
  talk_send (talk, request, strlen (request));
  while (f->api->changes == 0)
    g_main_context_iteration (NULL, TRUE);
  g_idle_add (ask_at_the_end, &writing);
  g_clear_pointer (&f->api, tc_api_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (TcTokens) tokens = tc_tokens_new (f->tokens_file, &error);
  g_assert_no_error (error);
  json_t *list = tc_tokens_list (tokens);
  g_assert_cmpuint (json_array_size (list), ==, 4);
  g_assert_cmpstr (
      json_string_value (json_object_get (json_array_get (list, 3), "name")), ==,
      "late");
  json_decref (list);
}

#define ADD(name, function) \
  g_test_add ("/control/access/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("each-role-may-what-it-may", test_rights);
  ADD ("this-machine-is-the-crew", test_local);
  ADD ("a-link-becomes-a-cookie", test_login);
  ADD ("the-crew-makes-tokens", test_make);
  ADD ("a-link-has-the-name-it-was-found-under", test_link_by_name);
  ADD ("wrong-wishes-are-refused", test_wrong);
  ADD ("the-crew-revokes", test_revoke);
  ADD ("a-dead-cookie-locks-nobody-out", test_dead_cookie);
  g_test_add_func ("/control/access/without-a-file-there-are-none", test_without_file);
  ADD ("the-end-waits-for-the-file", test_end_while_writing);
  return g_test_run ();
}
