/* SPDX-License-Identifier: MIT
 *
 * Saved files go on the air. Looking is driven by the test, at a clock of its own; only
 * the last tests wait for the thread and the kernel.
 */
#include "house.h"

#include "../support/svg.h"
#include "scene/reload.h"
#include "tallycast/core/sync.h"
#include "tallycast/draw/picture.h"

#include <fcntl.h>

#define SCENE(text)                                 \
  "layers:\n  - {id: word, type: text, text: " text \
  ", size: sub, colour: on_ink, at: [0, 50]}\n"     \
  "  - {id: plate, type: rect, rect: [0, 0, 400, 100], fill: ink}\n"

typedef struct {
  House house;
  Show show;
  TcClock clock;
  TcReload *reload;
  guint n_changed;
  gint64 tick;
} Fixture;

static void
on_changed (gpointer data)
{
  ((Fixture *)data)->n_changed++;
}

static void
open_house (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  TcReloadOptions options;

  house_open (&f->house);
  house_write (&f->house, "x.yaml", SCENE ("one"));
  f->clock = (TcClock){show_mono_ns, show_wall_us, &f->show};
  options = (TcReloadOptions){
      .dir = f->house.dir, .clock = &f->clock, .changed = on_changed, .data = f};
  f->reload = tc_reload_new (&options);
  show_open (&f->show, f->house.dir, "zh-CN", 640, "x");
  tc_director_tell_loaded (f->show.director, f->reload);
  tc_shot_unref (show_at (&f->show, 0));
}

static void
close_house (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  tc_reload_free (f->reload);
  show_close (&f->show);
  house_close (&f->house);
}

/* Looks until nothing is pending, two times a settling time apart. */
static void
look (Fixture *f)
{
  for (int i = 0; i < 20; i++) {
    f->show.mono_ns += 20 * TC_NS_PER_MS;
    tc_reload_look (f->reload);
  }
}

/* Looks, hands over, composes. Returns: TRUE when there was news. */
static gboolean
reload (Fixture *f)
{
  g_autoptr (TcReloaded) news = NULL;

  look (f);
  news = tc_reload_take (f->reload);
  if (news != NULL)
    tc_director_reload (f->show.director, news);
  f->tick += 50;
  tc_shot_unref (show_at (&f->show, f->tick));
  return news != NULL;
}

static char *
error_of (Fixture *f, const char *file)
{
  json_t *errors = tc_reload_errors (f->reload);
  char *message = NULL;
  size_t i = 0;
  json_t *error = NULL;

  json_array_foreach (errors, i, error)
  {
    if (strcmp (json_string_value (json_object_get (error, "file")), file) == 0)
      message = g_strdup (json_string_value (json_object_get (error, "message")));
  }
  json_decref (errors);
  return message;
}

static gsize
n_errors (Fixture *f)
{
  json_t *errors = tc_reload_errors (f->reload);
  gsize n = json_array_size (errors);

  json_decref (errors);
  return n;
}

/* --- a scene --- */

/* What is the same in both goes on: its track and its sprite are the ones there were.
 */
static void
test_scene (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const TcBusItem *plate = show_item (&f->show, TC_DECK_SCENE, "/plate");
  const TcSprite *sprite = plate->sprite;
  gint64 end = tc_track_end (&plate->track);
  guint64 state = tc_director_state (f->show.director);

  g_assert_cmpstr (show_text (&f->show, "/word"), ==, "one");
  g_assert_false (reload (f)); /* nothing was saved */
  house_write (&f->house, "x.yaml", SCENE ("two"));
  g_assert_true (reload (f));
  g_assert_cmpstr (show_text (&f->show, "/word"), ==, "two");
  plate = show_item (&f->show, TC_DECK_SCENE, "/plate");
  g_assert_true (plate->sprite == sprite);
  g_assert_cmpint (tc_track_end (&plate->track), ==, end);
  g_assert_cmpint (tc_director_state (f->show.director), >, state);
  g_assert_cmpuint (n_errors (f), ==, 0);
  g_assert_false (reload (f));
}

