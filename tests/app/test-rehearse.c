/* SPDX-License-Identifier: MIT */
#include "tallycast/app/rehearse.h"
#include "tallycast/core/error.h"
#include "tallycast/feed/rules.h"

#include <string.h>

#include <jansson.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

#define NOW_US G_GINT64_CONSTANT (1795399200123456)

static TcScript *
sample (void)
{
  g_autoptr (GError) error = NULL;
  TcScript *script = tc_script_load (NULL, &error);
  g_assert_no_error (error);
  return script;
}

static json_t *
document_of (const TcPlay *play)
{
  g_autofree char *text = tc_play_document (play, NOW_US, TC_PLAY_FAULT_NONE);
  json_t *json = json_loads (text, 0, NULL);
  g_assert_nonnull (json);
  return json;
}

static void
step (TcPlay *play)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = tc_play_step (play, NOW_US, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
}

/* Plays up to and with the @n-th event of @kind. */
static void
play_until (TcPlay *play, TcEventKind kind, int n)
{
  while (n > 0) {
    TcEventKind next = tc_play_next (play)->kind;
    g_assert_cmpint (next, !=, TC_EVENT_END_OF_SCRIPT);
    n -= next == kind;
    step (play);
  }
}

static const char *
text_at (const json_t *object, const char *key)
{
  return json_string_value (json_object_get (object, key));
}

static json_int_t
number_at (const json_t *object, const char *key)
{
  return json_integer_value (json_object_get (object, key));
}

/* --- the tally
 * --------------------------------------------------------------------------- */

static void
test_mean (void)
{
  static const struct {
    int cast;
    gint64 sum;
    int decimals;
    const char *mean;
  } cases[] = {
      {2, 185, 0, "93"},    {2, 184, 0, "92"},     {3, 277, 2, "92.33"},
      {3, 278, 2, "92.67"}, {8, 737, 2, "92.13"},  {200, 1, 2, "0.01"},
      {201, 1, 2, "0.00"},  {1, 100, 2, "100.00"}, {4, 369, 1, "92.3"},
      {0, 0, 2, NULL},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    TcTally group = {10000, cases[i].cast, cases[i].sum};
    g_autofree char *mean = tc_tally_mean (&group, cases[i].decimals);
    g_assert_cmpstr (mean, ==, cases[i].mean);
  }
}

static void
test_aggregate (void)
{
  /* (90 + 92.5) / 2 = 91.25: exact with two digits, a half with one. */
  const TcTally halves[] = {{5000, 1, 90}, {5000, 2, 185}};
  g_autofree char *two = tc_tally_aggregate (halves, 2, 2);
  g_autofree char *one = tc_tally_aggregate (halves, 2, 1);
  g_assert_cmpstr (two, ==, "91.25");
  g_assert_cmpstr (one, ==, "91.3");
  /* Means rounded first would give 33.33 * 0.5 + 66.67 * 0.5 = 50.00 as well; thirds
   * with uneven weights tell: 0.3 * 91.333.. + 0.7 * 92.666.. = 92.2666.. */
  const TcTally thirds[] = {{3000, 3, 274}, {7000, 3, 278}};
  g_autofree char *exact = tc_tally_aggregate (thirds, 2, 2);
  g_assert_cmpstr (exact, ==, "92.27");
  /* 0.5 * 0.335 + 0.5 * 0.665 rounded twice would be 0.34 / 2 + 0.67 / 2 = 0.505. */
  const TcTally twice[] = {{5000, 200, 67}, {5000, 200, 133}};
  g_autofree char *once = tc_tally_aggregate (twice, 2, 2);
  g_assert_cmpstr (once, ==, "0.50");
}

static void
test_aggregate_absent_group (void)
{
  const TcTally some[] = {{3000, 2, 181}, {7000, 0, 0}};
  g_autofree char *aggregate = tc_tally_aggregate (some, 2, 2);
  g_assert_cmpstr (aggregate, ==, "90.50");
  const TcTally none[] = {{3000, 0, 0}, {7000, 0, 0}};
  g_assert_null (tc_tally_aggregate (none, 2, 2));
}

