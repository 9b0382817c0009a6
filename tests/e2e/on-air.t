# shellcheck shell=bash
# The whole way at 1080p: an RTSP camera and a rehearsed meeting go in, a stream comes out
# of nginx; ffmpeg says that it is sound, tesseract reads from it what the backend
# published, and a change of the score is seen by a receiver within a second.
#
# align_ms is 0 here, so that the second is the way from the backend to the receiver:
# poll, drawing, encoder, RTMP, nginx, decoder. What align_ms adds is alignment.t's.
. "$(dirname "$0")/libtest.sh"
plan 19
need ffmpeg ffprobe nginx curl perl tesseract
tesseract --list-langs 2>/dev/null | grep -qx chi_sim || bail "tesseract has no chi_sim (make setup)"

read -r RTMP HTTP CONTROL BACKEND < <(free_ports 4)
URL=rtmp://127.0.0.1:$RTMP/show/onair
API=http://127.0.0.1:$BACKEND
nginx_start nginx "$RTMP" "$HTTP"
start rehearse "$TALLYCAST" rehearse --listen "127.0.0.1:$BACKEND" --manual --seed 4
start camera "$TC_BUILD/tests/tools/rtsp-server" --size=1280x720 --fps=25
until_true 10 grep -q rtsp "$WORK/camera.log" || bail "no camera"
CAMERA=$(grep -o 'rtsp://[^ ]*' "$WORK/camera.log" | head -n 1)
until_true 10 answers "$BACKEND"
cat >"$WORK/tallycast.yaml" <<YAML
programme: {size: 1920x1080, fps: 25}
cameras: [{id: main, uri: "$CAMERA"}]
outputs: [{id: public, url: "$URL"}]
backend: {url: "$API", align_ms: 0}
encoders: [{id: main, preset: ultrafast, bitrate_kbps: 4500}]
control: {listen: "127.0.0.1:$CONTROL"}
state_dir: $WORK/state
YAML
start live "$TALLYCAST" live --config "$WORK/tallycast.yaml"
ok "live is up" until_true 20 answers "$CONTROL"

step() { curl -sf -d "$1" "$API/step" -o /dev/null; }
# state PATH: one value of the backend's document, "ranking.0.score".
state() {
  curl -sf "$API/api/v1/state" >"$WORK/state.json"
  perl -MJSON::PP -e '
    open my $f, "<:raw", $ARGV[0]; local $/; my $d = decode_json(<$f>);
    $d = ref $d eq "ARRAY" ? $d->[$_] : $d->{$_} for split /\./, $ARGV[1];
    binmode STDOUT, ":utf8"; print "$d\n"' "$WORK/state.json" "$1"
}
# The readers stand back: what is tested is the broadcast, on the same two cores.
read_text() { # read_text CROP LANGUAGE [WHITELIST]: what stands in the stream now
  timeout 20 nice -n 10 ffmpeg -nostdin -v error -threads 1 -i "$URL" -an -vf "crop=$1,format=gray" -frames:v 1 -y "$WORK/text.png" &&
    OMP_THREAD_LIMIT=1 nice -n 10 tesseract "$WORK/text.png" - -l "$2" --psm 7 ${3:+-c tessedit_char_whitelist=$3} 2>/dev/null | tr -d ' \n\f'
}
NAME=900:100:408:824  # scene unit: the name on paper
FIGURE=496:176:136:744 # scene score: the figure on paper
FINAL=680:200:116:652  # scene result: the same, larger

step '{"until": "present"}'
sleep 2
is "the unit's name is read from the stream" "$(read_text $NAME chi_sim)" "$(state current.name)"

step '{"until": "open"}'
step '{"count": 20}'
sleep 2
FIRST=$(state scoring.aggregate)
is "so is the provisional score" "$(read_text $FIGURE eng 0123456789.)" "$FIRST"

