/* SPDX-License-Identifier: MIT */
#include "app/preflight.h"

#include <string.h>

#include "tallycast/core/child.h"
#include "tallycast/core/clock.h"
#include "tallycast/core/sync.h"

#define PROGRAM "/proc/self/exe"

typedef enum {
  SCENES,
  MACHINE,
  N_PARTS
} Part;

static const char *const part_names[N_PARTS] = {"scenes", "machine"};

struct TcPreflight {
  const TcConfig *config;
  void (*changed) (gpointer data);
  gpointer data;
  char *program;
  GThread *thread; /* NULL: never run */
  gint is_ending;  /* atomic */

  pthread_mutex_t lock;
  /* guards: */
  gboolean is_busy;
  gboolean wanted[N_PARTS];
  const char *running;    /* a part's name, or NULL */
  json_t *found[N_PARTS]; /* owned; NULL: not yet */
  char *time;             /* of the last end */
  gint64 took_ms;
};

TcPreflight *
tc_preflight_new (const TcConfig *config,
                  void (*changed) (gpointer data),
                  gpointer data)
{
  TcPreflight *self = g_new0 (TcPreflight, 1);

  self->config = config;
  self->changed = changed;
  self->data = data;
  self->program = g_file_read_link (PROGRAM, NULL);
  pthread_mutex_init (&self->lock, NULL);
  return self;
}

void
tc_preflight_free (TcPreflight *self)
{
  if (self == NULL)
    return;
  g_atomic_int_set (&self->is_ending, 1);
  if (self->thread != NULL)
    g_thread_join (self->thread);
  for (Part part = 0; part < N_PARTS; part++)
    json_decref (self->found[part]);
  pthread_mutex_destroy (&self->lock);
  g_free (self->program);
  g_free (self->time);
  g_free (self);
}

/* --- one part --- */

static char **
set (char **environment, const char *name, const char *value)
{
  return value != NULL ? g_environ_setenv (environment, name, value, TRUE)
                       : g_environ_unsetenv (environment, name);
}

/* What flags have said to us, said again; what they have not is in the file. */
static char **
environment_of (const TcConfig *config)
{
  g_autofree char *size =
      g_strdup_printf ("%dx%d", config->programme.width, config->programme.height);
  g_autofree char *fps =
      g_strdup_printf ("%d/%d", config->programme.rate.num, config->programme.rate.den);
  g_autofree char *kbps = g_strdup_printf ("%d", config->encoders[0].bitrate_kbps);
  char **environment = g_get_environ ();

  environment = set (environment, "TALLYCAST_CONFIG", config->path);
  environment = set (environment, "TALLYCAST_SIZE", size);
  environment = set (environment, "TALLYCAST_FPS", fps);
  environment = set (environment, "TALLYCAST_BITRATE", kbps);
  environment = set (environment, "TALLYCAST_SCENE", config->overlays.scene);
  environment = set (environment, "TALLYCAST_RECORD", config->record.dir);
  return set (environment, "TALLYCAST_BACKEND", config->backend.url);
}

static json_t *
failure (const char *why)
{
  return json_pack ("{s:s}", "error", why);
}

/* Returns: (transfer full): what it printed, or why there is nothing. */
static json_t *
check (TcPreflight *self, const char *part)
{
  const char *const argv[] = {"nice",   "-n",     "10", self->program, "check",
                              "--json", "--part", part, NULL};
  g_auto (GStrv) environment = environment_of (self->config);
  TcChild child = {.argv = argv,
                   .environment = (const char *const *)environment,
                   .limit_ms = TC_PREFLIGHT_LIMIT_MS,
                   .max_output = TC_PREFLIGHT_MAX_BYTES,
                   .is_cancelled = &self->is_ending};
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  int exit_code;

  if (self->program == NULL)
    return failure ("our own program is not found");
  if (!tc_child_run (&child, &output, &exit_code, &error))
    return failure (error->message);
  json_t *found = json_loads (output, 0, NULL);
  if (json_is_object (found))
    return found;
  json_decref (found);
  g_autofree char *why = g_strdup_printf ("check ended with %d", exit_code);
  return failure (why);
}

/* --- the worker --- */

static char *
now_text (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%S%:z");
}

static gboolean
begin (TcPreflight *self, Part part)
{
  TC_LOCKED (&self->lock);
  if (!self->wanted[part])
    return FALSE;
  self->running = part_names[part];
  return TRUE;
}

static void
end (TcPreflight *self, Part part, json_t *found)
{
  TC_LOCKED (&self->lock);
  self->running = NULL;
  json_decref (self->found[part]);
  self->found[part] = found;
}

static gpointer
work (gpointer data)
{
  TcPreflight *self = data;
  gint64 begin_us = g_get_monotonic_time ();

  for (Part part = 0; part < N_PARTS; part++) {
    if (!begin (self, part))
      continue;
    self->changed (self->data);
    end (self, part, check (self, part_names[part]));
  }
  {
    TC_LOCKED (&self->lock);
    self->is_busy = FALSE;
    g_free (self->time);
    self->time = now_text ();
    self->took_ms = (g_get_monotonic_time () - begin_us) / 1000;
  }
  self->changed (self->data);
  return NULL;
}

gboolean
tc_preflight_run (TcPreflight *self, const char *line)
{
  gboolean is_machine =
      g_strcmp0 (line, "disk") == 0 || g_strcmp0 (line, "encoder") == 0;

  if (line != NULL && !is_machine && strcmp (line, "names") != 0)
    return TRUE; /* known at any moment */
  {
    TC_LOCKED (&self->lock);
    if (self->is_busy)
      return FALSE;
    self->is_busy = TRUE;
    self->wanted[SCENES] = !is_machine;
    self->wanted[MACHINE] = line == NULL || is_machine;
  }
  if (self->thread != NULL)
    g_thread_join (self->thread); /* it has ended, or is about to */
  self->thread = g_thread_new ("preflight", work, self);
  return TRUE;
}

json_t *
tc_preflight_checks (TcPreflight *self)
{
  TC_LOCKED (&self->lock);
  return json_pack ("{s:s?, s:O?, s:O?, s:s?, s:o}", "running", self->running, "scenes",
                    self->found[SCENES], "machine", self->found[MACHINE], "time",
                    self->time, "took_ms",
                    self->time != NULL ? json_integer (self->took_ms) : json_null ());
}
