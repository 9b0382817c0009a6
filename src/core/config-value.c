/* SPDX-License-Identifier: MIT
 *
 * One value, from wherever it was written, into its place. The file's numbers go
 * through core/yaml, which knows quoted from plain; flags and variables are text.
 */
#include "config-private.h"
#include "yaml-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tallycast/core/error.h"
#include "tallycast/core/model.h"

/* --- errors --- */

static void
fail_at (const TcConfigValue *value, int code, const char *text, GError **error)
{
  if (!value->node) {
    g_set_error (error, TC_ERROR, value->code == TC_ERROR_USAGE ? value->code : code,
                 "%s%s", value->name, text);
    if (code == TC_ERROR_UNAVAILABLE && error)
      (*error)->code = code;
    return;
  }
  tc_yaml_fail (value->node, error, "'%s'%s", value->name, text);
  if (error)
    (*error)->code = code;
}

gboolean
tc_value_must_be (const TcConfigValue *value, const char *expected, GError **error)
{
  g_autofree char *found = value->text ? tc_yaml_quote (value->text) : NULL;
  g_autofree char *text = g_strdup_printf (" must be %s, not %s", expected,
                                           found ? found : "a list or mapping");

  fail_at (value, TC_ERROR_CONFIG, text, error);
  return FALSE;
}

gboolean
tc_value_fail (const TcConfigValue *value,
               int code,
               const char *message,
               GError **error)
{
  g_autofree char *text = g_strdup_printf (": %s", message);

  fail_at (value, code, text, error);
  return FALSE;
}

/* --- files --- */

char *
tc_config_resolve (const char *dir, const char *path)
{
  if (g_path_is_absolute (path) || strcmp (dir, ".") == 0)
    return g_strdup (path);
  return g_build_filename (dir, path, NULL);
}

static gboolean
fail_file (GError **error, const char *path, const char *why)
{
  g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "cannot use '%s': %s", path, why);
  return FALSE;
}

/* Whether @path is a file that we may read; warns when others may, too. */
static gboolean
check_secret_file (const char *path, GPtrArray *warnings, GError **error)
{
  struct stat info;

  if (stat (path, &info) != 0)
    return fail_file (error, path, g_strerror (errno));
  if (S_ISDIR (info.st_mode))
    return fail_file (error, path, "it is a folder");
  if (access (path, R_OK) != 0)
    return fail_file (error, path, g_strerror (errno));
  if (info.st_mode & S_IROTH)
    g_ptr_array_add (
        warnings, g_strdup_printf ("%s holds a secret and every user of this machine "
                                   "may read it: chmod 600 %s",
                                   path, path));
  return TRUE;
}

/* One line of visible characters. */
static const char *
why_no_secret (const char *text, gsize length)
{
  if (length == 0)
    return "it is empty";
  for (gsize i = 0; i < length; i++)
    if (g_ascii_iscntrl (text[i]))
      return "it must hold one line of text";
  return g_utf8_validate_len (text, length, NULL) ? NULL : "it is not UTF-8";
}

char *
tc_config_read_secret (const char *path, GPtrArray *warnings, GError **error)
{
  char text[TC_CONFIG_MAX_SECRET_BYTES + 1];

  if (!check_secret_file (path, warnings, error))
    return NULL;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  ssize_t n = fd < 0 ? -1 : read (fd, text, sizeof text);
  int saved = errno;
  if (fd >= 0)
    close (fd);
  if (n < 0)
    return fail_file (error, path, g_strerror (saved)), NULL;
  if (n > TC_CONFIG_MAX_SECRET_BYTES)
    return fail_file (error, path, "it is longer than 1024 bytes"), NULL;
  while (n > 0 && g_ascii_isspace (text[n - 1]))
    n--;
  const char *why = why_no_secret (text, (gsize)n);
  if (why)
    return fail_file (error, path, why), NULL;
  return g_strndup (text, (gsize)n);
}

/* --- texts --- */

