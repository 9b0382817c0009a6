/* SPDX-License-Identifier: MIT
 *
 * Each kind of finding is provoked by a scene, roster, theme or backend made for it; a
 * tidy scene has none. That the shipped ones have none is shown by tests/e2e/check.t.
 */
#include "check-house.h"

#include "../support/backend.h"
#include "../support/svg.h"
#include "tallycast/draw/picture.h"

/* --- what a scene can be told of --- */

#define PLATE "  - {id: plate, type: rect, rect: [96, 600, 1200, 300], fill: ink}\n"
#define TEXT  "  - {id: t, type: text, bold: true, "

static const struct {
  const char *name, *layers;
  const char *kind, *layer;
  TcCheckLevel level;
  const char *en; /* in the sentence */
} rows[] = {
    {"cut",
     PLATE TEXT
     "text: 国有资产监督管理委员会, size: name, colour: on_ink, at: [120, 700], "
     "width: 300, fit: shrink}\n",
     "cut", "t", TC_CHECK_ERROR, "'国有资产监督管理委员会' is cut at 54 px"},
    {"not-shown",
     PLATE TEXT "text: \"100.00\", size: score, colour: on_ink, at: [120, 700], width: "
                "100, fit: whole}\n",
     "gone", "t", TC_CHECK_ERROR, "'100.00' does not fit at 90 px and is not shown"},
    {"at-its-floor",
     PLATE TEXT
     "text: 国有资产监督管理委员会, size: name, colour: on_ink, at: [120, 700], "
     "width: 600, fit: shrink}\n",
     "floor", "t", TC_CHECK_WARNING, "is at its floor, 54 px of 72"},
    {"missing-glyph",
     PLATE TEXT "text: \"刘\\uE123明\", size: name, colour: on_ink, at: [120, 700]}\n",
     "glyph", "t", TC_CHECK_ERROR, "no font has character 2 of '刘"},
    {"small-on-a-plate",
     PLATE TEXT "text: 单位, size: tiny, colour: on_ink, at: [120, 700]}\n", "size",
     "t", TC_CHECK_ERROR, "text is 24 lines high of 1080; on a plate it needs 26"},
    {"small-without-a-plate",
     "  - {id: veil, type: rect, rect: [96, 600, 1200, 300], fill: veil}\n" TEXT
     "text: 单位, size: small, colour: on_ink, at: [120, 700]}\n",
     "size", "t", TC_CHECK_ERROR, "28 lines high of 1080; without a plate it needs 30"},
    {"low-contrast-on-a-plate",
     PLATE TEXT "text: 单位, size: name, colour: line, at: "
                "[120, 700]}\n",
     "contrast", "t", TC_CHECK_ERROR, "contrast is 3.0"},
    {"low-contrast-at-the-end-of-a-gradient",
     "  - {id: plate, type: rect, rect: [96, 600, 1200, 300], fill: slope}\n" TEXT
     "text: 单位, size: name, colour: on_ink, at: [120, 800]}\n",
     "contrast", "t", TC_CHECK_ERROR, "contrast is 4.06:1, #FFFFFF on #7E7E7E"},
    {"no-contrast-over-video",
     TEXT "text: 单位, size: name, colour: on_ink, at: [120, "
          "700]}\n",
     "contrast", "t", TC_CHECK_ERROR,
     "contrast is 1.00:1, #FFFFFF on #FFFFFF (video shows through)"},
    {"text-outside-the-safe-area",
     "  - {id: plate, type: rect, rect: [0, 900, 1920, 180], fill: ink}\n" TEXT
     "text: 单位, size: name, colour: on_ink, at: [90, 960]}\n",
     "safe-area", "t", TC_CHECK_ERROR, "text leaves the 5 % safe area: x 90 to 233"},
    {"text-below-the-safe-area",
     "  - {id: plate, type: rect, rect: [0, 900, 1920, 180], fill: ink}\n" TEXT
     "text: 单位, size: name, colour: on_ink, at: [96, 1000]}\n",
     "safe-area", "t", TC_CHECK_ERROR, "y 964 to 1035"},
    {"plate-outside-the-safe-area",
     "  - {id: plate, type: rect, rect: [40, 900, 400, 100], fill: ink}\n", "safe-area",
     "plate", TC_CHECK_WARNING, "does not reach the edge: x 40 to 439"},
    {"a-code-without-room",
     "  - {id: code, type: qr, text: \"https://example.org/a/long/address\", rect: "
     "[96, "
     "600, 64, 64]}\n",
     "drawing", "code", TC_CHECK_ERROR, "it cannot be drawn and is not shown: "},
    {"texts-over-each-other",
     PLATE TEXT
     "text: 单位名称, size: name, colour: on_ink, at: [120, 700]}\n"
     "  - {id: u, type: text, text: 得分, size: name, colour: on_ink, at: [300, "
     "720]}\n",
     "overlap", "u", TC_CHECK_ERROR, "it lies over '单位名称' of t"},
};

