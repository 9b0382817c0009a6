# shellcheck shell=bash
# The rehearsed sample event in fast motion: rehearse -> live -> nginx -> ffmpeg. What the
# public gets is laid out as a contact sheet, a picture each 2 s, and every picture is
# explained by the document that the backend had published at that moment:
#
#   wrong name   no score stands beside the name of a unit that did not get it
#   half-drawn   each picture, in the middle of a motion too, is one that `tallycast render`
#                draws of these documents, but for what H.264 does to edges
#   tofu         no box of a missing character, and names can be read
#
# A picture tells its own time: the clock in it runs by the picture, not by its arrival.
# One second's step of the clock is found to a frame, OCR tells which second it was; so
# nothing here depends on how long encoder, server and receiver take.
#
# Each state is one document and stands for HOLD seconds. A look at the stream is explained
# when it is a frame of the motion from the state before to this one, at most a second late
# (drawing on a busy machine). How a draw's reel rolls depends on when the pick was known:
# there, and for the first state, a look counts from SETTLED or DRAWN seconds on.
. "$(dirname "$0")/libtest.sh"
plan 13
need ffmpeg ffprobe nginx curl perl tesseract
tesseract --list-langs 2>/dev/null | grep -qx chi_sim || bail "tesseract has no chi_sim (make setup)"

HOLD=3
HOLD_DRAW=9
SETTLED=2.5
DRAWN=7.2
STEP=1.02 # seconds between two looks, and then the next frame; not a whole second
CAMERA='#405060'
CLOCK=144:40:1684:64
CELLS=36:10 # of the clock, to see that it steps
LOOK=$TC_BUILD/tests/tools/look
SHEET=$TC_BUILD/tests/contact.png
SAME=20   # cells of 4x4 pixels, of 129,600
OTHER=100 # that many a few changed figures have

# NAME: how far the rehearsal goes.
STATES=(
  'standby'
  'draw       {"until": "pick"} {"until": "commit"} {"count": 5}'
  'drawn      {"until": "reveal"}'
  'presenting {"until": "present"}'
  'open       {"until": "open"}'
  'counting   {"count": 30}'
  'published  {"until": "publish"}'
  'next       {"until": "present"}'
  'next-open  {"until": "open"}'
  'next-count {"count": 40}'
  'break      {"until": "phase"}'
  'sealed     {"until": "publish"} {"until": "publish"} {"until": "publish"} {"until": "publish"} {"until": "publish"} {"until": "open"} {"count": 20}'
  'corrected  {"until": "correct"}'
  'ranking    {"until": "phase"}'
  'end        {"until": "phase"}'
)

# --- the event ---------------------------------------------------------------------------

read -r RTMP HTTP CONTROL BACKEND DRY < <(free_ports 5)
URL=rtmp://127.0.0.1:$RTMP/show/contact
API=http://127.0.0.1:$BACKEND
nginx_start nginx "$RTMP" "$HTTP"
ffmpeg -nostdin -v error -f lavfi -i "color=0x${CAMERA#\#}:s=320x180:r=25:d=90,format=gbrp" -c:v libx264 \
  -preset ultrafast -vf scale=out_color_matrix=bt709:out_range=tv,format=yuv420p -colorspace bt709 "$WORK/camera.mp4" ||
  bail "no camera"
cat >"$WORK/tallycast.yaml" <<YAML
programme: {size: 1920x1080, fps: 25}
cameras: [{id: main, uri: "file://$WORK/camera.mp4"}]
audio: {input: none}
outputs: [{id: public, url: "$URL"}]
backend: {url: "$API"}
encoders: [{id: main, preset: ultrafast, bitrate_kbps: 6000}]
control: {listen: "127.0.0.1:$CONTROL"}
state_dir: $WORK/state
YAML

# How many steps each state is, of the same rehearsal: all of them are then one request, so
# that what is between is not published.
step() { # step PORT BODY: the position behind it
  curl -sf -d "$2" "http://127.0.0.1:$1/step" >"$WORK/step.json" || bail "the rehearsal takes no step: $2"
  json "$WORK/step.json" position
}
start dry "$TALLYCAST" rehearse --listen "127.0.0.1:$DRY" --manual --seed 4
until_true 10 answers "$DRY"
POSITION=0 COUNTS=()
for state in "${STATES[@]}"; do
  WAS=$POSITION
  while read -r body; do POSITION=$(step "$DRY" "$body"); done < <(grep -o '{[^}]*}' <<<"$state")
  COUNTS+=($((POSITION - WAS)))
