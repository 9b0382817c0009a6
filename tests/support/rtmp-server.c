/* SPDX-License-Identifier: MIT */
#include "rtmp-server.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "process.h"

#define MODULE   "/usr/lib/nginx/modules/ngx_rtmp_module.so"
#define START_US (100 * 1000)
#define TRIES    100

static int
free_port (void)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) any =
      g_inet_socket_address_new_from_string ("127.0.0.1", 0);

  g_assert_true (g_socket_bind (socket, any, FALSE, NULL));
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (socket, NULL);
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
}

static void
remove_tree (const char *path)
{
  const char *const argv[] = {"rm", "-rf", path, NULL};
  g_autoptr (GSubprocess) process =
      g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, NULL);

  g_subprocess_wait (process, NULL, NULL);
}

/* One process, so that killing it kills all of it. As root the worker stays root: the
 * folder is ours. */
static void
write_config (TestServer *self)
{
  g_autofree char *path = g_build_filename (self->dir, "nginx.conf", NULL);
  g_autofree char *text = g_strdup_printf (
      "%s"
      "load_module " MODULE ";\n"
      "daemon off; master_process off; pid nginx.pid; error_log error.log warn;\n"
      "events { worker_connections 64; }\n"
      "rtmp {\n"
      "  log_format t '$command app=$app name=$name args=$args';\n"
      "  access_log access.log t;\n"
      "  server {\n"
      "    listen 127.0.0.1:%d; chunk_size 4096; max_message 4M;\n"
      "    application live {\n"
      "      live on; drop_idle_publisher 30s;\n"
      "      record all; record_path rec; record_unique on;\n"
      "    }\n"
      "  }\n"
      "}\n",
      getuid () == 0 ? "user root;\n" : "", self->port);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

TestServer *
test_server_new (const char *name)
{
  TestServer *self = g_new0 (TestServer, 1);
  const char *build = g_getenv ("TC_BUILD");

  self->dir = g_build_filename (build ? build : g_get_tmp_dir (), "run", name, NULL);
  remove_tree (self->dir);
  g_autofree char *rec = g_build_filename (self->dir, "rec", NULL);
  g_assert_cmpint (g_mkdir_with_parents (rec, 0755), ==, 0);
  self->port = free_port ();
  write_config (self);
  test_server_start (self);
  return self;
}

static gboolean
is_listening (int port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection =
      g_socket_client_connect_to_host (client, "127.0.0.1", (guint16)port, NULL, NULL);

  return connection != NULL;
}

void
test_server_start (TestServer *self)
{
  g_autofree char *config = g_build_filename (self->dir, "nginx.conf", NULL);
  g_autofree char *prefix = g_strconcat (self->dir, "/", NULL);
  const char *const argv[] = {"/usr/sbin/nginx", "-p", prefix, "-e",
                              "error.log",       "-c", config, NULL};

  self->process = test_process_start (argv, G_SUBPROCESS_FLAGS_NONE, self->dir);
  for (int i = 0; i < TRIES && !is_listening (self->port); i++)
    g_usleep (START_US);
  g_assert_true (is_listening (self->port));
}

void
test_server_kill (TestServer *self)
{
  test_process_end (&self->process, SIGKILL);
}

void
test_server_free (TestServer *self)
{
  test_process_end (&self->process, SIGTERM);
  g_free (self->dir);
  g_free (self);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *
test_server_recordings (TestServer *self, const char *prefix)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *rec = g_build_filename (self->dir, "rec", NULL);
  g_autoptr (GDir) dir = g_dir_open (rec, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)))
    if (g_str_has_prefix (name, prefix))
      g_ptr_array_add (found, g_build_filename (rec, name, NULL));
  /* The names end in the second they were begun in. */
  g_ptr_array_sort (found, by_name);
  return found;
}

char *
test_server_log (TestServer *self)
{
  g_autofree char *path = g_build_filename (self->dir, "access.log", NULL);
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : g_strdup ("");
}

TestProxy *
test_proxy_start (int upstream_port)
{
  TestProxy *self = g_new0 (TestProxy, 1);
  g_autofree char *tool =
      g_build_filename (g_getenv ("TC_BUILD"), "tests", "tools", "fault-proxy", NULL);
  g_autofree char *port = g_strdup_printf ("%d", upstream_port);
  const char *const argv[] = {tool, port, NULL};

  self->process = test_process_start (
      argv, G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL);
  self->out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_autofree char *line = g_data_input_stream_read_line (self->out, NULL, NULL, NULL);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "PORT "));
  self->port = (int)g_ascii_strtoll (line + strlen ("PORT "), NULL, 10);
  return self;
}

void
test_proxy_tell (TestProxy *self, const char *command)
{
  g_autofree char *line = g_strconcat (command, "\n", NULL);

  g_output_stream_write_all (g_subprocess_get_stdin_pipe (self->process), line,
                             strlen (line), NULL, NULL, NULL);
  g_output_stream_flush (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
  g_autofree char *answer = g_data_input_stream_read_line (self->out, NULL, NULL, NULL);
  g_assert_cmpstr (answer, ==, "OK");
}

void
test_proxy_stop (TestProxy *self)
{
  test_process_end (&self->process, SIGTERM);
  g_clear_object (&self->out);
  g_free (self);
}
