# shellcheck shell=bash
# Who operates sees what the public sees, what a take would put there, and each scene with
# today's data: compared with `tallycast render` of the same scene and document. Nobody
# looks, nothing is made. (What looking costs is measured by bench.)
. "$(dirname "$0")/libtest.sh"
plan 40
need ffmpeg curl perl python3

read -r BACKEND CONTROL < <(free_ports 2)
API=http://127.0.0.1:$CONTROL
GREY='#808080'
ffmpeg -nostdin -v error -f lavfi -i "color=$GREY:s=640x360:r=25:d=60" -pix_fmt yuv420p \
  -color_range tv -colorspace bt709 -color_primaries bt709 -color_trc bt709 \
  -vf scale=out_color_matrix=bt709:out_range=tv -c:v libx264 -preset ultrafast -qp 0 -y "$WORK/grey.mp4" ||
  bail "no clip"
cat >"$WORK/tallycast.yaml" <<YAML
programme: {size: 640x360, fps: 25}
cameras: [{id: main, uri: "file://$WORK/grey.mp4"}]
audio: {input: none}
backend: {url: "http://127.0.0.1:$BACKEND"}
encoders: [{id: main, preset: ultrafast, bitrate_kbps: 800}]
overlays: {scene: clean, auto: false}
control: {listen: "127.0.0.1:$CONTROL"}
state_dir: $WORK/state
YAML
start rehearse "$TALLYCAST" rehearse --listen "127.0.0.1:$BACKEND" --manual --seed 4
until_true 10 answers "$BACKEND" || bail "rehearse does not start"
start live "$TALLYCAST" live --config "$WORK/tallycast.yaml"
until_true 20 answers "$CONTROL" || bail "live does not start"
until_true 20 status_is "$CONTROL" feed.state fresh || bail "no data"
until_true 20 status_is "$CONTROL" programme.source camera || bail "no camera"
# What changes by itself is not compared.
command_of "$CONTROL" keyers/clock '{"on": false}' >"$WORK/clock.log"
sleep 1 # it fades

# picture NAME FILE QUERY: the answer's code; FILE.png, FILE.number
picture() {
  local code
  code=$(curl -s --max-time 15 -D "$WORK/headers" -o "$WORK/$2.jpg" -w '%{http_code}' "$API/$1.jpg?$3")
  sed -n 's/\r//; s/^X-Tallycast-Picture: //Ip' "$WORK/headers" >"$WORK/$2.number"
  [ "$code" = 200 ] && ffmpeg -nostdin -v error -i "$WORK/$2.jpg" -y "$WORK/$2.png"
  echo "$code"
}
number() { cat "$WORK/$1.number"; }
# drawn SCENE FILE: the same scene and document by `render`
drawn() {
  curl -sf "http://127.0.0.1:$BACKEND/api/v1/state" >"$WORK/state.json" &&
    "$TALLYCAST" render "$1" --data "$WORK/state.json" --size 640x360 --camera "$GREY" --off-air \
      -o "$WORK/$2.png"
}
CLOCK=80 # cells, at most: render has one, wherever its second is
cells() { "$TC_BUILD/tests/tools/look" cells "$WORK/$1.png" "$WORK/$2.png" | awk '{ print $1 }'; }
frame_of() { json "$WORK/answer.json" frame; }
ask() { # ask COMMAND BODY: what it answered is in answer.json
  curl -s --max-time 10 -d "$2" "$API/api/v1/$1" >"$WORK/answer.json"
}
coded() { status "$CONTROL" pictures.coded; }

# --- nobody looks -----------------------------------------------------------------------------

is "nothing is made while nobody looks" "$(coded)" 0
is "nor taken from the ticker" "$(status "$CONTROL" pictures.taken)" 0

# --- the programme, as the public sees it -------------------------------------------------------

is "the programme has a picture" "$(picture programme clean width=640)" 200
is "of the size that was asked for" "$(stream_field "$WORK/clean.jpg" v width)x$(stream_field "$WORK/clean.jpg" v height)" 640x360
ok "and one that was made" test "$(coded)" -ge 1
drawn clean clean-drawn || bail "render: clean"
between "it is what is on the air: a clean picture" 0 "$(cells clean clean-drawn)" "$CLOCK"
is "a smaller one" "$(picture programme small width=160)" 200
is "is smaller" "$(stream_field "$WORK/small.jpg" v width)x$(stream_field "$WORK/small.jpg" v height)" 160x90

# --- preview: the next scene over the live camera ------------------------------------------------
# A scene without a clock: two pictures of it may be minutes apart.

