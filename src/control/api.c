/* SPDX-License-Identifier: MIT */
#include "tallycast/control/api.h"

#include "api-private.h"
#include "tallycast/core/log.h"

#include <string.h>

/* --- answers ---------------------------------------------------------------------- */

/* One command on its way. Two may hold it: the engine until it answers, the time-out
 * until it fires; the first of them replies. */
typedef struct {
  TcWebRequest *request; /* owned; NULL when answered */
  char *what;            /* owned: for the log */
  guint timer;
} Pending;

static const guint answer_status[] = {
    [TC_ANSWER_DONE] = 200,    [TC_ANSWER_UNKNOWN] = 404,   [TC_ANSWER_CONFLICT] = 409,
    [TC_ANSWER_REFUSED] = 422, [TC_ANSWER_NOT_READY] = 503,
};

static const char *const answer_detail[] = {
    [TC_ANSWER_DONE] = "",
    [TC_ANSWER_UNKNOWN] = "there is nothing of that name",
    [TC_ANSWER_CONFLICT] = "somebody else was faster: look again",
    [TC_ANSWER_REFUSED] = "the rules forbid this now",
    [TC_ANSWER_NOT_READY] = "the programme is not running",
};

static void
log_answer (const char *what, const TcAnswer *answer)
{
  if (answer->kind == TC_ANSWER_DONE)
    tc_log (TC_LOG_INFO, "control", "%s: frame %" G_GINT64_FORMAT, what, answer->frame);
  else
    tc_log (TC_LOG_WARN, "control", "%s: not done: %s", what,
            answer->detail ? answer->detail : answer_detail[answer->kind]);
}

static void
answer_cb (gpointer data, const TcAnswer *answer)
{
  Pending *pending = data;
  g_autoptr (TcWebRequest) request = g_steal_pointer (&pending->request);

  log_answer (pending->what, answer);
  g_clear_handle_id (&pending->timer, g_source_remove);
  g_free (pending->what);
  g_free (pending);
  if (!request)
    return; /* too late: the client has been told so */
  if (answer->kind == TC_ANSWER_DONE) {
    tc_web_reply_json (request, 200,
                       json_pack ("{sI,sI}", "state", (json_int_t)answer->state,
                                  "frame", (json_int_t)answer->frame));
    return;
  }
  tc_web_reply_problem_with (request, answer_status[answer->kind],
                             json_pack ("{sI}", "state", (json_int_t)answer->state),
                             answer->detail ? answer->detail
                                            : answer_detail[answer->kind]);
}

static gboolean
too_late_cb (gpointer data)
{
  Pending *pending = data;
  g_autoptr (TcWebRequest) request = g_steal_pointer (&pending->request);

  pending->timer = 0;
  tc_web_reply_problem (request, 503, "the engine did not answer within %d s",
                        TC_API_ANSWER_MS / 1000);
  return G_SOURCE_REMOVE;
}

void
tc_api_command (TcApi *self,
                TcWebRequest *request,
                const TcCommand *command,
                const char *what)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->request = tc_web_request_ref (request);
  pending->what = g_strdup_printf ("%s by %s (%s)", what, command->who,
                                   tc_role_name (command->role));
  pending->timer = g_timeout_add (TC_API_ANSWER_MS, too_late_cb, pending);
  self->engine.command (self->engine.engine, command, answer_cb, pending);
}

/* --- documents -------------------------------------------------------------------- */

static void
status_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;
  tc_web_reply_json (request, 200, self->engine.status (self->engine.engine));
}

static void
scenes_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;
  tc_web_reply_json (request, 200, self->engine.scenes (self->engine.engine));
}

static void
roster_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;
  g_autofree char *sha256 = NULL;
  g_autoptr (GBytes) text = self->engine.roster (self->engine.engine, &sha256);

  tc_web_reply_known (request, "application/json", text, sha256 ? sha256 : "none");
}

static void
livez_cb (TcWebRequest *request, gpointer data G_GNUC_UNUSED)
{
  tc_web_reply_bytes (request, 200, "text/plain; charset=utf-8", "ok\n", 3);
}

/* --- session ---------------------------------------------------------------------- */

static void
session_cb (TcWebRequest *request, gpointer data G_GNUC_UNUSED)
{
  tc_web_reply_session (request);
}

static void
login_cb (TcWebRequest *request, gpointer data G_GNUC_UNUSED)
{
  json_t *body = tc_web_request_object (request);

  if (!body)
    return;
  const json_t *token = json_object_get (body, "token");
  if (json_object_size (body) == 1 && json_is_string (token))
    tc_web_login (request, json_string_value (token));
  else
    tc_web_reply_problem (request, 400, "the body must be {\"token\": \"...\"}");
  json_decref (body);
}

static void
logout_cb (TcWebRequest *request, gpointer data G_GNUC_UNUSED)
{
  tc_web_logout (request);
}

