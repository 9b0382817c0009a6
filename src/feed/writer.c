/* SPDX-License-Identifier: MIT */
#include "feed/writer.h"

#include "feed/store.h"
#include "tallycast/core/sync.h"

struct TcWriter {
  int refs; /* atomic: the owner's and the thread's */
  char *dir;

  pthread_mutex_t lock;
  pthread_cond_t changed;
  /* guards: */
  TcWriterFile files[TC_WRITER_MAX_FILES]; /* references, while BUSY */
  TcWriterState state;
  GError *error; /* with FAILED, until it is told */
  gboolean is_ending;
  void (*wake) (gpointer data);
  gpointer data;
};

static void
unref (TcWriter *self)
{
  if (!g_atomic_int_dec_and_test (&self->refs))
    return;
  for (int i = 0; i < TC_WRITER_MAX_FILES; i++)
    g_clear_pointer (&self->files[i].bytes, g_bytes_unref);
  g_clear_error (&self->error);
  pthread_cond_destroy (&self->changed);
  pthread_mutex_destroy (&self->lock);
  g_free (self->dir);
  g_free (self);
}

/* Returns: FALSE: it ends. */
static gboolean
wait_for_job (TcWriter *self)
{
  TC_LOCKED (&self->lock);
  while (!self->is_ending && self->state != TC_WRITER_BUSY)
    pthread_cond_wait (&self->changed, &self->lock);
  return !self->is_ending;
}

/* The files are the thread's own while BUSY. */
static gboolean
write_files (TcWriter *self, GError **error)
{
  for (int i = 0; i < TC_WRITER_MAX_FILES; i++) {
    const TcWriterFile *file = &self->files[i];
    gsize n_bytes;
    const char *bytes = file->bytes ? g_bytes_get_data (file->bytes, &n_bytes) : NULL;
    if (bytes && !tc_store_write (self->dir, file->name, bytes, n_bytes, error))
      return FALSE;
  }
  return TRUE;
}

/* The owner waits in free() for a wake that has begun: it may use what goes with it. */
static void
end_job (TcWriter *self, GError *error)
{
  TC_LOCKED (&self->lock);
  for (int i = 0; i < TC_WRITER_MAX_FILES; i++)
    g_clear_pointer (&self->files[i].bytes, g_bytes_unref);
  self->state = error ? TC_WRITER_FAILED : TC_WRITER_DONE;
  self->error = error;
  pthread_cond_broadcast (&self->changed);
  if (!self->is_ending)
    self->wake (self->data);
}

static void *
thread_main (void *data)
{
  TcWriter *self = data;

  while (wait_for_job (self)) {
    GError *error = NULL;
    write_files (self, &error);
    end_job (self, error);
  }
  unref (self);
  return NULL;
}

TcWriter *
tc_writer_new (const char *dir, void (*wake) (gpointer data), gpointer data)
{
  TcWriter *self = g_new0 (TcWriter, 1);
  pthread_t thread;

  self->refs = 2;
  self->dir = g_strdup (dir);
  self->wake = wake;
  self->data = data;
  pthread_mutex_init (&self->lock, NULL);
  tc_cond_init (&self->changed);
  pthread_create (&thread, NULL, thread_main, self);
  pthread_detach (thread);
  return self;
}

void
tc_writer_free (TcWriter *self)
{
  if (!self)
    return;
  {
    TC_LOCKED (&self->lock);
    self->is_ending = TRUE;
    pthread_cond_broadcast (&self->changed);
  }
  unref (self);
}

void
tc_writer_start (TcWriter *self, const TcWriterFile files[TC_WRITER_MAX_FILES])
{
  TC_LOCKED (&self->lock);
  g_return_if_fail (self->state == TC_WRITER_IDLE);
  for (int i = 0; i < TC_WRITER_MAX_FILES; i++)
    self->files[i] = (TcWriterFile){
        files[i].name, files[i].bytes ? g_bytes_ref (files[i].bytes) : NULL};
  self->state = TC_WRITER_BUSY;
  pthread_cond_broadcast (&self->changed);
}

TcWriterState
tc_writer_poll (TcWriter *self, GError **error)
{
  TC_LOCKED (&self->lock);
  TcWriterState state = self->state;

  if (state == TC_WRITER_FAILED)
    g_propagate_error (error, g_steal_pointer (&self->error));
  if (state != TC_WRITER_BUSY)
    self->state = TC_WRITER_IDLE;
  return state;
}

void
tc_writer_wait (TcWriter *self, gint64 end_ns)
{
  TC_LOCKED (&self->lock);
  while (self->state == TC_WRITER_BUSY)
    if (!tc_cond_wait_until (&self->changed, &self->lock, end_ns))
      return;
}
