# shellcheck shell=bash
# `tallycast demo` as `make demo` runs it, only smaller: everything on one machine, seen
# by a watcher; nothing for the network outside, nothing left after Ctrl-C.
. "$(dirname "$0")/libtest.sh"
plan 26
need ffmpeg ffprobe nginx curl perl ss pgrep

mkdir -p "$WORK/tmp"
[ "$(id -u)" != 0 ] || chmod 755 "$WORK" "$WORK/tmp" # www-data passes through
export TMPDIR=$WORK/tmp

open_to_all() { # listeners that are not on a loopback address
  ss -ltnH | awk '{ print $4 }' | grep -vE '^(127\.|\[::1\]|\[::ffff:127\.)' | sort -u
}
tree() { # tree PID: it and all below it
  local child
  echo "$1"
  for child in $(pgrep -P "$1"); do tree "$child"; done
}
url() { awk -v w="$1" '$1 == w { print $2 }' "$WORK/demo.log"; }
port() { echo "${1##*:}" | tr -dc 0-9; }
none_alive() {
  local pid
  for pid; do
    if kill -0 "$pid" 2>/dev/null && [ "$(ps -o stat= -p "$pid" | cut -c1)" != Z ]; then return 1; fi
  done
}
one_line() { # one_line FILE PATTERN: it says this, on its only line of error
  [ "$(grep -vc '^run as root' "$1")" = 1 ] && grep -q "$2" "$1"
}
nothing_left() { [ -z "$(ls -A "$WORK/tmp")" ]; }

open_to_all >"$WORK/before"
ls -l /usr/sbin/policy-rc.d >"$WORK/policy-before" 2>&1
pgrep -x nginx | sort >"$WORK/nginx-before"

start demo "$TALLYCAST" demo --size 640x360 --preset ultrafast --bitrate 800 --speed 5 --seed 1 \
  --record "$WORK/recordings"
ok "says where to look" until_true 20 grep -q 'Ctrl-C ends it' "$WORK/demo.log"
PAGE=$(url watch) CONTROL=$(url control) BACKEND=$(url backend)
if [ "$(id -u)" = 0 ]; then
  is "as root, says who nginx works as" "$(grep -c 'belong to www-data' "$WORK/demo.log")" 1
  is "and so it does" \
    "$(ps -o user= -p "$(pgrep -P "$(pgrep -P "$(pid_of demo)" -x nginx)" | head -n 1)" | tr -d ' ')" www-data
else
  is "not as root, says nothing of it" "$(grep -c 'www-data' "$WORK/demo.log")" 0
  is "nginx works as the owner" "$(ps -o uid= -p "$(pgrep -P "$(pid_of demo)" -x nginx)" | tr -d ' ')" "$(id -u)"
fi

ok "the page is there" grep -q '<video' <(curl -sf "$PAGE")
ok "with the name of the meeting" grep -q 绩效评议大会 <(curl -sf "${PAGE}meeting.json")
ok "and its player, with the licence" grep -q Apache <(curl -sf "${PAGE}hls.js-LICENSE.txt" && curl -sf "${PAGE}hls.light.min.js" -o /dev/null)
ok "nothing of it comes from elsewhere" \
  sh -c "! grep -hE 'src=|href=|url\(|import ' '$TC_TOP'/src/app/watch/*.html '$TC_TOP'/src/app/watch/*.css | grep -E 'https?:|//'"
ok "the control page answers" curl -sf "$CONTROL" -o /dev/null
ok "the rehearsal answers" grep -q '"rehearsal":true' <(curl -sf "${BACKEND}api/v1/state")
ok "a playlist appears" until_true 20 curl -sf "${PAGE}hls/live.m3u8" -o /dev/null
sleep 4
FRAMES=$(timeout 30 ffmpeg -nostdin -v error -i "${PAGE}hls/live.m3u8" -map 0:v -t 4 -f null -stats - 2>&1 |
  tr '\r' '\n' | sed -n 's/.*frame= *\([0-9]*\).*/\1/p' | tail -n 1)
