/* SPDX-License-Identifier: MIT */
#include "tallycast/web/tokens.h"

#include "tallycast/core/error.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "web/tokens-private.h"

typedef struct {
  char *dir, *path;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->dir = g_dir_make_tmp ("tallycast-tokens-XXXXXX", NULL);
  f->path = g_build_filename (f->dir, "tokens.json", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_unlink (f->path);
  g_assert_cmpint (g_rmdir (f->dir), ==, 0); /* nothing else was left there */
  g_free (f->path);
  g_free (f->dir);
}

static TcTokens *
open_tokens (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  TcTokens *tokens = tc_tokens_new (f->path, &error);

  g_assert_no_error (error);
  return tokens;
}

static char *
make (TcTokens *tokens, const char *name, TcRole role)
{
  g_autoptr (GError) error = NULL;
  char *text = tc_tokens_make (tokens, name, role, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (text), ==, TC_TOKEN_CHARS);
  return text;
}

static void
assert_role (TcTokens *tokens, const char *text, TcRole role, const char *who)
{
  g_autofree char *found = NULL;

  g_assert_cmpint (tc_tokens_check (tokens, text, &found), ==, role);
  g_assert_cmpstr (found, ==, who);
}

static char *
read_file (Fixture *f)
{
  char *text = NULL;

  g_assert_true (g_file_get_contents (f->path, &text, NULL, NULL));
  return text;
}

static void
write_file (Fixture *f, const char *text, int mode)
{
  g_assert_true (g_file_set_contents (f->path, text, -1, NULL));
  g_assert_cmpint (g_chmod (f->path, mode), ==, 0);
}

static void
test_make (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcTokens) tokens = open_tokens (f);
  g_autofree char *crew = make (tokens, "导播", TC_ROLE_CREW);
  g_autofree char *organizer = make (tokens, "王主任", TC_ROLE_ORGANIZER);
  g_autofree char *viewer = make (tokens, "Foyer screen", TC_ROLE_VIEWER);
  struct stat info;

  assert_role (tokens, crew, TC_ROLE_CREW, "导播");
  assert_role (tokens, organizer, TC_ROLE_ORGANIZER, "王主任");
  assert_role (tokens, viewer, TC_ROLE_VIEWER, "Foyer screen");
  g_assert_cmpstr (crew, !=, organizer);
  /* the file has no token in it, and nobody else may read it */
  g_autofree char *text = read_file (f);
  g_assert_null (strstr (text, crew));
  g_assert_null (strstr (text, organizer));
  g_assert_cmpint (g_stat (f->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  /* who opens it later knows the same */
  g_autoptr (TcTokens) later = open_tokens (f);
  assert_role (later, organizer, TC_ROLE_ORGANIZER, "王主任");
}

/* Nothing but the token itself is one. */
static void
test_wrong (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcTokens) tokens = open_tokens (f);
  g_autofree char *crew = make (tokens, "crew", TC_ROLE_CREW);
  g_autofree char *longer = g_strconcat (crew, "x", NULL);
  g_autofree char *other = g_strdup (crew);
  g_autofree char *megabyte = g_strnfill (1024 * 1024, 'x');
  g_autofree char *shorter = g_strndup (crew, TC_TOKEN_CHARS - 1);

  other[20] = other[20] == 'a' ? 'b' : 'a';
  const char *const wrong[] = {"",      "crew",  longer,   other,
                               shorter, "\xff~", megabyte, "../../etc/passwd"};
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_role (tokens, wrong[i], TC_ROLE_NONE, NULL);
  /* nor is what the file holds */
  g_autofree char *text = read_file (f);
  const char *hash = strstr (text, "\"sha256\": \"") + strlen ("\"sha256\": \"");
  g_autofree char *head = g_strndup (hash, TC_TOKEN_CHARS);
  assert_role (tokens, head, TC_ROLE_NONE, NULL);
}

static void
test_revoke (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcTokens) tokens = open_tokens (f);
  g_autoptr (TcTokens) elsewhere = open_tokens (f);
  g_autofree char *first = make (tokens, "first", TC_ROLE_CREW);
  g_autofree char *second = make (tokens, "second", TC_ROLE_VIEWER);
  g_autoptr (GError) error = NULL;

  assert_role (elsewhere, first, TC_ROLE_CREW, "first");
  guint64 generation = tc_tokens_generation (elsewhere);
  g_assert_cmpuint (tc_tokens_generation (elsewhere), ==, generation);
  g_assert_true (tc_tokens_revoke (tokens, "first", &error));
  /* also where the change was not made, at once */
  g_assert_cmpuint (tc_tokens_generation (elsewhere), !=, generation);
  assert_role (elsewhere, first, TC_ROLE_NONE, NULL);
  assert_role (tokens, first, TC_ROLE_NONE, NULL);
  assert_role (elsewhere, second, TC_ROLE_VIEWER, "second");

  json_t *list = tc_tokens_list (elsewhere);
  g_assert_cmpuint (json_array_size (list), ==, 1);
  const json_t *entry = json_array_get (list, 0);
  const char *id = json_string_value (json_object_get (entry, "id"));
  g_assert_cmpstr (json_string_value (json_object_get (entry, "role")), ==, "viewer");
  g_assert_true (tc_tokens_revoke (elsewhere, id, &error));
  json_decref (list);
  assert_role (tokens, second, TC_ROLE_NONE, NULL);
  g_assert_false (tc_tokens_revoke (tokens, "second", &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
}

static void
test_names (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcTokens) tokens = open_tokens (f);
  g_autofree char *kept = make (tokens, "twice", TC_ROLE_VIEWER);
  g_autofree char *fits = g_strnfill (TC_TOKENS_MAX_NAME, 'x');
  g_autofree char *too_long = g_strconcat (fits, "x", NULL);
  const char *const wrong[] = {"",      too_long, "a\nb",          "\xff",
                               "local", "auto",   "a\xe2\x80\xae", "twice"};

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;
    g_test_message ("name %zu", i);
    g_assert_null (tc_tokens_make (tokens, wrong[i], TC_ROLE_CREW, &error));
    g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  }
  g_autofree char *good = make (tokens, fits, TC_ROLE_CREW);
  assert_role (tokens, good, TC_ROLE_CREW, fits);
}

