/* SPDX-License-Identifier: MIT */
#include "app/document.h"

#include "tallycast/core/error.h"

static gboolean
read_bytes (const char *path, char **bytes, gsize *n_bytes, GError **error)
{
  g_autoptr (GError) inner = NULL;

  if (g_file_get_contents (path, bytes, n_bytes, &inner))
    return TRUE;
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s: error: cannot read it: %s", path,
               inner->message);
  return FALSE;
}

/* Takes @fault. */
static void
set_fault (const char *path, TcFault *fault, GError **error)
{
  g_autofree char *place = fault->line > 0
                               ? g_strdup_printf (":%d:%d", fault->line, fault->column)
                               : g_strdup ("");

  fault->line = 0; /* told in front, where editors look for it */
  g_autofree char *text = tc_fault_to_string (fault);
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "%s%s: error: %s", path, place, text);
  tc_fault_free (fault);
}

gboolean
tc_document_read_file (TcRules *rules,
                       const char *path,
                       TcSnapshot **snapshot,
                       GPtrArray *faults,
                       GError **error)
{
  g_autofree char *bytes = NULL;
  g_autoptr (TcDocument) document = NULL;
  TcFault *fault = NULL;
  TcVerdict verdict = TC_VERDICT_REFUSED;
  gsize n_bytes;

  if (!read_bytes (path, &bytes, &n_bytes, error))
    return FALSE;
  document = tc_document_parse (bytes, n_bytes, &fault);
  if (document != NULL)
    verdict = tc_rules_judge (rules, &document, FALSE, &fault);
  if (verdict == TC_VERDICT_REFUSED) {
    set_fault (path, fault, error);
    return FALSE;
  }
  if (verdict != TC_VERDICT_NEW)
    return TRUE;
  for (guint i = 0; faults != NULL && i < document->faults->len; i++)
    g_ptr_array_add (faults,
                     tc_fault_to_string (g_ptr_array_index (document->faults, i)));
  tc_snapshot_unref (*snapshot);
  *snapshot = tc_snapshot_ref (document->snapshot);
  return TRUE;
}

TcRoster *
tc_roster_read_file (const char *path, GError **error)
{
  g_autofree char *bytes = NULL;
  TcFault *fault = NULL;
  gsize n_bytes;
  TcRoster *roster;

  if (!read_bytes (path, &bytes, &n_bytes, error))
    return NULL;
  roster = tc_roster_parse (bytes, n_bytes, NULL, &fault);
  if (roster == NULL)
    set_fault (path, fault, error);
  return roster;
}