static void
test_aggregate_limits (void)
{
  TcTally full[TC_SCRIPT_MAX_GROUPS];
  for (int i = 0; i < TC_SCRIPT_MAX_GROUPS; i++)
    full[i] = (TcTally){10000 / TC_SCRIPT_MAX_GROUPS, TC_SCRIPT_MAX_PEOPLE - i,
                        (gint64)(TC_SCRIPT_MAX_PEOPLE - i) * 999};
  g_autofree char *aggregate = tc_tally_aggregate (full, TC_SCRIPT_MAX_GROUPS, 2);
  g_assert_cmpstr (aggregate, ==, "999.00");
}

/* --- draws
 * -------------------------------------------------------------------------------- */

static gint
compare_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The pick as the header spells it, with other means: hex text instead of bytes. */
static guint
pick_by_hand (const char *secret, const char *draw_id, int order, guint n)
{
  for (int try = 0;; try++) {
    g_autofree char *message = g_strdup_printf ("%s:%d:%d", draw_id, order, try);
    g_autofree char *hex = g_compute_hmac_for_string (
        G_CHECKSUM_SHA256, (const guchar *)secret, strlen (secret), message, -1);
    hex[16] = '\0';
    guint64 head = g_ascii_strtoull (hex, NULL, 16);
    if (head / n < G_MAXUINT64 / n || (G_MAXUINT64 % n) + 1 == n)
      return (guint)(head % n);
  }
}

static void
test_draw_is_repeatable (void)
{
  g_autoptr (TcScript) script = sample ();
  g_autoptr (TcPlay) play = tc_play_new (script, 11, "e");
  play_until (play, TC_EVENT_REVEAL, 2);
  g_autoptr (json_t) document = document_of (play);
  const json_t *draw = json_array_get (json_object_get (document, "draws"), 1);
  const json_t *proof = json_object_get (draw, "proof");
  const char *secret = text_at (proof, "reveal");
  g_assert_cmpstr (text_at (draw, "state"), ==, "done");
  g_assert_cmpstr (text_at (proof, "algorithm"), ==, TC_DRAW_ALGORITHM);
  g_autofree char *commitment =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
  g_assert_cmpstr (text_at (proof, "commitment"), ==, commitment);

  g_autoptr (json_t) roster = json_loads (tc_play_roster (play), 0, NULL);
  g_autoptr (GPtrArray) pool = g_ptr_array_new ();
  for (gsize i = 0; i < json_array_size (roster); i++)
    g_ptr_array_add (pool, (gpointer)text_at (json_array_get (roster, i), "id"));
  g_ptr_array_sort (pool, compare_text);
  g_autoptr (GString) pool_text = g_string_new (NULL);
  for (guint i = 0; i < pool->len; i++)
    g_string_append_printf (pool_text, "%s\n", (char *)g_ptr_array_index (pool, i));
  g_autofree char *pool_sha256 =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, pool_text->str, -1);
  g_assert_cmpstr (text_at (draw, "pool_sha256"), ==, pool_sha256);

  const json_t *picks = json_object_get (draw, "picks");
  g_assert_cmpint (json_array_size (picks), ==, 12);
  for (int order = 1; order <= 12; order++) {
    guint index = pick_by_hand (secret, text_at (draw, "id"), order, pool->len);
    const json_t *pick = json_array_get (picks, (gsize)order - 1);
    g_assert_cmpint (number_at (pick, "order"), ==, order);
    g_assert_cmpstr (text_at (pick, "id"), ==, g_ptr_array_index (pool, index));
    g_ptr_array_remove_index (pool, index);
  }
}

