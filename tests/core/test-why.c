/* SPDX-License-Identifier: MIT */
#include "tallycast/core/why.h"

#include "../support/json.h"
#include "../support/why.h"
#include "core/why-texts.h"

#include <string.h>

/* What {name}s of a text are, as an object. */
static json_t *
values_of (const char *text)
{
  g_autoptr (GRegex) regex = g_regex_new ("{([^}]*)}", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  json_t *values = json_object ();

  g_regex_match (regex, text, 0, &match);
  for (; g_match_info_matches (match); g_match_info_next (match, NULL)) {
    g_autofree char *name = g_match_info_fetch (match, 1);
    json_object_set_new (values, name, json_string ("<7>"));
  }
  return values;
}

static void
test_every_code (void)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (TcWhyCode code = 0; code < TC_WHY_N; code++) {
    const TcWhyWords *words = &tc_why_words[code];

    g_assert_nonnull (words->name);
    g_assert_true (g_regex_match_simple ("^[a-z][a-z0-9_]*$", words->name, 0, 0));
    g_assert_true (g_hash_table_add (names, (gpointer)words->name));
    json_t *why = tc_why_new (code, values_of (words->en));
    test_why_has_words (why);
    g_assert_null (strchr (tc_why_text (why, FALSE), '{'));
    json_decref (why);
  }
}

/* What only one language named would be missing in the other. */
static void
test_values (void)
{
  for (TcWhyCode code = 0; code < TC_WHY_N; code++) {
    json_t *zh = values_of (tc_why_words[code].zh);
    json_t *en = values_of (tc_why_words[code].en);
    const char *name = NULL;
    json_t *value = NULL;

    json_object_foreach (zh, name, value)
    {
      g_test_message ("%s: %s", tc_why_words[code].name, name);
      g_assert_nonnull (json_object_get (en, name));
    }
    json_decref (zh);
    json_decref (en);
  }
}

static void
test_place (void)
{
  json_t *why = tc_why_new (
      TC_WHY_BALLOTS, test_json ("{'line': 3, 'column': 14, 'path': 'scoring.ballots."
                                 "cast', 'cast': 64, 'eligible': 63}"));

  g_assert_cmpstr (json_string_value (json_object_get (why, "code")), ==,
                   "too_many_ballots");
  g_assert_cmpstr (tc_why_text (why, FALSE), ==,
                   "第 3 行第 14 列，已投 64 票多于 63 票");
  g_assert_cmpstr (tc_why_text (why, TRUE), ==,
                   "line 3, column 14: scoring.ballots.cast: 64 ballots of 63");
  json_decref (why);
}

/* The document itself has no path; a sentence without a code is marked, whatever its
 * bytes are; nothing has no words. */
static void
test_without (void)
{
  json_t *root = tc_why_new (TC_WHY_MISSING, test_json ("{'path': ''}"));
  json_t *other = tc_why_other ("no \xff");

  g_assert_cmpstr (tc_why_text (root, FALSE), ==, "缺少 整份数据");
  g_assert_cmpstr (tc_why_text (root, TRUE), ==, "the document: must be there");
  g_assert_cmpstr (tc_why_text (other, FALSE), ==, "英文原话“no \357\277\275”");
  g_assert_cmpstr (tc_why_text (other, TRUE), ==, "no \357\277\275");
  g_assert_cmpstr (tc_why_text (NULL, TRUE), ==, "");
  json_decref (root);
  json_decref (other);
}

/* Our own sentence of a file is one with a place. */
static void
test_file (void)
{
  json_t *why = tc_why_other ("/o/score.yaml:12:5: error: layers: no 'x'");

  g_assert_cmpstr (tc_why_text (why, FALSE), ==,
                   "第 12 行第 5 列，score.yaml 写错了，英文原话“layers: no 'x'”");
  g_assert_cmpstr (tc_why_text (why, TRUE), ==,
                   "line 12, column 5: score.yaml: layers: no 'x'");
  json_decref (why);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/why/every-code-has-words-in-both-languages", test_every_code);
  g_test_add_func ("/core/why/both-name-the-same-values", test_values);
  g_test_add_func ("/core/why/begins-with-the-place", test_place);
  g_test_add_func ("/core/why/what-is-not-there-is-said-or-marked", test_without);
  g_test_add_func ("/core/why/a-file-of-somebody's-has-its-place", test_file);
  return g_test_run ();
}
