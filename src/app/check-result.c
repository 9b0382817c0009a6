/* SPDX-License-Identifier: MIT */
#include "app/check-case.h"
#include "app/check-part.h"

static void
finding_free (TcFinding *self)
{
  g_free (self->scene);
  g_free (self->layer);
  g_free (self->language);
  g_free (self->value);
  g_free (self->en);
  g_free (self->zh);
  g_free (self->fix_en);
  g_free (self->fix_zh);
  g_free (self);
}

TcCheckResult *
tc_check_result_new (const char *name, const char *title_en, const char *title_zh)
{
  TcCheckResult *self = g_new0 (TcCheckResult, 1);

  self->name = name;
  self->title_en = title_en;
  self->title_zh = title_zh;
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify)finding_free);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
tc_check_result_free (TcCheckResult *self)
{
  g_hash_table_unref (self->known);
  g_ptr_array_unref (self->findings);
  g_free (self->sum_en);
  g_free (self->sum_zh);
  g_free (self);
}

static const char *
or_nothing (const char *text)
{
  return text != NULL ? text : "";
}

/* Of two values that a layer cannot show the worse one is told, or the longer one. */
static gboolean
is_worse (const TcFinding *one, const TcFinding *other)
{
  if (one->level != other->level)
    return one->level > other->level;
  return one->value != NULL && other->value != NULL &&
         tc_check_columns (one->value) > tc_check_columns (other->value);
}

static void
swap_text (char **a, char **b)
{
  char *text = *a;

  *a = *b;
  *b = text;
}

/* Takes @again's sentences. */
static void
count_again (TcFinding *known, TcFinding *again)
{
  known->n++;
  if (g_strcmp0 (known->language, again->language) != 0)
    g_clear_pointer (&known->language, g_free);
  if (is_worse (again, known)) {
    known->level = again->level;
    g_free (known->value);
    known->value = g_strdup (again->value);
    known->box = again->box;
    swap_text (&known->en, &again->en);
    swap_text (&known->zh, &again->zh);
    swap_text (&known->fix_en, &again->fix_en);
    swap_text (&known->fix_zh, &again->fix_zh);
  }
  g_free (again->en);
  g_free (again->zh);
  g_free (again->fix_en);
  g_free (again->fix_zh);
}

void
tc_check_result_add_file (TcCheckResult *self, const char *text)
{
  tc_check_result_add (self, &(TcFinding){.level = TC_CHECK_ERROR,
                                          .kind = "file",
                                          .value = (char *)text,
                                          .which = text,
                                          .en = g_strdup (text),
                                          .zh = g_strdup (text)});
}

void
tc_check_result_add (TcCheckResult *self, const TcFinding *finding)
{
  g_autofree char *key =
      g_strdup_printf ("%s\n%s\n%s\n%s", finding->kind, or_nothing (finding->scene),
                       or_nothing (finding->layer), or_nothing (finding->which));
  TcFinding *known = g_hash_table_lookup (self->known, key);
  TcFinding *own;

  self->weight += finding->level == TC_CHECK_ERROR     ? TC_CHECK_WEIGHT_ERROR
                  : finding->level == TC_CHECK_WARNING ? TC_CHECK_WEIGHT_WARNING
                                                       : 0;
  if (known != NULL) {
    TcFinding again = *finding;

    count_again (known, &again);
    return;
  }
  own = g_new (TcFinding, 1);
  *own = *finding;
  own->scene = g_strdup (finding->scene);
  own->layer = g_strdup (finding->layer);
  own->language = g_strdup (finding->language);
  own->value = g_strdup (finding->value);
  own->which = NULL;
  own->n = 1;
  if (self->findings->len >= TC_CHECK_MAX_FINDINGS) {
    self->n_untold[finding->level]++;
    finding_free (own);
    return;
  }
  g_ptr_array_add (self->findings, own);
  g_hash_table_insert (self->known, g_steal_pointer (&key), own);
}

static int
by_level (gconstpointer a, gconstpointer b)
{
  return (int)(*(const TcFinding *const *)b)->level -
         (int)(*(const TcFinding *const *)a)->level;
}

/* Few, and in the order in which they were found within a level: g_ptr_array_sort is
 * stable. */
void
tc_check_result_sort (TcCheckResult *self)
{
  g_ptr_array_sort (self->findings, by_level);
}

void
tc_check_result_set_sum (TcCheckResult *self, char *en, char *zh)
{
  g_free (self->sum_en);
  g_free (self->sum_zh);
  self->sum_en = en;
  self->sum_zh = zh;
}

void
tc_check_result_skip (TcCheckResult *self, const char *en, const char *zh)
{
  self->is_skipped = TRUE;
  tc_check_result_set_sum (self, g_strdup (en), g_strdup (zh));
}

guint
tc_check_result_count (const TcCheckResult *self, TcCheckLevel level)
{
  guint n = self->n_untold[level];

  for (guint i = 0; i < self->findings->len; i++)
    n += ((const TcFinding *)g_ptr_array_index (self->findings, i))->level == level;
  return n;
}
