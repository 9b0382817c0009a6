/* SPDX-License-Identifier: MIT
 *
 * tests/support/rig.h - a camera, its sound and a running ticker, watched at the sink
 */
#pragma once

#include "tallycast/media/camera.h"
#include "tallycast/media/ticker.h"

#define RIG_WIDTH    320
#define RIG_HEIGHT   180
#define RIG_DELAY_MS 500
/* Generous: only a hang may reach it. */
#define RIG_TIMEOUT_S 40

typedef struct {
  TcCamera *camera;
  TcAudioRing *ring;
  TcTicker *ticker;
  TcSlot shots;

  pthread_mutex_t lock; /* guards: all below */
  char text[160];       /* why the camera was lost last */
  guint pictures;
  guint changes; /* pictures that differ from the one before */
  guint8 corner; /* luma at the left edge of the last picture, half way down */
  guint8 centre;
  gint64 last_hash;
  double energy;   /* of the sound so far */
  gint64 quiet;    /* samples since the last loud one */
  gint64 flash_at; /* programme sample at which the picture turned white; -1: none */
  gint64 beep_at;  /* programme sample at which the tone began; -1: none */
  gboolean was_white;
  guint pairs;     /* flashes with their beeps */
  double worst_ms; /* largest distance */
  double sum_ms;
} Rig;

/** Starts a camera and a ticker of 25 frames a second on the machine's own clock. */
Rig *rig_new (const char *uri, const char *auth);
void rig_free (Rig *self);

/** Waits for @condition. Fails the test after RIG_TIMEOUT_S. */
#define rig_wait(condition)                                                    \
  G_STMT_START                                                                 \
  {                                                                            \
    gint64 rig_end = g_get_monotonic_time () + RIG_TIMEOUT_S * G_USEC_PER_SEC; \
    while (!(condition) && g_get_monotonic_time () < rig_end)                  \
      g_usleep (20000);                                                        \
    if (!(condition))                                                          \
      g_error ("timed out: %s", #condition);                                   \
  }                                                                            \
  G_STMT_END

TcViewState rig_view (Rig *self);
TcCameraStatus rig_status (Rig *self);
guint rig_pairs (Rig *self);
guint rig_pictures (Rig *self);
guint rig_changes (Rig *self);
double rig_energy (Rig *self);
/** Why the camera was lost last. Returns: (transfer full). */
char *rig_dup_text (Rig *self);

/** The path of a clip in the build folder, made by ffmpeg with these arguments unless
 * it is there. */
char *rig_clip (const char *name, const char *ffmpeg_arguments);
/** The same by tests/tools/flash-beep; @arguments: what follows its OUT. */
char *rig_flash_beep (const char *name, const char *arguments);
/** "file://..." */
char *rig_uri (const char *path);
