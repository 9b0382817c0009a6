# shellcheck shell=bash
# The score in the pulled stream is never ahead of the picture's counter, and at most two
# frames behind, whatever align_ms.
#
# tests/tools/counter-source is camera and backend in one: its picture shows a counter as
# eight squares, its backend publishes the same counter as the score, LATER ms after the
# first frame that shows it has left. With the programme's delay D and the alignment A a
# frame is on the air D after it came, a score A after it was published; the two belong
# together when LATER = D - A. With A = D (the default) that is a backend that publishes
# when the thing happens. So: D = 1500, and three broadcasts of the same camera, A = 0,
# 300, 1500 with LATER = 1500 + 60, 1200, 0. The 60 ms: frames come to their ticks give or
# take one, for which tallycast lets an aligned score wait one and a half frames; with
# A = 0 it waits for nothing, and the backend has to.
#
# Read from the pictures: the frame at which the squares change to n, and the frame at
# which the score changes to n: first by difference (a cross-fade begins there), then the
# number by OCR of what stands between two changes.
. "$(dirname "$0")/libtest.sh"
plan 12
need ffmpeg ffprobe nginx perl tesseract

ALIGNS='0 300 1500'
DELAY=1500
SECONDS_SETTLING=10
SECONDS_PULLED=9

read -r RTMP HTTP CONTROLS < <(free_ports 5)
nginx_start nginx "$RTMP" "$HTTP"
start source "$TC_BUILD/tests/tools/counter-source" --size=640x360 --fps=25 --every=20
until_true 10 grep -q rtsp "$WORK/source.log" || bail "no source"
read -r CAMERA BACKEND <"$WORK/source.log"

start_live() { # start_live ALIGN PORT
  local a=$1 later=$((DELAY - $1))
  [ "$a" != 0 ] || later=$((DELAY + 60))
  cat >"$WORK/$a.yaml" <<YAML
programme: {size: 640x360, fps: 25, delay_ms: $DELAY}
cameras: [{id: main, uri: "$CAMERA", latency_ms: 200}]
audio: {input: none}
backend: {url: "$BACKEND/$later", align_ms: $a}
encoders: [{id: main, preset: ultrafast, bitrate_kbps: 2500}]
overlays: {scene: score, auto: false}
state_dir: $WORK/state-$a
YAML
  start "live-$a" "$TALLYCAST" live --config "$WORK/$a.yaml" \
    --output "rtmp://127.0.0.1:$RTMP/show/a$a" --control "127.0.0.1:$2"
  ok "live with align_ms $a is up" until_true 15 answers "$2"
}

for a in $ALIGNS; do
  start_live "$a" "${CONTROLS%% *}"
  CONTROLS=${CONTROLS#* }
done
# The camera's first counters reach the air D later, and an RTSP receiver needs some
# seconds to learn the sender's clock: until then pictures are stamped too early.
sleep "$SECONDS_SETTLING"
for a in $ALIGNS; do
  start "pull-$a" pull "rtmp://127.0.0.1:$RTMP/show/a$a" "$WORK/$a.flv" "$SECONDS_PULLED"
done
for a in $ALIGNS; do
  wait "$(pid_of "pull-$a")"
done
for a in $ALIGNS; do stop "live-$a" INT; done

# The figure of the scene `score` lies on paper x 32..224, y 252..300 of 640x360.
read_counters() { # read_counters FLV: "frame picture changed", one a line
  ffmpeg -nostdin -v error -i "$1" -an -vf 'crop=320:40:160:100,scale=8:1:flags=area,format=gray' \
    -fps_mode passthrough -f rawvideo - >"$WORK/squares.raw"
  ffmpeg -nostdin -v error -i "$1" -an -vf 'crop=176:44:40:254,format=gray' \
    -fps_mode passthrough -f rawvideo - >"$WORK/score.raw"
  perl -e '
    open my $s, "<:raw", $ARGV[0]; open my $f, "<:raw", $ARGV[1];
    my ($n, $old, $a, $b) = (0);
    while (read($s, $a, 8) == 8 && read($f, $b, 176 * 44) == 176 * 44) {
      my $counter = 0;
      $counter = $counter * 2 + ($_ > 128 ? 1 : 0) for unpack "C8", $a;
      my ($d, @x, @y) = (0);
      if (defined $old) {
        @x = unpack "C*", $old; @y = unpack "C*", $b;
        for my $i (0 .. $#x) { $d++ if abs($x[$i] - $y[$i]) > 24 }
      }
      print "$n $counter $d\n";
      $old = $b; $n++;
    }' "$WORK/squares.raw" "$WORK/score.raw"
}

ocr() { # ocr FLV FRAME: the number on the paper, which is given a margin
  ffmpeg -nostdin -v error -i "$1" -an -vf "select=eq(n\,$2),crop=184:48:38:252,scale=iw*3:ih*3:flags=lanczos,format=gray,pad=iw+80:ih+80:40:40:white" \
    -frames:v 1 -y "$WORK/digits.png"
  tesseract "$WORK/digits.png" - --psm 7 -c tessedit_char_whitelist=0123456789. 2>/dev/null | tr -d ' \n\f'
}

# "n lag" for every counter whose change is seen in both: lag in frames, of the score. A
# number that changed more than half its time away (20 frames each) was misread: it is
# left out, and where all are that late too few are left.
lags() { # lags ALIGN
  local flv=$WORK/$1.flv begin end value frame
  read_counters "$flv" >"$WORK/$1.frames"
  # Changes of the score nearer than 8 frames (320 ms) are one change, fading.
  awk '$3 > 20 { if (!seen || $1 - seen > 8) print $1; seen = $1 }' "$WORK/$1.frames" >"$WORK/$1.changes"
  wc -l <"$WORK/$1.frames" >>"$WORK/$1.changes"
  begin=
  while read -r end; do
    if [ -n "$begin" ] && [ $((end - begin)) -gt 10 ]; then
      value=$(ocr "$flv" $(((begin + end) / 2 + 2)))
      frame=$(awk -v v="${value%.00}" '$2 == v && old != v && NR > 1 { print $1; exit } { old = $2 }' "$WORK/$1.frames")
      [ -n "$frame" ] && [ $((begin - frame)) -ge -10 ] && [ $((begin - frame)) -le 10 ] &&
        echo "$value $((begin - frame))"
    fi
    begin=$end
  done <"$WORK/$1.changes"
}

for a in $ALIGNS; do
  lags "$a" >"$WORK/$a.lags"
  sed "s/^/# align_ms $a: score and its frames behind the picture: /" "$WORK/$a.lags"
  between "with align_ms $a enough changes are seen" 6 "$(wc -l <"$WORK/$a.lags")" 99
  is "with align_ms $a the score is never ahead" "$(awk '$2 < 0' "$WORK/$a.lags")" ''
  is "with align_ms $a it is at most 2 frames behind" "$(awk '$2 > 2' "$WORK/$a.lags")" ''
done
