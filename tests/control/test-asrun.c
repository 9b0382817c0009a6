/* SPDX-License-Identifier: MIT
 *
 * The as-run log's writer: what it writes, and what it does when it cannot.
 */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "../support/why.h"
#include "control/asrun-file.h"
#include "control/asrun-key.h"
#include "tallycast/control/asrun.h"
#include "tallycast/control/asrun_log.h"

#define WAIT_S 20

/* The machine's clock, moved on by the test. */
typedef struct {
  char *dir;
  gint64 ahead_ns; /* atomic */
  TcClock clock;
  TcAsrun *log;
} Fixture;

static gint64
mono_ns (gpointer data)
{
  Fixture *self = data;
  return tc_clock_mono_ns (tc_clock_system ()) +
         __atomic_load_n (&self->ahead_ns, __ATOMIC_RELAXED);
}

static gint64
wall_us (gpointer data)
{
  Fixture *self = data;
  return tc_clock_wall_us (tc_clock_system ()) +
         __atomic_load_n (&self->ahead_ns, __ATOMIC_RELAXED) / 1000;
}

static void
open_log (Fixture *self)
{
  TcAsrunSettings settings = {.state_dir = self->dir, .clock = &self->clock};

  self->log = tc_asrun_new (&settings);
}

static void
set_up (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  self->dir = g_dir_make_tmp ("tc-asrun-XXXXXX", NULL);
  self->clock = (TcClock){mono_ns, wall_us, self};
  open_log (self);
}

static void
tear_down (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const char *const argv[] = {"rm", "-rf", self->dir, NULL};

  tc_asrun_free (self->log);
  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                NULL, NULL);
  g_free (self->dir);
}

static json_int_t
told (Fixture *self, const char *key)
{
  json_t *status = tc_asrun_status (self->log);
  json_int_t value = json_integer_value (json_object_get (status, key));

  json_decref (status);
  return value;
}

static char *
told_text (Fixture *self, const char *key)
{
  json_t *status = tc_asrun_status (self->log);
  char *text = g_strdup (json_string_value (json_object_get (status, key)));

  json_decref (status);
  return text;
}

static void
wait_for (Fixture *self, const char *key, json_int_t least)
{
  gint64 end_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;

  while (told (self, key) < least) {
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    g_usleep (1000);
  }
}

/* TRUE: there is one. */
static void
wait_for_error (Fixture *self, gboolean wanted)
{
  gint64 end_us = g_get_monotonic_time () + WAIT_S * G_USEC_PER_SEC;
  gboolean has_error = !wanted;

  while (has_error != wanted) {
    g_autofree char *error = told_text (self, "error");
    has_error = error != NULL;
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    g_usleep (1000);
  }
}

static void
note (Fixture *self, const char *kind, gboolean is_take)
{
  TcAsrunEntry entry = {.who = "mei",
                        .role = "organizer",
                        .frame = 7,
                        .is_take = is_take,
                        .what = json_pack ("{s:s}", "kind", kind)};

  tc_asrun_note (self->log, &entry);
}

static char *
path_of (Fixture *self, const char *name)
{
  return g_build_filename (self->dir, "asrun", name, NULL);
}

static TcAsrunLog *
read_back (Fixture *self)
{
  g_autofree char *path = path_of (self, "");
  g_autoptr (GError) error = NULL;
  TcAsrunLog *log = tc_asrun_log_read (path, NULL, &error);

  g_assert_no_error (error);
  tc_asrun_log_check_objects (log);
  for (guint i = 0; i < log->faults->len; i++)
    g_test_message ("%s", ((TcAsrunFault *)log->faults->pdata[i])->text);
  return log;
}

static json_t *
what_of (const TcAsrunLog *log, guint i)
{
  json_t *record = tc_asrun_log_record (log, i);
  json_t *what = json_incref (json_object_get (record, "what"));

  json_decref (record);
  return what;
}

static void
assert_kind (const TcAsrunLog *log, guint i, const char *kind)
{
  json_t *what = what_of (log, i);

  g_assert_cmpstr (json_string_value (json_object_get (what, "kind")), ==, kind);
  json_decref (what);
}

/* --- what is written -------------------------------------------------------------- */

