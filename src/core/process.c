/* SPDX-License-Identifier: MIT */
#include "tallycast/core/process.h"

#include <malloc.h>
#include <signal.h>

#define BLOCK_BYTES (1024 * 1024)
#define SPARE_BYTES (4 * 1024 * 1024)

void
tc_process_init (void)
{
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);
  /* glibc learns from the first large block that is freed to keep such blocks, in each
   * thread's heap: after a few full pictures were drawn these are 15 to 20 MB. Nor are
   * blocks of 128 kB, a line of text, to be asked of the kernel one by one, which it
   * does before it has learned anything. */
  mallopt (M_MMAP_THRESHOLD, BLOCK_BYTES);
  mallopt (M_TRIM_THRESHOLD, SPARE_BYTES);
}
