/* SPDX-License-Identifier: MIT
 *
 * What `verify` says of a log, and what it makes of it for others.
 */
#include "verify-log.h"

/* --- verdicts --------------------------------------------------------------------- */

static void
test_open_tail (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  take (self, "unit", "scene", 2);
  do_switch (self, "panic", NULL, TRUE, 4);
  run_well (self, "verify @LOG");
  assert_says (self->out, "signed; tail open since 2026-11-23T");
  assert_says (self->out, ": 1 records");
  run_well (self, "verify @LOG --at 110");
  assert_says (self->out, "nobody vouches for this");
  g_clear_pointer (&self->log, tc_asrun_free);
  run_well (self, "verify @LOG");
  assert_says (self->out, "signed; closed ");
}

static void
test_lost_object (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  show_document (self, "presenting.json", 0);
  take (self, "unit", "scene", 0);
  json_t *status = tc_asrun_status (self->log);
  json_decref (status);
  g_autofree char *objects = g_build_filename (self->asrun, TC_ASRUN_OBJECTS, NULL);
  g_autoptr (GDir) dir = g_dir_open (objects, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));) {
    g_autofree char *path = g_build_filename (objects, name, NULL);
    g_assert_true (g_file_set_contents (path, "another", -1, NULL));
  }
  run (self, "verify @LOG");
  g_assert_cmpint (self->status, ==, 65);
  assert_says (self->out, "is not what it was");
  run (self, "verify @LOG --at 100 -o @/seen.png");
  g_assert_cmpint (self->status, ==, 65);
}

/* Whoever wrote the log may want to write elsewhere, too. */
static void
test_hostile_files (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const manifests[] = {"{\"../evil.yaml\":\"%s\"}",
                                          "{\"/tmp/evil.yaml\":\"%s\"}",
                                          "{\"theme/../../evil.yaml\":\"%s\"}",
                                          "{\"\":\"%s\"}",
                                          "{\"a//b\":\"%s\"}",
                                          "{\"score.yaml\":\"../%.60s\"}",
                                          "{\"score.yaml\":7}",
                                          "[\"%s\"]"};
  g_autoptr (GBytes) scene = g_bytes_new_static ("layers: []\n", 11);
  char hash[TC_SHA256_CHARS];

  tc_asrun_sha256 ("layers: []\n", 11, hash);
  tc_asrun_keep (self->log, scene);
  for (guint i = 0; i < G_N_ELEMENTS (manifests); i++) {
    GString *text = g_string_new (manifests[i]);
    char manifest_hash[TC_SHA256_CHARS];

    g_string_replace (text, "%s", hash, 1);
    tc_asrun_sha256 (text->str, text->len, manifest_hash);
    g_autoptr (GBytes) manifest = g_string_free_to_bytes (text);
    tc_asrun_keep (self->log, manifest);
    note (self, NULL, FALSE,
          json_pack ("{s:s, s:s}", "kind", "files", "manifest", manifest_hash));
    run (self, "verify @LOG --at 0 -o @/seen.png");
    g_assert_cmpint (self->status, ==, 65);
    g_assert_false (g_file_test ("/tmp/evil.yaml", G_FILE_TEST_EXISTS));
  }
}