static void
test_chain (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const kinds[] = {"open",       "checkpoint", "preview",   "take",
                                      "checkpoint", "close",      "checkpoint"};
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{}", 2);
  char hash[TC_SHA256_CHARS];

  tc_asrun_sha256 ("{}", 2, hash);
  tc_asrun_keep (self->log, bytes);
  tc_asrun_set_scene (self->log, "score");
  tc_asrun_set_document (self->log, "E", 41, hash);
  note (self, "preview", FALSE);
  note (self, "take", TRUE);
  g_clear_pointer (&self->log, tc_asrun_free);
  g_autoptr (TcAsrunLog) log = read_back (self);
  g_assert_cmpuint (tc_asrun_log_length (log), ==, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    assert_kind (log, i, kinds[i]);
  json_t *record = tc_asrun_log_record (log, 3);
  const char *who = NULL, *role = NULL, *scene = NULL, *epoch = NULL, *document = NULL;
  json_int_t n = 0, frame = 0, revision = 0;
  g_assert_cmpint (json_unpack (record, "{s:I, s:I, s:s, s:s, s:s, s:s, s:I, s:s}", "n",
                                &n, "frame", &frame, "who", &who, "role", &role,
                                "scene", &scene, "epoch", &epoch, "revision", &revision,
                                "document", &document),
                   ==, 0);
  g_assert_cmpint (n, ==, 4);
  g_assert_cmpint (frame, ==, 7);
  g_assert_cmpint (revision, ==, 41);
  g_assert_cmpstr (who, ==, "mei");
  g_assert_cmpstr (role, ==, "organizer");
  g_assert_cmpstr (scene, ==, "score");
  g_assert_cmpstr (epoch, ==, "E");
  g_assert_cmpstr (document, ==, hash);
  json_decref (record);
  g_assert_cmpint (log->signed_n, ==, 7);
  g_assert_true (log->is_closed);
}

static void
test_take_is_signed (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  note (self, "take", TRUE);
  wait_for (self, "signed", 4);
  note (self, "preview", FALSE);
  wait_for (self, "n", 5);
  g_assert_cmpint (told (self, "signed"), ==, 4);
}

static void
test_minute (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  note (self, "preview", FALSE);
  wait_for (self, "n", 3);
  __atomic_store_n (&self->ahead_ns, (TC_ASRUN_CHECKPOINT_S - 30) * TC_NS_PER_S,
                    __ATOMIC_RELAXED);
  note (self, "preview", FALSE);
  wait_for (self, "n", 4);
  g_assert_cmpint (told (self, "signed"), ==, 2);
  __atomic_store_n (&self->ahead_ns, (TC_ASRUN_CHECKPOINT_S + 1) * TC_NS_PER_S,
                    __ATOMIC_RELAXED);
  note (self, "preview", FALSE);
  wait_for (self, "signed", 6);
}

static void
test_key (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *secret = g_build_filename (self->dir, "asrun.key", NULL);
  g_autofree char *public = path_of (self, "key.pub");
  g_autofree char *text = NULL;
  struct stat info;

  wait_for (self, "n", 2);
  g_assert_cmpint (stat (secret, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (public, &text, NULL, NULL));
  g_strstrip (text);
  g_autofree char *key = told_text (self, "key");
  g_assert_cmpstr (text, ==, key);
  g_clear_pointer (&self->log, tc_asrun_free);
  open_log (self); /* the same one again */
  wait_for (self, "n", 5);
  g_autofree char *again = told_text (self, "key");
  g_assert_cmpstr (again, ==, key);
}

static void
test_open_key (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *secret = g_build_filename (self->dir, "asrun.key", NULL);

  g_clear_pointer (&self->log, tc_asrun_free);
  g_assert_cmpint (g_chmod (secret, 0644), ==, 0);
  open_log (self);
  wait_for_error (self, TRUE);
  g_autofree char *error = told_text (self, "error");
  g_assert_nonnull (strstr (error, "chmod 600"));
}

static void
test_objects (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{\"version\":1}", 13);
  char hash[TC_SHA256_CHARS];

  tc_asrun_sha256 ("{\"version\":1}", 13, hash);
  tc_asrun_keep (self->log, bytes);
  tc_asrun_keep (self->log, bytes);
  tc_asrun_set_document (self->log, "E", 1, hash);
  note (self, "document", FALSE);
  g_clear_pointer (&self->log, tc_asrun_free);
  g_autoptr (TcAsrunLog) log = read_back (self);
  g_assert_cmpuint (log->n_faults, ==, 0);
  g_autoptr (GBytes) object = tc_asrun_log_object (log, hash, NULL);
  g_assert_true (g_bytes_equal (object, bytes));
}

/* Its record is 3, between the checkpoints 2 and 5. */
static void
test_lost_object (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("{\"version\":1}", 13);
  char hash[TC_SHA256_CHARS];

  wait_for (self, "n", 2); /* begun without a document */
  tc_asrun_sha256 ("{\"version\":1}", 13, hash);
  tc_asrun_keep (self->log, bytes);
  tc_asrun_set_document (self->log, "E", 1, hash);
  note (self, "document", FALSE);
  note (self, "take", TRUE);
  g_clear_pointer (&self->log, tc_asrun_free);
  g_autofree char *name = g_build_filename (TC_ASRUN_OBJECTS, hash, NULL);
  g_autofree char *path = path_of (self, name);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_autoptr (TcAsrunLog) log = read_back (self);
  g_assert_cmpuint (log->n_faults, ==, 1);
  g_assert_cmpint (log->signed_n, ==, 2);
  g_assert_false (log->is_closed);
}

static void
write_text (const char *dir, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_files (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *one = g_build_filename (self->dir, "score.yaml", NULL);
  g_autofree char *two = g_build_filename (self->dir, "unit.yaml", NULL);
  const char *const both[] = {one, two, NULL}, *const first[] = {one, NULL};
  const char *const second[] = {two, NULL}, *const none[] = {NULL};

  write_text (self->dir, "score.yaml", "score");
  write_text (self->dir, "unit.yaml", "unit");
  tc_asrun_keep_files (self->log, 0, self->dir, both, none);
  wait_for (self, "n", 3);
  write_text (self->dir, "score.yaml", "another score");
  tc_asrun_keep_files (self->log, 9, self->dir, first, second);
  g_clear_pointer (&self->log, tc_asrun_free);
  g_autoptr (TcAsrunLog) log = read_back (self);
  g_assert_cmpuint (log->n_faults, ==, 0);
  json_t *what = what_of (log, 3);
  g_assert_cmpstr (json_string_value (json_object_get (what, "kind")), ==, "files");
  g_autoptr (GBytes) object = tc_asrun_log_object (
      log, json_string_value (json_object_get (what, "manifest")), NULL);
  g_assert_nonnull (object);
  char hash[TC_SHA256_CHARS];
  tc_asrun_sha256 ("another score", 13, hash);
  g_autofree char *wanted = g_strdup_printf ("{\"score.yaml\":\"%s\"}", hash);
  g_autofree char *got =
      g_strndup (g_bytes_get_data (object, NULL), g_bytes_get_size (object));
  g_assert_cmpstr (got, ==, wanted);
  json_decref (what);
}

/* --- what was there before -------------------------------------------------------- */

static void
append_text (Fixture *self, const char *text)
{
  g_autofree char *path = path_of (self, "log.jsonl");
  FILE *file = fopen (path, "a");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (text, file), >=, 0);
  fclose (file);
}

static void
test_torn_line (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_clear_pointer (&self->log, tc_asrun_free); /* 4 records */
  append_text (self, "{\"n\":5,\"prev\":\"60af");
  open_log (self);
  wait_for (self, "n", 6);
  g_autoptr (TcAsrunLog) log = read_back (self);
  g_assert_cmpuint (log->n_faults, ==, 0);
  json_t *what = what_of (log, 4);
  g_assert_cmpint (json_integer_value (json_object_get (what, "lost_bytes")), ==, 19);
  json_decref (what);
}

static void
test_foreign_line (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *folder = path_of (self, "");
  guint n_aside = 0;

  g_clear_pointer (&self->log, tc_asrun_free);
  append_text (self, "what is this\n");
  open_log (self);
  wait_for (self, "n", 2);
  g_autoptr (TcAsrunLog) log = read_back (self);
  g_assert_cmpint (log->last_n, ==, 2);
  g_assert_cmpuint (log->n_faults, ==, 0);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));)
    n_aside += g_str_has_prefix (name, "log.jsonl.") ? 1 : 0;
  g_assert_cmpuint (n_aside, ==, 1);
}

