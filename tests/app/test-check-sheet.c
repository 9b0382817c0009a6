/* SPDX-License-Identifier: MIT
 *
 * What was found, as a page and as JSON.
 */
#include "check-house.h"

#include "app/check-print.h"
#include "app/check-sheet.h"

#define SCENE                                                                       \
  "title: {zh: 单位, en: Unit}\nlayers:\n"                                        \
  "  - {id: plate, type: rect, rect: [96, 600, 1200, 300], fill: ink}\n"            \
  "  - {id: t, type: text, text: \"${current.name}\", size: name, colour: on_ink, " \
  "at: "                                                                            \
  "[120, 700], width: 900, fit: shrink}\n"

typedef struct {
  Checked checked;
  char *roster, *html;
} Sheet;

/* Rosters: all is well; a name is cut; a name that would be more than words. */
enum {
  FITS,
  CUT,
  HOSTILE,
  N_SHEETS
};

static const char *const rosters[N_SHEETS] = {
    "[{\"id\": \"a\", \"name\": \"民政局\"}]",
    "[{\"id\": \"a\", \"name\": \"一二三四五六七八九十一二三四五六七八\"}]",
    "[{\"id\": \"a\", \"name\": \"<script>alert(1)</script><b>&amp;一二三四五六\"}]",
};
static Sheet sheets[N_SHEETS];

static void
sheet_open (Sheet *self, const char *scene, const char *roster)
{
  checked_open (&self->checked, "");
  house_write (&self->checked.house, "s.yaml", scene);
  house_write (&self->checked.house, "roster.json", roster);
  self->roster = house_path (&self->checked.house, "roster.json");
  self->checked.check.roster_from = self->roster;
  self->checked.check.wants_pictures = TRUE;
  checked_run (&self->checked);
  tell_all (&self->checked);
  self->html = tc_check_sheet (&self->checked.check, self->checked.results, 1.5);
}

static void
sheet_close (Sheet *self)
{
  g_free (self->html);
  g_free (self->roster);
  checked_close (&self->checked);
}

/* Made once, whoever asks first. */
static const Sheet *
sheet_of (guint roster)
{
  if (sheets[roster].html == NULL)
    sheet_open (&sheets[roster], SCENE, rosters[roster]);
  return &sheets[roster];
}

static guint
count (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = strstr (text, part); at != NULL;
       at = strstr (at + strlen (part), part))
    n++;
  return n;
}

/* A page that fetches something would show less without a network. */
static void
needs_nothing_else (void)
{
  static const char *const fetches[] = {"http:",   "https:", "src=\"/",     "url(",
                                        "@import", "<link",  "<script src", "fetch("};
  const Sheet *sheet;

  sheet = sheet_of (FITS);
  for (guint i = 0; i < G_N_ELEMENTS (fetches); i++)
    g_assert_null (strstr (sheet->html, fetches[i]));
  g_assert_cmpuint (count (sheet->html, " src=\""), ==,
                    count (sheet->html, " src=\"data:image/png;base64,"));
}

static void
all_is_said_in_both_languages (void)
{
  const Sheet *sheet;

  sheet = sheet_of (CUT);
  g_assert_cmpuint (count (sheet->html, "data-l=\"zh\""), >, 20);
  g_assert_cmpuint (count (sheet->html, "data-l=\"zh\""), ==,
                    count (sheet->html, "data-l=\"en\""));
  g_assert_nonnull (strstr (sheet->html, ">还差1处<"));
  g_assert_nonnull (strstr (sheet->html, ">1 thing left<"));
}

/* Width and height of a PNG within the page. */
static void
size_of (const char *base64, guint32 *w, guint32 *h)
{
  g_autofree char *head = g_strndup (base64, 64);
  gsize n;
  g_autofree guint8 *bytes = g_base64_decode (head, &n);

  g_assert_cmpuint (n, >=, 24);
  g_assert_cmpint (memcmp (bytes, "\x89PNG\r\n\x1a\n", 8), ==, 0);
  *w = GUINT32_FROM_BE (*(guint32 *)(gpointer)(bytes + 16));
  *h = GUINT32_FROM_BE (*(guint32 *)(gpointer)(bytes + 20));
}

