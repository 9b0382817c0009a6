/* SPDX-License-Identifier: MIT
 *
 * The inspector: scenes made for it, and the shipped ones against the director.
 */
#include "house.h"

#include "tallycast/draw/picture.h"
#include "tallycast/draw/placer.h"
#include "tallycast/scene/inspect.h"

/* --- a house of the test's own --- */

/* Opens a house whose only panel scene is "s". */
static void
make (House *house)
{
  g_autofree char *path = NULL;

  house_open (house);
  path = house_path (house, "clean.yaml");
  g_unlink (path);
}

static TcInspector *
inspect (const House *house)
{
  g_autoptr (GError) error = NULL;
  TcInspectorOptions options = {
      .overlays_dir = house->dir, .width = 1920, .height = 1080};
  TcInspector *inspector = tc_inspector_new (&options, &error);

  g_assert_no_error (error);
  return inspector;
}

/* The scene "s" of these layers, for the sample's unit on stage. */
static TcInspection *
look_at (const House *house,
         const char *head,
         const char *layers,
         TcInspector **inspector)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("presenting");
  TcInspectMoment moment = {.snapshot = snapshot};
  g_autofree char *text = g_strdup_printf ("%s\nlayers:\n%s", head, layers);

  house_write (house, "s.yaml", text);
  *inspector = inspect (house);
  if (tc_inspector_faults (*inspector)->len > 0)
    g_error ("%s", (char *)g_ptr_array_index (tc_inspector_faults (*inspector), 0));
  return tc_inspector_look (*inspector, 0, &moment);
}

static const TcInspectedText *
text_of (const TcInspection *look, const char *id)
{
  for (guint i = 0; i < look->texts->len; i++) {
    const TcInspectedText *text = &g_array_index (look->texts, TcInspectedText, i);

    if (strcmp (text->id, id) == 0)
      return text;
  }
  g_error ("no text '%s'", id);
}

/* --- how texts fit --- */

static void
tells_how_each_text_fits (void)
{
  static const struct {
    const char *id, *layer;
    int size_px, n_lines;
    gboolean is_cut;
    int n_unknown;
  } rows[] = {
      {"whole", "text: 民政局, size: name, at: [96, 200], width: 900, fit: shrink", 72,
       1, FALSE, 0},
      {"shrunk",
       "text: 国有资产监督管理委员会, size: name, at: [96, 200], width: 700, "
       "fit: shrink, floor: 54",
       62, 1, FALSE, 0},
      {"cut",
       "text: 国有资产监督管理委员会, size: name, at: [96, 200], width: 400, "
       "fit: shrink, floor: 54",
       54, 1, TRUE, 0},
      {"gone",
       "text: \"100.00\", size: score, at: [96, 200], width: 100, fit: whole, "
       "floor: 90",
       90, 0, TRUE, 0},
      {"wrapped",
       "text: Commission of Housing and Urban-Rural Development, size: "
       "row_name, at: [96, 200], width: 928, fit: wrap, lines: 2, pitch: 68",
       64, 2, FALSE, 0},
      {"box", "text: \"刘\\uE123\", size: name, at: [96, 200]", 72, 1, FALSE, 1},
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    House house;
    g_autofree char *layers =
        g_strdup_printf ("  - {id: %s, type: text, colour: on_ink, bold: true, %s}\n",
                         rows[i].id, rows[i].layer);

    make (&house);
    {
      g_autoptr (TcInspector) inspector = NULL;
      g_autoptr (TcInspection) look =
          look_at (&house, "surface: video", layers, &inspector);
      const TcInspectedText *text = text_of (look, rows[i].id);

      g_test_message ("%s: %d px, %d lines", rows[i].id, text->found.size_px,
                      text->found.n_lines);
      g_assert_cmpint (text->found.size_px, ==, rows[i].size_px);
      g_assert_cmpint (text->found.n_lines, ==, rows[i].n_lines);
      g_assert_cmpint (text->found.is_cut, ==, rows[i].is_cut);
      g_assert_cmpint (text->found.n_unknown, ==, rows[i].n_unknown);
      g_assert_cmpint (text->box.w > 0, ==, rows[i].n_lines > 0);
    }
    house_close (&house);
  }
}

