/* SPDX-License-Identifier: MIT */
#include "tallycast/control/api.h"

#include "access.h"
#include "api-private.h"
#include "documents.h"
#include "tallycast/core/log.h"
#include "tallycast/core/why.h"

#include <string.h>

/* --- answers ---------------------------------------------------------------------- */

/* One command on its way. Two may hold it: the engine until it answers, the time-out
 * until it fires; the first of them replies. */
typedef struct {
  TcApi *api;            /* in its commands; NULL: the client waits no more */
  TcWebRequest *request; /* owned; NULL when answered */
  char *what;            /* owned: for the log */
  guint timer;
} Pending;

static const guint answer_status[] = {
    [TC_ANSWER_DONE] = 200,    [TC_ANSWER_UNKNOWN] = 404,   [TC_ANSWER_CONFLICT] = 409,
    [TC_ANSWER_REFUSED] = 422, [TC_ANSWER_NOT_READY] = 503, [TC_ANSWER_FORBIDDEN] = 409,
};

/* What the kind says, where the engine said no more. */
static const TcWhyCode answer_why[] = {
    [TC_ANSWER_UNKNOWN] = TC_WHY_NO_SUCH_NAME,
    [TC_ANSWER_CONFLICT] = TC_WHY_PICTURE_CHANGED,
    [TC_ANSWER_REFUSED] = TC_WHY_NOT_NOW,
    [TC_ANSWER_NOT_READY] = TC_WHY_NOT_RUNNING,
    [TC_ANSWER_FORBIDDEN] = TC_WHY_NOT_NOW,
};

/* Where the status alone does not tell a program what it was. */
static const char *const answer_code[] = {[TC_ANSWER_FORBIDDEN] = "scene_forbidden"};

static const char *
code_of (TcAnswerKind kind)
{
  return kind < G_N_ELEMENTS (answer_code) ? answer_code[kind] : NULL;
}

/* Returns: (transfer full). */
static json_t *
why_of (const TcAnswer *answer)
{
  return answer->why ? json_copy ((json_t *)answer->why)
                     : tc_why_new (answer_why[answer->kind], NULL);
}

static void
log_answer (const char *what, const TcAnswer *answer, const json_t *why)
{
  if (answer->kind == TC_ANSWER_DONE)
    tc_log (TC_LOG_INFO, "control", "%s: frame %" G_GINT64_FORMAT, what, answer->frame);
  else
    tc_log (TC_LOG_WARN, "control", "%s: not done: %s", what, tc_why_text (why, TRUE));
}

static void
leave (Pending *self)
{
  if (self->api)
    self->api->commands = g_list_remove (self->api->commands, self);
  self->api = NULL;
}

static void
answer_cb (gpointer data, const TcAnswer *answer)
{
  Pending *pending = data;
  g_autoptr (TcWebRequest) request = g_steal_pointer (&pending->request);

  json_t *why = answer->kind == TC_ANSWER_DONE ? NULL : why_of (answer);

  leave (pending);
  log_answer (pending->what, answer, why);
  g_clear_handle_id (&pending->timer, g_source_remove);
  g_free (pending->what);
  g_free (pending);
  if (!request)
    json_decref (why); /* too late: the client has been told so */
  else if (answer->kind == TC_ANSWER_DONE)
    tc_web_reply_json (request, 200,
                       json_pack ("{sI,sI}", "state", (json_int_t)answer->state,
                                  "frame", (json_int_t)answer->frame));
  else
    tc_web_reply_why (request, answer_status[answer->kind], why,
                      json_pack ("{sI,ss*}", "state", (json_int_t)answer->state, "code",
                                 code_of (answer->kind)));
}

static gboolean
too_late_cb (gpointer data)
{
  Pending *pending = data;
  g_autoptr (TcWebRequest) request = g_steal_pointer (&pending->request);

  leave (pending);
  pending->timer = 0;
  tc_web_reply_why (
      request, 503,
      tc_why_new (TC_WHY_ENGINE_SILENT,
                  json_pack ("{s:i}", "seconds", TC_API_ANSWER_MS / 1000)),
      NULL);
  return G_SOURCE_REMOVE;
}

void
tc_api_command (TcApi *self,
                TcWebRequest *request,
                const TcCommand *command,
                const char *what)
{
  if (self->is_ending) {
    tc_web_reply_problem (request, 503, "the program ends");
    return;
  }
  Pending *pending = g_new0 (Pending, 1);
  pending->api = self;
  self->commands = g_list_prepend (self->commands, pending);
  pending->request = tc_web_request_ref (request);
  pending->what = g_strdup_printf ("%s by %s (%s)", what, command->who,
                                   tc_role_name (command->role));
  pending->timer = g_timeout_add (TC_API_ANSWER_MS, too_late_cb, pending);
  self->engine.command (self->engine.engine, command, answer_cb, pending);
}

void
tc_api_changed (TcApi *self)
{
  tc_events_changed (self->events);
}

/* --- the server ------------------------------------------------------------------- */

#define JSON "application/json"
#define TEXT "text/plain"