static void
test_draw_keeps_its_secret (void)
{
  g_autoptr (TcScript) script = sample ();
  g_autoptr (TcPlay) play = tc_play_new (script, 11, "e");
  play_until (play, TC_EVENT_PICK, 13);
  g_autoptr (json_t) document = document_of (play);
  const json_t *draw = json_array_get (json_object_get (document, "draws"), 1);
  g_assert_cmpstr (text_at (draw, "state"), ==, "drawing");
  g_assert_cmpint (json_array_size (json_object_get (draw, "picks")), ==, 12);
  g_assert_true (
      json_is_null (json_object_get (json_object_get (draw, "proof"), "reveal")));
}

static void
test_picks_are_even (void)
{
  /* 6000 throws over 6: each near 1000 (4 standard deviations are 116). */
  guint counts[6] = {0};
  for (int i = 0; i < 6000; i++) {
    g_autofree char *secret = g_strdup_printf ("%064d", i);
    counts[tc_draw_pick (secret, "d", 1, 6)]++;
  }
  for (int i = 0; i < 6; i++) {
    g_assert_cmpuint (counts[i], >, 884);
    g_assert_cmpuint (counts[i], <, 1116);
  }
}

/* --- the whole meeting
 * ---------------------------------------------------------------------- */

/* What the contract's table says may be seen. */
static gboolean
may_be_seen (const char *state, const char *visibility)
{
  if (strcmp (state, "published") == 0)
    return TRUE;
  if (strcmp (state, "locked") == 0)
    return strcmp (visibility, "after_publish") != 0;
  return strcmp (state, "open") == 0 && strcmp (visibility, "live") == 0;
}

static void
check_scoring (const json_t *scoring, int *n_seen, int *n_hidden)
{
  const json_t *ballots = json_object_get (scoring, "ballots");
  const json_t *groups = json_object_get (scoring, "groups");
  g_assert_cmpint (number_at (ballots, "cast"), <=, number_at (ballots, "eligible"));
  g_assert_cmpint (number_at (ballots, "eligible"), ==, 63);
  gboolean seen =
      may_be_seen (text_at (scoring, "state"), text_at (scoring, "visibility"));
  json_int_t cast = 0;
  json_int_t binned = 0;
  for (gsize i = 0; i < json_array_size (groups); i++) {
    const json_t *group = json_array_get (groups, i);
    cast += number_at (group, "cast");
    g_assert_cmpint (number_at (group, "cast"), <=, number_at (group, "eligible"));
    g_assert_true ((text_at (group, "score") != NULL) ==
                   (seen && number_at (group, "cast") > 0));
  }
  g_assert_cmpint (cast, ==, number_at (ballots, "cast"));
  g_assert_true ((text_at (scoring, "aggregate") != NULL) == (seen && cast > 0));
  const json_t *bins = json_object_get (scoring, "distribution");
  g_assert_true ((bins != NULL) == seen);
  for (gsize i = 0; i < json_array_size (bins); i++)
    binned += number_at (json_array_get (bins, i), "count");
  if (seen)
    g_assert_cmpint (binned, ==, cast);
  *n_seen += seen && cast > 0;
  *n_hidden += !seen && cast > 0;
}

static void
test_scores_are_honest (void)
{
  g_autoptr (TcScript) script = sample ();
  g_autoptr (TcPlay) play = tc_play_new (script, 3, "e");
  int n_seen = 0;
  int n_hidden = 0;
  while (tc_play_next (play)->kind != TC_EVENT_END_OF_SCRIPT) {
    step (play);
    g_autoptr (json_t) document = document_of (play);
    const json_t *scoring = json_object_get (document, "scoring");
    if (scoring)
      check_scoring (scoring, &n_seen, &n_hidden);
  }
  /* Six reports are live, six keep their scores back until locked or published. */
  g_assert_cmpint (n_seen, >, 6 * 63);
  g_assert_cmpint (n_hidden, >, 6 * 60);
}