/* The new word fades in over the old one: at no tick the plate is bare or both gone. */
static void
test_no_flash (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcReloaded) news = NULL;
  gint64 tick = 100;

  house_write (&f->house, "x.yaml", SCENE ("two"));
  look (f);
  news = tc_reload_take (f->reload);
  tc_shot_unref (show_at (&f->show, tick));
  tc_director_reload (f->show.director, news);
  for (tick++; tick < 120; tick++) {
    g_autoptr (TcShot) shot = show_at (&f->show, tick);
    const GPtrArray *items = f->show.director->decks[TC_DECK_SCENE].bus.items;
    guint word = 0;

    for (guint i = 0; i < items->len; i++) {
      const TcBusItem *item = g_ptr_array_index (items, i);
      TcPose pose = tc_track_at (&item->track, tick);

      if (strcmp (item->id, "/word") == 0)
        word = MAX (word, pose.opacity);
      else
        g_assert_cmpint (pose.opacity, ==, 255);
    }
    g_assert_cmpuint (word, >, 200);
  }
}

static void
test_faulty (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *message = NULL;
  json_t *errors;

  house_write (&f->house, "x.yaml", "layers:\n  - {id: a, type: text, txt: x}\n");
  g_assert_false (reload (f));
  g_assert_cmpstr (show_text (&f->show, "/word"), ==, "one"); /* the last good one */
  message = error_of (f, "x.yaml");
  g_assert_nonnull (strstr (message, "x.yaml:2:25: error: unknown key 'txt'"));
  f->show.mono_ns += 3 * TC_NS_PER_S;
  errors = tc_reload_errors (f->reload);
  g_assert_cmpint (
      json_integer_value (json_object_get (json_array_get (errors, 0), "since_ms")), >=,
      3000);
  json_decref (errors);
  g_assert_cmpuint (f->n_changed, >, 0);
  house_write (&f->house, "x.yaml", SCENE ("two"));
  g_assert_true (reload (f));
  g_assert_cmpuint (n_errors (f), ==, 0);
  g_assert_cmpstr (show_text (&f->show, "/word"), ==, "two");
}

/* A scene that vanishes stays while it is on the air or in preview, then it goes. */
static void
test_vanished (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = house_path (&f->house, "x.yaml");
  TcDirector *director = f->show.director;

  g_unlink (path);
  g_assert_true (reload (f));
  g_assert_cmpstr (show_text (&f->show, "/word"), ==, "one");
  show_take (&f->show, "clean");
  f->tick += 50;
  tc_shot_unref (show_at (&f->show, f->tick));
  g_assert_nonnull (tc_director_find (director, "x")); /* one may go back to it */
  show_do (&f->show, TC_STAGE_PREVIEW, "clean", FALSE);
  g_assert_null (tc_director_find (director, "x"));
  g_assert_cmpint (show_do (&f->show, TC_STAGE_PREVIEW, "x", FALSE).kind, ==,
                   TC_STAGE_UNKNOWN);
  house_write (&f->house, "x.yaml", SCENE ("back"));
  g_assert_true (reload (f));
  g_assert_nonnull (tc_director_find (director, "x"));
  g_assert_cmpuint (n_errors (f), ==, 0);
}

static void
test_new (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  json_t *scenes;

  house_write (&f->house, "y.yaml", "order: 1\nlayers: []\n");
  g_assert_true (reload (f));
  scenes = tc_director_scenes (f->show.director);
  g_assert_cmpuint (json_array_size (scenes), ==, 3);
  g_assert_cmpstr (
      json_string_value (json_object_get (json_array_get (scenes, 0), "name")), ==,
      "y");
  json_decref (scenes);
  show_take (&f->show, "y");
}

/* --- what scenes are made of --- */