static void
test_next_writer (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < 50; i++) {
    TcAsrunFile file;
    g_autoptr (GError) error = NULL;

    wait_for (self, "n", 2);
    g_clear_pointer (&self->log, tc_asrun_free);
    tc_asrun_file_init (&file, self->dir);
    tc_asrun_file_open (&file, &error);
    tc_asrun_file_clear (&file);
    g_assert_no_error (error);
    open_log (self);
  }
}

static void
test_one_writer (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  TcAsrunSettings settings = {.state_dir = self->dir, .clock = &self->clock};
  Fixture other = {.dir = self->dir, .clock = self->clock};

  wait_for (self, "n", 2);
  other.log = tc_asrun_new (&settings);
  wait_for_error (&other, TRUE);
  g_autofree char *error = told_text (&other, "error");
  g_assert_nonnull (strstr (error, "another tallycast uses it"));
  json_t *status = tc_asrun_status (other.log);
  const json_t *why = json_object_get (status, "why");
  test_why_has_words (why);
  g_assert_cmpstr (json_string_value (json_object_get (why, "code")), ==, "in_use");
  json_decref (status);
  tc_asrun_free (other.log);
}

/* --- a disk that takes nothing ---------------------------------------------------- */

/* No file of this process may be longer: as a full disk. */
static void
limit_files (rlim_t bytes)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = MIN (bytes, limit.rlim_max);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
test_full_disk (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = path_of (self, "log.jsonl");
  struct stat info;

  wait_for (self, "n", 2);
  g_assert_cmpint (stat (path, &info), ==, 0);
  limit_files ((rlim_t)info.st_size + 20); /* the line fits by half */
  note (self, "preview", FALSE);
  wait_for_error (self, TRUE);
  g_assert_cmpint (told (self, "n"), ==, 2);
  g_assert_cmpint (told (self, "waiting"), ==, 1);
  limit_files (RLIM_INFINITY);
  wait_for_error (self, FALSE);
  wait_for (self, "n", 3);
  g_autoptr (TcAsrunLog) log = read_back (self);
  g_assert_cmpuint (log->n_faults, ==, 0);
  assert_kind (log, 2, "preview");
}

