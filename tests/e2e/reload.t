# shellcheck shell=bash
# A designer saves while the programme runs: what is good is taken, what is not is said,
# and the programme goes on.
. "$(dirname "$0")/libtest.sh"
plan 7
need curl perl

read -r CONTROL < <(free_ports 1)
API=http://127.0.0.1:$CONTROL/api/v1
cp -r "$TC_TOP/overlays" "$WORK/overlays"
cat >"$WORK/tallycast.yaml" <<YAML
programme: {size: 640x360, fps: 25}
cameras: [{id: main, uri: "test:"}]
encoders: [{id: main, preset: ultrafast}]
overlays: {dir: $WORK/overlays, scene: standby}
control: {listen: "127.0.0.1:$CONTROL"}
state_dir: $WORK/state
YAML
start live "$TALLYCAST" live --config "$WORK/tallycast.yaml"
ok "live is up" until_true 20 answers "$CONTROL"

scenes() { curl -sf "$API/scenes"; }
errors() { # one a line: FILE MESSAGE
  curl -sf "$API/status" | perl -MJSON::PP -e 'local $/; my $s = decode_json(<STDIN>);
    print "$_->{file} $_->{message}\n" for @{$s->{reload}{errors}}'
}
lists() { scenes | grep -q "\"$1\""; }
says() { errors | grep -q "$1"; }
is_quiet() { [ -z "$(errors)" ]; }

printf 'title: {zh: 嘉宾, en: Guest}\nlayers: []\n' >"$WORK/overlays/guest.yaml"
ok "a new scene is in the list" until_true 10 lists guest
curl -sf -d '{"scene": "guest"}' "$API/preview" -o /dev/null
ok "and can be taken" curl -sf -d '{"transition": "push"}' "$API/take" -o /dev/null

sed 's/type: text/typ: text/' "$TC_TOP/overlays/score.yaml" >"$WORK/overlays/score.yaml.new"
mv "$WORK/overlays/score.yaml.new" "$WORK/overlays/score.yaml"
ok "a faulty one is named with line and column" until_true 10 says '^score.yaml .*/score.yaml:[0-9]*:[0-9]*: error: '
ok "in the log as well" grep -q "scene: error: .*score.yaml:[0-9]*:[0-9]*: error: " "$WORK/live.log"
cp "$TC_TOP/overlays/score.yaml" "$WORK/overlays/score.yaml"
ok "a good one takes its place" until_true 10 is_quiet

stop live INT
is "an interrupt ends it well" $? 0
