# shellcheck shell=bash
# `tallycast check` on what is shipped: nothing in it would look wrong on air, in no theme
# and in neither language; and what is wrong in one of them is found.
. "$(dirname "$0")/libtest.sh"
plan 13
need perl

check() { # check ARGS...: its exit code; what it printed in $WORK/check.json
  "$TALLYCAST" check --json "$@" >"$WORK/check.json" 2>"$WORK/check.log"
}

is "all shipped themes are looked at" "$(cd "$TC_TOP/overlays/theme" && echo *.yaml)" \
  "azure.yaml daylight.yaml vermilion.yaml"
for theme in azure daylight vermilion; do
  check --theme $theme
  is "$theme: ends with 0" $? 0
  is "$theme: no error, no warning, nothing to note" \
    "$(json "$WORK/check.json" errors) $(json "$WORK/check.json" warnings) $(json "$WORK/check.json" notes)" "0 0 0"
  is "$theme: the whole roster in every scene" "$(json "$WORK/check.json" sum.en)" "all 77 names fit in 9 scenes"
done

# One word of one language is too long for its place.
cp -r "$TC_TOP/overlays" "$WORK/house"
perl -pi -e 's/(text: \{zh: [^,]*, en: )"?Break"?/$1"Break, and after it the visits on the spot"/' "$WORK/house/break.yaml"
check --theme vermilion --overlays "$WORK/house"
is "what is wrong in one language ends with 65" $? 65
is "and is told with its scene and language" \
  "$(perl -0777 -ne 'my %s; $s{$_}++ for /"(?:scene|language)": "(\w+)"/g; print join " ", sort keys %s' "$WORK/check.json")" "break en"
check --theme beige
is "a theme that is not there ends with 78" $? 78