static void
test_queue_is_bounded (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  const guint n_lost = 5;

  wait_for (self, "n", 2);
  limit_files (10);
  for (guint i = 0; i < TC_ASRUN_MAX_WAITING + n_lost; i++)
    note (self, "preview", FALSE);
  wait_for_error (self, TRUE);
  g_assert_cmpint (told (self, "waiting"), ==, TC_ASRUN_MAX_WAITING);
  limit_files (RLIM_INFINITY);
  wait_for (self, "n", 2 + TC_ASRUN_MAX_WAITING);
  note (self, "take", FALSE);
  wait_for (self, "n", 4 + TC_ASRUN_MAX_WAITING);
  g_autoptr (TcAsrunLog) log = read_back (self);
  g_assert_cmpuint (log->n_faults, ==, 0);
  json_t *what = what_of (log, 2 + TC_ASRUN_MAX_WAITING);
  g_assert_cmpstr (json_string_value (json_object_get (what, "kind")), ==, "lost");
  g_assert_cmpint (json_integer_value (json_object_get (what, "records")), ==, n_lost);
  json_decref (what);
}

static void
test_deleted (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = path_of (self, "log.jsonl");

  wait_for (self, "n", 2);
  g_assert_cmpint (g_unlink (path), ==, 0);
  note (self, "preview", FALSE);
  wait_for_error (self, TRUE);
  wait_for_error (self, FALSE);
  g_autoptr (TcAsrunLog) log = read_back (self);
  json_t *what = what_of (log, 0);
  json_int_t n = 0;
  g_assert_cmpint (json_unpack (what, "{s:{s:I}}", "after", "n", &n), ==, 0);
  g_assert_cmpint (n, ==, 3);
  json_decref (what);
}

static void
test_no_folder (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *file = g_build_filename (self->dir, "a-file", NULL);
  TcAsrunSettings settings = {.state_dir = file, .clock = &self->clock};
  Fixture other = {.dir = file, .clock = self->clock};

  write_text (self->dir, "a-file", "");
  other.log = tc_asrun_new (&settings);
  wait_for_error (&other, TRUE);
  note (&other, "take", TRUE);
  g_assert_cmpint (told (&other, "n"), ==, 0);
  tc_asrun_free (other.log);
}

/* --- what is told ----------------------------------------------------------------- */

static void
test_recent (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < TC_ASRUN_RECENT + 3; i++)
    note (self, "take", TRUE);
  wait_for (self, "n", 2 + 2 * (TC_ASRUN_RECENT + 3));
  json_t *recent = tc_asrun_recent (self->log);
  json_t *last = json_array_get (recent, json_array_size (recent) - 1);
  g_assert_cmpuint (json_array_size (recent), ==, TC_ASRUN_RECENT);
  for (size_t i = 0; i < json_array_size (recent); i++) {
    const char *kind = NULL;
    json_unpack (json_array_get (recent, i), "{s:{s:s}}", "what", "kind", &kind);
    g_assert_cmpstr (kind, ==, "take");
  }
  g_assert_cmpint (json_integer_value (json_object_get (last, "n")), ==,
                   1 + 2 * (TC_ASRUN_RECENT + 3));
  g_assert_cmpstr (json_string_value (json_object_get (last, "who")), ==, "mei");
  json_decref (recent);
}

