# shellcheck shell=bash
# A running `tallycast live` and somebody on the network who means no good: memory does
# not grow, the programme goes on, and whoever is at work is served.
. "$(dirname "$0")/libtest.sh"
plan 12
need curl perl

read -r CONTROL < <(free_ports 1)
printf '%s\n' 'programme: {size: 640x360, fps: 25}' "control: {listen: \"127.0.0.1:$CONTROL\"}" \
  'encoders: [{id: main, preset: ultrafast, bitrate_kbps: 800}]' "state_dir: $WORK/state" >"$WORK/t.yaml"
start live "$TALLYCAST" live --config "$WORK/t.yaml" --camera test: --scene clean
ok "it is on the air" until_true 20 status_is "$CONTROL" programme.source camera

memory_mib() { awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$(pid_of live)/status"; }

# now: "frame missed", so far
now() { status "$CONTROL" frame >"$WORK/now" && echo "$(cat "$WORK/now") $(json "$WORK/status-$CONTROL.json" programme.missed)"; }

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

reached() { [ "$(status "$CONTROL" frame)" -ge "$1" ]; }
# A round of it, and as many frames without: "frames, missed under attack, missed without".
siege() {
  local first before frame missed after
  read -r first before < <(now)
  attack 1000 'GET /%L HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: what\r\n\r\n' 0 >>"$WORK/heads"
  attack 25 'POST /api/v1/panic HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048576\r\n\r\n' 1048576 >>"$WORK/rubbish"
  read -r frame missed < <(now)
  until_true 120 reached $((frame + frame - first)) || bail "the programme stands still"
  read -r _ after < <(now)
  echo "$((frame - first)) $((missed - before)) $((after - missed))" >>"$WORK/rounds"
}

attack 200 'GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n' 0 >/dev/null # what a first use takes
BEFORE=$(memory_mib)
for _ in 1 2 3 4; do siege; done
is "4000 heads that are wrong in the middle, with long paths" "$(uniq -c "$WORK/heads" | tr -s ' ')" ' 4 400:1000'
is "100 megabytes of rubbish are refused" "$(uniq -c "$WORK/rubbish" | tr -s ' ')" ' 4 413:25'
between "all of it takes no memory (MiB)" -64 $(($(memory_mib) - BEFORE)) 24
# A machine that others load misses frames by itself, and never as many twice: what an attack
# costs, it costs in each round; what others do is not in the best one.
sed 's/^/# frames, missed under attack, missed without: /' "$WORK/rounds"
between "nor does the programme miss a frame for it, but for one in 50 (per mille)" -1000 \
  "$(awk '{ d = ($2 - $3) * 1000 / $1 } NR == 1 || d < best { best = d } END { print int(best) }' "$WORK/rounds")" 20

# 500 that say nothing, for as long as they are left alone; one was at work before them. Prints
# how many were made, then how each ended: with an answer, or cut without one.
start events curl -sN "http://127.0.0.1:$CONTROL/api/v1/events"
until_true 5 grep -q '^event: change' "$WORK/events.log"
# shellcheck disable=SC2016
start crowd perl -MIO::Socket::INET -MIO::Select -e '
  my @made = grep { defined } map {
    IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ARGV[0], Timeout => 5) } 1 .. 500;
  $| = 1; print "made: ", scalar(@made), "\n";
  my ($left, %answer, %ended) = (IO::Select->new(@made));
  while ($left->count) {
    for my $s ($left->can_read) {
      next if sysread $s, $answer{$s}, 4096, length($answer{$s} // "");
      $ended{($answer{$s} // "") =~ m{^HTTP/1.1 (\d+)} ? $1 : "cut"}++;
      $left->remove($s);
    }
  }
  print "$_: $ended{$_}\n" for sort keys %ended; print "over\n"' "$CONTROL"
of_crowd() { sed -n "s/^$1: //p" "$WORK/crowd.log"; }
until_true 30 grep -q made "$WORK/crowd.log"
is "500 connections are made at once" "$(of_crowd made)" 500
is "who comes then is served, for one of them" \
  "$(curl -s -o "$WORK/served" -w '%{http_code}' "http://127.0.0.1:$CONTROL/api/v1/status")" 200
SEEN=$(grep -c '^event: change' "$WORK/events.log")
ok "who listened before them heard all the while" until_true 10 \
  eval '[ "$(grep -c "^event: change" "$WORK/events.log")" -gt $((SEEN + 2)) ]'
ok "all 500 have an end" until_true 25 grep -q '^over$' "$WORK/crowd.log"
is "and it is to be cut" "$(of_crowd cut)" 500
is "a command is done" "$(command_of "$CONTROL" panic '{"on": true}' | cut -c1-3)" 200
between "all of it took no memory (MiB)" -64 $(($(memory_mib) - BEFORE)) 32
