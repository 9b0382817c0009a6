/* SPDX-License-Identifier: MIT
 *
 * Logging in, and the crew's tokens. The token file is written by a worker: a disk may
 * be slow, and main must not be.
 */
#include "access.h"

#include "api-private.h"
#include "tallycast/core/error.h"
#include "tallycast/core/listen.h"
#include "tallycast/core/log.h"
#include "tallycast/core/qr.h"
#include "tallycast/core/why.h"

#include <string.h>

#define MAX_CHANGES 4 /* of the token file at a time; one more: 503 */

/* --- session ---------------------------------------------------------------------- */

void
tc_api_session_cb (TcWebRequest *request, gpointer data G_GNUC_UNUSED)
{
  tc_web_reply_session (request);
}

const char *
tc_api_read_login (const json_t *body, const char **token)
{
  const json_t *value = json_object_get (body, "token");

  if (json_object_size (body) != 1 || !json_is_string (value))
    return "the body must be {\"token\": \"...\"}";
  *token = json_string_value (value);
  return NULL;
}

void
tc_api_login_cb (TcWebRequest *request, gpointer data G_GNUC_UNUSED)
{
  json_t *body = tc_web_request_object (request);
  const char *token = NULL;

  if (!body)
    return;
  const char *why = tc_api_read_login (body, &token);
  if (why)
    tc_web_reply_problem (request, 400, "%s", why);
  else
    tc_web_login (request, token);
  json_decref (body);
}

void
tc_api_logout_cb (TcWebRequest *request, gpointer data G_GNUC_UNUSED)
{
  tc_web_logout (request);
}

/* --- tokens ----------------------------------------------------------------------- */

/* One change of the file, on its way to a worker and back. */
typedef struct {
  TcApi *api;
  TcWebRequest *request; /* owned */
  char *name, *who;      /* owned: of the token; of who asks */
  char *base;            /* owned: where the asker found the page; NULL: at home */
  TcRole role;           /* of a new token; NONE: revoke */
  GThread *thread;
  char *token;   /* owned: what the worker made */
  GError *error; /* owned: or why not */
} Change;

static void
change_free (Change *change)
{
  g_free (change->token);
  g_clear_error (&change->error);
  tc_web_request_unref (change->request);
  g_free (change->name);
  g_free (change->who);
  g_free (change->base);
  g_free (change);
}

static gboolean
has_tokens (TcApi *self, TcWebRequest *request)
{
  if (self->tokens)
    return TRUE;
  tc_web_reply_why (request, 409, tc_why_new (TC_WHY_NO_TOKEN_FILE, NULL), NULL);
  return FALSE;
}

static json_t *
qr_rows (const char *text)
{
  g_autoptr (TcQrCode) code = tc_qr_new (text, TC_QR_LEVEL_L, NULL);
  json_t *rows = json_array ();

  for (int y = 0; code && y < code->across; y++) {
    g_autofree char *row = g_strnfill ((gsize)code->across, '0');
    for (int x = 0; x < code->across; x++)
      row[x] = tc_qr_is_dark (code, x, y) ? '1' : '0';
    json_array_append_new (rows, json_string (row));
  }
  return rows;
}

static json_t *
link_at (const char *base, const Change *change, const char *token)
{
  g_autofree char *url = tc_api_link (base, change->role, token);

  return json_pack ("{ss,so}", "url", url, "qr", qr_rows (url));
}

/* The address that the asker himself uses reaches us; without it, each of ours. */
static json_t *
links (const Change *change, const char *token)
{
  json_t *list = json_array ();

  if (change->base) {
    json_array_append_new (list, link_at (change->base, change, token));
    return list;
  }
  g_auto (GStrv) urls =
      tc_listen_urls (change->api->listen, tc_web_server_port (change->api->server));
  for (char **url = urls; *url; url++)
    json_array_append_new (list, link_at (*url, change, token));
  return list;
}

static guint
status_of (const GError *error, gboolean is_revoking)
{
  if (!g_error_matches (error, TC_ERROR, TC_ERROR_DATA))
    return 503;
  return is_revoking ? 404 : 422;
}

static TcWhyCode
code_of (const Change *change, gboolean is_revoking)
{
  json_t *list = tc_tokens_list (change->api->tokens);
  TcWhyCode code = json_array_size (list) >= TC_TOKENS_MAX ? TC_WHY_TOO_MANY_TOKENS
                                                           : TC_WHY_BAD_TOKEN_NAME;

  for (size_t i = 0; i < json_array_size (list); i++) {
    const json_t *name = json_object_get (json_array_get (list, i), "name");
    if (strcmp (json_string_value (name), change->name) == 0)
      code = TC_WHY_TOKEN_EXISTS;
  }
  json_decref (list);
  if (!g_error_matches (change->error, TC_ERROR, TC_ERROR_DATA))
    return TC_WHY_OTHER;
  return is_revoking ? TC_WHY_NO_SUCH_TOKEN : code;
}

