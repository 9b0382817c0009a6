/* SPDX-License-Identifier: MIT
 *
 * fault-proxy UPSTREAM_PORT - a TCP proxy on loopback that misbehaves on command
 *
 * Prints "PORT n" and then obeys lines on standard input, each answered by "OK":
 *
 *   pass                  forward everything
 *   refuse                do not listen: new connections are refused
 *   mute                  accept and read, answer nothing
 *   mute-after-handshake  forward RTMP's handshake, then nothing from the server
 *   freeze                neither read nor write anything
 *   throttle KBIT         forward at most so many kbit/s to the server
 *   reset                 cut every connection with RST; the mode stays
 *
 * A mode holds for what is connected and for what comes. End of input ends it. One
 * thread, poll; at most MAX_LINKS connections.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_LINKS 32
/* Small on purpose: what is held back stays with the sender, where it is noticed. */
#define BUFFER_BYTES 16384
/* S0, S1 and S2. */
#define HANDSHAKE_BYTES (1 + 1536 + 1536)

typedef enum {
  PASS,
  REFUSE,
  MUTE,
  MUTE_AFTER_HANDSHAKE,
  FREEZE,
  THROTTLE,
} Mode;

/* One direction: read from one socket, not yet written to the other. */
typedef struct {
  unsigned char bytes[BUFFER_BYTES];
  size_t begin, end;
  long long passed;
} Pipe;

typedef struct {
  int client, server; /* -1: unused */
  Pipe up, down;      /* client -> server, server -> client */
} Link;

static Mode mode = PASS;
static long long bytes_per_s;
static double budget_bytes;
static int upstream_port, port, listener = -1;
static Link links[MAX_LINKS];

static double
now_s (void)
{
  struct timespec ts;

  clock_gettime (CLOCK_MONOTONIC, &ts);
  return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static struct sockaddr_in
loopback (int at_port)
{
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons ((unsigned short)at_port)};

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  return address;
}

static void
fail (const char *what)
{
  perror (what);
  exit (1);
}

