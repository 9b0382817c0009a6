/* SPDX-License-Identifier: MIT
 *
 * A server with tokens: who may do what, and how he is known.
 */
#include "fixture.h"

#include "web/throttle.h"

#include <glib/gstdio.h>

typedef struct {
  TcTokens *tokens;
  TcWebServer *server;
  guint16 port;
  char *dir, *path;
  char *viewer, *organizer, *crew; /* tokens */
} Session;

static void
whoami_cb (TcWebRequest *request, gpointer data G_GNUC_UNUSED)
{
  tc_web_reply_session (request);
}

static void
login_cb (TcWebRequest *request, gpointer data G_GNUC_UNUSED)
{
  json_t *body = tc_web_request_object (request);

  tc_web_login (request, json_string_value (json_object_get (body, "token")));
  json_decref (body);
}

static void
logout_cb (TcWebRequest *request, gpointer data G_GNUC_UNUSED)
{
  tc_web_logout (request);
}

static const TcWebRoute session_routes[] = {
    {"GET", "/open", whoami_cb, TC_ROLE_NONE},
    {"GET", "/viewer", whoami_cb, TC_ROLE_VIEWER},
    {"GET", "/organizer", whoami_cb, TC_ROLE_ORGANIZER},
    {"GET", "/crew", whoami_cb, TC_ROLE_CREW},
    {"POST", "/crew", whoami_cb, TC_ROLE_CREW},
    {"POST", "/session", login_cb, TC_ROLE_NONE},
    {"DELETE", "/session", logout_cb, TC_ROLE_NONE},
    {NULL},
};