static void
test_theme (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const TcSprite *before = show_item (&f->show, TC_DECK_SCENE, "/plate")->sprite;
  g_autofree char *message = NULL;

  house_write_theme (&f->house, "ink_top:      \"#0E2F5A\"", "ink_top: \"#123456\"");
  g_assert_true (reload (f));
  g_assert_true (show_item (&f->show, TC_DECK_SCENE, "/plate")->sprite != before);
  house_write_theme (&f->house, "ink_top:      \"#0E2F5A\"", "ink_top: \"blue\"");
  g_assert_false (reload (f));
  message = error_of (f, "theme/azure.yaml");
  g_assert_nonnull (strstr (message, "azure.yaml:"));
  g_assert_nonnull (strstr (message, "'blue'"));
  house_write_theme (&f->house, NULL, NULL);
  g_assert_true (reload (f));
  g_assert_cmpuint (n_errors (f), ==, 0);
}

static void
write_png (Fixture *f, const char *file, guint8 level)
{
  g_autofree char *path = house_path (&f->house, file);
  g_autofree char *dir = g_path_get_dirname (path);
  g_autoptr (TcPicture) picture = tc_picture_new (16, 16);

  tc_picture_fill (picture, level, 128, 128);
  g_mkdir_with_parents (dir, 0755);
  g_assert_true (tc_picture_write_png (picture, path, NULL));
}

/* A picture in a folder that is not there yet: the scene is faulty until it comes. */
static void
test_picture (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *message = NULL;
  const TcSprite *before;

  house_write (&f->house, "x.yaml",
               "layers:\n  - {id: a, type: image, file: pictures/a.png, rect: [0, 0, "
               "160, 160]}\n");
  g_assert_false (reload (f));
  message = error_of (f, "x.yaml");
  g_assert_nonnull (strstr (message, "a.png"));
  write_png (f, "pictures/a.png", 40);
  g_assert_true (reload (f));
  g_assert_cmpuint (n_errors (f), ==, 0);
  before = show_item (&f->show, TC_DECK_SCENE, "/a")->sprite;
  write_png (f, "pictures/a.png", 200);
  g_assert_true (reload (f));
  g_assert_true (show_item (&f->show, TC_DECK_SCENE, "/a")->sprite != before);
  write_png (f, "pictures/other.png", 200); /* nobody's */
  g_assert_false (reload (f));
}

/* A drawing, and a picture that is part of one. */
static void
test_drawing (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char drawing[] = "<svg xmlns='http://www.w3.org/2000/svg' width='160' "
                                "height='160'><image href='in/a.png' width='160' "
                                "height='160'/>%s</svg>";
  g_autofree char *plain = g_strdup_printf (drawing, "");
  g_autofree char *more = g_strdup_printf (drawing, "<rect width='9' height='9'/>");
  const TcSprite *before;

  write_png (f, "in/a.png", 40);
  house_write (&f->house, "d.svg", plain);
  house_write (
      &f->house, "x.yaml",
      "layers:\n  - {id: a, type: svg, file: d.svg, rect: [0, 0, 160, 160]}\n");
  g_assert_true (reload (f));
  before = show_item (&f->show, TC_DECK_SCENE, "/a")->sprite;
  house_write (&f->house, "d.svg", more);
  g_assert_true (reload (f));
  g_assert_true (show_item (&f->show, TC_DECK_SCENE, "/a")->sprite != before);
  before = show_item (&f->show, TC_DECK_SCENE, "/a")->sprite;
  write_png (f, "in/a.png", 200);
  g_assert_true (reload (f));
  g_assert_true (show_item (&f->show, TC_DECK_SCENE, "/a")->sprite != before);
}

/* In the time that it asks for itself: from the saving to what the render thread takes.
 */
static void
test_soon (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcReloaded) news = NULL;
  int ms = 0;

  house_write (&f->house, "x.yaml", SCENE ("two"));
  while (news == NULL && ms <= 300) {
    int wait_ms = tc_reload_look (f->reload); /* the kernel told of it */

    news = tc_reload_take (f->reload);
    f->show.mono_ns += wait_ms * TC_NS_PER_MS;
    ms += wait_ms;
  }
  g_assert_nonnull (news);
}

