/* SPDX-License-Identifier: MIT */
#include "tallycast/feed/parse.h"

#include <string.h>

#include "../support/document.h"

/* --- what is read ----------------------------------------------------------------- */

static void
test_example (void)
{
  g_autoptr (TcDocument) document = tc_test_parse (tc_test_document_text);
  const TcSnapshot *s = document->snapshot;

  g_assert_cmpuint (document->faults->len, ==, 0);
  g_assert_cmpuint (s->refused, ==, 0);
  g_assert_cmpstr (s->epoch, ==, "E1");
  g_assert_cmpint (s->revision, ==, 10);
  g_assert_cmpint (s->time_us, ==, G_GINT64_CONSTANT (1795399872345000));
  g_assert_false (s->rehearsal);
  g_assert_cmpstr (s->meeting_title, ==, "年中评议");
  g_assert_cmpint (s->phase, ==, TC_PHASE_SCORING);
  g_assert_cmpint (s->units_total, ==, 77);
  g_assert_cmpstr (s->categories[0].name, ==, "区直部门");
  g_assert_cmpint (s->draw, ==, 0);
  g_assert_cmpint (s->draws[0].state, ==, TC_DRAW_DONE);
  g_assert_cmpstr (s->draws[0].kind, ==, "unit");
  g_assert_cmpstr (s->draws[0].url, ==, "https://example.org/");
  g_assert_null (s->draws[0].entropy);
  g_assert_cmpuint (s->n_agenda, ==, 2);
  g_assert_cmpint (s->agenda[0].state, ==, TC_AGENDA_SCORING);
  g_assert_cmpstr (s->current.speaker_title, ==, "局长");
  g_assert_cmpint (s->current.started_us, ==, G_GINT64_CONSTANT (1795399500000000));
  g_assert_cmpint (s->current.limit_s, ==, 480);
  g_assert_cmpstr (s->scoring.subject_unit, ==, "u17");
  g_assert_true (s->scoring.subject_is_unit);
  g_assert_cmpint (s->scoring.cast, ==, 57);
  g_assert_cmpstr (s->scoring.aggregate, ==, "92.35");
  g_assert_cmpstr (s->scoring.groups[0].weight, ==, "0.4");
  g_assert_cmpint (s->scoring.bins[0].count, ==, 31);
  g_assert_cmpuint (s->n_ranking, ==, 2);
  g_assert_cmpstr (s->notice_text, ==, "请安静");
  g_assert_false (s->notice_urgent);
  g_assert_cmpuint (strlen (s->document_sha256), ==, 64);
}

/* How long a phase lasts and where the results are: said, or not there. */
static void
test_optional_times (void)
{
  g_autofree char *text =
      tc_test_document ("phase_until", "\"2026-11-23T10:50:00+08:00\"", "phase_since",
                        "\"2026-11-23T10:36:00+08:00\"", "meeting.url",
                        "\"https://example.org/r\"", NULL);
  g_autoptr (TcDocument) document = tc_test_parse (text);
  g_autoptr (TcDocument) without = tc_test_parse (tc_test_document_text);

  g_assert_cmpint (document->snapshot->phase_until_us -
                       document->snapshot->phase_since_us,
                   ==, 14 * 60 * G_USEC_PER_SEC);
  g_assert_cmpstr (document->snapshot->meeting_url, ==, "https://example.org/r");
  g_assert_cmpint (without->snapshot->phase_until_us, ==, 0);
  g_assert_cmpint (without->snapshot->phase_since_us, ==, 0);
  g_assert_null (without->snapshot->meeting_url);
}

static void
test_picks_in_order (void)
{
  g_autoptr (TcDocument) document = tc_test_parse (tc_test_document_text);

  g_assert_cmpstr (document->snapshot->draws[0].picks[0].id, ==, "u17");
  g_assert_cmpstr (document->snapshot->draws[0].picks[1].id, ==, "u18");
}

static void
test_five_fields_are_enough (void)
{
  g_autoptr (TcDocument) document =
      tc_test_parse ("{\"version\":1,\"epoch\":\"E\",\"revision\":0,"
                     "\"time\":\"2026-01-01T00:00:00Z\",\"phase\":\"end\"}");

  g_assert_cmpint (document->snapshot->phase, ==, TC_PHASE_END);
  g_assert_null (document->snapshot->scoring.id);
  g_assert_null (document->snapshot->current.unit);
  g_assert_cmpint (document->snapshot->draw, ==, -1);
}

