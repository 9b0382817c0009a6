/* SPDX-License-Identifier: MIT
 *
 * head.h - whether the head of a request may be given to libsoup
 *
 * RFC 9112, and of it only what clients send: a request line of three parts with
 * HTTP/1.0 or 1.1, fields of a token, a colon and visible text, every line ended by CR
 * LF; one Content-Length in digits, or Transfer-Encoding: chunked, not both.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  TC_WEB_HEAD_INCOMPLETE, /**< nothing is wrong with it so far */
  TC_WEB_HEAD_GOOD,
  TC_WEB_HEAD_BAD,
  TC_WEB_HEAD_TOO_LONG, /**< no end within TC_WEB_MAX_HEADER_BYTES */
} TcWebHead;

/** @bytes: what has come so far of a request. */
TcWebHead tc_web_head_check (const char *bytes, gsize n);

G_END_DECLS
