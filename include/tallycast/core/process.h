/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/process.h - what the whole process must have set before anything else
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** A reader that goes away (SIGPIPE) and a file at its size limit (SIGXFSZ) become
 * errors of the write that meets them, and end nothing. Large blocks of memory go back
 * to the kernel when they are freed. Before the first thread. */
void tc_process_init (void);

G_END_DECLS
