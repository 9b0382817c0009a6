/* SPDX-License-Identifier: MIT
 *
 * tallycast demo: a rehearsed meeting, a private nginx and the broadcast itself on one
 * machine. Three children, started in that order, each when the one before it answers;
 * stopped in the opposite order, so that the broadcast says goodbye to a server that is
 * still there. Whatever ends by itself ends the demo.
 */
#include "app/demo.h"
#include "tallycast/app/app.h"
#include "tallycast/app/options.h"
#include "tallycast/app/rehearse.h"
#include "tallycast/core/error.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib-unix.h>
#include <jansson.h>
#include <sys/stat.h>

#define PAGE_PORT    8080
#define RTMP_PORT    1935
#define CONTROL_PORT 8088
#define BACKEND_PORT 8090
#define START_MS     15000 /* for one child to answer */
#define LOOK_MS      50
#define TEMP_MB      100  /* HLS fragments, state */
#define RECORD_MB    1200 /* the recorder keeps 1 GB free by itself */

enum {
  REHEARSE,
  NGINX,
  LIVE,
  N_CHILDREN
};

typedef struct {
  char *script, *record, *size, *fps, *bitrate, *preset, *speed, *seed;
  int page_port, rtmp_port, control_port, backend_port;
} Options;

typedef struct {
  const Options *options;
  char *self; /* the program */
  char *dir;  /* temporary */
  char *record;
  TcDemoNginx nginx;
  guint16 control_port, backend_port;
  TcDemoChild *children[N_CHILDREN];
  int n_started;
  gint64 deadline_us;
  guint timer;
  gboolean is_stopping;
  int exit_code;
  GMainLoop *loop;
} Demo;

/* --- preparations
 * --------------------------------------------------------------------- */

static gboolean
choose_ports (Demo *self, GError **error)
{
  const Options *o = self->options;
  return (self->nginx.http_port =
              tc_demo_port (o->page_port, PAGE_PORT, "--page-port", error)) &&
         (self->nginx.rtmp_port =
              tc_demo_port (o->rtmp_port, RTMP_PORT, "--rtmp-port", error)) &&
         (self->control_port =
              tc_demo_port (o->control_port, CONTROL_PORT, "--control-port", error)) &&
         (self->backend_port =
              tc_demo_port (o->backend_port, BACKEND_PORT, "--backend-port", error));
}

static gboolean
make_folders (Demo *self, GError **error)
{
  self->record = g_canonicalize_filename (
      self->options->record ? self->options->record : "recordings", NULL);
  if (g_mkdir_with_parents (self->record, 0755) != 0) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: %s", self->record,
                 g_strerror (errno));
    return FALSE;
  }
  g_autofree char *template =
      g_build_filename (g_get_tmp_dir (), "tallycast-demo-XXXXXX", NULL);
  if (!tc_demo_disk_has (g_get_tmp_dir (), TEMP_MB, error) ||
      !tc_demo_disk_has (self->record, RECORD_MB, error))
    return FALSE;
  if (!g_mkdtemp (template)) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: %s", template,
                 g_strerror (errno));
    return FALSE;
  }
  self->dir = g_steal_pointer (&template);
  if (geteuid () == 0 && chmod (self->dir, 0711) != 0) { /* www-data passes through */
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: %s", self->dir,
                 g_strerror (errno));
    return FALSE;
  }
  self->nginx.dir = g_build_filename (self->dir, "nginx", NULL);
  return TRUE;
}

/* JSON is YAML: what is written here needs no quoting rules of its own. */
static gboolean
write_config (const Demo *self, GError **error)
{
  const Options *o = self->options;
  g_autofree char *backend =
      g_strdup_printf ("http://127.0.0.1:%u", (guint)self->backend_port);
  g_autofree char *output =
      g_strdup_printf ("rtmp://127.0.0.1:%u/show/live", (guint)self->nginx.rtmp_port);
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", (guint)self->control_port);
  g_autofree char *state = g_build_filename (self->dir, "state", NULL);
  g_autofree char *path = g_build_filename (self->dir, "tallycast.yaml", NULL);
  json_t *config = json_pack (
      "{s:[{s:s, s:s}], s:{s:s}, s:[{s:s, s:s}], s:[{s:s}], s:{s:s, "
      "s:i}, s:{s:s}, "
      "s:s}",
      "cameras", "id", "main", "uri", "test:", "backend", "url", backend, "outputs",
      "id", "public", "url", output, "encoders", "id", "main", "record", "dir",
      self->record, "keep_free_gb", 1, "control", "listen", listen, "state_dir", state);
  if (o->preset)
    json_object_set_new (json_array_get (json_object_get (config, "encoders"), 0),
                         "preset", json_string (o->preset));
  char *text = json_dumps (config, JSON_INDENT (2));
  json_decref (config);
  gboolean ok = g_file_set_contents (path, text, -1, error);
  free (text);
  return ok;
}

