/* SPDX-License-Identifier: MIT */
#include "feed/sections.h"

#include <string.h>

#include "feed/text.h"

#define MAX_COUNT G_MAXINT

static const char *const draw_kinds[] = {"unit", "person", "visit", NULL};
static const char *const draw_states[] = {"idle", "committed", "drawing",
                                          "done", "void",      NULL};
static const char *const scoring_states[] = {"closed", "open", "locked", "published",
                                             NULL};
static const char *const visibilities[] = {"live", "after_lock", "after_publish", NULL};
static const char *const subject_kinds[] = {"unit", "batch", NULL};

G_STATIC_ASSERT (TC_DRAW_VOID == 4 && TC_SCORING_PUBLISHED == 3 &&
                 TC_VISIBLE_AFTER_PUBLISH == 2);

/* What a snapshot owns it frees: the sections go into one that is thrown away. */
void
tc_section_clear (TcSnapshot *snapshot, guint sections)
{
  g_autoptr (TcSnapshot) bin = tc_snapshot_new ();

  if (sections & TC_SECTION_SCORING) {
    bin->scoring = snapshot->scoring;
    memset (&snapshot->scoring, 0, sizeof snapshot->scoring);
  }
  if (sections & TC_SECTION_RANKING) {
    bin->ranking = g_steal_pointer (&snapshot->ranking);
    bin->n_ranking = snapshot->n_ranking;
    snapshot->n_ranking = 0;
  }
  if (sections & TC_SECTION_DRAWS) {
    bin->draws = g_steal_pointer (&snapshot->draws);
    bin->n_draws = snapshot->n_draws;
    snapshot->n_draws = 0;
    snapshot->draw = -1;
  }
}

void
tc_section_refuse (TcSnapshot *snapshot, guint sections)
{
  tc_section_clear (snapshot, sections);
  snapshot->refused |= sections;
}

/* --- draws ------------------------------------------------------------------------ */

static int
compare_picks (gconstpointer a, gconstpointer b)
{
  const TcPick *pick_a = a, *pick_b = b;

  return pick_a->order < pick_b->order ? -1 : pick_a->order > pick_b->order;
}

static const TcReadField pick_fields[] = {
    {"order", TC_READ_INT, TC_REQUIRED, G_STRUCT_OFFSET (TcPick, order), .min = 1,
     .max = TC_MODEL_MAX_ARRAY},
    {"id", TC_READ_ID, TC_REQUIRED, G_STRUCT_OFFSET (TcPick, id)},
    {"name", TC_READ_STRING, TC_OPTIONAL, G_STRUCT_OFFSET (TcPick, name)},
    {"category", TC_READ_STRING, TC_OPTIONAL, G_STRUCT_OFFSET (TcPick, category)},
    {NULL},
};

static const TcReadList pick_list = {
    .key = "picks",
    .offset = G_STRUCT_OFFSET (TcDraw, picks),
    .count_offset = G_STRUCT_OFFSET (TcDraw, n_picks),
    .item_size = sizeof (TcPick),
    .fields = pick_fields,
    .unique = "id",
    .twice = TC_WHY_SAME_PICK,
};

static void
read_picks (TcReader *reader, const json_t *json, TcDraw *draw)
{
  tc_reader_list (reader, json, &pick_list, draw, NULL);
  tc_reader_enter_key (reader, "picks");
  if (draw->quota > 0 && draw->n_picks > (guint)draw->quota)
    tc_reader_fail (
        reader, NULL, TC_WHY_OVER_QUOTA,
        json_pack ("{s:i, s:i}", "n", (int)draw->n_picks, "quota", draw->quota));
  if (draw->n_picks > 1)
    qsort (draw->picks, draw->n_picks, sizeof *draw->picks, compare_picks);
  for (guint i = 1; i < draw->n_picks; i++)
    if (draw->picks[i].order == draw->picks[i - 1].order)
      tc_reader_fail (reader, NULL, TC_WHY_SAME_ORDER,
                      json_pack ("{s:i}", "order", draw->picks[i].order));
  tc_reader_leave (reader);
}

#define OF_DRAW(field) G_STRUCT_OFFSET (TcDraw, field)

