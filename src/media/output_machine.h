/* SPDX-License-Identifier: MIT
 *
 * The logic of an output (media/output.h) without network, threads or time: events and
 * the time go in, what is to be done comes out. Everything tested with an injected
 * clock.
 */
#pragma once

#include "tallycast/media/output.h"

G_BEGIN_DECLS

typedef enum {
  TC_OUTPUT_EVENT_START,
  TC_OUTPUT_EVENT_STOP,
  TC_OUTPUT_EVENT_KEY_SENT, /**< the connection's first frame has gone */
  TC_OUTPUT_EVENT_ERROR,    /**< the connection failed */
  TC_OUTPUT_EVENT_REFUSED,  /**< the server said no: name in use, not authorized */
  TC_OUTPUT_EVENT_OVERFLOW, /**< the queue's hard cap */
} TcOutputEvent;

typedef enum {
  TC_OUTPUT_DO_NOTHING,
  TC_OUTPUT_DO_OPEN,  /**< make a connection */
  TC_OUTPUT_DO_FEED,  /**< accepted: send headers, then from the next key frame on */
  TC_OUTPUT_DO_CLOSE, /**< throw the connection away */
} TcOutputAction;

typedef struct {
  TcOutputTimes times;
  guint32 random; /**< state of the jitter */

  TcOutputState state;
  gint64 since_ns;
  gint64 down_ns; /**< since when it should be live and is not; 0: it is, or IDLE */
  gboolean is_refused; /**< the last connection's end was a refusal */
  gint64 retry_ns;     /**< BACKOFF: when to connect again */
  int backoff_ms;      /**< the next one, without jitter */
  guint64 reconnects;  /**< since START */
  TcWhyCode reason;    /**< why the machine itself gave up; TC_WHY_OTHER: it did not */

  guint64 sent_bytes; /**< as last seen */
  gint64 progress_ns; /**< when bytes last left, or there was nothing to send */
} TcOutputMachine;

void tc_output_machine_init (TcOutputMachine *self,
                             const TcOutputTimes *times,
                             guint32 seed);

TcOutputAction
tc_output_machine_handle (TcOutputMachine *self, TcOutputEvent event, gint64 now_ns);

/**
 * Time passes. @sent_bytes: what the present connection has sent; more than 0 means
 * that publish was accepted. @has_backlog: something waits to be sent.
 */
TcOutputAction tc_output_machine_tick (TcOutputMachine *self,
                                       gint64 now_ns,
                                       guint64 sent_bytes,
                                       gboolean has_backlog);

G_END_DECLS
