/* SPDX-License-Identifier: MIT
 *
 * Any bytes as what a backend answers, a document or a roster: refused with a place and
 * a sentence, or taken, and then nothing is in it that may not be shown.
 */
#include "fuzz.h"

#include "tallycast/feed/rules.h"

#include <string.h>

static char *seen; /* a good document, that came before */
static gsize n_seen;

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  seen = g_strdup (
      "{\"version\":1,\"epoch\":\"a\",\"revision\":1,\"time\":\"2026-11-23T"
      "10:00:00+08:00\",\"phase\":\"scoring\",\"scoring\":{\"id\":\"s1\","
      "\"state\":\"open\",\"visibility\":\"live\",\"scale\":100,\"decimals\":2,"
      "\"ballots\":{\"cast\":1,\"eligible\":2},\"aggregate\":\"90.00\"}}");
  n_seen = strlen (seen);
  return 0;
}

static void
assert_fault (TcFault *fault)
{
  g_assert_nonnull (fault);
  g_autofree char *text = tc_fault_to_string (fault);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_null (strchr (text, '\n'));
  g_assert_cmpuint (strlen (text), <, 2048);
}

/* The table of rules.h. */
static void
assert_shown (const TcSnapshot *snapshot)
{
  const TcScoring *scoring = &snapshot->scoring;
  TcMark mark = tc_rules_mark (scoring->state, scoring->visibility);

  if (mark == TC_MARK_NONE || (snapshot->refused & TC_SECTION_SCORING)) {
    g_assert_null (scoring->aggregate);
    for (guint i = 0; i < scoring->n_groups; i++)
      g_assert_null (scoring->groups[i].score);
    g_assert_cmpuint (scoring->n_bins, ==, 0);
  }
  if (snapshot->refused & TC_SECTION_RANKING)
    g_assert_cmpuint (snapshot->n_ranking, ==, 0);
}

static void
judge (TcRules *rules, const char *bytes, gsize n)
{
  TcFault *fault = NULL;
  g_autoptr (TcDocument) document = tc_document_parse (bytes, n, &fault);

  if (!document) {
    assert_fault (fault);
    tc_fault_free (fault);
    return;
  }
  g_assert_null (fault);
  switch (tc_rules_judge (rules, &document, TRUE, &fault)) {
    case TC_VERDICT_REFUSED:
      assert_fault (fault);
      break;
    case TC_VERDICT_NEW:
      assert_shown (document->snapshot);
      for (guint i = 0; i < document->faults->len; i++)
        assert_fault (document->faults->pdata[i]);
      break;
    case TC_VERDICT_HELD: {
      g_autoptr (TcDocument) held = tc_rules_accept (rules);
      assert_shown (held->snapshot);
      break;
    }
    case TC_VERDICT_SAME:
      break;
  }
  g_clear_pointer (&fault, tc_fault_free);
}

static void
read_roster (const char *bytes, gsize n)
{
  TcFault *fault = NULL;
  TcRoster *roster = tc_roster_parse (bytes, n, NULL, &fault);

  if (roster)
    tc_roster_unref (roster);
  else
    assert_fault (fault);
  g_clear_pointer (&fault, tc_fault_free);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  g_autoptr (TcRules) first = tc_rules_new ();
  g_autoptr (TcRules) later = tc_rules_new ();

  judge (first, (const char *)data, n);
  judge (later, seen, n_seen);
  judge (later, (const char *)data, n);
  read_roster ((const char *)data, n);
  return 0;
}
