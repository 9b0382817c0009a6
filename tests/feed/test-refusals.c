/* SPDX-License-Identifier: MIT
 *
 * Every rule that refuses data, broken once: it says its code, its place, and what is
 * wrong in both languages.
 */
#include "judging.h"

#include <string.h>

#include "../support/why.h"

/* The codes that were seen. */
typedef struct {
  gboolean seen[TC_WHY_FEED_LAST + 1];
} Walk;

static void
meet (Walk *walk, const TcFault *fault, TcWhyCode code)
{
  json_t *why = tc_fault_why (fault);

  g_assert_cmpstr (json_string_value (json_object_get (why, "code")), ==,
                   tc_why_code_name (code));
  test_why_has_words (why);
  walk->seen[code] = TRUE;
  json_decref (why);
}

/* One document, one value that is wrong. */
static const struct {
  TcWhyCode code;
  const char *path, *value;
} changes[] = {
    {TC_WHY_MISSING, "time", "-"},
    {TC_WHY_EMPTY, "epoch", "\"\""},
    {TC_WHY_NOT_OBJECT, "meeting", "[]"},
    {TC_WHY_NOT_ARRAY, "ranking", "{}"},
    {TC_WHY_NOT_STRING, "meeting.title", "5"},
    {TC_WHY_NOT_BOOLEAN, "rehearsal", "\"yes\""},
    {TC_WHY_NOT_WHOLE, "revision", "-1"},
    {TC_WHY_NOT_DECIMAL, "scoring.aggregate", "\"1e1\""},
    {TC_WHY_NOT_TIME, "time", "\"10:50\""},
    {TC_WHY_UNKNOWN_WORD, "phase", "\"x\""},
    {TC_WHY_MISSPELT, "phase", "\"scorin\""},
    {TC_WHY_BAD_EPOCH, "epoch", "\"a b\""},
    {TC_WHY_BAD_SHA256, "units.roster_sha256", "\"AB\""},
    {TC_WHY_SAME_DRAW, "draws",
     "[{\"id\":\"d1\",\"kind\":\"unit\",\"state\":\"idle\"},"
     "{\"id\":\"d1\",\"kind\":\"unit\",\"state\":\"idle\"}]"},
    {TC_WHY_SAME_PICK, "draws[0].picks[1].id", "\"u18\""},
    {TC_WHY_SAME_GROUP, "scoring.groups", "[{\"id\":\"a\"},{\"id\":\"a\"}]"},
    {TC_WHY_SAME_RANKED, "ranking[1].unit", "\"u3\""},
    {TC_WHY_SAME_ORDER, "draws[0].picks[1].order", "2"},
    {TC_WHY_SAME_BIN, "scoring.distribution",
     "[{\"from\":\"9\",\"to\":\"10\",\"count\":1},"
     "{\"from\":\"9.0\",\"to\":\"10.00\",\"count\":2}]"},
    {TC_WHY_OVER_QUOTA, "draws[0].quota", "1"},
    {TC_WHY_NO_SUCH_DRAW, "draw", "\"d9\""},
    {TC_WHY_DECIMALS, "scoring.aggregate", "\"92.355\""},
    {TC_WHY_OUT_OF_SCALE, "scoring.aggregate", "\"100.01\""},
    {TC_WHY_BALLOTS, "scoring.ballots.cast", "64"},
    {TC_WHY_BIN_BACKWARDS, "scoring.distribution[0].from", "\"101\""},
};

static void
walk_changes (Walk *walk)
{
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++) {
    g_autofree char *text = tc_test_document (changes[i].path, changes[i].value, NULL);
    g_autoptr (TcFault) fault = NULL;
    g_autoptr (TcDocument) document = tc_document_parse (text, strlen (text), &fault);

    g_assert_true (document == NULL || document->faults->len == 1);
    meet (walk, document ? document->faults->pdata[0] : fault, changes[i].code);
  }
}

/* What is no document at all, or too much of one. */
static void
walk_bytes (Walk *walk)
{
  g_autofree char *large = g_strnfill (TC_MODEL_MAX_DOCUMENT_BYTES + 1, ' ');
  g_autofree char *long_text = g_strnfill (TC_MODEL_MAX_STRING_BYTES + 1, 'a');
  g_autofree char *zeros = g_strnfill (2 * TC_MODEL_MAX_ARRAY, '0');
  for (int i = 1; i < 2 * TC_MODEL_MAX_ARRAY; i += 2)
    zeros[i] = ',';
  g_autofree char *string = g_strdup_printf ("{\"x\":\"%s\"}", long_text);
  g_autofree char *array = g_strdup_printf ("{\"x\":[%s0]}", zeros);
  g_autofree char *key = g_strdup_printf ("{\"%s\":1}", long_text);
  const struct {
    TcWhyCode code;
    const char *bytes;
  } rows[] = {
      {TC_WHY_TOO_LARGE, large},
      {TC_WHY_TOO_DEEP, "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]"},
      {TC_WHY_JSON_SYNTAX, "{\"a\":1,}"},
      {TC_WHY_JSON_CUT, "{\"a\":"},
      {TC_WHY_JSON_ENCODING, "{\"a\":\"\xff\"}"},
      {TC_WHY_JSON_TWICE, "{\"a\":1,\"a\":2}"},
      {TC_WHY_JSON_NUMBER, "{\"a\":1e999}"},
      {TC_WHY_NOT_A_DOCUMENT, "[]"},
      {TC_WHY_LONG_STRING, string},
      {TC_WHY_LONG_ARRAY, array},
      {TC_WHY_LONG_KEY, key},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TcFault) fault = NULL;

    g_assert_null (tc_document_parse (rows[i].bytes, strlen (rows[i].bytes), &fault));
    meet (walk, fault, rows[i].code);
  }
}

