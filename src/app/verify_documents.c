/* SPDX-License-Identifier: MIT
 *
 * The documents of a log go through the feed's own rules in the order in which they
 * were taken, from the beginning of the log on: what was published in the morning makes
 * a correction of the evening's value.
 */
#include "app/verify.h"

#include <string.h>

#include "tallycast/core/error.h"
#include "tallycast/feed/rules.h"

/* A document that was taken. */
typedef struct {
  guint line;           /* of the first record that tells of it */
  gint64 received;      /* frame */
  TcSnapshot *snapshot; /* as judged, without roster */
} Taken;

struct TcVerifyDocuments {
  const TcVerifyRun *run;
  GPtrArray *taken;    /* of Taken, in their order */
  GHashTable *by_hash; /* SHA-256 -> Taken, the newest of it */
  GHashTable *rosters; /* SHA-256 -> TcRoster */
};

static void
taken_free (gpointer data)
{
  Taken *self = data;

  tc_snapshot_unref (self->snapshot);
  g_free (self);
}

/* --- as the feed took them -------------------------------------------------------- */

static TcDocument *
parse (const TcVerifyDocuments *self, const char *sha256, GError **error)
{
  g_autoptr (GBytes) bytes = tc_asrun_log_object (self->run->log, sha256, error);
  g_autoptr (TcFault) fault = NULL;
  gsize n_bytes;

  if (!bytes)
    return NULL;
  const char *text = g_bytes_get_data (bytes, &n_bytes);
  TcDocument *document = tc_document_parse (text, n_bytes, &fault);
  if (document)
    return document;
  g_autofree char *why = tc_fault_to_string (fault);
  g_set_error (error, TC_ERROR, TC_ERROR_DATA, "object %.64s is no document: %s",
               sha256, why);
  return NULL;
}

/* From its receipt to the frame that showed it. */
static gint64
waited_ms (const json_t *record)
{
  return CLAMP (json_integer_value (tc_verify_what (record, "waited_ms")), 0,
                G_MAXINT32);
}

/* The first record of a document: the rules judge it. */
static gboolean
judge (TcVerifyDocuments *self,
       TcRules *rules,
       guint line,
       const json_t *record,
       const char *sha256,
       GError **error)
{
  g_autoptr (TcDocument) document = parse (self, sha256, error);
  g_autoptr (TcFault) fault = NULL;
  Taken *taken;

  if (!document)
    return FALSE;
  if (tc_rules_judge (rules, &document, FALSE, &fault) != TC_VERDICT_NEW)
    return TRUE; /* shown again, as by a roster that came later */
  taken = g_new0 (Taken, 1);
  taken->line = line;
  taken->received = tc_verify_record_frame (record) -
                    tc_rate_ticks_in_ms (self->run->rate, waited_ms (record));
  taken->snapshot = tc_snapshot_ref (document->snapshot);
  g_ptr_array_add (self->taken, taken);
  g_hash_table_insert (self->by_hash, g_strdup (sha256), taken);
  return TRUE;
}

/* A restart forgets all but what the feed keeps on disk. Takes @rules. */
static TcRules *
restart (TcRules *rules)
{
  json_t *kept = tc_rules_to_json (rules);
  TcRules *again = tc_rules_new ();

  tc_rules_from_json (again, kept);
  json_decref (kept);
  tc_rules_free (rules);
  return again;
}

static gboolean
judge_all (TcVerifyDocuments *self, GError **error)
{
  TcRules *rules = tc_rules_new ();
  gboolean is_judged = TRUE;

  for (guint i = 0; i < self->run->end && is_judged; i++) {
    json_t *record = tc_asrun_log_record (self->run->log, i);
    const char *sha256 = json_string_value (json_object_get (record, "document"));
    const char *kind = tc_verify_kind (record);

    if (strcmp (kind, "open") == 0)
      rules = restart (rules);
    if (sha256 && strcmp (kind, "document") == 0 &&
        !tc_verify_what (record, "restored"))
      is_judged = judge (self, rules, i, record, sha256, error);
    json_decref (record);
  }
  tc_rules_free (rules);
  return is_judged;
}

/* --- as one was shown ------------------------------------------------------------- */

/* What newer documents, already here and not yet shown, took back of it. */
static TcSnapshot *
retract (const TcVerifyDocuments *self, const Taken *taken, gint64 frame)
{
  TcSnapshot *shown = tc_snapshot_copy (taken->snapshot);

  for (guint i = 0; i < self->taken->len; i++) {
    const Taken *newer = self->taken->pdata[i];

    if (newer->line <= taken->line || newer->line < self->run->first ||
        newer->received > frame)
      continue;
    TcSnapshot *changed = tc_rules_retract (newer->snapshot, shown);
    if (!changed)
      continue;
    tc_snapshot_unref (shown);
    shown = changed;
  }
  return shown;
}

