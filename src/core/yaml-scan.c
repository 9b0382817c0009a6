/* SPDX-License-Identifier: MIT
 *
 * From libfyaml's events to the tree. libfyaml 0.7.12's own document builder is not
 * used: it resolves aliases (a bomb of 1 KB costs seconds) and looks for duplicate keys
 * by comparing all pairs (16,000 keys: seconds). Here each event is looked at as it
 * comes, what is refused ends the scan at once, and duplicates are found by a hash
 * table for each open mapping.
 */
#include "yaml-private.h"

#include <string.h>

#include <libfyaml.h>

/* Both from 1. */
typedef struct {
  int line, column;
} Position;

/* An open mapping or sequence. */
typedef struct {
  TcYamlNode *node;
  GHashTable *seen; /* key's text (borrowed from the node) -> line; mappings only */
  gboolean has_key; /* mappings: the key was read, its value comes next */
} Level;

typedef struct {
  TcYaml *document;
  struct fy_parser *parser;
  Level levels[TC_YAML_MAX_DEPTH];
  guint depth;
  guint n_documents;
  Position at; /* of the event in hand */
  GError *error;
} Builder;

/* --- nodes --- */

void
tc_yaml_node_free (TcYamlNode *self)
{
  if (!self)
    return;
  g_free (self->text);
  if (self->keys) {
    for (guint i = 0; i < self->keys->len; i++)
      g_free (g_array_index (self->keys, TcYamlKey, i).text);
    g_array_unref (self->keys);
  }
  if (self->items)
    g_ptr_array_unref (self->items);
  g_free (self);
}

static TcYamlNode *
node_new (const TcYaml *document, TcYamlKind kind, Position at)
{
  TcYamlNode *self = g_new0 (TcYamlNode, 1);

  self->document = document;
  self->kind = kind;
  self->line = at.line;
  self->column = at.column;
  if (kind != TC_YAML_SCALAR)
    self->items = g_ptr_array_new_with_free_func ((GDestroyNotify)tc_yaml_node_free);
  if (kind == TC_YAML_MAPPING)
    self->keys = g_array_new (FALSE, FALSE, sizeof (TcYamlKey));
  return self;
}

/* --- refusals --- */

/* At the event in hand. Returns FALSE. */
static gboolean
refuse (Builder *self, const char *message)
{
  tc_yaml_set_error (&self->error, self->document, self->at.line, self->at.column,
                     message);
  return FALSE;
}

static Position
position_of (const struct fy_mark *mark)
{
  return (Position){mark->line + 1, mark->column + 1};
}

/* Where an event stands. An event that stands for nothing (an empty value) has no mark:
 * the end of the one before is where it would be. libfyaml's mark of a quoted scalar
 * points behind the quote. */
static void
find_position (Builder *self, struct fy_event *event)
{
  const struct fy_mark *mark = fy_event_start_mark (event);
  enum fy_node_style style =
      event->type == FYET_SCALAR ? fy_event_get_node_style (event) : FYNS_ANY;

  if (!mark)
    return;
  self->at = position_of (mark);
  if (style == FYNS_SINGLE_QUOTED || style == FYNS_DOUBLE_QUOTED)
    self->at.column--;
}

/* @width: characters of the token that stand before its mark. */
static gboolean
refuse_token (Builder *self, struct fy_token *token, int width, const char *message)
{
  const struct fy_mark *mark = fy_token_start_mark (token);

  if (mark) {
    self->at = position_of (mark);
    self->at.column -= width;
  }
  return refuse (self, message);
}

/* Anchors, aliases and tags. */
static gboolean
check_plain (Builder *self, struct fy_event *event)
{
  if (event->type == FYET_ALIAS)
    return refuse_token (self, event->alias.anchor, 1,
                         "aliases (*name) are not supported: write the value out");
  struct fy_token *token = fy_event_get_anchor_token (event);
  if (token)
    return refuse_token (self, token, 1,
                         "anchors (&name) are not supported: write the value out");
  token = fy_event_get_tag_token (event);
  if (token)
    return refuse_token (self, token, 0, "tags (!name) are not supported: remove it");
  return TRUE;
}

/* --- events --- */

/* The scalar's text, unless it is none that a C string can hold. */
static char *
scalar_text (struct fy_event *event)
{
  size_t length = 0;
  const char *text = fy_token_get_text (event->scalar.value, &length);

  if (!text)
    return g_strdup ("");
  if (!g_utf8_validate_len (text, length, NULL))
    return NULL;
  return g_strndup (text, length);
}

/* Neither FYNS_PLAIN nor FYNS_ANY, which is what an absent value has. */
static gboolean
is_quoted_style (enum fy_node_style style)
{
  return style == FYNS_SINGLE_QUOTED || style == FYNS_DOUBLE_QUOTED ||
         style == FYNS_LITERAL || style == FYNS_FOLDED;
}

static gboolean
take_key (Builder *self, Level *level, char *text)
{
  TcYamlKey key = {text, self->at.line, self->at.column};

  g_array_append_val (level->node->keys, key); /* owns the text from here on */
  level->has_key = TRUE;
  if (level->node->keys->len > TC_YAML_MAX_MAPPING_KEYS)
    return refuse (self, "too many keys, at most " G_STRINGIFY (
                             TC_YAML_MAX_MAPPING_KEYS) " in a mapping");
  gpointer first = g_hash_table_lookup (level->seen, text);
  if (first) {
    g_autofree char *quoted = tc_yaml_quote (text);
    g_autofree char *message = g_strdup_printf ("duplicate key %s, first in line %d",
                                                quoted, GPOINTER_TO_INT (first));
    return refuse (self, message);
  }
  g_hash_table_insert (level->seen, text, GINT_TO_POINTER (key.line));
  return TRUE;
}