static gboolean
check_text (const TcConfigField *field, const char *text, GError **error)
{
  switch (field->kind) {
    case TC_FIELD_ID:
      return tc_config_check_id (text, error);
    case TC_FIELD_NAME:
      return tc_config_check_name (text, error);
    case TC_FIELD_LANGUAGE:
      return tc_config_check_language (text, error);
    case TC_FIELD_CAMERA:
      return tc_config_check_camera (text, error);
    case TC_FIELD_AUDIO:
      return tc_config_check_audio (text, error);
    case TC_FIELD_BACKEND:
      return tc_config_check_backend (text, error);
    case TC_FIELD_WEBHOOK:
      return tc_config_check_webhook (text, error);
    case TC_FIELD_OUTPUT:
      return tc_config_check_output (text, error);
    case TC_FIELD_LISTEN:
      return tc_config_check_listen (text, error);
    default: /* paths: any text */
      if (*text)
        return TRUE;
      g_set_error (error, TC_ERROR, TC_ERROR_CONFIG, "must not be empty");
      return FALSE;
  }
}

/* file:clip.mp4 -> file:///folder/of/the/configuration/clip.mp4 */
static char *
resolve_camera (const char *dir, const char *uri, GError **error)
{
  if (!g_str_has_prefix (uri, "file:") || g_str_has_prefix (uri, "file://"))
    return g_strdup (uri);
  g_autofree char *path = tc_config_resolve (dir, uri + strlen ("file:"));
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  return g_filename_to_uri (absolute, NULL, error);
}

static char *
read_auth (const char *path, GPtrArray *warnings, GError **error)
{
  g_autofree char *text = tc_config_read_secret (path, warnings, error);

  if (text && !strchr (text, ':'))
    return fail_file (error, path, "it must hold USER:PASSWORD"), NULL;
  return g_steal_pointer (&text);
}

static gboolean
check_program (const char *path, GError **error)
{
  if (access (path, X_OK) != 0)
    return fail_file (error, path, g_strerror (errno));
  return !g_file_test (path, G_FILE_TEST_IS_DIR) ||
         fail_file (error, path, "it is a folder");
}

/* What is kept of a checked text. Returns NULL with @error. */
static char *
finish_text (const TcConfigField *field, const TcConfigValue *value, GError **error)
{
  g_autofree char *path = NULL;

  switch (field->kind) {
    case TC_FIELD_PATH:
      return tc_config_resolve (value->dir, value->text);
    case TC_FIELD_PROGRAM:
      path = tc_config_resolve (value->dir, value->text);
      return check_program (path, error) ? g_canonicalize_filename (path, NULL) : NULL;
    case TC_FIELD_SECRET_PATH:
      path = tc_config_resolve (value->dir, value->text);
      return check_secret_file (path, value->warnings, error) ? g_steal_pointer (&path)
                                                              : NULL;
    case TC_FIELD_KEY_FILE:
      path = tc_config_resolve (value->dir, value->text);
      return tc_config_read_secret (path, value->warnings, error);
    case TC_FIELD_AUTH_FILE:
      path = tc_config_resolve (value->dir, value->text);
      return read_auth (path, value->warnings, error);
    case TC_FIELD_CAMERA:
      return resolve_camera (value->dir, value->text, error);
    case TC_FIELD_BACKEND:
      path = g_strdup (value->text);
      while (g_str_has_suffix (path, "/"))
        path[strlen (path) - 1] = '\0';
      return g_steal_pointer (&path);
    default:
      return g_strdup (value->text);
  }
}

static gboolean
read_choice (const TcConfigField *field,
             const TcConfigValue *value,
             char **place,
             GError **error)
{
  int found;

  if (!tc_yaml_as_enum (value->node, value->name, field->choices, &found, error))
    return FALSE;
  g_free (*place);
  *place = g_strdup (field->choices[found]);
  return TRUE;
}

