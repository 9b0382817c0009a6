/* SPDX-License-Identifier: MIT
 *
 * tallycast/media/audio_input.h - where the programme's sound comes from
 *
 *   camera        the sound of a camera: give that camera the ring, nothing runs here
 *   alsa:DEVICE   e.g. alsa:hw:1,0     built, not tested: needs hardware
 *   pulse:NAME    pulse: is the default source; built, not tested
 *   test:         a soft tick each second     test:tone  440 Hz at -20 dBFS
 *   none          silence
 *
 * An island of its own: own worker thread, watchdog (no sound for 3 s, 8 s while
 * connecting) and back-off as a camera has. It does not depend on which camera is on
 * air. Sound cards have clocks of their own: their samples are anchored by arrival
 * (media/anchor.h) and held in place by the ring's slow loop.
 *
 * Thread: new, start, free on one thread (main); the rest from any. Callbacks come on
 * the worker's thread.
 */
#pragma once

#include "tallycast/media/audio_ring.h"
#include "tallycast/media/camera.h"

G_BEGIN_DECLS

typedef struct TcAudioInput TcAudioInput;

/** FALSE with TC_ERROR_CONFIG (unknown) or TC_ERROR_UNAVAILABLE (not installed). */
gboolean tc_audio_input_check (const char *input, GError **error);
/** TRUE for `camera`. */
gboolean tc_audio_input_is_camera (const char *input);

/** @input is copied, @ring borrowed and must outlive it. `state_changed` gets the id
 * "audio". Returns: (transfer full), NULL with an error. */
TcAudioInput *tc_audio_input_new (const char *input,
                                  TcAudioRing *ring,
                                  const TcClock *clock,
                                  const TcCameraCallbacks *callbacks,
                                  GError **error);
void tc_audio_input_start (TcAudioInput *self);
void tc_audio_input_free (TcAudioInput *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcAudioInput, tc_audio_input_free)

/** As tc_camera_dup_why; NULL of `none`, `camera` and the silence. */
json_t *tc_audio_input_dup_why (TcAudioInput *self);
TcCameraState tc_audio_input_state (TcAudioInput *self);

G_END_DECLS