static void
start_listening (void)
{
  struct sockaddr_in address = loopback (port);
  socklen_t size = sizeof address;
  int yes = 1, receive = BUFFER_BYTES;

  if (listener >= 0)
    return;
  listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  setsockopt (listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  setsockopt (listener, SOL_SOCKET, SO_RCVBUF, &receive, sizeof receive);
  if (bind (listener, (struct sockaddr *)&address, sizeof address) != 0 ||
      listen (listener, 8) != 0)
    fail ("fault-proxy: listen");
  getsockname (listener, (struct sockaddr *)&address, &size);
  port = ntohs (address.sin_port);
}

static void
stop_listening (void)
{
  if (listener >= 0)
    close (listener);
  listener = -1;
}

static void
cut (Link *link, int with_reset)
{
  struct linger linger = {.l_onoff = with_reset, .l_linger = 0};

  setsockopt (link->client, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (link->client);
  if (link->server >= 0)
    close (link->server);
  link->client = link->server = -1;
}

static int
connect_upstream (void)
{
  struct sockaddr_in address = loopback (upstream_port);
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (connect (fd, (struct sockaddr *)&address, sizeof address) != 0) {
    close (fd);
    return -1;
  }
  fcntl (fd, F_SETFL, O_NONBLOCK);
  return fd;
}

static void
accept_link (void)
{
  int client = accept4 (listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
  int at = 0;

  if (client < 0)
    return;
  while (at < MAX_LINKS && links[at].client >= 0)
    at++;
  int server = mode == MUTE ? -1 : connect_upstream ();
  if (at == MAX_LINKS || (mode != MUTE && server < 0)) {
    close (client);
    return;
  }
  memset (&links[at], 0, sizeof links[at]);
  links[at].client = client;
  links[at].server = server;
}

/* Forgets what was read: the peer is to believe that it arrived. */
static int
swallows (const Link *link)
{
  return mode == MUTE || link->server < 0 ||
         (mode == MUTE_AFTER_HANDSHAKE && link->down.passed >= HANDSHAKE_BYTES);
}

static size_t
may_write (const Link *link, const Pipe *pipe)
{
  size_t waiting = pipe->end - pipe->begin;

  if (mode == THROTTLE && pipe == &link->up && (double)waiting > budget_bytes)
    return budget_bytes < 1 ? 0 : (size_t)budget_bytes;
  if (mode == MUTE_AFTER_HANDSHAKE && pipe == &link->down &&
      pipe->passed + (long long)waiting > HANDSHAKE_BYTES)
    return (size_t)(HANDSHAKE_BYTES - pipe->passed);
  return waiting;
}

static int
would_block (ssize_t n)
{
  return n < 0 && (errno == EAGAIN || errno == EINTR);
}

/* Returns 0 when the connection is over. */
static int
move_on (Link *link, Pipe *pipe, int from, int to, int is_readable)
{
  if (is_readable && pipe->begin == pipe->end) {
    ssize_t n = read (from, pipe->bytes, sizeof pipe->bytes);
    if (n <= 0 && !would_block (n))
      return 0;
    pipe->begin = 0;
    pipe->end = n > 0 ? (size_t)n : 0;
  }
  if (swallows (link)) {
    pipe->begin = pipe->end;
    return 1;
  }
  size_t size = may_write (link, pipe);
  if (!size)
    return 1;
  ssize_t n = send (to, pipe->bytes + pipe->begin, size, MSG_NOSIGNAL);
  if (n < 0)
    return would_block (n);
  pipe->begin += (size_t)n;
  pipe->passed += n;
  if (mode == THROTTLE && pipe == &link->up)
    budget_bytes -= (double)n;
  return 1;
}

static void
obey (char *line)
{
  static const char *const names[] = {
      "pass", "refuse", "mute", "mute-after-handshake", "freeze", "throttle"};

  line[strcspn (line, "\n")] = '\0';
  if (strcmp (line, "reset") == 0) {
    for (int i = 0; i < MAX_LINKS; i++)
      if (links[i].client >= 0)
        cut (&links[i], 1);
  } else {
    size_t word = strcspn (line, " ");
    int found = -1;
    for (int i = 0; i <= THROTTLE; i++)
      if (strlen (names[i]) == word && strncmp (names[i], line, word) == 0)
        found = i;
    if (found < 0) {
      fprintf (stderr, "fault-proxy: unknown command '%s'\n", line);
      exit (64);
    }
    mode = (Mode)found;
    bytes_per_s = mode == THROTTLE ? strtoll (line + word, NULL, 10) * 1000 / 8 : 0;
    budget_bytes = 0;
  }
  if (mode == REFUSE)
    stop_listening ();
  else
    start_listening ();
  puts ("OK");
  fflush (stdout);
}

static void
refill (void)
{
  static double last_s;
  double now = now_s ();

  budget_bytes += (double)bytes_per_s * (now - last_s);
  /* A tenth of a second at most, so that a pause is not made up for. */
  if (budget_bytes > (double)bytes_per_s / 10)
    budget_bytes = (double)bytes_per_s / 10;
  last_s = now;
}

static void
serve_links (const struct pollfd *polls)
{
  for (int i = 0; i < MAX_LINKS; i++) {
    Link *link = &links[i];
    if (link->client < 0)
      continue;
    int client_in = polls[2 * i].revents != 0,
        server_in = polls[2 * i + 1].revents != 0;
    if (!move_on (link, &link->up, link->client, link->server, client_in) ||
        (link->server >= 0 &&
         !move_on (link, &link->down, link->server, link->client, server_in)))
      cut (link, 0);
  }
}

static void
serve_once (void)
{
  struct pollfd polls[2 * MAX_LINKS + 2];

  for (int i = 0; i < MAX_LINKS; i++) {
    const Link *link = &links[i];
    int up_empty = link->up.begin == link->up.end;
    int down_empty = link->down.begin == link->down.end;
    int can = mode != FREEZE && link->client >= 0;

    polls[2 * i] = (struct pollfd){can && up_empty ? link->client : -1, POLLIN, 0};
    polls[2 * i + 1] =
        (struct pollfd){can && down_empty ? link->server : -1, POLLIN, 0};
  }
  polls[2 * MAX_LINKS] = (struct pollfd){STDIN_FILENO, POLLIN, 0};
  polls[2 * MAX_LINKS + 1] = (struct pollfd){mode == FREEZE ? -1 : listener, POLLIN, 0};

  poll (polls, 2 * MAX_LINKS + 2, 10);
  refill ();
  if (mode != FREEZE)
    serve_links (polls);
  if (polls[2 * MAX_LINKS + 1].revents)
    accept_link ();
  if (polls[2 * MAX_LINKS].revents) {
    char line[128];
    if (!fgets (line, sizeof line, stdin))
      exit (0);
    obey (line);
  }
}

int
main (int argc, char **argv)
{
  upstream_port = argc == 2 ? atoi (argv[1]) : 0;
  if (upstream_port <= 0) {
    fprintf (stderr, "usage: fault-proxy UPSTREAM_PORT\n");
    return 64;
  }
  /* One command a read: poll must see what fgets has not taken. */
  setvbuf (stdin, NULL, _IONBF, 0);
  for (int i = 0; i < MAX_LINKS; i++)
    links[i].client = links[i].server = -1;
  start_listening ();
  printf ("PORT %d\n", port);
  fflush (stdout);
  for (;;)
    serve_once ();
}