static void
test_feed_takes_it_whole (void)
{
  g_autoptr (TcScript) script = sample ();
  g_autoptr (TcPlay) play = tc_play_new (script, 5, "01J9ZK0000000000000000000A");
  TcRules *rules = tc_rules_new ();
  gint64 before = 0;
  int n_phases = 0;
  gboolean phases[TC_PHASE_END + 1] = {FALSE};
  for (;;) {
    g_autofree char *text = tc_play_document (play, NOW_US, TC_PLAY_FAULT_NONE);
    TcFault *fault = NULL;
    TcDocument *document = tc_document_parse (text, strlen (text), &fault);
    g_assert_null (fault);
    g_assert_nonnull (document);
    g_assert_cmpuint (document->faults->len, ==, 0);
    g_assert_cmpint (document->snapshot->revision, ==, before + 1);
    before = document->snapshot->revision;
    g_assert_cmpint (tc_rules_judge (rules, &document, TRUE, &fault), ==,
                     TC_VERDICT_NEW);
    g_assert_cmpuint (document->faults->len, ==, 0);
    g_assert_true (document->snapshot->rehearsal);
    n_phases += !phases[document->snapshot->phase];
    phases[document->snapshot->phase] = TRUE;
    tc_document_free (document);
    if (tc_play_next (play)->kind == TC_EVENT_END_OF_SCRIPT)
      break;
    step (play);
  }
  g_assert_cmpint (n_phases, ==, TC_PHASE_END + 1);
  tc_rules_free (rules);
}

/* The sample begins with 20 s of standby, which are 2 s at ten times the speed; its
 * break of 30 s ends when the next unit comes on stage. */
static void
test_phase_times (void)
{
  g_autoptr (TcScript) script = sample ();
  g_autoptr (TcPlay) play = tc_play_new (script, 5, "e");
  TcFault *fault = NULL;
  g_autofree char *text = NULL;
  g_autofree char *later = NULL;

  tc_play_set_speed (play, 10);
  step (play);
  text = tc_play_document (play, NOW_US, TC_PLAY_FAULT_NONE);
  TcDocument *document = tc_document_parse (text, strlen (text), &fault);
  g_assert_nonnull (document);
  g_assert_cmpint (document->snapshot->phase_until_us -
                       document->snapshot->phase_since_us,
                   ==, 2 * G_USEC_PER_SEC);
  g_assert_cmpstr (document->snapshot->meeting_url, ==, "https://example.org/r/2026");
  tc_document_free (document);
  play_until (play, TC_EVENT_PICK, 1);
  later = tc_play_document (play, NOW_US, TC_PLAY_FAULT_NONE);
  document = tc_document_parse (later, strlen (later), &fault);
  g_assert_cmpint (document->snapshot->phase_until_us, ==, 0);
  g_assert_cmpstr (document->snapshot->draws[0].url, ==,
                   "https://example.org/r/2026/d1");
  tc_document_free (document);
}

static void
test_feed_takes_the_roster (void)
{
  g_autoptr (TcScript) script = sample ();
  g_autoptr (TcPlay) play = tc_play_new (script, 5, "e");
  g_autoptr (json_t) document = document_of (play);
  const char *roster = tc_play_roster (play);
  const char *sha256 = text_at (json_object_get (document, "units"), "roster_sha256");
  TcFault *fault = NULL;
  g_autoptr (TcRoster) parsed =
      tc_roster_parse (roster, strlen (roster), sha256, &fault);
  g_assert_null (fault);
  g_assert_nonnull (parsed);
  g_assert_cmpuint (parsed->n_units, ==, 77);
  g_assert_cmpstr (tc_roster_find (parsed, "u11")->name, ==, "住房和城乡建设委员会");
}