done
stop dry TERM

start rehearse "$TALLYCAST" rehearse --listen "127.0.0.1:$BACKEND" --manual --seed 4
until_true 10 answers "$BACKEND"
start live "$TALLYCAST" live --config "$WORK/tallycast.yaml"
ok "live is up" until_true 20 answers "$CONTROL"
ok "and on the air" until_true 20 status_is "$CONTROL" outputs.0.state live

now() { date +%s.%N; }
sleep_until() { perl -MTime::HiRes=time,sleep -e 'my $s = $ARGV[0] - time; sleep $s if $s > 0' "$1"; }

# While it comes: the stream as it is, the clock of every frame, one each STEP as a picture.
mkdir "$WORK/got" "$WORK/want"
start pull ffmpeg -nostdin -v warning -rw_timeout 10000000 -i "$URL" -an -filter_complex \
  "[0:v]split[a][b];[a]crop=$CLOCK,format=gray,scale=$CELLS:flags=area[clock];
   [b]select='isnan(prev_selected_t)+gte(t-prev_selected_t,$STEP)',scale=in_color_matrix=bt709:in_range=tv,format=rgb24[look]" \
  -map 0:v -c copy -f flv -y "$WORK/got.flv" \
  -map '[clock]' -fps_mode passthrough -f rawvideo "$WORK/clock.raw" \
  -map '[look]' -fps_mode passthrough -compression_level 1 "$WORK/got/%03d.png"
until_true 20 test -s "$WORK/got.flv"
# Each state is published in the first half of a second, but not always at the same part:
# no second of the time used ends just when the next state comes.
AT=$(($(date +%s) + 1)) PART=10
FOLLOWED=0
for i in "${!STATES[@]}"; do
  name=${STATES[$i]%% *}
  hold=$HOLD from=0
  case $name in
    draw*) hold=$HOLD_DRAW from=$DRAWN ;;
    standby) hold=$((HOLD + 2)) from=$SETTLED ;;
  esac
  sleep_until "$AT.$PART"
  before=$(now)
  [ "${COUNTS[$i]}" = 0 ] || step "$BACKEND" "{\"count\": ${COUNTS[$i]}}" >/dev/null
  curl -sf "$API/api/v1/state" >"$WORK/doc-$i.json"
  case $(json "$WORK/doc-$i.json" phase) in
    presenting) scene=unit ;;
    scoring) scene=score ;;
    *) scene=$(json "$WORK/doc-$i.json" phase) ;;
  esac
  echo "$i $before $from $scene" >>"$WORK/published"
  AT=$((AT + hold)) PART=$((55 - PART))
  sleep_until "$((AT - 1)).70"
  [ "$(status "$CONTROL" programme.scene)" = "$scene" ] && FOLLOWED=$((FOLLOWED + 1))
done
is "the scene follows the event's phase" "$FOLLOWED" "${#STATES[@]}"
sleep 1 # what is on its way to the receiver
stop pull INT
stop live INT
is "an interrupt ends it well" $? 0
curl -sf "$API/api/v1/roster" >"$WORK/roster.json"
stop rehearse TERM
stop nginx TERM

# A document says when it was asked for: what counts is the one that live got, as it was
# received. On a busy machine the one asked for here was 0.3 s younger.
perl - "$WORK" <<'PERL' || bail "live has not kept the documents that it got"
use strict; use JSON::PP;
my ($work) = @ARGV;
sub text { open my $f, "<:raw", $_[0] or die; local $/; <$f> }
my %got;
for (glob "$work/state/asrun/objects/*") {
  my $text = text($_);
  my $document = eval { decode_json($text) };
  $got{$document->{revision}} = [$text, $document->{time}] if ref $document eq "HASH" && exists $document->{phase};
}
open my $times, ">", "$work/times" or die;
for (my $i = 0; -e "$work/doc-$i.json"; $i++) {
  my $live = $got{decode_json(text("$work/doc-$i.json"))->{revision}} or exit 1;
  open my $f, ">:raw", "$work/doc-$i.json" or die;
  print $f $live->[0];
  print $times "$live->[1]\n";
}
PERL

