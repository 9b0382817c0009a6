# shellcheck shell=bash
# tests/e2e/libtest.sh: what end-to-end tests share. Source it, say `plan N`, then test.
#
# Everything started here is stopped at EXIT by its process id; everything listens on
# 127.0.0.1, on ports that are free; everything written lies in $WORK. A wait has a
# deadline, and a deadline that passes is a failed test, never a hang. Nothing is skipped:
# a missing tool is a failure.
#
#   start NAME CMD...        in the background; its output in $WORK/NAME.log; pid_of NAME
#   stop NAME [SIGNAL]       and wait for it; its exit code is the result
#   until_true S CMD...      CMD every 50 ms until it succeeds; 1 after S seconds
#   nginx_start NAME RTMP HTTP   a private nginx with RTMP and HLS: rtmp://127.0.0.1:RTMP/show/
#   pull URL FILE S          S seconds of a stream, as it comes, into an FLV file
#   json FILE PATH           one value of a JSON file: "feed.state", "outputs.0.kbps"
#   status PORT PATH         the same of what `live` says of itself
#   command_of PORT NAME BODY   POST to /api/v1/NAME: prints "HTTP_CODE ANSWER"
#   conforms PORT SCHEMA FILE   what live answered is what its /openapi.json says, and all of it
#   ok NAME CMD... | is NAME GOT WANTED | between NAME LOW GOT HIGH

set -u
TC_TOP=${TC_TOP:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
TC_BUILD=${TC_BUILD:-$TC_TOP/build/release}
# shellcheck disable=SC2034 # for those who source it
TALLYCAST=$TC_BUILD/tallycast
WORK=$(mktemp -d "${TMPDIR:-/tmp}/tallycast-test-XXXXXX")
export LC_ALL=C.UTF-8
declare -A PIDS=()
TESTS=0 FAILED=0 PLANNED=0

plan() {
  PLANNED=$1
  echo "1..$1"
}

result() { # result STATUS NAME [WHY]
  TESTS=$((TESTS + 1))
  if [ "$1" = 0 ]; then
    echo "ok $TESTS - $2"
  else
    FAILED=$((FAILED + 1))
    echo "not ok $TESTS - $2"
    [ -z "${3:-}" ] || echo "# $3"
  fi
}

ok() { # ok NAME CMD...
  local name=$1 why
  shift
  if why=$("$@" 2>&1); then result 0 "$name"; else result 1 "$name" "failed: $* : ${why:0:300}"; fi
}

is() { # is NAME GOT WANTED
  if [ "$2" = "$3" ]; then result 0 "$1"; else result 1 "$1" "got '$2', wanted '$3'"; fi
}

between() { # between NAME LOW GOT HIGH; numbers
  if awk -v l="$2" -v g="$3" -v h="$4" 'BEGIN { exit !(g != "" && g + 0 >= l && g + 0 <= h) }'; then
    result 0 "$1"
  else
    result 1 "$1" "got '$3', wanted $2 .. $4"
  fi
}

bail() {
  echo "Bail out! $*"
  exit 1
}

need() { # need CMD...: what the test is made with
  local tool
  for tool; do
    command -v "$tool" >/dev/null || bail "$tool is missing (make setup)"
  done
}

# --- processes ---------------------------------------------------------------------------

start() { # start NAME CMD...
  local name=$1
  shift
  "$@" >"$WORK/$name.log" 2>&1 </dev/null &
  PIDS[$name]=$!
}

pid_of() { echo "${PIDS[$1]}"; }

alive() { kill -0 "${PIDS[$1]}" 2>/dev/null; }

stop() { # stop NAME [SIGNAL]: its exit code; 137 when it had to be killed
  local name=$1 pid=${PIDS[$1]:-} i
  [ -n "$pid" ] || return 0
  kill -s "${2:-TERM}" "$pid" 2>/dev/null
  for ((i = 0; i < 200; i++)); do
    kill -0 "$pid" || break
    sleep 0.05
  done 2>/dev/null # not even the shell's word that it was killed
  kill -0 "$pid" 2>/dev/null && kill -s KILL "$pid"
  unset "PIDS[$name]"
  wait "$pid" 2>/dev/null
}

cleanup() {
  local code=$? name
  for name in "${!PIDS[@]}"; do
    kill -s TERM "${PIDS[$name]}" 2>/dev/null
  done
  for name in "${!PIDS[@]}"; do stop "$name" >/dev/null; done
  if [ "$FAILED" != 0 ] || { [ "$code" != 0 ] && [ "$TESTS" = 0 ]; }; then
    for name in "$WORK"/*.log; do
      [ -e "$name" ] && tail -n 25 "$name" | sed "s|^|# ${name##*/}: |"
    done
  fi
  if [ -n "${TC_KEEP:-}" ]; then echo "# kept: $WORK"; else rm -rf "$WORK"; fi
  if [ "$TESTS" != "$PLANNED" ] || [ "$FAILED" != 0 ]; then code=1; fi
  exit "$code"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

until_true() { # until_true SECONDS CMD...
  local end=$(($(date +%s%N) + ${1} * 1000000000))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s%N)" -lt "$end" ] || return 1
    sleep 0.05
  done
}

