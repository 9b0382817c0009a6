/* SPDX-License-Identifier: MIT
 *
 * Who may ask. A page of another site, open in a browser on this very machine, can send
 * requests here: a plain post (told by its Origin), a picture or script (told by
 * Sec-Fetch-Site), or, having bound its own name to 127.0.0.1, any request (told by its
 * Host). A proxy in front makes every peer look local (told by the headers it adds).
 * Only what passes all of it has the rights of somebody who sits at this machine;
 * everybody else has those of the token that is shown, or none.
 */
#include "peer.h"
#include "web-private.h"

#include <string.h>

#include "tallycast/core/listen.h"

typedef struct {
  guint hosts, origins;
  const char *host, *origin, *fetch_site, *fetch_mode, *authorization, *forwarded_for;
  const char *forwarded_proto;
  char *cookie; /* owned: the token in it */
  const char *cookie_name;
  gboolean is_forwarded;
} Claims;

/* "name", "name:port", "[v6]:port": the name without brackets and port. */
static char *
host_name (const char *authority)
{
  if (*authority == '[') {
    const char *end = strchr (authority, ']');
    if (!end || (end[1] != '\0' && end[1] != ':'))
      return NULL;
    return g_strndup (authority + 1, (gsize)(end - authority - 1));
  }
  const char *colon = strchr (authority, ':');
  return colon ? g_strndup (authority, (gsize)(colon - authority))
               : g_strdup (authority);
}

static void
collect_cookie (Claims *claims, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, ";", -1);
  gsize n = strlen (claims->cookie_name);

  for (guint i = 0; parts[i] && !claims->cookie; i++) {
    const char *part = g_strstrip (parts[i]);
    if (strncmp (part, claims->cookie_name, n) == 0 && part[n] == '=')
      claims->cookie = g_strdup (part + n + 1);
  }
}

static void
collect_cb (const char *name, const char *value, gpointer data)
{
  Claims *claims = data;
  const struct {
    const char *name;
    const char **place;
  } texts[] = {{"Host", &claims->host},
               {"Origin", &claims->origin},
               {"Sec-Fetch-Site", &claims->fetch_site},
               {"Sec-Fetch-Mode", &claims->fetch_mode},
               {"Authorization", &claims->authorization},
               {"X-Forwarded-For", &claims->forwarded_for},
               {"X-Forwarded-Proto", &claims->forwarded_proto}};

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_ascii_strcasecmp (name, texts[i].name) == 0)
      *texts[i].place = value;
  if (g_ascii_strcasecmp (name, "Host") == 0)
    claims->hosts++;
  else if (g_ascii_strcasecmp (name, "Origin") == 0)
    claims->origins++;
  else if (g_ascii_strcasecmp (name, "Cookie") == 0)
    collect_cookie (claims, value);
  else if (g_ascii_strcasecmp (name, "Forwarded") == 0 ||
           g_ascii_strncasecmp (name, "X-Forwarded-", 12) == 0)
    claims->is_forwarded = TRUE;
}

/* --- the rules -------------------------------------------------------------------- */

/* A request line with a whole URI names a host of its own: it must be the same. */
static char *
dup_host (const Claims *claims, SoupServerMessage *msg)
{
  GUri *uri = soup_server_message_get_uri (msg);

  if (claims->hosts != 1)
    return NULL;
  g_autofree char *name = host_name (claims->host);
  if (!name || *name == '\0' || g_ascii_strcasecmp (name, g_uri_get_host (uri)) != 0)
    return NULL;
  return g_steal_pointer (&name);
}

static gboolean
is_origin_same (const Claims *claims)
{
  const char *origin = claims->origin;

  if (claims->origins == 0)
    return TRUE;
  if (claims->origins > 1 || !claims->host)
    return FALSE;
  /* Only behind a proxy the page can have come by https. */
  if (claims->is_forwarded && g_ascii_strncasecmp (origin, "https://", 8) == 0)
    return g_ascii_strcasecmp (origin + 8, claims->host) == 0;
  return g_ascii_strncasecmp (origin, "http://", 7) == 0 &&
         g_ascii_strcasecmp (origin + 7, claims->host) == 0;
}

