# shellcheck shell=bash
# `tallycast live` in its users' hands: what cannot be started says so, a camera comes,
# goes and returns, every command is answered and seen in the picture, the scoring system
# falls silent, a name cannot be looked up, it is killed while it records, and it ends
# when it is asked to, whoever is asking for something at that moment.
. "$(dirname "$0")/libtest.sh"
plan 125
need ffmpeg ffprobe nginx curl perl gcc tesseract

read -r RTMP HTTP BACKEND CONTROL CAMERA_PORT TAKEN < <(free_ports 6)
nginx_start nginx "$RTMP" "$HTTP"
start rehearse "$TALLYCAST" rehearse --listen "127.0.0.1:$BACKEND" --manual --seed 4
step() { curl -sf -d "$1" "http://127.0.0.1:$BACKEND/step" -o /dev/null; }

config() { # config FILE MORE...: a small programme; MORE are further lines
  {
    echo 'programme: {size: 640x360, fps: 25}'
    echo 'encoders: [{id: main, preset: ultrafast, bitrate_kbps: 800}]'
    echo "control: {listen: \"127.0.0.1:$CONTROL\"}"
    echo "state_dir: $WORK/state-${1%.yaml}"
    shift
    printf '%s\n' "$@"
  } >"$WORK/$1"
}

# --- what cannot be started says so ---------------------------------------------------------

# refused CODE PATTERN OPTION...: ends by itself with CODE, and says one line, this one
refused() {
  local code=$1 pattern=$2
  shift 2
  timeout 10 "$TALLYCAST" live "$@" >"$WORK/refused.out" 2>&1
  local got=$?
  [ "$got" = "$code" ] && [ "$(wc -l <"$WORK/refused.out")" = 1 ] && grep -qE "$pattern" "$WORK/refused.out" && return
  echo "exit $got: $(head -n 3 "$WORK/refused.out")"
  return 1
}
start squatter perl -MIO::Socket::INET -e \
  'my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $ARGV[0], Listen => 1) or die; sleep 300' "$TAKEN"
until_true 5 answers "$TAKEN"
printf 'cameras:\n  - {id: main, uri: "rstp://127.0.0.1/cam"}\n' >"$WORK/scheme.yaml"
printf 'programme:\n  size: 640x360\n  langauge: en\n' >"$WORK/key.yaml"
ok "a taken control port is said, exit 69" \
  refused 69 "error: port $TAKEN is taken" --camera test: --control "127.0.0.1:$TAKEN" --record "$WORK/none"
is "and nothing of it is left running" "$(pgrep -fc -- "--control 127.0.0.1:$TAKEN")" 0
is "nor recorded" "$(find "$WORK/none" -type f 2>/dev/null | wc -l)" 0
ok "an unknown scheme of a camera, exit 78" \
  refused 78 "scheme.yaml:2:[0-9]+: error: .*'rstp' \(did you mean 'rtsp'\?\)" --config "$WORK/scheme.yaml"
ok "on the command line, too" refused 78 "'rstp' \(did you mean 'rtsp'\?\)" --camera rstp://127.0.0.1/cam
ok "a scheme that comes later, exit 69" refused 69 'srt cameras are not supported' --camera srt://127.0.0.1:9000
ok "a file that is not there, exit 69" refused 69 'none.mp4.*no such file' --camera "file://$WORK/none.mp4"
ok "an unknown key, with its place, exit 78" \
  refused 78 "key.yaml:3:3: error: unknown key 'langauge' \(did you mean 'language'\?\)" --config "$WORK/key.yaml"
ok "an unknown option, exit 64" refused 64 "'--ouput' \(did you mean '--output'\?\)" --ouput rtmp://127.0.0.1/live/x

# --- it ends when it is asked to, whoever is asking ------------------------------------------