static gboolean
prepare (Demo *self, GError **error)
{
  g_autoptr (TcScript) script = tc_script_load (self->options->script, error);
  if (!script)
    return FALSE;
  self->self = g_file_read_link ("/proc/self/exe", error);
  return self->self && tc_demo_nginx_find (&self->nginx, error) &&
         choose_ports (self, error) && make_folders (self, error) &&
         tc_demo_nginx_write (&self->nginx, script->meeting_title,
                              script->meeting_subtitle, error) &&
         write_config (self, error);
}

/* --- children
 * --------------------------------------------------------------------------- */

static void stop_next (Demo *self);

static void
fail (Demo *self, const char *text)
{
  fprintf (stderr, "tallycast demo: error: %s\n", text);
  self->exit_code = TC_ERROR_UNAVAILABLE;
  if (!self->is_stopping)
    stop_next (self);
}

static void
gone_cb (TcDemoChild *child, gpointer data)
{
  Demo *self = data;
  for (int i = 0; i < N_CHILDREN; i++) {
    if (self->children[i] == child)
      self->children[i] = NULL;
  }
  if (!self->is_stopping) {
    g_autofree char *end = tc_demo_child_end (child);
    g_autofree char *text =
        g_strdup_printf ("%s ended (%s)", tc_demo_child_name (child), end);
    tc_demo_child_free (child);
    fail (self, text);
    return;
  }
  tc_demo_child_free (child);
  stop_next (self);
}

/* Asks the last one that still runs to end; when none does, the demo is over. */
static void
stop_next (Demo *self)
{
  self->is_stopping = TRUE;
  if (self->timer)
    g_source_remove (self->timer);
  self->timer = 0;
  for (int i = N_CHILDREN - 1; i >= 0; i--) {
    if (self->children[i]) {
      tc_demo_child_stop (self->children[i]);
      return;
    }
  }
  g_main_loop_quit (self->loop);
}

/* @argv becomes the whole command line; of @given, pairs of option and value, those
 * with a value. */
static void
complete (GPtrArray *argv,
          const char *const *fixed,
          const char *const (*given)[2],
          gsize n_given)
{
  for (gsize i = 0; fixed[i]; i++)
    g_ptr_array_add (argv, (gpointer)fixed[i]);
  for (gsize i = 0; i < n_given; i++) {
    if (given[i][1]) {
      g_ptr_array_add (argv, (gpointer)given[i][0]);
      g_ptr_array_add (argv, (gpointer)given[i][1]);
    }
  }
  g_ptr_array_add (argv, NULL);
}

static TcDemoChild *
start_rehearse (Demo *self, GError **error)
{
  const Options *o = self->options;
  g_autofree char *listen = g_strdup_printf ("127.0.0.1:%u", (guint)self->backend_port);
  const char *const fixed[] = {self->self, "rehearse", "--listen", listen,
                               "--quiet",  "--loop",   NULL};
  const char *const given[][2] = {
      {"--script", o->script}, {"--speed", o->speed}, {"--seed", o->seed}};
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  complete (argv, fixed, given, G_N_ELEMENTS (given));
  return tc_demo_child_new ("rehearse", (const char *const *)argv->pdata, SIGTERM,
                            gone_cb, self, error);
}

static TcDemoChild *
start_nginx (Demo *self, GError **error)
{
  const TcDemoNginx *nginx = &self->nginx;
  const char *const argv[] = {nginx->program, "-p", nginx->dir,  "-c",
                              "nginx.conf",   "-e", "error.log", NULL};
  return tc_demo_child_new ("nginx", argv, SIGTERM, gone_cb, self, error);
}

static TcDemoChild *
start_live (Demo *self, GError **error)
{
  const Options *o = self->options;
  g_autofree char *config = g_build_filename (self->dir, "tallycast.yaml", NULL);
  const char *const fixed[] = {self->self, "live", "--config", config, NULL};
  const char *const given[][2] = {
      {"--size", o->size}, {"--fps", o->fps}, {"--bitrate", o->bitrate}};
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  complete (argv, fixed, given, G_N_ELEMENTS (given));
  return tc_demo_child_new ("live", (const char *const *)argv->pdata, SIGINT, gone_cb,
                            self, error);
}

static void
say_where (const Demo *self)
{
  printf ("\ntallycast demo: on the air\n\n"
          "  watch      http://127.0.0.1:%u/\n"
          "  control    http://127.0.0.1:%u/\n"
          "  backend    http://127.0.0.1:%u/  (a rehearsed meeting)\n"
          "  stream     rtmp://127.0.0.1:%u/show/live\n"
          "  recording  %s\n\n"
          "Ctrl-C ends it.\n\n",
          (guint)self->nginx.http_port, (guint)self->control_port,
          (guint)self->backend_port, (guint)self->nginx.rtmp_port, self->record);
  fflush (stdout);
}

static void
start_next (Demo *self)
{
  static TcDemoChild *(*const starters[]) (Demo *, GError **) = {
      start_rehearse, start_nginx, start_live};
  g_autoptr (GError) error = NULL;
  int i = self->n_started;
  self->children[i] = starters[i](self, &error);
  if (!self->children[i]) {
    fail (self, error->message);
    return;
  }
  self->n_started++;
  self->deadline_us = g_get_monotonic_time () + START_MS * G_TIME_SPAN_MILLISECOND;
}