/* The shipped theme with two colours and two sizes more. */
static void
write_theme (const House *house)
{
  static const char *const changes[][2] = {
      {"  lamp: ", "  veil: \"#000000\"\n  slope_top: \"#000000\"\n"
                   "  slope_bottom: \"#A0A0A0\"\n  lamp: "},
      {"alpha: {scrim:", "alpha: {veil: 0.6, scrim:"},
      {"px: {label:", "px: {tiny: 24, small: 28, label:"},
  };
  g_autofree char *path = house_path (house, "theme/azure.yaml");
  g_autofree char *text = NULL;
  g_autoptr (GString) changed = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  changed = g_string_new (text);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_assert_cmpint (g_string_replace (changed, changes[i][0], changes[i][1], 0), ==,
                     1);
  house_write (house, "theme/azure.yaml", changed->str);
}

static void
open_scene (Checked *checked, const char *config, const char *layers)
{
  g_autofree char *text = g_strconcat ("layers:\n", layers, NULL);

  checked_open (checked, config);
  write_theme (&checked->house);
  house_write (&checked->house, "s.yaml", text);
}

/* A scene for each, looked at in one run. */
static Checked kinds;

static void
check_kinds (void)
{
  checked_open (&kinds, "");
  write_theme (&kinds.house);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *file = g_strconcat (rows[i].name, ".yaml", NULL);
    g_autofree char *text = g_strconcat ("layers:\n", rows[i].layers, NULL);

    house_write (&kinds.house, file, text);
  }
  checked_run (&kinds);
}

static void
each_kind_is_found (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const TcFinding *finding = NULL;
  guint n = 0;
  const GPtrArray *findings;

  if (kinds.results == NULL)
    check_kinds ();
  findings = result_of (&kinds, "values")->findings;
  for (guint k = 0; k < findings->len; k++) {
    const TcFinding *one = g_ptr_array_index (findings, k);

    if (g_strcmp0 (one->scene, rows[i].name) != 0)
      continue;
    g_test_message ("%s %s: %s", one->kind, one->layer, one->en);
    finding = one;
    n++;
  }
  g_assert_cmpuint (n, ==, 1); /* a scene made for one thing shows one */
  g_assert_cmpstr (finding->kind, ==, rows[i].kind);
  g_assert_cmpstr (finding->layer, ==, rows[i].layer);
  g_assert_cmpint (finding->level, ==, rows[i].level);
  g_assert_nonnull (strstr (finding->en, rows[i].en));
  g_assert_nonnull (finding->zh);
  g_assert_nonnull (finding->fix_en);
  g_assert_nonnull (finding->fix_zh);
}

static void
a_tidy_scene_has_none (void)
{
  Checked checked;

  open_scene (&checked, "",
              PLATE TEXT
              "text: \"${current.name}\", size: name, colour: on_ink, at: "
              "[120, 700], width: 1160, fit: shrink}\n"
              "  - {id: score, type: score, rect: [1080, 200, 744, 300], size: "
              "score, title_y: 240, figure_y: 340, rule_y: 420, data_y: 460}\n");
  checked_run (&checked);
  g_assert_cmpuint (tell_all (&checked), ==, 0);
  g_assert_cmpint (checked.check.exit_code, ==, 0);
  g_assert_nonnull (
      strstr (result_of (&checked, "names")->sum_en, "all 77 names fit in 2 scenes"));
  checked_close (&checked);
}

