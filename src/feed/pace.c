/* SPDX-License-Identifier: MIT */
#include "feed/pace.h"

gint64
tc_pace_next_ns (const TcPace *self, gint64 start_ns, gint64 end_ns, TcAnswer answer)
{
  gboolean is_kept = answer == TC_ANSWER_NOT_MODIFIED &&
                     (end_ns - start_ns) >= self->wait_ns / 100 * TC_PACE_KEPT_PERCENT;
  gboolean is_at_once = answer == TC_ANSWER_NEWS || is_kept;
  gint64 apart_ns = is_at_once ? self->frame_ns : MAX (self->poll_ns, self->frame_ns);

  return MAX (end_ns, start_ns + apart_ns);
}
