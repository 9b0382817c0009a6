/* SPDX-License-Identifier: MIT
 *
 * The sanitizers bring their own allocator and tell us of each call. Elsewhere this
 * program's malloc stands before the C library's.
 */
#include "allocations.h"

#include <errno.h>

static __thread guint64 n_calls;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)

int
__sanitizer_install_malloc_and_free_hooks (void (*malloc_hook) (const volatile void *,
                                                                size_t),
                                           void (*free_hook) (const volatile void *));

static void
count (const volatile void *memory, size_t size)
{
  (void)memory, (void)size;
  n_calls++;
}

static void
ignore (const volatile void *memory)
{
  (void)memory;
}

guint64
tc_test_allocations (void)
{
  static gsize is_installed;
  if (g_once_init_enter (&is_installed)) {
    __sanitizer_install_malloc_and_free_hooks (count, ignore);
    g_once_init_leave (&is_installed, 1);
  }
  return n_calls;
}

#else

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t n, size_t size);
void *__libc_realloc (void *memory, size_t size);
void *__libc_memalign (size_t alignment, size_t size);

void *
malloc (size_t size)
{
  n_calls++;
  return __libc_malloc (size);
}

void *
calloc (size_t n, size_t size)
{
  n_calls++;
  return __libc_calloc (n, size);
}

void *
realloc (void *memory, size_t size)
{
  n_calls++;
  return __libc_realloc (memory, size);
}

void *
aligned_alloc (size_t alignment, size_t size)
{
  n_calls++;
  return __libc_memalign (alignment, size);
}

int
posix_memalign (void **out_memory, size_t alignment, size_t size)
{
  n_calls++;
  void *memory = __libc_memalign (alignment, size);
  if (!memory)
    return ENOMEM;
  *out_memory = memory;
  return 0;
}

guint64
tc_test_allocations (void)
{
  return n_calls;
}

#endif