/* --- the longest values --- */

/* What is only ours to assume is no fault of the house. */
static void
words_longer_than_known_only_warn (void)
{
  Checked checked;
  const TcFinding *finding;

  open_scene (&checked, "",
              PLATE TEXT
              "text: \"${current.speaker.title}\", size: sub, colour: on_ink, "
              "at: [120, 700], width: 270, fit: ellipsis}\n");
  checked_run (&checked);
  tell_all (&checked);
  finding = finding_of (&checked, "values", "cut", "t");
  g_assert_nonnull (finding);
  g_assert_cmpint (finding->level, ==, TC_CHECK_WARNING);
  checked_close (&checked);
}

static void
numbers_are_as_high_as_they_can_be (void)
{
  Checked checked;
  gboolean has_order = FALSE;
  gboolean has_picks = FALSE;
  gboolean has_score = FALSE;
  gboolean has_ballots = FALSE;
  gboolean has_hours = FALSE;

  open_scene (&checked, "", PLATE);
  checked_run (&checked);
  for (guint i = 0; i < checked.check.cases->len; i++) {
    const TcCheckCase *of = g_ptr_array_index (checked.check.cases, i);
    const TcSnapshot *s = of->snapshot;

    has_order |= s->current.order == 77 && s->current.of == 77;
    has_picks |= s->draw >= 0 && s->draws[s->draw].n_picks == 24;
    has_score |= g_strcmp0 (s->scoring.aggregate, "100.00") == 0 &&
                 g_strcmp0 (s->scoring.groups[0].score, "100.00") == 0;
    has_ballots |= s->scoring.cast > 0 && s->scoring.cast == s->scoring.eligible;
    has_hours |= of->since_s > 3600;
  }
  g_assert_true (has_order && has_picks && has_score && has_ballots && has_hours);
  checked_close (&checked);
}

/* One sentence a layer: the longest of all values that do not fit. */
static void
of_many_values_the_worst_is_told (void)
{
  Checked checked;
  const TcFinding *finding;

  open_scene (&checked, "",
              PLATE TEXT
              "text: \"${current.elapsed_s|duration}\", size: clock, colour: "
              "on_ink, at: [120, 700], width: 20, fit: whole}\n");
  checked_run (&checked);
  tell_all (&checked);
  g_assert_cmpuint (result_of (&checked, "values")->findings->len, ==, 1);
  finding = finding_of (&checked, "values", "gone", "t");
  g_assert_cmpuint (strlen (finding->value), ==, strlen ("1:15:12"));
  g_assert_cmpuint (finding->n, >, 10);
  checked_close (&checked);
}

/* The scale and digits are the document's. */
static void
the_top_of_the_scale_is_drawn (void)
{
  Checked checked;

  open_scene (&checked, "",
              "  - {id: score, type: score, rect: [96, 600, 480, 300], size: score, "
              "title_y: 640, figure_y: 740, rule_y: 820, data_y: 860}\n");
  house_write_theme (&checked.house, "score: 90", "score: 180");
  checked_run (&checked);
  tell_all (&checked);
  g_assert_nonnull (finding_of (&checked, "values", "gone", "score/figure"));
  g_assert_cmpstr (finding_of (&checked, "values", "gone", "score/figure")->value, ==,
                   "100.00");
  checked_close (&checked);
}

/* --- names --- */

#define NAME_TEXT                                                                      \
  PLATE TEXT                                                                           \
      "text: \"${current.name}\", size: name, colour: on_ink, at: [120, 700], width: " \
      "928, fit: shrink}\n"

static void
open_roster (Checked *checked, const char *layers, const char *roster)
{
  open_scene (checked, "", layers);
  house_write (&checked->house, "roster.json", roster);
  checked->check.roster_from = house_path (&checked->house, "roster.json");
}

