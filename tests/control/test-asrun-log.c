/* SPDX-License-Identifier: MIT
 *
 * A log that somebody has changed: each way is found, told apart from the others, and
 * told with the record's number.
 */
#include <stdio.h>
#include <string.h>

#include "control/asrun-file.h"
#include "control/asrun-key.h"
#include "tallycast/control/asrun.h"
#include "tallycast/control/asrun_log.h"

/* Of the log below: open 1 +2, preview 3, take 4 +5, preview 6, take 7 +8, preview 9,
 * preview 10, close 11 +12; + are checkpoints. */
#define N_RECORDS 12

static char *dir;
static char *whole; /* the log as it was written */

static void
note (TcAsrun *log, const char *name, gboolean is_take)
{
  TcAsrunEntry entry = {.who = "mei",
                        .role = "organizer",
                        .frame = 7,
                        .is_take = is_take,
                        .what = json_pack ("{s:s, s:s}", "kind",
                                           is_take ? "take" : "preview", "name", name)};

  tc_asrun_note (log, &entry);
}

static void
write_log (void)
{
  g_autofree char *path = NULL;
  TcAsrunSettings settings = {.clock = tc_clock_system ()};

  dir = g_dir_make_tmp ("tc-asrun-XXXXXX", NULL);
  settings.state_dir = dir;
  TcAsrun *log = tc_asrun_new (&settings);
  note (log, "unit", FALSE);
  note (log, "unit", TRUE);
  note (log, "score", FALSE);
  note (log, "score", TRUE);
  note (log, "result", FALSE);
  note (log, "ranking", FALSE);
  tc_asrun_free (log);
  path = g_build_filename (dir, "asrun", TC_ASRUN_LOG, NULL);
  g_assert_true (g_file_get_contents (path, &whole, NULL, NULL));
}

/* --- what can be done to it ------------------------------------------------------- */

/* Lines without their line feeds; [0] is record 1. */
static void
rewrite (GPtrArray *lines, guint n)
{
  char *line = lines->pdata[n - 1];
  char *at = strstr (line, "\"mei\"");

  g_assert_nonnull (at);
  memcpy (at, "\"eve\"", 5);
}

static json_t *
parse (const GPtrArray *lines, guint i)
{
  json_t *record = json_loads (lines->pdata[i], 0, NULL);

  g_assert_nonnull (record);
  return record;
}

static void
put (GPtrArray *lines, guint i, json_t *record)
{
  char *text = json_dumps (record, JSON_COMPACT);

  g_free (lines->pdata[i]);
  lines->pdata[i] = g_strdup (text);
  free (text);
  json_decref (record);
}

/* Hashes and numbers right again, from the record at @i on, signatures as they are. */
static void
rechain (GPtrArray *lines, guint i)
{
  for (; i < lines->len; i++) {
    json_t *record = parse (lines, i);
    char hash[TC_SHA256_CHARS] =
        "0000000000000000000000000000000000000000000000000000000000000000";

    if (i > 0)
      tc_asrun_sha256 (lines->pdata[i - 1], strlen (lines->pdata[i - 1]), hash);
    json_object_set_new (record, "n", json_integer (i + 1));
    json_object_set_new (record, "prev", json_string (hash));
    put (lines, i, record);
  }
}

/* The same with checkpoints of a key of one's own. */
static void
resign (GPtrArray *lines, guint i, const char *public)
{
  g_autofree char *other = g_dir_make_tmp ("tc-asrun-XXXXXX", NULL);
  g_autoptr (TcAsrunKey) key = tc_asrun_key_load (other, NULL);
  char signature[TC_SIGNATURE_CHARS];

  for (; i < lines->len; i++) {
    rechain (lines, i);
    json_t *record = parse (lines, i);
    json_t *what = json_object_get (record, "what");

    if (json_object_del (record, "signature") != 0) {
      json_decref (record);
      continue;
    }
    json_object_set_new (what, "key", json_string (public ? public : key->public));
    put (lines, i, record);
    char *line = lines->pdata[i];
    gsize n = strlen (line) - 1;
    tc_asrun_key_sign (key, line, n, signature);
    lines->pdata[i] =
        g_strdup_printf ("%.*s,\"signature\":\"%s\"}", (int)n, line, signature);
    g_free (line);
  }
}

static void
swap (GPtrArray *lines, guint n, guint m)
{
  gpointer line = lines->pdata[n - 1];

  lines->pdata[n - 1] = lines->pdata[m - 1];
  lines->pdata[m - 1] = line;
}

