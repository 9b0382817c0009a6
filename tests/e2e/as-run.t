#!/bin/bash
# The as-run log of a real broadcast: what `live` did is in it, kill -9 loses nothing that was
# signed, the picture of a moment is drawn again as it was recorded, and players take the
# chapters.
. "$(dirname "$0")/libtest.sh"
plan 43
need ffmpeg ffprobe curl perl

read -r CONTROL BACKEND < <(free_ports 2)
STATE=$WORK/state
LOG=$STATE/asrun/log.jsonl
start rehearse "$TALLYCAST" rehearse --listen "127.0.0.1:$BACKEND" --manual --seed 4
until_true 10 answers "$BACKEND" || bail "no backend"
# The camera is the stand-in that pictures of a moment are drawn over.
"$TALLYCAST" render clean --keyer logo=off --keyer notice=off --keyer clock=off --keyer live=off \
  --size 640x360 -o "$WORK/camera.png" || bail "no picture"
ffmpeg -nostdin -v error -loop 1 -framerate 25 -t 10 -i "$WORK/camera.png" -c:v libx264 -preset ultrafast -qp 0 \
  -vf scale=out_color_matrix=bt709:out_range=tv,format=yuv420p -colorspace bt709 -color_range tv -y "$WORK/camera.mp4" ||
  bail "no clip"
cp -r "$TC_TOP/overlays" "$WORK/overlays"
cat >"$WORK/tallycast.yaml" <<YAML
programme: {size: 640x360, fps: 25}
cameras: [{id: main, uri: "file://$WORK/camera.mp4"}]
audio: {input: none}
encoders: [{id: main, preset: ultrafast, bitrate_kbps: 1500}]
backend: {url: "http://127.0.0.1:$BACKEND", align_ms: 0}
overlays: {dir: $WORK/overlays, scene: standby}
record: {dir: $WORK/recordings, keep_free_gb: 0}
control: {listen: "127.0.0.1:$CONTROL"}
state_dir: $STATE
YAML
go_live() {
  start live "$TALLYCAST" live --config "$WORK/tallycast.yaml"
  until_true 20 answers "$CONTROL" || bail "no live"
}
step() { curl -sf -d "$1" "http://127.0.0.1:$BACKEND/step" -o /dev/null; }
post() { command_of "$CONTROL" "$1" "$2" | cut -d ' ' -f 1; }
has() { grep -q "$1" "$LOG"; }
kinds() { # kinds KIND: how many records of it
  grep -c "\"kind\":\"$1\"" "$LOG"
}
second_shows() { # the run after the torn line has a document that the backend itself gave
  sed '1,/"lost_bytes":5/d' "$LOG" | grep '"kind":"document"' | grep -qv '"restored"'
}
verify() { "$TALLYCAST" verify "$STATE/asrun" "$@" 2>"$WORK/verify.log"; }

go_live
ok "the status tells a head, and no error" until_true 10 sh -c "
  curl -sf http://127.0.0.1:$CONTROL/api/v1/status | grep -q '\"asrun\":{\"n\":[1-9][0-9]*,\"head\":\"[0-9a-f]\\{64\\}\".*\"error\":null'"
ok "the camera's state is in it" until_true 20 has '"kind":"camera","id":"main","state":"live"'
step '{"until": "present"}'
ok "a document that took effect is in it" until_true 10 has '"kind":"document".*"phase":"presenting"'
ok "and the take that it led to" until_true 10 has '"scene":"unit".*"kind":"auto_take"'
is "an operator previews" "$(post preview '{"scene": "score"}')" 200
is "an operator takes" "$(post take '{"transition": "cut"}')" 200
step '{"until": "open"}'
ok "a score that is open has no figure yet" until_true 10 status_is "$CONTROL" meeting.phase scoring
is "what the rules forbid may be previewed" "$(post preview '{"scene": "result"}')" 200
REFUSED=$(command_of "$CONTROL" take '{"transition": "cut"}')
is "no take brings it" "${REFUSED%% *}" 409
ok "a code says why" grep -q '"code":"scene_forbidden"' <<<"$REFUSED"
is "nor does the T-bar" "$(post tbar '{"position": 0.5}')" 409
is "the programme is as it was" "$(status "$CONTROL" programme.scene)" score
step '{"count": 20}'
ok "documents go on to take effect" until_true 10 status_is "$CONTROL" meeting.ballots.cast 20
STILL=$(($(status "$CONTROL" frame) + 125)) # a score's motions last less than 5 s
is "a take of nothing new is refused" "$(post take '{"seen": 1}')" 409
is "panic comes on" "$(post panic '{"on": true}')" 200
PANIC=$(grep -o '"frame":[0-9]*' "$WORK/answer" | cut -d : -f 2)
is "and goes off" "$(post panic '{"on": false}')" 200
is "an output that is not there is told" "$(post outputs/none/start '{}')" 404
is "the clock, that never stands still, goes off" "$(post keyers/clock '{"on": false}')" 200
is "sound is turned down" "$(post audio '{"gain_db": -3}')" 200
sed -i 's/title: .*/title: {zh: 另一个, en: Another}/' "$WORK/overlays/score.yaml"
ok "a saved scene is in it" until_true 10 has '"kind":"files".*"changed":\["score.yaml"'
ok "what the rules forbade is in it" has '"who":"local","role":"crew".*"kind":"take".*"answer":"forbidden","detail":"The score is not published'
ok "what was refused, too" has '"who":"local","role":"crew".*"kind":"take".*"answer":"conflict"'
ok "and the sound" has '"kind":"audio","gain_db":-3.0,"answer":"done"'
ok "the recording's name has a head" until_true 10 sh -c "ls '$WORK'/recordings/*-n[0-9]*-[0-9a-f]*.mp4"
until_true 20 status_is "$CONTROL" programme.source camera || bail "no camera"
sleep 1 # what was switched fades
still() { [ "$(status "$CONTROL" frame)" -ge "$STILL" ]; }
until_true 20 still || bail "no frames"
FRAME=$(status "$CONTROL" frame)
AT_MS=$(json "$WORK/status-$CONTROL.json" record.duration_ms)
sleep 1.5 # the kill takes what is younger than a second
ok "the log is whole while it is written" verify --key "$STATE/asrun/key.pub"
is "its secret key is its owner's" "$(stat -c %a "$STATE/asrun.key")" 600