static TcSnapshot *
restore (const TcVerifyDocuments *self, const char *sha256, GError **error)
{
  g_autoptr (TcDocument) document = parse (self, sha256, error);

  if (!document)
    return NULL;
  tc_rules_restore (document->snapshot);
  return g_steal_pointer (&document->snapshot);
}

/* By the operator's word alone. */
static TcSnapshot *
nothing (void)
{
  TcSnapshot *snapshot = tc_snapshot_new ();

  snapshot->epoch = g_strdup ("");
  snapshot->document_sha256 = g_strdup ("");
  return snapshot;
}

/* Returns: (transfer full) (nullable): not shared yet; NULL without @error: it is not
 * known. */
static TcSnapshot *
base_of (const TcVerifyDocuments *self,
         const json_t *record,
         gint64 frame,
         GError **error)
{
  const char *sha256 = json_string_value (json_object_get (record, "document"));
  const Taken *taken = sha256 ? g_hash_table_lookup (self->by_hash, sha256) : NULL;

  if (!sha256)
    return nothing ();
  if (tc_verify_what (record, "restored"))
    return restore (self, sha256, error);
  if (!taken)
    return NULL;
  return tc_verify_what (record, "retracted") ? retract (self, taken, frame)
                                              : tc_snapshot_copy (taken->snapshot);
}

/* Returns: (transfer none) (nullable). */
static TcRoster *
roster_of (TcVerifyDocuments *self, const char *sha256, GError **error)
{
  TcRoster *roster = g_hash_table_lookup (self->rosters, sha256);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (TcFault) fault = NULL;
  gsize n_bytes;

  if (roster)
    return roster;
  bytes = tc_asrun_log_object (self->run->log, sha256, error);
  if (!bytes)
    return NULL;
  const char *text = g_bytes_get_data (bytes, &n_bytes);
  roster = tc_roster_parse (text, n_bytes, sha256, &fault);
  if (roster)
    g_hash_table_insert (self->rosters, g_strdup (sha256), roster);
  else
    g_set_error (error, TC_ERROR, TC_ERROR_DATA, "object %.64s is no roster", sha256);
  return roster;
}

static gboolean
add_roster (TcVerifyDocuments *self,
            TcSnapshot *snapshot,
            const json_t *record,
            GError **error)
{
  const char *sha256 = json_string_value (tc_verify_what (record, "roster"));
  const char *unit_id = json_string_value (tc_verify_what (record, "manual"));
  TcRoster *roster;

  if (!sha256)
    return TRUE;
  roster = roster_of (self, sha256, error);
  if (!roster)
    return FALSE;
  tc_roster_unref (snapshot->roster);
  snapshot->roster = tc_roster_ref (roster);
  const TcRosterUnit *unit = unit_id ? tc_roster_find (roster, unit_id) : NULL;
  if (unit)
    tc_rules_set_current (snapshot, unit);
  return TRUE;
}

TcSnapshot *
tc_verify_documents_shown (TcVerifyDocuments *self,
                           const json_t *record,
                           gint64 frame,
                           GError **error)
{
  GError *cause = NULL;
  TcSnapshot *snapshot = base_of (self, record, frame, &cause);

  if (!snapshot) {
    if (!cause)
      g_set_error (&cause, TC_ERROR, TC_ERROR_DATA,
                   "record %" JSON_INTEGER_FORMAT
                   ": its document follows on ones that this log does not have",
                   json_integer_value (json_object_get (record, "n")));
    g_propagate_error (error, cause);
    return NULL;
  }
  snapshot->receipt_mono_ns =
      tc_render_tick_ns (self->run->rate, frame) - waited_ms (record) * TC_NS_PER_MS;
  snapshot->receipt_wall_us =
      tc_verify_run_wall_us (self->run, frame) - waited_ms (record) * 1000;
  if (add_roster (self, snapshot, record, error))
    return snapshot;
  tc_snapshot_unref (snapshot);
  return NULL;
}

/* --- all of them ------------------------------------------------------------------ */

TcVerifyDocuments *
tc_verify_documents_new (const TcVerifyRun *run, GError **error)
{
  TcVerifyDocuments *self = g_new0 (TcVerifyDocuments, 1);

  self->run = run;
  self->taken = g_ptr_array_new_with_free_func (taken_free);
  self->by_hash = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->rosters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify)tc_roster_unref);
  if (judge_all (self, error))
    return self;
  tc_verify_documents_free (self);
  return NULL;
}

void
tc_verify_documents_free (TcVerifyDocuments *self)
{
  g_hash_table_unref (self->by_hash);
  g_hash_table_unref (self->rosters);
  g_ptr_array_unref (self->taken);
  g_free (self);
}