static void
nothing (GPtrArray *lines G_GNUC_UNUSED)
{
}

static void
rewritten (GPtrArray *lines)
{
  rewrite (lines, 6);
}

static void
rewritten_twice (GPtrArray *lines)
{
  rewrite (lines, 3);
  rewrite (lines, 9);
}

static void
rewritten_and_chained (GPtrArray *lines)
{
  rewrite (lines, 6);
  rechain (lines, 6);
}

static void
rewritten_and_signed (GPtrArray *lines)
{
  rewrite (lines, 6);
  resign (lines, 6, NULL);
}

static void
rewritten_and_signed_in_our_name (GPtrArray *lines)
{
  json_t *record = parse (lines, 1);
  const char *public = NULL;

  json_unpack (record, "{s:{s:s}}", "what", "key", &public);
  rewrite (lines, 6);
  resign (lines, 6, public);
  json_decref (record);
}

static void
first_rewritten (GPtrArray *lines)
{
  json_t *record = parse (lines, 0);

  json_object_set_new (record, "time", json_string ("2026-11-23T10:00:00.000000Z"));
  put (lines, 0, record);
}

static void
checkpoint_rewritten (GPtrArray *lines)
{
  json_t *record = parse (lines, N_RECORDS - 1);

  json_object_set_new (record, "time", json_string ("2026-11-23T10:00:00.000000Z"));
  put (lines, N_RECORDS - 1, record);
}

static void
signature_of_another (GPtrArray *lines)
{
  const char *from = strstr (lines->pdata[4], "\"signature\"");
  char *to = strstr (lines->pdata[7], "\"signature\"");

  memcpy (to, from, strlen (from));
  rechain (lines, 8);
}

static void
signature_taken_off (GPtrArray *lines)
{
  json_t *record = parse (lines, N_RECORDS - 1);

  json_object_del (record, "signature");
  put (lines, N_RECORDS - 1, record);
}

static void
reordered (GPtrArray *lines)
{
  swap (lines, 6, 7);
}

static void
far_reordered (GPtrArray *lines)
{
  swap (lines, 3, 9);
}

static void
removed (GPtrArray *lines)
{
  g_ptr_array_remove_index (lines, 5);
}

static void
several_removed (GPtrArray *lines)
{
  g_ptr_array_remove_range (lines, 2, 5);
}

static void
beginning_removed (GPtrArray *lines)
{
  g_ptr_array_remove_range (lines, 0, 2);
}

static void
removed_and_chained (GPtrArray *lines)
{
  g_ptr_array_remove_index (lines, 5);
  rechain (lines, 5);
}

static void
repeated (GPtrArray *lines)
{
  g_ptr_array_insert (lines, 6, g_strdup (lines->pdata[5]));
}

static void
unreadable (GPtrArray *lines)
{
  memset (lines->pdata[5], '#', 4);
}

static void
all_signatures_removed (GPtrArray *lines)
{
  for (guint i = lines->len; i-- > 0;)
    if (strstr (lines->pdata[i], "\"signature\""))
      g_ptr_array_remove_index (lines, i);
  rechain (lines, 0);
}

static void
end_cut_off (GPtrArray *lines)
{
  g_ptr_array_set_size (lines, 9);
}

static void
last_torn (GPtrArray *lines)
{
  g_ptr_array_set_size (lines, 9);
  ((char *)lines->pdata[8])[20] = '\0';
}

/* --- what is found ---------------------------------------------------------------- */

typedef struct {
  const char *name;
  void (*change) (GPtrArray *lines);
  const char *faults; /* "rewritten 6, wrongly signed 8" */
  gint64 signed_n;
  gboolean is_torn; /* the last line feed is gone, too */
} Case;

