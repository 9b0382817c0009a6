/* SPDX-License-Identifier: MIT
 *
 * An SVG file, and data bound to what is in it: the file is taken and can be drawn with
 * any data, or there is one error of one line.
 */
#include <glib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../support/svg.h"
#include "fuzz.h"
#include "tallycast/core/error.h"

#define MAX_BINDINGS 12

static int file;
static char path[64];

int
LLVMFuzzerInitialize (int *argc G_GNUC_UNUSED, char ***argv G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  if (!tc_text_init (NULL, &error))
    g_error ("%s", error->message);
  test_svg_set_worker ();
  file = memfd_create ("fuzz.svg", MFD_CLOEXEC);
  g_snprintf (path, sizeof path, "/proc/self/fd/%d", file);
  return 0;
}

static void
assert_error (const GError *error)
{
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_assert_null (strchr (error->message, '\n'));
}

/* Words, colours and visibility from the file's own bytes. */
static guint
make_bindings (const TcSvg *svg, const char *text, TcSvgBinding *bindings)
{
  guint n_elements, n = 0;
  const TcSvgElement *elements = tc_svg_elements (svg, &n_elements);
  for (guint i = 0; i < n_elements && n < MAX_BINDINGS; i++) {
    guint8 c = (guint8)text[i % (strlen (text) + 1)];
    TcSvgBinding binding = {
        .id = elements[i].id,
        .kind = elements[i].is_text && c % 3 == 0 ? TC_SVG_TEXT
                : c % 2 == 0                      ? TC_SVG_FILL
                                                  : TC_SVG_VISIBLE,
        .text = text,
        .max_width = c % 5 == 0 ? c : 0,
        .fill = {c, 255, 0, c},
        .is_visible = c & 4,
    };
    if (tc_svg_check (svg, binding.id, binding.kind, NULL))
      bindings[n++] = binding;
  }
  return n;
}

static void
draw (const TcSvg *svg, const char *text)
{
  TcSvgBinding bindings[MAX_BINDINGS];
  guint n = make_bindings (svg, text, bindings);
  g_autoptr (GError) error = NULL;
  g_autoptr (TcCanvas) canvas = tc_canvas_new (160, 90, NULL);
  if (!tc_canvas_svg (canvas, svg, (TcRect){0, 0, 160, 90}, bindings, n, &error))
    assert_error (error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t n)
{
  if (ftruncate (file, 0) != 0 || pwrite (file, data, n, 0) != (ssize_t)n)
    g_error ("no memory file");
  g_autoptr (GError) error = NULL;
  g_autoptr (TcSvg) svg = tc_svg_load (path, &error);
  gsize tail = MIN (n, 80);
  g_autofree char *text = g_strndup ((const char *)data + n - tail, tail);
  if (svg)
    draw (svg, text);
  else
    assert_error (error);
  return 0;
}