static void
close_roster (Checked *checked)
{
  g_free ((char *)checked->check.roster_from);
  checked_close (checked);
}

static void
names_that_do_not_fit_are_told (void)
{
  Checked checked;
  const TcCheckResult *names;

  open_roster (&checked, NAME_TEXT,
               "[{\"id\": \"a\", \"name\": \"民政局\"},\n"
               " {\"id\": \"b\", \"name\": \"一二三四五六七八九十一二三四五六七八\"},\n"
               " {\"id\": \"c\", \"name\": \"一二三四五六七八九十一二三四五六七\"}]");
  checked_run (&checked);
  tell_all (&checked);
  names = result_of (&checked, "names");
  g_assert_cmpstr (finding_of (&checked, "names", "cut", "t")->value, ==,
                   "一二三四五六七八九十一二三四五六七八");
  g_assert_cmpint (finding_of (&checked, "names", "cut", "t")->level, ==,
                   TC_CHECK_ERROR);
  g_assert_cmpstr (finding_of (&checked, "names", "floor", "t")->value, ==,
                   "一二三四五六七八九十一二三四五六七");
  g_assert_cmpuint (names->findings->len, ==, 2);
  g_assert_cmpstr (names->sum_en, ==, "1 of 3 names would look wrong");
  close_roster (&checked);
}

/* Where a name would be cut the short one stands in; it is looked at in its place. */
static void
a_short_name_stands_in (void)
{
  static const struct {
    const char *other;
    guint n_cut;
  } shorts[] = {{"短名", 0}, {"一二三四五六七八九十一二三四五六七八九", 1}};

  for (guint i = 0; i < G_N_ELEMENTS (shorts); i++) {
    Checked checked;
    const TcFinding *finding;
    g_autofree char *roster =
        g_strdup_printf ("[{\"id\": \"a\", \"name\": "
                         "\"一二三四五六七八九十一二三四五六七八\", \"short\": "
                         "\"%s\"}]",
                         shorts[i].other);

    open_roster (&checked, NAME_TEXT, roster);
    checked_run (&checked);
    tell_all (&checked);
    g_assert_cmpuint (result_of (&checked, "names")->findings->len, ==,
                      shorts[i].n_cut);
    finding = finding_of (&checked, "names", "cut", "t");
    if (finding != NULL)
      g_assert_cmpstr (finding->value, ==, shorts[i].other);
    close_roster (&checked);
  }
}

static void
a_name_without_a_glyph_is_told_once (void)
{
  Checked checked;
  const TcFinding *finding;

  open_roster (&checked, NAME_TEXT, "[{\"id\": \"a\", \"name\": \"刘\\ue123局\"}]");
  house_write (&checked.house, "other.yaml", "layers:\n" NAME_TEXT);
  checked_run (&checked);
  tell_all (&checked);
  finding = finding_of (&checked, "names", "glyph", NULL);
  g_assert_nonnull (finding);
  g_assert_nonnull (strstr (finding->en, "character 2 of '刘"));
  g_assert_nonnull (strstr (finding->en, "(U+E123)"));
  g_assert_cmpuint (result_of (&checked, "names")->findings->len, ==, 1);
  close_roster (&checked);
}

/* All rows of a table, the draw's 24 as well as its 12. */
static void
names_are_looked_at_in_every_row (void)
{
  Checked checked;

  open_roster (
      &checked,
      "  - id: rows\n    type: table\n    rows: draw.picks\n    at: [96, 100]\n"
      "    pitch: 30\n    per_column: 24\n    cells:\n"
      "      - {id: plate, type: rect, rect: [0, 0, 800, 30], fill: ink}\n"
      "      - {id: name, type: text, text: \"${row.name}\", size: label, colour: "
      "on_ink, at: [0, 15], width: 200, fit: ellipsis}\n",
      "[{\"id\": \"a\", \"name\": \"民政局\"},\n"
      " {\"id\": \"b\", \"name\": \"国有资产监督管理委员会\"}]");
  checked_run (&checked);
  tell_all (&checked);
  g_assert_nonnull (finding_of (&checked, "names", "cut", "rows/name"));
  g_assert_cmpuint (result_of (&checked, "names")->findings->len, ==, 1);
  close_roster (&checked);
}