static void
test_keyers (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char two[] = "layers:\n  - {id: a, type: group, layers: []}\n  - {id: "
                            "b, type: group, layers: []}\n";
  static const char three[] = "layers:\n  - {id: new, type: group, layers: []}\n  - "
                              "{id: a, type: group, layers: []}\n"
                              "  - {id: b, type: group, layers: []}\n";
  static const char five[] =
      "layers: [{id: a, type: group, layers: []}, {id: b, type: group, layers: []}, "
      "{id: c, type: group, layers: []}, "
      "{id: d, type: group, layers: []}, {id: e, type: group, layers: []}]\n";
  TcDirector *director = f->show.director;
  g_autofree char *message = NULL;

  house_write (&f->house, "always.yaml", two);
  g_assert_true (reload (f));
  show_do (&f->show, TC_STAGE_KEYER, "a", FALSE);
  house_write (&f->house, "always.yaml", three);
  g_assert_true (reload (f));
  g_assert_cmpuint (director->keyers_on, ==, 5); /* new and b; a stays off */
  house_write (&f->house, "always.yaml", five);
  g_assert_false (reload (f));
  message = error_of (f, "always.yaml");
  g_assert_nonnull (strstr (message, "at most 4 keyers"));
  g_assert_cmpuint (director->keyers->layers->len, ==, 3);
}

static void
test_slate (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  const TcPicture *before = tc_director_slate (f->show.director);
  guint8 level = before->plane[0][0];
  const TcPicture *after;

  house_write (&f->house, "slate.yaml",
               "layers:\n  - {id: a, type: rect, rect: [0, 0, 1920, 1080], fill: "
               "paper}\n");
  g_assert_true (reload (f));
  after = tc_director_slate (f->show.director);
  g_assert_cmpint (after->plane[0][0], !=, level);
  g_assert_true (tc_director_slate (f->show.director) == after);
}

/* --- editors --- */

/* Truncated, then written bit by bit: nobody sees the half of it. */
static void
test_slow_writer (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = house_path (&f->house, "x.yaml");
  const char *text = SCENE ("two");
  gsize half = strlen ("layers:\n");
  int fd = open (path, O_WRONLY | O_TRUNC);

  g_assert_cmpint (write (fd, text, half), ==, half); /* a good scene: no layers */
  tc_reload_writing (f->reload, path, TRUE);
  g_assert_false (reload (f));
  g_assert_cmpstr (show_text (&f->show, "/word"), ==, "one");
  g_assert_cmpint (write (fd, text + half, strlen (text) - half), ==,
                   strlen (text) - half);
  close (fd);
  tc_reload_writing (f->reload, path, FALSE);
  g_assert_true (reload (f));
  g_assert_cmpstr (show_text (&f->show, "/word"), ==, "two");
}

/* The old file is moved away before the new one is written, as some editors do. */
static void
test_rename (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = house_path (&f->house, "x.yaml");
  g_autofree char *backup = house_path (&f->house, "x.yaml~");

  g_assert_cmpint (g_rename (path, backup), ==, 0);
  f->show.mono_ns += 20 * TC_NS_PER_MS;
  tc_reload_look (f->reload);
  f->show.mono_ns += 100 * TC_NS_PER_MS;
  tc_reload_look (f->reload);
  g_assert_null (tc_reload_take (f->reload));
  house_write (&f->house, "x.yaml", SCENE ("two"));
  g_assert_true (reload (f));
  g_assert_cmpstr (show_text (&f->show, "/word"), ==, "two");
}

