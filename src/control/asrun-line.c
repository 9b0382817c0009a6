/* SPDX-License-Identifier: MIT */
#include "asrun-line.h"

#include <string.h>

#define SIGNATURE     ",\"signature\":\""
#define SIGNATURE_END "\"}"

gboolean
tc_asrun_is_hash (const char *text)
{
  return text && strlen (text) == TC_SHA256_CHARS - 1 &&
         strspn (text, "0123456789abcdef") == TC_SHA256_CHARS - 1;
}

const char *
tc_asrun_record_kind (const json_t *record)
{
  return json_string_value (json_object_get (json_object_get (record, "what"), "kind"));
}

/* RFC 3339 by its letters: it is printed. */
static gboolean
is_time (const json_t *json)
{
  const char *text = json_string_value (json);

  return text && strspn (text, "0123456789-:.+TZ") == strlen (text);
}

json_t *
tc_asrun_line_parse (const TcAsrunLine *self, const char *bytes)
{
  json_t *record = self->length < TC_ASRUN_MAX_LINE
                       ? json_loadb (bytes + self->offset, self->length,
                                     JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL)
                       : NULL;

  if (record && json_integer_value (json_object_get (record, "n")) >= 1 &&
      json_is_integer (json_object_get (record, "frame")) &&
      is_time (json_object_get (record, "time")) &&
      tc_asrun_is_hash (json_string_value (json_object_get (record, "prev"))) &&
      tc_asrun_record_kind (record))
    return record;
  json_decref (record);
  return NULL;
}

TcAsrunLine
tc_asrun_line_read (const char *bytes, gsize offset, gsize length, gint64 previous)
{
  TcAsrunLine self = {.offset = offset, .length = length, .n = previous + 1};
  json_t *record = tc_asrun_line_parse (&self, bytes);

  tc_asrun_sha256 (bytes + offset, length, self.hash);
  if (!record)
    return self;
  self.is_record = TRUE;
  self.n = json_integer_value (json_object_get (record, "n"));
  self.is_checkpoint = strcmp (tc_asrun_record_kind (record), "checkpoint") == 0;
  g_strlcpy (self.prev, json_string_value (json_object_get (record, "prev")),
             sizeof self.prev);
  json_decref (record);
  return self;
}

/* The line's end is the signature, what is before it was signed. */
gboolean
tc_asrun_line_signature (const TcAsrunLine *self,
                         const char *bytes,
                         gsize *n_signed,
                         char signature[TC_SIGNATURE_CHARS])
{
  const gsize n_tail =
      strlen (SIGNATURE) + TC_SIGNATURE_CHARS - 1 + strlen (SIGNATURE_END);
  const char *text = bytes + self->offset;

  if (self->length < n_tail)
    return FALSE;
  *n_signed = self->length - n_tail;
  if (memcmp (text + *n_signed, SIGNATURE, strlen (SIGNATURE)) != 0)
    return FALSE;
  memcpy (signature, text + *n_signed + strlen (SIGNATURE), TC_SIGNATURE_CHARS - 1);
  signature[TC_SIGNATURE_CHARS - 1] = '\0';
  return TRUE;
}
