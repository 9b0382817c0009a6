/* SPDX-License-Identifier: MIT
 *
 * core/config-private.h - one table of all keys, from which the configuration is read,
 * checked, shown and freed
 */
#pragma once

#include "tallycast/core/config.h"
#include "tallycast/core/yaml.h"

G_BEGIN_DECLS

/** What a key's value is. Up to LAST_TEXT its place in the struct is a char *. */
typedef enum {
  TC_FIELD_ID,       /**< letters, digits, - and _ */
  TC_FIELD_NAME,     /**< of a scene or theme: a file's name without folder */
  TC_FIELD_LANGUAGE, /**< BCP 47 */
  TC_FIELD_CHOICE,   /**< one of `choices` */
  TC_FIELD_PATH,     /**< resolved */
  TC_FIELD_CAMERA,   /**< URI */
  TC_FIELD_AUDIO,
  TC_FIELD_BACKEND, /**< URL */
  TC_FIELD_OUTPUT,  /**< URL */
  TC_FIELD_LISTEN,
  TC_FIELD_KEY_FILE,    /**< the file's content is kept */
  TC_FIELD_AUTH_FILE,   /**< the same, "user:password" */
  TC_FIELD_WEBHOOK,     /**< URL, with a query */
  TC_FIELD_PROGRAM,     /**< a path; the file must be there and can be run */
  TC_FIELD_SECRET_PATH, /**< a path; the file must be there */
  TC_FIELD_LAST_TEXT = TC_FIELD_SECRET_PATH,
  TC_FIELD_INT,
  TC_FIELD_AUTO, /**< int or `auto`, which is TC_CONFIG_AUTO until all is known */
  TC_FIELD_DOUBLE,
  TC_FIELD_BOOL,
  TC_FIELD_SIZE, /**< two ints: width, height */
  TC_FIELD_RATE,
  TC_FIELD_PHASES, /**< TcConfigPhase *: one for each phase */
} TcConfigFieldKind;

#define TC_CONFIG_AUTO (-1)

typedef struct {
  const char *key; /**< NULL ends a table */
  TcConfigFieldKind kind;
  gsize offset; /**< in the section's struct */
  double min, max;
  const char *const *choices;
} TcConfigField;

typedef struct {
  const char *key; /**< NULL ends the table */
  const TcConfigField *fields;
  gsize offset; /**< in TcConfig: of the struct, or of the list's pointer */
  /* lists only; max 0: a single mapping */
  guint max;
  gsize item_size, count_offset;
  const char *required; /**< key that each item must have */
  const char *first_id, *next_id;
  void (*item_init) (gpointer item); /**< defaults of an item */
} TcConfigSection;

/** All sections, and the one key that stands outside of them. */
extern const TcConfigSection tc_config_sections[];
extern const TcConfigField tc_config_state_dir;

/** A value and where it was written: in the file (node), or a flag or variable. */
typedef struct {
  const TcYamlNode *node; /**< NULL: a flag or variable */
  const char *name;       /**< the key, or "--fps", or "TALLYCAST_FPS" */
  const char *text;       /**< NULL when node is no scalar */
  const char *dir;        /**< what relative paths are relative to */
  int code;               /**< of errors, when node is NULL */
  GPtrArray *warnings;    /**< strings are added */
} TcConfigValue;

/** "'fps' must be EXPECTED, not 'x'", with the file's position or after the flag. */
gboolean
tc_value_must_be (const TcConfigValue *value, const char *expected, GError **error);
/** "'url': MESSAGE", the same way; @code: a TcErrorCode. */
gboolean tc_value_fail (const TcConfigValue *value,
                        int code,
                        const char *message,
                        GError **error);

/** Checks @value as @field demands and puts it into @place (the old text is freed). */
gboolean tc_field_read (const TcConfigField *field,
                        const TcConfigValue *value,
                        gpointer place,
                        GError **error);

/* Checks of texts: FALSE with a message that has neither prefix nor secret. */
gboolean tc_config_check_audio (const char *input, GError **error);
gboolean tc_config_check_backend (const char *url, GError **error);
gboolean tc_config_check_webhook (const char *url, GError **error);
gboolean tc_config_check_listen (const char *listen, GError **error);
gboolean tc_config_check_id (const char *id, GError **error);
gboolean tc_config_check_name (const char *name, GError **error);
gboolean tc_config_check_language (const char *tag, GError **error);
/** Whether @url has a user, a query or a stream key in it. */
gboolean tc_config_url_has_secret (const char *url);

/** The path as the process can use it. Returns: (transfer full). */
char *tc_config_resolve (const char *dir, const char *path);
/** Reads a file with one secret in it, without the line's end. Adds a warning when
 * others may read it. Returns: (transfer full), NULL with a message without prefix. */
char *tc_config_read_secret (const char *path, GPtrArray *warnings, GError **error);

/** Environment, then @flags, onto what the file said. */
gboolean tc_config_override (TcConfig *self,
                             const TcConfigOverride *flags,
                             GPtrArray *warnings,
                             GError **error);
/** Makes @list (a section's) empty: frees its items. */
void tc_config_clear_list (TcConfig *self, const TcConfigSection *section);
/** A new item with its defaults and the id that it has by its place. Returns:
 * (transfer none). */
gpointer tc_config_add_item (TcConfig *self, const TcConfigSection *section);
/* Keys against each other; @root: the file's, for the place. */
gboolean
tc_config_check_waits (const TcConfig *self, const TcYamlNode *root, GError **error);
gboolean
tc_config_check_backups (const TcConfig *self, const TcYamlNode *root, GError **error);
/** Fills in what is `auto` or absent. @root: (nullable). */
gboolean tc_config_complete (TcConfig *self, const TcYamlNode *root, GError **error);

/** Returns: (nullable) (transfer none): by its key. */
const TcConfigSection *tc_config_section (const char *key);
const TcConfigField *tc_config_field (const TcConfigSection *section, const char *key);

G_END_DECLS
