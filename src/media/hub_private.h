/* SPDX-License-Identifier: MIT
 *
 * What hub.c (sorting) and hub_tap.c (one consumer's queue) know of each other.
 */
#pragma once

#include "tallycast/media/hub.h"

G_BEGIN_DECLS

/** A tap takes a reference, or drops, by its limits. Takes the tap's lock. */
void tc_hub_tap_put (TcHubTap *self, TcPacket *packet);

void tc_hub_attach (TcHub *self, TcHubTap *tap);
void tc_hub_detach (TcHub *self, TcHubTap *tap);

G_END_DECLS
