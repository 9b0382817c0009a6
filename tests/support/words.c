/* SPDX-License-Identifier: MIT */
#include "words.h"

#include <string.h>

#include "scene/layer.h"

#define BETWEEN " \t\r\n,:{}[]\"'"

struct TcTestWords {
  GPtrArray *words; /* borrowed */
};

static const char *const numbers[] = {"0",
                                      "1",
                                      "2",
                                      "-1",
                                      "36",
                                      "48",
                                      "256",
                                      "257",
                                      "1024",
                                      "4096",
                                      "2147483647",
                                      "-2147483648",
                                      "1e3",
                                      "0.5",
                                      "~",
                                      "true",
                                      "null",
                                      "\"\"",
                                      "[]",
                                      "{}",
                                      "\"#12AB00\"",
                                      "[0, 0]",
                                      "[0, 0, 9, 9]",
                                      "[960, 540, 1920, 1080]",
                                      "9999999999999999999"};

/* A value somewhere in a text, a test of it: what stands before and behind a path. */
static const char *const forms[][2] = {{"\"${", "}\""},
                                       {"\"", " exists\""},
                                       {"\"", " > 3\""},
                                       {"\"", " == open\""},
                                       {"\"a${", "|date:time}b\""}};

TcTestWords *
tc_test_words_new (const char *const *more)
{
  TcTestWords *self = g_new0 (TcTestWords, 1);

  self->words = g_ptr_array_new ();
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_ptr_array_add (self->words, (gpointer)numbers[i]);
  for (; more != NULL && *more != NULL; more++)
    g_ptr_array_add (self->words, (gpointer)*more);
  return self;
}

static void
add_keys (TcTestWords *self, const TcLayerKey *keys)
{
  for (; keys->name != NULL; keys++) {
    g_ptr_array_add (self->words, (gpointer)keys->name);
    for (guint i = 0; keys->names != NULL && keys->names[i] != NULL; i++)
      g_ptr_array_add (self->words, (gpointer)keys->names[i]);
  }
}

TcTestWords *
tc_test_words_of_scenes (void)
{
  static const char *const more[] = {
      "title",   "surface", "board", "audio", "mute",  "transition", "cut",  "push",
      "cameras", "layers",  "main",  "in",    "out",   "change",     "kind", "fade",
      "wipe",    "slide",   "grow",  "roll",  "count", "from",       "to",   "left",
      "ms",      "ease",    "write", "when",  "use",   "zh",         "en",   "accent",
      "ink",     "on_ink",  "label", "score", "stale", "hide",       NULL};
  TcTestWords *self = tc_test_words_new (more);
  guint n;
  const TcPath *paths = tc_path_list (&n);

  add_keys (self, tc_layer_common_keys);
  for (guint i = 0; tc_layer_kinds[i] != NULL; i++) {
    g_ptr_array_add (self->words, (gpointer)tc_layer_kinds[i]->name);
    add_keys (self, tc_layer_kinds[i]->keys);
  }
  for (guint i = 0; i < n; i++) {
    g_ptr_array_add (self->words, (gpointer)paths[i].name);
    for (guint f = 0; f < G_N_ELEMENTS (forms); f++) {
      g_autofree char *text =
          g_strconcat (forms[f][0], paths[i].name, forms[f][1], NULL);

      g_ptr_array_add (self->words, (gpointer)g_intern_string (text));
    }
  }
  return self;
}

void
tc_test_words_free (TcTestWords *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->words);
  g_free (self);
}

typedef struct {
  gsize at, n;
} Span;

/* The word at or behind @at; at the end of the text an empty one. */
static Span
word_at (const char *text, gsize n, gsize at)
{
  Span span;

  while (at < n && strchr (BETWEEN, text[at]) != NULL)
    at++;
  span = (Span){at, 0};
  while (at + span.n < n &&
         (text[at + span.n] == '\0' || strchr (BETWEEN, text[at + span.n]) == NULL))
    span.n++;
  while (span.at > 0 && span.n > 0 && strchr (BETWEEN, text[span.at - 1]) == NULL) {
    span.at--;
    span.n++;
  }
  return span;
}

static Span
line_at (const char *text, gsize n, gsize at)
{
  gsize end = at;

  while (at > 0 && text[at - 1] != '\n')
    at--;
  while (end < n && text[end] != '\n')
    end++;
  return (Span){at, MIN (end + 1, n) - at};
}

/* @with: not within @text. */
static gsize
replace (char *text, gsize n, gsize room, Span span, const char *with, gsize n_with)
{
  if (n - span.n + n_with > room)
    return n;
  memmove (text + span.at + n_with, text + span.at + span.n, n - span.at - span.n);
  memcpy (text + span.at, with, n_with);
  return n - span.n + n_with;
}

static gsize
any_place (TcTestRandom *random, gsize n)
{
  return n > 0 ? tc_test_random (random) % n : 0;
}

static const char *
any_word (const TcTestWords *self, TcTestRandom *random)
{
  return g_ptr_array_index (self->words, tc_test_random (random) % self->words->len);
}

/* Where @word is to stand: within quotes it has none of its own. */
static Span
unquoted (const char *text, Span place, const char *word)
{
  gsize n = strlen (word);
  gboolean is_within = place.at > 0 && strchr ("\"'", text[place.at - 1]) != NULL;

  return is_within && n > 1 && word[0] == '"' ? (Span){1, n - 2} : (Span){0, n};
}

/* Before the word at @span stands a key with its value. */
static char *
with_key (const TcTestWords *self, TcTestRandom *random, const char *word)
{
  return g_strdup_printf ("%s: %s, %s", any_word (self, random),
                          any_word (self, random), word);
}

gsize
tc_test_words_mutate (const TcTestWords *self,
                      char *text,
                      gsize n,
                      gsize room,
                      TcTestRandom *random)
{
  Span word = word_at (text, n, any_place (random, n));
  Span line = line_at (text, n, any_place (random, n));
  Span other = word_at (text, n, any_place (random, n));
  g_autofree char *words = g_strndup (text + word.at, word.n);
  g_autofree char *lines = g_strndup (text + line.at, line.n);
  g_autofree char *others = g_strndup (text + other.at, other.n);
  g_autofree char *keyed = with_key (self, random, words);
  const char *fresh = any_word (self, random);
  Span part;

  switch (tc_test_random_range (random, 0, 10)) {
    case 0:
    case 1:
    case 2:
    case 3:
      part = unquoted (text, word, fresh);
      return replace (text, n, room, word, fresh + part.at, part.n);
    case 4:
    case 5:
      return replace (text, n, room, word, others, strlen (others));
    case 6:
      return replace (text, n, room, line, "", 0);
    case 7:
      line = line_at (text, n, any_place (random, n));
      return replace (text, n, room, (Span){line.at, 0}, lines, strlen (lines));
    case 8:
      return replace (text, n, room, word, keyed, strlen (keyed));
    default:
      return replace (text, n, room, word, "", 0);
  }
}
