/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/listen.h - where a server of ours may listen, and what is this machine
 *
 * Thread: any.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** "localhost" in any case, or a loopback address without brackets. */
gboolean tc_is_loopback_name (const char *host);

/**
 * tc_listen_parse:
 * @text: "HOST:PORT", an IPv6 address in brackets
 * @address: (out) (transfer full): the address, "127.0.0.1" for localhost
 *
 * Returns: FALSE with TC_ERROR_CONFIG, without prefix, when it is none.
 */
gboolean
tc_listen_parse (const char *text, char **address, guint16 *port, GError **error);

/** Whether nobody but this machine can reach what listens at @text, which
 * tc_listen_parse has taken. FALSE with TC_ERROR_CONFIG, without prefix. */
gboolean tc_listen_check_local (const char *text, GError **error);

/** Where others find what listens at @text (as above) on @port:
 * "http://192.0.2.7:8088/", one for each address of this machine's networks that @text
 * takes in; for a loopback address that one. Never empty. Returns: (transfer full)
 * (array zero-terminated=1). */
char **tc_listen_urls (const char *text, guint16 port);

G_END_DECLS