# A receiver that decodes as it comes and says when the figure's pixels change.
start pull pull "$URL" "$WORK/got.flv" 16
timeout 60 ffmpeg -nostdin -v error -fflags nobuffer -flags low_delay -probesize 500000 -threads 1 -i "$URL" -an \
  -vf "crop=$FIGURE,scale=248:88,format=gray" -fps_mode passthrough -f rawvideo - 2>"$WORK/watcher-ffmpeg.log" |
  perl -MTime::HiRes=time -e '
    $| = 1; my ($old, $new);
    while (read(STDIN, $new, 248 * 88) == 248 * 88) {
      my $t = time; my $d = 0;
      if (defined $old) {
        my @x = unpack "C*", $old; my @y = unpack "C*", $new;
        for my $i (0 .. $#x) { $d++ if abs($x[$i] - $y[$i]) > 32 }
      }
      printf "%.3f %d\n", $t, $d; $old = $new;
    }' >"$WORK/watcher.log" &
PIDS[watcher]=$!
until_true 10 test -s "$WORK/watcher.log" || bail "the stream cannot be watched"
sleep 4 # what the server had kept is behind us
DELAYS=
for count in 9 11 10 8; do
  BEFORE=$(state scoring.aggregate)
  T=$(date +%s.%N)
  step "{\"count\": $count}"
  [ "$(state scoring.aggregate)" != "$BEFORE" ] || bail "the seed gives no change"
  until_true 3 sh -c "awk -v t=$T '\$1 > t && \$2 > 40 { found = 1 } END { exit !found }' '$WORK/watcher.log'"
  DELAYS="$DELAYS $(awk -v t="$T" '$1 > t && $2 > 40 { printf "%.3f", $1 - t; exit }' "$WORK/watcher.log")"
  sleep 1.2
done
echo "# from the backend's change to the receiver's picture, seconds:$DELAYS"
for d in $DELAYS; do between "a change is seen within a second" 0 "$d" 1; done

step '{"until": "publish"}'
sleep 2
is "the published score is read from the stream" "$(read_text $FINAL eng 0123456789.)" "$(state ranking.0.score)"
wait "$(pid_of pull)"
unset 'PIDS[pull]'

is "video is H.264" "$(stream_field "$WORK/got.flv" v codec_name)" h264
is "of 1920 by 1080" "$(stream_field "$WORK/got.flv" v width)x$(stream_field "$WORK/got.flv" v height)" 1920x1080
between "at 25 frames a second" 24.9 "$(packets "$WORK/got.flv" v |
  awk 'NR == 1 { first = $2 } { last = $2 } END { print (NR - 1) / (last - first) }')" 25.1
is "with an IDR picture every 50 frames" "$(idr_frames "$WORK/got.flv")" 50
is "video dts never steps back" "$(steps_back "$WORK/got.flv" v)" 0
between "no gap is over 2 frames" 1 "$(longest_gap_ms "$WORK/got.flv" v)" 80
is "audio is AAC, 48 kHz, stereo" \
  "$(stream_field "$WORK/got.flv" a codec_name) $(stream_field "$WORK/got.flv" a sample_rate) $(stream_field "$WORK/got.flv" a channels)" \
  "aac 48000 2"
is "audio dts never steps back" "$(steps_back "$WORK/got.flv" a)" 0
between "audio has no hole" 1 "$(longest_gap_ms "$WORK/got.flv" a)" 45

stop watcher TERM
curl -sf "http://127.0.0.1:$CONTROL/api/v1/status" >"$WORK/status.json"
is "no programme frame was missed" "$(perl -MJSON::PP -e 'open my $f, "<:raw", $ARGV[0]; local $/;
  my $p = decode_json(<$f>)->{programme}; print $p->{missed} // "not told", "\n";
  print STDERR "# ticks: ", join(", ", map { "$_ $p->{$_}" } grep { !ref $p->{$_} } sort keys %$p), "\n"' "$WORK/status.json")" 0
stop live INT
is "an interrupt ends it well" $? 0
