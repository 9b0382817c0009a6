/* SPDX-License-Identifier: MIT
 *
 * The roster: where it comes from, and what in it would confuse on air.
 */
#include "app/check-case.h"
#include "app/check-part.h"

#include "app/document.h"

#include <string.h>

#define LONG_CHARACTERS 17 /* of Chinese: a name on paper fits (LOOK.md 7) */

static void
tell_twice (TcCheckResult *result, const char *name, guint one, guint other)
{
  tc_check_result_add (
      result,
      &(TcFinding){
          .level = TC_CHECK_WARNING,
          .kind = "twice",
          .value = (char *)name,
          .which = name,
          .en = g_strdup_printf ("'%s' is there twice: units %u and %u", name, one,
                                 other),
          .zh = g_strdup_printf ("“%s”出现两次：第%u家和第%u家", name, one, other),
          .fix_en = g_strdup ("viewers cannot tell them apart: add the place"),
          .fix_zh = g_strdup ("观众分不清，请加上地名"),
      });
}

static void
tell_long (TcCheckResult *result, const char *name)
{
  tc_check_result_add (
      result,
      &(TcFinding){
          .level = TC_CHECK_WARNING,
          .kind = "long",
          .value = (char *)name,
          .which = name,
          .en = g_strdup_printf ("'%s' is longer than %d Chinese characters and has no "
                                 "short name",
                                 name, LONG_CHARACTERS),
          .zh = g_strdup_printf ("“%s”超过%d个字，没有简称", name, LONG_CHARACTERS),
          .fix_en = g_strdup ("give it a `short` in the roster"),
          .fix_zh = g_strdup ("在名单里加简称（short）"),
      });
}

static void
look_at_names (const TcRoster *roster, TcCheckResult *result)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < roster->n_units; i++) {
    const TcRosterUnit *unit = &roster->units[i];
    guint before = GPOINTER_TO_UINT (g_hash_table_lookup (seen, unit->name));

    if (before > 0)
      tell_twice (result, unit->name, before, i + 1);
    else
      g_hash_table_insert (seen, unit->name, GUINT_TO_POINTER (i + 1));
    if (unit->short_name == NULL && tc_check_columns (unit->name) > 2 * LONG_CHARACTERS)
      tell_long (result, unit->name);
  }
}

static void
read_file (TcCheck *check, TcCheckResult *result)
{
  g_autoptr (GError) error = NULL;
  TcRoster *roster = tc_roster_read_file (check->roster_from, &error);

  if (roster == NULL) {
    tc_check_result_add_file (result, error->message);
    return;
  }
  tc_roster_unref (check->roster);
  check->roster = roster;
  check->roster_en = "of the file";
  check->roster_zh = "文件中的";
}

void
tc_check_roster (TcCheck *check, TcCheckResult *result)
{
  gboolean wants_backend = g_strcmp0 (check->roster_from, "backend") == 0;

  if (check->roster_from != NULL && !wants_backend)
    read_file (check, result);
  if (check->roster == NULL && check->document != NULL &&
      check->document->roster != NULL)
    check->roster = tc_roster_ref (check->document->roster);
  if (check->roster == NULL) {
    check->roster = tc_check_sample_roster ();
    check->roster_en = "of the sample meeting";
    check->roster_zh = "示例会议的";
  }
  look_at_names (check->roster, result);
  tc_check_result_set_sum (
      result,
      g_strdup_printf ("%u units, the roster is %s", check->roster->n_units,
                       check->roster_en),
      g_strdup_printf ("%s名单，%u家", check->roster_zh, check->roster->n_units));
}
