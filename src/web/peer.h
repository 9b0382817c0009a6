/* SPDX-License-Identifier: MIT
 *
 * peer.h - whom a connection, or a wrong token, is counted for
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** The address of an Internet socket's peer; of IPv4 also where the socket listens on
 * [::]. Returns: (transfer full). */
GInetAddress *tc_peer_address (GSocketAddress *remote);

/**
 * For whom what comes from @peer is counted: for its address, or, of IPv6, its network:
 * whoever has one address of a /64 has all of them. @forwarded_for: (nullable):
 * X-Forwarded-For. It tells more only where @peer is this machine itself: then a proxy
 * here has added the last name in it. From anywhere else it is what somebody likes to
 * write. Returns: (transfer full).
 */
char *tc_peer_counted (GInetAddress *peer, const char *forwarded_for);

G_END_DECLS