static void
names_rows_and_groups (void)
{
  House house;

  make (&house);
  {
    g_autoptr (TcInspector) inspector = NULL;
    g_autoptr (TcInspection) look = look_at (
        &house, "surface: video",
        "  - {id: top, type: text, text: a, size: label, colour: on_ink, at: [96, "
        "90]}\n"
        "  - id: group\n"
        "    type: group\n"
        "    layers:\n"
        "      - {id: name, type: text, text: \"${current.name}\", size: label, "
        "colour: "
        "on_ink, at: [96, 90]}\n"
        "      - {id: wide, type: text, text: \"${current.name}\", size: name, colour: "
        "on_ink, at: [96, 90], width: 20, fit: whole}\n",
        &inspector);

    g_assert_cmpstr (text_of (look, "top")->text, ==, "a");
    g_assert_cmpstr (text_of (look, "group/name")->text, ==, "住房和城乡建设委员会");
    g_assert_cmpint (text_of (look, "group/wide")->found.n_lines, ==, 0);
    g_assert_cmpint (look->texts->len, ==, 3);
  }
  house_close (&house);
}

/* --- what letters stand on --- */

/* White letters of 100 x 72 at (96, 164): on what, contrast, is it a plate. */
static const struct {
  const char *name, *head, *below;
  double contrast;
  gboolean has_plate;
} grounds[] = {
    {"nothing", "surface: video", "", 1.0, FALSE},
    {"a board without a camera", "cameras: []", "", 21.0, TRUE},
    {"a black plate", "surface: video",
     "  - {id: p, type: rect, rect: [96, 100, 400, 200], fill: \"#000000\"}\n", 21.0,
     TRUE},
    {"half a plate", "surface: video",
     "  - {id: p, type: rect, rect: [96, 100, 40, 200], fill: \"#000000\"}\n", 1.0,
     FALSE},
    {"a scrim of 0.84 over white", "surface: video",
     "  - {id: p, type: rect, rect: [0, 0, 1920, 1080], fill: scrim}\n", 10.7, TRUE},
    {"beside the camera", "cameras: [{rect: [960, 0, 960, 1080]}]", "", 21.0, TRUE},
    {"a plate on a plate", "surface: video",
     "  - {id: p, type: rect, rect: [96, 100, 400, 200], fill: \"#000000\"}\n"
     "  - {id: q, type: rect, rect: [120, 100, 10, 200], fill: \"#FFFFFF\"}\n",
     1.0, TRUE},
    {"an outline below letters", "surface: video",
     "  - {id: p, type: rect, rect: [96, 100, 400, 200], fill: \"#000000\"}\n"
     "  - {id: q, type: rect, rect: [100, 110, 60, 100], outline: paper, outline_px: "
     "4}\n",
     1.08, TRUE},
    {"the light end of a gradient", "surface: video",
     "  - {id: p, type: rect, rect: [96, 100, 400, 200], fill: ink}\n", 14.1, TRUE},
};

static void
contrast_is_that_of_the_worst_place (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (grounds); i++) {
    House house;
    g_autofree char *layers = g_strconcat (
        grounds[i].below,
        "  - {id: t, type: text, text: 民政局, size: name, colour: \"#FFFFFF\", "
        "at: [96, 200]}\n",
        NULL);

    make (&house);
    {
      g_autoptr (TcInspector) inspector = NULL;
      g_autoptr (TcInspection) look =
          look_at (&house, grounds[i].head, layers, &inspector);
      const TcInspectedText *text = text_of (look, "t");

      g_test_message ("%s: %.2f, plate %d", grounds[i].name, text->contrast,
                      text->has_plate);
      g_assert_cmpfloat_with_epsilon (text->contrast, grounds[i].contrast, 0.1);
      g_assert_cmpint (text->has_plate, ==, grounds[i].has_plate);
    }
    house_close (&house);
  }
}