static void
test_sample_ends_as_told (void)
{
  g_autoptr (TcScript) script = sample ();
  g_autoptr (TcPlay) play = tc_play_new (script, 5, "e");
  play_until (play, TC_EVENT_PUBLISH, 12);
  g_autoptr (json_t) published = document_of (play);
  play_until (play, TC_EVENT_CORRECT, 1);
  g_autoptr (json_t) corrected = document_of (play);
  const json_t *scoring = json_object_get (corrected, "scoring");
  g_assert_true (json_is_true (json_object_get (scoring, "corrected")));
  g_assert_cmpstr (text_at (scoring, "aggregate"), !=,
                   text_at (json_object_get (published, "scoring"), "aggregate"));
  const json_t *ranking = json_object_get (corrected, "ranking");
  g_assert_cmpint (json_array_size (ranking), ==, 12);
  const char *unit = text_at (json_object_get (scoring, "subject"), "unit");
  gboolean found = FALSE;
  for (gsize i = 0; i < 12; i++) {
    const json_t *row = json_array_get (ranking, i);
    if (strcmp (text_at (row, "unit"), unit) == 0) {
      g_assert_cmpstr (text_at (row, "score"), ==, text_at (scoring, "aggregate"));
      found = TRUE;
    }
    if (i > 0) {
      const json_t *above = json_array_get (ranking, i - 1);
      double score = g_ascii_strtod (text_at (row, "score"), NULL);
      double score_above = g_ascii_strtod (text_at (above, "score"), NULL);
      g_assert_cmpfloat (score, <=, score_above);
      g_assert_true ((score == score_above) ==
                     (number_at (row, "rank") == number_at (above, "rank")));
    }
  }
  g_assert_true (found);

  play_until (play, TC_EVENT_REVEAL, 1);
  g_autoptr (json_t) end = document_of (play);
  const json_t *visits = json_array_get (json_object_get (end, "draws"), 2);
  g_assert_cmpstr (text_at (visits, "kind"), ==, "visit");
  g_assert_cmpint (json_array_size (json_object_get (visits, "picks")), ==, 3);
}

static char *
digest_of_meeting (guint32 seed)
{
  g_autoptr (TcScript) script = sample ();
  g_autoptr (TcPlay) play = tc_play_new (script, seed, "e");
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  while (tc_play_next (play)->kind != TC_EVENT_END_OF_SCRIPT) {
    step (play);
    g_autofree char *text = tc_play_document (play, NOW_US, TC_PLAY_FAULT_NONE);
    g_checksum_update (checksum, (const guchar *)text, -1);
  }
  return g_strdup (g_checksum_get_string (checksum));
}

static void
test_seed_decides (void)
{
  g_autofree char *first = digest_of_meeting (42);
  g_autofree char *again = digest_of_meeting (42);
  g_autofree char *other = digest_of_meeting (43);
  g_assert_cmpstr (first, ==, again);
  g_assert_cmpstr (first, !=, other);
}

/* --- faults of the document
 * -------------------------------------------------------------------- */

static TcVerdict
judge (TcRules *rules, const TcPlay *play, TcPlayFault fault, guint *out_refused)
{
  g_autofree char *text = tc_play_document (play, NOW_US, fault);
  TcFault *why = NULL;
  TcDocument *document = tc_document_parse (text, strlen (text), &why);
  TcVerdict verdict = TC_VERDICT_REFUSED;
  if (document)
    verdict = tc_rules_judge (rules, &document, TRUE, &why);
  if (document && out_refused)
    *out_refused = document->snapshot->refused;
  if (document)
    tc_document_free (document);
  if (why)
    tc_fault_free (why);
  return verdict;
}

