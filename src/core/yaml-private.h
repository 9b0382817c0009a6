/* SPDX-License-Identifier: MIT
 *
 * core/yaml-private.h - the tree itself, between yaml.c, yaml-scan.c (makes it),
 * yaml-node.c (walks it, and says where something is wrong) and yaml-read.c (values)
 */
#pragma once

#include "tallycast/core/yaml.h"

G_BEGIN_DECLS

typedef struct {
  char *text; /**< owned */
  int line, column;
} TcYamlKey;

struct TcYamlNode {
  const TcYaml *document; /**< borrowed: the owner */
  TcYamlKind kind;
  gboolean is_quoted; /**< or a block (`|`, `>`): always text, no number or boolean */
  int line, column;
  char *text;       /**< owned; scalars only */
  GPtrArray *items; /**< owned TcYamlNode; sequences and mappings */
  GArray *keys;     /**< TcYamlKey, one for each item; mappings only */
};

struct TcYaml {
  char *name;
  int code; /**< of errors */
  TcYamlNode *root;
};

/** "NAME:LINE:COLUMN: error: " and the message. */
void tc_yaml_set_error (GError **error,
                        const TcYaml *document,
                        int line,
                        int column,
                        const char *message);

/** Nothing, `~` or `null`, unquoted. */
gboolean tc_yaml_is_null (const TcYamlNode *node);

/** @text as a message may quote it: an address is named, not shown, for it may hold a
 * password or a stream key. Returns: (transfer full): in quotes. */
char *tc_yaml_quote (const char *text);
/** Fills document->root from @text, which is UTF-8 without NUL. */
gboolean
tc_yaml_scan (TcYaml *document, const char *text, gsize length, GError **error);
/** NULL is allowed. */
void tc_yaml_node_free (TcYamlNode *self);

G_END_DECLS