static const TcReadField draw_fields[] = {
    {"kind", TC_READ_CHOICE, TC_REQUIRED, OF_DRAW (kind), draw_kinds},
    {"id", TC_READ_ID, TC_REQUIRED, OF_DRAW (id)},
    {"title", TC_READ_STRING, TC_OPTIONAL, OF_DRAW (title)},
    {"state", TC_READ_WORD, TC_REQUIRED, OF_DRAW (state), draw_states},
    {"quota", TC_READ_INT, TC_OPTIONAL, OF_DRAW (quota), .max = TC_MODEL_MAX_ARRAY},
    {"pool_sha256", TC_READ_STRING, TC_OPTIONAL, OF_DRAW (pool_sha256)},
    {NULL},
};

static const TcReadField proof_fields[] = {
    {"algorithm", TC_READ_STRING, TC_OPTIONAL, OF_DRAW (algorithm)},
    {"commitment", TC_READ_STRING, TC_OPTIONAL, OF_DRAW (commitment)},
    {"entropy", TC_READ_STRING, TC_OPTIONAL, OF_DRAW (entropy)},
    {"reveal", TC_READ_STRING, TC_OPTIONAL, OF_DRAW (reveal)},
    {"url", TC_READ_STRING, TC_OPTIONAL, OF_DRAW (url)},
    {NULL},
};

static void
read_draw_cb (TcReader *reader,
              const json_t *json,
              gpointer item,
              gpointer data G_GNUC_UNUSED)
{
  read_picks (reader, json, item);
  tc_reader_fields_at (reader, json, "proof", proof_fields, item);
}

static const TcReadList draw_list = {
    .key = "draws",
    .offset = G_STRUCT_OFFSET (TcSnapshot, draws),
    .count_offset = G_STRUCT_OFFSET (TcSnapshot, n_draws),
    .item_size = sizeof (TcDraw),
    .fields = draw_fields,
    .read_rest = read_draw_cb,
    .unique = "id",
    .twice = TC_WHY_SAME_DRAW,
};

void
tc_section_read_draws (TcReader *reader, const json_t *root, TcDocument *document)
{
  g_autofree char *shown = tc_reader_string (reader, root, "draw", TC_OPTIONAL);
  TcSnapshot *snapshot = document->snapshot;

  tc_reader_list (reader, root, &draw_list, snapshot, NULL);
  for (guint i = 0; i < snapshot->n_draws; i++)
    if (shown && g_strcmp0 (snapshot->draws[i].id, shown) == 0)
      snapshot->draw = (int)i;
  if (shown && snapshot->draw < 0)
    tc_reader_fail_key (reader, "draw", json_object_get (root, "draw"),
                        TC_WHY_NO_SUCH_DRAW, NULL);
}

/* --- scoring ---------------------------------------------------------------------- */

/* A score with the digits it must have; @decimals < 0: as many as it likes. */
static char *
read_score (TcReader *reader,
            const json_t *json,
            const char *key,
            int decimals,
            int scale)
{
  g_autofree char *text = tc_reader_decimal (reader, json, key, TC_OPTIONAL);
  int most = decimals < 0 ? TC_FEED_MAX_DECIMALS : decimals;
  char limit[16];

  if (!text)
    return NULL;
  const json_t *value = json_object_get (json, key);
  g_snprintf (limit, sizeof limit, "%d", scale);
  if (tc_decimal_digits (text) > (guint)most)
    tc_reader_fail_key (reader, key, value, TC_WHY_DECIMALS,
                        json_pack ("{s:i}", "max", most));
  else if (tc_decimal_compare (text, limit) > 0)
    tc_reader_fail_key (reader, key, value, TC_WHY_OUT_OF_SCALE,
                        json_pack ("{s:i}", "max", scale));
  return tc_decimal_pad (text, (guint)MAX (decimals, 0));
}

static void
read_ballots (TcReader *reader, const json_t *json, int *cast, int *eligible)
{
  *cast = (int)tc_reader_int (reader, json, "cast", 0, MAX_COUNT, 0);
  *eligible = (int)tc_reader_int (reader, json, "eligible", 0, MAX_COUNT, 0);
  if (*cast > *eligible)
    tc_reader_fail_key (reader, "cast", json_object_get (json, "cast"), TC_WHY_BALLOTS,
                        json_pack ("{s:i, s:i}", "cast", *cast, "eligible", *eligible));
}

