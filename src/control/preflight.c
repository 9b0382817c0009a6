/* SPDX-License-Identifier: MIT */
#include "tallycast/control/preflight.h"

#include "preflight-private.h"

static const struct {
  const char *id, *zh, *en;
  TcPreflightLine (*make) (const json_t *status, const json_t *checks);
} lines[] = {
    {"camera", "摄像机", "Camera", tc_preflight_camera},
    {"sound", "声音", "Sound", tc_preflight_sound},
    {"data", "评分系统", "Scoring system", tc_preflight_data},
    {"names", "名称", "Names", tc_preflight_names},
    {"encoder", "编码", "Encoder", tc_preflight_encoder},
    {"outputs", "推流", "Outputs", tc_preflight_outputs},
    {"disk", "磁盘", "Disk", tc_preflight_disk},
};

static json_t *
fix_of (const TcPreflightLine *line)
{
  return line->fix_zh != NULL
             ? json_pack ("{s:s, s:s}", "zh", line->fix_zh, "en", line->fix_en)
             : json_null ();
}

static guint
count (const json_t *all, const char *state)
{
  guint n = 0;

  for (size_t i = 0; i < json_array_size (all); i++)
    n += tc_status_is (json_array_get (all, i), "state", state);
  return n;
}

json_t *
tc_preflight_of (const json_t *status, const json_t *checks)
{
  json_t *all = json_array ();
  guint n_wrong;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++) {
    TcPreflightLine made = lines[i].make (status, checks);

    json_array_append_new (
        all,
        json_pack ("{s:s, s:{s:s, s:s}, s:s, s:s, s:s, s:o, s:o}", "id", lines[i].id,
                   "title", "zh", lines[i].zh, "en", lines[i].en, "state", made.state,
                   "zh", made.zh, "en", made.en, "fix", fix_of (&made), "more",
                   made.more != NULL ? made.more : json_array ()));
    g_free (made.zh);
    g_free (made.en);
  }
  n_wrong = count (all, "wrong");
  return json_pack ("{s:s, s:i, s:i, s:o}", "state",
                    count (all, "running") > 0 ? "running"
                    : n_wrong > 0              ? "wrong"
                    : count (all, "todo") > 0  ? "todo"
                                               : "ready",
                    "wrong", (int)n_wrong, "notes", (int)count (all, "note"), "lines",
                    all);
}

gboolean
tc_preflight_has_line (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (strcmp (lines[i].id, id) == 0)
      return TRUE;
  return FALSE;
}

char *
tc_preflight_dup_wrong (const json_t *preflight)
{
  const json_t *all = json_object_get (preflight, "lines");
  GString *ids = g_string_new (NULL);

  for (size_t i = 0; i < json_array_size (all); i++) {
    const json_t *line = json_array_get (all, i);

    if (tc_status_is (line, "state", "wrong"))
      g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "",
                              tc_status_text (line, "id"));
  }
  return g_string_free (ids, FALSE);
}
