/* SPDX-License-Identifier: MIT
 *
 * What is read: status, scenes, roster, and whether all is well.
 */
#include "documents.h"

#include "api-private.h"

#include <string.h>

void
tc_api_status_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;

  tc_web_reply_json (request, 200,
                     tc_events_status (&self->engine, tc_web_request_role (request)));
}

void
tc_api_events_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;

  tc_events_listen (self->events, request);
}

void
tc_api_scenes_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;

  tc_web_reply_json (request, 200, self->engine.scenes (self->engine.engine));
}

void
tc_api_roster_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;
  g_autofree char *sha256 = NULL;
  g_autoptr (GBytes) text = self->engine.roster (self->engine.engine, &sha256);

  tc_web_reply_known (request, "application/json", text, sha256 ? sha256 : "none");
}

void
tc_api_preflight_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;

  tc_web_reply_json (request, 200, self->engine.preflight (self->engine.engine));
}

void
tc_api_openapi_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;
  g_autofree char *sum =
      g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, self->openapi);

  tc_web_reply_known (request, "application/json", self->openapi, sum);
}

/* --- health ----------------------------------------------------------------------- */

#define TEXT "text/plain; charset=utf-8"

void
tc_api_livez_cb (TcWebRequest *request, gpointer data G_GNUC_UNUSED)
{
  tc_web_reply_bytes (request, 200, TEXT, "ok\n", 3);
}

static const char *
word_at (const json_t *status, const char *part, const char *key)
{
  const char *word =
      json_string_value (json_object_get (json_object_get (status, part), key));

  return word ? word : "unknown";
}

/* One line of the verbose answer: [+] well, [-] not, so the programme does not run; [!]
 * not, but the programme goes on. */
static void
add_line (GString *text, char mark, const char *what, const char *id, const char *state)
{
  g_string_append_printf (text, "[%c] %s%s%s: %s\n", mark, what, id ? " " : "",
                          id ? id : "", state);
}

static void
add_list (GString *text, const json_t *list, const char *what)
{
  size_t i = 0;
  const json_t *item = NULL;

  json_array_foreach (list, i, item)
  {
    const char *id = json_string_value (json_object_get (item, "id"));
    const char *state = json_string_value (json_object_get (item, "state"));
    gboolean is_well = g_strcmp0 (state, "live") == 0 || g_strcmp0 (state, "idle") == 0;
    add_line (text, is_well ? '+' : '!', what, id, state ? state : "unknown");
  }
}

static void
add_part (GString *text, const json_t *status, const char *part, const char *wrong)
{
  const char *state = word_at (status, part, "state");
  g_auto (GStrv) words = g_strsplit (wrong, " ", -1);

  add_line (text, g_strv_contains ((const char *const *)words, state) ? '!' : '+', part,
            NULL, state);
}

static gboolean
is_ready (const json_t *status)
{
  const json_t *encoder = json_object_get (status, "encoder");

  return json_is_string (
             json_object_get (json_object_get (status, "programme"), "scene")) &&
         !json_is_true (json_object_get (encoder, "failed"));
}

static char *
describe (const json_t *status)
{
  GString *text = g_string_new (NULL);

  add_line (text, is_ready (status) ? '+' : '-', "programme", NULL,
            word_at (status, "programme", "scene"));
  add_list (text, json_object_get (status, "cameras"), "camera");
  add_part (text, status, "audio", "silent unknown");
  add_part (text, status, "feed", "late stale unknown");
  add_list (text, json_object_get (status, "outputs"), "output");
  add_part (text, status, "record", "failed unknown");
  return g_string_free (text, FALSE);
}

void
tc_api_readyz_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;
  g_autofree char *verbose = tc_web_request_query (request, "verbose");
  json_t *status = self->engine.status (self->engine.engine);
  gboolean ready = is_ready (status);
  g_autofree char *text =
      verbose ? describe (status) : g_strdup (ready ? "ok\n" : "not ready\n");

  json_decref (status);
  tc_web_reply_bytes (request, ready ? 200 : 503, TEXT, text, strlen (text));
}