/* A name that fits one place is looked at in the others, of every scene. */
static void
names_are_looked_at_in_every_place (void)
{
  Checked checked;
  const GPtrArray *findings;

  open_roster (&checked,
               NAME_TEXT
               "  - {id: narrow, type: text, text: \"${current.name}\", size: "
               "name, colour: on_ink, at: [120, 840], width: 200}\n",
               "[{\"id\": \"a\", \"name\": \"住房和城乡建设局\"}]");
  house_write (&checked.house, "z.yaml",
               "layers:\n" PLATE
               "  - {id: other, type: text, text: \"${agenda.next.name}\", size: "
               "name, colour: on_ink, at: [120, 840], width: 200}\n");
  checked_run (&checked);
  tell_all (&checked);
  findings = result_of (&checked, "names")->findings;
  g_assert_cmpuint (findings->len, ==, 2);
  g_assert_cmpstr (finding_of (&checked, "names", "cut", "narrow")->scene, ==, "s");
  g_assert_cmpstr (finding_of (&checked, "names", "cut", "other")->scene, ==, "z");
  close_roster (&checked);
}

/* --- the roster --- */

static void
a_roster_that_confuses_is_told (void)
{
  Checked checked;

  open_roster (
      &checked, NAME_TEXT,
      "[{\"id\": \"a\", \"name\": \"民政局\"}, {\"id\": \"b\", \"name\": \"民政局\"},\n"
      " {\"id\": \"c\", \"name\": \"一二三四五六七八九十一二三四五六七八\"},\n"
      " {\"id\": \"d\", \"name\": \"一二三四五六七八九十一二三四五六七八九\", "
      "\"short\": "
      "\"短\"}]");
  checked_run (&checked);
  tell_all (&checked);
  g_assert_nonnull (
      strstr (finding_of (&checked, "roster", "twice", NULL)->en, "units 1 and 2"));
  g_assert_nonnull (finding_of (&checked, "roster", "long", NULL));
  g_assert_cmpuint (result_of (&checked, "roster")->findings->len, ==, 2);
  close_roster (&checked);
}

static void
a_roster_that_is_none_is_told_with_its_place (void)
{
  Checked checked;

  open_roster (&checked, NAME_TEXT, "[{\"id\": \"a\"},\n {\"id\": 3}]");
  checked_run (&checked);
  tell_all (&checked);
  g_assert_nonnull (
      strstr (finding_of (&checked, "roster", "file", NULL)->en, "roster.json:1:2: "));
  close_roster (&checked);
}

/* --- files --- */

static void
files_that_cannot_be_read_are_told_with_their_place (void)
{
  Checked checked;
  const TcCheckResult *scenes;

  open_scene (&checked, "", NAME_TEXT);
  house_write (&checked.house, "bad.yaml", "layers:\n  - {id: a, type: txet}\n");
  house_write (&checked.house, "theme/pale.yaml", "colour: 3\n");
  checked_run (&checked);
  tell_all (&checked);
  scenes = result_of (&checked, "scenes");
  g_assert_cmpuint (scenes->findings->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    const TcFinding *finding = g_ptr_array_index (scenes->findings, i);

    g_assert_cmpint (finding->level, ==, TC_CHECK_ERROR);
    g_assert_true (strstr (finding->en, "bad.yaml:2:19: error: ") != NULL ||
                   strstr (finding->en, "pale.yaml:1:") != NULL);
  }
  /* the good scene is looked at all the same */
  g_assert_nonnull (result_of (&checked, "names")->sum_en);
  checked_close (&checked);
}

static void
no_theme_is_a_configuration_error (void)
{
  Checked checked;

  open_scene (&checked, "programme: {theme: beige}\n", NAME_TEXT);
  checked_run (&checked);
  tell_all (&checked);
  g_assert_cmpint (checked.check.exit_code, ==, TC_ERROR_CONFIG);
  g_assert_nonnull (
      strstr (finding_of (&checked, "scenes", "file", NULL)->en, "no theme 'beige'"));
  g_assert_true (result_of (&checked, "names")->is_skipped);
  checked_close (&checked);
}

