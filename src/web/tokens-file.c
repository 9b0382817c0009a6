/* SPDX-License-Identifier: MIT */
#include "tokens-private.h"

#include "tallycast/core/error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_VERSION  1
#define LOOK_AGAIN_US 5000

/* --- reading ---------------------------------------------------------------------- */

static gboolean
parse_hash (const char *text, guint8 *hash)
{
  gsize n_chars = (gsize)TC_TOKEN_HASH_BYTES * 2;

  if (!text || strlen (text) != n_chars || strspn (text, "0123456789abcdef") != n_chars)
    return FALSE;
  for (int i = 0; i < TC_TOKEN_HASH_BYTES; i++)
    hash[i] = (guint8)(g_ascii_xdigit_value (text[2 * i]) << 4 |
                       g_ascii_xdigit_value (text[2 * i + 1]));
  return TRUE;
}

static const char *
text_of (const json_t *item, const char *key)
{
  const json_t *value = json_object_get (item, key);

  /* A NUL in it would hide its end. */
  return json_is_string (value) &&
                 strlen (json_string_value (value)) == json_string_length (value)
             ? json_string_value (value)
             : NULL;
}

static gboolean
fail (GError **error, const char *path, gsize i, const char *key, const char *must_be)
{
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "%s: error: tokens[%zu]: key '%s': %s",
               path, i, key, must_be);
  return FALSE;
}

static gboolean
read_entry (const char *path,
            GArray *table,
            gsize i,
            const json_t *item,
            GError **error)
{
  const char *name = text_of (item, "name"), *role = text_of (item, "role");
  const char *made = text_of (item, "made");
  TcTokenEntry entry = {.role = TC_ROLE_NONE};

  if (!name || tc_tokens_check_name (name))
    return fail (error, path, i, "name",
                 name ? tc_tokens_check_name (name) : "is missing");
  if (tc_tokens_find_name (table, name) >= 0)
    return fail (error, path, i, "name", "is used twice");
  if (!role || !tc_role_parse (role, &entry.role))
    return fail (error, path, i, "role", "must be viewer, organizer or crew");
  if (!parse_hash (text_of (item, "sha256"), entry.hash))
    return fail (error, path, i, "sha256",
                 "must be 64 hexadecimal digits, small letters");
  g_autoptr (GDateTime) time = made ? g_date_time_new_from_iso8601 (made, NULL) : NULL;
  if (!time)
    return fail (error, path, i, "made", "must be a time as in 2026-11-26T08:00:00Z");
  tc_tokens_set_id (&entry);
  entry.name = (char *)name;
  entry.made = (char *)made;
  tc_tokens_add (table, &entry);
  return TRUE;
}

static GArray *
read_document (const char *path, const json_t *document, GError **error)
{
  const json_t *tokens = json_object_get (document, "tokens");
  g_autoptr (GArray) table = tc_tokens_table_new ();
  size_t i = 0;
  json_t *item = NULL;

  if (json_integer_value (json_object_get (document, "version")) != FILE_VERSION ||
      !json_is_array (tokens)) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "%s: error: must be {\"version\": %d, \"tokens\": [...]}", path,
                 FILE_VERSION);
    return NULL;
  }
  if (json_array_size (tokens) > TC_TOKENS_MAX) {
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG,
                 "%s: error: too many tokens, at most %d", path, TC_TOKENS_MAX);
    return NULL;
  }
  json_array_foreach (tokens, i, item)
  {
    if (!read_entry (path, table, i, item, error))
      return NULL;
  }
  return g_steal_pointer (&table);
}

static gboolean
fail_file (GError **error, TcErrorCode code, const char *path, const char *why)
{
  g_set_error (error, TC_ERROR, code, "token file '%s': %s", path, why);
  return FALSE;
}

/* What is there, and that nobody else can put a token of his own into it. */
static gboolean
check_file (const char *path, int fd, GError **error)
{
  struct stat info;

  if (fstat (fd, &info) != 0)
    return fail_file (error, TC_ERROR_UNAVAILABLE, path, g_strerror (errno));
  if (!S_ISREG (info.st_mode))
    return fail_file (error, TC_ERROR_CONFIG, path, "it is not a file");
  if (info.st_mode & (S_IWGRP | S_IWOTH)) {
    g_autofree char *why =
        g_strdup_printf ("others may write to it: chmod 600 %s", path);
    return fail_file (error, TC_ERROR_CONFIG, path, why);
  }
  return TRUE;
}

