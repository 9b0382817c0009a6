/* SPDX-License-Identifier: MIT */
#include "asrun-key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tallycast/core/error.h"

#define FILE_NAME "asrun.key"
#define SEED_HEX  (2 * crypto_sign_SEEDBYTES)

G_STATIC_ASSERT (crypto_sign_SECRETKEYBYTES == sizeof ((TcAsrunKey *)0)->secret);
G_STATIC_ASSERT (2 * crypto_sign_PUBLICKEYBYTES + 1 == TC_PUBLIC_KEY_CHARS);
G_STATIC_ASSERT (2 * crypto_sign_BYTES + 1 == TC_SIGNATURE_CHARS);

static gboolean
fail (GError **error, const char *path, const char *why)
{
  g_set_error (error, TC_ERROR, TC_ERROR_UNAVAILABLE, "%s: %s", path, why);
  return FALSE;
}

/* The file is the seed in hex and a line feed. */
static gboolean
read_seed (int fd, const char *path, guint8 *seed, GError **error)
{
  char text[SEED_HEX + 2];
  struct stat info;
  size_t n = 0;
  ssize_t got = read (fd, text, sizeof text);
  gboolean is_right;

  if (fstat (fd, &info) < 0 || got < 0)
    return fail (error, path, g_strerror (errno));
  if ((info.st_mode & 077) != 0)
    return fail (error, path, "others may read the key: chmod 600");
  is_right = (got == SEED_HEX || (got == SEED_HEX + 1 && text[SEED_HEX] == '\n')) &&
             sodium_hex2bin (seed, crypto_sign_SEEDBYTES, text, SEED_HEX, NULL, &n,
                             NULL) == 0 &&
             n == crypto_sign_SEEDBYTES;
  sodium_memzero (text, sizeof text);
  return is_right || fail (error, path, "it is not a key of ours");
}

static gboolean
write_seed (int fd, const guint8 *seed)
{
  char text[SEED_HEX + 1];
  gboolean is_written;

  sodium_bin2hex (text, sizeof text, seed, crypto_sign_SEEDBYTES);
  text[SEED_HEX] = '\n';
  is_written = write (fd, text, sizeof text) == sizeof text && fsync (fd) == 0;
  sodium_memzero (text, sizeof text);
  return is_written;
}

/* Under another name first: a key that is half written would be none for ever. */
static gboolean
make_seed (const char *path, guint8 *seed, GError **error)
{
  g_autofree char *beside = g_strconcat (path, ".new", NULL);
  int fd = open (beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean is_made;
  int number;

  if (fd < 0)
    return fail (error, beside, g_strerror (errno));
  randombytes_buf (seed, crypto_sign_SEEDBYTES);
  is_made = fchmod (fd, 0600) == 0 && write_seed (fd, seed);
  number = errno;
  close (fd);
  if (is_made && link (beside, path) == 0) {
    unlink (beside);
    return TRUE;
  }
  number = is_made ? errno : number;
  unlink (beside);
  return fail (error, path, g_strerror (number));
}

static gboolean
load_seed (const char *path, guint8 *seed, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return errno == ENOENT ? make_seed (path, seed, error)
                           : fail (error, path, g_strerror (errno));
  gboolean is_read = read_seed (fd, path, seed, error);
  close (fd);
  return is_read;
}

TcAsrunKey *
tc_asrun_key_load (const char *state_dir, GError **error)
{
  g_autofree char *path = g_build_filename (state_dir, FILE_NAME, NULL);
  guint8 seed[crypto_sign_SEEDBYTES];
  guint8 public[crypto_sign_PUBLICKEYBYTES];
  TcAsrunKey *self = NULL;

  if (sodium_init () < 0) {
    fail (error, path, "libsodium does not start");
    return NULL;
  }
  if (load_seed (path, seed, error)) {
    self = g_new0 (TcAsrunKey, 1);
    sodium_mlock (self->secret, sizeof self->secret);
    crypto_sign_seed_keypair (public, self->secret, seed);
    sodium_bin2hex (self->public, sizeof self->public, public, sizeof public);
  }
  sodium_memzero (seed, sizeof seed);
  return self;
}

void
tc_asrun_key_free (TcAsrunKey *self)
{
  if (!self)
    return;
  sodium_munlock (self->secret, sizeof self->secret); /* wipes it, too */
  g_free (self);
}

void
tc_asrun_key_sign (const TcAsrunKey *self,
                   const void *bytes,
                   gsize n_bytes,
                   char signature[TC_SIGNATURE_CHARS])
{
  guint8 raw[crypto_sign_BYTES];

  crypto_sign_detached (raw, NULL, bytes, n_bytes, self->secret);
  sodium_bin2hex (signature, TC_SIGNATURE_CHARS, raw, sizeof raw);
}

static gboolean
from_hex (const char *text, guint8 *raw, gsize n_raw)
{
  size_t n = 0;

  return strlen (text) == 2 * n_raw &&
         sodium_hex2bin (raw, n_raw, text, 2 * n_raw, NULL, &n, NULL) == 0 &&
         n == n_raw;
}

gboolean
tc_asrun_key_verify (const char *public,
                     const void *bytes,
                     gsize n_bytes,
                     const char *signature)
{
  guint8 raw_key[crypto_sign_PUBLICKEYBYTES], raw[crypto_sign_BYTES];

  return sodium_init () >= 0 && from_hex (public, raw_key, sizeof raw_key) &&
         from_hex (signature, raw, sizeof raw) &&
         crypto_sign_verify_detached (raw, bytes, n_bytes, raw_key) == 0;
}