/* A picture of two halves, black and white, as the house would draw a plate. */
static void
write_halves (const House *house, const char *name)
{
  g_autofree char *path = house_path (house, name);
  g_autoptr (TcPicture) picture = tc_picture_new (400, 200);

  for (int y = 0; y < 200; y++)
    memset (picture->plane[0] + y * picture->stride[0] + 200, 235, 200);
  g_assert_true (tc_picture_write_png (picture, path, NULL));
}

static void
a_picture_below_letters_is_read (void)
{
  static const struct {
    int x;
    double contrast;
  } rows[] = {{96, 21}, {306, 1}};

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    House house;
    g_autofree char *layers = g_strdup_printf (
        "  - {id: p, type: image, file: halves.png, rect: [96, 100, 400, 200]}\n"
        "  - {id: t, type: text, text: 民政, size: name, colour: \"#FFFFFF\", "
        "at: [%d, 200]}\n",
        rows[i].x);

    make (&house);
    write_halves (&house, "halves.png");
    {
      g_autoptr (TcInspector) inspector = NULL;
      g_autoptr (TcInspection) look =
          look_at (&house, "surface: video", layers, &inspector);
      g_autoptr (GPtrArray) files = tc_inspector_files (inspector);
      const TcInspectedFile *file = g_ptr_array_index (files, 0);

      g_assert_cmpfloat_with_epsilon (text_of (look, "t")->contrast, rows[i].contrast,
                                      0.2);
      g_assert_true (text_of (look, "t")->has_plate);
      g_assert_cmpuint (files->len, ==, 1);
      g_assert_cmpstr (file->scene, ==, "s");
      g_assert_cmpstr (file->id, ==, "p");
      g_assert_cmpstr (file->file, ==, "halves.png");
    }
    house_close (&house);
  }
}

/* White letters on the picture, which may be white: the line around them tells. One
 * that is too thin, or that lets the picture through, does not. */
static void
an_outline_is_what_letters_are_read_against (void)
{
  static const struct {
    const char *outline;
    double contrast;
  } rows[] = {{"outline: \"#000000\", outline_px: 4", 21},
              {"outline: ink, outline_px: 3", 13.35},
              {"outline: \"#000000\", outline_px: 1", 1},
              {"outline: \"#FFFFFF\"", 1}};

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    House house;
    g_autofree char *layers =
        g_strdup_printf ("  - {id: t, type: text, text: 民政, size: name, colour: "
                         "\"#FFFFFF\", at: [96, 200], %s}\n",
                         rows[i].outline);

    make (&house);
    {
      g_autoptr (TcInspector) inspector = NULL;
      g_autoptr (TcInspection) look =
          look_at (&house, "surface: video", layers, &inspector);

      g_assert_cmpfloat_with_epsilon (text_of (look, "t")->contrast, rows[i].contrast,
                                      0.2);
      g_assert_false (text_of (look, "t")->has_plate);
    }
    house_close (&house);
  }
}

/* --- the letters' place --- */

static TcRect
ink_of (const TcPicture *picture)
{
  int x0 = picture->width;
  int y0 = picture->height;
  int x1 = 0;
  int y1 = 0;

  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++)
      if (picture->plane[0][y * picture->stride[0] + x] > 60) {
        x0 = MIN (x0, x);
        y0 = MIN (y0, y);
        x1 = MAX (x1, x + 1);
        y1 = MAX (y1, y + 1);
      }
  return (TcRect){x0, y0, x1 - x0, y1 - y0};
}