/* Following a link from elsewhere to our pages is nobody's attack: a navigation. */
static gboolean
is_from_elsewhere (const Claims *claims)
{
  const char *site = claims->fetch_site;

  return site && strcmp (site, "same-origin") != 0 && strcmp (site, "none") != 0 &&
         g_strcmp0 (claims->fetch_mode, "navigate") != 0;
}

/* NULL, or why this is not somebody who sits at this machine. */
static const char *
why_not_local (const Claims *claims, GInetAddress *peer, const char *host)
{
  if (!g_inet_address_get_is_loopback (peer))
    return "only this machine is served";
  if (claims->is_forwarded)
    return "requests through a proxy are not served";
  if (!host || !tc_is_loopback_name (host))
    return "Host is not this machine";
  return NULL;
}

/* --- the rights ------------------------------------------------------------------- */

static TcWebVerdict
refuse (guint status, const char *why)
{
  return (TcWebVerdict){status, why};
}

/* "Bearer TOKEN": for programs. A wrong one is an error, not a guest. */
static TcWebVerdict
judge_bearer (TcWebRequest *self, const char *authorization)
{
  if (g_ascii_strncasecmp (authorization, "Bearer ", 7) != 0)
    return refuse (401, "Authorization must be Bearer and a token");
  self->wait_s = tc_web_throttled_s (self);
  if (self->wait_s > 0)
    return refuse (429, "too many wrong tokens from this address");
  self->role = tc_web_try_token (self, authorization + 7);
  return self->role == TC_ROLE_NONE ? refuse (401, "the token is unknown or revoked")
                                    : refuse (0, NULL);
}

/* A cookie that is dead is a guest's: his browser sends it with every page and file,
 * and all the while he may have a new link in his hand. It is no attempt, so it does
 * not count as one; whoever guesses needs 2^256 of them. */
static TcWebVerdict
judge_tokens (TcWebRequest *self, const Claims *claims)
{
  if (claims->authorization)
    return judge_bearer (self, claims->authorization);
  if (claims->cookie) {
    self->role = tc_web_check_token (self, claims->cookie);
    self->has_dead_cookie = self->role == TC_ROLE_NONE;
  }
  return refuse (0, NULL);
}

static TcWebVerdict
judge (TcWebRequest *self, const Claims *claims, GInetAddress *peer)
{
  g_autofree char *host = dup_host (claims, self->msg);
  const char *why = why_not_local (claims, peer, host);
  TcTokens *tokens = self->server->tokens;

  if (!tokens && why)
    return refuse (403, why);
  if (!host)
    return refuse (403, "Host is missing or wrong");
  if (!tc_is_loopback_name (host))
    self->base =
        g_strdup_printf ("%s://%s/", self->is_https ? "https" : "http", claims->host);
  if (!is_origin_same (claims))
    return refuse (403, "Origin is another site");
  if (is_from_elsewhere (claims))
    return refuse (403, "the request comes from another site");
  if (tokens) {
    TcWebVerdict verdict = judge_tokens (self, claims);
    if (verdict.status != 0)
      return verdict;
  }
  if (self->role == TC_ROLE_NONE && !why) {
    self->role = TC_ROLE_CREW;
    self->who = g_strdup ("local");
  }
  self->why_none = why;
  return refuse (0, NULL);
}

TcWebVerdict
tc_web_guard (TcWebRequest *self)
{
  g_autoptr (GInetAddress) peer =
      tc_peer_address (soup_server_message_get_remote_address (self->msg));
  Claims claims = {.cookie_name = self->server->cookie_name};

  soup_message_headers_foreach (soup_server_message_get_request_headers (self->msg),
                                collect_cb, &claims);
  self->address = tc_peer_counted (peer, claims.forwarded_for);
  self->is_https = claims.is_forwarded && claims.forwarded_proto &&
                   g_ascii_strcasecmp (claims.forwarded_proto, "https") == 0;
  TcWebVerdict verdict = judge (self, &claims, peer);
  g_free (claims.cookie);
  return verdict;
}