static const TcReadField group_fields[] = {
    {"id", TC_READ_ID, TC_REQUIRED, G_STRUCT_OFFSET (TcGroup, id)},
    {"name", TC_READ_STRING, TC_OPTIONAL, G_STRUCT_OFFSET (TcGroup, name)},
    {"weight", TC_READ_DECIMAL, TC_OPTIONAL, G_STRUCT_OFFSET (TcGroup, weight)},
    {NULL},
};

static void
read_group_cb (TcReader *reader, const json_t *json, gpointer item, gpointer data)
{
  const TcScoring *scoring = data;
  TcGroup *group = item;

  read_ballots (reader, json, &group->cast, &group->eligible);
  group->score = read_score (reader, json, "score", scoring->decimals, scoring->scale);
}

static const TcReadList group_list = {
    .key = "groups",
    .offset = G_STRUCT_OFFSET (TcScoring, groups),
    .count_offset = G_STRUCT_OFFSET (TcScoring, n_groups),
    .item_size = sizeof (TcGroup),
    .fields = group_fields,
    .read_rest = read_group_cb,
    .unique = "id",
    .twice = TC_WHY_SAME_GROUP,
};

static const TcReadField bin_fields[] = {
    {"from", TC_READ_DECIMAL, TC_REQUIRED, G_STRUCT_OFFSET (TcBin, from)},
    {"to", TC_READ_DECIMAL, TC_REQUIRED, G_STRUCT_OFFSET (TcBin, to)},
    {"count", TC_READ_INT, TC_REQUIRED, G_STRUCT_OFFSET (TcBin, count),
     .max = MAX_COUNT},
    {NULL},
};

/* Two bins of the same bounds would be two counts of the same ballots. */
static void
check_bin_cb (TcReader *reader, const json_t *json, gpointer item, gpointer data)
{
  const TcBin *bin = item;
  GHashTable *seen = data;

  if (!bin->from || !bin->to)
    return;
  g_autofree char *from = tc_decimal_reduce (bin->from);
  g_autofree char *to = tc_decimal_reduce (bin->to);

  if (tc_decimal_compare (from, to) > 0)
    tc_reader_fail_key (reader, "from", json_object_get (json, "from"),
                        TC_WHY_BIN_BACKWARDS, NULL);
  if (!g_hash_table_add (seen, g_strconcat (from, " ", to, NULL)))
    tc_reader_fail (reader, json, TC_WHY_SAME_BIN, NULL);
}

static const TcReadList bin_list = {
    .key = "distribution",
    .offset = G_STRUCT_OFFSET (TcScoring, bins),
    .count_offset = G_STRUCT_OFFSET (TcScoring, n_bins),
    .item_size = sizeof (TcBin),
    .fields = bin_fields,
    .read_rest = check_bin_cb,
};

static void
read_subject (TcReader *reader, const json_t *json, TcScoring *scoring)
{
  const json_t *subject = tc_reader_object (reader, json, "subject");

  tc_reader_enter_key (reader, "subject");
  if (!subject)
    tc_reader_fail (reader, NULL, TC_WHY_MISSING, NULL);
  int kind = tc_reader_word (reader, subject, "kind", subject_kinds, TC_REQUIRED);
  scoring->subject_is_unit = kind == 0;
  scoring->subject_unit = tc_reader_id (
      reader, subject, "unit", scoring->subject_is_unit ? TC_REQUIRED : TC_OPTIONAL);
  scoring->subject_count =
      (int)tc_reader_int (reader, subject, "count", 0, MAX_COUNT, 1);
  tc_reader_leave (reader);
}

/* Scale and decimals must be there when a score is: nothing is assumed about how a
 * number is to be shown. */
static void
read_scale (TcReader *reader, const json_t *json, TcScoring *scoring)
{
  gboolean is_needed = FALSE;
  const json_t *value = json_object_get (json, "aggregate"), *group;
  gsize i;

  is_needed = value && !json_is_null (value);
  json_array_foreach (json_object_get (json, "groups"), i, group)
  {
    value = json_object_get (group, "score");
    is_needed |= value && !json_is_null (value);
  }
  scoring->scale = (int)tc_reader_int (reader, json, "scale", 1, TC_FEED_MAX_SCALE,
                                       is_needed ? G_MININT64 : 100);
  scoring->decimals = (int)tc_reader_int (
      reader, json, "decimals", 0, TC_FEED_MAX_DECIMALS, is_needed ? G_MININT64 : 0);
}