static void
test_known_head (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  take (self, "unit", "scene", 2);
  g_autofree char *head = tc_asrun_dup_head (self->log);
  g_autofree char *good =
      g_strdup_printf ("verify @LOG --head tallycast-20261123-101112-%s-2.mp4", head);
  run_well (self, good);
  run (self, "verify @LOG --head 500:0123456789ab");
  g_assert_cmpint (self->status, ==, 65);
  assert_says (self->out, ": truncated: ");
  run (self, "verify @LOG --head nothing");
  g_assert_cmpint (self->status, ==, 64);
  run_well (self, "verify --help");
  assert_says (self->out,
               "as the status (/api/v1/status) or a recording's name has it");
  run_well (self, "verify @LOG --key @LOG/key.pub");
  run (self, "verify @LOG --key "
             "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  g_assert_cmpint (self->status, ==, 65);
  assert_says (self->out, "wrongly signed: it is signed by another key");
}

/* --- exports ---------------------------------------------------------------------- */

static void
play_meeting (Fixture *self)
{
  show_document (self, "standby.json", 0);
  show_document (self, "presenting.json", 61.5);
  show_document (self, "scoring-open.json", 100);
  show_document (self, "ranking.json", 4000);
  move_to (self, 4100);
  note (self, "=cmd|' /C calc'!A0", TRUE, json_pack ("{s:s}", "kind", "clear"));
}

static void
test_chapters (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  play_meeting (self);
  run_well (self, "verify @LOG --chapters youtube");
  g_assert_cmpstr (self->out, ==,
                   "00:00 开场\n01:01 3. 住房和城乡建设委员会\n1:06:40 排名\n");
  run_well (self, "verify @LOG --chapters youtube --from 1500");
  g_assert_cmpstr (self->out, ==, "00:00 3. 住房和城乡建设委员会\n1:05:40 排名\n");
  run_well (self, "verify @LOG --webvtt");
  g_assert_cmpstr (self->out, ==,
                   "WEBVTT\n\n1\n00:00:00.000 --> 00:01:01.480\n开场\n\n2\n"
                   "00:01:01.480 --> 01:06:40.000\n3. 住房和城乡建设委员会\n\n3\n"
                   "01:06:40.000 --> 01:08:20.000\n排名\n");
  run_well (self, "verify @LOG --chapters mp4");
  assert_says (self->out,
               ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=61480\n"
               "title=开场\n");
  assert_says (self->err, "whole up to");
}

/* The encoder held pictures back when the file was begun: its zero is an older frame
 * than the record's; a log of before says only that one. */
static void
test_recording (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  move_to (self, 60);
  note (self, NULL, FALSE,
        json_pack ("{s:s, s:s, s:s, s:i}", "kind", "recorder", "id", "a.mp4", "state",
                   "recording", "first", 1475));
  note (self, NULL, FALSE,
        json_pack ("{s:s, s:s, s:s}", "kind", "recorder", "id", "old.mp4", "state",
                   "recording"));
  show_document (self, "presenting.json", 80);
  show_document (self, "ranking.json", 4000);
  run_well (self, "verify @LOG --chapters mp4 --from recordings/a.mp4");
  assert_says (self->out, "START=0\nEND=3941000\n");
  run_well (self, "verify @LOG --chapters mp4 --from recordings/old.mp4");
  assert_says (self->out, "START=0\nEND=3940000\n");
}

static void
test_csv (Fixture *self, gconstpointer data G_GNUC_UNUSED)
{
  play_meeting (self);
  run_well (self, "verify @LOG --csv");
  g_auto (GStrv) lines = g_strsplit (self->out, "\r\n", -1);
  g_assert_cmpstr (lines[0], ==,
                   "\"n\",\"time\",\"frame\",\"who\",\"role\",\"scene\",\"epoch\","
                   "\"revision\",\"document\",\"kind\",\"what\"");
  assert_says (lines[1], "\"open\"");
  assert_says (self->out, "\"'=cmd|' /C calc'!A0\"");
  g_assert_cmpuint (g_strv_length (lines), >=, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, func) \
  g_test_add ("/app/verify/" name, Fixture, NULL, set_up, func, tear_down)
  TEST ("a-tail-is-open-until-it-is-closed", test_open_tail);
  TEST ("an-object-that-was-changed-is-found", test_lost_object);
  TEST ("files-stay-in-their-folder", test_hostile_files);
  TEST ("a-known-head-and-a-known-key-are-asked", test_known_head);
  TEST ("chapters-are-units-and-phases", test_chapters);
  TEST ("a-recording-begins-with-its-first-picture", test_recording);
  TEST ("a-spreadsheet-takes-no-formula", test_csv);
#undef TEST
  return g_test_run ();
}