# --- when each picture was ------------------------------------------------------------------

packets "$WORK/got.flv" v | awk '{ print $1 }' >"$WORK/pts"

# One line of text in each picture, as tesseract reads it; one process reads all, for what
# takes time is to load a language. Of lines "ID LOOK CROP": "ID TEXT", or "ID -".
read_texts() { # read_texts FILE LANGUAGE [WHITELIST]
  local id look crop dir=$1-$2
  mkdir "$dir"
  while read -r id look crop; do
    ffmpeg -nostdin -v error -i "$WORK/got/$look.png" -vf "crop=$crop,format=gray" "$dir/$id.png"
    echo "$dir/$id.png"
  done <"$1" >"$dir/list"
  [ -s "$dir/list" ] || return 0
  OMP_THREAD_LIMIT=1 tesseract "$dir/list" - -l "$2" --psm 7 ${3:+-c tessedit_char_whitelist=$3} 2>/dev/null |
    perl -0777 -ne 's/[ \n]//g; print "$_\n" for map { length ? $_ : "-" } split /\f/, $_, -1' |
    paste -d ' ' <(cut -d ' ' -f 1 "$1") - | awk 'NF == 2'
}

LOOKS=$(find "$WORK/got" -name '*.png' | wc -l)
for n in $(seq 5 7 "$LOOKS"); do printf '%03d %03d %s\n' "$n" "$n" "$CLOCK"; done >"$WORK/clocks"
read_texts "$WORK/clocks" eng 0123456789: >"$WORK/clock-read"

# LOOK STATE AT, a line a picture: so many seconds after the document's own time it was on
# the air. STATE SCENE SINCE FROM in states: SINCE the document before.
perl - "$WORK" "$STEP" "$CELLS" <<'PERL' || bail "the clock in the pictures cannot be read"
use strict; use POSIX; use Time::Local;
my ($work, $step, $size) = @ARGV;
my ($w, $h) = split /:/, $size;
sub lines { open my $f, "<", "$work/$_[0]" or die; map { chomp; [split / /] } <$f> }
sub seconds { # of RFC 3339
  my ($y, $mo, $d, $h, $m, $s, $sign, $zh, $zm) =
    $_[0] =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):([\d.]+)([+-])(\d+):(\d+)$/ or die;
  return timegm(int $s, $m, $h, $d, $mo - 1, $y) + $s - int($s) - "${sign}1" * ($zh * 60 + $zm) * 60;
}
my @pts = map { $_->[0] } lines("pts");
my %frame; # of each look
my ($looks, $last) = (0);
for (0 .. $#pts) {
  next if defined $last && $pts[$_] - $last < $step;
  $frame{sprintf "%03d", ++$looks} = $_;
  $last = $pts[$_];
}
my @published = lines("published");
my @times = lines("times");
push @{$published[$_]}, $times[$_][0] for 0 .. $#published;
# At which part of a second the clock steps: most of its changes are there.
my ($n, $old, $new, %at) = (0);
open my $clock, "<:raw", "$work/clock.raw" or die;
while (read($clock, $new, $w * $h) == $w * $h && $n < @pts) {
  if (defined $old) {
    my (@x, @y, $d) = unpack "C*", $old;
    @y = unpack "C*", $new;
    $d += abs($x[$_] - $y[$_]) > 24 for 0 .. $#x;
    $at{floor(($pts[$n] - floor($pts[$n])) * 25 + 0.5) % 25}++ if $d > 3;
  }
  $old = $new; $n++;
}
my ($best) = sort { $at{$b} <=> $at{$a} } keys %at;
my $phase = $best / 25;
# Which second it was: what most readings agree on. Times of day are by the local clock.
my @day = localtime($published[0][1]);
my %start;
for (lines("clock-read")) {
  my ($look, $text) = @$_;
  my $frame = $frame{$look};
  next unless defined $text && $text =~ /^(\d\d):(\d\d):(\d\d)$/ && defined $frame;
  my $read = eval { timelocal($3, $2, $1, @day[3 .. 5]) } // next;
  $start{$read - floor($pts[$frame] - $phase + 0.02)}++;
}
my ($zero) = sort { $start{$b} <=> $start{$a} } keys %start;
exit 1 unless defined $zero && $start{$zero} >= 4;
open my $states, ">", "$work/states"; open my $seen, ">", "$work/looks";
my $before = 0;
for (@published) {
  my $time = seconds($_->[4]);
  printf $states "%d %s %.3f %s\n", @$_[0, 3], $before ? $time - $before : 0, $_->[2];
  $before = $time;
}
for my $look (sort keys %frame) {
  my $wall = $pts[$frame{$look}] - $phase + $zero;
  my ($state) = grep { $_->[1] <= $wall } reverse @published or next;
  next unless -e "$work/got/$look.png"; # the last may come after the end
  printf $seen "%s %d %.3f\n", $look, $state->[0], $wall - seconds($state->[4]);
}
PERL

