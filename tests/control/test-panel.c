/* SPDX-License-Identifier: MIT
 *
 * What a browser would only find out on the air: a name that one file of the panel uses
 * and another does not have.
 */
#include <gio/gio.h>
#include <string.h>

#include "control/panel-resource.h"
#include "tallycast/core/model.h"
#include "tallycast/media/camera.h"
#include "tallycast/media/output.h"
#include "tallycast/media/recorder.h"

#define FOLDER "../src/control/panel"

static char *
panel_file (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, FOLDER, name, NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* All files of a kind but @except (NULL: none), after each other. */
static char *
panel_files (const char *suffix, const char *except)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, FOLDER, NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  GString *all = g_string_new (NULL);
  const char *name = NULL;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL) {
    if (!g_str_has_suffix (name, suffix) || g_strcmp0 (name, except) == 0)
      continue;
    g_autofree char *text = panel_file (name);
    g_string_append (all, text);
  }
  g_assert_cmpuint (all->len, >, 0);
  return g_string_free (all, FALSE);
}

/* The set of what the first group of @pattern catches in @text. */
static GHashTable *
caught (const char *text, const char *pattern)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_assert_nonnull (regex);
  for (g_regex_match (regex, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    g_hash_table_add (set, g_match_info_fetch (match, 1));
  g_assert_cmpuint (g_hash_table_size (set), >, 0);
  return set;
}

static void
assert_subset (GHashTable *used, GHashTable *known)
{
  GHashTableIter iter;
  gpointer key = NULL;

  g_hash_table_iter_init (&iter, used);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    if (!g_hash_table_contains (known, key))
      g_error ("'%s' is used and not there", (char *)key);
  }
}

/* The scripts of one page, by what it imports. */
static const struct {
  const char *page;
  const char *scripts[24];
} pages[] = {
    {"index.html",
     {"crew.js", "alarms.js", "bank.js", "bar.js", "feed.js", "flow.js", "layers.js",
      "log.js", "machine.js", "outputs.js", "people.js", "sound.js", "take.js"}},
    {"organizer.html", {"organizer.js"}},
    {"preflight.html", {"preflight.js"}},
};

/* Types are checked by `make lint`; that an element is there is not one. */
static void
test_ids (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autofree char *page = panel_file (pages[i].page);
    g_autoptr (GHashTable) ids = caught (page, " id=\"([^\"]+)\"");
    g_autoptr (GHashTable) labels =
        caught (page, "(?:aria-labelledby|aria-describedby|for)=\"([^\"]+)\"");

    assert_subset (labels, ids);
    for (const char *const *script = pages[i].scripts; *script; script++) {
      g_autofree char *text = panel_file (*script);
      g_autoptr (GHashTable) used = caught (text, "\\$\\('([^']+)'");
      assert_subset (used, ids);
    }
  }
}

/* What scripts say is a type; what a page says is not. */
static void
test_words (void)
{
  g_autofree char *page = panel_files (".html", NULL);
  g_autofree char *text = panel_file ("words.js");
  g_autoptr (GHashTable) words = caught (text, "^  '?([\\w.]+)'?: \\[");
  g_autoptr (GHashTable) said = caught (page, "data-say(?:-label)?=\"([^\"]+)\"");

  assert_subset (said, words);
}

static void
assert_word (GHashTable *words, const char *group, const char *state)
{
  g_autofree char *key = g_strdup_printf ("%s.%s", group, state);

  if (!g_hash_table_contains (words, key))
    g_error ("no word for '%s'", key);
}

/* The states that the C function @name writes itself, by what stands before them. */
static void
assert_states_of (GHashTable *words, const char *group, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "src", "app",
                                                 "broadcast_status.c", NULL);
  g_autofree char *text = NULL;
  g_autofree char *head = g_strdup_printf ("\n%s (", name);
  GHashTableIter iter;
  gpointer state = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  const char *start = strstr (text, head);
  g_assert_nonnull (start);
  g_autofree char *body = g_strndup (start, (gsize)(strstr (start, "\n}\n") - start));
  g_autoptr (GHashTable) states =
      caught (body, "(?:return|\\?|:|state =|\"state\",)\\s+\"([a-z_]+)\"");
  g_hash_table_remove (states, "camera"); /* the panel shows no source that is well */
  g_hash_table_iter_init (&iter, states);
  while (g_hash_table_iter_next (&iter, &state, NULL))
    assert_word (words, group, state);
}

/* Every state that the code can tell has a word. */
static void
test_states (void)
{
  static const char *const latches[] = {"slate", "black", "panic", "cleared"};
  g_autofree char *text = panel_file ("words.js");
  g_autoptr (GHashTable) words = caught (text, "^  '?([\\w.]+)'?: \\[");

  for (int phase = TC_PHASE_STANDBY; phase <= TC_PHASE_END; phase++)
    assert_word (words, "phase", tc_phase_name ((TcPhase)phase));
  for (int age = TC_AGE_FRESH; age <= TC_AGE_STALE; age++)
    assert_word (words, "feed", tc_age_name ((TcAge)age));
  for (int state = TC_OUTPUT_IDLE; state <= TC_OUTPUT_BACKOFF; state++)
    assert_word (words, "out", tc_output_state_name ((TcOutputState)state));
  for (int state = TC_CAMERA_IDLE; state <= TC_CAMERA_BACKOFF; state++)
    assert_word (words, "cam", tc_camera_state_name ((TcCameraState)state));
  for (int state = TC_RECORDER_IDLE; state <= TC_RECORDER_BACKOFF; state++)
    assert_word (words, "rec", tc_recorder_state_name ((TcRecorderState)state));
  for (gsize i = 0; i < G_N_ELEMENTS (latches); i++)
    assert_word (words, "latch", latches[i]);
  assert_states_of (words, "feed", "unheard_word");
  assert_states_of (words, "feed", "feed");
  assert_states_of (words, "cam", "camera_word");
  assert_states_of (words, "source", "source_word");
  assert_states_of (words, "snd", "audio");
  assert_states_of (words, "rec", "recorder_word");
  assert_states_of (words, "rec", "record");
}

