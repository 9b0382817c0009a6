/* SPDX-License-Identifier: MIT */
#include "media/output_machine.h"

#include "tallycast/core/clock.h"

const TcOutputTimes tc_output_times_default = {
    .connect_timeout_ms = 10000,
    .stall_timeout_ms = 8000,
    .socket_timeout_ms = 5000,
    .backoff_min_ms = 500,
    .backoff_max_ms = 5000,
    .backoff_refused_ms = 10000,
    .steady_ms = 12000,
    .teardown_timeout_ms = 10000,
};

#define JITTER_PERCENT 25

void
tc_output_machine_init (TcOutputMachine *self, const TcOutputTimes *times, guint32 seed)
{
  *self = (TcOutputMachine){
      .times = *times,
      .random = seed ? seed : 1,
      .state = TC_OUTPUT_IDLE,
      .backoff_ms = times->backoff_min_ms,
  };
}

static void
enter (TcOutputMachine *self, TcOutputState state, gint64 now_ns)
{
  if (state == TC_OUTPUT_LIVE || state == TC_OUTPUT_IDLE) {
    self->down_ns = 0;
    self->is_refused = FALSE;
  } else if (self->state == TC_OUTPUT_LIVE || self->state == TC_OUTPUT_IDLE) {
    self->down_ns = now_ns;
  }
  self->state = state;
  self->since_ns = now_ns;
}

/* -JITTER_PERCENT .. +JITTER_PERCENT (xorshift32), so that the outputs of many
 * programmes do not come back to a restarted server in the same instant. */
static int
jitter_percent (TcOutputMachine *self)
{
  self->random ^= self->random << 13;
  self->random ^= self->random >> 17;
  self->random ^= self->random << 5;
  return (int)(self->random % (2 * JITTER_PERCENT + 1)) - JITTER_PERCENT;
}

static TcOutputAction
connect_now (TcOutputMachine *self, gint64 now_ns)
{
  enter (self, TC_OUTPUT_CONNECTING, now_ns);
  self->sent_bytes = 0;
  self->reason = TC_WHY_OTHER;
  return TC_OUTPUT_DO_OPEN;
}

static TcOutputAction
give_up (TcOutputMachine *self, gint64 now_ns, gboolean is_refused)
{
  int wait_ms = is_refused ? self->times.backoff_refused_ms : self->backoff_ms;

  wait_ms += wait_ms * jitter_percent (self) / 100;
  self->backoff_ms = MIN (self->backoff_ms * 2, self->times.backoff_max_ms);
  self->retry_ns = now_ns + wait_ms * TC_NS_PER_MS;
  self->reconnects++;
  self->is_refused = is_refused;
  enter (self, TC_OUTPUT_BACKOFF, now_ns);
  return TC_OUTPUT_DO_CLOSE;
}

static gboolean
has_connection (const TcOutputMachine *self)
{
  return self->state == TC_OUTPUT_CONNECTING || self->state == TC_OUTPUT_WAIT_KEY ||
         self->state == TC_OUTPUT_LIVE;
}

static TcOutputAction
stop (TcOutputMachine *self, gint64 now_ns)
{
  gboolean had_connection = has_connection (self);

  if (self->state != TC_OUTPUT_IDLE)
    enter (self, TC_OUTPUT_IDLE, now_ns);
  return had_connection ? TC_OUTPUT_DO_CLOSE : TC_OUTPUT_DO_NOTHING;
}

static TcOutputAction
start (TcOutputMachine *self, gint64 now_ns)
{
  if (self->state != TC_OUTPUT_IDLE)
    return TC_OUTPUT_DO_NOTHING;
  self->reconnects = 0;
  self->backoff_ms = self->times.backoff_min_ms;
  return connect_now (self, now_ns);
}

TcOutputAction
tc_output_machine_handle (TcOutputMachine *self, TcOutputEvent event, gint64 now_ns)
{
  if (event == TC_OUTPUT_EVENT_START)
    return start (self, now_ns);
  if (event == TC_OUTPUT_EVENT_STOP)
    return stop (self, now_ns);
  /* What the connection says after it was given up does not count. */
  if (!has_connection (self))
    return TC_OUTPUT_DO_NOTHING;

  switch (event) {
    case TC_OUTPUT_EVENT_KEY_SENT:
      if (self->state == TC_OUTPUT_WAIT_KEY)
        enter (self, TC_OUTPUT_LIVE, now_ns);
      return TC_OUTPUT_DO_NOTHING;
    case TC_OUTPUT_EVENT_OVERFLOW:
      self->reason = TC_WHY_TOO_SLOW;
      return give_up (self, now_ns, FALSE);
    case TC_OUTPUT_EVENT_REFUSED:
      return give_up (self, now_ns, TRUE);
    default:
      return give_up (self, now_ns, FALSE);
  }
}

static TcOutputAction
tick_connecting (TcOutputMachine *self, gint64 now_ns, guint64 sent_bytes)
{
  if (sent_bytes > 0) {
    enter (self, TC_OUTPUT_WAIT_KEY, now_ns);
    self->sent_bytes = sent_bytes;
    self->progress_ns = now_ns;
    return TC_OUTPUT_DO_FEED;
  }
  if (now_ns - self->since_ns < self->times.connect_timeout_ms * TC_NS_PER_MS)
    return TC_OUTPUT_DO_NOTHING;
  self->reason = TC_WHY_NO_ANSWER;
  return give_up (self, now_ns, FALSE);
}

static TcOutputAction
tick_connected (TcOutputMachine *self,
                gint64 now_ns,
                guint64 sent_bytes,
                gboolean has_backlog)
{
  if (sent_bytes != self->sent_bytes || !has_backlog) {
    self->sent_bytes = sent_bytes;
    self->progress_ns = now_ns;
  }
  if (self->state == TC_OUTPUT_LIVE &&
      now_ns - self->since_ns >= self->times.steady_ms * TC_NS_PER_MS)
    self->backoff_ms = self->times.backoff_min_ms;

  if (now_ns - self->progress_ns < self->times.stall_timeout_ms * TC_NS_PER_MS)
    return TC_OUTPUT_DO_NOTHING;
  self->reason = TC_WHY_STALLED;
  return give_up (self, now_ns, FALSE);
}

TcOutputAction
tc_output_machine_tick (TcOutputMachine *self,
                        gint64 now_ns,
                        guint64 sent_bytes,
                        gboolean has_backlog)
{
  switch (self->state) {
    case TC_OUTPUT_CONNECTING:
      return tick_connecting (self, now_ns, sent_bytes);
    case TC_OUTPUT_WAIT_KEY:
    case TC_OUTPUT_LIVE:
      return tick_connected (self, now_ns, sent_bytes, has_backlog);
    case TC_OUTPUT_BACKOFF:
      return now_ns >= self->retry_ns ? connect_now (self, now_ns)
                                      : TC_OUTPUT_DO_NOTHING;
    default:
      return TC_OUTPUT_DO_NOTHING;
  }
}
