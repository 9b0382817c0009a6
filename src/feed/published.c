/* SPDX-License-Identifier: MIT */
#include "feed/published.h"

#include "feed/text.h"

static void
published_clear (TcPublished *self)
{
  g_free (self->name);
  g_free (self->text);
}

static void
add_value (GArray *values, const char *name, const char *text)
{
  const TcPublished value = {g_strdup (name), g_strdup (text)};

  g_array_append_val (values, value);
}

static GArray *
values_new (void)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (TcPublished));

  g_array_set_clear_func (values, (GDestroyNotify)published_clear);
  return values;
}

GArray *
tc_published_of_scoring (const TcScoring *scoring)
{
  GArray *values = values_new ();

  if (scoring->state != TC_SCORING_PUBLISHED)
    return values;
  if (scoring->aggregate)
    add_value (values, TC_PUBLISHED_AGGREGATE, scoring->aggregate);
  for (guint i = 0; i < scoring->n_groups; i++) {
    const TcGroup *group = &scoring->groups[i];
    g_autofree char *name = g_strconcat ("group ", group->id, NULL);
    if (group->score)
      add_value (values, name, group->score);
  }
  for (guint i = 0; i < scoring->n_bins; i++) {
    const TcBin *bin = &scoring->bins[i];
    g_autofree char *from = tc_decimal_reduce (bin->from);
    g_autofree char *to = tc_decimal_reduce (bin->to);
    g_autofree char *name = g_strdup_printf ("bin %s %s", from, to);
    g_autofree char *count = g_strdup_printf ("%d", bin->count);
    add_value (values, name, count);
  }
  return values;
}

GArray *
tc_published_of_row (const TcRankRow *row)
{
  GArray *values = values_new ();

  if (row->state == TC_SCORING_PUBLISHED && row->score)
    add_value (values, "score", row->score);
  return values;
}