/* Ballots do not push out what operators did; another phase or unit is told. */
static void
test_recent_documents (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const rows[][3] = {
      {"scoring", "u1", "told"}, {"scoring", "u1", ""},    {"result", "u1", "told"},
      {"result", "u2", "told"},  {"result", "u2", ""},     {"break", NULL, "told"},
      {"break", NULL, ""},       {"result", "u2", "told"},
  };
  g_autoptr (GString) told = g_string_new (NULL), wanted = g_string_new (NULL);
  size_t i = 0;
  json_t *record = NULL;

  for (guint k = 0; k < G_N_ELEMENTS (rows); k++) {
    json_t *what = json_pack ("{ss, ss, ss*}", "kind", "document", "phase", rows[k][0],
                              "unit", rows[k][1]);
    tc_asrun_note (self->log, &(TcAsrunEntry){.frame = k, .what = what});
    if (k == 3) /* somebody's hand between is none of them */
      note (self, "take", TRUE);
    if (*rows[k][2])
      g_string_append_printf (wanted, "%s%s ", rows[k][0], k == 3 ? " take" : "");
  }
  wait_for (self, "n", 1 + G_N_ELEMENTS (rows) + 2);
  json_t *recent = tc_asrun_recent (self->log);
  json_array_foreach (recent, i, record)
  {
    const json_t *what = json_object_get (record, "what");
    const char *kind = json_string_value (json_object_get (what, "kind"));
    const char *phase = json_string_value (json_object_get (what, "phase"));
    if (g_str_equal (kind, "document") || g_str_equal (kind, "take"))
      g_string_append_printf (told, "%s ", phase ? phase : kind);
  }
  g_assert_cmpstr (told->str, ==, wanted->str);
  json_decref (recent);
}

static void
test_recent_way (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  json_t *what = json_pack ("{s:s, s:[[i, f]]}", "kind", "tbar", "way", 7, 0.5);

  tc_asrun_note (self->log, &(TcAsrunEntry){.frame = 9, .what = what});
  wait_for (self, "n", 2);
  json_t *recent = tc_asrun_recent (self->log);
  json_t *last = json_array_get (recent, json_array_size (recent) - 1);
  char *told_what = json_dumps (json_object_get (last, "what"), JSON_COMPACT);
  g_assert_cmpstr (told_what, ==, "{\"kind\":\"tbar\"}");
  free (told_what);
  json_decref (recent);
}

static void
test_head (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  wait_for (self, "n", 2);
  g_autofree char *head = told_text (self, "head");
  g_autofree char *name = tc_asrun_dup_head (self->log);
  g_autofree char *wanted = g_strdup_printf ("n2-%.12s", head);
  g_assert_cmpstr (name, ==, wanted);
  g_autoptr (TcAsrunLog) log = read_back (self);
  tc_asrun_log_check_head (log, 2, head);
  g_assert_cmpuint (log->n_faults, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  signal (SIGXFSZ, SIG_IGN);
#define TEST(name, func) \
  g_test_add ("/control/asrun/" name, Fixture, NULL, set_up, func, tear_down)
  TEST ("records-are-numbered-chained-and-signed-at-the-end", test_chain);
  TEST ("a-take-is-signed-at-once", test_take_is_signed);
  TEST ("signed-every-minute", test_minute);
  TEST ("the-secret-key-is-its-owners-alone-and-stays", test_key);
  TEST ("a-key-that-others-may-read-is-refused", test_open_key);
  TEST ("an-object-is-kept-under-its-hash", test_objects);
  TEST ("who-names-a-lost-object-is-not-whole", test_lost_object);
  TEST ("a-manifest-names-all-files-in-effect", test_files);
  TEST ("goes-on-after-a-torn-line-and-tells-it", test_torn_line);
  TEST ("a-log-that-ends-in-no-record-is-put-aside", test_foreign_line);
  TEST ("two-cannot-write-one-log", test_one_writer);
  TEST ("once-it-is-freed-another-may-write", test_next_writer);
  TEST ("a-full-disk-is-told-and-made-up-for", test_full_disk);
  TEST ("what-does-not-fit-is-counted-and-told", test_queue_is_bounded);
  TEST ("a-deleted-log-is-told-and-begun-anew", test_deleted);
  TEST ("without-a-folder-it-only-says-so", test_no_folder);
  TEST ("the-last-records-are-told-without-checkpoints", test_recent);
  TEST ("documents-that-say-the-same-are-told-once", test_recent_documents);
  TEST ("the-way-of-the-t-bar-is-in-the-file-only", test_recent_way);
  TEST ("its-head-goes-into-names", test_head);
#undef TEST
  return g_test_run ();
}