static void
test_faulty_documents (void)
{
  g_autoptr (TcScript) script = sample ();
  g_autoptr (TcPlay) play = tc_play_new (script, 5, "e1");
  TcRules *rules = tc_rules_new ();
  guint refused = 0;
  play_until (play, TC_EVENT_BALLOT, 20);
  g_assert_cmpint (judge (rules, play, TC_PLAY_FAULT_NONE, &refused), ==,
                   TC_VERDICT_NEW);
  g_assert_cmpuint (refused, ==, 0);
  step (play);
  g_assert_cmpint (judge (rules, play, TC_PLAY_FAULT_MALFORMED, NULL), ==,
                   TC_VERDICT_REFUSED);
  g_assert_cmpint (judge (rules, play, TC_PLAY_FAULT_REVISION_BACK, NULL), ==,
                   TC_VERDICT_REFUSED);
  g_assert_cmpint (judge (rules, play, TC_PLAY_FAULT_BAD_SECTION, &refused), ==,
                   TC_VERDICT_NEW);
  g_assert_cmpuint (refused, ==, TC_SECTION_SCORING);
  tc_play_touch (play);
  g_assert_cmpint (judge (rules, play, TC_PLAY_FAULT_NONE, &refused), ==,
                   TC_VERDICT_NEW);
  g_assert_cmpuint (refused, ==, 0);
  tc_play_set_epoch (play, "e2");
  g_assert_cmpint (tc_play_revision (play), ==, 1);
  g_assert_cmpint (judge (rules, play, TC_PLAY_FAULT_NONE, NULL), ==, TC_VERDICT_HELD);
  tc_rules_free (rules);
}

static void
test_bad_section_without_scoring (void)
{
  g_autoptr (TcScript) script = sample ();
  g_autoptr (TcPlay) play = tc_play_new (script, 5, "e1");
  TcRules *rules = tc_rules_new ();
  guint refused = 0;
  step (play);
  judge (rules, play, TC_PLAY_FAULT_BAD_SECTION, &refused);
  g_assert_cmpuint (refused, ==, TC_SECTION_SCORING);
  tc_rules_free (rules);
}

