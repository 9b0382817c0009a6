/* SPDX-License-Identifier: MIT
 *
 * The rehearsal, shared by the server and what is done by hand.
 */
#pragma once

#include "app/rehearse_server.h"

#include "tallycast/web/server.h"

typedef struct {
  TcRehearsal *owner;
  TcWebRequest *request; /* reference */
  guint timer;
  gboolean is_hung; /* news do not wake it */
} Held;

struct TcRehearsal {
  TcRehearsalSetup setup; /* plans are a copy */
  TcFaultPlan *plans;
  gboolean *plan_done;
  TcPlay *play;
  TcWebServer *server;
  GPtrArray *held; /* Held */
  gint64 start_us; /* monotonic, of the script */
  gint64 born_us;  /* monotonic, of the rehearsal: planned faults count from here */
  guint timer;
  guint32 rounds;

  TcPlayFault fault;
  gint64 fault_end_us;    /* monotonic; 0: for ever */
  char *frozen_document;  /* with TC_PLAY_FAULT_STALE */
  char *frozen_epoch;     /* likewise */
  gint64 frozen_revision; /* likewise */
};

/** Monotonic. */
gint64 tc_rehearsal_now_us (void);
/** Lets the next event of the script happen. */
void tc_rehearsal_step (TcRehearsal *self);
/** Answers those who wait for news, if the fault of the moment lets it. */
void tc_rehearsal_tell_news (TcRehearsal *self);
/** Sets the timer for what is due next; after every change of what is. */
void tc_rehearsal_schedule (TcRehearsal *self);
/** @for_s: seconds; 0: for ever. */
void tc_rehearsal_set_fault (TcRehearsal *self, TcPlayFault fault, double for_s);

/* Handlers of GET /script, POST /step, POST /fault. */
void tc_rehearsal_get_script (TcWebRequest *request, gpointer data);
void tc_rehearsal_post_step (TcWebRequest *request, gpointer data);
void tc_rehearsal_post_fault (TcWebRequest *request, gpointer data);