/* Two scenes and the slate, in two languages. */
static void
every_scene_has_its_pictures (void)
{
  const Sheet *sheet;
  guint n = 0;

  sheet = sheet_of (FITS);
  for (const char *at = strstr (sheet->html, "base64,"); at != NULL;
       at = strstr (at + 1, "base64,")) {
    guint32 w;
    guint32 h;

    size_of (at + strlen ("base64,"), &w, &h);
    g_assert_cmpuint (w, ==, 960);
    g_assert_cmpuint (h, ==, 540);
    n++;
  }
  g_assert_cmpuint (n, ==, 6);
  g_assert_cmpuint (count (sheet->html, "<article"), ==, 3);
  g_assert_nonnull (strstr (sheet->html, ">单位<"));
  g_assert_nonnull (strstr (sheet->html, ">可以开播<"));
}

/* A number in the list is a number on the picture. */
static void
findings_are_marked_where_they_are (void)
{
  const Sheet *sheet;

  sheet = sheet_of (CUT);
  g_assert_cmpuint (count (sheet->html, "<span class=\"n\">1</span>"), ==, 1);
  /* in both languages: the scene as it is and with that name */
  g_assert_cmpuint (count (sheet->html, "class=\"spot is-no\""), ==, 4);
  g_assert_nonnull (strstr (sheet->html, "style=\"left:6.25%;top:"));
  g_assert_nonnull (strstr (sheet->html, "放不下的名称“一二三四"));
}

static void
tags_are_closed (void)
{
  static const char *const tags[] = {
      "div",  "p",   "li",   "ol", "ul", "figure", "span", "article", "section",
      "main", "svg", "code", "b",  "h2", "h3",     "html", "body"};
  const Sheet *sheet;

  sheet = sheet_of (CUT);
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++) {
    g_autofree char *plain = g_strdup_printf ("<%s>", tags[i]);
    g_autofree char *with = g_strdup_printf ("<%s ", tags[i]);
    g_autofree char *close = g_strdup_printf ("</%s>", tags[i]);

    g_test_message ("%s", tags[i]);
    g_assert_cmpuint (count (sheet->html, plain) + count (sheet->html, with), ==,
                      count (sheet->html, close));
  }
}

/* What others write is text, on the page as on the air. */
static void
words_of_others_stay_words (void)
{
  const Sheet *sheet;

  sheet = sheet_of (HOSTILE);
  g_assert_null (strstr (sheet->html, "<script>alert"));
  g_assert_nonnull (strstr (sheet->html, "&lt;script&gt;alert(1)&lt;"));
  g_assert_cmpuint (count (sheet->html, "<script>"), ==, 1);
}

static void
as_json_it_says_the_same (void)
{
  const Sheet *sheet;
  json_t *json;
  json_t *checks;
  guint n_findings = 0;

  sheet = sheet_of (CUT);
  json = tc_check_to_json (&sheet->checked.check, sheet->checked.results, 65);
  checks = json_object_get (json, "checks");
  g_assert_cmpint (json_integer_value (json_object_get (json, "exit")), ==, 65);
  g_assert_cmpint (json_integer_value (json_object_get (json, "errors")), ==, 1);
  g_assert_cmpint (json_integer_value (json_object_get (json, "warnings")), ==, 1);
  g_assert_cmpint (json_integer_value (json_object_get (json, "names")), ==, 1);
  g_assert_cmpuint (json_array_size (checks), ==, sheet->checked.results->len);
  for (size_t i = 0; i < json_array_size (checks); i++) {
    const json_t *check = json_array_get (checks, i);

    g_assert_true (json_is_string (json_object_get (check, "name")));
    g_assert_true (json_is_object (json_object_get (check, "title")));
    n_findings += (guint)json_array_size (json_object_get (check, "findings"));
  }
  g_assert_cmpuint (n_findings, ==, 2);
  json_decref (json);
}

int
main (int argc, char **argv)
{
  int code;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/check-sheet/needs-nothing-else", needs_nothing_else);
  g_test_add_func ("/app/check-sheet/all-is-said-in-both-languages",
                   all_is_said_in_both_languages);
  g_test_add_func ("/app/check-sheet/every-scene-has-its-pictures",
                   every_scene_has_its_pictures);
  g_test_add_func ("/app/check-sheet/findings-are-marked-where-they-are",
                   findings_are_marked_where_they_are);
  g_test_add_func ("/app/check-sheet/tags-are-closed", tags_are_closed);
  g_test_add_func ("/app/check-sheet/words-of-others-stay-words",
                   words_of_others_stay_words);
  g_test_add_func ("/app/check-sheet/as-json-it-says-the-same",
                   as_json_it_says_the_same);
  code = g_test_run ();
  for (guint i = 0; i < N_SHEETS; i++)
    if (sheets[i].html != NULL)
      sheet_close (&sheets[i]);
  return code;
}