static void
letters_are_where_they_are_drawn (void)
{
  static const char *const rows[] = {
      "text: 100.00, size: score, align: centre",
      "text: 住房和城乡建设委员会, size: name, align: right",
      "text: Agency for Quay jetties, size: name, align: left",
      "text: Commission of Housing and Urban-Rural Development, size: row_name, width: "
      "600, fit: wrap, lines: 3, pitch: 68",
      "text: 国有资产监督管理委员会, size: name, align: right, width: 400, fit: shrink",
      "text: \"/ 63\", size: meta, baseline_of: list",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    House house;
    g_autofree char *layers = g_strdup_printf (
        "  - {id: t, type: text, colour: \"#FFFFFF\", at: [900, 500], %s}\n", rows[i]);

    make (&house);
    {
      g_autoptr (TcInspector) inspector = NULL;
      g_autoptr (TcInspection) look =
          look_at (&house, "cameras: []", layers, &inspector);
      const TcInspectedText *text = text_of (look, "t");
      g_autoptr (TcSnapshot) snapshot = snapshot_of ("presenting");
      TcInspectMoment moment = {.snapshot = snapshot};
      g_autoptr (TcShot) shot = tc_inspector_shot (inspector, 0, &moment, NULL);
      g_autoptr (TcPicture) picture = tc_picture_new (1920, 1080);
      int near = text->found.size_px / 6;
      int near_right =
          text->found.is_cut ? text->found.size_px : near; /* an ellipsis */
      TcRect ink;

      tc_shot_blend (shot, 0, picture);
      ink = ink_of (picture);
      g_test_message ("%s: box %d %d %d %d, ink %d %d %d %d", rows[i], text->box.x,
                      text->box.y, text->box.w, text->box.h, ink.x, ink.y, ink.w,
                      ink.h);
      g_assert_cmpint (ABS (text->box.x - ink.x), <=, near);
      g_assert_cmpint (ABS (text->box.x + text->box.w - ink.x - ink.w), <=, near_right);
      g_assert_cmpint (ink.y - text->box.y, >=, -2);
      g_assert_cmpint (ink.y - text->box.y, <=, near);
      g_assert_cmpint (text->box.y + text->box.h - ink.y - ink.h, >=, -2);
      g_assert_cmpint (text->box.y + text->box.h - ink.y - ink.h, <=, near);
    }
    house_close (&house);
  }
}

/* --- the shipped scenes --- */

/* As the ticker does, over a camera of one colour. */
static TcPicture *
paint (TcShot *shot, gint64 tick)
{
  g_autoptr (TcPicture) camera = tc_picture_new (640, 360);
  g_autoptr (TcPlacer) placer = tc_placer_new (640);
  TcPicture *picture = tc_picture_new (640, 360);
  TcPlacing placing = tc_shot_place (shot, tick, 640, 360);
  const TcPicture *cameras[TC_SHOT_MAX_PLACEMENTS] = {camera, camera, camera, camera};

  tc_picture_fill (camera, 120, 110, 140);
  tc_placer_draw (placer, shot, tick, &placing, cameras, picture);
  tc_shot_blend (shot, tick, picture);
  return picture;
}

static void
assert_same (const TcPicture *a, const TcPicture *b, const char *name)
{
  for (int plane = 0; plane < 3; plane++)
    for (int y = 0; y < (plane > 0 ? 180 : 360); y++)
      if (memcmp (a->plane[plane] + y * a->stride[plane],
                  b->plane[plane] + y * b->stride[plane], plane > 0 ? 320 : 640) != 0)
        g_error ("%s: plane %d, row %d is another one", name, plane, y);
}

static TcPicture *
paint_inspected (const char *scene, TcSnapshot *snapshot)
{
  g_autofree char *dir = overlays_dir ();
  TcInspectorOptions options = {.overlays_dir = dir, .width = 640, .height = 360};
  TcInspectMoment moment = {.snapshot = snapshot, .since_s = 3, .age_s = 3};
  g_autoptr (TcInspector) inspector = tc_inspector_new (&options, NULL);
  const GPtrArray *scenes = tc_inspector_scenes (inspector);

  for (guint i = 0; i < scenes->len; i++)
    if (strcmp (((TcScene *)g_ptr_array_index (scenes, i))->name, scene) == 0) {
      g_autoptr (TcShot) shot = tc_inspector_shot (inspector, i, &moment, NULL);

      return paint (shot, 0);
    }
  g_error ("no scene '%s'", scene);
}

