/* SPDX-License-Identifier: MIT */
#include "app/check-case.h"

#include <string.h>

#define LATE_AGE_S  14 /* just before it is stale */
#define STALE_AGE_S 47

void
tc_check_case_free (TcCheckCase *self)
{
  g_free (self->name);
  tc_snapshot_unref (self->snapshot);
  g_free (self);
}

GPtrArray *
tc_check_cases_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)tc_check_case_free);
}

TcCheckCase *
tc_check_case_new (const char *name, TcSnapshot *snapshot)
{
  TcCheckCase *self = g_new0 (TcCheckCase, 1);

  self->name = g_strdup (name);
  self->snapshot = tc_snapshot_ref (snapshot);
  self->age_s = self->since_s = 3;
  self->is_news = TRUE;
  return self;
}

TcCheckCase *
tc_check_case_copy (const TcCheckCase *self, const char *suffix)
{
  TcCheckCase *copy = g_new (TcCheckCase, 1);

  *copy = *self;
  copy->name = g_strconcat (self->name, suffix, NULL);
  copy->snapshot = tc_snapshot_copy (self->snapshot);
  return copy;
}

guint
tc_check_columns (const char *text)
{
  guint n = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    n += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  return n;
}

/* --- the house's own names in the sample's moments --- */

static int
widest_first (gconstpointer a, gconstpointer b)
{
  const TcRosterUnit *one = *(const TcRosterUnit *const *)a;
  const TcRosterUnit *other = *(const TcRosterUnit *const *)b;

  return (int)tc_check_columns (other->name) - (int)tc_check_columns (one->name);
}

/* Gives each unit of the sample one of the house's, the widest names first. */
typedef struct {
  GPtrArray *units;  /* (element-type TcRosterUnit) borrowed, widest first */
  GHashTable *given; /* the sample's id -> TcRosterUnit */
} Cast;

static void
cast_init (Cast *self, const TcRoster *roster)
{
  self->units = g_ptr_array_new ();
  self->given = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < roster->n_units; i++)
    g_ptr_array_add (self->units, &roster->units[i]);
  g_ptr_array_sort (self->units, widest_first);
}

static void
cast_clear (Cast *self)
{
  g_ptr_array_unref (self->units);
  g_hash_table_unref (self->given);
}

static const TcRosterUnit *
cast_unit (Cast *self, const char *id)
{
  const TcRosterUnit *unit = g_hash_table_lookup (self->given, id);

  if (unit == NULL && self->units->len > 0) {
    unit = g_ptr_array_index (self->units,
                              g_hash_table_size (self->given) % self->units->len);
    g_hash_table_insert (self->given, g_strdup (id), (gpointer)unit);
  }
  return unit;
}

/* @name and @category may be NULL. */
static void
give (Cast *cast, char **id, char **name, char **category)
{
  const TcRosterUnit *unit = *id != NULL ? cast_unit (cast, *id) : NULL;

  if (unit == NULL)
    return;
  tc_check_set_text (id, unit->id);
  if (name != NULL)
    tc_check_set_text (name, unit->name);
  if (category != NULL && unit->category != NULL)
    tc_check_set_text (category, unit->category);
}

static void
recast_units (TcSnapshot *s, Cast *cast, TcRoster *roster)
{
  give (cast, &s->current.unit, &s->current.name, &s->current.category);
  give (cast, &s->scoring.subject_unit, NULL, NULL);
  for (guint i = 0; i < s->n_agenda; i++)
    give (cast, &s->agenda[i].unit, NULL, NULL);
  for (guint i = 0; i < s->n_ranking; i++)
    give (cast, &s->ranking[i].unit, &s->ranking[i].name, &s->ranking[i].category);
  for (guint d = 0; d < s->n_draws; d++)
    for (guint i = 0; i < s->draws[d].n_picks; i++) {
      TcPick *pick = &s->draws[d].picks[i];

      if (g_strcmp0 (s->draws[d].kind, "person") != 0)
        give (cast, &pick->id, &pick->name, &pick->category);
    }
  tc_roster_unref (s->roster);
  s->roster = tc_roster_ref (roster);
  s->units_total = (int)roster->n_units;
}

static void
take_text (char **place, const char *text)
{
  if (text != NULL)
    tc_check_set_text (place, text);
}

/* The document's words and scale. */
static void
recast_words (TcSnapshot *s, const TcSnapshot *from)
{
  g_autoptr (TcSnapshot) copy = tc_snapshot_copy (from);
  TcScoring *scoring = &s->scoring;

  take_text (&s->meeting_title, from->meeting_title);
  take_text (&s->meeting_subtitle, from->meeting_subtitle);
  take_text (&s->meeting_venue, from->meeting_venue);
  if (from->n_categories > 0) { /* swapped: the copy frees the sample's */
    TcCategory *categories = s->categories;
    guint n = s->n_categories;

    s->categories = copy->categories;
    s->n_categories = copy->n_categories;
    copy->categories = categories;
    copy->n_categories = n;
  }
  if (scoring->id != NULL && from->scoring.id != NULL) {
    scoring->scale = from->scoring.scale;
    scoring->decimals = from->scoring.decimals;
    scoring->eligible = MAX (from->scoring.eligible, scoring->cast);
    for (guint i = 0; i < MIN (scoring->n_groups, from->scoring.n_groups); i++)
      take_text (&scoring->groups[i].name, from->scoring.groups[i].name);
  }
}

