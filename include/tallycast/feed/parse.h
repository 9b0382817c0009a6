/* SPDX-License-Identifier: MIT
 *
 * tallycast/feed/parse.h - bytes of a backend -> a candidate document, or what is wrong
 *
 * Pure: no time, no memory of earlier documents (that is feed/rules.h). A document is
 * refused whole for syntax, a duplicate key, a limit of core/model.h, `version`, and a
 * wrong type or unknown word outside of the sections. A rule broken inside `scoring`,
 * `ranking` or `draws` refuses that section alone: it is empty in the candidate, its
 * bit stands in `snapshot->refused` and its fault in `faults`. Fields that the contract
 * does not know are ignored; null counts as absent.
 *
 * Scores are decimal text and are never turned into a number: `[0-9]+(.[0-9]+)?` from 0
 * to `scale`, without leading zeros. More digits than `decimals` refuse the section,
 * fewer are padded with zeros. Ranking uses `decimals` and `scale` of the scoring
 * beside it; when there is none, the most digits any of its rows has.
 *
 * Thread: any.
 */
#pragma once

#include <glib.h>

#include "tallycast/core/model.h"
#include "tallycast/core/why.h"

G_BEGIN_DECLS

#define TC_FEED_VERSION      1
#define TC_FEED_MAX_DECIMALS 6
#define TC_FEED_MAX_YEAR     2199
#define TC_FEED_MAX_SCALE    1000000
#define TC_FEED_MAX_REVISION G_GINT64_CONSTANT (9007199254740991) /* 2^53 - 1 */
#define TC_FEED_MAX_EPOCH    128 /* bytes, printable ASCII without '"' and '\' */

/** Where and why a document is wrong. */
typedef struct {
  guint section;    /**< a TcSection bit, or 0: the whole document */
  int line, column; /**< of the value, from 1; bytes, not letters; 0: not known */
  char *path;       /**< "scoring.groups[1].score"; "" for the document itself */
  char *value;      /**< what stands there as JSON, shortened; NULL: nothing */
  TcWhyCode code;   /**< up to TC_WHY_FEED_LAST */
  json_t *values;   /**< what the code's words name */
} TcFault;

/** @value: (transfer full) (nullable). @values: (transfer full) (nullable): those of
 * @code that are neither path nor value. */
TcFault *tc_fault_new (guint section,
                       TcWhyCode code,
                       const char *path,
                       char *value,
                       json_t *values);
TcFault *tc_fault_copy (const TcFault *self);
void tc_fault_free (TcFault *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcFault, tc_fault_free)
/** With its place, as soon as that is known. Returns: (transfer full): core/why.h. */
json_t *tc_fault_why (const TcFault *self);
/** The English words of it: "line 3, column 14: scoring.aggregate: more than 2
 * decimals:
 * \"92.355\"". Returns: (transfer full). */
char *tc_fault_to_string (const TcFault *self);
/** Finds line and column by path in the bytes that were parsed. */
void tc_fault_locate (TcFault *self, const char *bytes, gsize n_bytes);
/** "scoring", "ranking", "draws"; "document" for 0. */
const char *tc_section_name (guint section);

/** A parsed document. Its snapshot still holds every value: tc_rules_judge takes out
 * what must not be shown. One owner. */
typedef struct {
  TcSnapshot *snapshot;
  gboolean is_reopened;    /**< scoring.reopened */
  gboolean says_corrected; /**< scoring.corrected */
  char *content_sha256;    /**< of the canonical form without `time` */
  char *roster_sha256;     /**< lower-case hex, or NULL */
  GPtrArray *faults;       /**< TcFault, one for each refused section */
} TcDocument;

/**
 * tc_document_parse:
 * @fault: (out) (transfer full): why not
 *
 * Receipt times and `restored` are left 0. Returns: (transfer full) (nullable).
 */
TcDocument *tc_document_parse (const char *bytes, gsize n_bytes, TcFault **fault);
void tc_document_free (TcDocument *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcDocument, tc_document_free)

/**
 * tc_roster_parse:
 * @sha256: (nullable): what the bytes must hash to
 *
 * The roster is named by the SHA-256, in lower-case hex, of the bytes of
 * /api/v1/roster's body as received (after any content decoding). Refused whole for
 * limits, types, an unknown mode, an id given twice, and another hash.
 * Returns: (transfer full) (nullable).
 */
TcRoster *
tc_roster_parse (const char *bytes, gsize n_bytes, const char *sha256, TcFault **fault);

/** RFC 3339 date and time -> microseconds since 1970 UTC. Returns: FALSE if it is not
 * one from 1970 to TC_FEED_MAX_YEAR: in nanoseconds such fit into 64 bits, as do their
 * differences. @utc_offset_s: (out) (optional): as it is written; 0 of "Z". */
gboolean tc_rfc3339_parse (const char *text, gint64 *time_us, int *utc_offset_s);

G_END_DECLS