static void
a_theme_with_a_font_that_is_not_there_is_told (void)
{
  Checked checked;

  open_scene (&checked, "", NAME_TEXT);
  house_write_theme (&checked.house, "family: \"Noto Sans CJK SC\"",
                     "family: \"Comic Sans\"");
  checked_run (&checked);
  tell_all (&checked);
  g_assert_nonnull (strstr (finding_of (&checked, "scenes", "font", NULL)->en,
                            "'Comic Sans' is not there, 'Noto Sans CJK SC' is shown"));
  checked_close (&checked);
}

static void
picture_files_are_listed (void)
{
  Checked checked;
  g_autoptr (TcPicture) picture = tc_picture_new (64, 64);
  g_autofree char *path = NULL;
  const TcFinding *finding;

  open_scene (&checked, "",
              "  - {id: logo, type: image, file: logo.png, rect: [96, 100, 64, 64]}\n");
  path = house_path (&checked.house, "logo.png");
  g_assert_true (tc_picture_write_png (picture, path, NULL));
  checked_run (&checked);
  tell_all (&checked);
  finding = finding_of (&checked, "pictures", "picture", "logo");
  g_assert_nonnull (finding);
  g_assert_cmpint (finding->level, ==, TC_CHECK_NOTE);
  g_assert_cmpstr (finding->en, ==, "a picture can lie: look at logo.png");
  checked_close (&checked);
}

#define DRAWING                                                               \
  "<svg xmlns='http://www.w3.org/2000/svg' width='600' height='100'>"         \
  "<rect width='600' height='100' fill='#103060'/>"                           \
  "<text id='n' x='20' y='70' font-size='60' font-family='Noto Sans CJK SC' " \
  "fill='#ffffff'>x</text></svg>"

static void
a_drawings_text_that_shrinks_much_is_told (void)
{
  static const struct {
    int max_width;
    gboolean is_told;
  } drawings[] = {{300, TRUE}, {560, FALSE}};

  for (guint i = 0; i < G_N_ELEMENTS (drawings); i++) {
    Checked checked;
    const TcFinding *finding;
    g_autofree char *layers = g_strdup_printf (
        "  - {id: d, type: svg, file: d.svg, rect: [96, 600, 600, 100], bind: [{id: n, "
        "text: 国有资产监督管理局, max_width: %d}]}\n",
        drawings[i].max_width);

    open_scene (&checked, "", layers);
    house_write (&checked.house, "d.svg", DRAWING);
    checked_run (&checked);
    tell_all (&checked);
    g_assert_nonnull (finding_of (&checked, "pictures", "picture", "d"));
    finding = finding_of (&checked, "values", "shrunk", "d");
    g_assert_cmpint (finding != NULL, ==, drawings[i].is_told);
    if (finding != NULL)
      g_assert_nonnull (strstr (finding->en, "'国有资产监督管理局' is drawn at 5"));
    checked_close (&checked);
  }
}

/* Every name of the roster in it, of which the widest is told. */
static void
a_name_that_a_drawing_shrinks_is_told (void)
{
  Checked checked;
  const TcFinding *finding;

  open_roster (&checked,
               "  - {id: d, type: svg, file: d.svg, rect: [96, 600, 600, 100], bind: "
               "[{id: n, text: \"${current.name}\", max_width: 300}]}\n",
               "[{\"id\": \"a\", \"name\": \"民政局\"}, {\"id\": \"b\", \"name\": "
               "\"国有资产监督管理局\"}, {\"id\": \"c\", \"name\": \"教育局\"}]");
  house_write (&checked.house, "d.svg", DRAWING);
  checked_run (&checked);
  tell_all (&checked);
  finding = finding_of (&checked, "names", "shrunk", "d");
  g_assert_nonnull (finding);
  g_assert_cmpstr (finding->value, ==, "国有资产监督管理局");
  close_roster (&checked);
}