/* Puts a finished or just opened node where it belongs; the tree owns it then. */
static void
place (Builder *self, TcYamlNode *node)
{
  if (self->depth == 0) {
    self->document->root = node;
    return;
  }
  Level *level = &self->levels[self->depth - 1];
  g_ptr_array_add (level->node->items, node);
  level->has_key = FALSE;
}

static gboolean
expects_key (const Builder *self)
{
  if (self->depth == 0)
    return FALSE;
  const Level *level = &self->levels[self->depth - 1];
  return level->node->kind == TC_YAML_MAPPING && !level->has_key;
}

static gboolean
take_scalar (Builder *self, struct fy_event *event)
{
  g_autofree char *text = scalar_text (event);
  gboolean is_quoted = is_quoted_style (fy_event_get_node_style (event));

  if (!text)
    return refuse (self, "text with a NUL or half a character in it");
  if (expects_key (self)) {
    if (!is_quoted && !*text)
      return refuse (self, "a key is missing before the ':'");
    if (!is_quoted && strcmp (text, "<<") == 0)
      return refuse (self, "merge keys (<<) are not supported: write them out");
    return take_key (self, &self->levels[self->depth - 1], g_steal_pointer (&text));
  }
  TcYamlNode *node = node_new (self->document, TC_YAML_SCALAR, self->at);
  node->text = g_steal_pointer (&text);
  node->is_quoted = is_quoted;
  place (self, node);
  return TRUE;
}

static gboolean
open_level (Builder *self, TcYamlKind kind)
{
  if (expects_key (self))
    return refuse (self, "a key must be plain text");
  if (self->depth == TC_YAML_MAX_DEPTH)
    return refuse (
        self, "nested too deeply, at most " G_STRINGIFY (TC_YAML_MAX_DEPTH) " levels");
  TcYamlNode *node = node_new (self->document, kind, self->at);
  place (self, node);
  self->levels[self->depth++] = (Level){
      .node = node,
      .seen =
          kind == TC_YAML_MAPPING ? g_hash_table_new (g_str_hash, g_str_equal) : NULL};
  return TRUE;
}

static void
close_level (Builder *self)
{
  g_clear_pointer (&self->levels[--self->depth].seen, g_hash_table_unref);
}

static gboolean
take_event (Builder *self, struct fy_event *event)
{
  find_position (self, event);
  if (!check_plain (self, event))
    return FALSE;
  /* Not at its start: where it begins without "---" only its content has a place. */
  if (self->n_documents > 1)
    return refuse (self, "a second document: only one is allowed in a file");
  switch (event->type) {
    case FYET_DOCUMENT_START:
      self->n_documents++;
      return TRUE;
    case FYET_SCALAR:
      return take_scalar (self, event);
    case FYET_MAPPING_START:
      return open_level (self, TC_YAML_MAPPING);
    case FYET_SEQUENCE_START:
      return open_level (self, TC_YAML_SEQUENCE);
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END:
      close_level (self);
      return TRUE;
    default: /* NONE, STREAM_START, STREAM_END, DOCUMENT_END; ALIAS was refused */
      return TRUE;
  }
}

/* --- the scan --- */

/* What libfyaml has to say, in our form. */
static void
set_syntax_error (Builder *self, struct fy_diag *diag)
{
  void *iterator = NULL;
  struct fy_diag_error *first = fy_diag_errors_iterate (diag, &iterator);
  g_autofree char *message =
      g_strchomp (g_strdup (first && first->msg ? first->msg : "not valid YAML"));

  tc_yaml_set_error (&self->error, self->document, first ? MAX (first->line, 1) : 1,
                     first ? MAX (first->column, 1) : 1, message);
}

static void
scan (Builder *self, struct fy_diag *diag)
{
  struct fy_event *event;
  gboolean is_good = TRUE;

  while (is_good && (event = fy_parser_parse (self->parser))) {
    is_good = take_event (self, event);
    const struct fy_mark *end = fy_event_end_mark (event);
    if (end)
      self->at = position_of (end);
    fy_parser_event_free (self->parser, event);
  }
  if (is_good && (fy_parser_get_stream_error (self->parser) || self->depth > 0))
    set_syntax_error (self, diag);
  while (self->depth > 0)
    close_level (self);
}

static struct fy_diag *
quiet_diag (void)
{
  struct fy_diag_cfg cfg;

  fy_diag_cfg_default (&cfg);
  cfg.fp = NULL;
  cfg.output_fn = NULL;
  struct fy_diag *diag = fy_diag_create (&cfg);
  fy_diag_set_collect_errors (diag, true);
  return diag;
}

static void
run_parser (Builder *self, const char *text, gsize length)
{
  struct fy_diag *diag = quiet_diag ();
  struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_JSON_NONE, .diag = diag};

  self->parser = fy_parser_create (&cfg);
  if (fy_parser_set_string (self->parser, text, length) == 0)
    scan (self, diag);
  else
    set_syntax_error (self, diag);
  fy_parser_destroy (self->parser);
  fy_diag_destroy (diag);
}

gboolean
tc_yaml_scan (TcYaml *document, const char *text, gsize length, GError **error)
{
  Builder self = {.document = document, .at = {1, 1}};

  run_parser (&self, text, length);
  if (self.error) {
    g_propagate_error (error, self.error);
    return FALSE;
  }
  if (!document->root) {
    document->root = node_new (document, TC_YAML_SCALAR, self.at);
    document->root->text = g_strdup ("");
  }
  return TRUE;
}