static const Case cases[] = {
    {"nothing", nothing, "", 12, FALSE},
    {"rewritten", rewritten, "rewritten 6", 5, FALSE},
    {"rewritten-twice", rewritten_twice, "rewritten 3, rewritten 9", 2, FALSE},
    {"the-first-rewritten", first_rewritten, "rewritten 1", 0, FALSE},
    {"rewritten-and-chained-anew", rewritten_and_chained,
     "wrongly signed 8, wrongly signed 12", 5, FALSE},
    {"rewritten-and-signed-by-another-key", rewritten_and_signed,
     "wrongly signed 8, wrongly signed 12", 5, FALSE},
    {"rewritten-and-signed-under-our-name", rewritten_and_signed_in_our_name,
     "wrongly signed 8, wrongly signed 12", 5, FALSE},
    {"a-checkpoint-rewritten", checkpoint_rewritten, "wrongly signed 12", 8, FALSE},
    {"the-signature-of-another-checkpoint", signature_of_another,
     "wrongly signed 8, wrongly signed 12", 5, FALSE},
    {"a-signature-taken-off", signature_taken_off, "wrongly signed 12", 8, FALSE},
    {"all-signatures-taken-off", all_signatures_removed, "wrongly signed 1", 0, FALSE},
    {"reordered", reordered, "reordered 6", 5, FALSE},
    {"reordered-far", far_reordered,
     "reordered 3, reordered 4, reordered 5, reordered 6, reordered 7, reordered 8", 2,
     FALSE},
    {"removed", removed, "removed 6", 5, FALSE},
    {"several-removed", several_removed, "removed 3", 2, FALSE},
    {"the-beginning-removed", beginning_removed, "removed 1", 0, FALSE},
    {"removed-and-chained-anew", removed_and_chained,
     "wrongly signed 7, wrongly signed 11", 5, FALSE},
    {"repeated", repeated, "repeated 6", 5, FALSE},
    {"unreadable", unreadable, "rewritten 6, unreadable 6", 5, FALSE},
    {"the-last-line-torn", last_torn, "truncated 9", 8, TRUE},
    {"the-end-cut-off", end_cut_off, "", 8, FALSE},
};

static char *
changed_text (const Case *each)
{
  g_auto (GStrv) parts = g_strsplit (whole, "\n", -1);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < N_RECORDS; i++)
    g_ptr_array_add (lines, g_strdup (parts[i]));
  each->change (lines);
  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (text, "%s\n", (char *)lines->pdata[i]);
  if (each->is_torn)
    g_string_truncate (text, text->len - 1);
  return g_string_free (text, FALSE);
}

static char *
faults_text (const TcAsrunLog *log)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < log->faults->len; i++) {
    const TcAsrunFault *fault = log->faults->pdata[i];
    g_string_append_printf (text, "%s%s %" G_GINT64_FORMAT, i > 0 ? ", " : "",
                            tc_asrun_fault_name (fault->kind), fault->n);
  }
  return g_string_free (text, FALSE);
}

static void
test_case (gconstpointer data)
{
  const Case *each = data;
  g_autofree char *text = changed_text (each);
  g_autoptr (TcAsrunLog) log = tc_asrun_log_parse (text, strlen (text), NULL);
  g_autofree char *faults = faults_text (log);

  g_assert_cmpstr (faults, ==, each->faults);
  g_assert_cmpint (log->signed_n, ==, each->signed_n);
  g_assert_true (log->is_closed == (each->change == nothing));
}

static void
test_whole_log_of_another_key (void)
{
  g_auto (GStrv) parts = g_strsplit (whole, "\n", -1);
  const Case forged = {.change = nothing};
  g_autofree char *text = changed_text (&forged);
  const char *known =
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
  g_autoptr (TcAsrunLog) log = tc_asrun_log_parse (text, strlen (text), known);
  g_autofree char *faults = faults_text (log);

  g_assert_cmpstr (faults, ==,
                   "wrongly signed 2, wrongly signed 5, wrongly signed 8, wrongly "
                   "signed 12");
  g_assert_cmpint (log->signed_n, ==, 0);
}

/* A verdict is of all faults, and the one that counts is told, however many follow. */
static void
test_junk (void)
{
  const Case rewritten_early = {.change = rewritten_twice};
  g_autofree char *text = changed_text (&rewritten_early);
  g_autoptr (GString) junk = g_string_new (text);

  for (guint i = 0; i < TC_ASRUN_LOG_MAX_FAULTS; i++)
    g_string_append (junk, "#\n");
  g_autoptr (TcAsrunLog) log = tc_asrun_log_parse (junk->str, junk->len, NULL);
  const TcAsrunFault *fault = log->faults->pdata[0];
  g_assert_cmpuint (log->n_faults, ==, TC_ASRUN_LOG_MAX_FAULTS + 2);
  g_assert_cmpuint (log->faults->len, ==, TC_ASRUN_LOG_MAX_FAULTS);
  g_assert_cmpint (fault->kind, ==, TC_ASRUN_REWRITTEN);
  g_assert_cmpint (fault->n, ==, 3);
  g_assert_cmpint (log->signed_n, ==, 2);
  g_assert_false (log->is_closed);
}