# --- what each picture is -------------------------------------------------------------------

# Two at a time, each its half of the lines.
in_two() { # in_two FILE FUNCTION: FUNCTION with the words of each line; what it prints, sorted
  local half
  for half in 0 1; do
    awk -v h=$half 'NR % 2 == h' "$1" | while read -r -a words; do "$2" "${words[@]}"; done >"$WORK/half-$half" &
    PIDS[half-$half]=$!
  done
  for half in 0 1; do wait "$(pid_of "half-$half")"; unset "PIDS[half-$half]"; done
  sort "$WORK/half-0" "$WORK/half-1"
}

# The documents and scenes up to state I as render's words, and in START when I's document
# comes. From two states before on: the picture before is not that of its document alone, it
# also knows since when a score is published.
render_words() { # render_words I
  local i first=$(($1 > 2 ? $1 - 2 : 0)) scene since on=
  START=0 WORDS=()
  for ((i = first; i <= $1; i++)); do
    read -r _ scene since _ < <(sed -n "$((i + 1))p" "$WORK/states")
    if [ "$i" = "$first" ]; then
      WORDS+=("$scene" --data "$WORK/doc-$i.json")
    else
      START=$(awk -v s="$START" -v d="$since" 'BEGIN { printf "%.3f", s + d }')
      WORDS+=(--data "$WORK/doc-$i.json@$START")
      [ "$scene" = "$on" ] || WORDS+=(--then "$scene@$START")
    fi
    on=$scene
  done
}

# The smallest difference between a look and the frames of its motion from FROM to TO
# seconds after the document, and where it is: "CELLS SECONDS". The clock is not compared:
# where a busy machine draws the motion late, the clock of the look is still right.
nearest() { # nearest LOOK STATE FROM TO
  local START WORDS pairs=() picture
  render_words "$2"
  rm -f "$WORK/want/$1"-*
  "$TALLYCAST" render "${WORDS[@]}" --roster "$WORK/roster.json" --camera "$CAMERA" -o "$WORK/want/$1-%02d.png" \
    --from "$(awk -v s="$START" -v f="$3" 'BEGIN { print s + f < 0 ? 0 : s + f }')" \
    --to "$(awk -v s="$START" -v t="$4" 'BEGIN { print s + t }')" || return
  for picture in "$WORK/want/$1"-*; do pairs+=("$WORK/got/$1.png" "$picture"); done
  "$LOOK" cells --but "$CLOCK" "${pairs[@]}" | awk -v f="$3" 'NR == 1 || $1 < best { best = $1; at = f + (NR - 1) / 25; where = $2 " " $3 }
    END { print best, at, where }'
}

