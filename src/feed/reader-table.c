/* SPDX-License-Identifier: MIT */
#include "feed/reader.h"

/* The index in the field's words; 0 when absent or faulted. */
static int
read_word (TcReader *self, const json_t *object, const TcReadField *field)
{
  return MAX (0, tc_reader_word (self, object, field->key, field->words, field->need));
}

/* An optional one that is absent is the first of its words. */
static char *
read_choice (TcReader *self, const json_t *object, const TcReadField *field)
{
  return g_strdup (field->words[read_word (self, object, field)]);
}

static void
read_field (TcReader *self,
            const json_t *object,
            const TcReadField *field,
            gpointer place)
{
  const char *key = field->key;

  switch (field->kind) {
    case TC_READ_STRING:
      *(char **)place = tc_reader_string (self, object, key, field->need);
      break;
    case TC_READ_ID:
      *(char **)place = tc_reader_id (self, object, key, field->need);
      break;
    case TC_READ_DECIMAL:
      *(char **)place = tc_reader_decimal (self, object, key, field->need);
      break;
    case TC_READ_CHOICE:
      *(char **)place = read_choice (self, object, field);
      break;
    case TC_READ_INT:
      *(int *)place = (int)tc_reader_int (self, object, key, field->min, field->max,
                                          field->need == TC_REQUIRED ? G_MININT64
                                                                     : field->fallback);
      break;
    case TC_READ_BOOL:
      *(gboolean *)place = tc_reader_bool (self, object, key);
      break;
    case TC_READ_WORD:
      *(int *)place = read_word (self, object, field);
      break;
    case TC_READ_TIME:
      *(gint64 *)place = tc_reader_time (self, object, key, field->need);
      break;
  }
}

void
tc_reader_fields (TcReader *self,
                  const json_t *object,
                  const TcReadField *fields,
                  gpointer into)
{
  for (const TcReadField *field = fields; field->key; field++)
    read_field (self, object, field, (char *)into + field->offset);
}

void
tc_reader_fields_at (TcReader *self,
                     const json_t *object,
                     const char *key,
                     const TcReadField *fields,
                     gpointer into)
{
  const json_t *inner = tc_reader_object (self, object, key);

  tc_reader_enter_key (self, key);
  tc_reader_fields (self, inner, fields, into);
  tc_reader_leave (self);
}

static void
check_unique (TcReader *self,
              const json_t *json,
              const TcReadList *list,
              GHashTable *seen)
{
  json_t *value = json_object_get (json, list->unique);

  if (json_is_string (value) &&
      !g_hash_table_add (seen, (gpointer)json_string_value (value)))
    tc_reader_fail_key (self, list->unique, value, list->twice, NULL);
}

static void
read_items (TcReader *self,
            const json_t *array,
            guint n,
            const TcReadList *list,
            char *items,
            gpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n && !self->fault; i++) {
    const json_t *json = json_array_get (array, i);
    gpointer item = items + i * list->item_size;
    tc_reader_enter_index (self, i);
    if (!json_is_object (json)) {
      tc_reader_fail (self, json, TC_WHY_NOT_OBJECT, NULL);
    } else {
      tc_reader_fields (self, json, list->fields, item);
      if (list->read_rest)
        list->read_rest (self, json, item, data);
      if (list->unique)
        check_unique (self, json, list, seen);
    }
    tc_reader_leave (self);
  }
}

void
tc_reader_list (TcReader *self,
                const json_t *object,
                const TcReadList *list,
                gpointer into,
                gpointer data)
{
  guint n = (guint)json_array_size (object);
  const json_t *array =
      list->key ? tc_reader_array (self, object, list->key, &n) : object;
  char *items = g_malloc0_n (n, list->item_size);

  G_STRUCT_MEMBER (gpointer, into, list->offset) = items;
  G_STRUCT_MEMBER (guint, into, list->count_offset) = n;
  if (list->key)
    tc_reader_enter_key (self, list->key);
  read_items (self, array, n, list, items, data);
  if (list->key)
    tc_reader_leave (self);
}