static void
test_unknown_fields_are_ignored (void)
{
  g_autofree char *text = tc_test_document ("x", "{\"y\":[1]}", "scoring.z", "7", NULL);
  g_autoptr (TcDocument) document = tc_test_parse (text);

  g_assert_cmpuint (document->snapshot->refused, ==, 0);
}

static void
test_scores_are_padded (void)
{
  g_autofree char *text = tc_test_document ("scoring.aggregate", "\"92\"",
                                            "scoring.groups[0].score", "\"9.5\"", NULL);
  g_autoptr (TcDocument) document = tc_test_parse (text);

  g_assert_cmpstr (document->snapshot->scoring.aggregate, ==, "92.00");
  g_assert_cmpstr (document->snapshot->scoring.groups[0].score, ==, "9.50");
  g_assert_cmpstr (document->snapshot->ranking[1].score, ==, "95.00");
}

static void
test_ranking_alone_is_padded_to_its_longest (void)
{
  g_autofree char *text =
      tc_test_document ("scoring", "-", "ranking[0].score", "\"95.201\"", NULL);
  g_autoptr (TcDocument) document = tc_test_parse (text);

  g_assert_cmpstr (document->snapshot->ranking[0].score, ==, "95.201");
  g_assert_cmpstr (document->snapshot->ranking[1].score, ==, "95.000");
}

static void
test_content_hash (void)
{
  g_autofree char *later =
      tc_test_document ("time", "\"2026-11-23T10:12:00+08:00\"", NULL);
  g_autofree char *other = tc_test_document ("current.name", "\"X\"", NULL);
  g_autoptr (TcDocument) a = tc_test_parse (tc_test_document_text);
  g_autoptr (TcDocument) b = tc_test_parse (later);
  g_autoptr (TcDocument) c = tc_test_parse (other);

  g_assert_cmpstr (a->content_sha256, ==, b->content_sha256);
  g_assert_cmpstr (a->content_sha256, !=, c->content_sha256);
  g_assert_cmpstr (a->snapshot->document_sha256, !=, b->snapshot->document_sha256);
}

/* --- what refuses the document ---------------------------------------------------- */

typedef struct {
  const char *name, *path, *value; /* the change */
  const char *fault_path, *text;   /* what is said */
} Case;

static const Case document_cases[] = {
    {"no-version", "version", "-", "version", "must be there"},
    {"version-2", "version", "2", "version", "from 1 to 1"},
    {"version-text", "version", "\"1\"", "version", "whole number"},
    {"no-epoch", "epoch", "-", "epoch", "must be there"},
    {"empty-epoch", "epoch", "\"\"", "epoch", "must not be empty"},
    {"epoch-quote", "epoch", "\"a\\\"b\"", "epoch", "printable"},
    {"epoch-space", "epoch", "\"a b\"", "epoch", "printable"},
    {"epoch-number", "epoch", "3", "epoch", "must be a string"},
    {"no-revision", "revision", "-", "revision", "must be there"},
    {"revision-negative", "revision", "-1", "revision", "whole number"},
    {"revision-real", "revision", "1.5", "revision", "whole number"},
    {"revision-huge", "revision", "9007199254740992", "revision", "whole number"},
    {"no-time", "time", "-", "time", "must be there"},
    {"time-local", "time", "\"2026-11-23T10:11:12\"", "time", "date and time"},
    {"no-phase", "phase", "-", "phase", "must be there"},
    {"phase-null", "phase", "null", "phase", "must be there"},
    {"phase-unknown", "phase", "\"scorin\"", "phase", "did you mean 'scoring'"},
    {"until-clock", "phase_until", "\"10:50\"", "phase_until", "date and time"},
    {"since-number", "phase_since", "7", "phase_since", "must be a string"},
    {"rehearsal-text", "rehearsal", "\"yes\"", "rehearsal", "true or false"},
    {"meeting-array", "meeting", "[]", "meeting", "must be an object"},
    {"title-number", "meeting.title", "5", "meeting.title", "must be a string"},
    {"roster-hash", "units.roster_sha256", "\"AB\"", "units.roster_sha256", "64"},
    {"category-id", "units.categories[0].id", "-", "units.categories[0].id", "there"},
    {"agenda-state", "agenda[1].state", "\"gone\"", "agenda[1].state",
     "one of waiting"},
    {"agenda-item", "agenda[1]", "7", "agenda[1]", "must be an object"},
    {"current-name", "current.name", "[]", "current.name", "must be a string"},
    {"current-limit", "current.limit_s", "-5", "current.limit_s", "from 0 to 86400"},
    {"started", "current.started", "\"now\"", "current.started", "date and time"},
    {"speaker", "current.speaker", "\"x\"", "current.speaker", "must be an object"},
    {"notice-level", "notice.level", "\"loud\"", "notice.level", "one of info, urgent"},
};

