/* SPDX-License-Identifier: MIT
 *
 * What a scene's key says is what the scene would say: by every sample, in both
 * languages.
 */
#include "fixture.h"

typedef struct {
  const char *data; /* NULL: none */
  const char *scene, *state, *zh, *en;
} Case;

static const Case cases[] = {
    {NULL, "unit", "empty", "没有数据", "no data"},
    {NULL, "standby", "ok", "整屏", "full screen"},
    {NULL, "clean", "ok", "无图文", "no graphics"},
    {"presenting", "unit", "ok", "第 3 家", "3 of 12"},
    {"presenting", "result", "empty", "没有评分", "no scoring"},
    {"presenting", "ranking", "empty", "还没有排名", "no ranking yet"},
    {"standby", "unit", "empty", "台上没有单位", "nobody on stage"},
    {"scoring-open", "score", "ok", "暂计 92.35", "92.35 so far"},
    {"scoring-open", "result", "ok", "暂计 92.35", "92.35 so far"},
    {"scoring-sealed", "score", "ok", "已投 57 / 63", "57 of 63 voted"},
    {"scoring-sealed", "result", "forbidden", "等待公布", "not published"},
    {"scoring-published", "result", "ok", "最终 92.47", "92.47 final"},
    {"scoring-corrected", "result", "ok", "更正 92.31", "92.31 corrected"},
    {"scoring-refused", "score", "forbidden", "评分数据被拒收", "score refused"},
    {"draw", "draw", "ok", "5 家已抽", "5 drawn"},
    {"presenting", "draw", "empty", "没有抽签", "no draw"},
    {"ranking", "ranking", "ok", "已有 12 家", "12 so far"},
};

static json_t *
of_scene (json_t *status, const char *name)
{
  size_t i;
  json_t *scene;

  json_array_foreach (json_object_get (status, "scenes"), i, scene)
  {
    if (strcmp (json_string_value (json_object_get (scene, "name")), name) == 0)
      return scene;
  }
  g_error ("no scene %s", name);
}

static const char *
text_of (json_t *scene, const char *language)
{
  return json_string_value (
      json_object_get (json_object_get (scene, "text"), language));
}

static void
test_scenes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Case *c = &cases[i];
    Show show = {0};
    json_t *status;
    json_t *scene;

    g_test_message ("%s of %s", c->scene, c->data ? c->data : "nothing");
    show_open (&show, NULL, "zh-CN", 640, "clean");
    if (c->data != NULL) {
      g_autoptr (TcSnapshot) snapshot = snapshot_of (c->data);

      show_data (&show, snapshot);
    }
    status = tc_director_status (show.director);
    scene = of_scene (status, c->scene);
    g_assert_cmpstr (json_string_value (json_object_get (scene, "state")), ==,
                     c->state);
    g_assert_cmpstr (text_of (scene, "zh"), ==, c->zh);
    g_assert_cmpstr (text_of (scene, "en"), ==, c->en);
    g_assert_null (json_object_get (scene, "age_ms"));
    json_decref (status);
    show_close (&show);
  }
}

/* Old data is said to be old, and older with time; what shows none is not. */
static void
test_age (Show *show, gconstpointer data G_GNUC_UNUSED)
{
  static const TcAge ages[] = {TC_AGE_LATE, TC_AGE_STALE};

  for (guint i = 0; i < G_N_ELEMENTS (ages); i++) {
    json_t *status;
    json_t *unit;

    tc_director_set_age (show->director, ages[i], show->mono_ns - 7 * TC_NS_PER_S);
    status = tc_director_status (show->director);
    tc_director_say_older (json_object_get (status, "scenes"), 35 * TC_NS_PER_S);
    unit = of_scene (status, "unit");
    g_assert_cmpstr (json_string_value (json_object_get (unit, "state")), ==,
                     tc_age_name (ages[i]));
    g_assert_cmpstr (text_of (unit, "en"), ==, "42 s old");
    g_assert_cmpstr (text_of (unit, "zh"), ==, "42 秒前的数据");
    g_assert_cmpstr (
        json_string_value (json_object_get (of_scene (status, "standby"), "state")), ==,
        "ok");
    json_decref (status);
  }
}

typedef struct {
  const char *data, *on_air, *next, *cause;
} Step;

static const Step steps[] = {
    {NULL, "clean", NULL, NULL},
    {"standby", "standby", "draw", "draw"},
    {"draw", "draw", "unit", "presenting"},
    {"presenting", "unit", "score", "scoring"},
    {"scoring-open", "score", "result", "result"},
    {"scoring-published", "result", "unit", "presenting"},
    {"ranking", "ranking", "end", "end"},
    {"break", "break", "unit", "presenting"},
    {"end", "end", NULL, NULL},
};

static void
test_auto (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    Show show = {0};
    json_t *status;
    json_t *json;

    g_test_message ("%s", steps[i].data ? steps[i].data : "nothing");
    show_open (&show, NULL, "zh-CN", 640, "clean");
    show_do (&show, TC_STAGE_AUTO, NULL, TRUE);
    if (steps[i].data != NULL) {
      g_autoptr (TcSnapshot) snapshot = snapshot_of (steps[i].data);

      show_data (&show, snapshot);
      g_assert_cmpstr (show.director->programme->name, ==, steps[i].on_air);
    }
    status = tc_director_status (show.director);
    json = json_object_get (status, "auto");
    g_assert_true (json_is_true (json_object_get (json, "on")));
    g_assert_cmpstr (json_string_value (json_object_get (json, "next")), ==,
                     steps[i].next);
    g_assert_cmpstr (json_string_value (json_object_get (json, "cause")), ==,
                     steps[i].cause);
    json_decref (status);
    show_close (&show);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scene/say/a-key-says-what-its-scene-would", test_scenes);
  g_test_add ("/scene/say/old-data-is-said-to-be-old", Show, NULL, open_unit, test_age,
              close_unit);
  g_test_add_func ("/scene/say/auto's-next-step-has-its-cause", test_auto);
  return g_test_run ();
}
