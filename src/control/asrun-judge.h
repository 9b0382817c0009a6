/* SPDX-License-Identifier: MIT
 *
 * control/asrun-judge.h - what is wrong with an as-run log, and how far it is whole
 * (within the room)
 */
#pragma once

#include "asrun-line.h"
#include "tallycast/control/asrun_log.h"

G_BEGIN_DECLS

static inline TcAsrunLine *
tc_asrun_log_line (const TcAsrunLog *self, guint i)
{
  return &g_array_index (self->lines, TcAsrunLine, i);
}

void tc_asrun_fault_free (gpointer fault);
/** One more, of record @n. Whoever found some calls tc_asrun_judge_conclude then. */
void tc_asrun_judge_fault (TcAsrunLog *self,
                           TcAsrunFaultKind kind,
                           gint64 n,
                           const char *format,
                           ...) G_GNUC_PRINTF (4, 5);
/** Numbers, hashes and signatures of the lines as they were read: finds last_n, the
 * key unless it is known, faults, and which checkpoints are good. */
void tc_asrun_judge_lines (TcAsrunLog *self);
/** The verdict, of all faults that are known now: signed_n, signed_time, is_closed. */
void tc_asrun_judge_conclude (TcAsrunLog *self);

G_END_DECLS
