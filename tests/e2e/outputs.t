# shellcheck shell=bash
# One broadcast, nine outputs: eight of them in trouble, each in another one, all at the
# same time. The programme, the healthy output and the recording do not notice, and every
# other one comes back by itself. Stream keys with ? = / work and are never shown.
#
#   healthy   nginx, nothing wrong          muted      a server that accepts, says nothing
#   refused   nobody listens at first       handshake  ... that goes silent after RTMP's
#   killed    nginx is killed, comes back              handshake
#   taken     its key is being published    frozen     ... that stops reading when live
#             by somebody else at first     throttled  a line of a quarter of what is needed
#                                           cut        connections that are reset
. "$(dirname "$0")/libtest.sh"
plan 61
need ffmpeg ffprobe nginx curl perl pgrep

read -r RTMP HTTP RTMP2 HTTP2 CONTROL < <(free_ports 5)
nginx_start nginx "$RTMP" "$HTTP"
nginx_start second "$RTMP2" "$HTTP2"
ODD='hall/3=main?sign=x/y==&S3CRET-one'
INSIDE='cut?token=S3CRET-two/z=='
printf '%s\n' "$ODD" >"$WORK/key.txt"
chmod 600 "$WORK/key.txt"

# A proxy before nginx for each fault; port_of NAME; tell NAME COMMAND.
declare -A FIFO=()
proxy() { # proxy NAME
  local fd
  mkfifo "$WORK/$1.fifo"
  exec {fd}<>"$WORK/$1.fifo"
  FIFO[$1]=$fd
  "$TC_BUILD/tests/tools/fault-proxy" "$RTMP" <"$WORK/$1.fifo" >"$WORK/proxy-$1.log" 2>&1 &
  PIDS[proxy-$1]=$!
  until_true 5 grep -q '^PORT' "$WORK/proxy-$1.log" || bail "no proxy: $(cat "$WORK/proxy-$1.log")"
}
port_of() { awk '$1 == "PORT" { print $2 }' "$WORK/proxy-$1.log"; }
tell() {
  local told
  told=$(grep -c '^OK' "$WORK/proxy-$1.log")
  echo "$2" >&"${FIFO[$1]}"
  until_true 5 sh -c "[ \$(grep -c ^OK '$WORK/proxy-$1.log') -gt $told ]" || bail "proxy $1 does not obey"
}
for name in refused muted handshake frozen throttled cut; do proxy $name; done
tell refused refuse
tell muted mute
tell handshake mute-after-handshake

start somebody ffmpeg -nostdin -v error -re -f lavfi -i testsrc=s=160x90:r=25 -c:v libx264 -preset ultrafast \
  -pix_fmt yuv420p -g 25 -f flv "rtmp://127.0.0.1:$RTMP/show/taken"
until_true 10 grep -q "publish: name='taken'" "$WORK/nginx/error.log" || bail "nobody publishes"

APP=rtmp://127.0.0.1
cat >"$WORK/tallycast.yaml" <<YAML
programme: {size: 320x180, fps: 25}
encoders: [{id: main, preset: ultrafast, bitrate_kbps: 4000}]
record: {keep_free_gb: 0}
control: {listen: "127.0.0.1:$CONTROL"}
state_dir: $WORK/state
outputs:
  - {id: healthy, url: "$APP:$RTMP/show", key_file: key.txt}
  - {id: refused, url: "$APP:$(port_of refused)/show/to-refused"}
  - {id: muted, url: "$APP:$(port_of muted)/show/to-muted"}
  - {id: handshake, url: "$APP:$(port_of handshake)/show/to-handshake"}
  - {id: frozen, url: "$APP:$(port_of frozen)/show/to-frozen"}
  - {id: throttled, url: "$APP:$(port_of throttled)/show/to-throttled"}
  - {id: cut, url: "$APP:$(port_of cut)/show/$INSIDE"}
  - {id: killed, url: "$APP:$RTMP2/show/to-killed"}
  - {id: taken, url: "$APP:$RTMP/show/taken"}
YAML
declare -A INDEX=([healthy]=0 [refused]=1 [muted]=2 [handshake]=3 [frozen]=4 [throttled]=5 [cut]=6 [killed]=7 [taken]=8)
start live "$TALLYCAST" live --config "$WORK/tallycast.yaml" --camera test: --record "$WORK/record" --verbose
until_true 15 answers "$CONTROL" || bail "live does not start: $(tail -n 3 "$WORK/live.log")"
start events curl -sN --max-time 300 "http://127.0.0.1:$CONTROL/api/v1/events"

of() { status "$CONTROL" "outputs.${INDEX[$1]}.$2"; } # of OUTPUT KEY
of_is() { [ "$(of "$1" "$2")" = "$3" ]; }
of_over() { [ "$(of "$1" "$2")" -gt "$3" ]; }
of_under() { [ "$(of "$1" "$2")" -lt "$3" ]; }
not_live() { [ "$(of "$1" state)" != live ]; }

for name in healthy frozen throttled cut killed; do
  ok "$name is live" until_true 15 of_is $name state live
done
# ffmpeg's own RTMP would split the key at its last "/": it is given apart.
start reader ffmpeg -nostdin -v warning -rw_timeout 10000000 -copyts -rtmp_app show -rtmp_playpath "$ODD" \
  -i "rtmp://127.0.0.1:$RTMP/show" -map 0 -c copy -avoid_negative_ts disabled -f flv -y "$WORK/healthy.flv"