/* What is not a command (commands.c). Ends with an entry without method. */
static const TcApiRoute api_routes[] = {
    {"GET", "/api/v1/status", TC_ROLE_VIEWER, tc_api_status_cb,
     "Everything the panel shows", .replies = {{200, JSON, "Status"}}},
    {"GET", "/api/v1/scenes", TC_ROLE_VIEWER, tc_api_scenes_cb,
     "The scenes, in the order of their keys", .replies = {{200, JSON, "Scenes"}}},
    {"GET", "/api/v1/roster", TC_ROLE_VIEWER, tc_api_roster_cb,
     "The units of the meeting", .replies = {{200, JSON, "Roster"}, {304}}},
    {"GET", "/api/v1/events", TC_ROLE_VIEWER, tc_api_events_cb,
     "Server-sent events: status, then changes as merge patches (RFC 7396)",
     .params = {"Last-Event-ID"}, .replies = {{200, "text/event-stream"}},
     .problems = {503}},
    {"GET", "/api/v1/preflight", TC_ROLE_CREW, tc_api_preflight_cb,
     "Can we go on the air? A line for each step of the signal",
     .replies = {{200, JSON, "Preflight"}}},
    {"GET", "/api/v1/session", TC_ROLE_NONE, tc_api_session_cb, "Who the asker is",
     .replies = {{200, JSON, "Session"}}},
    {"POST", "/api/v1/session", TC_ROLE_NONE, tc_api_login_cb,
     "Logs in: a link's token for a cookie", .body = "Login",
     .replies = {{200, JSON, "Session"}}, .problems = {400, 404}},
    {"DELETE", "/api/v1/session", TC_ROLE_NONE, tc_api_logout_cb, "Logs out",
     .replies = {{204}}},
    {"GET", "/api/v1/tokens", TC_ROLE_CREW, tc_api_tokens_cb,
     "The access tokens, without their secret", .replies = {{200, JSON, "Tokens"}},
     .problems = {409}},
    {"POST", "/api/v1/tokens", TC_ROLE_CREW, tc_api_make_token_cb,
     "Makes a token; it is shown only now", .body = "NewToken",
     .replies = {{201, JSON, "MadeToken"}}, .problems = {400, 409, 422, 503}},
    {"DELETE", "/api/v1/tokens/{name}", TC_ROLE_CREW, tc_api_revoke_token_cb,
     "Revokes a token, by its name or id, at once", .replies = {{204}},
     .problems = {404, 409, 503}},
    {"GET", "/programme.jpg", TC_ROLE_VIEWER, tc_api_programme_cb,
     "What is on the air, as soon as there is a newer picture",
     .params = {"after", "width"}, .replies = {{200, "image/jpeg"}, {204}},
     .problems = {400, 503}},
    {"GET", "/preview.jpg", TC_ROLE_VIEWER, tc_api_preview_cb,
     "The next scene over the live camera, likewise", .params = {"after", "width"},
     .replies = {{200, "image/jpeg"}, {204}}, .problems = {400, 503}},
    {"GET", "/scenes/{file}", TC_ROLE_VIEWER, tc_api_scene_picture_cb,
     "A scene with the data of now, likewise", .params = {"after", "width"},
     .replies = {{200, "image/jpeg"}, {204}}, .problems = {400, 404, 503}},
    {"GET", "/livez", TC_ROLE_NONE, tc_api_livez_cb, "Whether the program lives",
     .replies = {{200, TEXT}}},
    {"GET", "/readyz", TC_ROLE_VIEWER, tc_api_readyz_cb, "Whether the programme runs",
     .params = {"verbose"}, .replies = {{200, TEXT}, {503, TEXT}}},
    {"GET", "/metrics", TC_ROLE_VIEWER, tc_api_metrics_cb,
     "Numbers in the text format of Prometheus", .replies = {{200, TEXT}}},
    {"GET", "/openapi.json", TC_ROLE_NONE, tc_api_openapi_cb, "This document",
     .replies = {{200, JSON}, {304}}},
    {NULL},
};

/* Those above, then all commands, then an end. */
static TcWebRoute *
make_routes (void)
{
  GArray *routes = g_array_new (TRUE, TRUE, sizeof (TcWebRoute));

  for (const TcApiRoute *from = api_routes; from->method; from++) {
    TcWebRoute route = {from->method, from->path, from->handler, from->role};
    g_array_append_val (routes, route);
  }
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
  self->events = tc_events_new (&self->engine);
  self->listen = g_strdup (listen);
  self->routes = make_routes ();
  self->openapi = tc_api_openapi (api_routes);
  if (tokens_file && !(self->tokens = tc_tokens_new (tokens_file, error)))
    return NULL;
  self->server = tc_web_server_new (listen, self->routes, self->tokens, self, error);
  if (!self->server)
    return NULL;
  tc_api_add_pages (self->server);
  return g_steal_pointer (&self);
}

char *
tc_api_link (const char *base, TcRole role, const char *token)
{
  return g_strdup_printf ("%s%s%s#token=%s", base,
                          g_str_has_suffix (base, "/") ? "" : "/",
                          role == TC_ROLE_ORGANIZER ? "organizer.html" : "", token);
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

static gboolean
has_no_commands (gpointer data)
{
  return ((TcApi *)data)->commands == NULL;
}

void
tc_api_free (TcApi *self)
{
  if (!self)
    return;
  self->is_ending = TRUE;
  while (self->changes > 0)
    g_main_context_iteration (NULL, TRUE);
  tc_web_server_wait (has_no_commands, self);
  while (self->commands)
    leave (self->commands->data);
  g_clear_pointer (&self->server, tc_web_server_free);
  tc_events_free (self->events);
  tc_tokens_free (self->tokens);
  g_clear_pointer (&self->openapi, g_bytes_unref);
  g_free (self->listen);
  g_free (self->routes);
  g_free (self);
}
