/* SPDX-License-Identifier: MIT
 *
 * Codes and drawings: whether they can be drawn, and how small a drawing's texts
 * become. Both take milliseconds, so what was tried once is remembered.
 */
#include "scene/inspect.h"

#define MAX_REMEMBERED 4096

/* What decides whether it can be drawn: of a code all of it; a drawing's data was
 * checked when it was read. */
static char *
key_of (const TcPart *part)
{
  return part->kind == TC_PART_QR ? g_strdup (part->key)
                                  : g_strdup_printf ("%p", (const void *)part->svg);
}

static void
remember (GHashTable *table, char *key, gpointer value)
{
  if (g_hash_table_size (table) >= MAX_REMEMBERED)
    g_hash_table_remove_all (table);
  g_hash_table_insert (table, key, value);
}

char *
tc_drawing_try (GHashTable *tried, const TcPart *part)
{
  g_autoptr (TcCanvas) canvas = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *key = NULL;
  gpointer known;

  if (part->kind != TC_PART_QR && part->kind != TC_PART_SVG)
    return NULL;
  key = key_of (part);
  if (g_hash_table_lookup_extended (tried, key, NULL, &known))
    return g_strdup (known);
  canvas = tc_canvas_new (part->rect.w, part->rect.h, &error);
  if (canvas != NULL)
    tc_part_paint (part, canvas, &error);
  remember (tried, g_steal_pointer (&key),
            error != NULL ? g_strdup (error->message) : NULL);
  return error != NULL ? g_strdup (error->message) : NULL;
}

static double
share_of (GHashTable *shares, const TcSvg *svg, const TcSvgBinding *binding)
{
  g_autofree char *key =
      g_strdup_printf ("%p %s %s", (const void *)svg, binding->id, binding->text);
  double *known = g_hash_table_lookup (shares, key);
  double width;

  if (known != NULL)
    return *known;
  width = tc_svg_text_width (svg, binding, NULL);
  known = g_new (double, 1);
  *known = width > binding->max_width ? binding->max_width / width : 1;
  remember (shares, g_steal_pointer (&key), known);
  return *known;
}

char *
tc_drawing_texts (const TcPart *part)
{
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; i < part->n_bindings; i++)
    if (part->bindings[i].kind == TC_SVG_TEXT && part->bindings[i].text != NULL)
      g_string_append_printf (all, "%s\n", part->bindings[i].text);
  return all->len > 0 ? g_string_free (g_steal_pointer (&all), FALSE) : NULL;
}

double
tc_drawing_smallest (GHashTable *shares, const TcPart *part, const char **text)
{
  double smallest = 1;

  for (guint i = 0; i < part->n_bindings; i++) {
    const TcSvgBinding *binding = &part->bindings[i];
    double share;

    if (binding->kind != TC_SVG_TEXT || binding->max_width <= 0 ||
        binding->text == NULL || *binding->text == '\0')
      continue;
    share = share_of (shares, part->svg, binding);
    if (share < smallest) {
      smallest = share;
      *text = binding->text;
    }
  }
  return smallest;
}
