/* SPDX-License-Identifier: MIT */
#include "tallycast/feed/parse.h"

#include <string.h>

#include "../support/document.h"
#include "feed/text.h"

static TcDocument *
parse_ok (const char *text)
{
  TcFault *fault = NULL;
  TcDocument *document = tc_document_parse (text, strlen (text), &fault);

  if (fault)
    g_error ("%s", tc_fault_to_string (fault));
  g_assert_nonnull (document);
  return document;
}

/* --- what is read ----------------------------------------------------------------- */

static void
test_example (void)
{
  g_autoptr (TcDocument) document = parse_ok (tc_test_document_text);
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

static void
test_picks_in_order (void)
{
  g_autoptr (TcDocument) document = parse_ok (tc_test_document_text);

  g_assert_cmpstr (document->snapshot->draws[0].picks[0].id, ==, "u17");
  g_assert_cmpstr (document->snapshot->draws[0].picks[1].id, ==, "u18");
}

static void
test_five_fields_are_enough (void)
{
  g_autoptr (TcDocument) document =
      parse_ok ("{\"version\":1,\"epoch\":\"E\",\"revision\":0,"
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
  g_autoptr (TcDocument) document = parse_ok (text);

  g_assert_cmpuint (document->snapshot->refused, ==, 0);
}

static void
test_scores_are_padded (void)
{
  g_autofree char *text = tc_test_document ("scoring.aggregate", "\"92\"",
                                            "scoring.groups[0].score", "\"9.5\"", NULL);
  g_autoptr (TcDocument) document = parse_ok (text);

  g_assert_cmpstr (document->snapshot->scoring.aggregate, ==, "92.00");
  g_assert_cmpstr (document->snapshot->scoring.groups[0].score, ==, "9.50");
  g_assert_cmpstr (document->snapshot->ranking[1].score, ==, "95.00");
}

static void
test_ranking_alone_is_padded_to_its_longest (void)
{
  g_autofree char *text =
      tc_test_document ("scoring", "-", "ranking[0].score", "\"95.201\"", NULL);
  g_autoptr (TcDocument) document = parse_ok (text);

  g_assert_cmpstr (document->snapshot->ranking[0].score, ==, "95.201");
  g_assert_cmpstr (document->snapshot->ranking[1].score, ==, "95.000");
}

static void
test_content_hash (void)
{
  g_autofree char *later =
      tc_test_document ("time", "\"2026-11-23T10:12:00+08:00\"", NULL);
  g_autofree char *other = tc_test_document ("current.name", "\"X\"", NULL);
  g_autoptr (TcDocument) a = parse_ok (tc_test_document_text);
  g_autoptr (TcDocument) b = parse_ok (later);
  g_autoptr (TcDocument) c = parse_ok (other);

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
  g_assert_nonnull (strstr (fault->text, c->text));
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
  g_assert_nonnull (strstr (fault->text, c->text));
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
  g_assert_nonnull (strstr (fault->text, "deeper than 16"));
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
  g_assert_nonnull (strstr (fault->text, "4097 bytes"));
  g_assert_cmpint (fault->line, ==, 3);
  g_assert_cmpint (fault->column, ==, 8);
  g_assert_cmpuint (strlen (fault->value), <, 100);
  g_assert_nonnull (strstr (key_fault->text, "key"));
}

static void
test_array_length (void)
{
  g_autofree char *most = repeat ("[0", ",0", 4095, "]");
  g_autofree char *more = repeat ("[0", ",0", 4096, "]");
  g_autoptr (TcFault) none = fault_of_extra (most);
  g_autoptr (TcFault) fault = fault_of_extra (more);

  g_assert_null (none);
  g_assert_nonnull (strstr (fault->text, "4097 entries"));
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
  g_assert_nonnull (strstr (too_large->text, "1 MiB"));
}

/* --- what refuses a section ------------------------------------------------------- */

typedef struct {
  const char *name, *path, *value, *fault_path, *text;
  TcSection section;
} SectionCase;

#define S TC_SECTION_SCORING
#define R TC_SECTION_RANKING
#define D TC_SECTION_DRAWS

static const SectionCase section_cases[] = {
    {"scoring/type", "scoring", "[]", "scoring", "must be an object", S},
    {"scoring/id", "scoring.id", "-", "scoring.id", "must be there", S},
    {"scoring/state", "scoring.state", "\"opne\"", "scoring.state", "mean 'open'", S},
    {"scoring/no-state", "scoring.state", "-", "scoring.state", "must be there", S},
    {"scoring/visibility", "scoring.visibility", "\"x\"", "scoring.visibility", "one",
     S},
    {"scoring/no-visibility", "scoring.visibility", "-", "scoring.visibility", "be", S},
    {"scoring/subject", "scoring.subject", "-", "scoring.subject", "must be there", S},
    {"scoring/kind", "scoring.subject.kind", "\"x\"", "scoring.subject.kind", "one", S},
    {"scoring/unit", "scoring.subject.unit", "-", "scoring.subject.unit", "there", S},
    {"scoring/cast", "scoring.ballots.cast", "64", "scoring.ballots.cast", "the 63", S},
    {"scoring/cast-below-0", "scoring.ballots.cast", "-1", "scoring.ballots.cast", "0",
     S},
    {"scoring/scale", "scoring.scale", "0", "scoring.scale", "from 1", S},
    {"scoring/no-scale", "scoring.scale", "-", "scoring.scale", "must be there", S},
    {"scoring/no-decimals", "scoring.decimals", "-", "scoring.decimals", "there", S},
    {"scoring/decimals", "scoring.decimals", "7", "scoring.decimals", "0 to 6", S},
    {"scoring/digits", "scoring.aggregate", "\"92.355\"", "scoring.aggregate", "2 dec",
     S},
    {"scoring/number", "scoring.aggregate", "92.35", "scoring.aggregate", "a string",
     S},
    {"scoring/high", "scoring.aggregate", "\"100.01\"", "scoring.aggregate", "to 100",
     S},
    {"scoring/negative", "scoring.aggregate", "\"-1\"", "scoring.aggregate", "deci", S},
    {"scoring/exponent", "scoring.aggregate", "\"1e1\"", "scoring.aggregate", "deci",
     S},
    {"scoring/reopened", "scoring.reopened", "1", "scoring.reopened", "true or", S},
    {"scoring/g-cast", "scoring.groups[0].cast", "22", "scoring.groups[0].cast", "21",
     S},
    {"scoring/g-score", "scoring.groups[0].score", "\"9.123\"",
     "scoring.groups[0].score", "decimals", S},
    {"scoring/g-weight", "scoring.groups[0].weight", "0.4", "scoring.groups[0].weight",
     "a string", S},
    {"scoring/g-id", "scoring.groups[0].id", "-", "scoring.groups[0].id", "there", S},
    {"scoring/bin-count", "scoring.distribution[0].count", "-",
     "scoring.distribution[0].count", "there", S},
    {"scoring/bin-order", "scoring.distribution[0].from", "\"101\"",
     "scoring.distribution[0].from", "above", S},
    {"ranking/type", "ranking", "{}", "ranking", "must be an array", R},
    {"ranking/rank", "ranking[0].rank", "0", "ranking[0].rank", "from 1", R},
    {"ranking/unit", "ranking[0].unit", "-", "ranking[0].unit", "must be there", R},
    {"ranking/twice", "ranking[1].unit", "\"u3\"", "ranking[1].unit", "twice", R},
    {"ranking/no-state", "ranking[1].state", "-", "ranking[1].state", "there", R},
    {"ranking/digits", "ranking[1].score", "\"9.123\"", "ranking[1].score", "2 dec", R},
    {"ranking/high", "ranking[1].score", "\"101\"", "ranking[1].score", "0 to 100", R},
    {"draws/type", "draws", "3", "draws", "must be an array", D},
    {"draws/kind", "draws[0].kind", "\"units\"", "draws[0].kind", "mean 'unit'", D},
    {"draws/state", "draws[0].state", "-", "draws[0].state", "must be there", D},
    {"draws/quota", "draws[0].quota", "1", "draws[0].picks", "quota of 1", D},
    {"draws/pick-twice", "draws[0].picks[1].id", "\"u18\"", "draws[0].picks[1].id",
     "twice", D},
    {"draws/order-twice", "draws[0].picks[1].order", "2", "draws[0].picks", "order 2",
     D},
    {"draws/unknown", "draw", "\"d9\"", "draw", "is not in draws", D},
    {"draws/proof", "draws[0].proof", "\"x\"", "draws[0].proof", "be an object", D},
};

/* The section is empty, named and located; all else is taken. */
static void
test_section_case (gconstpointer data)
{
  const SectionCase *c = data;
  g_autofree char *text = tc_test_document (c->path, c->value, NULL);
  g_autoptr (TcDocument) document = parse_ok (text);
  const TcSnapshot *s = document->snapshot;

  g_assert_cmpuint (document->faults->len, ==, 1);
  const TcFault *fault = document->faults->pdata[0];
  g_assert_cmpuint (fault->section, ==, c->section);
  g_assert_cmpstr (fault->path, ==, c->fault_path);
  g_assert_nonnull (strstr (fault->text, c->text));
  g_assert_cmpint (fault->line, ==, 1);
  g_assert_cmpuint (s->refused, ==, c->section);
  g_assert_true ((s->scoring.id == NULL) == (c->section == S));
  g_assert_true ((s->n_ranking == 0) == (c->section == R));
  g_assert_true ((s->n_draws == 0) == (c->section == D));
  g_assert_cmpint (s->draw, ==, c->section == D ? -1 : 0);
  g_assert_cmpstr (s->current.name, ==, "教育局");
  g_assert_cmpstr (s->notice_text, ==, "请安静");
}

static void
test_all_sections_refused_alone (void)
{
  g_autofree char *text = tc_test_document ("scoring.id", "1", "ranking[0].rank", "0",
                                            "draws[0].kind", "1", NULL);
  g_autoptr (TcDocument) document = parse_ok (text);

  g_assert_cmpuint (document->faults->len, ==, 3);
  g_assert_cmpuint (document->snapshot->refused, ==, S | R | D);
  g_assert_cmpstr (document->snapshot->current.unit, ==, "u17");
}

static void
test_fault_has_line_and_column (void)
{
  g_autofree char *text = g_strdup (tc_test_document_text);
  char *at = strstr (text, "\"93.1\"");
  const char *start = text;
  int line = 1;

  memcpy (at, "93.123", 6); /* no quotes: a number */
  g_autoptr (TcDocument) document = parse_ok (text);
  const TcFault *fault = document->faults->pdata[0];
  for (const char *p = text; p < at; p++)
    if (*p == '\n') {
      line++;
      start = p + 1;
    }
  g_assert_cmpint (line, >, 25);
  g_assert_cmpint (fault->line, ==, line);
  g_assert_cmpint (fault->column, ==, at - start + 1);
  g_autofree char *said = tc_fault_to_string (fault);
  g_assert_nonnull (strstr (said, "scoring.groups[0].score: must be a string: 93.123"));
}

static void
test_locate_sees_through_escapes (void)
{
  const char *text = "{\"a\":[\"]}\\\"\",{}], \"sc\\u006fring\": {\"id\":\n 7}}";
  g_autoptr (TcFault) fault = tc_fault_new (0, "scoring.id", "x");

  tc_fault_locate (fault, text, strlen (text));
  g_assert_cmpint (fault->line, ==, 2);
  g_assert_cmpint (fault->column, ==, 2);
}

/* --- texts ------------------------------------------------------------------------ */

static void
test_rfc3339 (void)
{
  static const struct {
    const char *text;
    gint64 us; /* -1: is none */
  } cases[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"1970-01-01t00:00:01.5z", 1500000},
      {"1970-01-01 08:00:00+08:00", 0},
      {"1969-12-31T23:30:00-00:30", 0},
      {"1970-01-01T00:00:00.1234567Z", 123456},
      {"2016-12-31T23:59:60Z", G_GINT64_CONSTANT (1483228800000000)},
      {"2024-02-29T00:00:00Z", G_GINT64_CONSTANT (1709164800000000)},
      {"2023-02-29T00:00:00Z", -1},
      {"2023-02-28T24:00:00Z", -1},
      {"2023-02-28T00:00:61Z", -1},
      {"2023-02-28T00:00:00", -1},
      {"2023-02-28T00:00:00.Z", -1},
      {"2023-02-28T00:00:00+0800", -1},
      {"2023-02-28T00:00:00+24:00", -1},
      {"2023-02-28T00:00:00Z ", -1},
      {"20230228T000000Z", -1},
      {"", -1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 us = -1;
    gboolean is_time = tc_rfc3339_parse (cases[i].text, &us);
    g_test_message ("%s", cases[i].text);
    g_assert_true (is_time == (cases[i].us != -1));
    if (is_time)
      g_assert_cmpint (us, ==, cases[i].us);
  }
}

static void
test_decimals (void)
{
  static const char *const good[] = {"0", "0.0", "10", "92.35", "100.000000"};
  static const char *const bad[] = {"",   ".5", "5.",  "00",  "01.5", "-1",   "+1",
                                    " 1", "1 ", "1e3", "1,5", "１",   "0x10", "1.2.3"};

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (tc_decimal_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (tc_decimal_is_valid (bad[i]));

  g_assert_cmpint (tc_decimal_compare ("92.5", "92.50"), ==, 0);
  g_assert_cmpint (tc_decimal_compare ("9", "10"), <, 0);
  g_assert_cmpint (tc_decimal_compare ("100.01", "100"), >, 0);
  g_assert_cmpint (tc_decimal_compare ("100.00", "100"), ==, 0);
  g_assert_cmpint (tc_decimal_compare ("0.09", "0.1"), <, 0);
}

/* --- roster ----------------------------------------------------------------------- */

static const char roster_text[] =
    "[{\"id\":\"u17\",\"name\":\"教育局\",\"short\":\"教育\",\"category\":\"dept\","
    "\"mode\":\"stage\"},{\"id\":\"u18\",\"name\":\"水务局\",\"mode\":\"written\"}]";

static void
test_roster (void)
{
  g_autofree char *hash =
      g_compute_checksum_for_string (G_CHECKSUM_SHA256, roster_text, -1);
  g_autoptr (TcFault) fault = NULL;
  g_autoptr (TcRoster) roster =
      tc_roster_parse (roster_text, strlen (roster_text), hash, &fault);

  g_assert_null (fault);
  g_assert_cmpuint (roster->n_units, ==, 2);
  g_assert_cmpstr (roster->sha256, ==, hash);
  g_assert_cmpstr (roster->units[0].short_name, ==, "教育");
  g_assert_false (roster->units[0].is_written);
  g_assert_true (tc_roster_find (roster, "u18")->is_written);
}

static void
test_roster_refused (void)
{
  static const char *const bad[] = {
      "{}", "[1]", "[{\"id\":\"u\"}]", "[{\"id\":\"u\",\"name\":\"n\",\"mode\":\"x\"}]",
      "[{\"id\":\"u\",\"name\":\"n\"},{\"id\":\"u\",\"name\":\"m\"}]"};

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (TcFault) fault = NULL;
    g_assert_null (tc_roster_parse (bad[i], strlen (bad[i]), NULL, &fault));
    g_assert_nonnull (fault);
  }

  g_autofree char *other = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "[]", -1);
  g_autoptr (TcFault) fault = NULL;
  g_assert_null (tc_roster_parse (roster_text, strlen (roster_text), other, &fault));
  g_assert_nonnull (strstr (fault->text, "SHA-256"));
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
  for (guint i = 0; i < G_N_ELEMENTS (section_cases); i++) {
    g_autofree char *name =
        g_strconcat ("/feed/parse/refuses-section/", section_cases[i].name, NULL);
    g_test_add_data_func (name, &section_cases[i], test_section_case);
  }
  g_test_add_func ("/feed/parse/reads-the-example", test_example);
  g_test_add_func ("/feed/parse/puts-picks-in-order", test_picks_in_order);
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
  g_test_add_func ("/feed/parse/sections-are-refused-alone",
                   test_all_sections_refused_alone);
  g_test_add_func ("/feed/parse/faults-have-line-and-column",
                   test_fault_has_line_and_column);
  g_test_add_func ("/feed/parse/locates-through-escapes",
                   test_locate_sees_through_escapes);
  g_test_add_func ("/feed/parse/rfc-3339", test_rfc3339);
  g_test_add_func ("/feed/parse/decimals-are-text", test_decimals);
  g_test_add_func ("/feed/parse/reads-a-roster", test_roster);
  g_test_add_func ("/feed/parse/refuses-a-roster", test_roster_refused);
  g_test_add_func ("/feed/parse/every-cut-is-refused", test_every_cut);
  return g_test_run ();
}