explain() { # explain LOOK STATE AT: "LOOK STATE CELLS SECONDS WHERE"
  local range from to cells at where best=999999
  for range in '-0.06 0' '0 0.12' '-0.32 -0.06' '-1.0 -0.32'; do
    read -r from to < <(awk -v a="$3" -v r="$range" 'BEGIN { split(r, d, " "); print a + d[1], a + d[2] }')
    read -r cells at where < <(nearest "$1" "$2" "$from" "$to")
    [ "${cells:-$best}" -lt "$best" ] && best=$cells found="$at $where"
    [ "$best" -le "$SAME" ] && break
  done
  echo "$1 $2 $best $found"
}
awk 'NR == FNR { from[$1] = $4; next } $3 >= from[$2]' "$WORK/states" "$WORK/looks" >"$WORK/known"
in_two "$WORK/known" explain >"$WORK/explained"
awk -v s=$SAME '$3 > s { printf "# look %s of state %s: nothing is nearer than %d cells, at %s s: %s %s\n", $1, $2, $3, $4, $5, $6 }' \
  "$WORK/explained"
N=${#STATES[@]}
between "two looks a state or more are taken" $((2 * N)) "$(wc -l <"$WORK/looks")" 999
is "each state is seen when it has settled" \
  "$(awk '$4 > 1.2 { seen[$2] = 1 } END { for (i in seen) n++; print n + 0 }' "$WORK/explained")" "$N"
is "no look is half-drawn: each is a frame that render draws" \
  "$(awk -v s=$SAME '$3 > s { n++ } END { print n + 0 }' "$WORK/explained")" 0
# A check that takes every picture for the right one would say the same. A state's last look:
# the first one may still be the picture of the state before.
awk '{ last[$2] = $1 } END { for (i in last) print i, last[i] }' "$WORK/explained" | sort -n | cut -d ' ' -f 2 >"$WORK/lasts"
between "a look of another state is told apart" $OTHER \
  "$(paste -d ' ' <(head -n -1 "$WORK/lasts") <(tail -n +2 "$WORK/lasts") |
    while read -r a b; do "$LOOK" cells "$WORK/got/$a.png" "$WORK/got/$b.png"; done | sort -n | head -n 1 | cut -d ' ' -f 1)" 999999

# --- what it says -----------------------------------------------------------------------------

# Where a scene has the name and the figure that belong together.
places() { # places SCENE: "NAME FIGURE", crops
  case $1 in
    unit) echo 900:100:408:824 ;;
    score) echo 880:88:688:684 496:176:136:744 ;;
    result) echo 900:88:880:132 680:200:116:652 ;;
    ranking) echo 700:64:232:130 160:64:1644:130 ;;
    draw) echo 640:96:840:320 ;;
    standby) echo 1000:136:88:552 ;;
  esac
}

while read -r look state _; do
  read -r name figure < <(places "$(awk -v i="$state" '$1 == i { print $2 }' "$WORK/states")")
  [ -z "$name" ] || echo "$look $look $name" >>"$WORK/names"
  [ -z "$figure" ] || echo "$look $look $figure" >>"$WORK/figures"
done <"$WORK/explained"
# Names in two halves, figures behind the first.
awk -v w="$WORK" '{ print >w "/names-" NR % 2 }' "$WORK/names"
read_texts "$WORK/names-1" chi_sim >"$WORK/name-read-1" &
HALF=$!
read_texts "$WORK/names-0" chi_sim >"$WORK/name-read-0"
read_texts "$WORK/figures" eng 0123456789. >"$WORK/figure-read"
wait "$HALF"
# LOOK STATE SECONDS NAME FIGURE
awk -v w="$WORK" 'FILENAME ~ /name-read/ { name[$1] = $2; next } FILENAME ~ /figure-read/ { figure[$1] = $2; next }
  $1 in name { print $1, $2, $4, name[$1], $1 in figure ? figure[$1] : "-" }' \
  "$WORK"/name-read-[01] "$WORK/figure-read" "$WORK/explained" >"$WORK/read"

