/* SPDX-License-Identifier: MIT
 *
 * feed/reader.h - typed reading of JSON that remembers the first thing that is wrong
 *
 * After the first fault every read gives nothing, so that callers need not ask after
 * each value, only at the end. The reader keeps the path to where it stands; positions
 * are found by walking the text again, only when there is a fault. Thread: one.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "tallycast/feed/parse.h"

G_BEGIN_DECLS

/** One step of a path: into an object by key, or (key NULL) into an array by index. */
typedef struct {
  const char *key;
  gsize index;
} TcStep;

typedef struct {
  const char *bytes; /* borrowed */
  gsize n_bytes;
  guint section; /* of faults */
  TcStep steps[TC_MODEL_MAX_DEPTH + 2];
  guint n_steps;
  TcFault *fault; /* owned: the first one */
} TcReader;

typedef enum {
  TC_OPTIONAL,
  TC_REQUIRED,
} TcNeed;

/** Line and column (bytes, from 1) of the value at the path, or of the innermost value
 * on the way that is there. */
void tc_reader_locate (const TcReader *self, int *line, int *column);

void tc_reader_enter_key (TcReader *self, const char *key);
void tc_reader_enter_index (TcReader *self, gsize index);
void tc_reader_leave (TcReader *self);

/** Faults the value where the reader stands. @value NULL: nothing is there. */
void tc_reader_fail (TcReader *self, const json_t *value, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/** The same, for @key of the object where it stands. */
void tc_reader_fail_key (TcReader *self,
                         const char *key,
                         const json_t *value,
                         const char *format,
                         ...) G_GNUC_PRINTF (4, 5);

/** Parses and checks depth, strings and arrays. Returns: (transfer full) (nullable). */
json_t *tc_reader_load (TcReader *self, json_type type);

/** Values of @object's @key; null is absent. Strings: (transfer full). */
char *
tc_reader_string (TcReader *self, const json_t *object, const char *key, TcNeed need);
/** As string, but never "". */
char *tc_reader_id (TcReader *self, const json_t *object, const char *key, TcNeed need);
/** From @min to @max; @fallback when absent (G_MININT64: it must be there). */
gint64 tc_reader_int (TcReader *self,
                      const json_t *object,
                      const char *key,
                      gint64 min,
                      gint64 max,
                      gint64 fallback);
gboolean tc_reader_bool (TcReader *self, const json_t *object, const char *key);
/** Index in the NULL-terminated @words; -1 when absent. */
int tc_reader_word (TcReader *self,
                    const json_t *object,
                    const char *key,
                    const char *const *words,
                    TcNeed need);
/** RFC 3339 in microseconds; 0 when absent. */
gint64
tc_reader_time (TcReader *self, const json_t *object, const char *key, TcNeed need);
/** How far east of UTC it is written, seconds; 0 also when it is no time. */
int tc_reader_utc_offset (const json_t *object, const char *key);
/** A decimal as text; NULL when absent. */
char *
tc_reader_decimal (TcReader *self, const json_t *object, const char *key, TcNeed need);
/** (transfer none) (nullable). */
json_t *tc_reader_object (TcReader *self, const json_t *object, const char *key);
/** (transfer none) (nullable); @n is 0 when there is none. */
json_t *
tc_reader_array (TcReader *self, const json_t *object, const char *key, guint *n);
/** Enters @array's @index, which must be an object (else it is faulted). Always to be
 * left. Returns: (transfer none) (nullable). */
json_t *tc_reader_item (TcReader *self, const json_t *array, gsize index);

G_END_DECLS
