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

/** Faults the value where the reader stands. @value NULL: nothing is there. @values:
 * (transfer full) (nullable): of tc_fault_new. */
void
tc_reader_fail (TcReader *self, const json_t *value, TcWhyCode code, json_t *values);
/** The same, for @key of the object where it stands. */
void tc_reader_fail_key (TcReader *self,
                         const char *key,
                         const json_t *value,
                         TcWhyCode code,
                         json_t *values);

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
/* --- tables: the fields of an object go into a struct (reader-table.c) --- */

/** What the value is, and what it is in the struct. */
typedef enum {
  TC_READ_STRING,  /**< char * */
  TC_READ_ID,      /**< char *, never "" */
  TC_READ_DECIMAL, /**< char *, decimal text */
  TC_READ_CHOICE,  /**< char *, one of `words` */
  TC_READ_INT,     /**< int, from `min` to `max`; `fallback` when absent */
  TC_READ_BOOL,    /**< gboolean */
  TC_READ_WORD,    /**< enum or gboolean: the index in `words`; 0 when absent */
  TC_READ_TIME,    /**< gint64, microseconds; 0 when absent */
} TcReadKind;

typedef struct {
  const char *key; /**< NULL ends a table */
  TcReadKind kind;
  TcNeed need;
  gsize offset; /**< in the struct */
  const char *const *words;
  int min, max, fallback;
} TcReadField;

/** What a list's item has beside its fields. */
typedef void (*TcReadRest) (TcReader *self,
                            const json_t *json,
                            gpointer item,
                            gpointer data);

/** An array of objects, which goes into an array of structs. */
typedef struct {
  const char *key;            /**< NULL: what is given to tc_reader_list is the array */
  gsize offset, count_offset; /**< of the array's pointer, and of the guint beside it */
  gsize item_size;
  const TcReadField *fields;
  TcReadRest read_rest; /**< (nullable): after the fields */
  const char *unique;   /**< (nullable): key of a text that no two items may share */
  TcWhyCode twice;      /**< what is said of the second one */
} TcReadList;

/** In the table's order, which is that of the faults. @object NULL: all are absent. */
void tc_reader_fields (TcReader *self,
                       const json_t *object,
                       const TcReadField *fields,
                       gpointer into);
/** Of the object that @object has at @key. */
void tc_reader_fields_at (TcReader *self,
                          const json_t *object,
                          const char *key,
                          const TcReadField *fields,
                          gpointer into);
/** Makes the array (of zeros from the first fault on). @data: of read_rest. */
void tc_reader_list (TcReader *self,
                     const json_t *object,
                     const TcReadList *list,
                     gpointer into,
                     gpointer data);

G_END_DECLS