static void
session_set_up (Session *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  f->dir = g_dir_make_tmp ("tallycast-session-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "tokens.json", NULL);
  f->tokens = tc_tokens_new (f->path, &error);
  g_assert_no_error (error);
  f->viewer = tc_tokens_make (f->tokens, "screen", TC_ROLE_VIEWER, &error);
  f->organizer = tc_tokens_make (f->tokens, "王主任", TC_ROLE_ORGANIZER, &error);
  f->crew = tc_tokens_make (f->tokens, "desk", TC_ROLE_CREW, &error);
  g_assert_no_error (error);
  f->server = tc_web_server_new ("0.0.0.0:0", session_routes, f->tokens, NULL, &error);
  g_assert_no_error (error);
  f->port = tc_web_server_port (f->server);
}

static void
session_tear_down (Session *f, gconstpointer data G_GNUC_UNUSED)
{
  tc_web_server_free (f->server);
  while (g_main_context_iteration (NULL, FALSE)) {
  }
  tc_tokens_free (f->tokens);
  g_unlink (f->path);
  g_rmdir (f->dir);
  g_free (f->dir);
  g_free (f->path);
  g_free (f->viewer);
  g_free (f->organizer);
  g_free (f->crew);
}

/* A request that comes through a proxy: nobody who sits at this machine. */
#define ELSEWHERE "X-Forwarded-For: 192.0.2.7\r\n"

static char *
call (Session *f, const char *what, const char *head, const char *body)
{
  return talk_call (f->port, what, head, body);
}

static void
assert_status (Session *f, const char *what, const char *head, int status)
{
  g_autofree char *answer = call (f, what, head, NULL);

  g_test_message ("%s with %s", what, head);
  g_assert_cmpint (talk_status (answer), ==, status);
  if (status >= 400)
    assert_problem (answer, status);
  if (status == 401)
    g_assert_nonnull (strstr (answer, "\r\nWWW-Authenticate: Bearer\r\n"));
}

static char *
with_cookie (Session *f, const char *token)
{
  return g_strdup_printf (ELSEWHERE "Cookie: a=b; tallycast-%u=%s; c=d\r\n",
                          (guint)f->port, token);
}

static char *
with_bearer (const char *token)
{
  return g_strdup_printf (ELSEWHERE "Authorization: Bearer %s\r\n", token);
}

/* Each role may what it may, and no more; a cookie and a header are worth the same. */
static void
test_roles (Session *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const paths[] = {"GET /open", "GET /viewer", "GET /organizer",
                                      "GET /crew"};
  const char *const tokens[] = {NULL, f->viewer, f->organizer, f->crew};

  for (guint role = TC_ROLE_NONE; role <= TC_ROLE_CREW; role++) {
    g_autofree char *cookie =
        tokens[role] ? with_cookie (f, tokens[role]) : g_strdup (ELSEWHERE);
    g_autofree char *bearer =
        tokens[role] ? with_bearer (tokens[role]) : g_strdup (ELSEWHERE);
    for (guint least = TC_ROLE_NONE; least <= TC_ROLE_CREW; least++) {
      int status = least <= role ? 200 : role == TC_ROLE_NONE ? 401 : 403;
      assert_status (f, paths[least], cookie, status);
      assert_status (f, paths[least], bearer, status);
    }
  }
}

static void
test_this_machine (Session *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *cookie =
      g_strdup_printf ("Cookie: tallycast-%u=%s\r\n", (guint)f->port, f->viewer);
  g_autofree char *local = call (f, "GET /crew", NULL, NULL);

  g_assert_cmpstr (talk_body (local), ==, "{\"role\":\"crew\",\"who\":\"local\"}");
  /* who shows a token is what it says, here too */
  assert_status (f, "GET /crew", cookie, 403);
  g_autofree char *viewer = call (f, "GET /viewer", cookie, NULL);
  g_assert_cmpstr (talk_body (viewer), ==, "{\"role\":\"viewer\",\"who\":\"screen\"}");
}

typedef struct {
  const char *name, *head; /* %u: the port */
  int without, with;       /* the status without and with the crew's cookie */
} ClaimCase;

static const ClaimCase claim_cases[] = {
    {"local", "Host: localhost:%u\r\n", 200, 200},
    {"forwarded", "Host: localhost:%u\r\nForwarded: for=192.0.2.7\r\n", 401, 200},
    {"x-forwarded", "Host: localhost:%u\r\nX-Forwarded-Host: localhost\r\n", 401, 200},
    {"rebound-name", "Host: evil.example:%u\r\n", 401, 200},
    {"name-of-ours", "Host: control.example\r\n", 401, 200},
    {"two-hosts", "Host: localhost\r\nHost: localhost\r\n", 403, 403},
    {"no-host-name", "Host: :80\r\n", 403, 403},
    {"open-bracket", "Host: [::1\r\n", 400, 400},
    {"same-origin", "Host: localhost:%1$u\r\nOrigin: http://localhost:%1$u\r\n", 200,
     200},
    {"cross-origin", "Host: localhost:%u\r\nOrigin: http://evil.example\r\n", 403, 403},
    {"null-origin", "Host: localhost:%u\r\nOrigin: null\r\n", 403, 403},
    {"other-port", "Host: localhost:%u\r\nOrigin: http://localhost:1\r\n", 403, 403},
    {"two-origins",
     "Host: localhost\r\nOrigin: http://localhost\r\nOrigin: http://localhost\r\n", 403,
     403},
    {"https-without-proxy", "Host: a.example\r\nOrigin: https://a.example\r\n", 403,
     403},
    {"https-by-proxy",
     "Host: a.example\r\nOrigin: https://a.example\r\nX-Forwarded-Proto: https\r\n",
     401, 200},
    {"cross-origin-by-proxy",
     "Host: a.example\r\nOrigin: https://evil.example\r\nX-Forwarded-Proto: https\r\n",
     403, 403},
    {"picture-of-another-site",
     "Host: localhost:%u\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n",
     403, 403},
    {"picture-of-another-port",
     "Host: localhost:%u\r\nSec-Fetch-Site: same-site\r\nSec-Fetch-Mode: no-cors\r\n",
     403, 403},
    {"link-of-another-site",
     "Host: localhost:%u\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n",
     200, 200},
    {"own-picture",
     "Host: localhost:%u\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: "
     "no-cors\r\n",
     200, 200},
};

static int
claim (Session *f, const char *head, const char *cookie)
{
  g_autofree char *port = g_strdup_printf ("%u", (guint)f->port);
  g_autoptr (GString) request = g_string_new ("POST /crew HTTP/1.1\r\n");

  g_string_append (request, head);
  g_string_replace (request, "%1$u", port, 0);
  g_string_replace (request, "%u", port, 0);
  g_string_append_printf (request, "%sContent-Length: 0\r\n\r\n", cookie);
  g_autofree char *answer = talk_ask (f->port, request->str);
  return talk_status (answer);
}

/* What tells another site or a proxy ends this machine's rights; a token only helps
 * where it is the user himself who shows it. */
static void
test_claims (Session *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *cookie =
      g_strdup_printf ("Cookie: tallycast-%u=%s\r\n", (guint)f->port, f->crew);

  for (gsize i = 0; i < G_N_ELEMENTS (claim_cases); i++) {
    const ClaimCase *c = &claim_cases[i];
    g_test_message ("%s", c->name);
    g_assert_cmpint (claim (f, c->head, ""), ==, c->without);
    g_assert_cmpint (claim (f, c->head, cookie), ==, c->with);
  }
}

static char *
login (Session *f, const char *head, const char *token)
{
  g_autofree char *body = g_strdup_printf ("{\"token\":\"%s\"}", token);

  return call (f, "POST /session", head, body);
}

static void
test_login (Session *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *answer = login (f, ELSEWHERE, f->organizer);
  g_autofree char *cookie = g_strdup_printf (
      "\r\nSet-Cookie: tallycast-%u=%s; Path=/; Max-Age=2592000; HttpOnly; "
      "SameSite=Strict\r\n",
      (guint)f->port, f->organizer);

  g_assert_cmpint (talk_status (answer), ==, 200);
  g_assert_cmpstr (talk_body (answer), ==,
                   "{\"role\":\"organizer\",\"who\":\"王主任\"}");
  g_assert_nonnull (strstr (answer, cookie));
  g_autofree char *https =
      login (f, ELSEWHERE "X-Forwarded-Proto: https\r\n", f->organizer);
  g_assert_nonnull (strstr (https, "; SameSite=Strict; Secure\r\n"));
  g_autofree char *wrong = login (f, ELSEWHERE, "x");
  assert_problem (wrong, 401);
  g_assert_null (strstr (wrong, "Set-Cookie"));
  g_autofree char *out = call (f, "DELETE /session", ELSEWHERE, NULL);
  g_assert_cmpint (talk_status (out), ==, 204);
  g_assert_nonnull (strstr (out, "; Max-Age=0; "));
}

/* From the moment of its revocation, and the browser is told to forget it. */
static void
test_revoked (Session *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *cookie = with_cookie (f, f->organizer);
  g_autofree char *bearer = with_bearer (f->organizer);
  g_autoptr (GError) error = NULL;

  assert_status (f, "GET /organizer", cookie, 200);
  g_assert_true (tc_tokens_revoke (f->tokens, "王主任", &error));
  assert_status (f, "GET /organizer", cookie, 401);
  assert_status (f, "GET /organizer", bearer, 401);
  g_autofree char *answer = call (f, "GET /viewer", cookie, NULL);
  g_assert_nonnull (strstr (answer, "; Max-Age=0; "));
}

static void
test_throttled (Session *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *wrong = with_bearer ("wrong");
  g_autofree char *good = with_bearer (f->crew);
  g_autofree char *cookie = with_cookie (f, f->crew);
  const char *other = "X-Forwarded-For: 192.0.2.7, 192.0.2.8\r\n";

  for (int i = 0; i < TC_THROTTLE_FAILURES; i++)
    assert_status (f, "GET /viewer", wrong, 401);
  /* now nothing is looked at that comes from there */
  assert_status (f, "GET /viewer", wrong, 429);
  assert_status (f, "GET /viewer", good, 429);
  g_autofree char *answer = login (f, ELSEWHERE, f->crew);
  assert_problem (answer, 429);
  g_assert_nonnull (strstr (answer, "\r\nRetry-After: "));
  /* but who is logged in works on, and other addresses and this machine do */
  assert_status (f, "GET /crew", cookie, 200);
  g_autofree char *elsewhere = login (f, other, f->crew);
  g_assert_cmpint (talk_status (elsewhere), ==, 200);
  assert_status (f, "GET /crew", NULL, 200);
}

static char *
ask_at (const char *address, guint16 port, const char *head)
{
  g_autoptr (Talk) talk = talk_new_to (address, port);
  g_autofree char *request =
      g_strdup_printf ("GET /viewer HTTP/1.1\r\nHost: %s\r\n%s\r\n", address, head);

  talk_send (talk, request, strlen (request));
  g_assert_true (talk_until (talk, NULL));
  return g_strdup (talk->got->str);
}

/* Who is no proxy of this machine does not get a new count by saying another name. */
static void
test_claimed_address (Session *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *address = talk_dup_network_address ();

  if (!address) {
    g_test_skip ("this machine has no network");
    return;
  }
  for (int i = 0; i <= TC_THROTTLE_FAILURES; i++) {
    g_autofree char *head = g_strdup_printf ("X-Forwarded-For: 192.0.2.%d\r\n"
                                             "Authorization: Bearer wrong\r\n",
                                             i + 1);
    g_autofree char *answer = ask_at (address, f->port, head);
    assert_problem (answer, i < TC_THROTTLE_FAILURES ? 401 : 429);
  }
}

#define ADD_SESSION(name, function)                                          \
  g_test_add ("/web/session/" name, Session, NULL, session_set_up, function, \
              session_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD_SESSION ("each-role-may-what-it-may", test_roles);
  ADD_SESSION ("this-machine-needs-no-token", test_this_machine);
  ADD_SESSION ("other-sites-and-proxies-have-no-rights", test_claims);
  ADD_SESSION ("a-login-gives-a-cookie-that-no-script-sees", test_login);
  ADD_SESSION ("a-revoked-token-opens-nothing", test_revoked);
  ADD_SESSION ("wrong-tokens-are-throttled-by-address", test_throttled);
  ADD_SESSION ("nobody-elsewhere-says-whom-he-is-counted-as", test_claimed_address);
  return g_test_run ();
}
