/* SPDX-License-Identifier: MIT */
#include "tokens-private.h"

#include "tallycast/core/error.h"
#include "tallycast/core/log.h"
#include "tallycast/core/sync.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOKEN_BYTES 32

struct TcTokens {
  char *path;

  pthread_mutex_t lock;
  /* guards: */
  GArray *table;    /* of TcTokenEntry */
  struct stat seen; /* of the file that the table was read from; zero: there was none */
  guint64 generation;
};

static const char *const role_names[] = {"none", "viewer", "organizer", "crew"};

const char *
tc_role_name (TcRole role)
{
  return role_names[role];
}

gboolean
tc_role_parse (const char *name, TcRole *role)
{
  for (guint i = TC_ROLE_VIEWER; i < G_N_ELEMENTS (role_names); i++)
    if (strcmp (name, role_names[i]) == 0) {
      *role = (TcRole)i;
      return TRUE;
    }
  return FALSE;
}

/* --- the table -------------------------------------------------------------------- */

static void
entry_clear (gpointer data)
{
  TcTokenEntry *entry = data;

  g_free (entry->name);
  g_free (entry->made);
}

GArray *
tc_tokens_table_new (void)
{
  GArray *table = g_array_new (FALSE, TRUE, sizeof (TcTokenEntry));

  g_array_set_clear_func (table, entry_clear);
  return table;
}

void
tc_tokens_add (GArray *table, const TcTokenEntry *from)
{
  g_array_set_size (table, table->len + 1);
  TcTokenEntry *entry = &g_array_index (table, TcTokenEntry, table->len - 1);
  *entry = *from;
  entry->name = g_strdup (from->name);
  entry->made = g_strdup (from->made);
}

void
tc_tokens_set_id (TcTokenEntry *entry)
{
  for (int i = 0; i < TC_TOKEN_ID_CHARS / 2; i++)
    g_snprintf (entry->id + 2 * i, 3, "%02x", (guint)entry->hash[i]);
}

const char *
tc_tokens_check_name (const char *name)
{
  gsize n = strlen (name);

  if (n == 0 || n > TC_TOKENS_MAX_NAME || !g_utf8_validate_len (name, n, NULL))
    return "must be 1 to " G_STRINGIFY (TC_TOKENS_MAX_NAME) " bytes of UTF-8";
  for (const char *c = name; *c; c = g_utf8_next_char (c)) {
    gunichar letter = g_utf8_get_char (c);
    if (!g_unichar_isprint (letter) || g_unichar_type (letter) == G_UNICODE_FORMAT)
      return "must have only visible characters";
  }
  if (strcmp (name, "local") == 0 || strcmp (name, "auto") == 0)
    return "must not be 'local' or 'auto': they are in the log for who has no token";
  return NULL;
}

int
tc_tokens_find_name (const GArray *table, const char *name)
{
  for (guint i = 0; i < table->len; i++)
    if (strcmp (g_array_index (table, TcTokenEntry, i).name, name) == 0)
      return (int)i;
  return -1;
}

static void
hash_of (const char *text, guint8 hash[TC_TOKEN_HASH_BYTES])
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize n_bytes = TC_TOKEN_HASH_BYTES;

  g_checksum_update (sum, (const guchar *)text, (gssize)strlen (text));
  g_checksum_get_digest (sum, hash, &n_bytes);
}

/* As long for any two hashes: the time tells nothing of where they differ. */
static gboolean
is_equal (const guint8 *a, const guint8 *b)
{
  volatile guint8 difference = 0;

  for (int i = 0; i < TC_TOKEN_HASH_BYTES; i++)
    difference |= a[i] ^ b[i];
  return difference == 0;
}

/* --- the file --------------------------------------------------------------------- */

#define UNKNOWN_SIZE (-1)

/* All zero when there is no file. */
static void
look (const char *path, struct stat *info)
{
  if (stat (path, info) == 0)
    return;
  memset (info, 0, sizeof *info);
  if (errno != ENOENT)
    info->st_size = UNKNOWN_SIZE;
}