ask() { # ask KIND: again and again, until the test says that it is enough
  while [ ! -e "$WORK/enough" ]; do
    case $1 in
      events) curl -sN --max-time 20 "http://127.0.0.1:$CONTROL/api/v1/events" ;;
      pictures)
        curl -s --max-time 20 -o /dev/null "http://127.0.0.1:$CONTROL/{programme,scenes/unit,preview}.jpg"
        ;;
      status) curl -s --max-time 20 "http://127.0.0.1:$CONTROL/api/v1/status" ;;
      take)
        curl -s --max-time 20 -d '{"scene": "clean"}' "http://127.0.0.1:$CONTROL/api/v1/preview"
        curl -s --max-time 20 -d '{}' "http://127.0.0.1:$CONTROL/api/v1/take"
        ;;
    esac || sleep 0.02
  done >"$WORK/asked-$1-$2" 2>/dev/null
}
CLIENTS='events-1 events-2 events-3 pictures-1 pictures-2 status-1 status-2 take-1 take-2'
config end.yaml 'record: {keep_free_gb: 0}'
for round in 1 2 3 4 5; do
  rm -f "$WORK/enough"
  start "ending-$round" "$TALLYCAST" live --config "$WORK/end.yaml" --camera test: --record "$WORK/end-$round" \
    --backend "http://127.0.0.1:$BACKEND" --output "rtmp://127.0.0.1:$RTMP/show/end$round"
  until_true 15 answers "$CONTROL" || bail "live does not start: $(tail -n 3 "$WORK/ending-$round.log")"
  for client in $CLIENTS; do start "ask-$client" ask "${client%-*}" "${client#*-}"; done
  until_true 15 grep -qs '"state":"live","url"' "$WORK/asked-events-1" || echo "# round $round: the output was not live"
  sleep 0.$round
  BEGIN=$(date +%s%N)
  stop "ending-$round" TERM
  is "asked to end while it is asked, it does so well ($round)" $? 0
  between "within 5 s ($round)" 0 $((($(date +%s%N) - BEGIN) / 1000000)) 5000
  touch "$WORK/enough"
  for client in $CLIENTS; do stop "ask-$client" CONT; done
  ok "its file is whole ($round)" timeout 20 ffmpeg -nostdin -v error -xerror -i "$(ls "$WORK/end-$round"/*.mp4)" -f null -
done
ok "all of that was asked" test "$(cat "$WORK"/asked-events-* | grep -cE '^event: (status|change)')" -gt 5 \
  -a "$(grep -c '"frame"' "$WORK/asked-take-1")" -gt 0

# --- nobody reads what it says, and its terminal goes ------------------------------------------

mkfifo "$WORK/full"
exec 7<>"$WORK/full"
perl -MFcntl -e 'sysopen my $f, $ARGV[0], O_RDWR | O_NONBLOCK or die; 1 while syswrite $f, "x" x 4096' "$WORK/full"
config unread.yaml
start unread bash -c 'exec "$@" 2>/dev/fd/7' -- "$TALLYCAST" live --config "$WORK/unread.yaml" --camera test:
ok "on air though the pipe for its words is full" until_true 15 status_is "$CONTROL" programme.source camera
kill -HUP "$(pid_of unread)"
is "it takes commands when its terminal is gone" "$(command_of "$CONTROL" panic '{"on": true}' | head -c 3)" 200
is "and misses no frame" "$(status "$CONTROL" programme.missed)" 0
stop unread TERM
is "it ends well" $? 0
exec 7>&-

# --- a camera that is not there, comes, goes, and returns -------------------------------------

# How far a picture is from another one: mean difference of luma, below the top line with
# its keyers. Scenes differ by 20 and more, encoded from original by 2 at most.
difference() { # difference PICTURE PICTURE
  ffmpeg -nostdin -v error -i "$1" -i "$2" -filter_complex \
    '[0]scale=640:360,format=gray,crop=640:290:0:60[a];[1]scale=640:360,format=gray,crop=640:290:0:60[b];[a][b]blend=all_mode=difference,scale=1:1:flags=area' \
    -frames:v 1 -f rawvideo - | od -An -tu1 | tr -d ' '
}
now_on_air() { # now_on_air KEY PNG: a picture as it is pulled
  timeout 25 ffmpeg -nostdin -v error -rw_timeout 10000000 -i "rtmp://127.0.0.1:$RTMP/show/$1" -an -frames:v 1 -y "$2"
}
programme_is() { # programme_is SOURCE; quick: frozen lasts 1.5 s only
  curl -s --max-time 5 "http://127.0.0.1:$CONTROL/api/v1/status" | grep -q "\"source\":\"$1\""
}
"$TALLYCAST" render slate --size 640x360 -o "$WORK/slate.png" || bail "no picture of the slate"

config camera.yaml 'record: {keep_free_gb: 0}' 'audio: {input: none}' 'overlays: {scene: clean}' \
  "cameras: [{id: main, uri: \"rtsp://127.0.0.1:$CAMERA_PORT/cam\"}]"
start camera-live "$TALLYCAST" live --config "$WORK/camera.yaml" --record "$WORK/camera" \
  --output "rtmp://127.0.0.1:$RTMP/show/camera"