# --- ports -------------------------------------------------------------------------------

# N ports of 127.0.0.1 that nobody uses now, all different.
free_ports() {
  perl -MIO::Socket::INET -e '
    my @s = map { IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 0, Listen => 1)
                  or die "no port: $!\n" } 1 .. $ARGV[0];
    print join(" ", map { $_->sockport } @s), "\n"' "$1"
}

answers() { # answers PORT
  perl -MIO::Socket::INET -e '
    exit !IO::Socket::INET->new(PeerAddr => "127.0.0.1", PeerPort => $ARGV[0], Timeout => 1)' "$1"
}

# --- a private nginx ------------------------------------------------------------------------

nginx_start() { # nginx_start NAME RTMP_PORT HTTP_PORT
  local name=$1 dir=$WORK/$1 user=
  mkdir -p "$dir/html/hls" "$dir/temp"
  if [ "$(id -u)" = 0 ]; then
    user='user www-data;'
    chmod 755 "$WORK"
    chown -R www-data "$dir"
  fi
  cat >"$dir/nginx.conf" <<CONF
load_module /usr/lib/nginx/modules/ngx_rtmp_module.so;
$user
daemon off;
worker_processes 1;
pid nginx.pid;
error_log error.log info;
events { worker_connections 256; }
rtmp {
  access_log off;
  server {
    listen 127.0.0.1:$2;
    chunk_size 4096;
    application show {
      live on;
      wait_key on;
      hls on;
      hls_path $dir/html/hls;
      hls_fragment 2s;
      hls_playlist_length 12s;
    }
  }
}
http {
  access_log off;
  client_body_temp_path temp/body;
  proxy_temp_path temp/proxy;
  fastcgi_temp_path temp/fastcgi;
  uwsgi_temp_path temp/uwsgi;
  scgi_temp_path temp/scgi;
  types { application/vnd.apple.mpegurl m3u8; video/mp2t ts; }
  server { listen 127.0.0.1:$3; root html; }
}
CONF
  start "$name" nginx -p "$dir" -c nginx.conf -e error.log
  until_true 10 answers "$2" || bail "nginx does not start: $(tail -n 3 "$dir/error.log")"
}

# --- the API of `live` ------------------------------------------------------------------------

json() { # json FILE PATH: text, number, true, false; null and what is not there are ''
  perl -MJSON::PP -e '
    open my $f, "<:raw", $ARGV[0] or exit 1; local $/;
    my $d = eval { decode_json(<$f>) } // exit 1;
    for (split /\./, $ARGV[1]) {
      $d = ref $d eq "ARRAY" ? $d->[$_] : ref $d eq "HASH" ? $d->{$_} : undef;
      last unless defined $d;
    }
    binmode STDOUT, ":utf8";
    print !defined $d ? "" : JSON::PP::is_bool($d) ? ($d ? "true" : "false") : $d, "\n"' "$1" "$2"
}

status() { # status PORT PATH
  curl -sf --max-time 5 "http://127.0.0.1:$1/api/v1/status" >"$WORK/status-$1.json" &&
    json "$WORK/status-$1.json" "$2"
}

