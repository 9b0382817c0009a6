/* SPDX-License-Identifier: MIT
 *
 * tallycast/core/yaml.h - plain YAML (and JSON) as an immutable tree with positions
 *
 * The only door to libfyaml. Plain documents only: anchors, aliases, merge keys, tags,
 * NUL bytes, duplicate keys, keys that are not plain or quoted text, and a second
 * document are refused, as is everything beyond the TC_YAML_MAX_* limits. The text is
 * scanned event by event, so a refused thing stops the scan where it stands.
 *
 * Every error is a TC_ERROR whose message is complete, ready to be printed:
 *   tallycast.yaml:3:5: error: unknown key 'colour' (did you mean 'color'?)
 * and whose code is the one the document was parsed with (a configuration says 78, a
 * scene or script 65).
 *
 * Null (nothing, `~`, `null`) as the value of a key counts as an absent key everywhere.
 *
 * Example:
 *   static const char *const keys[] = {"name", "size", NULL};
 *   int size = 12;                      // the default stays when the key is absent
 *   g_autofree char *name = NULL;
 *   const TcYamlNode *root = tc_yaml_root (doc);
 *   if (!tc_yaml_check_keys (root, keys, error)
 *       || !tc_yaml_read_string (root, "name", &name, error)
 *       || !tc_yaml_read_int (root, "size", 1, 100, &size, error))
 *     return FALSE;
 *
 * Thread: any (a tree never changes). Parsing takes milliseconds: never on the main
 * thread while on the air.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

#define TC_YAML_MAX_BYTES        (256 * 1024)
#define TC_YAML_MAX_MAPPING_KEYS 2000
#define TC_YAML_MAX_DEPTH        32 /* the root is at depth 1 */

typedef enum {
  TC_YAML_SCALAR,
  TC_YAML_SEQUENCE,
  TC_YAML_MAPPING,
} TcYamlKind;

typedef struct TcYaml TcYaml;         /**< a document; owns all of its nodes */
typedef struct TcYamlNode TcYamlNode; /**< lives as long as its document */

/**
 * tc_yaml_parse:
 * @text: @length bytes, or up to the NUL when @length is -1
 * @name: the file's name for messages, as the user wrote it
 * @code: a TcErrorCode: what it means when the document is wrong
 *
 * An empty document has a null root, which every reader takes as an empty mapping.
 * Returns: (transfer full) (nullable): the document, or %NULL with @error.
 */
TcYaml *tc_yaml_parse (const char *text,
                       gssize length,
                       const char *name,
                       int code,
                       GError **error);

/** The same from a file; @path is also the name. A file that cannot be read fails with
 * @code too: "PATH: error: cannot read it: No such file or directory". */
TcYaml *tc_yaml_load (const char *path, int code, GError **error);

TcYaml *tc_yaml_ref (TcYaml *self);
/** NULL is allowed. */
void tc_yaml_unref (TcYaml *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcYaml, tc_yaml_unref)

const TcYamlNode *tc_yaml_root (const TcYaml *self);
const char *tc_yaml_name (const TcYaml *self);

/* --- nodes ----------------------------------------------------------------------- */

TcYamlKind tc_yaml_kind (const TcYamlNode *node);
/** Both from 1; columns count characters. */
int tc_yaml_line (const TcYamlNode *node);
int tc_yaml_column (const TcYamlNode *node);
/** A scalar's text (UTF-8, no NUL inside), "" for null; %NULL for the other kinds. */
const char *tc_yaml_text (const TcYamlNode *node);

/** Items of a sequence, keys of a mapping; 0 for a scalar. */
guint tc_yaml_length (const TcYamlNode *node);
/** The item or value at @i < length, in the order of the file. */
const TcYamlNode *tc_yaml_at (const TcYamlNode *node, guint i);
/** The key at @i < length of a mapping, and where it stands. */
const char *tc_yaml_key (const TcYamlNode *map, guint i);
int tc_yaml_key_line (const TcYamlNode *map, guint i);
int tc_yaml_key_column (const TcYamlNode *map, guint i);
/** The value of @key; %NULL when it is absent, null, or @map is no mapping. */
const TcYamlNode *tc_yaml_get (const TcYamlNode *map, const char *key);

/* --- errors ---------------------------------------------------------------------- */

/** Sets @error to "file:line:col: error: ..." at @node. Returns: FALSE, always. */
gboolean tc_yaml_fail (const TcYamlNode *node, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
/** The same at the key @i of @map. */
gboolean tc_yaml_fail_at_key (const TcYamlNode *map,
                              guint i,
                              GError **error,
                              const char *format,
                              ...) G_GNUC_PRINTF (4, 5);

/** @map must be a mapping (or null) and all its keys among @known (NULL-terminated);
 * the first that is not is named with the nearest known one. */
gboolean
tc_yaml_check_keys (const TcYamlNode *map, const char *const *known, GError **error);
/** @key must be there and not null: "'id' is missing", at @map. */
gboolean tc_yaml_require (const TcYamlNode *map, const char *key, GError **error);

/* --- one node as a value; @what names it in messages ("'size' must be ...") --- */

/** @text is borrowed from the node. Any non-null scalar; also `5`, as "5". */
gboolean tc_yaml_as_string (const TcYamlNode *node,
                            const char *what,
                            const char **text,
                            GError **error);
/** Decimal, unquoted, min <= value <= max. */
gboolean tc_yaml_as_int (const TcYamlNode *node,
                         const char *what,
                         gint64 min,
                         gint64 max,
                         gint64 *value,
                         GError **error);
/** Decimal, finite, unquoted, min <= value <= max; "1e3" is allowed. */
gboolean tc_yaml_as_double (const TcYamlNode *node,
                            const char *what,
                            double min,
                            double max,
                            double *value,
                            GError **error);
/** `true` or `false`, unquoted. */
gboolean tc_yaml_as_bool (const TcYamlNode *node,
                          const char *what,
                          gboolean *value,
                          GError **error);
/** @value: the index in @names (NULL-terminated); else an error that lists them. */
gboolean tc_yaml_as_enum (const TcYamlNode *node,
                          const char *what,
                          const char *const *names,
                          int *value,
                          GError **error);

/* --- the value of a key; when the key is absent, *value stays as it is and TRUE -----
 *     comes back. @map may be null. */

/** Frees the old *value. */
gboolean tc_yaml_read_string (const TcYamlNode *map,
                              const char *key,
                              char **value,
                              GError **error);
gboolean tc_yaml_read_int (const TcYamlNode *map,
                           const char *key,
                           int min,
                           int max,
                           int *value,
                           GError **error);
gboolean tc_yaml_read_double (const TcYamlNode *map,
                              const char *key,
                              double min,
                              double max,
                              double *value,
                              GError **error);
gboolean tc_yaml_read_bool (const TcYamlNode *map,
                            const char *key,
                            gboolean *value,
                            GError **error);
gboolean tc_yaml_read_enum (const TcYamlNode *map,
                            const char *key,
                            const char *const *names,
                            int *value,
                            GError **error);
/** *value becomes the node of @key, which must be of @kind. */
gboolean tc_yaml_read_node (const TcYamlNode *map,
                            const char *key,
                            TcYamlKind kind,
                            const TcYamlNode **value,
                            GError **error);

/** The tree as JSON: unquoted null, true, false, whole and decimal numbers become what
 * they look like, all else text. Returns: (transfer full): a new reference. */
json_t *tc_yaml_to_json (const TcYamlNode *node);

G_END_DECLS