static void
test_number (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcTokens) tokens = open_tokens (f);
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < TC_TOKENS_MAX; i++) {
    g_autofree char *name = g_strdup_printf ("desk %d", i);
    g_free (make (tokens, name, TC_ROLE_VIEWER));
  }
  g_assert_null (tc_tokens_make (tokens, "one more", TC_ROLE_VIEWER, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_DATA);
  g_autoptr (TcTokens) later = open_tokens (f);
  json_t *list = tc_tokens_list (later);
  g_assert_cmpuint (json_array_size (list), ==, TC_TOKENS_MAX);
  json_decref (list);
}

#define HASH          "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define MADE          "\"made\": \"2026-11-26T08:00:00Z\""
#define TOKENS(entry) "{\"version\": 1, \"tokens\": [" entry "]}"

typedef struct {
  const char *text;
  const char *message; /* part of it; NULL: it is taken */
  int mode;
} FileCase;

static const FileCase file_cases[] = {
    {TOKENS (""), NULL, 0600},
    {TOKENS ("{\"name\": \"a\", \"role\": \"crew\", \"sha256\": \"" HASH "\", " MADE
             "}"),
     NULL, 0644},
    {TOKENS (""), "others may write to it: chmod 600", 0620},
    {TOKENS (""), "others may write to it", 0602},
    {"", ":1:0: error:", 0600},
    {"{\"version\": 1,\n \"tokens\": [}", ":2:13: error:", 0600},
    {"{\"version\": 1, \"tokens\": [], \"tokens\": []}", "duplicate", 0600},
    {"\xff", ":1:0: error: unable to decode byte 0xff", 0600},
    {"[]", "must be {\"version\": 1", 0600},
    {"{\"version\": 2, \"tokens\": []}", "must be {\"version\": 1", 0600},
    {"{\"version\": 1, \"tokens\": {}}", "must be {\"version\": 1", 0600},
    {TOKENS ("7"), "tokens[0]: key 'name': is missing", 0600},
    {TOKENS ("{\"name\": \"\"}"), "key 'name': must be 1 to 64 bytes", 0600},
    {TOKENS ("{\"name\": \"a\", \"role\": \"none\"}"), "key 'role': must be viewer",
     0600},
    {TOKENS ("{\"name\": \"a\", \"role\": \"crew\", \"sha256\": \"12\"}"),
     "key 'sha256': must be 64 hexadecimal digits", 0600},
    {TOKENS ("{\"name\": \"a\", \"role\": \"crew\", \"sha256\": \"" HASH "\"}"),
     "key 'made': must be a time", 0600},
    {TOKENS ("{\"name\": \"a\", \"role\": \"crew\", \"sha256\": \"" HASH "\", " MADE
             "}, {\"name\": \"a\"}"),
     "tokens[1]: key 'name': is used twice", 0600},
};

