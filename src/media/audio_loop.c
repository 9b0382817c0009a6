/* SPDX-License-Identifier: MIT
 *
 * The slow loop that holds a source's sound in its place. With e the low-passed error
 * (10 s), the correction is KP * e + integral of KI * e, in samples a second.
 *
 * KP = 1/30: the low-pass and the loop together have a damping of 0.87, so a step
 * settles without ringing. KI = KP / 200: far below the KP / 10 at which it would ring
 * (Routh), enough that a constant drift leaves no error: without it 200 ppm would stand
 * 6 ms off. An offset of 20 ms at the start is worked off at 670 ppm: not to be heard.
 */
#include "tallycast/media/audio_ring.h"

#include <math.h>

#define KP        (1.0 / 30)
#define KI        (KP / 200)
#define MAX_PER_S (TC_AUDIO_MAX_CORRECTION * TC_AUDIO_RATE)

double
tc_audio_loop_step (TcAudioLoop *self, double error, double seconds)
{
  double share = 1 - exp (-seconds / TC_AUDIO_LOW_PASS_S);
  self->error += (error - self->error) * share;

  /* The integral stops where the correction is at its limit (no wind-up). */
  double wanted = KP * self->error + self->integral;
  if (fabs (wanted) < MAX_PER_S || wanted * self->error < 0)
    self->integral += KI * self->error * seconds;
  self->integral = CLAMP (self->integral, -MAX_PER_S, MAX_PER_S);
  double per_s = KP * self->error + self->integral;
  return 1 + CLAMP (per_s, -MAX_PER_S, MAX_PER_S) / TC_AUDIO_RATE;
}