/* Returns: (transfer full): why a link was not made or revoked. */
static json_t *
why_of (const Change *change, gboolean is_revoking)
{
  TcWhyCode code = code_of (change, is_revoking);

  return tc_why_new (code, json_pack ("{s:s, s:s, s:i}", "name", change->name, "text",
                                      change->error->message, "max", TC_TOKENS_MAX));
}

static void
reply_change (const Change *change)
{
  gboolean is_revoking = change->role == TC_ROLE_NONE;

  if (change->error)
    tc_web_reply_why (change->request, status_of (change->error, is_revoking),
                      why_of (change, is_revoking), NULL);
  else if (is_revoking)
    tc_web_reply_empty (change->request, 204);
  else
    tc_web_reply_json (change->request, 201,
                       json_pack ("{ss,ss,ss,so}", "name", change->name, "role",
                                  tc_role_name (change->role), "token", change->token,
                                  "links", links (change, change->token)));
}

static gboolean
changed_cb (gpointer data)
{
  Change *change = data;
  gboolean is_revoking = change->role == TC_ROLE_NONE;

  g_thread_join (change->thread);
  if (!change->error)
    tc_log (TC_LOG_INFO, "control", "token '%s' %s%s by %s", change->name,
            is_revoking ? "revoked" : "made: ",
            is_revoking ? "" : tc_role_name (change->role), change->who);
  change->api->changes--;
  reply_change (change);
  change_free (change);
  return G_SOURCE_REMOVE;
}

/* Touches nothing of main's but the change, which main leaves alone until it has
 * joined.
 */
static gpointer
worker (gpointer data)
{
  Change *change = data;
  TcTokens *tokens = change->api->tokens;

  if (change->role == TC_ROLE_NONE)
    tc_tokens_revoke (tokens, change->name, &change->error);
  else
    change->token = tc_tokens_make (tokens, change->name, change->role, &change->error);
  g_idle_add_full (G_PRIORITY_DEFAULT, changed_cb, change, NULL);
  return NULL;
}

static void
start (TcApi *self, TcWebRequest *request, const char *name, TcRole role)
{
  if (self->is_ending || self->changes >= MAX_CHANGES) {
    tc_web_reply_why (
        request, 503,
        tc_why_new (self->is_ending ? TC_WHY_PROGRAM_ENDS : TC_WHY_TOKEN_FILE_BUSY,
                    NULL),
        NULL);
    return;
  }
  Change *change = g_new0 (Change, 1);
  *change = (Change){.api = self,
                     .request = tc_web_request_ref (request),
                     .name = g_strdup (name),
                     .who = g_strdup (tc_web_request_who (request)),
                     .base = tc_web_request_dup_base (request),
                     .role = role};
  self->changes++;
  change->thread = g_thread_new ("tokens", worker, change);
}

void
tc_api_tokens_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;

  if (has_tokens (self, request))
    tc_web_reply_json (request, 200, tc_tokens_list (self->tokens));
}

const char *
tc_api_read_new_token (const json_t *body, const char **name, TcRole *role)
{
  const json_t *text = json_object_get (body, "name");
  const json_t *word = json_object_get (body, "role");

  if (json_object_size (body) != 2 || !json_is_string (text) || !json_is_string (word))
    return "the body must be {\"name\": \"...\", \"role\": \"...\"}";
  if (!tc_role_parse (json_string_value (word), role))
    return "key 'role': must be \"viewer\", \"organizer\" or \"crew\"";
  *name = json_string_value (text);
  return NULL;
}

void
tc_api_make_token_cb (TcWebRequest *request, gpointer data)
{
  json_t *body = tc_web_request_object (request);
  TcRole role = TC_ROLE_NONE;
  const char *name = NULL;

  if (!body)
    return;
  const char *why = tc_api_read_new_token (body, &name, &role);
  if (why)
    tc_web_reply_problem (request, 400, "%s", why);
  else if (has_tokens (data, request))
    start (data, request, name, role);
  json_decref (body);
}

void
tc_api_revoke_token_cb (TcWebRequest *request, gpointer data)
{
  if (has_tokens (data, request))
    start (data, request, tc_web_request_param (request, "name"), TC_ROLE_NONE);
}