/* --- events ----------------------------------------------------------------------- */

static void
send_status (TcApi *self)
{
  json_t *status = self->engine.status (self->engine.engine);
  g_autofree char *text = json_dumps (status, JSON_COMPACT);
  g_autoptr (GPtrArray) listeners = g_ptr_array_copy (self->listeners, NULL, NULL);

  json_decref (status);
  for (guint i = 0; i < listeners->len; i++)
    tc_web_stream_send (g_ptr_array_index (listeners, i), "status", text);
}

static gboolean
pulse_cb (gpointer data)
{
  send_status (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
changed_cb (gpointer data)
{
  TcApi *self = data;

  self->changed = 0;
  send_status (self);
  return G_SOURCE_REMOVE;
}

void
tc_api_changed (TcApi *self)
{
  if (self->changed == 0 && self->listeners->len > 0)
    self->changed = g_idle_add_full (G_PRIORITY_DEFAULT, changed_cb, self, NULL);
}

static void
listener_gone_cb (TcWebStream *stream, gpointer data)
{
  TcApi *self = data;

  g_ptr_array_remove_fast (self->listeners, stream);
  if (self->listeners->len == 0)
    g_clear_handle_id (&self->pulse, g_source_remove);
}

static void
events_cb (TcWebRequest *request, gpointer data)
{
  TcApi *self = data;

  if (self->listeners->len >= TC_API_MAX_EVENTS) {
    tc_web_reply_problem (request, 503, "%d listeners are connected already",
                          TC_API_MAX_EVENTS);
    return;
  }
  TcWebStream *stream = tc_web_stream_new (request, listener_gone_cb, self);
  json_t *status = self->engine.status (self->engine.engine);
  g_autofree char *text = json_dumps (status, JSON_COMPACT);
  json_decref (status);

  g_ptr_array_add (self->listeners, stream);
  if (self->pulse == 0)
    self->pulse = g_timeout_add (TC_API_EVENT_MS, pulse_cb, self);
  tc_web_stream_send (stream, "status", text);
}

/* --- the server ------------------------------------------------------------------- */

static const TcWebRoute documents[] = {
    {"GET", "/api/v1/status", status_cb, TC_ROLE_VIEWER},
    {"GET", "/api/v1/scenes", scenes_cb, TC_ROLE_VIEWER},
    {"GET", "/api/v1/roster", roster_cb, TC_ROLE_VIEWER},
    {"GET", "/api/v1/events", events_cb, TC_ROLE_VIEWER},
    {"GET", "/api/v1/session", session_cb, TC_ROLE_NONE},
    {"POST", "/api/v1/session", login_cb, TC_ROLE_NONE},
    {"DELETE", "/api/v1/session", logout_cb, TC_ROLE_NONE},
    {"GET", "/livez", livez_cb, TC_ROLE_NONE},
    {"GET", "/programme.jpg", tc_api_programme_cb, TC_ROLE_VIEWER},
    {"GET", "/preview.jpg", tc_api_preview_cb, TC_ROLE_VIEWER},
    {"GET", "/scenes/{file}", tc_api_scene_picture_cb, TC_ROLE_VIEWER},
};

/* The documents, then all commands, then an end. */
static TcWebRoute *
make_routes (void)
{
  GArray *routes = g_array_new (TRUE, TRUE, sizeof (TcWebRoute));

  g_array_append_vals (routes, documents, G_N_ELEMENTS (documents));
  for (const TcApiCommand *command = tc_api_commands; command->path; command++) {
    TcWebRoute route = {"POST", command->path, tc_api_command_cb, command->role};
    g_array_append_val (routes, route);
  }
  return (TcWebRoute *)(gpointer)g_array_free (routes, FALSE);
}

TcApi *
tc_api_new (const char *listen,
            const char *tokens_file,
            const TcEngine *engine,
            GError **error)
{
  g_autoptr (TcApi) self = g_new0 (TcApi, 1);

  self->engine = *engine;
  self->listeners = g_ptr_array_new ();
  self->routes = make_routes ();
  if (tokens_file && !(self->tokens = tc_tokens_new (tokens_file, error)))
    return NULL;
  self->server = tc_web_server_new (listen, self->routes, self->tokens, self, error);
  if (!self->server)
    return NULL;
  tc_api_add_pages (self->server);
  return g_steal_pointer (&self);
}

guint16
tc_api_port (const TcApi *self)
{
  return tc_web_server_port (self->server);
}

const char *
tc_api_url (const TcApi *self)
{
  return tc_web_server_url (self->server);
}

void
tc_api_free (TcApi *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->server, tc_web_server_free);
  g_clear_handle_id (&self->changed, g_source_remove);
  g_clear_handle_id (&self->pulse, g_source_remove);
  g_ptr_array_unref (self->listeners);
  tc_tokens_free (self->tokens);
  g_free (self->routes);
  g_free (self);
}