static GPtrArray *
recast (const TcCheck *check, GPtrArray *sample)
{
  GPtrArray *cases = tc_check_cases_new ();
  Cast cast;

  cast_init (&cast, check->roster);
  for (guint i = 0; i < sample->len; i++) {
    TcCheckCase *own = tc_check_case_copy (g_ptr_array_index (sample, i), "");

    recast_units (own->snapshot, &cast, check->roster);
    if (check->document != NULL)
      recast_words (own->snapshot, check->document);
    g_ptr_array_add (cases, own);
  }
  cast_clear (&cast);
  return cases;
}

/* --- the list --- */

static void
add_aged (GPtrArray *cases, const TcCheckCase *of, TcAge age, int age_s)
{
  g_autofree char *suffix = g_strconcat ("-", tc_age_name (age), NULL);
  TcCheckCase *own = tc_check_case_copy (of, suffix);

  own->age = age;
  own->age_s = age_s;
  g_ptr_array_add (cases, own);
}

static void
add_filled (GPtrArray *cases, const TcCheckCase *of)
{
  TcCheckCase *numbers = tc_check_case_copy (of, "-full");
  TcCheckCase *words = tc_check_case_copy (of, "-long-zh");
  TcCheckCase *english = tc_check_case_copy (of, "-long-en");

  tc_check_fill_numbers (numbers);
  tc_check_fill_words (words, FALSE);
  tc_check_fill_words (english, TRUE);
  g_ptr_array_add (cases, numbers);
  add_aged (cases, numbers, TC_AGE_LATE, LATE_AGE_S);
  add_aged (cases, numbers, TC_AGE_STALE, STALE_AGE_S);
  g_ptr_array_add (cases, words);
  g_ptr_array_add (cases, english);
}

/* All units that report in writing are scored as one. */
static void
add_batch (GPtrArray *cases, const TcCheckCase *of)
{
  TcCheckCase *own;
  TcScoring *scoring;

  if (of->snapshot->scoring.id == NULL)
    return;
  own = tc_check_case_copy (of, "-batch");
  scoring = &own->snapshot->scoring;
  scoring->subject_is_unit = FALSE;
  g_clear_pointer (&scoring->subject_unit, g_free);
  scoring->subject_count = own->snapshot->units_total;
  g_ptr_array_add (cases, own);
}

static void
add_rehearsal (GPtrArray *cases, const TcCheckCase *of)
{
  TcCheckCase *own = tc_check_case_copy (of, "-rehearsal");

  own->snapshot->rehearsal = TRUE;
  g_ptr_array_add (cases, own);
}

GPtrArray *
tc_check_cases_make (const TcCheck *check)
{
  g_autoptr (GPtrArray) sample = tc_check_sample_cases ();
  GPtrArray *cases = recast (check, sample);
  guint n_base;

  if (check->document != NULL)
    g_ptr_array_insert (cases, 0, tc_check_case_new ("document", check->document));
  n_base = cases->len;
  for (guint i = 0; i < n_base; i++) {
    add_filled (cases, g_ptr_array_index (cases, i));
    add_batch (cases, g_ptr_array_index (cases, i));
  }
  if (n_base > 0)
    add_rehearsal (cases, g_ptr_array_index (cases, 0));
  return cases;
}

/* --- one name for all units --- */

static TcRoster *
name_roster (const TcRoster *from, const char *name)
{
  TcRoster *roster = tc_roster_new (NULL, from->n_units);

  for (guint i = 0; i < roster->n_units; i++) {
    roster->units[i].id = g_strdup (from->units[i].id);
    roster->units[i].name = g_strdup (name);
    roster->units[i].category = g_strdup (from->units[i].category);
  }
  return roster;
}

void
tc_check_case_name_units (TcCheckCase *self, const char *name)
{
  TcSnapshot *s = self->snapshot;

  self->is_uniform = TRUE;
  if (s->current.name != NULL)
    tc_check_set_text (&s->current.name, name);
  for (guint i = 0; i < s->n_ranking; i++)
    tc_check_set_text (&s->ranking[i].name, name);
  for (guint d = 0; d < s->n_draws; d++)
    for (guint i = 0; i < s->draws[d].n_picks; i++)
      if (g_strcmp0 (s->draws[d].kind, "person") != 0)
        tc_check_set_text (&s->draws[d].picks[i].name, name);
  if (s->roster != NULL) {
    TcRoster *named = name_roster (s->roster, name);

    tc_roster_unref (s->roster);
    s->roster = named;
  }
}