/* A line is a byte here, and what is kept of it are many. */
static void
test_many_lines (void)
{
  const gsize n = TC_ASRUN_LOG_MAX_LINES + 1000;
  g_autofree char *text = g_strnfill (n, '\n');
  g_autoptr (TcAsrunLog) log = tc_asrun_log_parse (text, n, NULL);

  g_assert_cmpuint (tc_asrun_log_length (log), ==, TC_ASRUN_LOG_MAX_LINES);
  g_assert_cmpuint (log->n_faults, >, TC_ASRUN_LOG_MAX_LINES);
  g_assert_cmpint (log->signed_n, ==, 0);
}

/* What only somebody who knows a head can find. */
static void
test_cut_end (void)
{
  const Case cut = {.change = end_cut_off}, all = {.change = nothing};
  g_autofree char *text = changed_text (&cut);
  g_autofree char *full_text = changed_text (&all);
  g_autoptr (TcAsrunLog) full =
      tc_asrun_log_parse (full_text, strlen (full_text), NULL);
  g_autoptr (TcAsrunLog) log = tc_asrun_log_parse (text, strlen (text), NULL);
  g_auto (GStrv) lines = g_strsplit (whole, "\n", -1);
  char hash[TC_SHA256_CHARS];

  tc_asrun_sha256 (lines[9], strlen (lines[9]), hash);
  tc_asrun_log_check_head (full, 10, hash);
  g_assert_cmpuint (full->n_faults, ==, 0);
  g_assert_true (full->is_closed);
  tc_asrun_log_check_head (full, 20, hash);
  g_assert_false (full->is_closed);
  tc_asrun_log_check_head (log, 10, hash);
  g_autofree char *faults = faults_text (log);
  g_assert_cmpstr (faults, ==, "truncated 10");
  g_assert_cmpint (log->signed_n, ==, 8);
}

/* The whole log was written anew by who has the key: up to the checkpoint before the
 * head it may be what it was. */
static void
test_wrong_head (void)
{
  static const struct {
    gint64 n, signed_n;
  } heads[] = {{10, 8}, {8, 5}, {3, 2}, {2, 0}};
  g_autoptr (TcAsrunLog) log = tc_asrun_log_parse (whole, strlen (whole), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    tc_asrun_log_check_head (log, heads[i].n, "0123456789ab");
    g_assert_cmpuint (log->n_faults, ==, i + 1);
    g_assert_cmpint (log->signed_n, ==, heads[i].signed_n);
    g_assert_false (log->is_closed);
    json_t *record = heads[i].signed_n > 0
                         ? tc_asrun_log_record (log, (guint)heads[i].signed_n - 1)
                         : NULL;
    g_assert_cmpstr (log->signed_time, ==,
                     json_string_value (json_object_get (record, "time")));
    json_decref (record);
  }
  g_autofree char *faults = faults_text (log);
  g_assert_cmpstr (faults, ==, "rewritten 2, rewritten 3, rewritten 8, rewritten 10");
}

/* No number may make it count to the end of the world. */
static void
test_huge_numbers (void)
{
  const char *text =
      "{\"n\":9223372036854775807,\"prev\":\"60af60af60af60af60af60af60af60af60af60af60"
      "af60af60af60af60af60af\",\"time\":\"\",\"frame\":0,\"what\":{\"kind\":\"open\"}}"
      "\n"
      "#\n{}\n[]\n";
  g_autoptr (TcAsrunLog) log = tc_asrun_log_parse (text, strlen (text), NULL);

  g_assert_cmpuint (log->n_faults, >=, 4);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  write_log ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/control/asrun-log/%s", cases[i].name);
    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/control/asrun-log/a-log-of-another-key",
                   test_whole_log_of_another_key);
  g_test_add_func ("/control/asrun-log/a-hundred-lines-of-junk-hide-nothing",
                   test_junk);
  g_test_add_func ("/control/asrun-log/a-million-lines-are-enough", test_many_lines);
  g_test_add_func ("/control/asrun-log/a-known-head-finds-a-cut-end", test_cut_end);
  g_test_add_func ("/control/asrun-log/what-follows-a-wrong-head-is-not-whole",
                   test_wrong_head);
  g_test_add_func ("/control/asrun-log/huge-numbers-cost-nothing", test_huge_numbers);
  int result = g_test_run ();
  const char *const argv_rm[] = {"rm", "-rf", dir, NULL};
  g_spawn_sync (NULL, (char **)argv_rm, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
                NULL, NULL, NULL);
  g_free (whole);
  g_free (dir);
  return result;
}