curl -s --max-time 1 "$API/preview.jpg" -o /dev/null
is "an empty preview is waited for" $? 28
ask preview '{"scene": "end"}'
is "preview has a picture" "$(picture preview preview "width=640&after=$(frame_of)")" 200
ok "of what was put there" test "$(number preview)" -gt "$(frame_of)"
drawn end end-drawn || bail "render: end"
between "it is the scene as it would be on the air" 0 "$(cells preview end-drawn)" "$CLOCK"
is "while the programme" "$(picture programme still "width=640&after=$(number clean)")" 200
between "is as it was" 0 "$(cells clean still)" 0

curl -sf "$API/api/v1/status" >"$WORK/status.json"
ok "with data, too, the status is as documented" conforms "$CONTROL" Status "$WORK/status.json"

# --- each scene with today's data ------------------------------------------------------------------

for scene in standby end clean; do
  is "$scene by itself has a picture" "$(picture "scenes/$scene" "scene-$scene" width=640)" 200
  drawn "$scene" "drawn-$scene" || bail "render: $scene"
  between "and is what it would say" 0 "$(cells "scene-$scene" "drawn-$scene")" "$CLOCK"
done
is "a scene that is not there is none" "$(picture scenes/nothing none width=640)" 404
is "a width that is not there is refused" "$(picture programme none width=641)" 400

# --- a take ------------------------------------------------------------------------------------------

ask take '{"transition": "cut"}'
is "after a take the programme" "$(picture programme taken "width=640&after=$(($(frame_of) - 1))")" 200
ok "is of that frame or later" test "$(number taken)" -ge "$(frame_of)"
sleep 1 # keyers have another look on a board
picture programme taken "width=640&after=$(number taken)" >/dev/null
between "and what preview was" 0 "$(cells preview taken)" 40
is "and preview what the programme was" "$(picture preview swapped "width=640&after=$(frame_of)")" 200
between "exactly that" 0 "$(cells clean swapped)" 12

# --- the T-bar -----------------------------------------------------------------------------------------

ask tbar '{"position": 0.5}'
sleep 1 # it has gone there
picture programme half "width=640&after=$(frame_of)" >/dev/null
ok "half way the programme is neither scene" test "$(cells half taken)" -gt 400 -a "$(cells half clean)" -gt 400
is "where the bar stands is said" "$(status "$CONTROL" tbar)" 0.5
is "another preview is refused meanwhile" "$(command_of "$CONTROL" preview '{"scene": "standby"}' | cut -c 1-3)" 422
ask tbar '{"position": 0}'
sleep 1
picture programme back "width=640&after=$(frame_of)" >/dev/null
between "given up, it is as it was" 0 "$(cells back taken)" 40
ask tbar '{"position": 0.3}'
ask tbar '{"position": 1}'
sleep 1
is "at its end it was a take" "$(status "$CONTROL" programme.scene) $(status "$CONTROL" preview.scene)" "clean end"
picture programme back-again "width=640&after=$(frame_of)" >/dev/null
between "as it is seen" 0 "$(cells back-again clean)" 12
ask take '{"transition": "fade", "duration_ms": 400}'
sleep 1

# --- latches are the programme's -----------------------------------------------------------------------

ask panic '{"on": true}'
picture programme panic "width=640&after=$(frame_of)" >/dev/null
between "panic is seen on the programme" 0 "$(cells panic clean)" 400
ask panic '{"on": false}'
ask black '{"on": true}'
sleep 1 # its ramp is done
picture programme black "width=640&after=$(number panic)" >/dev/null
ffmpeg -nostdin -v error -f lavfi -i color=black:s=640x360 -frames:v 1 -y "$WORK/none.png"
between "black is seen on the programme" 0 "$(cells black none)" 0
picture preview calm "width=640&after=$(number swapped)" >/dev/null
between "and preview stays as it is" 0 "$(cells swapped calm)" 12
ask black '{"on": false}'

# --- what it costs ---------------------------------------------------------------------------------------

look_on() { # look_on NAME: 30 pictures, one after another; their numbers
  local n=0 i
  for ((i = 0; i < 30; i++)); do
    n=$(curl -s --max-time 15 -D - -o /dev/null "$API/$1.jpg?width=480&after=$n" |
      sed -n 's/\r//; s/^X-Tallycast-Picture: //Ip')
    echo "$n"
  done
}
start look-on look_on programme
start look-on-preview look_on preview
wait "$(pid_of look-on)" "$(pid_of look-on-preview)"
least() { awk 'NR > 1 && (NR == 2 || $1 - last < least) { least = $1 - last } { last = $1 } END { print least }' "$1"; }
is "all were there" "$(wc -l <"$WORK/look-on.log") $(wc -l <"$WORK/look-on-preview.log")" "30 30"
between "programme comes five times a second at most" 5 "$(least "$WORK/look-on.log")" 1000
BEFORE=$(coded)
sleep 1
is "nothing is made when nobody looks any more" "$(coded)" "$BEFORE"