/* --- flashes --- */

/* Black and white over the whole picture, one after the other. */
static char *
flicker (guint n, guint every_ms)
{
  GString *layers = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        layers,
        "  - {id: f%u, type: rect, rect: [0, 0, 1920, 1080], fill: \"%s\", motion: "
        "still, in: {kind: fade, ms: 40, delay_ms: %u}}\n",
        i, i % 2 == 0 ? "#FFFFFF" : "#000000", i * every_ms);
  return g_string_free (layers, FALSE);
}

static void
flashes_are_counted (void)
{
  static const struct {
    guint n, every_ms;
    gboolean is_found;
  } takes[] = {{10, 100, TRUE}, {6, 100, FALSE}, {5, 300, FALSE}};

  for (guint i = 0; i < G_N_ELEMENTS (takes); i++) {
    Checked checked;
    g_autofree char *layers = flicker (takes[i].n, takes[i].every_ms);

    open_scene (&checked, "", layers);
    checked_run (&checked);
    tell_all (&checked);
    g_test_message ("%u layers, one in %u ms", takes[i].n, takes[i].every_ms);
    g_assert_cmpint (finding_of (&checked, "flashes", "flash", NULL) != NULL, ==,
                     takes[i].is_found);
    checked_close (&checked);
  }
}

/* --- the backend --- */

static void
a_backend_that_does_not_answer_is_unavailable (void)
{
  Checked checked;

  open_scene (&checked, "backend: {url: \"http://127.0.0.1:9\", poll_ms: 100}\n",
              NAME_TEXT);
  checked_run (&checked);
  tell_all (&checked);
  g_assert_cmpint (checked.check.exit_code, ==, TC_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (finding_of (&checked, "backend", "silent", NULL)->en,
                            "the backend does not answer: "));
  /* the rest is checked with the sample's names */
  g_assert_nonnull (result_of (&checked, "names")->sum_en);
  checked_close (&checked);
}

static void
the_backends_roster_and_refusals_are_read (void)
{
  static const BackendMode modes[] = {CONTRACT, MALFORMED};

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    Backend backend = {NULL};
    Checked checked;
    g_autofree char *config = NULL;

    backend_set_up (&backend, NULL);
    backend_set (&backend, modes[i], "E1", 1);
    config = g_strdup_printf ("backend: {url: \"%s\", poll_ms: 100}\n",
                              tc_test_server_url (backend.server));
    open_scene (&checked, config, NAME_TEXT);
    checked_run (&checked);
    tell_all (&checked);
    if (modes[i] == MALFORMED)
      g_assert_nonnull (strstr (finding_of (&checked, "backend", "refused", NULL)->en,
                                "its document is refused: line "));
    else {
      /* its documents are of another day */
      g_assert_nonnull (finding_of (&checked, "backend", "clock", NULL));
      g_assert_cmpuint (result_of (&checked, "backend")->findings->len, ==, 1);
      g_assert_nonnull (checked.check.document);
      g_assert_nonnull (strstr (result_of (&checked, "roster")->sum_en,
                                "the roster is the backend's"));
    }
    checked_close (&checked);
    backend_tear_down (&backend, NULL);
  }
}

/* --- the configuration --- */