/* Returns: the bytes read, one more than the limit when there are more; -1. */
static gssize
read_all (int fd, char *text)
{
  gsize got = 0;

  while (got <= TC_TOKENS_MAX_FILE_SIZE) {
    gssize n = read (fd, text + got, TC_TOKENS_MAX_FILE_SIZE + 1 - got);
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return -1;
    if (n == 0)
      break;
    got += (gsize)n;
  }
  return (gssize)got;
}

GArray *
tc_tokens_parse (const char *path, const char *text, gsize n, GError **error)
{
  json_error_t where = {0};
  json_t *document = json_loadb (text, n, JSON_REJECT_DUPLICATES, &where);

  if (!document) {
    g_autofree char *reason = g_utf8_make_valid (where.text, -1);
    g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "%s:%d:%d: error: %s", path,
                 where.line, where.column, reason);
    return NULL;
  }
  GArray *table = read_document (path, document, error);
  json_decref (document);
  return table;
}

static GArray *
read_open (const char *path, int fd, GError **error)
{
  g_autofree char *text = g_malloc (TC_TOKENS_MAX_FILE_SIZE + 1);

  if (!check_file (path, fd, error))
    return NULL;
  gssize n = read_all (fd, text);
  if (n < 0)
    return fail_file (error, TC_ERROR_UNAVAILABLE, path, g_strerror (errno)), NULL;
  if (n > TC_TOKENS_MAX_FILE_SIZE)
    return fail_file (error, TC_ERROR_CONFIG, path, "it is longer than 64 KiB"), NULL;
  return tc_tokens_parse (path, text, (gsize)n, error);
}

GArray *
tc_tokens_read (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

  if (fd < 0 && errno == ENOENT)
    return tc_tokens_table_new ();
  if (fd < 0)
    return fail_file (error, TC_ERROR_UNAVAILABLE, path, g_strerror (errno)), NULL;
  GArray *table = read_open (path, fd, error);
  close (fd);
  return table;
}

/* --- writing ---------------------------------------------------------------------- */

static json_t *
to_json (const TcTokenEntry *entry)
{
  char hex[TC_TOKEN_HASH_BYTES * 2 + 1];

  for (int i = 0; i < TC_TOKEN_HASH_BYTES; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", (guint)entry->hash[i]);
  return json_pack ("{ss,ss,ss,ss}", "name", entry->name, "role",
                    tc_role_name (entry->role), "sha256", hex, "made", entry->made);
}

gboolean
tc_tokens_write (const char *path, const GArray *table, GError **error)
{
  json_t *tokens = json_array ();
  g_autoptr (GError) why = NULL;

  for (guint i = 0; i < table->len; i++)
    json_array_append_new (tokens, to_json (&g_array_index (table, TcTokenEntry, i)));
  json_t *document = json_pack ("{si,so}", "version", FILE_VERSION, "tokens", tokens);
  char *text = json_dumps (document, JSON_INDENT (2));
  json_decref (document);
  gboolean is_written = g_file_set_contents_full (
      path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
      0600, &why);
  free (text);
  return is_written || fail_file (error, TC_ERROR_UNAVAILABLE, path, why->message);
}

/* By looking again and again: the kernel would wait for ever. */
static gboolean
wait_for_lock (int fd, int wait_ms)
{
  gint64 end_us = g_get_monotonic_time () + (gint64)wait_ms * 1000;

  while (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR)
      return FALSE;
    if (g_get_monotonic_time () >= end_us) {
      errno = ETIMEDOUT;
      return FALSE;
    }
    g_usleep (LOOK_AGAIN_US);
  }
  return TRUE;
}

/* The file itself is replaced, so what stays is locked: its folder. */
int
tc_tokens_lock (const char *path, int wait_ms, GError **error)
{
  g_autofree char *dir = g_path_get_dirname (path);
  int fd = open (dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd >= 0 && wait_for_lock (fd, wait_ms))
    return fd;
  g_autofree char *why = errno == ETIMEDOUT
                             ? g_strdup ("somebody else keeps its folder locked")
                             : g_strdup_printf ("its folder: %s", g_strerror (errno));
  if (fd >= 0)
    close (fd);
  fail_file (error, TC_ERROR_UNAVAILABLE, path, why);
  return -1;
}
