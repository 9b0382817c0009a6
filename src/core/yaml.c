/* SPDX-License-Identifier: MIT */
#include "yaml-private.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tallycast/core/error.h"

/* --- bytes --- */

/* Position of @at in @text, for bytes that libfyaml never sees. */
static void
fail_at_byte (const TcYaml *document,
              const char *text,
              gsize at,
              const char *message,
              GError **error)
{
  int line = 1, column = 1;

  for (gsize i = 0; i < at; i++) {
    if (text[i] == '\n') {
      line++;
      column = 1;
    } else if ((text[i] & 0xc0) != 0x80) {
      column++;
    }
  }
  tc_yaml_set_error (error, document, line, column, message);
}

static gboolean
check_bytes (const TcYaml *document, const char *text, gsize length, GError **error)
{
  const char *bad;

  if (length > TC_YAML_MAX_BYTES) {
    fail_at_byte (document, text, TC_YAML_MAX_BYTES,
                  "the file is too large, at most 256 KiB", error);
    return FALSE;
  }
  G_STATIC_ASSERT (TC_YAML_MAX_BYTES == 256 * 1024);
  if (!g_utf8_validate_len (text, length, &bad)) {
    fail_at_byte (document, text, (gsize)(bad - text),
                  *bad == '\0' ? "a NUL byte" : "not UTF-8", error);
    return FALSE;
  }
  for (gsize i = 0; i < length; i++) {
    if (g_ascii_iscntrl (text[i]) && !strchr ("\t\r\n", text[i])) {
      fail_at_byte (document, text, i, "a control character", error);
      return FALSE;
    }
  }
  return TRUE;
}

/* --- documents --- */

static void
document_clear (gpointer data)
{
  TcYaml *self = data;

  tc_yaml_node_free (self->root);
  g_free (self->name);
}

TcYaml *
tc_yaml_parse (const char *text,
               gssize length,
               const char *name,
               int code,
               GError **error)
{
  g_autoptr (TcYaml) document = g_atomic_rc_box_new0 (TcYaml);
  gsize n_bytes = length < 0 ? strlen (text) : (gsize)length;

  document->name = g_strdup (name);
  document->code = code;
  if (!check_bytes (document, text, n_bytes, error))
    return NULL;

  if (!tc_yaml_scan (document, text, n_bytes, error))
    return NULL;
  return g_steal_pointer (&document);
}

/* Reads at most one byte more than is allowed: enough to see that it is too much. */
static GString *
read_file (const char *path)
{
  FILE *file = fopen (path, "re");
  if (!file)
    return NULL;

  g_autoptr (GString) text = g_string_sized_new (4096);
  gsize n;
  char block[4096];
  errno = 0;
  while (text->len <= TC_YAML_MAX_BYTES &&
         (n = fread (block, 1, sizeof block, file)) > 0)
    g_string_append_len (text, block, (gssize)n);
  int saved = ferror (file) ? errno : 0;
  fclose (file);
  errno = saved;
  return saved ? NULL : g_steal_pointer (&text);
}

TcYaml *
tc_yaml_load (const char *path, int code, GError **error)
{
  g_autoptr (GString) text = read_file (path);

  if (!text) {
    g_set_error (error, TC_ERROR, code, "%s: error: cannot read it: %s", path,
                 g_strerror (errno));
    return NULL;
  }
  return tc_yaml_parse (text->str, (gssize)text->len, path, code, error);
}

TcYaml *
tc_yaml_ref (TcYaml *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
tc_yaml_unref (TcYaml *self)
{
  if (self)
    g_atomic_rc_box_release_full (self, document_clear);
}

const TcYamlNode *
tc_yaml_root (const TcYaml *self)
{
  return self->root;
}

const char *
tc_yaml_name (const TcYaml *self)
{
  return self->name;
}
