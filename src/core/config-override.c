/* SPDX-License-Identifier: MIT
 *
 * Environment and flags. Both name the same values, so one table serves both.
 */
#include "config-private.h"

#include <string.h>
#include <unistd.h>

#include "tallycast/core/error.h"

typedef struct {
  const char *flag, *variable;
  gsize offset; /* in TcConfigOverride: char * or, for lists, char ** */
  const char *section, *key;
} Override;

#define FROM(field) G_STRUCT_OFFSET (TcConfigOverride, field)

static const Override overrides[] = {
    {"--size", "TALLYCAST_SIZE", FROM (size), "programme", "size"},
    {"--fps", "TALLYCAST_FPS", FROM (fps), "programme", "fps"},
    {"--bitrate", "TALLYCAST_BITRATE", FROM (bitrate), "encoders", "bitrate_kbps"},
    {"--scene", "TALLYCAST_SCENE", FROM (scene), "overlays", "scene"},
    {"--control", "TALLYCAST_CONTROL", FROM (control), "control", "listen"},
    {"--record", "TALLYCAST_RECORD", FROM (record), "record", "dir"},
    {"--backend", "TALLYCAST_BACKEND", FROM (backend), "backend", "url"},
    {"--audio", "TALLYCAST_AUDIO", FROM (audio), "audio", "input"},
    {"--camera", "TALLYCAST_CAMERA", FROM (cameras), "cameras", "uri"},
    {"--output", "TALLYCAST_OUTPUT", FROM (outputs), "outputs", "url"},
};

static gboolean
is_list (const Override *override)
{
  return override->offset == FROM (cameras) || override->offset == FROM (outputs);
}

/* Where a single value goes; the bit rate belongs to the first encoder. */
static gpointer
place_of (TcConfig *self, const TcConfigSection *section, const TcConfigField *field)
{
  gpointer base = G_STRUCT_MEMBER_P (self, section->offset);

  if (section->max > 0) {
    if (G_STRUCT_MEMBER (guint, self, section->count_offset) == 0)
      tc_config_add_item (self, section);
    base = *(gpointer *)base;
  }
  return G_STRUCT_MEMBER_P (base, field->offset);
}

static gboolean
apply_list (TcConfig *self,
            const Override *override,
            char **texts,
            TcConfigValue *value,
            GError **error)
{
  const TcConfigSection *section = tc_config_section (override->section);
  const TcConfigField *field = tc_config_field (section, override->key);

  tc_config_clear_list (self, section);
  for (guint i = 0; texts[i]; i++) {
    if (i == section->max) {
      g_autofree char *message = g_strdup_printf ("at most %u", section->max);
      return tc_value_fail (value, TC_ERROR_CONFIG, message, error);
    }
    gpointer item = tc_config_add_item (self, section);
    value->text = texts[i];
    if (!tc_field_read (field, value, G_STRUCT_MEMBER_P (item, field->offset), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
apply_text (TcConfig *self,
            const Override *override,
            TcConfigValue *value,
            GError **error)
{
  const TcConfigSection *section = tc_config_section (override->section);
  const TcConfigField *field = tc_config_field (section, override->key);

  return tc_field_read (field, value, place_of (self, section, field), error);
}

static gboolean
apply_variable (TcConfig *self,
                const Override *override,
                GPtrArray *warnings,
                GError **error)
{
  TcConfigValue value = {.name = override->variable,
                         .text = g_getenv (override->variable),
                         .dir = ".",
                         .code = TC_ERROR_CONFIG,
                         .warnings = warnings};

  if (!value.text || !*value.text)
    return TRUE;
  if (!is_list (override))
    return apply_text (self, override, &value, error);
  g_auto (GStrv) words = g_strsplit_set (value.text, " \t\n", -1);
  guint n = 0;
  for (guint i = 0; words[i]; i++) { /* squeeze out what is between two blanks */
    char *word = words[i];
    words[i] = NULL;
    if (*word)
      words[n++] = word;
    else
      g_free (word);
  }
  return n == 0 || apply_list (self, override, words, &value, error);
}

static void
warn_secret (const TcConfigValue *value, const char *text)
{
  if (tc_config_url_has_secret (text))
    g_ptr_array_add (
        value->warnings,
        g_strdup_printf (
            "%s has a secret in its address, which every user of this machine can see "
            "in the list of processes: use the configuration's %s instead",
            value->name,
            strcmp (value->name, "--output") == 0   ? "outputs with key_file"
            : strcmp (value->name, "--camera") == 0 ? "cameras with auth_file"
                                                    : "backend"));
}

static gboolean
apply_flag (TcConfig *self,
            const Override *override,
            const TcConfigOverride *flags,
            GPtrArray *warnings,
            GError **error)
{
  TcConfigValue value = {
      .name = override->flag, .dir = ".", .code = TC_ERROR_USAGE, .warnings = warnings};

  if (is_list (override)) {
    char **texts = G_STRUCT_MEMBER (char **, flags, override->offset);
    for (guint i = 0; texts && texts[i]; i++)
      warn_secret (&value, texts[i]);
    return !texts || !texts[0] || apply_list (self, override, texts, &value, error);
  }
  value.text = G_STRUCT_MEMBER (char *, flags, override->offset);
  if (!value.text)
    return TRUE;
  if (override->offset == FROM (backend))
    warn_secret (&value, value.text);
  return apply_text (self, override, &value, error);
}

gboolean
tc_config_override (TcConfig *self,
                    const TcConfigOverride *flags,
                    GPtrArray *warnings,
                    GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (overrides); i++)
    if (!apply_variable (self, &overrides[i], warnings, error))
      return FALSE;
  for (guint i = 0; flags && i < G_N_ELEMENTS (overrides); i++)
    if (!apply_flag (self, &overrides[i], flags, warnings, error))
      return FALSE;
  return TRUE;
}

/* --- where the shipped files are --- */

static gboolean
has_overlays (const char *dir)
{
  g_autofree char *overlays = g_build_filename (dir, "overlays", NULL);

  return g_file_test (overlays, G_FILE_TEST_IS_DIR);
}

char *
tc_config_data_dir (void)
{
  const char *set = g_getenv ("TALLYCAST_DATA_DIR");
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  if (set && *set)
    return g_strdup (set);
  g_autofree char *dir = g_path_get_dirname (program ? program : ".");
  g_autofree char *share = g_build_filename (dir, "..", "share", "tallycast", NULL);
  if (has_overlays (share))
    return g_canonicalize_filename (share, NULL);
  while (!has_overlays (dir)) {
    char *above = g_path_get_dirname (dir);
    gboolean is_top = strcmp (above, dir) == 0;
    g_free (dir);
    dir = above;
    if (is_top)
      return g_strdup (".");
  }
  return g_steal_pointer (&dir);
}