/* Looks whether the child started last answers; then it is the next one's turn. */
static gboolean
look_cb (gpointer data)
{
  Demo *self = data;
  const guint16 ports[] = {self->backend_port, self->nginx.rtmp_port,
                           self->control_port};
  int newest = self->n_started - 1;
  if (!tc_demo_port_answers (ports[newest])) {
    if (g_get_monotonic_time () < self->deadline_us)
      return G_SOURCE_CONTINUE;
    g_autofree char *text = g_strdup_printf (
        "%s does not answer", tc_demo_child_name (self->children[newest]));
    self->timer = 0;
    fail (self, text);
    return G_SOURCE_REMOVE;
  }
  if (self->n_started < N_CHILDREN) {
    /* A failure has begun the end, and taken this timer away. */
    start_next (self);
    return self->timer ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
  }
  self->timer = 0;
  say_where (self);
  return G_SOURCE_REMOVE;
}

static gboolean
signal_cb (gpointer data)
{
  Demo *self = data;
  if (!self->is_stopping)
    stop_next (self);
  return G_SOURCE_CONTINUE;
}

static void
run (Demo *self)
{
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
  guint sources[G_N_ELEMENTS (signals)];
  self->loop = g_main_loop_new (NULL, FALSE);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    sources[i] = g_unix_signal_add (signals[i], signal_cb, self);
  self->timer = g_timeout_add (LOOK_MS, look_cb, self);
  start_next (self);
  if (self->n_started > 0)
    g_main_loop_run (self->loop);
  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++)
    g_source_remove (sources[i]);
  g_main_loop_unref (self->loop);
}

static void
demo_clear (Demo *self)
{
  if (self->dir)
    tc_demo_remove_tree (self->dir);
  tc_demo_nginx_clear (&self->nginx);
  g_free (self->self);
  g_free (self->dir);
  g_free (self->record);
}

static void
options_clear (Options *o)
{
  g_free (o->script);
  g_free (o->record);
  g_free (o->size);
  g_free (o->fps);
  g_free (o->bitrate);
  g_free (o->preset);
  g_free (o->speed);
  g_free (o->seed);
}

static gboolean
ports_are_valid (const Options *o)
{
  const int ports[] = {o->page_port, o->rtmp_port, o->control_port, o->backend_port};
  for (gsize i = 0; i < G_N_ELEMENTS (ports); i++) {
    if (ports[i] < 0 || ports[i] > G_MAXUINT16)
      return FALSE;
  }
  return TRUE;
}

int
tc_app_demo (int argc, char **argv)
{
  Options o = {NULL};
  const GOptionEntry entries[] = {
      {"script", 0, 0, G_OPTION_ARG_FILENAME, &o.script,
       "what is rehearsed; else the sample meeting", "FILE"},
      {"speed", 0, 0, G_OPTION_ARG_STRING, &o.speed, "of the rehearsal; 1", "N"},
      {"seed", 0, 0, G_OPTION_ARG_STRING, &o.seed, "of the rehearsal", "N"},
      {"record", 0, 0, G_OPTION_ARG_FILENAME, &o.record,
       "where the recording goes; recordings", "DIR"},
      {"size", 0, 0, G_OPTION_ARG_STRING, &o.size, "1920x1080", "WxH"},
      {"fps", 0, 0, G_OPTION_ARG_STRING, &o.fps, "25", "N"},
      {"bitrate", 0, 0, G_OPTION_ARG_STRING, &o.bitrate, "4500", "KBPS"},
      {"preset", 0, 0, G_OPTION_ARG_STRING, &o.preset, "of the encoder; veryfast",
       "NAME"},
      {"page-port", 0, 0, G_OPTION_ARG_INT, &o.page_port,
       "of the watch page; 8080, or any free one", "PORT"},
      {"rtmp-port", 0, 0, G_OPTION_ARG_INT, &o.rtmp_port,
       "of the private nginx; 1935, or any free one", "PORT"},
      {"control-port", 0, 0, G_OPTION_ARG_INT, &o.control_port,
       "of the control page; 8088, or any free one", "PORT"},
      {"backend-port", 0, 0, G_OPTION_ARG_INT, &o.backend_port,
       "of the rehearsal; 8090, or any free one", "PORT"},
      {NULL},
  };
  Demo demo = {.options = &o};
  g_autoptr (GError) error = NULL;
  int exit_code = 0;
  if (!tc_options_parse (&argc, &argv, entries, "",
                         "Rehearses a meeting and broadcasts it, all on this machine.",
                         0, &exit_code)) {
    options_clear (&o);
    return exit_code;
  }
  if (!ports_are_valid (&o)) {
    exit_code = tc_options_usage_error ("demo", "a port is 1 .. 65535");
  } else if (!prepare (&demo, &error)) {
    exit_code = tc_options_report ("demo", error);
  } else {
    run (&demo);
    exit_code = demo.exit_code;
  }
  demo_clear (&demo);
  options_clear (&o);
  return exit_code;
}