/* Each word in Chinese first (it has a Chinese letter), then in English (it has none).
 */
static void
test_languages (void)
{
  g_autofree char *text = panel_file ("words.js");
  g_autoptr (GRegex) entry =
      g_regex_new ("^  '?([\\w.]+)'?: \\[\\s*'([^']*)',\\s*'([^']*)',?\\s*\\],$",
                   G_REGEX_MULTILINE, 0, NULL);
  g_autoptr (GRegex) han = g_regex_new ("\\p{Han}", 0, 0, NULL);
  g_autoptr (GHashTable) words = caught (text, "^  '?([\\w.]+)'?: \\[");
  g_autoptr (GMatchInfo) match = NULL;
  guint found = 0;

  for (g_regex_match (entry, text, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL)) {
    g_autofree char *key = g_match_info_fetch (match, 1);
    g_autofree char *zh = g_match_info_fetch (match, 2);
    g_autofree char *en = g_match_info_fetch (match, 3);
    g_test_message ("%s", key);
    g_assert_true (g_regex_match (han, zh, 0, NULL));
    g_assert_false (g_regex_match (han, en, 0, NULL));
    g_assert_cmpuint (strlen (en), >, 0);
    found++;
  }
  g_assert_cmpuint (found, ==, g_hash_table_size (words));
}

/* No colour without a name: only tokens.css has numbers of colours. */
static void
test_colours (void)
{
  g_autofree char *all = panel_files (".css", NULL);
  g_autofree char *others = panel_files (".css", "tokens.css");
  g_autofree char *tokens = panel_file ("tokens.css");
  g_autoptr (GHashTable) used = caught (all, "var\\((--[a-z0-9-]+)\\)");
  g_autoptr (GHashTable) known = caught (tokens, "^  (--[a-z0-9-]+):");

  g_assert_false (
      g_regex_match_simple ("#[0-9a-f]{3,8}\\b|rgba?\\(|hsl", others, 0, 0));
  assert_subset (used, known);
}

/* As the browser gets it. */
static char *
embedded (const char *name)
{
  g_autofree char *path = g_strconcat ("/tallycast/panel/", name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      g_resource_lookup_data (tc_panel_get_resource (), path, 0, &error);

  g_assert_no_error (error);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* Each request more is a turn of the main loop that also runs the programme. */
static void
test_requests (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
    g_autofree char *page = embedded (pages[i].page);
    g_autofree char *script = g_strdup_printf ("/panel/%s", pages[i].scripts[0]);
    g_autofree char *style =
        g_strdup_printf ("%.*s.css", (int)strlen (script) - 3, script);
    g_autoptr (GHashTable) files =
        caught (page, "<(?:script|link|img)[^>]* (?:src|href)=\"([^\"]+)\"");

    g_assert_cmpuint (g_hash_table_size (files), ==, 3);
    g_assert_true (g_hash_table_contains (files, script));
    g_assert_true (g_hash_table_contains (files, style));
    g_assert_true (g_hash_table_contains (files, "/panel/mark.svg"));
  }
}

/* What is made of them says above each part which file it was. */
static void
test_bundles (void)
{
  static const char *const bundles[] = {"crew.js",  "organizer.js",  "preflight.js",
                                        "crew.css", "organizer.css", "preflight.css"};
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, FOLDER, NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autoptr (GString) all = g_string_new (NULL);
  const char *name = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bundles); i++) {
    g_autofree char *text = embedded (bundles[i]);
    g_assert_null (strstr (text, "\nimport "));
    g_assert_null (strstr (text, "@import"));
    g_string_append (all, text);
  }
  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL) {
    if (!g_str_has_suffix (name, ".js") && !g_str_has_suffix (name, ".css"))
      continue;
    g_autofree char *line = g_strdup_printf (" src/control/panel/%s", name);
    if (!strstr (all->str, line))
      g_error ("%s is in no page", name);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/control/panel/every-id-is-on-the-page", test_ids);
  g_test_add_func ("/control/panel/every-word-is-in-the-list", test_words);
  g_test_add_func ("/control/panel/every-state-has-a-word", test_states);
  g_test_add_func ("/control/panel/every-word-has-both-languages", test_languages);
  g_test_add_func ("/control/panel/every-colour-has-a-name", test_colours);
  g_test_add_func ("/control/panel/a-page-is-one-script-and-one-style-sheet",
                   test_requests);
  g_test_add_func ("/control/panel/every-script-and-style-sheet-is-in-a-page",
                   test_bundles);
  return g_test_run ();
}
