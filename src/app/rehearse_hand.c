/* SPDX-License-Identifier: MIT
 *
 * What tests, and whoever leads a rehearsal, do by hand: events now, faults now.
 */
#include "app/rehearse_server-private.h"

#include <string.h>

static json_t *
position_json (const TcRehearsal *self)
{
  const TcEvent *next = tc_play_next (self->play);
  return json_pack ("{s:i, s:i, s:I, s:s, s:f, s:s, s:s}", "position",
                    (int)tc_play_position (self->play), "total",
                    (int)self->setup.script->events->len - 1, "revision",
                    (json_int_t)tc_play_revision (self->play), "epoch",
                    tc_play_epoch (self->play), "at_s", (double)next->at_ms / 1000,
                    "next", tc_event_kind_name (next->kind), "fault",
                    tc_play_fault_names ()[self->fault]);
}

void
tc_rehearsal_get_script (TcWebRequest *request, gpointer data)
{
  tc_web_reply_json (request, 200, position_json (data));
}

/* The clock follows: what is left of the script keeps its distances. */
static void
skip_clock (TcRehearsal *self, gint64 to_ms)
{
  gint64 at = self->start_us + (gint64)((double)to_ms * 1000 / self->setup.speed);
  gint64 now = tc_rehearsal_now_us ();
  if (at > now)
    self->start_us -= at - now;
}

void
tc_rehearsal_post_step (TcWebRequest *request, gpointer data)
{
  TcRehearsal *self = data;
  json_t *body = tc_web_request_object (request);
  if (!body)
    return;
  const char *until = json_string_value (json_object_get (body, "until"));
  json_t *count_json = json_object_get (body, "count");
  json_int_t count = json_is_integer (count_json) ? json_integer_value (count_json) : 1;
  if (until)
    count = TC_SCRIPT_MAX_EVENTS;
  for (json_int_t i = 0; i < count; i++) {
    const TcEvent *event = tc_play_next (self->play);
    if (event->kind == TC_EVENT_END_OF_SCRIPT)
      break;
    skip_clock (self, event->at_ms);
    tc_rehearsal_step (self);
    if (until && strcmp (until, tc_event_kind_name (event->kind)) == 0)
      break;
  }
  json_decref (body);
  tc_rehearsal_tell_news (self);
  tc_rehearsal_schedule (self);
  tc_web_reply_json (request, 200, position_json (self));
}

void
tc_rehearsal_post_fault (TcWebRequest *request, gpointer data)
{
  TcRehearsal *self = data;
  json_t *body = tc_web_request_object (request);
  if (!body)
    return;
  g_autoptr (GError) error = NULL;
  TcPlayFault fault = TC_PLAY_FAULT_NONE;
  const char *name = json_string_value (json_object_get (body, "name"));
  double for_s = json_number_value (json_object_get (body, "for"));
  gboolean ok = tc_play_fault_parse (name ? name : "", &fault, &error);
  json_decref (body);
  if (!ok) {
    tc_web_reply_problem (request, 400, "%s", error->message);
    return;
  }
  tc_rehearsal_set_fault (self, fault, for_s);
  tc_rehearsal_schedule (self);
  tc_web_reply_json (request, 200, position_json (self));
}