static gboolean
is_same (const struct stat *a, const struct stat *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
         a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
         a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
         a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

/* Under the lock. A file that has become wrong is told once; what it said stays. */
static gboolean
reread (TcTokens *self, GError **error)
{
  struct stat now;

  look (self->path, &now);
  if (self->table && is_same (&now, &self->seen))
    return TRUE;
  /* Looked at before it is read: a change in between is seen the next time. */
  self->seen = now;
  GArray *table = tc_tokens_read (self->path, error);
  if (!table)
    return FALSE;
  if (self->table)
    g_array_unref (self->table);
  self->table = table;
  self->generation++;
  return TRUE;
}

static void
refresh (TcTokens *self)
{
  g_autoptr (GError) error = NULL;

  if (!reread (self, &error))
    tc_log (TC_LOG_ERROR, "control", "the tokens stay as they were: %s",
            error->message);
}

TcTokens *
tc_tokens_new (const char *path, GError **error)
{
  TcTokens *self = g_new0 (TcTokens, 1);

  self->path = g_strdup (path);
  pthread_mutex_init (&self->lock, NULL);
  if (reread (self, error))
    return self;
  tc_tokens_free (self);
  return NULL;
}

void
tc_tokens_free (TcTokens *self)
{
  if (!self)
    return;
  if (self->table)
    g_array_unref (self->table);
  pthread_mutex_destroy (&self->lock);
  g_free (self->path);
  g_free (self);
}

TcRole
tc_tokens_check (TcTokens *self, const char *text, char **who)
{
  TcRole role = TC_ROLE_NONE;
  guint8 hash[TC_TOKEN_HASH_BYTES];

  if (who)
    *who = NULL;
  if (strlen (text) != TC_TOKEN_CHARS)
    return TC_ROLE_NONE;
  hash_of (text, hash);
  TC_LOCKED (&self->lock);
  refresh (self);
  for (guint i = 0; i < self->table->len; i++) {
    const TcTokenEntry *entry = &g_array_index (self->table, TcTokenEntry, i);
    if (!is_equal (hash, entry->hash))
      continue;
    role = entry->role;
    if (who)
      *who = g_strdup (entry->name);
  }
  return role;
}

guint64
tc_tokens_generation (TcTokens *self)
{
  TC_LOCKED (&self->lock);
  refresh (self);
  return self->generation;
}

json_t *
tc_tokens_list (TcTokens *self)
{
  json_t *list = json_array ();

  TC_LOCKED (&self->lock);
  refresh (self);
  for (guint i = 0; i < self->table->len; i++) {
    const TcTokenEntry *entry = &g_array_index (self->table, TcTokenEntry, i);
    json_array_append_new (
        list, json_pack ("{ss,ss,ss,ss}", "id", entry->id, "name", entry->name, "role",
                         tc_role_name (entry->role), "made", entry->made));
  }
  return list;
}

/* --- changes ---------------------------------------------------------------------- */

/* Reads what another process has written, changes that, writes it; the lock of the
 * table is held only to look at it. */
static gboolean
change (TcTokens *self,
        gboolean (*apply) (GArray *table, gpointer data, GError **error),
        gpointer data,
        GError **error)
{
  int fd = tc_tokens_lock (self->path, TC_TOKENS_WAIT_MS, error);

  if (fd < 0)
    return FALSE;
  g_autoptr (GArray) table = tc_tokens_read (self->path, error);
  gboolean is_done =
      table && apply (table, data, error) && tc_tokens_write (self->path, table, error);
  close (fd);
  if (!is_done)
    return FALSE;
  TC_LOCKED (&self->lock);
  /* The clock of files is coarse: what was written just now may look like before. */
  self->seen.st_size = UNKNOWN_SIZE;
  refresh (self);
  return TRUE;
}

static gboolean
add_entry (GArray *table, gpointer data, GError **error)
{
  const TcTokenEntry *entry = data;

  if (tc_tokens_find_name (table, entry->name) >= 0) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "there is a token '%s' already",
                 entry->name);
    return FALSE;
  }
  if (table->len >= TC_TOKENS_MAX) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA,
                 "there are %d tokens already: revoke one first", TC_TOKENS_MAX);
    return FALSE;
  }
  tc_tokens_add (table, entry);
  return TRUE;
}

static char *
random_token (GError **error)
{
  guint8 bytes[TOKEN_BYTES];

  if (getentropy (bytes, sizeof bytes) != 0) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "no random numbers: %s",
                 g_strerror (errno));
    return NULL;
  }
  char *text = g_base64_encode (bytes, sizeof bytes);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[TC_TOKEN_CHARS] = '\0'; /* without the padding */
  return text;
}

char *
tc_tokens_make (TcTokens *self, const char *name, TcRole role, GError **error)
{
  const char *wrong = tc_tokens_check_name (name);

  g_return_val_if_fail (role > TC_ROLE_NONE, NULL);
  if (wrong) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "name: %s", wrong);
    return NULL;
  }
  g_autofree char *text = random_token (error);
  if (!text)
    return NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *made = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  TcTokenEntry entry = {.name = (char *)name, .role = role, .made = made};
  hash_of (text, entry.hash);
  tc_tokens_set_id (&entry);
  return change (self, add_entry, &entry, error) ? g_steal_pointer (&text) : NULL;
}

static gboolean
remove_entry (GArray *table, gpointer data, GError **error)
{
  const char *wanted = data;
  int found = tc_tokens_find_name (table, wanted);

  for (guint i = 0; found < 0 && i < table->len; i++)
    if (strcmp (g_array_index (table, TcTokenEntry, i).id, wanted) == 0)
      found = (int)i;
  if (found < 0) {
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "there is no token '%s'", wanted);
    return FALSE;
  }
  g_array_remove_index (table, (guint)found);
  return TRUE;
}

gboolean
tc_tokens_revoke (TcTokens *self, const char *name_or_id, GError **error)
{
  return change (self, remove_entry, (gpointer)name_or_id, error);
}