# Tesseract takes one letter of a name for another now and then: the name is the nearest of
# the roster's. From 1.3 s on after its change a look must say just what its document says,
# before that no figure may stand beside a name whose it never was. Prints what is wrong.
cat >"$WORK/judge.pl" <<'PERL'
use strict; use utf8; use JSON::PP; use List::Util "max";
binmode STDOUT, ":utf8";
my ($work, $read) = @ARGV;
sub document { open my $f, "<:raw", "$work/$_[0].json" or die; local $/; decode_json(<$f>) }
sub common { # letters that two words have in common, in order
  my @a = split //, $_[0]; my @b = split //, $_[1]; my @l = (0) x (@b + 1);
  for my $x (@a) {
    my $up = 0;
    for my $j (1 .. @b) {
      my $was = $l[$j];
      $l[$j] = $x eq $b[$j - 1] ? $up + 1 : max($l[$j], $l[$j - 1]);
      $up = $was;
    }
  }
  return $l[-1];
}
my (@docs, @said, %whose);
while (-e "$work/doc-" . @docs . ".json") { push @docs, document("doc-" . @docs) }
my $roster = document("roster");
my @words = ((map { $_->{name} } @$roster), $docs[0]{meeting}{title});
for (@docs) {
  my ($name, $figure) = ($_->{current}{name}, $_->{scoring}{aggregate});
  ($name, $figure) = @{$_->{ranking}[0]}{"name", "score"} if $_->{phase} eq "ranking";
  $name = (grep { @{$_->{picks}} } @{$_->{draws}})[-1]{picks}[-1]{name} if $_->{phase} eq "draw";
  $name = $_->{meeting}{title} if $_->{phase} eq "standby";
  push @said, [$name, $figure];
  $whose{$figure}{$name} = 1 if defined $figure;
}
open my $f, "<:utf8", $read or die;
while (<$f>) {
  my ($look, $state, $seconds, $text, $figure) = split;
  my ($name) = sort { common($b, $text) / length $b <=> common($a, $text) / length $a || length $b <=> length $a } @words;
  $name = "nothing" if common($name, $text) < 0.6 * max(length $name, length $text);
  my ($want, $points) = @{$said[$state]};
  if ($seconds >= 1.3) {
    print "look $look: '$text' ($name) is not $want\n" if $name ne $want;
    print "look $look: $figure is not $points\n" if defined $points && $figure ne $points;
    print "look $look: $figure, and nothing is published\n" if !defined $points && $whose{$figure};
  } elsif ($whose{$figure} && $name ne "nothing" && !$whose{$figure}{$name}) {
    print "look $look: $figure beside $name\n";
  }
}
PERL
perl "$WORK/judge.pl" "$WORK" "$WORK/read" >"$WORK/wrong"
sed 's/^/# /' "$WORK/wrong"
is "names and figures are read as they were published" "$(wc -l <"$WORK/wrong")" 0
# The same reader, shown each figure beside a name of some looks before.
awk '{ name[NR] = $4 } NR > 5 { $4 = name[NR - 5]; print }' "$WORK/read" >"$WORK/swapped"
between "a figure beside another name is told" 4 "$(perl "$WORK/judge.pl" "$WORK" "$WORK/swapped" | wc -l)" 999

BOXES=$(find "$WORK/got" -name '*.png' | sort | xargs -n 8 -P 2 "$LOOK" boxes)
is "no missing character's box is in any look" "$BOXES" ""
# Three sizes of one on a look of the fourth state, through the same coder.
FONT=/usr/share/fonts/opentype/noto/NotoSansCJK
LETTER=$(printf '\356\200\200') # U+E000, which no font has
PICTURE=$WORK/got/$(awk '$2 == 3 { print $1; exit }' "$WORK/explained").png
box() { echo "drawtext=fontfile=$FONT-$1.ttc:text=$LETTER:fontsize=$2:fontcolor=white:x=$3:y=300"; }
ffmpeg -nostdin -v error -i "$PICTURE" -vf "$(box Regular 30 200),$(box Bold 54 300),$(box Bold 112 400)" \
  -c:v libx264 -preset ultrafast -pix_fmt yuv420p -f matroska - | ffmpeg -nostdin -v error -i - -y "$WORK/boxes.png"
is "a box would be found" "$("$LOOK" boxes "$WORK/boxes.png" | wc -l)" 3

# --- the sheet, for the eye: a picture each 2 s --------------------------------------------

mkdir -p "${SHEET%/*}"
ffmpeg -nostdin -v error -y -i "$WORK/got/%03d.png" -vf "select='not(mod(n,2))',scale=480:270:flags=area,tile=5x$(((LOOKS / 2 + 5) / 5))" \
  -frames:v 1 "$SHEET"
echo "# the contact sheet: $SHEET"
is "a contact sheet is kept" "$(stream_field "$SHEET" v width)" 2400