static void
walk_rosters (Walk *walk)
{
  static const struct {
    TcWhyCode code;
    const char *bytes, *sha256;
  } rows[] = {
      {TC_WHY_NOT_A_ROSTER, "{}", NULL},
      {TC_WHY_ROSTER_SHA256, "[]", "00"},
      {TC_WHY_SAME_UNIT,
       "[{\"id\":\"a\",\"name\":\"b\"},{\"id\":\"a\",\"name\":\"c\"}]", NULL},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TcFault) fault = NULL;

    g_assert_null (tc_roster_parse (rows[i].bytes, strlen (rows[i].bytes),
                                    rows[i].sha256, &fault));
    meet (walk, fault, rows[i].code);
  }
}

/* A document after another one. */
static const struct {
  TcWhyCode code;
  const char *path, *before, *revision, *after;
} steps[] = {
    {TC_WHY_SAME_REVISION, "phase", "\"scoring\"", "10", "\"end\""},
    {TC_WHY_REVISION_BACK, "phase", "\"scoring\"", "9", "\"end\""},
    {TC_WHY_STEP_BACK, "scoring.state", "\"open\"", "11", "\"closed\""},
    {TC_WHY_STEP_PUBLISHED, "scoring.state", "\"published\"", "11", "\"open\""},
    {TC_WHY_STEP_REOPENED, "scoring.state", "\"locked\"", "11", "\"open\""},
    {TC_WHY_RANK_PUBLISHED, "ranking[0].state", "\"published\"", "11", "\"open\""},
};

static void
walk_steps (Walk *walk)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (TcRules) rules = tc_rules_new ();
    g_autoptr (TcFault) fault = NULL;
    g_autoptr (TcDocument) before =
        take (rules, tc_test_document (steps[i].path, steps[i].before, NULL));
    g_autofree char *text = tc_test_document ("revision", steps[i].revision,
                                              steps[i].path, steps[i].after, NULL);
    g_autoptr (TcDocument) after = tc_test_parse (text);

    g_assert_nonnull (before);
    tc_rules_judge (rules, &after, FALSE, &fault);
    meet (walk, fault ? fault : after->faults->pdata[0], steps[i].code);
  }
}

/* Documents until a section's memory is full: @n entries of @entry's format. */
static void
walk_memory (Walk *walk, TcWhyCode code, int n, const char *filler)
{
  g_autoptr (TcRules) rules = tc_rules_new ();

  for (int revision = 1;; revision++) {
    g_autoptr (GString) rows = g_string_new ("[");
    for (int i = 0; i < n; i++)
      g_string_append_printf (rows,
                              "%s{\"unit\":\"%d-%d%s\",\"rank\":1,\"state\":"
                              "\"published\",\"score\":\"1\"}",
                              i ? "," : "", revision, i, filler);
    g_string_append_c (rows, ']');
    g_autofree char *number = g_strdup_printf ("%d", revision);
    g_autoptr (TcDocument) document =
        take (rules, tc_test_document ("revision", number, "ranking", rows->str, NULL));

    g_assert_cmpint (revision, <, 8);
    if (document->faults->len == 0)
      continue;
    meet (walk, document->faults->pdata[0], code);
    return;
  }
}

static void
test_walk (void)
{
  g_autofree char *filler = g_strnfill (3800, 'x');
  Walk walk = {{FALSE}};

  walk_changes (&walk);
  walk_bytes (&walk);
  walk_rosters (&walk);
  walk_steps (&walk);
  walk_memory (&walk, TC_WHY_TOO_MANY_IDS, 1500, "");
  walk_memory (&walk, TC_WHY_TOO_MUCH_KEPT, 250, filler);
  for (TcWhyCode code = TC_WHY_TOO_LARGE; code <= TC_WHY_FEED_LAST; code++) {
    g_test_message ("%s", tc_why_code_name (code));
    g_assert_true (walk.seen[code]);
  }
}

static void
test_sentence (void)
{
  static const char text[] =
      "{\"version\":1,\"epoch\":\"E\",\"revision\":0,\"time\":\"2026-01-01T00:00:00Z\","
      "\n\"phase\":\"end\",\"scoring\":{\"id\":\"s\",\"state\":\"open\",\"visibility\":"
      "\"live\",\"subject\":{\"kind\":\"batch\"},\"ballots\":{\"eligible\":63,\n"
      "      \"cast\":64}}}";
  g_autoptr (TcDocument) document = tc_test_parse (text);
  json_t *why = tc_fault_why (document->faults->pdata[0]);

  g_assert_cmpstr (tc_why_text (why, FALSE), ==,
                   "第 3 行第 14 列，已投 64 票多于 63 票");
  g_assert_cmpstr (tc_why_text (why, TRUE), ==,
                   "line 3, column 14: scoring.ballots.cast: 64 ballots of 63");
  json_decref (why);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/feed/refusals/every-rule-says-why-in-both-languages", test_walk);
  g_test_add_func ("/feed/refusals/name-the-place-and-the-figures", test_sentence);
  return g_test_run ();
}
