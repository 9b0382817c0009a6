/* SPDX-License-Identifier: MIT
 *
 * A long day of takes, and how large the process is.
 */
#pragma once

#include "fixture.h"

#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

G_GNUC_UNUSED static gint64
resident_bytes (void)
{
  g_autofree char *text = NULL;
  gint64 pages = 0;

  malloc_trim (0);
  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%*d %" G_GINT64_FORMAT, &pages), ==, 1);
  return pages * sysconf (_SC_PAGESIZE);
}

/* Every scene after every other one by every transition, often in the middle of it. */
G_GNUC_UNUSED static void
switch_scenes (Show *show, gint64 *tick, guint from, guint n)
{
  static const char *const scenes[] = {"unit",  "result", "score", "ranking",
                                       "clean", "draw",   "break", "end"};

  for (guint i = from; i < from + n; i++) {
    TcStageCommand command = {.kind = TC_STAGE_TAKE,
                              .transition = (TcStageTransition)(i % 5)};
    TcStageAnswer answer;

    show_do (show, TC_STAGE_PREVIEW, scenes[(i * 5 + i / 7) % G_N_ELEMENTS (scenes)],
             FALSE);
    tc_director_command (show->director, &command, &answer);
    tc_shot_unref (show_at (show, ++*tick));
    tc_shot_unref (tc_director_compose_preview (show->director, *tick));
    *tick += i % 11;
    tc_shot_unref (show_at (show, *tick));
  }
}
