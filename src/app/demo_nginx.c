/* SPDX-License-Identifier: MIT
 *
 * Debian's nginx as a private child: its own prefix, configuration, log, pid and
 * temporary paths, nothing of the system's, listening on 127.0.0.1 alone.
 */
#include "app/demo.h"

#include "tallycast/core/error.h"

#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#define WORKER     "www-data"
#define MODULE     "/usr/lib/nginx/modules/ngx_rtmp_module.so"
#define MODULE_ENV "TALLYCAST_NGINX_MODULE"

/* The RTMP module knows no prefix: its path is absolute. Fragments of 2 s, as long as a
 * GOP; six of them in the playlist. */
static const char conf[] =
    "load_module %s;\n"
    "%s"
    "daemon off;\n"
    "worker_processes 1;\n"
    "pid nginx.pid;\n"
    "error_log error.log warn;\n"
    "events { worker_connections 256; }\n"
    "rtmp {\n"
    "  access_log off;\n" /* its default lies in /var/log/nginx */
    "  server {\n"
    "    listen 127.0.0.1:%u;\n"
    "    chunk_size 4096;\n"
    "    application show {\n"
    "      live on;\n"
    "      wait_key on;\n"
    "      hls on;\n"
    "      hls_path %s/html/hls;\n"
    "      hls_fragment 2s;\n"
    "      hls_playlist_length 12s;\n"
    "      hls_continuous on;\n"
    "    }\n"
    "  }\n"
    "}\n"
    "http {\n"
    "  access_log off;\n"
    "  server_tokens off;\n"
    "  client_body_temp_path temp/body;\n"
    "  proxy_temp_path temp/proxy;\n"
    "  fastcgi_temp_path temp/fastcgi;\n"
    "  uwsgi_temp_path temp/uwsgi;\n"
    "  scgi_temp_path temp/scgi;\n"
    "  types {\n"
    "    text/html html;\n"
    "    text/css css;\n"
    "    text/javascript js;\n"
    "    text/plain txt;\n"
    "    application/json json;\n"
    "    application/vnd.apple.mpegurl m3u8;\n"
    "    video/mp2t ts;\n"
    "  }\n"
    "  charset utf-8;\n"
    "  charset_types text/css text/javascript text/plain application/json;\n"
    "  server {\n"
    "    listen 127.0.0.1:%u;\n"
    "    root html;\n"
    "    add_header Cache-Control no-store always;\n"
    "    add_header X-Content-Type-Options nosniff always;\n"
    "    add_header Content-Security-Policy \"default-src 'none'; script-src 'self'; "
    "style-src 'self'; connect-src 'self'; media-src 'self' blob:; worker-src blob:; "
    "img-src data:\" always;\n"
    "  }\n"
    "}\n";

gboolean
tc_demo_nginx_find (TcDemoNginx *self, GError **error)
{
  self->program = g_find_program_in_path ("nginx");
  if (!self->program && g_file_test ("/usr/sbin/nginx", G_FILE_TEST_IS_EXECUTABLE))
    self->program = g_strdup ("/usr/sbin/nginx");
  const char *named = g_getenv (MODULE_ENV);
  self->module = g_strdup (named ? named : MODULE);
  if (self->program && g_file_test (self->module, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
               "%s is missing: apt-get install nginx-light libnginx-mod-rtmp",
               self->program ? self->module : "nginx");
  return FALSE;
}

static gboolean
fail_errno (const char *path, GError **error)
{
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: %s", path,
               g_strerror (errno));
  return FALSE;
}

static gboolean
write_file (const TcDemoNginx *self,
            const char *name,
            const char *text,
            gssize length,
            GError **error)
{
  g_autofree char *path = g_build_filename (self->dir, name, NULL);
  return g_file_set_contents (path, text, length, error);
}

static gboolean
write_page (const TcDemoNginx *self, GError **error)
{
  static const char *const names[] = {"index.html", "watch.css", "watch.js",
                                      "hls.light.min.js", "hls.js-LICENSE.txt"};
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *resource = g_strconcat ("/tallycast/app/watch/", names[i], NULL);
    g_autofree char *name = g_build_filename ("html", names[i], NULL);
    g_autoptr (GBytes) bytes =
        g_resources_lookup_data (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
    gsize length = 0;
    const char *text = bytes ? g_bytes_get_data (bytes, &length) : NULL;
    if (!text || !write_file (self, name, text, (gssize)length, error))
      return FALSE;
  }
  return TRUE;
}

/* nginx starts as root and lets a worker as www-data do the work: that one writes. */
static gboolean
give_to_worker (const TcDemoNginx *self, GError **error)
{
  const struct passwd *worker = getpwnam (WORKER);
  if (!worker) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "there is no user " WORKER);
    return FALSE;
  }
  static const char *const names[] = {"", "html", "html/hls", "temp"};
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (self->dir, names[i], NULL);
    if (chown (path, worker->pw_uid, worker->pw_gid) != 0)
      return fail_errno (path, error);
  }
  printf ("run as root: nginx's folder and workers belong to " WORKER "\n");
  return TRUE;
}

gboolean
tc_demo_nginx_write (TcDemoNginx *self,
                     const char *title,
                     const char *subtitle,
                     GError **error)
{
  static const char *const dirs[] = {"html/hls", "temp"};
  for (gsize i = 0; i < G_N_ELEMENTS (dirs); i++) {
    g_autofree char *path = g_build_filename (self->dir, dirs[i], NULL);
    if (g_mkdir_with_parents (path, 0755) != 0)
      return fail_errno (path, error);
  }
  gboolean is_root = geteuid () == 0;
  g_autofree char *text =
      g_strdup_printf (conf, self->module, is_root ? "user " WORKER ";\n" : "",
                       (guint)self->rtmp_port, self->dir, (guint)self->http_port);
  json_t *meeting = json_pack ("{s:s, s:s}", "title", title, "subtitle", subtitle);
  char *meeting_text = json_dumps (meeting, 0);
  json_decref (meeting);
  gboolean ok = write_file (self, "nginx.conf", text, -1, error) &&
                write_file (self, "html/meeting.json", meeting_text, -1, error) &&
                write_page (self, error) && (!is_root || give_to_worker (self, error));
  free (meeting_text);
  return ok;
}

void
tc_demo_nginx_clear (TcDemoNginx *self)
{
  g_clear_pointer (&self->dir, g_free);
  g_clear_pointer (&self->program, g_free);
  g_clear_pointer (&self->module, g_free);
}