static void
test_fault_names (void)
{
  TcPlayFault fault = TC_PLAY_FAULT_NONE;
  g_autoptr (GError) error = NULL;
  for (int i = 0; tc_play_fault_names ()[i]; i++) {
    g_assert_true (tc_play_fault_parse (tc_play_fault_names ()[i], &fault, NULL));
    g_assert_cmpint (fault, ==, i);
  }
  g_assert_false (tc_play_fault_parse ("eror500", &fault, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_USAGE);
  g_assert_nonnull (strstr (error->message, "did you mean 'error500'?"));
}

/* --- scripts
 * --------------------------------------------------------------------------------------
 */

#define CAST                                                   \
  "meeting: {title: T}\n"                                      \
  "groups: [{id: a, name: A, weight: \"0.4\", eligible: 2},\n" \
  "  {id: b, name: B, weight: \"0.6\", people: [X]}]\n"        \
  "categories: [{id: c, name: C, title: boss, units: [One | 1 | Ann, Two]}]\n"

static void
test_wrong_scripts (void)
{
  static const struct {
    const char *text, *says;
  } cases[] = {
      {CAST "steps: [{wiat: 3}]\n", "s.yaml:5:9: error: unknown step 'wiat' (did you "
                                    "mean 'wait'?)"},
      {CAST "steps: [lock]\n", "s.yaml:5: error: lock: scoring is not open"},
      {CAST "steps: [wait]\n", "unknown step 'wait'"},
      {CAST "steps: [present]\n", "'present' needs a value"},
      {CAST "steps: [{lock: 1}]\n", "'lock' stands alone"},
      {CAST "steps: [{wait: 1, phase: draw}]\n", "a step is one word or one key"},
      {CAST "steps: [{wait: -1}]\n", "'wait' must be"},
      {CAST "steps: [{phase: drawing}]\n", "'phase' must be"},
      {CAST "steps: [{present: {unit: Three}}]\n", "no unit is called 'Three'"},
      {CAST "steps: [{present: {unit: next}}]\n", "nobody waits to report"},
      {CAST "steps: [{commit: {id: d, title: D, quota: 3}}]\n",
       "the quota is larger than the pool"},
      {CAST "steps: [{commit: {id: d, title: D}}, reveal]\n",
       "the draw is not complete"},
      {CAST "steps: [{commit: {id: d, title: D}}, {pick: {count: 2}}]\n",
       "the quota is drawn"},
      {CAST "steps: [{present: {unit: One}}, open, {ballots: {count: 4}}]\n",
       "everyone has voted"},
      {CAST "steps: [{present: {unit: One}}, open, open]\n", "scored already"},
      {CAST "steps: [{present: {unit: One}}, open, lock, publish]\n",
       "no ballot was cast"},
      {CAST "steps: [{correct: {group: z, to: 1}}]\n", "'group' must be"},
      {CAST "steps: [{fault: {name: hangs}}]\n", "'name' must be"},
      {CAST "steps: [{repeat: {times: 1000, steps: [{repeat: {times: 100,\n"
            "  steps: [{notice: none}]}}]}}]\n",
       "more than 20000 events"},
      {CAST "steps: [{repeat: {times: 1000, steps: [{repeat: {times: 1000,\n"
            "  steps: [{wait: 0}]}}]}}]\n",
       "more than 100000 steps"},
      {CAST "steps: [{repeat: {times: 9, steps: []}}]\n", "'steps' is empty"},
      {CAST "step: []\n", "unknown key 'step' (did you mean 'steps'?)"},
      {"meeting: {title: T}\ngroups: [{id: a, name: A, weight: 0.5, eligible: 2}]\n"
       "categories: [{id: c, name: C, units: [One]}]\nsteps: []\n",
       "the weights of the groups add to 0.5, not to 1"},
      {"meeting: {title: T}\ngroups: [{id: a, name: A, weight: 1}]\n",
       "'people' (names) or 'eligible' (a number) is missing"},
      {"meeting: {title: T}\ngroups: [{id: a, name: A, weight: 1, eligible: 0}]\n",
       "'eligible' must be"},
      {"meeting: {}\n", "'title' is missing"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    TcScript *script = tc_script_parse (cases[i].text, -1, "s.yaml", &error);
    g_assert_null (script);
    g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
    if (!strstr (error->message, cases[i].says))
      g_error ("'%s' does not say '%s'", error->message, cases[i].says);
  }
}

static void
test_times (void)
{
  static const char text[] =
      CAST "steps:\n- wait: 2\n- commit: {id: d, title: D, quota: 2}\n"
           "- pick: {count: 2, every: 1.5}\n- reveal\n- present: {unit: next}\n- open\n"
           "- ballots: {count: all, over: 3}\n- wait: 1\n- lock\n";
  static const gint64 at_ms[] = {2000, 2000, 3500, 3500, 3500, 3500,
                                 3500, 4500, 5500, 7500, 7500};
  g_autoptr (GError) error = NULL;
  g_autoptr (TcScript) script = tc_script_parse (text, -1, "s.yaml", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (script->events->len, ==, G_N_ELEMENTS (at_ms));
  for (guint i = 0; i < script->events->len; i++)
    g_assert_cmpint (g_array_index (script->events, TcEvent, i).at_ms, ==, at_ms[i]);
}

static void
test_other_meetings_fit (void)
{
  /* No draw, a batch after the reports, a void draw, two digits of nothing. */
  static const char text[] =
      CAST "scoring: {scale: 10, decimals: 1, low: 7}\n"
           "steps:\n- present: {unit: One, limit: 60}\n- open\n"
           "- ballots: {count: all, over: 3}\n- lock\n- reopen\n- lock\n- publish\n"
           "- open: {subject: batch, visibility: after_publish}\n"
           "- ballots: {count: 2}\n- lock\n- publish\n"
           "- commit: {id: v, kind: visit, title: V}\n- pick: {}\n- void\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (TcScript) script = tc_script_parse (text, -1, "s.yaml", &error);
  g_assert_no_error (error);
  g_autoptr (TcPlay) play = tc_play_new (script, 1, "e");
  step (play);
  g_autoptr (json_t) stage = document_of (play);
  const json_t *current = json_object_get (stage, "current");
  g_assert_cmpstr (text_at (json_object_get (current, "speaker"), "name"), ==, "Ann");
  g_assert_cmpstr (text_at (json_object_get (current, "speaker"), "title"), ==, "boss");
  g_assert_cmpint (number_at (current, "limit_s"), ==, 60);
  play_until (play, TC_EVENT_PUBLISH, 2);
  g_autoptr (json_t) batch = document_of (play);
  const json_t *subject =
      json_object_get (json_object_get (batch, "scoring"), "subject");
  g_assert_cmpstr (text_at (subject, "kind"), ==, "batch");
  g_assert_cmpint (number_at (subject, "count"), ==, 1);
  g_assert_cmpint (json_array_size (json_object_get (batch, "ranking")), ==, 1);
  g_assert_null (json_object_get (batch, "current"));
  play_until (play, TC_EVENT_VOID, 1);
  g_autoptr (json_t) end = document_of (play);
  g_assert_cmpstr (
      text_at (json_array_get (json_object_get (end, "draws"), 0), "state"), ==,
      "void");
}

static void
test_epochs (void)
{
  g_autofree char *first = tc_epoch_new (NOW_US);
  g_autofree char *second = tc_epoch_new (NOW_US);
  g_autofree char *later = tc_epoch_new (NOW_US + 1000);
  g_assert_cmpuint (strlen (first), ==, 26);
  g_assert_cmpstr (first, !=, second);
  g_assert_cmpint (strncmp (first, second, 10), ==, 0);
  g_assert_cmpstr (later, >, first);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/rehearse/means-round-half-up", test_mean);
  g_test_add_func ("/app/rehearse/aggregate-is-exact", test_aggregate);
  g_test_add_func ("/app/rehearse/a-group-without-ballots-does-not-count",
                   test_aggregate_absent_group);
  g_test_add_func ("/app/rehearse/the-largest-tally-fits", test_aggregate_limits);
  g_test_add_func ("/app/rehearse/a-draw-can-be-repeated-by-anybody",
                   test_draw_is_repeatable);
  g_test_add_func ("/app/rehearse/a-secret-is-kept-until-revealed",
                   test_draw_keeps_its_secret);
  g_test_add_func ("/app/rehearse/picks-favour-nobody", test_picks_are_even);
  g_test_add_func ("/app/rehearse/scores-appear-when-they-may", test_scores_are_honest);
  g_test_add_func ("/app/rehearse/feed-takes-the-sample-meeting-whole",
                   test_feed_takes_it_whole);
  g_test_add_func ("/app/rehearse/feed-takes-the-roster", test_feed_takes_the_roster);
  g_test_add_func ("/app/rehearse/a-correction-reaches-the-ranking",
                   test_sample_ends_as_told);
  g_test_add_func ("/app/rehearse/the-seed-decides-everything", test_seed_decides);
  g_test_add_func ("/app/rehearse/faulty-documents-are-faulty", test_faulty_documents);
  g_test_add_func ("/app/rehearse/a-section-can-break-before-scoring",
                   test_bad_section_without_scoring);
  g_test_add_func ("/app/rehearse/faults-have-names", test_fault_names);
  g_test_add_func ("/app/rehearse/wrong-scripts-are-refused-with-place",
                   test_wrong_scripts);
  g_test_add_func ("/app/rehearse/a-phase-says-until-when", test_phase_times);
  g_test_add_func ("/app/rehearse/steps-are-laid-out-in-time", test_times);
  g_test_add_func ("/app/rehearse/other-meetings-fit", test_other_meetings_fit);
  g_test_add_func ("/app/rehearse/epochs-differ-and-sort", test_epochs);
  return g_test_run ();
}
