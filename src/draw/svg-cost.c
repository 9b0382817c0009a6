/* SPDX-License-Identifier: MIT
 *
 * What drawing a file would take, found without drawing it, so that a file that could
 * hang the render thread or eat its memory is refused when it is loaded.
 *
 * References multiply: ten `use` of a group of ten `use` of ... are few bytes and many
 * elements. So the cost of an element is its own, that of its children and that of what
 * it refers to; each is found once and remembered. An element on the way to itself is a
 * cycle. Markers and dashes are inherited, so it is looked first whether a file has
 * any; then they are counted for every shape.
 */
#include <math.h>
#include <string.h>

#include "draw/svg-private.h"
#include "tallycast/core/error.h"

#define BYTES_PER_WORK    64
#define WORK_OF_TEXT      10  /* a layout of Pango's */
#define MAX_NESTED_PASSES 8   /* each holds a picture of the place: 8 MB at 1920x1080 */
#define MAX_DASHES        1e6 /* 0.1 s */
#define DEFAULT_FONT_SIZE 16
#define OUTLINE_OF_LETTER 10 /* at most so many times the font's size */

typedef struct {
  double work, passes;
  double nested;  /* passes that are held at the same time */
  double outline; /* length of all outlines, user units */
  int height;     /* levels below, references included */
  gboolean is_known;
} Cost;

typedef struct {
  TcSvgFile *file;
  const TcSvgStyles *styles;
  GHashTable *ids;    /* owned: id -> xmlNode */
  GHashTable *costs;  /* owned: xmlNode -> Cost; not is_known: on the way */
  double dash;        /* the shortest period of dashes, user units; 0: none */
  double font_size;   /* the largest */
  double marker_work; /* of all markers together; 0: nothing refers to one */
  GError *failure;    /* owned; the first one */
} Estimate;

/* Drawn only where something refers to them. */
static const char *const definitions[] = {
    "clipPath", "defs",           "desc",  "filter", "linearGradient", "marker", "mask",
    "metadata", "radialGradient", "style", "symbol", "title",          NULL};
static const char *const shapes[] = {"circle",  "ellipse",  "line", "path",
                                     "polygon", "polyline", "rect", NULL};
static const char *const measures[] = {"d",     "points", "x",  "y", "x1",
                                       "y1",    "x2",     "y2", "r", "rx",
                                       "width", "height", "ry", NULL};
/* Their href leads to an element of the file; of others librsvg follows none. */
static const char *const linking[] = {"use", "tref", "linearGradient", "radialGradient",
                                      NULL};

static gboolean
is_one_of (const xmlNode *node, const char *const *names)
{
  return tc_svg_is (node, NULL) && g_strv_contains (names, (const char *)node->name);
}

/* ---- numbers ---- */

typedef struct {
  double sum; /* of absolute values */
  guint n;
} Numbers;

static Numbers
numbers_in (const char *text)
{
  Numbers numbers = {0};
  for (const char *at = text; *at;) {
    char *end;
    double value = g_ascii_isdigit (*at) || *at == '.' || *at == '-' || *at == '+'
                       ? g_ascii_strtod (at, &end)
                       : (end = (char *)at, 0);
    if (end == at) {
      at++;
      continue;
    }
    numbers.sum += fabs (value);
    numbers.n++;
    at = end;
  }
  return numbers;
}

/* A segment between two points is at most as long as their coordinates together. */
static Numbers
measures_of (const xmlNode *node)
{
  Numbers all = {0};
  for (guint i = 0; measures[i]; i++) {
    const char *value = tc_svg_attribute (node, measures[i]);
    Numbers some = numbers_in (value ? value : "");
    all.sum += 2 * some.sum;
    all.n += some.n;
  }
  return all;
}

/* ---- what a file has anywhere ---- */

static void
look_cb (const char *name, const char *value, gpointer data)
{
  Estimate *self = data;
  if (strcmp (name, "stroke-dasharray") == 0) {
    double period = numbers_in (value).sum;
    if (period > 0)
      self->dash = self->dash > 0 ? MIN (self->dash, period) : period;
  } else if (strcmp (name, "font-size") == 0)
    self->font_size = MAX (self->font_size, numbers_in (value).sum);
  else if (g_str_has_prefix (name, "marker") && strstr (value, "url("))
    self->marker_work = 1; /* its real value is found later */
}

