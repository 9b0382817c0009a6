/* SPDX-License-Identifier: MIT
 *
 * The only user of fontconfig: a font set of our own, so that pictures do not depend on
 * the machine. What could differ is pinned here: the font files (own FcConfig),
 * antialiasing and hinting (font options), whole pixel advances (Pango's default).
 */
#include "draw/font-private.h"

#include <fontconfig/fontconfig.h>
#include <gio/gio.h>
#include <pango/pangofc-fontmap.h>

#include "tallycast/core/error.h"
#include "tallycast/draw/text.h"

#define FONTS_CONF_PATH "/tallycast/draw/fonts.conf"

/* Owned by the render thread. */
static PangoFontMap *font_map;
static PangoContext *context;
static FcCharSet *coverage; /* of all fonts together */
static char *house_dir;

PangoContext *
tc_font_context (void)
{
  return context;
}

GResource *tc_draw_get_resource (void); /* made by glib-compile-resources */

const char *
tc_font_dir (void)
{
  return house_dir;
}

gboolean
tc_font_has (gunichar c)
{
  return coverage && FcCharSetHasChar (coverage, c);
}

void
tc_font_map_enter (void)
{
  pango_cairo_font_map_set_default ((PangoCairoFontMap *)font_map);
}

void
tc_font_map_leave (void)
{
  pango_cairo_font_map_set_default (NULL);
}

static gboolean
has_family (FcConfig *config, const char *family)
{
  FcPattern *wanted = FcPatternCreate ();
  FcObjectSet *objects = FcObjectSetBuild (FC_FAMILY, (char *)NULL);
  FcPatternAddString (wanted, FC_FAMILY, (const FcChar8 *)family);
  FcFontSet *found = FcFontList (config, wanted, objects);
  gboolean result = found && found->nfont > 0;
  if (found)
    FcFontSetDestroy (found);
  FcObjectSetDestroy (objects);
  FcPatternDestroy (wanted);
  return result;
}

static gboolean
load_fonts (FcConfig *config, const char *fonts_dir, GError **error)
{
  g_autoptr (GBytes) file = g_resource_lookup_data (
      tc_draw_get_resource (), FONTS_CONF_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (!file)
    return FALSE;
  g_autofree char *xml =
      g_strndup (g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  if (!FcConfigParseAndLoadFromMemory (config, (const FcChar8 *)xml, FcTrue) ||
      !FcConfigBuildFonts (config)) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "fontconfig: no memory");
    return FALSE;
  }
  if (fonts_dir && !tc_font_check_dir (fonts_dir, error))
    return FALSE;
  if (fonts_dir && !FcConfigAppFontAddDir (config, (const FcChar8 *)fonts_dir)) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "fontconfig: no memory");
    return FALSE;
  }
  if (!has_family (config, TC_TEXT_FAMILY)) {
    g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE,
                 "font %s is not installed (Debian package fonts-noto-cjk)",
                 TC_TEXT_FAMILY);
    return FALSE;
  }
  return TRUE;
}

static void
add_coverage (FcCharSet *all, const FcFontSet *fonts)
{
  for (int i = 0; fonts && i < fonts->nfont; i++) {
    FcCharSet *own;
    if (FcPatternGetCharSet (fonts->fonts[i], FC_CHARSET, 0, &own) == FcResultMatch)
      FcCharSetMerge (all, own, NULL);
  }
}

static PangoContext *
context_new (PangoFontMap *map)
{
  PangoContext *self = pango_font_map_create_context (map);
  cairo_font_options_t *options = cairo_font_options_create ();
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (self, options);
  cairo_font_options_destroy (options);
  /* Weak: the direction of text without letters; letters bring their own. */
  pango_context_set_base_dir (self, PANGO_DIRECTION_WEAK_LTR);
  return self;
}

gboolean
tc_text_init (const char *fonts_dir, GError **error)
{
  FcConfig *config = FcConfigCreate ();
  if (!load_fonts (config, fonts_dir, error)) {
    FcConfigDestroy (config);
    return FALSE;
  }
  tc_text_deinit ();
  FcConfigSetCurrent (config); /* else Pango would load the machine's own beside it */
  font_map = pango_cairo_font_map_new_for_font_type (CAIRO_FONT_TYPE_FT);
  pango_fc_font_map_set_config (PANGO_FC_FONT_MAP (font_map), config);
  house_dir = g_strdup (fonts_dir);
  coverage = FcCharSetCreate ();
  add_coverage (coverage, FcConfigGetFonts (config, FcSetSystem));
  add_coverage (coverage, FcConfigGetFonts (config, FcSetApplication));
  FcConfigDestroy (config); /* the map holds its own reference */
  context = context_new (font_map);
  return TRUE;
}

void
tc_text_deinit (void)
{
  g_clear_object (&context);
  g_clear_object (&font_map);
  g_clear_pointer (&coverage, FcCharSetDestroy);
  g_clear_pointer (&house_dir, g_free);
}
