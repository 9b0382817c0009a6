/* SPDX-License-Identifier: MIT
 *
 * A fuzz target as a unit test: its seeds, then mutations of them by a fixed sequence
 * of random numbers, so that each run is the same.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "fuzz.h"

#define N_MUTATIONS \
  800 /* the slow ones take 4 s under ASan; `make fuzz` has the time */
#define SEED      20261123
#define MAX_BYTES (64 * 1024)

static GPtrArray *seeds; /* of GBytes */

/* "fuzz-svg" -> "svg". */
static char *
target_name (const char *program)
{
  g_autofree char *base = g_path_get_basename (program);
  return g_strdup (g_str_has_prefix (base, "fuzz-") ? base + strlen ("fuzz-") : base);
}

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

static void
read_seeds (const char *name)
{
  g_autofree char *folder =
      g_test_build_filename (G_TEST_DIST, "fuzz", "corpus", name, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  for (const char *file; dir && (file = g_dir_read_name (dir));)
    g_ptr_array_add (names, g_build_filename (folder, file, NULL));
  g_ptr_array_sort (names, by_name); /* the same order on every machine */
  seeds = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  for (guint i = 0; i < names->len; i++) {
    char *data;
    gsize n;
    g_assert_true (g_file_get_contents (names->pdata[i], &data, &n, NULL));
    g_ptr_array_add (seeds, g_bytes_new_take (data, n));
  }
  if (seeds->len == 0)
    g_error ("no seeds in %s", folder);
}

static void
feed (const GByteArray *input)
{
  /* Of exactly its size, so that reading behind it is seen. */
  g_autofree guint8 *copy = g_memdup2 (input->data, input->len);
  LLVMFuzzerTestOneInput (copy, input->len);
}

static GByteArray *
copy_of (guint i)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (seeds->pdata[i % seeds->len], &n);
  GByteArray *copy = g_byte_array_new ();
  g_byte_array_append (copy, data, (guint)n);
  return copy;
}

static void
test_seeds (void)
{
  for (guint i = 0; i < seeds->len; i++) {
    g_autoptr (GByteArray) input = copy_of (i);
    feed (input);
  }
}

/* ---- mutations ---- */

static guint
below (GRand *rand, guint n)
{
  return n > 0 ? (guint)g_rand_int_range (rand, 0, (gint32)n) : 0;
}

static void
insert (GByteArray *input, guint at, const guint8 *data, guint n)
{
  guint tail = input->len - at;
  if (n == 0)
    return;
  g_byte_array_set_size (input, input->len + n);
  memmove (input->data + at + n, input->data + at, tail);
  memcpy (input->data + at, data, n);
}

/* A part of it, or of another seed, put somewhere into it. */
static void
splice (GRand *rand, GByteArray *input)
{
  g_autoptr (GByteArray) from = copy_of (below (rand, seeds->len));
  guint at = below (rand, from->len), n = below (rand, MIN (from->len - at, 400));
  insert (input, below (rand, input->len), from->data + at, n);
}

static void
mutate (GRand *rand, GByteArray *input)
{
  static const char *const words[] = {"1e999", "-1", "0", "99999999", "nan", "%", "\"",
                                      "'",     "<",  ">", "&",        "#",   ":", "\n",
                                      "\xff",  "[",  "]", "{",        "}",   "*"};
  guint at = below (rand, input->len);
  const char *word = words[below (rand, G_N_ELEMENTS (words))];
  switch (below (rand, 6)) {
    case 0:
      if (input->len > 0)
        input->data[at] ^= (guint8)(1 << below (rand, 8));
      return;
    case 1:
      if (input->len > 0)
        input->data[at] = (guint8)below (rand, 256);
      return;
    case 2:
      if (input->len > 0)
        g_byte_array_remove_range (input, at, below (rand, MIN (input->len - at, 60)));
      return;
    case 3:
      insert (input, at, (const guint8 *)word, (guint)strlen (word));
      return;
    case 4: /* a number becomes another */
      while (at < input->len && !g_ascii_isdigit (input->data[at]))
        at++;
      while (at < input->len && g_ascii_isdigit (input->data[at]))
        g_byte_array_remove_index (input, at);
      insert (input, at, (const guint8 *)word, (guint)strlen (word));
      return;
    default:
      splice (rand, input);
  }
}

size_t
LLVMFuzzerMutate (uint8_t *data, size_t n, size_t room)
{
  static GRand *rand; /* kept until the end */
  g_autoptr (GByteArray) input = g_byte_array_new ();
  if (!rand)
    rand = g_rand_new_with_seed (SEED);
  g_byte_array_append (input, data, (guint)n);
  mutate (rand, input);
  n = MIN (input->len, room);
  if (n > 0)
    memcpy (data, input->data, n);
  return n;
}

static void
mutate_by_target (GRand *rand, GByteArray *input)
{
  guint n = input->len;
  g_byte_array_set_size (input, MAX_BYTES);
  n = (guint)LLVMFuzzerCustomMutator (input->data, MIN (n, MAX_BYTES), MAX_BYTES,
                                      g_rand_int (rand));
  g_byte_array_set_size (input, n);
}

static void
test_mutations (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  for (guint i = 0; i < N_MUTATIONS; i++) {
    g_autoptr (GByteArray) input = copy_of (i);
    if (LLVMFuzzerCustomMutator)
      mutate_by_target (rand, input);
    else
      for (guint n = 1 + below (rand, 6); n > 0; n--)
        mutate (rand, input);
    g_byte_array_set_size (input, MIN (input->len, MAX_BYTES));
    feed (input);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_autofree char *name = target_name (argv[0]);
  LLVMFuzzerInitialize (&argc, &argv);
  read_seeds (name);
  g_autofree char *seeds_path = g_strdup_printf ("/fuzz/%s/seeds", name);
  g_autofree char *mutations_path =
      g_strdup_printf ("/fuzz/%s/%d-mutations", name, N_MUTATIONS);
  g_test_add_func (seeds_path, test_seeds);
  g_test_add_func (mutations_path, test_mutations);
  int result = g_test_run ();
  g_ptr_array_unref (seeds);
  return result;
}