/* The whole folder is replaced by another one. */
static void
test_folder (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *away = g_strconcat (f->house.dir, ".old", NULL);
  House next = {away};
  g_autofree char *message = NULL;

  g_assert_cmpint (g_rename (f->house.dir, away), ==, 0);
  g_assert_false (reload (f));
  g_assert_cmpstr (show_text (&f->show, "/word"), ==, "one");
  message = error_of (f, f->house.dir);
  g_assert_nonnull (strstr (message, "cannot read the scenes' folder"));
  house_write (&next, "x.yaml", SCENE ("two"));
  g_assert_cmpint (g_rename (away, f->house.dir), ==, 0);
  g_assert_true (reload (f));
  g_assert_cmpstr (show_text (&f->show, "/word"), ==, "two");
  g_assert_cmpuint (n_errors (f), ==, 0);
}

/* --- what is no file --- */

static int
make_fifo (const char *path)
{
  return mkfifo (path, 0600);
}

static int
make_folder (const char *path)
{
  return g_mkdir (path, 0700);
}

static int
make_device (const char *path)
{
  return symlink ("/dev/zero", path);
}

/* None is waited for, beside the scenes and in the place of one. */
static void
test_no_files (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static int (*const make[]) (const char *) = {make_fifo, make_folder, make_device};
  static const char *const files[] = {"y.yaml", "x.yaml"};

  for (guint i = 0; i < G_N_ELEMENTS (make) * G_N_ELEMENTS (files); i++) {
    const char *file = files[i % G_N_ELEMENTS (files)];
    g_autofree char *path = house_path (&f->house, file);
    g_autofree char *message = NULL;
    g_autofree char *wanted = g_strconcat (path, ": error: it is not a file", NULL);

    g_unlink (path);
    g_assert_cmpint (make[i / G_N_ELEMENTS (files)](path), ==, 0);
    reload (f);
    message = error_of (f, file);
    g_assert_cmpstr (message, ==, wanted);
    g_assert_cmpstr (show_text (&f->show, "/word"), ==, "one");
    g_assert_cmpint (g_remove (path), ==, 0);
    house_write (&f->house, "x.yaml", SCENE ("one"));
    reload (f);
    g_assert_cmpuint (n_errors (f), ==, 0);
  }
}

/* The scenes are seen all the same: the uppermost folder comes first. */
static void
test_full (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *message = NULL;
  g_autofree char *deep = house_path (&f->house, "1/2/3/4");
  g_autofree char *many = house_path (&f->house, "many");

  house_write (&f->house, "1/2/3/logo.png", "");
  reload (f);
  g_assert_cmpuint (n_errors (f), ==, 0);
  g_assert_cmpint (g_mkdir (deep, 0700), ==, 0);
  reload (f);
  message = error_of (f, f->house.dir);
  g_assert_nonnull (strstr (message, "changes of the rest are not seen"));
  g_assert_cmpint (g_rmdir (deep), ==, 0);
  reload (f);
  g_assert_cmpuint (n_errors (f), ==, 0);
  for (int i = 0; i < TC_RELOAD_MAX_FILES; i++) {
    g_autofree char *file = g_strdup_printf ("many/%d.png", i);

    house_write (&f->house, file, "");
  }
  reload (f);
  g_assert_cmpuint (n_errors (f), ==, 1);
  house_write (&f->house, "x.yaml", SCENE ("two"));
  g_assert_true (reload (f));
  g_assert_cmpstr (show_text (&f->show, "/word"), ==, "two");
  house_remove (many);
  reload (f);
  g_assert_cmpuint (n_errors (f), ==, 0);
}

/* --- the thread --- */

typedef struct {
  House house;
  TcReload *reload;
  TcTheme *theme;
  pthread_mutex_t lock;
  pthread_cond_t cond;
  guint n_changed; /* guards */
} Watch;

static void
on_watch (gpointer data)
{
  Watch *w = data;

  TC_LOCKED (&w->lock);
  w->n_changed++;
  pthread_cond_broadcast (&w->cond);
}