stop live KILL
ok "kill -9 leaves it whole, with an open tail" sh -c "'$TALLYCAST' verify '$STATE/asrun' | grep -q 'tail open since'"
printf '{"n":' >>"$LOG" # as if the last line had been torn
verify >"$WORK/torn.log"
ok "a torn line is found" grep -q truncated "$WORK/torn.log"
go_live
ok "the next run goes on behind it, and tells" until_true 10 has '"kind":"open".*"lost_bytes":5'
until_true 10 second_shows || bail "no document"
stop live INT
ok "an end is an end" sh -c "'$TALLYCAST' verify '$STATE/asrun' | grep -q 'signed; closed'"
is "two runs are in it" "$(kinds open)" 2

verify --run 1 --at "$FRAME" -o "$WORK/seen.png" >"$WORK/seen.txt"
ok "what the public saw then" grep -q 'scene score, since frame .*, taken by local, crew' "$WORK/seen.txt"
RECORDING=$(ls "$WORK"/recordings/*.mp4 | head -n 1)
ffmpeg -nostdin -v error -ss "${AT_MS}ms" -i "$RECORDING" -frames:v 1 \
  -vf scale=in_color_matrix=bt709:in_range=tv,format=rgb24 -y "$WORK/recorded.png"
cells() { "$TC_BUILD/tests/tools/look" cells "$WORK/$1.png" "$WORK/recorded.png" | cut -d ' ' -f 1; }
between "is drawn again as it was recorded" 0 "$(cells seen)" 20 # of 14,400
between "which is not the camera alone" 400 "$(cells camera)" 14400
LAST="$(grep '"kind":"close"' "$LOG" | grep -o '"frame":[0-9]*' | tail -n 1 | cut -d : -f 2)"
ok "so is the second run, that began with the same document" verify --at "$LAST" -o "$WORK/second.png"
is "all records go into a table" "$(verify --csv | grep -c '^"[0-9]')" "$(wc -l <"$LOG")"

# Where chapters count from: to the picture, panic is where the log says.
ZERO=$(grep '"kind":"recorder".*"state":"recording"' "$LOG" | head -n 1 | grep -o '"first":[0-9]*' | cut -d : -f 2)
MS=$(((PANIC - ZERO) * 40 - 20)) # of 40 ms each; a busy machine may lack some
at_panic() { # at_panic NAME OPTION...: the last picture of what is read
  ffmpeg -nostdin -v error "${@:2}" -vf scale=in_color_matrix=bt709:in_range=tv,format=rgb24 -update 1 -y "$WORK/panic-$1.png"
}
at_panic before -ss "$((MS - 1000))ms" -i "$RECORDING" -t 1000ms
at_panic first -ss "${MS}ms" -i "$RECORDING" -frames:v 1
at_panic second -ss "${MS}ms" -i "$RECORDING" -frames:v 2
changed() { "$TC_BUILD/tests/tools/look" cells "$WORK/panic-$1.png" "$WORK/panic-$2.png" | cut -d ' ' -f 1; }
between "with its frame the graphics go from the recording" 300 "$(changed before first)" 14400
between "and not one later" 0 "$(changed first second)" 20

verify --run 1 --chapters mp4 >"$WORK/chapters.txt"
ffmpeg -nostdin -v error -i "$RECORDING" -i "$WORK/chapters.txt" -map_metadata 1 -codec copy -y "$WORK/chapters.mp4"
is "ffmpeg takes the chapters" "$(ffprobe -v error -show_chapters "$WORK/chapters.mp4" | grep -c '^TAG:title=.')" "$(grep -c '^title=' "$WORK/chapters.txt")"
verify --run 1 --webvtt >"$WORK/chapters.vtt"
is "and the WebVTT" "$(ffprobe -v error -f webvtt -show_packets "$WORK/chapters.vtt" | grep -c '^\[PACKET\]')" "$(grep -c -e '-->' "$WORK/chapters.vtt")"

# The log is the first that is there of a run.
opened() { [ "$(kinds open)" = 3 ]; }
start live "$TALLYCAST" live --config "$WORK/tallycast.yaml"
until_true 20 opened || bail "no third run"
stop live TERM
is "a signal that comes while it starts ends it, too" $? 0
ok "and its log" sh -c "'$TALLYCAST' verify '$STATE/asrun' | grep -q 'signed; closed'"

sed -i '3s/"time":"20/"time":"19/' "$LOG"
verify >"$WORK/rewritten.log"
ok "who rewrites a record is found" grep -q '^record 3: rewritten' "$WORK/rewritten.log"
