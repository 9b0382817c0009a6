/* SPDX-License-Identifier: MIT
 *
 * The objects that a log's records name.
 */
#include "tallycast/control/asrun_log.h"

#include "asrun-judge.h"
#include "tallycast/core/error.h"

#include <string.h>
#include <sys/stat.h>

static GBytes *
fail (GError **error, const char *sha256, const char *why)
{
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "object %.64s %s", sha256, why);
  return NULL;
}

GBytes *
tc_asrun_log_object (const TcAsrunLog *self, const char *sha256, GError **error)
{
  char hash[TC_SHA256_CHARS];
  struct stat info;
  char *bytes = NULL;
  gsize n_bytes;

  if (!tc_asrun_is_hash (sha256))
    return fail (error, sha256, "is no SHA-256");
  if (!self->dir)
    return fail (error, sha256, "is missing");
  g_autofree char *path = g_build_filename (self->dir, TC_ASRUN_OBJECTS, sha256, NULL);
  if (stat (path, &info) < 0)
    return fail (error, sha256, "is missing");
  if (!S_ISREG (info.st_mode) || info.st_size > TC_ASRUN_MAX_OBJECT ||
      !g_file_get_contents (path, &bytes, &n_bytes, NULL))
    return fail (error, sha256, "cannot be read");
  GBytes *object = g_bytes_new_take (bytes, n_bytes);
  tc_asrun_sha256 (bytes, n_bytes, hash);
  if (strcmp (hash, sha256) == 0)
    return object;
  g_bytes_unref (object);
  return fail (error, sha256, "is not what it was");
}

/* What was looked at already, and by which record a fault is told. */
typedef struct {
  TcAsrunLog *log;
  GHashTable *done; /* of SHA-256 */
  gint64 n;
} Check;

/* Returns: (transfer full) (nullable): the object, the first time. */
static GBytes *
check (Check *self, const json_t *json)
{
  const char *sha256 = json_string_value (json);
  g_autoptr (GError) error = NULL;

  if (!sha256 || !g_hash_table_add (self->done, g_strdup (sha256)))
    return NULL;
  GBytes *object = tc_asrun_log_object (self->log, sha256, &error);
  if (error)
    tc_asrun_judge_fault (self->log, TC_ASRUN_OBJECT, self->n, "%s", error->message);
  return object;
}

static void
check_manifest (Check *self, const json_t *json)
{
  g_autoptr (GBytes) object = check (self, json);
  const char *name;
  json_t *sha256;
  gsize n_bytes;

  if (!object)
    return;
  const char *bytes = g_bytes_get_data (object, &n_bytes);
  json_t *manifest = json_loadb (bytes, n_bytes, 0, NULL);
  if (!json_is_object (manifest))
    tc_asrun_judge_fault (self->log, TC_ASRUN_OBJECT, self->n,
                          "its manifest is no list of files");
  json_object_foreach (manifest, name, sha256)
  {
    g_autoptr (GBytes) file = check (self, sha256);
  }
  json_decref (manifest);
}

void
tc_asrun_log_check_objects (TcAsrunLog *self)
{
  g_autoptr (GHashTable) done =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Check all = {.log = self, .done = done};

  for (guint i = 0; i < tc_asrun_log_length (self); i++) {
    json_t *record = tc_asrun_log_record (self, i);
    const json_t *what = json_object_get (record, "what");

    all.n = json_integer_value (json_object_get (record, "n"));
    g_autoptr (GBytes) document = check (&all, json_object_get (record, "document"));
    g_autoptr (GBytes) roster = check (&all, json_object_get (what, "roster"));
    check_manifest (&all, json_object_get (what, "manifest"));
    json_decref (record);
  }
  tc_asrun_judge_conclude (self);
}
