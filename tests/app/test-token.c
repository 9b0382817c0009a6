/* SPDX-License-Identifier: MIT
 *
 * tallycast token, from outside.
 */
#include "app/token.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "../support/process.h"

typedef struct {
  char *dir, *out, *err;
  int code;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  f->dir = g_dir_make_tmp ("tallycast-token-XXXXXX", NULL);
}

static void
tear_down (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = {"tokens.json", "desk.json", "tallycast.yaml"};

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (f->dir, names[i], NULL);
    g_unlink (path);
  }
  g_assert_cmpint (g_rmdir (f->dir), ==, 0);
  g_free (f->dir);
  g_free (f->out);
  g_free (f->err);
}

/* Runs "tallycast token WORDS..." in the folder; words end with NULL. */
static void
run (Fixture *f, const char *const *words)
{
  g_autofree char *program =
      g_build_filename (g_getenv ("TC_BUILD"), "tallycast", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (gpointer) "token");
  for (; *words; words++)
    g_ptr_array_add (argv, (gpointer)*words);
  g_ptr_array_add (argv, NULL);
  g_clear_pointer (&f->out, g_free);
  g_clear_pointer (&f->err, g_free);
  g_autoptr (GSubprocess) child = test_process_start (
      (const char *const *)argv->pdata,
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, f->dir);
  g_subprocess_communicate_utf8 (child, NULL, NULL, &f->out, &f->err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (child));
  f->code = g_subprocess_get_exit_status (child);
}

#define RUN(f, ...) run (f, (const char *const[]){__VA_ARGS__, NULL})

static TcRole
role_of (Fixture *f, const char *file, const char *token, char **who)
{
  g_autofree char *path = g_build_filename (f->dir, file, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TcTokens) tokens = tc_tokens_new (path, &error);

  g_assert_no_error (error);
  return tc_tokens_check (tokens, token, who);
}

static void
test_make (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *who = NULL;

  RUN (f, "make", "王主任", "--role", "organizer");
  g_assert_cmpint (f->code, ==, 0);
  /* only the link is printed to a pipe, and it works */
  g_assert_true (
      g_str_has_prefix (f->out, "http://127.0.0.1:8088/organizer.html#token="));
  g_assert_cmpint (f->out[strlen (f->out) - 1], ==, '\n');
  const char *token = g_strchomp (strchr (f->out, '=') + 1);
  g_assert_cmpint (role_of (f, "tokens.json", token, &who), ==, TC_ROLE_ORGANIZER);
  g_assert_cmpstr (who, ==, "王主任");
  g_assert_nonnull (strstr (f->err, "Shown only now."));
  g_assert_nonnull (strstr (f->err, "control: {tokens_file: tokens.json}"));

  RUN (f, "make", "王主任", "--role", "crew");
  g_assert_cmpint (f->code, ==, 65);
  g_assert_nonnull (strstr (f->err, "there is a token '王主任' already"));
  g_assert_cmpstr (f->out, ==, "");
}

static void
test_configured (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *config = g_build_filename (f->dir, "tallycast.yaml", NULL);

  g_assert_true (g_file_set_contents (
      config, "control: {listen: '192.0.2.7:80', tokens_file: desk.json}\n", -1, NULL));
  RUN (f, "make", "desk", "--role", "crew");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_true (g_str_has_prefix (f->out, "http://192.0.2.7:80/#token="));
  g_assert_null (strstr (f->err, "tokens_file"));
  RUN (f, "make", "far", "--role", "viewer", "--url", "https://control.example");
  g_assert_true (g_str_has_prefix (f->out, "https://control.example/#token="));
  const char *token = g_strchomp (strchr (f->out, '=') + 1);
  g_assert_cmpint (role_of (f, "desk.json", token, NULL), ==, TC_ROLE_VIEWER);
}

static void
test_list (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  RUN (f, "list");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_cmpstr (f->out, ==, "");
  RUN (f, "make", "desk", "--role", "crew");
  g_autofree char *token = g_strdup (g_strchomp (strchr (f->out, '=') + 1));
  RUN (f, "list");
  g_assert_true (g_str_has_suffix (f->out, "  desk\n"));
  g_assert_nonnull (strstr (f->out, "  crew       20"));
  g_assert_null (strstr (f->out, token));
  RUN (f, "list", "--json");
  json_t *list = json_loads (f->out, 0, NULL);
  g_assert_cmpuint (json_array_size (list), ==, 1);
  json_decref (list);

  RUN (f, "revoke", "desk");
  g_assert_cmpint (f->code, ==, 0);
  g_assert_cmpint (role_of (f, "tokens.json", token, NULL), ==, TC_ROLE_NONE);
  RUN (f, "revoke", "desk");
  g_assert_cmpint (f->code, ==, 65);
  g_assert_nonnull (strstr (f->err, "there is no token 'desk'"));
}

/* What the half blocks of @line say of the rows @y and @y + 1. */
static void
assert_line (const TcQrCode *code, const char *line, int y)
{
  const char *c = line + strlen ("\033[38;5;16;48;5;231m");

  for (int x = -TC_QR_QUIET_MODULES; x < code->across + TC_QR_QUIET_MODULES; x++) {
    gunichar half = g_utf8_get_char (c);
    g_assert_true ((half == 0x2580 || half == 0x2588) == tc_qr_is_dark (code, x, y));
    g_assert_true ((half == 0x2584 || half == 0x2588) ==
                   tc_qr_is_dark (code, x, y + 1));
    c = g_utf8_next_char (c);
  }
  g_assert_cmpstr (c, ==, "\033[0m");
}

static void
test_qr (Fixture *f, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  RUN (f, "make", "phone", "--role", "organizer", "--qr");
  g_auto (GStrv) lines = g_strsplit (f->out, "\n", -1);
  g_autoptr (TcQrCode) code = tc_qr_new (lines[0], TC_QR_LEVEL_L, &error);
  g_assert_no_error (error);
  int rows = (code->across + 2 * TC_QR_QUIET_MODULES + 1) / 2;
  g_assert_cmpuint (g_strv_length (lines), ==, rows + 2);
  g_assert_cmpint (rows, <=, 24); /* fits into a terminal as it opens */
  for (int i = 0; i < rows; i++)
    assert_line (code, lines[i + 1], 2 * i - TC_QR_QUIET_MODULES);
}

#define ADD(name, function) \
  g_test_add ("/app/token/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("make-prints-a-link-that-works", test_make);
  ADD ("make-follows-the-configuration", test_configured);
  ADD ("list-and-revoke", test_list);
  ADD ("the-code-has-all-modules-and-its-margin", test_qr);
  return g_test_run ();
}