static void
test_files (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (file_cases); i++) {
    const FileCase *c = &file_cases[i];
    g_autoptr (GError) error = NULL;
    g_test_message ("case %zu", i);
    write_file (f, c->text, c->mode);
    g_autoptr (TcTokens) tokens = tc_tokens_new (f->path, &error);
    if (!c->message) {
      g_assert_no_error (error);
      continue;
    }
    g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
    g_assert_nonnull (strstr (error->message, f->path));
    if (!strstr (error->message, c->message))
      g_error ("no '%s' in '%s'", c->message, error->message);
  }
}

static void
test_long_file (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_strnfill ((gsize)1024 * 1024, ' ');
  g_autoptr (GError) error = NULL;

  write_file (f, text, 0600);
  g_assert_null (tc_tokens_new (f->path, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
  g_assert_null (tc_tokens_new (f->dir, NULL)); /* nor is a folder one */
}

/* A slip of somebody's editor in the middle of the meeting locks nobody out. */
static void
test_broken_later (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (TcTokens) tokens = open_tokens (f);
  g_autofree char *crew = make (tokens, "crew", TC_ROLE_CREW);
  g_autofree char *good = read_file (f);
  g_autoptr (GError) error = NULL;

  write_file (f, "{\"version\": 1, \"tokens\": [", 0600);
  assert_role (tokens, crew, TC_ROLE_CREW, "crew");
  g_assert_null (tc_tokens_make (tokens, "new", TC_ROLE_CREW, &error));
  g_assert_error (error, TC_ERROR, TC_ERROR_CONFIG);
  write_file (f, TOKENS (""), 0600);
  assert_role (tokens, crew, TC_ROLE_NONE, NULL);
  write_file (f, good, 0600);
  assert_role (tokens, crew, TC_ROLE_CREW, "crew");
  g_unlink (f->path); /* no file: no tokens */
  assert_role (tokens, crew, TC_ROLE_NONE, NULL);
}

typedef struct {
  Fixture *f;
  int desk;
} Desk;

static gpointer
desk_run (gpointer data)
{
  const Desk *desk = data;

  for (int i = 0; i < 8; i++) {
    g_autoptr (TcTokens) tokens = open_tokens (desk->f);
    g_autofree char *name = g_strdup_printf ("desk %d, token %d", desk->desk, i);
    g_autofree char *text = make (tokens, name, TC_ROLE_VIEWER);
    assert_role (tokens, text, TC_ROLE_VIEWER, name);
  }
  return NULL;
}

/* Several processes, as the panel and a shell: no change is lost. */
static void
test_at_once (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  GThread *threads[4];
  Desk desks[G_N_ELEMENTS (threads)];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++) {
    desks[i] = (Desk){f, (int)i};
    threads[i] = g_thread_new ("desk", desk_run, &desks[i]);
  }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_autoptr (TcTokens) tokens = open_tokens (f);
  json_t *list = tc_tokens_list (tokens);
  g_assert_cmpuint (json_array_size (list), ==, 8 * G_N_ELEMENTS (threads));
  json_decref (list);
}

/* A backup that locks the folder and hangs: a change says so, and does not hang too. */
static void
test_locked (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  int folder = open (f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (flock (folder, LOCK_EX), ==, 0);
  g_assert_cmpint (tc_tokens_lock (f->path, 20, &error), ==, -1);
  g_assert_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE);
  g_assert_nonnull (strstr (error->message, f->path));
  g_assert_nonnull (strstr (error->message, "locked"));
  close (folder);
  g_clear_error (&error);
  int fd = tc_tokens_lock (f->path, 20, &error);
  g_assert_no_error (error);
  close (fd);
  /* what cannot be waited for is told at once */
  g_autofree char *nowhere = g_build_filename (f->dir, "none", "tokens.json", NULL);
  g_assert_cmpint (tc_tokens_lock (nowhere, G_MAXINT, &error), ==, -1);
  g_assert_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE);
}

#define ADD(name, function) \
  g_test_add ("/web/tokens/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("open-what-they-were-made-for", test_make);
  ADD ("nothing-else-opens", test_wrong);
  ADD ("revoked-ones-end-at-once-everywhere", test_revoke);
  ADD ("names-are-unique-and-visible", test_names);
  ADD ("are-limited-in-number", test_number);
  ADD ("a-wrong-file-is-told-with-its-place", test_files);
  ADD ("a-long-file-is-refused", test_long_file);
  ADD ("a-file-broken-later-changes-nothing", test_broken_later);
  ADD ("are-made-by-several-at-once", test_at_once);
  ADD ("a-locked-folder-is-not-waited-for-for-ever", test_locked);
  return g_test_run ();
}