static void
test_document_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *text = tc_test_document (c->path, c->value, NULL);
  g_autoptr (TcFault) fault = NULL;
  g_autoptr (TcDocument) document = tc_document_parse (text, strlen (text), &fault);

  g_assert_null (document);
  g_assert_cmpuint (fault->section, ==, 0);
  g_assert_cmpstr (fault->path, ==, c->fault_path);
  g_assert_true (tc_test_fault_says (fault, c->text));
  g_assert_cmpint (fault->line, ==, 1);
}

typedef struct {
  const char *name, *bytes, *text;
  int line, column;
} Syntax;

static const Syntax syntax_cases[] = {
    {"empty", "", "expected", 1, 0},
    {"trailing-comma", "{\"a\":1,}", "expected", 1, 8},
    {"two-documents", "{} {}", "end of file", 1, 4},
    {"duplicate-key", "{\"a\":1,\n \"a\":2}", "duplicate", 2, 4},
    {"not-utf-8", "{\"a\":\"\xff\"}", "0xff", 1, 6},
    {"lone-surrogate", "{\"a\":\n\"\\ud800\"}", "Unicode", 2, 8},
    {"nul", "{\"a\":\"\\u0000\"}", "u0000", 1, 13},
    {"array", "[]", "must be an object", 1, 1},
    {"real-overflow", "{\"a\":1e999}", "overflow", 1, 10},
};

static void
test_syntax_case (gconstpointer data)
{
  const Syntax *c = data;
  g_autoptr (TcFault) fault = NULL;

  g_assert_null (tc_document_parse (c->bytes, strlen (c->bytes), &fault));
  g_assert_true (tc_test_fault_says (fault, c->text));
  g_assert_cmpint (fault->line, ==, c->line);
  g_assert_cmpint (fault->column, ==, c->column);
}

/* A small document with @value under the key "x", which begins at 3:8. */
static TcFault *
fault_of_extra (const char *value)
{
  g_autofree char *text =
      g_strdup_printf ("{\"version\":1,\"epoch\":\"E\",\"revision\":0,\n\"time\":"
                       "\"2026-01-01T00:00:00Z\",\"phase\":\"end\",\n  \"x\": %s}",
                       value);
  TcFault *fault = NULL;
  g_autoptr (TcDocument) document = tc_document_parse (text, strlen (text), &fault);

  g_assert_true ((document == NULL) == (fault != NULL));
  return fault;
}