ok "on air though its camera is not there" until_true 15 status_is "$CONTROL" outputs.0.state live
is "with the slate" "$(status "$CONTROL" programme.source)" slate
ok "and the camera is told to be lost" until_true 10 status_is "$CONTROL" cameras.0.state lost
ok "it can be pulled" now_on_air camera "$WORK/start.png"
between "and the slate is what is seen" 0 "$(difference "$WORK/start.png" "$WORK/slate.png")" 4
start rtsp "$TC_BUILD/tests/tools/rtsp-server" --port="$CAMERA_PORT" --size=640x360
ok "the camera is taken in when it appears" until_true 25 programme_is camera
# What is pulled begins with a key frame, which may be of before: the encoder holds some.
difference_now() { # difference_now NAME: of the stream from the slate
  now_on_air camera "$WORK/$1.png" && difference "$WORK/$1.png" "$WORK/slate.png"
}
camera_is_seen() { [ "$(difference_now there)" -ge 10 ]; }
slate_is_seen() { [ "$(difference_now gone)" -le 4 ]; }
ok "and is seen" until_true 15 camera_is_seen
stop rtsp KILL
ok "unplugged, its last picture stands" until_true 10 programme_is frozen
ok "then comes the slate" until_true 10 programme_is slate
ok "which is seen again" until_true 15 slate_is_seen
start rtsp "$TC_BUILD/tests/tools/rtsp-server" --port="$CAMERA_PORT" --size=640x360
ok "when it returns, so does its picture" until_true 25 programme_is camera
is "no frame of the programme was missed in all that" "$(status "$CONTROL" programme.missed)" 0
is "and the output stood" "$(json "$WORK/status-$CONTROL.json" outputs.0.reconnects)" 0
stop camera-live TERM
is "it ends well" $? 0
FILE=$(ls "$WORK"/camera/*.mp4)
is "the recording's dts never step back" "$(steps_back "$FILE" v)" 0
between "nor is there a gap over 2 frames" 1 "$(longest_gap_ms "$FILE" v)" 80
stop rtsp KILL

# --- commands, and what is seen of them -------------------------------------------------------

# The camera is one flat colour with a tone: all else in the picture is graphics.
ffmpeg -nostdin -v error -f lavfi -i color=c=0x309060:s=640x360:r=25 -f lavfi -i sine=f=1000:r=48000 -t 10 \
  -c:v libx264 -preset ultrafast -pix_fmt yuv420p -colorspace bt709 -color_range tv -c:a aac -ac 2 -y "$WORK/flat.mp4" ||
  bail "no clip"
config hands.yaml 'record: {keep_free_gb: 0}' "backend: {wait_s: 1, late_after_s: 3, stale_after_s: 5}"
start hands "$TALLYCAST" live --config "$WORK/hands.yaml" --camera "file://$WORK/flat.mp4" --record "$WORK/hands" \
  --backend "http://127.0.0.1:$BACKEND"
until_true 15 status_is "$CONTROL" programme.source camera || bail "no programme"

# does NAME BODY [CODE]: answered with CODE (200), a state's number, and if 200 a frame
does() {
  local answer
  answer=$(command_of "$CONTROL" "$1" "$2")
  case ${3:-200} in
    200) [[ $answer =~ ^200\ \{\"state\":[0-9]+,\"frame\":[1-9][0-9]*\}$ ]] ;;
    *) [[ $answer =~ ^${3}\ \{.*\"status\":${3},\"detail\":\".+\" ]] ;;
  esac || {
    echo "$answer"
    return 1
  }
}
declare -A AT=()
mark() { # mark NAME: remember where in the recording this state is seen, 1.5 s on
  sleep 1.7
  AT[$1]=$(status "$CONTROL" record.duration_ms)
}
now() { status "$CONTROL" "$1"; }

step '{"until": "present"}'
ok "auto follows the meeting: the unit" until_true 10 status_is "$CONTROL" programme.scene unit
mark unit
ok "panic is answered" does panic '{"on": true}'
ok "so is a preview" does preview '{"scene": "break"}'
ok "and a take" does take '{}'
is "which swaps the two" "$(now programme.scene) $(now preview.scene)" 'break unit'
is "and turns auto off" "$(now auto.on)" false
ok "auto on is answered" does auto '{"on": true}'
step '{"until": "open"}'
step '{"count": 20}'
ok "and follows the data" until_true 10 status_is "$CONTROL" programme.scene score
is "panic outlives take, auto and data" "$(now panic)" true
mark panic
ok "only its release ends it" does panic '{"on": false}'
mark released
ok "the slate is answered" does slate '{"on": true}'
does take '{}' >/dev/null
does auto '{"on": true}' >/dev/null
step '{"count": 5}'
mark slate
is "it outlives take, auto and data" "$(now slate)" true
ok "its release is answered" does slate '{"on": false}'
ok "black is answered" does black '{"on": true}'
does take '{}' >/dev/null
does auto '{"on": true}' >/dev/null
step '{"count": 5}'
mark black
is "it outlives take, auto and data" "$(now black)" true
ok "its release is answered" does black '{"on": false}'
mark after
SEEN=$(now state)
ok "a preview makes a new state" does preview '{"scene": "unit"}'
ok "a take that saw the old one is refused" does take "{\"seen\": $SEEN}" 409
is "and changes nothing" "$(now programme.scene)" score
ok "one that saw the new one is taken" does take "{\"seen\": $(now state), \"transition\": \"cut\"}"
is "and swaps" "$(now programme.scene) $(now preview.scene)" 'unit score'
ok "a keyer goes off" does keyers/logo '{"on": false}'
mark bare
ok "and on again" does keyers/logo '{"on": true}'
ok "one that is not there is a 404" does keyers/none '{"on": true}' 404
ok "so is a scene" does preview '{"scene": "none"}' 404
ok "clear is answered" does clear '{}'
is "and told" "$(now cleared)" true
mark clear
ok "a take brings graphics back" does take '{}'
does take '{}' >/dev/null # the unit again

# --- the scoring system falls silent ----------------------------------------------------------

NAME=$(now meeting.current.name)
UNIT=$(now meeting.current.unit)
ok "the backend is fresh before" status_is "$CONTROL" feed.state fresh
stop rehearse KILL
ok "when it is killed the data is late" until_true 15 status_is "$CONTROL" feed.state late
ok "then stale" until_true 15 status_is "$CONTROL" feed.state stale
is "the name stays" "$(now meeting.current.name)" "$NAME"
mark stale
curl -sf "http://127.0.0.1:$CONTROL/api/v1/roster" >"$WORK/roster.json"
OTHER=$(json "$WORK/roster.json" units.4.id)
[ "$OTHER" != "$UNIT" ] || OTHER=$(json "$WORK/roster.json" units.5.id)
ok "a unit is picked by hand" does current "{\"unit\": \"$OTHER\"}"
ok "and taken" until_true 5 status_is "$CONTROL" meeting.current.unit "$OTHER"
is "by hand is told" "$(now meeting.current.manual)" true
ok "with the roster's name" grep -q "\"name\":\"$(now meeting.current.name)\"" "$WORK/roster.json"
MANUAL=$(now meeting.current.name)
mark manual
ok "one that is not on it is a 404" does current '{"unit": "nobody"}' 404
is "no frame of the programme was missed" "$(now programme.missed)" 0

# --- killed while it records --------------------------------------------------------------------

sleep 1.5 # the kill takes what is younger than a second; what is looked at below is not
TOLD=$(now record.duration_ms)
stop hands KILL
FILE=$(ls "$WORK"/hands/*.mp4)
ok "what a kill leaves can be played" timeout 60 ffmpeg -nostdin -v error -xerror -i "$FILE" -f null -
LEFT=$(packets "$FILE" v | awk '{ if ($1 > last) last = $1 + 0 } END { printf "%d", last * 1000 }')
echo "# recorded $TOLD ms, $LEFT ms of it play"
between "all but the last second of it" $((TOLD - 1000 - 40)) "$LEFT" $((TOLD + 1000))
is "its dts never step back" "$(steps_back "$FILE" v) $(steps_back "$FILE" a)" '0 0'
between "nor is there a gap over 2 frames" 1 "$(longest_gap_ms "$FILE" v)" 80
is "with an IDR picture every 2 s" "$(idr_frames "$FILE")" 50

# What was seen: luma of a part of the picture as "lowest highest". The flat camera is one
# value there, with 3 for the encoder.
part() { # part NAME W:H:X:Y
  ffmpeg -nostdin -v error -ss "$(awk -v t="${AT[$1]}" 'BEGIN { print (t - 200) / 1000 }')" -i "$FILE" -frames:v 1 \
    -vf "crop=$2,format=gray" -f rawvideo - | od -An -v -tu1 -w1 | sort -n | sed -n '1p;$p' | tr -d ' ' | paste -sd ' '
}
flat() { # flat NAME W:H:X:Y: nothing but the camera
  local low high
  read -r low high < <(part "$1" "$2")
  if [ -n "$low" ] && [ $((high - low)) -le 6 ] && [ "$low" -ge $((CLEAN - 6)) ] && [ "$high" -le $((CLEAN + 6)) ]; then return; fi
  echo "luma $low .. $high, the camera has $CLEAN"
  return 1
}
drawn() { ! flat "$@"; }
loudness() { # loudness NAME: dB, of 0.4 s
  ffmpeg -nostdin -v info -ss "$(awk -v t="${AT[$1]}" 'BEGIN { print (t - 700) / 1000 }')" -t 0.4 -i "$FILE" -vn \
    -af volumedetect -f null - 2>&1 | sed -n 's/.*mean_volume: \(-*[0-9.]*\).*/\1/p'
}
picture() { # picture NAME: $WORK/seen-NAME.png
  ffmpeg -nostdin -v error -ss "$(awk -v t="${AT[$1]}" 'BEGIN { print (t - 200) / 1000 }')" -i "$FILE" -frames:v 1 -y "$WORK/seen-$1.png"
}
LOGO=126:16:34:22 LOWER=424:84:36:248 SCORE=180:80:40:236 MIDDLE=560:160:40:64 BELOW=640:290:0:60
CLEAN=$(part unit $MIDDLE | cut -d ' ' -f 1)
ok "between the graphics there is the camera" flat unit $MIDDLE
ok "the unit is seen" drawn unit $LOWER
ok "and the logo" drawn unit $LOGO
between "and the tone is heard" -30 "$(loudness unit)" 0
ok "in panic there is no logo" flat panic $LOGO
ok "and nothing else" flat panic $BELOW
between "but the tone" -30 "$(loudness panic)" 0
ok "released, the logo is back" drawn released $LOGO
ok "and what data and auto chose" drawn released $SCORE
picture slate
between "the slate is seen" 0 "$(difference "$WORK/seen-slate.png" "$WORK/slate.png")" 4
between "and nothing heard" -120 "$(loudness slate)" -70
between "black is black" 0 "$(part black $BELOW | cut -d " " -f 2)" 5
between "and nothing heard" -120 "$(loudness black)" -70
ok "after it graphics are back" drawn after $SCORE
between "and the tone" -30 "$(loudness after)" 0
ok "without the logo's keyer there is no logo" flat bare $LOGO
ok "but the unit" drawn bare $LOWER
ok "cleared there is the logo" drawn clear $LOGO
ok "but no scene" flat clear $BELOW