between "and plays" 95 "$FRAMES" 105
is "in the size asked for" "$(timeout 30 ffprobe -v error -select_streams v:0 -show_entries stream=codec_name,width,height \
  -of csv=p=0 "${PAGE}hls/live.m3u8" | head -n 1)" h264,640,360

PIDS_OF_DEMO=$(tree "$(pid_of demo)")
ss -ltnpH | grep -E "pid=($(echo "$PIDS_OF_DEMO" | paste -sd '|'))," | awk '{ print $4 }' >"$WORK/ours"
is "four ports are listened on" "$(wc -l <"$WORK/ours")" 4
is "all of them on 127.0.0.1" "$(grep -v '^127\.0\.0\.1:' "$WORK/ours")" ''
open_to_all >"$WORK/during"
is "nothing new is open to the network" "$(comm -13 "$WORK/before" "$WORK/during")" ''
is "no nginx but the demo's own was started" \
  "$(comm -13 "$WORK/nginx-before" <(pgrep -x nginx | sort) | grep -vxF "$PIDS_OF_DEMO")" ''
ls -l /usr/sbin/policy-rc.d >"$WORK/policy-during" 2>&1
is "no policy-rc.d of ours is left" "$(cat "$WORK/policy-during")" "$(cat "$WORK/policy-before")"

stop demo INT
is "Ctrl-C ends it well" $? 0
# shellcheck disable=SC2086 # a list
ok "no process is left" none_alive $PIDS_OF_DEMO
ok "no folder is left" nothing_left
ok "the recording plays" timeout 20 ffmpeg -nostdin -v error -xerror -i "$(ls "$WORK"/recordings/*.mp4 | head -n 1)" -f null -

# --- what cannot work says so in one line, and leaves nothing ------------------------------
read -r TAKEN < <(free_ports 1)
start squatter perl -MIO::Socket::INET -e \
  'my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], Listen => 1) or die; sleep 60' "$TAKEN"
until_true 5 answers "$TAKEN"
start refused "$TALLYCAST" demo --page-port "$TAKEN" --record "$WORK/recordings"
wait "$(pid_of refused)"
is "a taken port is said in one line, exit 69" "$? $(one_line "$WORK/refused.log" "port $TAKEN.*taken" && echo said)" "69 said"
TALLYCAST_NGINX_MODULE=$WORK/none.so start nomodule "$TALLYCAST" demo --record "$WORK/recordings"
wait "$(pid_of nomodule)"
is "so is a missing module" "$? $(one_line "$WORK/nomodule.log" 'apt-get install' && echo said)" "69 said"

# /proc is a file system without a free byte, on every machine and without root.
TMPDIR=/proc "$TALLYCAST" demo >"$WORK/nodisk.log" 2>&1
is "so is a full disk" "$? $(one_line "$WORK/nodisk.log" '/proc has 0 MiB left' && echo said)" "69 said"

# Root runs this part as nobody, if that one can read the checkout: the demo needs no root.
AS=()
if [ "$(id -u)" = 0 ] && setpriv --reuid=nobody --regid=nogroup --clear-groups test -x "$TALLYCAST" -a -r "$TC_TOP/overlays"; then
  mkdir "$WORK/nobody"
  chown nobody "$WORK/nobody" "$WORK/tmp" "$WORK/recordings"
  AS=(setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME="$WORK/nobody" GST_REGISTRY="$WORK/nobody/registry")
fi
start broken "${AS[@]}" "$TALLYCAST" demo --size 640x360 --preset ultrafast --record "$WORK/recordings"
until_true 20 grep -q 'Ctrl-C ends it' "$WORK/broken.log"
PIDS_OF_DEMO=$(tree "$(pid_of broken)")
kill -KILL "$(pgrep -P "$(pid_of broken)" -x nginx)"
wait "$(pid_of broken)"
is "when a part dies all of it ends, exit 69" "$? $(grep -c 'error: nginx ended (signal 9)' "$WORK/broken.log")" "69 1"
# shellcheck disable=SC2086 # a list
ok "with nothing left" until_true 3 none_alive $PIDS_OF_DEMO
unset 'PIDS[refused]' 'PIDS[nomodule]' 'PIDS[broken]'
