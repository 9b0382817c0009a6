/* SPDX-License-Identifier: MIT
 *
 * A house of a test's own, checked: the shipped theme, scenes made to be wrong.
 */
#pragma once

#include "../scene/house.h"
#include "app/check-case.h"
#include "app/check-part.h"

typedef struct {
  House house;
  TcConfig *config;
  TcCheck check;
  GPtrArray *results;
} Checked;

/* @config: YAML; unless it says otherwise the house's only panel scene is on air at the
 * start. */
G_GNUC_UNUSED static void
checked_open (Checked *self, const char *config)
{
  g_autofree char *whole = g_strconcat (
      config, strstr (config, "overlays:") ? "" : "overlays: {scene: clean}\n", NULL);
  g_autoptr (GError) error = NULL;

  *self = (Checked){.house = {NULL}};
  house_open (&self->house);
  self->config = tc_config_parse (whole, "tallycast.yaml", &error);
  g_assert_no_error (error);
  self->check = (TcCheck){.config = self->config,
                          .overlays_dir = self->house.dir,
                          .theme = self->config->programme.theme};
}

G_GNUC_UNUSED static void
checked_run (Checked *self)
{
  self->results = tc_check_run (&self->check);
}

G_GNUC_UNUSED static void
checked_close (Checked *self)
{
  tc_check_clear (&self->check);
  g_clear_pointer (&self->results, g_ptr_array_unref);
  tc_config_free (self->config);
  house_close (&self->house);
}

G_GNUC_UNUSED static const TcCheckResult *
result_of (const Checked *self, const char *name)
{
  for (guint i = 0; i < self->results->len; i++) {
    const TcCheckResult *result = g_ptr_array_index (self->results, i);

    if (strcmp (result->name, name) == 0)
      return result;
  }
  g_error ("no check '%s'", name);
}

/* All that was found, a line each, for a failing test's log. */
G_GNUC_UNUSED static guint
tell_all (const Checked *self)
{
  guint n = 0;

  for (guint i = 0; i < self->results->len; i++) {
    const TcCheckResult *result = g_ptr_array_index (self->results, i);

    n += result->findings->len;
    for (guint k = 0; k < result->findings->len; k++) {
      const TcFinding *finding = g_ptr_array_index (result->findings, k);

      g_test_message ("%s: %s %d %s %s (%s): %s", result->name, finding->kind,
                      finding->level, finding->scene, finding->layer, finding->language,
                      finding->en);
    }
  }
  return n;
}

/* The finding of that kind and layer (NULL: any), or NULL. */
G_GNUC_UNUSED static const TcFinding *
finding_of (const Checked *self, const char *check, const char *kind, const char *layer)
{
  const TcCheckResult *result = result_of (self, check);

  for (guint i = 0; i < result->findings->len; i++) {
    const TcFinding *finding = g_ptr_array_index (result->findings, i);

    if (strcmp (finding->kind, kind) == 0 &&
        (layer == NULL || g_strcmp0 (finding->layer, layer) == 0))
      return finding;
  }
  return NULL;
}