static TcPicture *
paint_directed (const char *scene, TcSnapshot *snapshot)
{
  Show show = {0};
  TcPicture *picture;

  show_open (&show, NULL, "zh-CN", 640, "clean");
  tc_director_set_live (show.director, TRUE);
  show_data (&show, snapshot);
  show_take (&show, scene);
  for (gint64 tick = 0; tick < 3 * FPS; tick += 5)
    tc_shot_unref (show_at (&show, tick));
  {
    g_autoptr (TcShot) shot = show_at (&show, 3 * FPS);

    picture = paint (shot, 4 * FPS - 1);
  }
  show_close (&show);
  return picture;
}

/* What is inspected is what is on the air when all motions are over. */
static void
inspects_what_the_director_shows (void)
{
  static const char *const scenes[] = {"unit",    "draw",  "score", "result", "ranking",
                                       "standby", "break", "end",   "clean"};
  static const char *const data[] = {"presenting-notice", "scoring-open", "draw",
                                     "rehearsal", "scoring-published"};

  for (guint i = 0; i < G_N_ELEMENTS (scenes); i++)
    for (guint d = 0; d < G_N_ELEMENTS (data); d++) {
      g_autofree char *name = g_strdup_printf ("%s of %s", scenes[i], data[d]);
      g_autoptr (TcSnapshot) snapshot = snapshot_of (data[d]);
      g_autoptr (TcPicture) ours = paint_inspected (scenes[i], snapshot);
      g_autoptr (TcPicture) theirs = paint_directed (scenes[i], snapshot);

      assert_same (ours, theirs, name);
    }
}

/* --- codes, crawls, news --- */

static void
a_code_that_has_no_room_is_told (void)
{
  House house;

  make (&house);
  {
    g_autoptr (TcInspector) inspector = NULL;
    g_autoptr (TcInspection) look = look_at (
        &house, "surface: video",
        "  - {id: small, type: qr, text: "
        "\"https://example.org/a/long/address/of/a/page\", "
        "rect: [96, 100, 64, 64]}\n"
        "  - {id: large, type: qr, text: \"https://example.org\", rect: [96, 200, 300, "
        "300]}\n",
        &inspector);

    g_assert_cmpuint (look->boxes->len, ==, 2);
    g_assert_nonnull (g_array_index (look->boxes, TcInspectedBox, 0).fault);
    g_assert_null (g_array_index (look->boxes, TcInspectedBox, 1).fault);
  }
  house_close (&house);
}

static void
a_crawl_is_where_it_passes (void)
{
  House house;

  make (&house);
  {
    g_autoptr (TcInspector) inspector = NULL;
    g_autoptr (TcInspection) look = look_at (
        &house, "surface: video",
        "  - {id: plate, type: rect, rect: [96, 100, 400, 64], fill: ink}\n"
        "  - {id: c, type: crawl, size: meta, colour: on_ink, rect: [112, 100, "
        "368, 64], text: "
        "请各位代表检查评分表是否提交成功如有疑问请举手工作人员将到座位协助}\n",
        &inspector);
    const TcInspectedText *text = &g_array_index (look->texts, TcInspectedText, 0);

    g_assert_true (text->is_moving);
    g_assert_false (text->found.is_cut);
    g_assert_cmpint (text->box.x, ==, 112);
    g_assert_cmpint (text->box.w, ==, 368);
    g_assert_cmpfloat (text->contrast, >, 12);
    g_assert_true (text->has_plate);
  }
  house_close (&house);
}

