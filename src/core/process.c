/* SPDX-License-Identifier: MIT */
#include "tallycast/core/process.h"

#include <signal.h>

void
tc_process_init (void)
{
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);
}