until_true 15 test -s "$WORK/healthy.flv" || bail "the healthy stream cannot be read: $(cat "$WORK/reader.log")"
BEGIN=$(date +%s%N)

# --- all the trouble at once ------------------------------------------------------------------

tell frozen freeze
tell throttled 'throttle 1000'
tell cut reset
WORKERS=$(pgrep -P "$(pid_of second)")
stop second KILL # before its workers, whom it would start anew
# shellcheck disable=SC2086 # a list
kill -KILL $WORKERS
ok "cut: the loss is counted" until_true 20 of_over cut reconnects 0
ok "cut comes back" until_true 20 of_is cut state live
ok "killed is not live" until_true 20 not_live killed
ok "refused is not live" not_live refused
ok "taken was refused" until_true 20 of_over taken reconnects 0
echo "# taken: $(of taken error)"
stop somebody INT
ok "handshake is given up and tried again" until_true 25 of_over handshake reconnects 0
ok "muted, too" until_true 25 of_over muted reconnects 0
ok "frozen, too" until_true 25 of_over frozen reconnects 0
ok "throttled loses what does not fit" until_true 25 of_over throttled dropped 0
for name in refused muted handshake frozen killed; do
  ok "$name is told not to be live" not_live $name
  ok "$name is told why" test -n "$(of $name error)"
  echo "# $name: $(of $name error)"
done
is "no frame of the programme was missed" "$(status "$CONTROL" programme.missed)" 0
is "the healthy output stood" "$(of healthy state) $(of healthy reconnects) $(of healthy dropped)" 'live 0 0'

# --- and all of it over --------------------------------------------------------------------------

for name in refused muted handshake frozen throttled; do tell $name pass; done
nginx_start second "$RTMP2" "$HTTP2"
for name in refused muted handshake frozen throttled cut killed taken; do
  ok "$name comes back by itself" until_true 40 of_is $name state live
done
ok "throttled has nothing left to send" until_true 20 of_under throttled backlog_ms 700
declare -A PORT=([killed]=$RTMP2) KEY=([cut]=cut [taken]=taken)
for name in refused muted handshake frozen throttled cut killed taken; do
  start "pull-$name" pull "$APP:${PORT[$name]:-$RTMP}/show/${KEY[$name]:-to-$name}" "$WORK/$name.flv" 4
done
for name in refused muted handshake frozen throttled cut killed taken; do
  wait "$(pid_of "pull-$name")"
  unset "PIDS[pull-$name]"
  is "$name can be pulled: the programme, in order" \
    "$(stream_field "$WORK/$name.flv" v width) $(packets "$WORK/$name.flv" v | awk "END { print (NR >= 45) }") $(steps_back "$WORK/$name.flv" v) $(steps_back "$WORK/$name.flv" a)" \
    '320 1 0 0'
done

# --- who did not notice ---------------------------------------------------------------------------

TOOK=$((($(date +%s%N) - BEGIN) / 1000000))
is "no frame of the programme was missed in all that" "$(status "$CONTROL" programme.missed)" 0
is "the healthy output stood all the time" "$(of healthy state) $(of healthy reconnects) $(of healthy dropped)" 'live 0 0'
is "the recorder has one file and no error" \
  "$(status "$CONTROL" record.state) $(status "$CONTROL" record.error) $(find "$WORK/record" -name '*.mp4' | wc -l)" 'recording  1'
cp "$WORK/status-$CONTROL.json" "$WORK/last-status.json"
stop reader INT
cp "$WORK/reader.log" "$WORK/healthy.flv.said"
stop live TERM
is "it ends well" $? 0
FILE=$(ls "$WORK"/record/*.mp4)
for file in "$WORK/healthy.flv" "$FILE"; do
  name=${file##*/}
  is "${name%%[.-]*}: dts never steps back" "$(steps_back "$file" v) $(steps_back "$file" a)" '0 0'
  between "${name%%[.-]*}: no gap is over 2 frames" 1 "$(longest_gap_ms "$file" v)" 80
  between "${name%%[.-]*}: nor in the sound" 1 "$(longest_gap_ms "$file" a)" 45
  between "${name%%[.-]*}: all the time is in it" $((TOOK - 2500)) \
    "$(packets "$file" v | awk 'NR == 1 { first = $2 } { last = $2 } END { printf "%d", (last - first) * 1000 }')" 999999
done

# --- keys -----------------------------------------------------------------------------------------

ok "nginx has the odd key as it was given" \
  grep -qF "publish: name='hall/3=main' args='sign=x/y==&S3CRET-one'" "$WORK/nginx/error.log"
ok "and the one within a URL" grep -qF "publish: name='cut' args='token=S3CRET-two/z=='" "$WORK/nginx/error.log"
ok "the log was kept" test "$(wc -l <"$WORK/live.log")" -gt 20
ok "and events" test "$(grep -cE '^event: (status|change)' "$WORK/events.log")" -gt 5
is "neither key is in the log" "$(grep -cE 'S3CRET|hall/3' "$WORK/live.log")" 0
is "nor in what is told of the state" "$(cat "$WORK/events.log" "$WORK/last-status.json" | grep -cE 'S3CRET|hall/3')" 0
