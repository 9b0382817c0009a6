/* SPDX-License-Identifier: MIT */
#include "tallycast/core/error.h"
#include "tallycast/scene/bind.h"

#include <string.h>

typedef enum {
  EQ,
  NE,
  LT,
  LE,
  GT,
  GE,
  EXISTS,
  MISSING
} Op;

static const char *const op_names[] = {"==", "!=",     "<",      "<=", ">",
                                       ">=", "exists", "absent", NULL};

struct TcTest {
  const TcPath *path;
  Op op;
  char *word;    /* literal for text */
  gint64 number; /* literal for numbers and true, false */
};

static gboolean G_GNUC_PRINTF (2, 3) fail (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (TC_ERROR, TC_ERROR_DATA, format, args));
  va_end (args);
  return FALSE;
}

static gboolean
parse_literal (TcTest *self, const char *word, GError **error)
{
  switch (self->path->kind) {
    case TC_VALUE_TEXT:
      if (self->path->is_score)
        return fail (error,
                     "'%s' is a score: only exists and absent may be asked of it",
                     self->path->name);
      if (self->op != EQ && self->op != NE)
        return fail (error, "'%s' is text: compare it with == or !=", self->path->name);
      self->word = g_strdup (word);
      return TRUE;
    case TC_VALUE_BOOL:
      if (strcmp (word, "true") != 0 && strcmp (word, "false") != 0)
        return fail (error, "'%s' is not true or false", word);
      self->number = strcmp (word, "true") == 0;
      return TRUE;
    case TC_VALUE_NUMBER:
    case TC_VALUE_SECONDS:
    case TC_VALUE_ROWS:
      if (g_ascii_string_to_signed (word, 10, -1000000000, 1000000000, &self->number,
                                    NULL))
        return TRUE;
      return fail (error, "'%s' is not a whole number", word);
    default:
      return fail (error, "'%s' cannot be compared", self->path->name);
  }
}

TcTest *
tc_test_new (const char *text, const char *rows, GError **error)
{
  g_autoptr (TcTest) self = g_new0 (TcTest, 1);
  g_auto (GStrv) words = g_strsplit (text, " ", 3);
  guint n = g_strv_length (words);
  guint op = 0;

  if (n < 2) {
    fail (error, "'%s' is not \"path operator literal\"", text);
    return NULL;
  }
  self->path = tc_path_find (words[0], rows, error);
  if (self->path == NULL)
    return NULL;
  while (op_names[op] != NULL && strcmp (op_names[op], words[1]) != 0)
    op++;
  if (op_names[op] == NULL) {
    fail (error, "unknown operator '%s' (== != < <= > >= exists absent)", words[1]);
    return NULL;
  }
  self->op = (Op)op;
  if ((op >= EXISTS) != (n == 2)) {
    fail (error, "'%s': exists and absent take no literal, the others one", text);
    return NULL;
  }
  if (op < EXISTS && !parse_literal (self, words[2], error))
    return NULL;
  return g_steal_pointer (&self);
}

void
tc_test_free (TcTest *self)
{
  if (self != NULL)
    g_free (self->word);
  g_free (self);
}

const TcPath *
tc_test_path (const TcTest *self)
{
  return self->path;
}

gboolean
tc_test_holds (const TcTest *self, TcBind *bind)
{
  TcValue value = tc_path_get (self->path, bind);
  gint64 difference;

  if (self->op >= EXISTS)
    return (value.kind != TC_VALUE_ABSENT) == (self->op == EXISTS);
  if (value.kind == TC_VALUE_ABSENT)
    return FALSE;
  difference = value.kind == TC_VALUE_TEXT ? strcmp (value.text, self->word)
                                           : value.number - self->number;
  switch (self->op) {
    case EQ:
      return difference == 0;
    case NE:
      return difference != 0;
    case LT:
      return difference < 0;
    case LE:
      return difference <= 0;
    case GT:
      return difference > 0;
    default:
      return difference >= 0;
  }
}
