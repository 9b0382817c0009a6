/* SPDX-License-Identifier: MIT
 *
 * media/island.h - a worker that keeps a source running for ever
 *
 * One thread: opens a source, watches it, closes it when it is lost or silent, pauses,
 * opens a new one. Cameras and audio inputs are islands.
 */
#pragma once

#include "media/source.h"
#include "tallycast/media/camera.h"

G_BEGIN_DECLS

typedef struct TcIsland TcIsland;

/** Strings are copied; `settings->frames` decides whether pictures or sound are
 * watched. */
TcIsland *tc_island_new (const char *id,
                         const TcSourceSettings *settings,
                         const TcCameraCallbacks *callbacks);
void tc_island_start (TcIsland *self);
void tc_island_free (TcIsland *self);

const char *tc_island_id (const TcIsland *self);
void tc_island_get_status (TcIsland *self, TcCameraStatus *out_status);
/** Why it was lost last. Returns: (transfer full) (nullable): it is live, or never was
 * lost. */
json_t *tc_island_dup_why (TcIsland *self);

/** The pause before try number @n (from 0), without jitter: 1, 2, 4, 8, 10, 10 s. */
gint64 tc_island_backoff_ms (guint n);

G_END_DECLS
