/* SPDX-License-Identifier: MIT
 *
 * The parts of `tallycast demo`: a private nginx, and children that are stopped in
 * order.
 *
 * Thread: main.
 */
#pragma once

#include <gio/gio.h>

/* --- a private nginx: RTMP in, HLS and the watch page out
 * ------------------------------ */

typedef struct {
  char *dir;     /* its prefix: conf, html, hls, log, temp */
  char *program; /* nginx */
  char *module;  /* ngx_rtmp_module.so */
  guint16 http_port, rtmp_port;
} TcDemoNginx;

/** Looks for nginx and its RTMP module. FALSE with TC_ERROR_UNAVAILABLE and the
 * packages to install. */
gboolean tc_demo_nginx_find (TcDemoNginx *self, GError **error);
/** Makes @dir with everything in it; when run as root it belongs to www-data, and one
 * line on standard output says so. @title, @subtitle: for the watch page. */
gboolean tc_demo_nginx_write (TcDemoNginx *self,
                              const char *title,
                              const char *subtitle,
                              GError **error);
void tc_demo_nginx_clear (TcDemoNginx *self);

/* --- ports, disk
 * -------------------------------------------------------------------------- */

/** @wanted > 0: that port of 127.0.0.1 or TC_ERROR_UNAVAILABLE ("port 8080 is taken
 * (--page-port)"); else @preferred if it is free, else any. Returns: the port, or 0. */
guint16
tc_demo_port (int wanted, guint16 preferred, const char *option, GError **error);
/** Somebody listens on 127.0.0.1:@port. */
gboolean tc_demo_port_answers (guint16 port);
/** TC_ERROR_UNAVAILABLE when the file system of @path has less than @mb MiB left. */
gboolean tc_demo_disk_has (const char *path, guint mb, GError **error);
/** Removes @path and all below it; symbolic links are not followed. */
void tc_demo_remove_tree (const char *path);

/* --- children
 * ------------------------------------------------------------------------------ */

#define TC_DEMO_STOP_MS 8000 /* from the signal until a child is killed */

typedef struct TcDemoChild TcDemoChild;

/**
 * Starts @argv in a process group of its own, so that Ctrl-C reaches the demo alone,
 * and with a death signal, so that nothing outlives it. @gone is called once, when the
 * child has ended, asked to or not. Returns: (transfer full).
 */
TcDemoChild *tc_demo_child_new (const char *name,
                                const char *const *argv,
                                int stop_signal,
                                void (*gone) (TcDemoChild *child, gpointer data),
                                gpointer data,
                                GError **error);
/** Asks it to stop; kills it after TC_DEMO_STOP_MS. `gone` tells when it has. */
void tc_demo_child_stop (TcDemoChild *self);
const char *tc_demo_child_name (const TcDemoChild *self);
/** "exit 69", "signal 9". Returns: (transfer full). Only after `gone`. */
char *tc_demo_child_end (const TcDemoChild *self);
/** Only after `gone`. */
void tc_demo_child_free (TcDemoChild *self);