static const TcReadField scoring_fields[] = {
    {"id", TC_READ_ID, TC_REQUIRED, G_STRUCT_OFFSET (TcScoring, id)},
    {"state", TC_READ_WORD, TC_REQUIRED, G_STRUCT_OFFSET (TcScoring, state),
     scoring_states},
    {"visibility", TC_READ_WORD, TC_REQUIRED, G_STRUCT_OFFSET (TcScoring, visibility),
     visibilities},
    {NULL},
};

void
tc_section_read_scoring (TcReader *reader, const json_t *root, TcDocument *document)
{
  g_autoptr (GHashTable) seen =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  TcScoring *scoring = &document->snapshot->scoring;
  const json_t *json = tc_reader_object (reader, root, "scoring");

  if (!json)
    return;
  tc_reader_enter_key (reader, "scoring");
  tc_reader_fields (reader, json, scoring_fields, scoring);
  document->is_reopened = tc_reader_bool (reader, json, "reopened");
  document->says_corrected = tc_reader_bool (reader, json, "corrected");
  read_subject (reader, json, scoring);
  read_scale (reader, json, scoring);

  const json_t *ballots = tc_reader_object (reader, json, "ballots");
  tc_reader_enter_key (reader, "ballots");
  read_ballots (reader, ballots, &scoring->cast, &scoring->eligible);
  tc_reader_leave (reader);

  scoring->aggregate =
      read_score (reader, json, "aggregate", scoring->decimals, scoring->scale);
  tc_reader_list (reader, json, &group_list, scoring, scoring);
  tc_reader_list (reader, json, &bin_list, scoring, seen);
  tc_reader_leave (reader);
}

/* --- ranking ---------------------------------------------------------------------- */

static const TcReadField row_fields[] = {
    {"rank", TC_READ_INT, TC_REQUIRED, G_STRUCT_OFFSET (TcRankRow, rank), .min = 1,
     .max = TC_MODEL_MAX_ARRAY},
    {"unit", TC_READ_ID, TC_REQUIRED, G_STRUCT_OFFSET (TcRankRow, unit)},
    {"name", TC_READ_STRING, TC_OPTIONAL, G_STRUCT_OFFSET (TcRankRow, name)},
    {"category", TC_READ_STRING, TC_OPTIONAL, G_STRUCT_OFFSET (TcRankRow, category)},
    {"state", TC_READ_WORD, TC_REQUIRED, G_STRUCT_OFFSET (TcRankRow, state),
     scoring_states},
    {NULL},
};

static void
read_row_cb (TcReader *reader, const json_t *json, gpointer item, gpointer data)
{
  const TcScoring *scoring = data;
  TcRankRow *row = item;

  row->score = read_score (reader, json, "score", scoring->id ? scoring->decimals : -1,
                           scoring->id ? scoring->scale : TC_FEED_MAX_SCALE);
}

static const TcReadList ranking_list = {
    .key = "ranking",
    .offset = G_STRUCT_OFFSET (TcSnapshot, ranking),
    .count_offset = G_STRUCT_OFFSET (TcSnapshot, n_ranking),
    .item_size = sizeof (TcRankRow),
    .fields = row_fields,
    .read_rest = read_row_cb,
    .unique = "unit",
    .twice = TC_WHY_SAME_RANKED,
};

static void
pad_rows (TcSnapshot *snapshot)
{
  guint digits = 0;

  for (guint i = 0; i < snapshot->n_ranking; i++)
    if (snapshot->ranking[i].score)
      digits = MAX (digits, tc_decimal_digits (snapshot->ranking[i].score));
  for (guint i = 0; i < snapshot->n_ranking; i++) {
    g_autofree char *score = g_steal_pointer (&snapshot->ranking[i].score);
    if (score)
      snapshot->ranking[i].score = tc_decimal_pad (score, digits);
  }
}

void
tc_section_read_ranking (TcReader *reader, const json_t *root, TcDocument *document)
{
  TcSnapshot *snapshot = document->snapshot;

  tc_reader_list (reader, root, &ranking_list, snapshot, &snapshot->scoring);
  pad_rows (snapshot);
}