# The unit's name as it stands in the picture.
name_read() { # name_read NAME
  rm -f "$WORK/name.png"
  picture "$1"
  ffmpeg -nostdin -v error -i "$WORK/seen-$1.png" -vf 'crop=316:36:136:272,scale=iw*3:ih*3:flags=lanczos,format=gray' \
    -y "$WORK/name.png"
  tesseract "$WORK/name.png" - -l chi_sim --psm 7 2>/dev/null | tr -d ' \n\f'
}
is "with stale data the name is still on the air" "$(name_read stale)" "$NAME"
is "and the one picked by hand after it" "$(name_read manual)" "$MANUAL"

# --- a name that cannot be looked up ---------------------------------------------------------------

gcc -std=gnu11 -D_GNU_SOURCE -shared -fPIC -O1 -o "$WORK/hanging-names.so" "$TC_TOP/tests/e2e/hanging-names.c" -ldl ||
  bail "hanging-names.c cannot be built"
config hanging.yaml "backend: {wait_s: 1, late_after_s: 3, stale_after_s: 4}"
start hanging env LD_PRELOAD="$WORK/hanging-names.so" HANGING_NAMES_LOG="$WORK/hanging.names" \
  "$TALLYCAST" live --config "$WORK/hanging.yaml" --camera test: --backend http://backend.hang.test:8090 \
  --output rtmp://ingest.hang.test/live/x
ok "a name hangs" until_true 15 grep -qs backend.hang.test "$WORK/hanging.names"
ok "an output's does, too" until_true 15 grep -qs ingest.hang.test "$WORK/hanging.names"
until_true 15 status_is "$CONTROL" programme.source camera
for asked in 'panic {"on": true}' 'panic {"on": false}' 'preview {"scene": "clean"}' 'take {}' 'slate {"on": true}'; do
  TIME=$(curl -s -o "$WORK/answer" -w '%{time_total}' --max-time 10 -d "${asked#* }" "http://127.0.0.1:$CONTROL/api/v1/${asked%% *}")
  between "meanwhile ${asked%% *} is answered within 1 s" 0 "$TIME" 1
  ok "and well" grep -q '"frame"' "$WORK/answer"
done
ok "that nothing is heard is told" until_true 10 status_is "$CONTROL" feed.state stale
is "no frame of the programme was missed" "$(now programme.missed)" 0
BEGIN=$(date +%s%N)
stop hanging TERM
is "it ends well" $? 0
between "within 5 s" 0 $((($(date +%s%N) - BEGIN) / 1000000)) 5000
