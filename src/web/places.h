/* SPDX-License-Identifier: MIT
 *
 * places.h - how many connections there may be, and from whom (TC_WEB_MAX_CONNECTIONS,
 * TC_WEB_MAX_FROM_ONE, TC_WEB_RESERVED)
 *
 * Nobody elsewhere can take the places of all others, nor those kept for this machine.
 * A proxy is at this machine, and has limits of its own. Who is one: peer.h.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct TcPlaces TcPlaces;

TcPlaces *tc_places_new (void);
/** NULL is allowed. */
void tc_places_free (TcPlaces *self);
/** FALSE: there is none for @peer. */
gboolean tc_places_take (TcPlaces *self, GInetAddress *peer);
/** Where there is none for @peer: whether it is one more when @other leaves one. */
gboolean
tc_places_is_in_the_way (const TcPlaces *self, GInetAddress *peer, GInetAddress *other);
/** @peer has taken one. */
void tc_places_leave (TcPlaces *self, GInetAddress *peer);
guint tc_places_taken (const TcPlaces *self);

G_END_DECLS
