/* SPDX-License-Identifier: MIT
 *
 * The names of the faults, and the identity of a meeting.
 */
#include "tallycast/app/rehearse.h"
#include "tallycast/core/error.h"

#include <string.h>

#include <sys/random.h>

static const char *const names[] = {
    "none",          "error500",  "slow", "stale",       "malformed",
    "revision_back", "new_epoch", "hang", "bad_section", NULL};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == TC_PLAY_FAULT_BAD_SECTION + 2);

const char *const *
tc_play_fault_names (void)
{
  return names;
}

gboolean
tc_play_fault_parse (const char *name, TcPlayFault *out_fault, GError **error)
{
  for (int i = 0; names[i]; i++) {
    if (strcmp (names[i], name) == 0) {
      *out_fault = (TcPlayFault)i;
      return TRUE;
    }
  }
  const char *near = tc_did_you_mean (name, names);
  g_autofree char *list = g_strjoinv (", ", (char **)names);
  if (near)
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE,
                 "unknown fault '%s' (did you mean '%s'?)", name, near);
  else
    g_set_error (error, TC_ERROR, TC_ERROR_USAGE, "unknown fault '%s'; there are %s",
                 name, list);
  return FALSE;
}

/* As a ULID: 10 characters of time, 16 of chance, in Crockford's base 32. */
char *
tc_epoch_new (gint64 now_us)
{
  static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  char text[27] = "";
  gint64 ms = now_us / 1000;
  for (int i = 9; i >= 0; i--) {
    text[i] = digits[ms & 31];
    ms >>= 5;
  }
  guint8 chance[16];
  if (getrandom (chance, sizeof chance, 0) != sizeof chance)
    g_error ("the kernel gives no random bytes");
  for (int i = 0; i < 16; i++)
    text[10 + i] = digits[chance[i] & 31];
  return g_strdup (text);
}