static void
look (Estimate *self, const xmlNode *root)
{
  for (const xmlNode *node = root; node; node = tc_svg_next (node, root)) {
    const char *id = tc_svg_attribute (node, "id");
    if (id && !g_hash_table_contains (self->ids, id))
      g_hash_table_insert (self->ids, (gpointer)id, (gpointer)node);
    tc_svg_properties (self->styles, node, look_cb, self);
  }
}

/* ---- the cost of an element ---- */

typedef struct {
  Estimate *estimate;
  const xmlNode *node;
  Cost *cost;
  int depth;
} Visit;

static const Cost *cost_of (Estimate *self, const xmlNode *node, int depth);

/* Takes @message. */
static void
fail (Estimate *self, const xmlNode *node, char *message)
{
  if (!self->failure)
    tc_svg_file_fail (self->file, node, &self->failure, "%s", message);
  g_free (message);
}

static void
add (Cost *self, const Cost *other)
{
  self->work += other->work;
  self->passes += other->passes;
  self->outline += other->outline;
  self->nested = MAX (self->nested, other->nested);
  self->height = MAX (self->height, other->height + 1);
}

static void
add_filter (Cost *self, const xmlNode *filter)
{
  for (const xmlNode *step = filter->children; step; step = step->next)
    self->passes += step->type == XML_ELEMENT_NODE;
}

/* @reference: "#id". A reference to nothing is left to librsvg, which draws without it,
 * except for `use`: it would leave a hole in the picture that nobody notices. */
static void
refer (const Visit *visit, const char *reference)
{
  Estimate *self = visit->estimate;
  if (*reference != '#') {
    fail (
        self, visit->node,
        g_strdup_printf ("<%s> refers to '%.80s': must be '#' and the id of an element "
                         "of this file",
                         (const char *)visit->node->name, reference));
    return;
  }
  const xmlNode *target = g_hash_table_lookup (self->ids, reference + 1);
  if (target && tc_svg_is (target, "filter"))
    add_filter (visit->cost, target);
  else if (target)
    add (visit->cost, cost_of (self, target, visit->depth + 1));
  else if (tc_svg_is (visit->node, "use"))
    fail (self, visit->node,
          g_strdup_printf ("<use> refers to '%.80s', which is not there", reference));
}

/* Every url(...) of a value; its quotes are no part of it. */
static void
refer_to_urls (const Visit *visit, const char *value)
{
  for (const char *at = value; (at = strstr (at, "url(")) != NULL;) {
    at += strlen ("url(");
    g_autofree char *url = g_strndup (at, strcspn (at, ")"));
    g_strstrip (g_strdelimit (url, "\"'", ' '));
    refer (visit, url);
  }
}

static guint
count_char (const char *text, char c)
{
  guint n = 0;
  for (; *text; text++)
    n += *text == c;
  return n;
}

/* Properties that make librsvg draw into a picture of its own first. */
static void
property_cb (const char *name, const char *value, gpointer data)
{
  Visit *visit = data;
  Cost *cost = visit->cost;
  double passes = 0;
  if (strcmp (name, "opacity") == 0)
    passes = g_ascii_strtod (value, NULL) >= 1 ? 0 : 1;
  else if (strcmp (name, "mix-blend-mode") == 0)
    passes = strcmp (value, "normal") == 0 ? 0 : 1;
  else if (strcmp (name, "isolation") == 0)
    passes = strcmp (value, "auto") == 0 ? 0 : 1;
  else if (strcmp (name, "mask") == 0 || strcmp (name, "clip-path") == 0)
    passes = strcmp (value, "none") == 0 ? 0 : 2;
  else if (strcmp (name, "filter") == 0)
    passes = strcmp (value, "none") == 0 ? 0 : 1 + count_char (value, '(');
  if (!g_str_has_prefix (name, "marker"))
    refer_to_urls (visit, value);
  cost->passes += passes;
  cost->nested += passes > 0;
}

static gsize
attribute_bytes (const xmlNode *node)
{
  gsize n = 0;
  for (const xmlAttr *a = node->properties; a; a = a->next)
    n += strlen (tc_svg_attribute_value (a));
  return n;
}