static void
news_are_shown_as_news (void)
{
  g_autofree char *dir = overlays_dir ();
  TcInspectorOptions options = {.overlays_dir = dir, .width = 1920, .height = 1080};
  g_autoptr (TcInspector) inspector = tc_inspector_new (&options, NULL);
  const GPtrArray *scenes = tc_inspector_scenes (inspector);
  g_autoptr (TcSnapshot) snapshot = snapshot_of ("draw");
  guint n_rolling = 0;

  for (guint i = 0; i < scenes->len; i++)
    for (int is_news = 0; is_news < 2; is_news++) {
      TcInspectMoment moment = {
          .snapshot = snapshot, .since_s = 1, .age_s = 1, .is_news = is_news};
      g_autoptr (TcInspection) look = tc_inspector_look (inspector, i, &moment);

      for (guint k = 0; k < look->texts->len; k++)
        if (strcmp (g_array_index (look->texts, TcInspectedText, k).text, "正在抽取") ==
            0) {
          g_assert_true (is_news);
          n_rolling++;
        }
    }
  g_assert_cmpuint (n_rolling, ==, 1);
}

/* --- short names --- */

/* Another unit has the same name, and comes first. */
static TcSnapshot *
with_roster (const char *data, const char *id, const char *name, const char *other)
{
  g_autoptr (TcSnapshot) snapshot = snapshot_of (data);
  TcSnapshot *copy = tc_snapshot_copy (snapshot);

  tc_roster_unref (copy->roster);
  copy->roster = tc_roster_new (NULL, 2);
  for (int i = 0; i < 2; i++) {
    copy->roster->units[i].id = g_strdup (i == 0 ? "namesake" : id);
    copy->roster->units[i].name = g_strdup (name);
    copy->roster->units[i].short_name = g_strdup (i == 0 ? "不是它" : other);
  }
  return copy;
}

static void
a_name_that_would_be_cut_gives_way_to_its_short_one (void)
{
  static const struct {
    int width;
    const char *shown;
  } rows[] = {{928, "单位：住房和城乡建设委员会"}, {400, "单位：住建委"}};
  g_autoptr (TcSnapshot) snapshot =
      with_roster ("presenting", "u17", "住房和城乡建设委员会", "住建委");

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    House house;
    g_autofree char *scene = g_strdup_printf (
        "layers:\n  - {id: t, type: text, text: \"单位：${current.name}\", size: name, "
        "colour: on_ink, at: [96, 200], width: %d, fit: shrink}\n",
        rows[i].width);

    make (&house);
    house_write (&house, "s.yaml", scene);
    {
      g_autoptr (TcInspector) inspector = inspect (&house);
      TcInspectMoment moment = {.snapshot = snapshot};
      g_autoptr (TcInspection) look = tc_inspector_look (inspector, 0, &moment);

      g_assert_cmpstr (text_of (look, "t")->text, ==, rows[i].shown);
      g_assert_false (text_of (look, "t")->found.is_cut);
    }
    house_close (&house);
  }
}

/* On the paper and in what passes. */
static void
a_reel_lands_on_a_short_name (void)
{
  static const struct {
    const char *name, *shown;
  } rows[] = {{"民政局", "民政局"},
              {"一二三四五六七八九十一二三四五六七八九十", "民政"}};
  g_autoptr (TcSnapshot) sample = snapshot_of ("draw");
  const TcDraw *draw = &sample->draws[sample->draw];
  const char *id = draw->picks[draw->n_picks - 1].id;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    House house;
    g_autoptr (TcSnapshot) snapshot = with_roster ("draw", id, rows[i].name, "民政");
    TcDraw *own = &snapshot->draws[snapshot->draw];

    g_free (own->picks[own->n_picks - 1].name);
    own->picks[own->n_picks - 1].name = g_strdup (rows[i].name);
    make (&house);
    house_write (
        &house, "s.yaml",
        "layers:\n  - {id: r, type: reel, rect: [832, 200, 768, 332], plate: ink, "
        "size: sub, colour: on_ink_2, paper: [832, 312, 768, 108], paper_fill: "
        "paper, paper_size: name, paper_colour: on_paper, floor: 44}\n");
    {
      g_autoptr (TcInspector) inspector = inspect (&house);
      TcInspectMoment moment = {.snapshot = snapshot, .since_s = 10};
      g_autoptr (TcInspection) look = tc_inspector_look (inspector, 0, &moment);

      g_assert_cmpstr (text_of (look, "r/name")->text, ==, rows[i].shown);
      g_assert_false (text_of (look, "r/name")->found.is_cut);
    }
    house_close (&house);
  }
}