static void
what_live_would_refuse_is_told (void)
{
  static const struct {
    const char *config, *check, *text;
  } configs[] = {
      {"overlays: {scene: s, phases: {scoring: scor}}\n", "start", "no scene 'scor'"},
      {"overlays: {scene: s, phases: {scoring: s}}\nprogramme: {size: 1024x768}\n",
       "start", "scenes are drawn for 16:9"},
      {"encoders: [{id: main, feed: clean}]\n", "config",
       "'encoders: feed: clean' is not supported by this version"},
      {"control: {tokens_file: .}\n", "config", "it is not a file"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (configs); i++) {
    Checked checked;
    const TcFinding *finding;

    open_scene (&checked, configs[i].config, NAME_TEXT);
    checked_run (&checked);
    tell_all (&checked);
    finding = finding_of (&checked, configs[i].check, "file", NULL);
    g_assert_nonnull (finding);
    g_assert_nonnull (strstr (finding->en, configs[i].text));
    g_assert_cmpint (checked.check.exit_code, ==, TC_ERROR_CONFIG);
    checked_close (&checked);
  }
}

/* --- the disk --- */

static void
a_full_disk_is_told (void)
{
  Checked checked;
  g_autofree char *config = g_strdup_printf (
      "record: {dir: \"%s/not/there/yet\", keep_free_gb: 10000}\n", g_get_tmp_dir ());

  open_scene (&checked, config, NAME_TEXT);
  checked_run (&checked);
  tell_all (&checked);
  g_assert_cmpint (finding_of (&checked, "disk", "disk", NULL)->level, ==,
                   TC_CHECK_ERROR);
  checked_close (&checked);
}

int
main (int argc, char **argv)
{
  int code;

  g_test_init (&argc, &argv, NULL);
  test_svg_set_worker ();
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/app/check/finds/", rows[i].name, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), each_kind_is_found);
  }
  g_test_add_func ("/app/check/a-tidy-scene-has-none", a_tidy_scene_has_none);
  g_test_add_func ("/app/check/words-longer-than-known-only-warn",
                   words_longer_than_known_only_warn);
  g_test_add_func ("/app/check/numbers-are-as-high-as-they-can-be",
                   numbers_are_as_high_as_they_can_be);
  g_test_add_func ("/app/check/of-many-values-the-worst-is-told",
                   of_many_values_the_worst_is_told);
  g_test_add_func ("/app/check/the-top-of-the-scale-is-drawn",
                   the_top_of_the_scale_is_drawn);
  g_test_add_func ("/app/check/names-that-do-not-fit-are-told",
                   names_that_do_not_fit_are_told);
  g_test_add_func ("/app/check/a-short-name-stands-in", a_short_name_stands_in);
  g_test_add_func ("/app/check/a-name-without-a-glyph-is-told-once",
                   a_name_without_a_glyph_is_told_once);
  g_test_add_func ("/app/check/names-are-looked-at-in-every-row",
                   names_are_looked_at_in_every_row);
  g_test_add_func ("/app/check/names-are-looked-at-in-every-place",
                   names_are_looked_at_in_every_place);
  g_test_add_func ("/app/check/a-roster-that-confuses-is-told",
                   a_roster_that_confuses_is_told);
  g_test_add_func ("/app/check/a-roster-that-is-none-is-told-with-its-place",
                   a_roster_that_is_none_is_told_with_its_place);
  g_test_add_func ("/app/check/files-that-cannot-be-read-are-told-with-their-place",
                   files_that_cannot_be_read_are_told_with_their_place);
  g_test_add_func ("/app/check/no-theme-is-a-configuration-error",
                   no_theme_is_a_configuration_error);
  g_test_add_func ("/app/check/a-theme-with-a-font-that-is-not-there-is-told",
                   a_theme_with_a_font_that_is_not_there_is_told);
  g_test_add_func ("/app/check/picture-files-are-listed", picture_files_are_listed);
  g_test_add_func ("/app/check/a-drawings-text-that-shrinks-much-is-told",
                   a_drawings_text_that_shrinks_much_is_told);
  g_test_add_func ("/app/check/a-name-that-a-drawing-shrinks-is-told",
                   a_name_that_a_drawing_shrinks_is_told);
  g_test_add_func ("/app/check/flashes-are-counted", flashes_are_counted);
  g_test_add_func ("/app/check/a-backend-that-does-not-answer-is-unavailable",
                   a_backend_that_does_not_answer_is_unavailable);
  g_test_add_func ("/app/check/the-backends-roster-and-refusals-are-read",
                   the_backends_roster_and_refusals_are_read);
  g_test_add_func ("/app/check/what-live-would-refuse-is-told",
                   what_live_would_refuse_is_told);
  g_test_add_func ("/app/check/a-full-disk-is-told", a_full_disk_is_told);
  code = g_test_run ();
  if (kinds.results != NULL)
    checked_close (&kinds);
  return code;
}