static gboolean
read_text (const TcConfigField *field,
           const TcConfigValue *value,
           char **place,
           GError **error)
{
  g_autoptr (GError) why = NULL;

  if (!value->text)
    return tc_value_must_be (value, "text", error);
  if (!check_text (field, value->text, &why)) {
    TcConfigValue told = *value;
    if (field->kind == TC_FIELD_CAMERA)
      told.code = why->code; /* refused: 78 or 69, wherever it was written */
    return tc_value_fail (&told, why->code, why->message, error);
  }
  char *text = finish_text (field, value, &why);
  if (!text)
    return tc_value_fail (value, TC_ERROR_CONFIG, why ? why->message : "cannot be used",
                          error);
  g_free (*place);
  *place = text;
  return TRUE;
}

/* --- the rest --- */

static gboolean
read_int (const TcConfigField *field,
          const TcConfigValue *value,
          int *place,
          GError **error)
{
  gint64 number = 0;

  if (value->node) {
    if (!tc_yaml_as_int (value->node, value->name, (gint64)field->min,
                         (gint64)field->max, &number, error))
      return FALSE;
  } else if (!g_ascii_string_to_signed (value->text, 10, (gint64)field->min,
                                        (gint64)field->max, &number, NULL)) {
    g_autofree char *expected =
        g_strdup_printf ("a whole number from %g to %g", field->min, field->max);
    return tc_value_must_be (value, expected, error);
  }
  *place = (int)number;
  return TRUE;
}

static gboolean
read_auto (const TcConfigField *field,
           const TcConfigValue *value,
           int *place,
           GError **error)
{
  g_autoptr (GError) why = NULL;

  if (g_strcmp0 (value->text, "auto") == 0) {
    *place = TC_CONFIG_AUTO;
    return TRUE;
  }
  if (read_int (field, value, place, &why))
    return TRUE;
  g_autofree char *expected =
      g_strdup_printf ("auto or a whole number from %g to %g", field->min, field->max);
  return tc_value_must_be (value, expected, error);
}

static gboolean
read_size (const TcConfigValue *value, int *place, GError **error)
{
  return (value->text && tc_config_parse_size (value->text, &place[0], &place[1])) ||
         tc_value_must_be (
             value, "WIDTHxHEIGHT, even, from 160x90 to 3840x2160, as in 1920x1080",
             error);
}

static gboolean
read_rate (const TcConfigValue *value, TcRate *place, GError **error)
{
  return (value->text && tc_config_parse_rate (value->text, place)) ||
         tc_value_must_be (value,
                           "5 to 60 frames a second, as in 25, 50, 30000/1001 or "
                           "29.97",
                           error);
}

static gboolean
read_phases (const TcConfigValue *value, TcConfigPhase *phases, GError **error)
{
  const char *known[TC_PHASE_END + 2] = {NULL};

  for (int i = 0; i <= TC_PHASE_END; i++)
    known[i] = tc_phase_name ((TcPhase)i);
  if (!tc_yaml_check_keys (value->node, known, error))
    return FALSE;
  for (int i = 0; i <= TC_PHASE_END; i++) {
    const TcYamlNode *scene = tc_yaml_get (value->node, known[i]);
    TcConfigValue item = *value;
    item.node = scene;
    item.name = known[i];
    item.text = scene ? tc_yaml_text (scene) : NULL;
    if (scene && !read_text (&(TcConfigField){.kind = TC_FIELD_NAME}, &item,
                             &phases[i].scene, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
tc_field_read (const TcConfigField *field,
               const TcConfigValue *value,
               gpointer place,
               GError **error)
{
  switch (field->kind) {
    case TC_FIELD_CHOICE:
      return read_choice (field, value, place, error);
    case TC_FIELD_INT:
      return read_int (field, value, place, error);
    case TC_FIELD_AUTO:
      return read_auto (field, value, place, error);
    case TC_FIELD_DOUBLE:
      return tc_yaml_as_double (value->node, value->name, field->min, field->max, place,
                                error);
    case TC_FIELD_BOOL:
      return tc_yaml_as_bool (value->node, value->name, place, error);
    case TC_FIELD_SIZE:
      return read_size (value, place, error);
    case TC_FIELD_RATE:
      return read_rate (value, place, error);
    case TC_FIELD_PHASES:
      return read_phases (value, *(TcConfigPhase **)place, error);
    default:
      return read_text (field, value, place, error);
  }
}