status_is() { # status_is PORT PATH WANTED
  [ "$(status "$1" "$2")" = "$3" ]
}

command_of() { # command_of PORT NAME BODY
  curl -s --max-time 5 -w '\n%{http_code}' -d "$3" "http://127.0.0.1:$1/api/v1/$2" >"$WORK/answer"
  echo "$(tail -n 1 "$WORK/answer") $(head -n 1 "$WORK/answer")"
}

# By a validator of the standard. A member that the schema does not name is wrong, too: other
# servers may have more, but this one's document is to tell all that it has.
conforms() { # conforms PORT SCHEMA FILE
  curl -sf --max-time 5 "http://127.0.0.1:$1/openapi.json" >"$WORK/openapi-$1.json" &&
    python3 -c '
import json, sys
from jsonschema import Draft202012Validator
document, instance = (json.load(open(path, encoding="utf-8")) for path in sys.argv[2:])
schema = {"$ref": "#/components/schemas/" + sys.argv[1], "components": document["components"]}
wrong = [error.json_path + ": " + error.message for error in Draft202012Validator(schema).iter_errors(instance)]
named = document["components"]["schemas"][sys.argv[1]]["properties"]
wrong += [name + ": is not documented" for name in instance if name not in named]
sys.exit("; ".join(wrong) or 0)' "$2" "$WORK/openapi-$1.json" "$3"
}

# --- streams ----------------------------------------------------------------------------------

# As it comes: -c copy into FLV, which keeps dts and pts; the first stamp becomes 0. Where a
# dts steps back ffmpeg mends it and says so, in FILE.said. Ends after SECONDS of stream.
pull() { # pull URL FILE SECONDS
  timeout $(($3 + 25)) ffmpeg -nostdin -v warning -rw_timeout 10000000 -i "$1" -map 0 -c copy -t "$3" \
    -f flv -y "$2" 2>"$2.said"
}

stream_field() { # stream_field FILE v|a FIELD
  [ -s "$1" ] || return 1
  ffprobe -v error -select_streams "$2:0" -show_entries "stream=$3" -of default=nk=1:nw=1 "$1" | head -n 1
}

packets() { # packets FILE v|a: "pts dts flags size", one a line, seconds
  [ -s "$1" ] || return 1
  ffprobe -v error -select_streams "$2:0" -show_entries packet=pts_time,dts_time,flags,size \
    -of csv=p=0:nk=1 "$1" | tr ',' ' ' | awk 'NF >= 3 { print }'
}

# How many packets do not come later (dts) than the one before, as they came or in the file.
steps_back() { # steps_back FILE v|a
  packets "$1" "$2" | awk -v mended="$(cat "$1.said" 2>/dev/null | grep -ci "non.*monoton")" '
    NR > 1 && $2 + 0 <= last { n++ } { last = $2 + 0 }
    END { print NR < 2 ? "no packets" : n + mended }'
}

# The longest distance between two packets' dts, milliseconds.
longest_gap_ms() { # longest_gap_ms FILE v|a
  packets "$1" "$2" | awk 'NR > 1 && $2 - last > gap { gap = $2 - last } { last = $2 + 0 }
    END { printf "%.0f\n", gap * 1000 }'
}

# Distances between IDR pictures (NAL type 5, first slice), frames, all different ones: "50".
# Counted in the H.264 itself, so that an I picture that is no IDR does not pass for one.
idr_frames() { # idr_frames FILE
  ffmpeg -nostdin -v error -i "$1" -map 0:v:0 -c copy -bsf:v h264_mp4toannexb -f h264 - |
    perl -0777 -ne '
      my ($n, $seen, %d) = (0);
      while (/\x00\x00\x01(.)(.)/gs) {
        my ($type, $first) = (ord($1) & 31, ord($2) & 128);
        next unless ($type == 1 || $type == 5) && $first;
        if ($type == 5) { $d{$n - $seen} = 1 if defined $seen; $seen = $n }
        $n++;
      }
      print join(" ", sort { $a <=> $b } keys %d), "\n"'
}