static void
open_watch (Watch *w, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autofree char *theme = NULL;

  house_open (&w->house);
  theme = house_path (&w->house, "theme/azure.yaml");
  w->theme = tc_theme_load (theme, NULL);
  pthread_mutex_init (&w->lock, NULL);
  tc_cond_init (&w->cond);
  TcReloadOptions options = {
      .dir = w->house.dir, .clock = tc_clock_system (), .changed = on_watch, .data = w};
  w->reload = tc_reload_new (&options);
  tc_reload_know (w->reload, w->theme, none);
  tc_reload_start (w->reload);
}

static void
close_watch (Watch *w, gconstpointer data G_GNUC_UNUSED)
{
  tc_reload_free (w->reload);
  tc_theme_unref (w->theme);
  pthread_cond_destroy (&w->cond);
  pthread_mutex_destroy (&w->lock);
  house_close (&w->house);
}

static void
wait_for_news (Watch *w, const char *scene)
{
  gint64 until_ns = tc_clock_mono_ns (tc_clock_system ()) + 20 * TC_NS_PER_S;

  for (;;) {
    g_autoptr (TcReloaded) news = tc_reload_take (w->reload);

    for (guint i = 0; news != NULL && i < news->scenes->len; i++)
      if (strcmp (((TcScene *)g_ptr_array_index (news->scenes, i))->name, scene) == 0)
        return;
    TC_LOCKED (&w->lock);
    while (w->n_changed == 0)
      g_assert_true (tc_cond_wait_until (&w->cond, &w->lock, until_ns));
    w->n_changed = 0;
  }
}

static void
test_thread (Watch *w, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *link = house_path (&w->house, "linked.yaml");
  House elsewhere = {g_dir_make_tmp ("tc-else-XXXXXX", NULL)};
  g_autofree char *target = house_path (&elsewhere, "there.yaml");

  house_write (&w->house, "a.yaml", "layers: []\n");
  wait_for_news (w, "a");
  house_write (&w->house, "a.yaml", "order: 3\n");
  wait_for_news (w, "a");
  house_write (&elsewhere, "there.yaml", "layers: []\n");
  g_assert_cmpint (symlink (target, link), ==, 0);
  wait_for_news (w, "linked");
  house_write (&elsewhere, "there.yaml", "order: 4\n"); /* in another folder */
  wait_for_news (w, "linked");
  house_close (&elsewhere);
}

#define ADD(name, func) \
  g_test_add ("/scene/reload/" name, Fixture, NULL, open_house, func, close_house)

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Shanghai", TRUE);
  g_test_init (&argc, &argv, NULL);
  test_svg_set_worker ();
  ADD ("a-saved-scene-is-on-the-air", test_scene);
  ADD ("a-saved-scene-does-not-flash", test_no_flash);
  ADD ("a-faulty-scene-leaves-the-last-good-one", test_faulty);
  ADD ("a-scene-that-vanishes-stays-while-it-is-on-a-bus", test_vanished);
  ADD ("a-new-scene-is-in-the-list", test_new);
  ADD ("a-saved-theme-is-on-the-air", test_theme);
  ADD ("a-picture-that-comes-later-is-found", test_picture);
  ADD ("a-saved-drawing-and-its-pictures-are-on-the-air", test_drawing);
  ADD ("what-is-saved-is-taken-within-300-ms", test_soon);
  ADD ("keyers-stay-on-or-off", test_keyers);
  ADD ("the-slate-is-drawn-anew", test_slate);
  ADD ("a-slow-writer-is-not-caught-half-way", test_slow_writer);
  ADD ("an-editor-may-rename", test_rename);
  ADD ("the-folder-may-be-replaced", test_folder);
  ADD ("what-is-no-file-is-not-waited-for", test_no_files);
  ADD ("a-folder-beyond-its-limits-is-told", test_full);
  g_test_add ("/scene/reload/the-thread-hears-of-it", Watch, NULL, open_watch,
              test_thread, close_watch);
  return g_test_run ();
}