/* --- files that cannot be read --- */

static void
a_faulty_scene_is_told_and_the_others_stay (void)
{
  House house;

  make (&house);
  house_write (&house, "good.yaml", "title: good\n");
  house_write (&house, "bad.yaml", "layers:\n  - {id: a, type: txet}\n");
  house_write (&house, "worse.yaml", "layers: 3\n");
  house_write (&house, ".hidden.yaml", "layers: 3\n");
  {
    g_autoptr (TcInspector) inspector = inspect (&house);
    const GPtrArray *faults = tc_inspector_faults (inspector);

    g_assert_cmpuint (faults->len, ==, 2);
    g_assert_nonnull (
        strstr (g_ptr_array_index (faults, 0), "bad.yaml:2:19: error: 'type' must be"));
    g_assert_nonnull (strstr (g_ptr_array_index (faults, 1), "worse.yaml:1:9: error:"));
    g_assert_cmpuint (tc_inspector_scenes (inspector)->len, ==, 2);
  }
  house_close (&house);
}

static void
no_theme_no_inspector (void)
{
  g_autofree char *dir = overlays_dir ();
  TcInspectorOptions options = {
      .overlays_dir = dir, .theme = "beige", .width = 640, .height = 360};
  g_autoptr (GError) error = NULL;

  g_assert_null (tc_inspector_new (&options, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scene/inspect/tells-how-each-text-fits", tells_how_each_text_fits);
  g_test_add_func ("/scene/inspect/names-rows-and-groups", names_rows_and_groups);
  g_test_add_func ("/scene/inspect/an-outline-is-what-letters-are-read-against",
                   an_outline_is_what_letters_are_read_against);
  g_test_add_func ("/scene/inspect/contrast-is-that-of-the-worst-place",
                   contrast_is_that_of_the_worst_place);
  g_test_add_func ("/scene/inspect/a-picture-below-letters-is-read",
                   a_picture_below_letters_is_read);
  g_test_add_func ("/scene/inspect/letters-are-where-they-are-drawn",
                   letters_are_where_they_are_drawn);
  g_test_add_func ("/scene/inspect/inspects-what-the-director-shows",
                   inspects_what_the_director_shows);
  g_test_add_func ("/scene/inspect/a-code-that-has-no-room-is-told",
                   a_code_that_has_no_room_is_told);
  g_test_add_func ("/scene/inspect/a-crawl-is-where-it-passes",
                   a_crawl_is_where_it_passes);
  g_test_add_func ("/scene/inspect/news-are-shown-as-news", news_are_shown_as_news);
  g_test_add_func ("/scene/inspect/a-name-that-would-be-cut-gives-way-to-its-short-one",
                   a_name_that_would_be_cut_gives_way_to_its_short_one);
  g_test_add_func ("/scene/inspect/a-reel-lands-on-a-short-name",
                   a_reel_lands_on_a_short_name);
  g_test_add_func ("/scene/inspect/a-faulty-scene-is-told-and-the-others-stay",
                   a_faulty_scene_is_told_and_the_others_stay);
  g_test_add_func ("/scene/inspect/no-theme-no-inspector", no_theme_no_inspector);
  return g_test_run ();
}
