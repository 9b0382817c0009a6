/* SPDX-License-Identifier: MIT */
#include "events.h"

#include "merge-patch.h"
#include "tallycast/control/alarms.h"
#include "tallycast/control/api.h"

#include <stdlib.h>
#include <string.h>

/* One change, ready to be sent. */
typedef struct {
  guint64 n;
  GBytes *event;
} Change;

/* Those who are told the same. */
typedef struct {
  TcEvents *events;
  GPtrArray *listeners; /* TcWebStream, borrowed until they are gone */
  json_t *told;         /* the document as the last change left it; NULL: none yet */
  guint64 n;            /* of that change */
  char *run;            /* before each number */
  GQueue kept;          /* of Change, the oldest first */
  gsize kept_bytes;
} Audience;

enum {
  VIEWERS,
  OPERATORS,
  N_AUDIENCES
};

struct TcEvents {
  const TcEngine *engine;
  Audience audiences[N_AUDIENCES];
  guint pulse;  /* runs while somebody listens */
  guint change; /* a change is to be told */
  gint64 told_us;
};

/* --- the document ----------------------------------------------------------------- */

/* @of: the member that holds this one, NULL: none. What a record of the log says in
 * words may be a camera's or output's own error; what is wrong with the data quotes it,
 * and that may be a score that is not released. */
static gboolean
is_for_operators (const char *of, const char *key)
{
  static const char *const names[] = {"url",   "file",       "path",    "detail",
                                      "error", "last_error", "message", "address",
                                      "why",   NULL};

  return g_strv_contains (names, key) ||
         (strcmp (key, "text") == 0 &&
          (g_strcmp0 (of, "what") == 0 || g_strcmp0 (of, "refused") == 0));
}

/* What is known of those becomes @instead. */
static void
blank (json_t *part, const char *of, json_t *instead)
{
  const char *key = NULL;
  size_t i = 0;
  json_t *member = NULL;

  if (json_is_array (part)) {
    json_array_foreach (part, i, member)
    {
      blank (member, of, instead);
    }
    return;
  }
  json_object_foreach (part, key, member)
  {
    if (!is_for_operators (of, key))
      blank (member, key, instead);
    else if (!json_is_null (member))
      json_object_set (part, key, instead);
  }
}

/* Alarms say in words what stood in those members: they are made anew of what a viewer
 * may know, that there is an error and not which. */
static void
blank_all (json_t *status)
{
  json_t *silence = json_string ("");
  json_t *alarms = NULL;

  blank (status, NULL, silence);
  json_decref (silence);
  if (json_object_get (status, "alarms"))
    alarms = tc_alarms_of (status);
  blank (status, NULL, json_null ());
  if (alarms)
    json_object_set_new (status, "alarms", alarms);
}

static json_t *
for_audience (const json_t *status, gboolean is_viewer)
{
  if (!is_viewer)
    return json_incref ((json_t *)status);
  json_t *copy = json_deep_copy (status);
  blank_all (copy);
  return copy;
}

json_t *
tc_events_status (const TcEngine *engine, TcRole role)
{
  json_t *status = engine->status (engine->engine);
  json_t *seen = for_audience (status, role <= TC_ROLE_VIEWER);

  json_decref (status);
  return seen;
}

/* --- changes ---------------------------------------------------------------------- */

static GBytes *
make_event (const Audience *self, const char *name, const json_t *document)
{
  g_autofree char *id = g_strdup_printf ("%s-%" G_GUINT64_FORMAT, self->run, self->n);
  char *text = json_dumps (document, JSON_COMPACT);
  GBytes *event = tc_web_event_new (id, name, text);

  free (text);
  return event;
}

static void
drop_oldest (Audience *self)
{
  Change *change = g_queue_pop_head (&self->kept);

  self->kept_bytes -= g_bytes_get_size (change->event);
  g_bytes_unref (change->event);
  g_free (change);
}

static void
keep (Audience *self, GBytes *event)
{
  Change *change = g_new (Change, 1);

  *change = (Change){self->n, g_bytes_ref (event)};
  g_queue_push_tail (&self->kept, change);
  self->kept_bytes += g_bytes_get_size (event);
  while (self->kept.length > TC_EVENTS_KEPT || self->kept_bytes > TC_EVENTS_KEPT_BYTES)
    drop_oldest (self);
}

/* Brings the audience's document up to date. Returns: (transfer full): the event of
 * what has changed, even if nothing has; NULL for the first document. */
static GBytes *
advance (Audience *self, const json_t *status)
{
  json_t *now = for_audience (status, self == &self->events->audiences[VIEWERS]);
  GBytes *event = NULL;

  if (self->told) {
    json_t *patch = tc_merge_patch (self->told, now);
    gboolean has_changed = json_object_size (patch) > 0;
    if (has_changed)
      self->n++;
    event = make_event (self, "change", patch);
    if (has_changed)
      keep (self, event);
    json_decref (patch);
    json_decref (self->told);
  }
  self->told = now;
  return event;
}

