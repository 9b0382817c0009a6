# shellcheck shell=bash
# tests/bench/library.sh: what tests/bench/run is made of. Servers, ports and the stopping
# of processes at the end are those of the end-to-end tests.
#
#   row WHAT OURS PEER RATIO AIM    one line of the table; note TEXT... one below it
#   median, field N                 of lines on standard input
#   ratio A B                       A / B, two digits
#   measure_start NAME [-s S] CMD...  by tests/tools/measure; its output in $WORK/NAME.log
#   measure_wait NAME               until it ends: CPU_S, PEAK_KIB; ends all if it failed
#   log_ms FILE PATTERN             when the log's first such line was written
#   servers_start, make_clip, rehearsal_start STEP..., rehearsal_stop, fresh_config

# What tests want of the allocator and of GLib is no part of what is measured.
unset MALLOC_PERTURB_ G_DEBUG
. tests/e2e/libtest.sh
need ffmpeg gst-launch-1.0 nginx curl perl

BENCH=$TC_BUILD/bench # the clip and raw frames are kept: made once
mkdir -p "$BENCH"
CLIP=$BENCH/clip-$CLIP_S.mp4

row() { printf '%-46s %12s %12s %7s   %s\n' "$@"; }
note() { printf '# %s\n' "$*"; }

die() {
  echo "bench: $*" >&2
  exit 1
}

median() { sort -g | awk '{ v[NR] = $1 } END { print NR ? v[int((NR + 1) / 2)] : "nan" }'; }
field() { cut -d' ' -f"$2" "$1"; } # field FILE N
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", (b > 0 ? a / b : 0) }'; }

measure_start() { # measure_start NAME [-s S] CMD...
  local name=$1
  shift
  start "$name" "$TC_BUILD/tests/tools/measure" "$@" 3>"$WORK/$name.figures"
}

measure_wait() { # measure_wait NAME
  local code=
  wait "${PIDS[$1]}"
  unset "PIDS[$1]"
  read -r CPU_S PEAK_KIB code <"$WORK/$1.figures"
  [ "$code" = 0 ] || die "$1: exit $code: $(tail -n 3 "$WORK/$1.log")"
}

# The log has the time of day; milliseconds of it.
log_ms() {
  grep -m1 -E "$2" "$1" | perl -ne '/^(\d+):(\d+):(\d+)\.(\d{3})/ and
    print +(($1 * 60 + $2) * 60 + $3) * 1000 + $4, "\n"'
}

# A picture that moves with a camera's noise on it, and sound; 1080p30.
make_clip() {
  [ -s "$CLIP" ] && return
  ffmpeg -nostdin -v error -y -f lavfi -i "testsrc2=s=1920x1080:r=30,noise=alls=4:allf=t" \
    -f lavfi -i "sine=f=440:r=48000" -t "$CLIP_S" -pix_fmt yuv420p -c:v libx264 \
    -preset superfast -b:v 8M -maxrate 8M -bufsize 8M -g 60 -bf 0 -c:a aac -ac 2 -b:a 128k \
    "$CLIP.part.mp4" || die "no clip"
  mv "$CLIP.part.mp4" "$CLIP"
}

servers_start() {
  local rtmp http
  read -r rtmp http BACKEND < <(free_ports 3)
  nginx_start nginx "$rtmp" "$http"
  RTMP_URL=rtmp://127.0.0.1:$rtmp/show
  BACKEND_URL=http://127.0.0.1:$BACKEND
}

# The sample meeting after some steps: "open" is the first scoring, ballots come in for the
# next 30 s; the second "commit" begins the draw of the units. The same seed, the same
# pictures each time.
rehearsal_start() { # rehearsal_start STEP...
  local step
  start rehearse "$TALLYCAST" rehearse --listen "127.0.0.1:$BACKEND" --seed 1 --quiet
  until_true 10 answers "$BACKEND" || die "rehearse does not start"
  for step in "$@"; do
    curl -sf -X POST -H 'Content-Type: application/json' -d "{\"until\": \"$step\"}" \
      "$BACKEND_URL/step" >/dev/null || die "rehearse does not step"
  done
}
rehearsal_stop() { stop rehearse; }

# Nothing is known from the run before: its epoch would be another one, and be held. The
# scenes are the shipped ones and moving.yaml.
fresh_config() {
  CONFIG=$WORK/tallycast.yaml
  rm -rf "$WORK/state" "$WORK/overlays"
  cp -r overlays tests/bench/moving.yaml "$WORK"
  mv "$WORK/moving.yaml" "$WORK/overlays"
  printf '%s\n' "state_dir: $WORK/state" "overlays: {dir: $WORK/overlays, auto: false}" >"$CONFIG"
}