static char *
repeat (const char *open, const char *unit, guint n, const char *close)
{
  g_autoptr (GString) out = g_string_new (open);

  for (guint i = 0; i < n; i++)
    g_string_append (out, unit);
  g_string_append (out, close);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_depth (void)
{
  /* The document itself is the first level. */
  g_autofree char *o15 = repeat ("", "[", 15, ""), *c15 = repeat ("", "]", 15, "");
  g_autofree char *deep = g_strconcat (o15, c15, NULL);
  g_autofree char *deeper = g_strconcat ("[", o15, c15, "]", NULL);
  g_autoptr (TcFault) none = fault_of_extra (deep);
  g_autoptr (TcFault) fault = fault_of_extra (deeper);

  g_assert_null (none);
  g_assert_true (tc_test_fault_says (fault, "deeper than 16"));
  g_assert_cmpint (fault->line, ==, 3);
  g_assert_cmpint (fault->column, ==, 8 + 15);
}

static void
test_string_length (void)
{
  g_autofree char *most = repeat ("\"", "a", 4096, "\"");
  g_autofree char *more = repeat ("\"", "a", 4097, "\"");
  g_autofree char *key = repeat ("{\"", "k", 4097, "\":1}");
  g_autoptr (TcFault) none = fault_of_extra (most);
  g_autoptr (TcFault) fault = fault_of_extra (more);
  g_autoptr (TcFault) key_fault = fault_of_extra (key);

  g_assert_null (none);
  g_assert_cmpstr (fault->path, ==, "x");
  g_assert_true (tc_test_fault_says (fault, "4097 bytes"));
  g_assert_cmpint (fault->line, ==, 3);
  g_assert_cmpint (fault->column, ==, 8);
  g_assert_cmpuint (strlen (fault->value), <, 100);
  g_assert_true (tc_test_fault_says (key_fault, "key"));
}

static void
test_array_length (void)
{
  g_autofree char *most = repeat ("[0", ",0", 4095, "]");
  g_autofree char *more = repeat ("[0", ",0", 4096, "]");
  g_autoptr (TcFault) none = fault_of_extra (most);
  g_autoptr (TcFault) fault = fault_of_extra (more);

  g_assert_null (none);
  g_assert_true (tc_test_fault_says (fault, "4097 entries"));
}

static void
test_size (void)
{
  gsize n = TC_MODEL_MAX_DOCUMENT_BYTES;
  g_autofree char *bytes = g_malloc (n + 1);
  g_autoptr (TcFault) fault = NULL, too_large = NULL;

  memset (bytes, ' ', n + 1);
  memcpy (bytes, tc_test_document_text, strlen (tc_test_document_text));
  g_autoptr (TcDocument) document = tc_document_parse (bytes, n, &fault);
  g_assert_nonnull (document);
  g_assert_null (tc_document_parse (bytes, n + 1, &too_large));
  g_assert_true (tc_test_fault_says (too_large, "1 MiB"));
}

/* Any cut of a good document is refused, never worse. */
static void
test_every_cut (void)
{
  for (gsize n = 0; n + 2 < strlen (tc_test_document_text); n++) {
    g_autofree char *cut = g_memdup2 (tc_test_document_text, MAX (n, 1));
    g_autoptr (TcFault) fault = NULL;
    g_assert_null (tc_document_parse (cut, n, &fault));
    g_assert_nonnull (fault);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (document_cases); i++) {
    g_autofree char *name =
        g_strconcat ("/feed/parse/refuses-document/", document_cases[i].name, NULL);
    g_test_add_data_func (name, &document_cases[i], test_document_case);
  }
  for (guint i = 0; i < G_N_ELEMENTS (syntax_cases); i++) {
    g_autofree char *name =
        g_strconcat ("/feed/parse/refuses-syntax/", syntax_cases[i].name, NULL);
    g_test_add_data_func (name, &syntax_cases[i], test_syntax_case);
  }
  g_test_add_func ("/feed/parse/reads-the-example", test_example);
  g_test_add_func ("/feed/parse/puts-picks-in-order", test_picks_in_order);
  g_test_add_func ("/feed/parse/times-of-a-phase-are-optional", test_optional_times);
  g_test_add_func ("/feed/parse/five-fields-are-enough", test_five_fields_are_enough);
  g_test_add_func ("/feed/parse/ignores-unknown-fields",
                   test_unknown_fields_are_ignored);
  g_test_add_func ("/feed/parse/pads-scores", test_scores_are_padded);
  g_test_add_func ("/feed/parse/pads-a-ranking-alone",
                   test_ranking_alone_is_padded_to_its_longest);
  g_test_add_func ("/feed/parse/content-does-not-count-time", test_content_hash);
  g_test_add_func ("/feed/parse/limits-depth", test_depth);
  g_test_add_func ("/feed/parse/limits-strings", test_string_length);
  g_test_add_func ("/feed/parse/limits-arrays", test_array_length);
  g_test_add_func ("/feed/parse/limits-size", test_size);
  g_test_add_func ("/feed/parse/every-cut-is-refused", test_every_cut);
  return g_test_run ();
}
