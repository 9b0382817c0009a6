/* SPDX-License-Identifier: MIT
 *
 * tallycast init: src/app/init.yaml, word for word.
 */
#include "tallycast/app/app.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tallycast/app/options.h"
#include "tallycast/core/error.h"
#include "tallycast/core/file.h"

#define RESOURCE "/tallycast/app/init.yaml"

/* O_EXCL: what somebody has written is never lost, not even to a race. */
static gboolean
write_file (const char *path, const char *text, gsize length, GError **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (fd < 0) {
    int saved = errno;
    if (saved == EEXIST)
      g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
                   "%s is there already and is not overwritten; name another file with "
                   "--output, or - to print it",
                   path);
    else
      g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "cannot write %s: %s", path,
                   g_strerror (saved));
    return FALSE;
  }
  gboolean is_good = tc_write_all (fd, text, length);
  int saved = errno;
  if (close (fd) != 0 && is_good) {
    is_good = FALSE;
    saved = errno;
  }
  if (is_good)
    return TRUE;
  unlink (path); /* ours: half a file is worse than none */
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "cannot write %s: %s", path,
               g_strerror (saved));
  return FALSE;
}

int
tc_app_init (int argc, char **argv)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {{"output", 'o', 0, G_OPTION_ARG_FILENAME, &path,
                                   "write this file (tallycast.yaml); - prints it",
                                   "FILE"},
                                  {NULL}};
  int exit_code;

  if (!tc_options_parse (&argc, &argv, entries, "",
                         "Writes a configuration with every key, its default and its "
                         "range.",
                         0, &exit_code))
    return exit_code;
  if (!path)
    path = g_strdup ("tallycast.yaml");

  g_autoptr (GBytes) text =
      g_resources_lookup_data (RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  gsize length = 0;
  const char *bytes = text ? g_bytes_get_data (text, &length) : NULL;
  if (!bytes)
    return tc_options_report ("init", error);
  if (strcmp (path, "-") == 0)
    return tc_write_all (STDOUT_FILENO, bytes, length) ? 0 : TC_ERROR_UNAVAILABLE;
  if (!write_file (path, bytes, length, &error))
    return tc_options_report ("init", error);
  fprintf (stderr, "wrote %s\n", path); /* `init > FILE`: no word of ours in FILE */
  return 0;
}
