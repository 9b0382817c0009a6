/* SPDX-License-Identifier: MIT
 *
 * tests/fuzz/yaml-file.h - what targets share whose input is a YAML file: the file, in
 * a folder of its own, mutations that mostly leave it YAML, and what an error must be
 */
#pragma once

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "../support/words.h"
#include "fuzz.h"
#include "tallycast/core/error.h"

/* One mutation in so many changes bytes, which tests the YAML scanner. */
#define BYTES_ONE_IN 10

typedef struct {
  char *folder, *path; /* owned */
  int fd;
  TcTestWords *words; /* owned */
} TcFuzzFile;

static inline void
tc_fuzz_file_open (TcFuzzFile *self, const char *name, TcTestWords *words)
{
  self->folder = g_dir_make_tmp ("tc-fuzz-XXXXXX", NULL);
  self->path = g_build_filename (self->folder, name, NULL);
  self->fd = g_open (self->path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  self->words = words;
}

static inline void
tc_fuzz_file_close (TcFuzzFile *self)
{
  close (self->fd);
  g_unlink (self->path);
  g_rmdir (self->folder);
  tc_test_words_free (self->words);
  g_free (self->path);
  g_free (self->folder);
}

static inline void
tc_fuzz_file_write (const TcFuzzFile *self, const uint8_t *data, size_t n)
{
  if (ftruncate (self->fd, 0) != 0 || pwrite (self->fd, data, n, 0) != (ssize_t)n)
    g_error ("%s cannot be written", self->path);
}

static inline size_t
tc_fuzz_file_mutate (const TcFuzzFile *self,
                     uint8_t *data,
                     size_t n,
                     size_t room,
                     unsigned seed)
{
  TcTestRandom random = {seed};

  if (tc_test_random_range (&random, 0, BYTES_ONE_IN) == 0)
    return LLVMFuzzerMutate (data, n, room);
  return tc_test_words_mutate (self->words, (char *)data, n, room, &random);
}

/* "PATH:LINE:COL: error: ...", or without a place when the whole file is refused. */
static inline void
tc_fuzz_assert_error (const GError *error, const char *path)
{
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_nonnull (strstr (error->message, ": error: "));
  for (const char *c = error->message; *c; c++)
    g_assert_false (g_ascii_iscntrl (*c));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}
