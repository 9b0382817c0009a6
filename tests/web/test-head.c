/* SPDX-License-Identifier: MIT */
#include "web/head.h"

#include <string.h>

#include "tallycast/web/server.h"

typedef struct {
  const char *text;
  TcWebHead head;
} Case;

#define GET "GET /a HTTP/1.1\r\n"

static const Case cases[] = {
    {"", TC_WEB_HEAD_INCOMPLETE},
    {"G", TC_WEB_HEAD_INCOMPLETE},
    {"GET /a HTTP/1.1\r", TC_WEB_HEAD_INCOMPLETE},
    {GET, TC_WEB_HEAD_INCOMPLETE},
    {GET "Host: a\r\n", TC_WEB_HEAD_INCOMPLETE},
    {GET "Host: a\r\n\r", TC_WEB_HEAD_INCOMPLETE},
    {GET "\r\n", TC_WEB_HEAD_GOOD},
    {GET "Host: a\r\n\r\n", TC_WEB_HEAD_GOOD},
    {GET "Host: a\r\n\r\n\x01 body", TC_WEB_HEAD_GOOD},
    {"GET /a HTTP/1.0\r\n\r\n", TC_WEB_HEAD_GOOD},
    {"OPTIONS * HTTP/1.1\r\n\r\n", TC_WEB_HEAD_GOOD},
    {GET "A:\r\nB:b\r\nC: \t c\r\n\r\n", TC_WEB_HEAD_GOOD},
    {GET "Content-Length: 12\r\n\r\n", TC_WEB_HEAD_GOOD},
    {GET "transfer-encoding:Chunked \r\n\r\n", TC_WEB_HEAD_GOOD},
    {GET "Content-Length: -1\r\n", TC_WEB_HEAD_BAD},
    {GET "Content-Length: 1,1\r\n", TC_WEB_HEAD_BAD},
    {GET "Content-Length:\r\n", TC_WEB_HEAD_BAD},
    {GET "Content-Length: 1234567890123456789\r\n", TC_WEB_HEAD_BAD},
    {GET "Content-Length: 1\r\nContent-Length: 1\r\n", TC_WEB_HEAD_BAD},
    {GET "Transfer-Encoding: gzip\r\n", TC_WEB_HEAD_BAD},
    {GET "Transfer-Encoding: chunked, chunked\r\n", TC_WEB_HEAD_BAD},
    {GET "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", TC_WEB_HEAD_BAD},
    {GET "A: \xe5\x80\x99\r\n\r\n", TC_WEB_HEAD_GOOD},
    {"\r\n" GET "\r\n", TC_WEB_HEAD_BAD},
    {"GET /a\r\n", TC_WEB_HEAD_BAD},
    {"GET\r\n", TC_WEB_HEAD_BAD},
    {"GET  HTTP/1.1\r\n", TC_WEB_HEAD_BAD},
    {" /a HTTP/1.1\r\n", TC_WEB_HEAD_BAD},
    {"GET /a b HTTP/1.1\r\n", TC_WEB_HEAD_BAD},
    {"GET /a HTTP/2.0\r\n", TC_WEB_HEAD_BAD},
    {"GET /a HTTP/1.1 \r\n", TC_WEB_HEAD_BAD},
    {"G(T /a HTTP/1.1\r\n", TC_WEB_HEAD_BAD},
    {"HTTP/1.1\r\n", TC_WEB_HEAD_BAD},
    {"GET /a HTTP/1.1\n", TC_WEB_HEAD_BAD},
    {GET "no colon\r\n", TC_WEB_HEAD_BAD},
    {GET ": a\r\n", TC_WEB_HEAD_BAD},
    {GET "A : a\r\n", TC_WEB_HEAD_BAD},
    {GET "A: a\r\n b\r\n", TC_WEB_HEAD_BAD},
    {GET "A: a\rb\r\n", TC_WEB_HEAD_BAD},
    {GET "A: \x01\r\n", TC_WEB_HEAD_BAD},
    {"\x16\x03\x01\x02", TC_WEB_HEAD_BAD}, /* TLS: told at once */
    {GET "A: \x7f", TC_WEB_HEAD_BAD},
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].text);
    g_assert_cmpint (tc_web_head_check (cases[i].text, strlen (cases[i].text)), ==,
                     cases[i].head);
  }
  g_assert_cmpint (tc_web_head_check (GET "A: \0\r\n\r\n", 24), ==, TC_WEB_HEAD_BAD);
}

/* Whatever is good stays incomplete until its last byte, and never becomes bad. */
static void
test_bytewise (void)
{
  static const char text[] = "POST /api/v1/keyers/%E5%8F%B0 HTTP/1.1\r\n"
                             "Host: localhost:8088\r\nCookie: a=b; c=\"d\"\r\n\r\n";

  for (gsize n = 0; n < sizeof text - 1; n++)
    g_assert_cmpint (tc_web_head_check (text, n), ==, TC_WEB_HEAD_INCOMPLETE);
  g_assert_cmpint (tc_web_head_check (text, sizeof text - 1), ==, TC_WEB_HEAD_GOOD);
}

static void
test_length (void)
{
  g_autoptr (GString) text = g_string_new (GET "A: ");

  while (text->len < TC_WEB_MAX_HEADER_BYTES - 4)
    g_string_append_c (text, 'x');
  g_string_append (text, "\r\n\r\n");
  g_assert_cmpint (tc_web_head_check (text->str, text->len), ==, TC_WEB_HEAD_GOOD);
  g_string_insert_c (text, 20, 'x');
  g_assert_cmpint (tc_web_head_check (text->str, text->len), ==, TC_WEB_HEAD_TOO_LONG);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/web/head/is-whole-or-not", test_cases);
  g_test_add_func ("/web/head/comes-byte-by-byte", test_bytewise);
  g_test_add_func ("/web/head/has-a-limit", test_length);
  return g_test_run ();
}
