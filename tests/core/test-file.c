/* SPDX-License-Identifier: MIT */
#include "tallycast/core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define MANY (4 * 1024 * 1024) /* more than any pipe holds */

static gpointer
read_slowly (gpointer data)
{
  int fd = GPOINTER_TO_INT (data);
  GByteArray *got = g_byte_array_new ();
  guint8 some[3001];
  ssize_t n;

  while ((n = read (fd, some, sizeof some)) > 0)
    g_byte_array_append (got, some, (guint)n);
  return got;
}

static void
test_all (void)
{
  g_autofree guint8 *bytes = g_malloc (MANY);
  int fds[2];

  for (guint i = 0; i < MANY; i++)
    bytes[i] = (guint8)(i * 2654435761U >> 24);
  g_assert_cmpint (pipe (fds), ==, 0);
  GThread *reader = g_thread_new ("reader", read_slowly, GINT_TO_POINTER (fds[0]));
  g_assert_true (tc_write_all (fds[1], bytes, MANY));
  close (fds[1]);
  g_autoptr (GByteArray) got = g_thread_join (reader);
  close (fds[0]);
  g_assert_cmpmem (got->data, got->len, bytes, MANY);
}

static void
test_full (void)
{
  int fd = open ("/dev/full", O_WRONLY | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_false (tc_write_all (fd, "x", 1));
  g_assert_cmpint (errno, ==, ENOSPC);
  g_assert_true (tc_write_all (fd, "", 0));
  close (fd);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/file/writes-all-into-a-pipe-that-holds-less", test_all);
  g_test_add_func ("/core/file/a-full-disk-is-told", test_full);
  return g_test_run ();
}
