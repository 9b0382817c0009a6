/* SPDX-License-Identifier: MIT
 *
 * Logging in: a link carries the token in its fragment, which browsers send to nobody;
 * the page posts it once and gets a cookie that no script can read and no other site's
 * request carries. The cookie is the token: nothing is kept here, so that a restart
 * logs nobody out and revoking ends everything at once.
 */
#include "web-private.h"

#include "tallycast/core/log.h"
#include "throttle.h"

#define COOKIE_DAYS 30

int
tc_web_throttled_s (const TcWebRequest *self)
{
  return tc_throttle_wait_s (self->server->throttle, self->address,
                             g_get_monotonic_time ());
}

TcRole
tc_web_check_token (TcWebRequest *self, const char *token)
{
  TcRole role = tc_tokens_check (self->server->tokens, token, &self->who);

  g_free (self->token);
  self->token = role == TC_ROLE_NONE ? NULL : g_strdup (token);
  return role;
}

TcRole
tc_web_try_token (TcWebRequest *self, const char *token)
{
  TcRole role = tc_web_check_token (self, token);

  if (role == TC_ROLE_NONE &&
      tc_throttle_fail (self->server->throttle, self->address, g_get_monotonic_time ()))
    tc_log (TC_LOG_WARN, "control",
            "%d wrong tokens from %s: no log-in from there for up to %d s",
            TC_THROTTLE_FAILURES, self->address, TC_THROTTLE_S);
  return role;
}

/* Cookies do not know ports: the name does, so that two servers of one machine do not
 * log each other's users out. */
char *
tc_web_cookie_name (guint16 port)
{
  return g_strdup_printf ("tallycast-%u", (guint)port);
}

static void
set_cookie (TcWebRequest *self, const char *value, int max_age_s)
{
  g_autofree char *cookie = g_strdup_printf (
      "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Strict%s",
      self->server->cookie_name, value, max_age_s, self->is_https ? "; Secure" : "");

  tc_web_reply_header (self, "Set-Cookie", cookie);
}

void
tc_web_forget_cookie (TcWebRequest *self)
{
  set_cookie (self, "", 0);
}

void
tc_web_reply_session (TcWebRequest *self)
{
  tc_web_reply_json (
      self, 200,
      json_pack ("{ss,ss?}", "role", tc_role_name (self->role), "who", self->who));
}

void
tc_web_reply_throttled (TcWebRequest *self, int wait_s)
{
  g_autofree char *text = g_strdup_printf ("%d", wait_s);

  tc_web_reply_header (self, "Retry-After", text);
  tc_web_reply_problem (self, 429, "too many wrong tokens: try again in %d s", wait_s);
}

void
tc_web_login (TcWebRequest *self, const char *token)
{
  if (!self->msg)
    return;
  if (!self->server->tokens) {
    tc_web_reply_problem (self, 404, "this server has no tokens");
    return;
  }
  int wait_s = tc_web_throttled_s (self);
  if (wait_s > 0) {
    tc_web_reply_throttled (self, wait_s);
    return;
  }
  g_clear_pointer (&self->who, g_free);
  self->role = tc_web_try_token (self, token);
  if (self->role == TC_ROLE_NONE) {
    tc_web_reply_unauthorized (self, "the token is unknown or revoked");
    return;
  }
  tc_log (TC_LOG_INFO, "control", "%s (%s) logged in from %s", self->who,
          tc_role_name (self->role), self->address);
  self->has_dead_cookie = FALSE; /* the new one takes its place */
  set_cookie (self, token, COOKIE_DAYS * 24 * 3600);
  tc_web_reply_session (self);
}

void
tc_web_logout (TcWebRequest *self)
{
  if (!self->msg)
    return;
  tc_web_forget_cookie (self);
  tc_web_reply_empty (self, 204);
}
