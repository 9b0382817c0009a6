/* SPDX-License-Identifier: MIT */
#include "config-private.h"

#include "tallycast/core/log.h"
#include "tallycast/core/model.h"

static char *
text_shown (const TcConfigField *field, const char *text)
{
  if (!text)
    return g_strdup ("none");
  if (field->kind == TC_FIELD_KEY_FILE || field->kind == TC_FIELD_AUTH_FILE)
    return g_strdup ("***");
  /* Only what has an authority can have a secret; tc_url_mask hides all the rest. */
  gboolean is_url = field->kind == TC_FIELD_OUTPUT || field->kind == TC_FIELD_BACKEND ||
                    field->kind == TC_FIELD_WEBHOOK || g_str_has_prefix (text, "rtsp:");
  return is_url ? tc_url_mask (text) : g_strdup (text);
}

static void
dump_phases (GString *out, const char *prefix, const TcConfigPhase *phases)
{
  for (guint i = 0; i <= TC_PHASE_END; i++)
    g_string_append_printf (out, "%s.phases.%s = %s\n", prefix, phases[i].phase,
                            phases[i].scene);
}

static char *
number_shown (const TcConfigField *field, const void *place)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];
  const int *numbers = place;

  switch (field->kind) {
    case TC_FIELD_DOUBLE:
      return g_strdup (g_ascii_dtostr (digits, sizeof digits, *(const double *)place));
    case TC_FIELD_BOOL:
      return g_strdup (*numbers ? "true" : "false");
    case TC_FIELD_SIZE:
      return g_strdup_printf ("%dx%d", numbers[0], numbers[1]);
    case TC_FIELD_RATE:
      return g_strdup_printf ("%d/%d", numbers[0], numbers[1]);
    default:
      return g_strdup_printf ("%d", *numbers);
  }
}

static void
dump_fields (GString *out,
             const char *prefix,
             const TcConfigField *fields,
             gconstpointer base)
{
  for (; fields->key; fields++) {
    const void *place = (const char *)base + fields->offset;
    if (fields->kind == TC_FIELD_PHASES) {
      dump_phases (out, prefix, *(TcConfigPhase *const *)place);
      continue;
    }
    g_autofree char *shown = fields->kind <= TC_FIELD_LAST_TEXT
                                 ? text_shown (fields, *(char *const *)place)
                                 : number_shown (fields, place);
    g_string_append_printf (out, "%s.%s = %s\n", prefix, fields->key, shown);
  }
}

char *
tc_config_dump (const TcConfig *self)
{
  GString *out = g_string_new (NULL);

  for (const TcConfigSection *section = tc_config_sections; section->key; section++) {
    if (section->max == 0) {
      dump_fields (out, section->key, section->fields,
                   (const char *)self + section->offset);
      continue;
    }
    const char *items = G_STRUCT_MEMBER (char *, self, section->offset);
    guint count = G_STRUCT_MEMBER (guint, self, section->count_offset);
    for (guint i = 0; i < count; i++) {
      g_autofree char *prefix = g_strdup_printf ("%s[%u]", section->key, i);
      dump_fields (out, prefix, section->fields, items + i * section->item_size);
    }
  }
  g_string_append_printf (out, "state_dir = %s\n", self->state_dir);
  return g_string_free (out, FALSE);
}