/* What is its own: without children and references. */
static void
add_own (const Estimate *self, const xmlNode *node, Cost *cost)
{
  cost->work += 1 + (double)attribute_bytes (node) / BYTES_PER_WORK;
  if (is_one_of (node, shapes)) {
    Numbers numbers = measures_of (node);
    cost->outline += numbers.sum;
    cost->work += self->marker_work * numbers.n / 2;
  } else if (tc_svg_is (node, "text") || tc_svg_is (node, "tspan")) {
    xmlChar *text = xmlNodeGetContent (node);
    cost->work += WORK_OF_TEXT + (double)strlen ((const char *)text) / BYTES_PER_WORK;
    cost->outline +=
        (double)strlen ((const char *)text) * self->font_size * OUTLINE_OF_LETTER;
    xmlFree (text);
  }
}

static void
add_children (Estimate *self, const xmlNode *node, Cost *cost, int depth)
{
  for (const xmlNode *child = node->children; child; child = child->next)
    if (tc_svg_is (child, NULL) && !is_one_of (child, definitions))
      add (cost, cost_of (self, child, depth + 1));
}

/* Nothing after a failure. */
static const Cost *
cost_of (Estimate *self, const xmlNode *node, int depth)
{
  static const Cost nothing = {.is_known = TRUE};
  Cost *cost = g_hash_table_lookup (self->costs, node);
  if (cost && !cost->is_known)
    fail (self, node,
          g_strdup_printf ("<%s> contains itself by way of references",
                           (const char *)node->name));
  else if (depth + (cost ? cost->height : 0) > TC_SVG_MAX_DEPTH)
    fail (self, node,
          g_strdup_printf ("references nested over %d deep", TC_SVG_MAX_DEPTH));
  if (self->failure)
    return &nothing;
  if (cost)
    return cost;
  cost = g_new0 (Cost, 1);
  g_hash_table_insert (self->costs, (gpointer)node, cost);
  Visit visit = {self, node, cost, depth};
  add_own (self, node, cost);
  add_children (self, node, cost, depth);
  tc_svg_properties (self->styles, node, property_cb, &visit);
  const char *href = tc_svg_attribute (node, "href");
  if (href && is_one_of (node, linking))
    refer (&visit, href);
  cost->is_known = TRUE;
  return cost;
}

/* ---- the file ---- */

static void
add_markers (Estimate *self, const xmlNode *root)
{
  if (self->marker_work == 0)
    return;
  self->marker_work = 0;
  for (const xmlNode *node = root; node; node = tc_svg_next (node, root))
    if (tc_svg_is (node, "marker"))
      self->marker_work += cost_of (self, node, 1)->work;
}

static void
check_sums (Estimate *self, const xmlNode *root, const Cost *cost)
{
  double dashes = self->dash > 0 ? 2 * cost->outline / self->dash : 0;
  if (cost->work > TC_SVG_MAX_WORK)
    fail (self, root,
          g_strdup_printf ("%.0f steps to draw, references included: over %d",
                           cost->work, TC_SVG_MAX_WORK));
  else if (cost->passes > TC_SVG_MAX_PASSES)
    fail (self, root,
          g_strdup_printf ("%.0f groups, masks and filter steps that take a picture of "
                           "their own: over %d",
                           cost->passes, TC_SVG_MAX_PASSES));
  else if (cost->nested > MAX_NESTED_PASSES)
    fail (self, root,
          g_strdup_printf ("groups, masks and filters nested over %d deep",
                           MAX_NESTED_PASSES));
  else if (!(dashes <= MAX_DASHES))
    fail (self, root,
          g_strdup_printf ("up to %.0f dashes: over %.0f: lengthen the shortest dashes "
                           "(%g)",
                           dashes, MAX_DASHES, self->dash));
}

gboolean
tc_svg_check_cost (TcSvgFile *file, const xmlDoc *doc, GError **error)
{
  g_autoptr (TcSvgStyles) styles = tc_svg_styles_new (file, doc, error);
  if (!styles)
    return FALSE;
  const xmlNode *root = xmlDocGetRootElement (doc);
  Estimate self = {.file = file, .styles = styles, .font_size = DEFAULT_FONT_SIZE};
  self.ids = g_hash_table_new (g_str_hash, g_str_equal);
  self.costs = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  look (&self, root);
  add_markers (&self, root);
  const Cost *cost = cost_of (&self, root, 1);
  if (!self.failure)
    check_sums (&self, root, cost);
  g_hash_table_unref (self.ids);
  g_hash_table_unref (self.costs);
  if (!self.failure)
    return TRUE;
  g_propagate_error (error, self.failure);
  return FALSE;
}
