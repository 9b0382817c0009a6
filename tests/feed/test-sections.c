/* SPDX-License-Identifier: MIT */
#include "tallycast/feed/parse.h"

#include <string.h>

#include "../support/document.h"
#include "feed/text.h"

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
    {"scoring/cast", "scoring.ballots.cast", "64", "scoring.ballots.cast",
     "64 ballots of 63", S},
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
    {"scoring/g-cast", "scoring.groups[0].cast", "22", "scoring.groups[0].cast",
     "of 21", S},
    {"scoring/g-score", "scoring.groups[0].score", "\"9.123\"",
     "scoring.groups[0].score", "decimals", S},
    {"scoring/g-weight", "scoring.groups[0].weight", "0.4", "scoring.groups[0].weight",
     "a string", S},
    {"scoring/g-id", "scoring.groups[0].id", "-", "scoring.groups[0].id", "there", S},
    {"scoring/bin-count", "scoring.distribution[0].count", "-",
     "scoring.distribution[0].count", "there", S},
    {"scoring/bin-order", "scoring.distribution[0].from", "\"101\"",
     "scoring.distribution[0].from", "above", S},
    {"scoring/bin-twice", "scoring.distribution",
     "[{\"from\":\"9\",\"to\":\"10\",\"count\":1},"
     "{\"from\":\"9.0\",\"to\":\"10.00\",\"count\":2}]",
     "scoring.distribution[1]", "two bins", S},
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
  g_autoptr (TcDocument) document = tc_test_parse (text);
  const TcSnapshot *s = document->snapshot;

  g_assert_cmpuint (document->faults->len, ==, 1);
  const TcFault *fault = document->faults->pdata[0];
  g_assert_cmpuint (fault->section, ==, c->section);
  g_assert_cmpstr (fault->path, ==, c->fault_path);
  g_assert_true (tc_test_fault_says (fault, c->text));
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
  g_autoptr (TcDocument) document = tc_test_parse (text);

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
  g_autoptr (TcDocument) document = tc_test_parse (text);
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
  g_autoptr (TcFault) fault = tc_fault_new (0, TC_WHY_EMPTY, "scoring.id", NULL, NULL);

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
    gint64 us;    /* -1: is none */
    int offset_s; /* east of UTC, as written */
  } cases[] = {
      {"1970-01-01T00:00:00Z", 0},
      {"1970-01-01t00:00:01.5z", 1500000},
      {"1970-01-01 08:00:00+08:00", 0, 8 * 3600},
      {"1969-12-31T23:30:00-00:30", 0, -1800},
      {"1970-01-01T00:00:00.1234567Z", 123456},
      {"2016-12-31T23:59:60Z", G_GINT64_CONSTANT (1483228800000000)},
      {"2024-02-29T00:00:00Z", G_GINT64_CONSTANT (1709164800000000)},
      {"2199-12-31T23:59:59Z", G_GINT64_CONSTANT (7258118399000000)},
      {"2200-01-01T00:00:00Z", -1},
      {"9999-12-31T23:59:59Z", -1},
      {"0001-01-01T00:00:00Z", -1},
      {"1969-12-31T23:59:59Z", -1},
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
    int offset_s = -1;
    gboolean is_time = tc_rfc3339_parse (cases[i].text, &us, &offset_s);
    g_test_message ("%s", cases[i].text);
    g_assert_true (is_time == (cases[i].us != -1));
    if (is_time)
      g_assert_cmpint (us, ==, cases[i].us);
    g_assert_cmpint (offset_s, ==, is_time ? cases[i].offset_s : -1);
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
  g_assert_true (tc_test_fault_says (fault, "SHA-256"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (section_cases); i++) {
    g_autofree char *name =
        g_strconcat ("/feed/parse/refuses-section/", section_cases[i].name, NULL);
    g_test_add_data_func (name, &section_cases[i], test_section_case);
  }
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
  return g_test_run ();
}