static void
tell (Audience *self, const json_t *status)
{
  if (self->listeners->len == 0)
    return;
  g_autoptr (GBytes) event = advance (self, status);
  g_autoptr (GPtrArray) listeners = g_ptr_array_copy (self->listeners, NULL, NULL);
  for (guint i = 0; i < listeners->len; i++)
    tc_web_stream_send (g_ptr_array_index (listeners, i), event);
}

static void
tell_all (TcEvents *self)
{
  json_t *status = self->engine->status (self->engine->engine);

  self->told_us = g_get_monotonic_time ();
  for (int i = 0; i < N_AUDIENCES; i++)
    tell (&self->audiences[i], status);
  json_decref (status);
}

static gboolean
pulse_cb (gpointer data)
{
  tell_all (data);
  return G_SOURCE_CONTINUE;
}

static gboolean
change_cb (gpointer data)
{
  TcEvents *self = data;

  self->change = 0;
  tell_all (self);
  return G_SOURCE_REMOVE;
}

static guint
count_listeners (const TcEvents *self)
{
  guint n = 0;

  for (int i = 0; i < N_AUDIENCES; i++)
    n += self->audiences[i].listeners->len;
  return n;
}

void
tc_events_changed (TcEvents *self)
{
  gint64 wait_ms = TC_EVENTS_MIN_MS - (g_get_monotonic_time () - self->told_us) / 1000;

  if (self->change != 0 || count_listeners (self) == 0)
    return;
  if (wait_ms > 0)
    self->change = g_timeout_add ((guint)wait_ms, change_cb, self);
  else
    self->change = g_idle_add_full (G_PRIORITY_DEFAULT, change_cb, self, NULL);
}

/* --- listeners -------------------------------------------------------------------- */

static void
gone_cb (TcWebStream *stream, gpointer data)
{
  Audience *audience = data;
  TcEvents *self = audience->events;

  g_ptr_array_remove_fast (audience->listeners, stream);
  if (count_listeners (self) == 0)
    g_clear_handle_id (&self->pulse, g_source_remove);
}

/* The number after which @id's bearer has seen nothing; FALSE when what came since is
 * not kept. */
static gboolean
can_resume (const Audience *self, const char *id, guint64 *n)
{
  gsize length = strlen (self->run);
  const Change *oldest = g_queue_peek_head ((GQueue *)&self->kept);

  if (!id || strncmp (id, self->run, length) != 0 || id[length] != '-' ||
      !g_ascii_string_to_unsigned (id + length + 1, 10, 0, self->n, n, NULL))
    return FALSE;
  return *n == self->n || (oldest && oldest->n <= *n + 1);
}

static void
greet (Audience *self, TcWebStream *stream, const char *last_id)
{
  guint64 seen = 0;

  if (!can_resume (self, last_id, &seen)) {
    g_autoptr (GBytes) event = make_event (self, "status", self->told);
    tc_web_stream_send (stream, event);
    return;
  }
  for (const GList *link = self->kept.head; link; link = link->next) {
    const Change *change = link->data;
    if (change->n > seen && !tc_web_stream_send (stream, change->event))
      return;
  }
}

void
tc_events_listen (TcEvents *self, TcWebRequest *request)
{
  gboolean is_viewer = tc_web_request_role (request) <= TC_ROLE_VIEWER;
  Audience *audience = &self->audiences[is_viewer ? VIEWERS : OPERATORS];
  g_autofree char *last_id =
      g_strdup (tc_web_request_header (request, "Last-Event-ID"));

  if (count_listeners (self) >= TC_API_MAX_EVENTS) {
    tc_web_reply_problem (request, 503, "%d listeners are connected already",
                          TC_API_MAX_EVENTS);
    return;
  }
  if (audience->listeners->len == 0) {
    json_t *status = self->engine->status (self->engine->engine);
    GBytes *event = advance (audience, status);
    g_clear_pointer (&event, g_bytes_unref);
    json_decref (status);
  }
  TcWebStream *stream = tc_web_stream_new (request, gone_cb, audience);
  g_ptr_array_add (audience->listeners, stream);
  if (self->pulse == 0)
    self->pulse = g_timeout_add (TC_API_EVENT_MS, pulse_cb, self);
  greet (audience, stream, last_id);
  /* What others have been told may be a pulse old: soon all know the same. */
  tc_events_changed (self);
}

/* --- life ------------------------------------------------------------------------- */

TcEvents *
tc_events_new (const TcEngine *engine)
{
  TcEvents *self = g_new0 (TcEvents, 1);

  self->engine = engine;
  for (int i = 0; i < N_AUDIENCES; i++) {
    Audience *audience = &self->audiences[i];
    audience->events = self;
    audience->listeners = g_ptr_array_new ();
    audience->run = g_strdup_printf ("%08x%c", g_random_int (), "vo"[i]);
    g_queue_init (&audience->kept);
  }
  return self;
}

void
tc_events_free (TcEvents *self)
{
  if (!self)
    return;
  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_handle_id (&self->change, g_source_remove);
  for (int i = 0; i < N_AUDIENCES; i++) {
    Audience *audience = &self->audiences[i];
    while (audience->kept.length > 0)
      drop_oldest (audience);
    g_ptr_array_unref (audience->listeners);
    json_decref (audience->told);
    g_free (audience->run);
  }
  g_free (self);
}
