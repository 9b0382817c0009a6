/* SPDX-License-Identifier: MIT
 *
 * One RTMP connection: where it goes, and the throw-away pipeline that takes it there.
 *
 * The parts of the address are set one by one: rtmp2sink's `location` splits at the
 * last '/', which a stream key may contain.
 */
#pragma once

#include <gst/gst.h>

#include "tallycast/core/why.h"

G_BEGIN_DECLS

typedef struct {
  char *scheme; /**< "rtmp" or "rtmps" */
  char *host;
  guint port;
  char *user, *password; /**< NULL: none */
  char *application, *stream;
  char *shown; /**< the masked URL */
} TcRtmpTarget;

/**
 * @url, @key: as in TcOutputSettings
 * Returns: (transfer full) (nullable): %NULL with TC_ERROR_CONFIG; the error shows no
 * secret.
 */
TcRtmpTarget *tc_rtmp_target_parse (const char *url, const char *key, GError **error);
void tc_rtmp_target_free (TcRtmpTarget *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TcRtmpTarget, tc_rtmp_target_free)

/** A copy of @text with every secret of the target replaced. (transfer full) */
char *tc_rtmp_target_mask (const TcRtmpTarget *self, const char *text);

typedef struct _TcRtmp TcRtmp;

/** @code with the target's host, for core/why.h. Returns: (transfer full). */
json_t *tc_rtmp_target_why (const TcRtmpTarget *self, TcWhyCode code);

/** What an error on a connection's bus, or its end, says. @out_refused: the server said
 * no. Returns: (transfer full): without any secret. */
json_t *
tc_rtmp_why (const TcRtmpTarget *target, GstMessage *message, gboolean *out_refused);

/** Starts to connect. @target: borrowed, outlives it. @why: (out) (transfer full): of
 * NULL. Returns: (transfer full) (nullable). One thread for all calls. */
TcRtmp *tc_rtmp_open (const TcRtmpTarget *target, int socket_timeout_ms, json_t **why);

/** Sends one FLV tag. @tag: (transfer full). Does not block. */
void tc_rtmp_push (TcRtmp *self, GBytes *tag);

/** Bytes of pushed tags that the sink has not taken yet. */
guint64 tc_rtmp_queued_bytes (TcRtmp *self);

/** Bytes given to the kernel; 0 until the server has accepted publish. */
guint64 tc_rtmp_sent_bytes (TcRtmp *self);

/**
 * Looks for trouble. Returns: FALSE once the connection has failed; @why (transfer
 * full) then says why, without any secret, and @out_refused whether the server said no.
 */
gboolean tc_rtmp_check (TcRtmp *self, gboolean *out_refused, json_t **why);

/**
 * Ends it. @says_goodbye: with FCUnpublish and deleteStream, within 1 s.
 * Returns: FALSE when it did not come down in @timeout_ms and was abandoned.
 */
gboolean tc_rtmp_close (TcRtmp *self, gboolean says_goodbye, int timeout_ms);

G_END_DECLS
