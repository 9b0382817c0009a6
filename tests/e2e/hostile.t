# shellcheck shell=bash
# A running `tallycast live` and somebody on the network who means no good: memory does
# not grow, the programme goes on, and whoever is at work is served.
. "$(dirname "$0")/libtest.sh"
plan 11
need curl perl

read -r CONTROL < <(free_ports 1)
printf '%s\n' 'programme: {size: 640x360, fps: 25}' "control: {listen: \"127.0.0.1:$CONTROL\"}" \
  'encoders: [{id: main, preset: ultrafast, bitrate_kbps: 800}]' "state_dir: $WORK/state" >"$WORK/t.yaml"
start live "$TALLYCAST" live --config "$WORK/t.yaml" --camera test: --scene clean
ok "it is on the air" until_true 20 status_is "$CONTROL" programme.source camera

memory_mib() { awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$(pid_of live)/status"; }

# attack N HEAD BODY_BYTES: N connections, one after the other, each with HEAD (Perl's
# escapes; %L is 15,000 letters) and as many bytes of rubbish; prints the answers' codes.
attack() {
  nice perl -MIO::Socket::INET -e '
    my ($port, $n, $head, $bytes) = @ARGV;
    $head = eval qq("$head"); $head =~ s/%L/"x" x 15000/e;
    my ($body, %codes) = (join("", map { chr 32 + int rand 90 } 1 .. 4096) x ($bytes / 4096));
    $SIG{PIPE} = "IGNORE";
    for (1 .. $n) {
      my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $port, Timeout => 5) or next;
      syswrite $s, $head . $body;
      my $answer = "";
      1 while sysread $s, $answer, 4096, length $answer;
      $codes{$answer =~ m{^HTTP/1.1 (\d+)} ? $1 : "none"}++;
    }
    print join(" ", map { "$_:$codes{$_}" } sort keys %codes), "\n"' "$CONTROL" "$@"
}

attack 200 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n' 0 >/dev/null # what a first use takes
BEFORE=$(memory_mib)
is "4000 heads that are wrong in the middle, with long paths" \
  "$(attack 4000 'GET /%L HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: what\r\n\r\n' 0)" 400:4000
between "take no memory (MiB)" -64 $(($(memory_mib) - BEFORE)) 16
is "100 megabytes of rubbish are refused" \
  "$(attack 100 'POST /api/v1/panic HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n' 1048576)" 413:100
between "and take none either (MiB)" -64 $(($(memory_mib) - BEFORE)) 24

# 500 that say nothing, for as long as they are left alone; one was at work before them.
start events curl -sN "http://127.0.0.1:$CONTROL/api/v1/events"
until_true 5 grep -q '^event: change' "$WORK/events.log"
FRAME=$(status "$CONTROL" frame)
# shellcheck disable=SC2016
start crowd perl -MIO::Socket::INET -e '
  my @s = map { IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ARGV[0], Timeout => 5) } 1 .. 500;
  $| = 1; print "there\n"; sleep 60' "$CONTROL"
ok "500 connections come at once" until_true 10 grep -q there "$WORK/crowd.log"
ok "those that say nothing are cut, and others served" until_true 25 status_is "$CONTROL" programme.scene clean
SEEN=$(grep -c '^event: change' "$WORK/events.log")
ok "who listened before them heard all the while" until_true 10 \
  eval '[ "$(grep -c "^event: change" "$WORK/events.log")" -gt $((SEEN + 2)) ]'
is "a command is done" "$(command_of "$CONTROL" panic '{"on": true}' | cut -c1-3)" 200
ok "the programme went on" test "$(status "$CONTROL" frame)" -gt $((FRAME + 25))
between "all of it took no memory (MiB)" -64 $(($(memory_mib) - BEFORE)) 32
