# make lint: format, headers that compile alone, layers, sizes, types of the pages' scripts,
# cppcheck, clang-tidy.

H_FILES := $(sort $(wildcard include/tallycast/*/*.h src/*/*.h tests/*/*.h))
C_FILES  = $(sort $(wildcard src/*.c src/*/*.c tests/*/*.c)) $(H_FILES)

# What each room may include of the other rooms (design: no arrow up, no two rooms of a floor).
MAY_core    := core
MAY_draw    := core draw
MAY_feed    := core feed
MAY_web     := core web
MAY_scene   := core draw scene
MAY_media   := core draw media
MAY_control := core web control
MAY_app     := core draw feed web scene media control app
ROOMS       := core draw feed web scene media control app

.PHONY: format-check hdr-check layer-check size-check type-check cppcheck tidy
lint: format-check hdr-check layer-check size-check type-check cppcheck tidy

format-check:
	@clang-format --dry-run --Werror $(C_FILES)
	@echo "  LINT    format"

hdr-check: $(H_FILES:%=$O/%.ok)
$O/%.h.ok: %.h
	@mkdir -p $(@D)
	@$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) -x c -fsyntax-only -include $< /dev/null && touch $@

layer-check: $(ROOMS:%=layer-%)
	@echo "  LINT    layers"
layer-%:
	@! grep -nE '#include "tallycast/' $(wildcard src/$*/*.[ch] include/tallycast/$*/*.h) /dev/null \
	  | grep -vE '"tallycast/($(subst $() ,|,$(MAY_$*)))/' || { echo "layer $*: may include only $(MAY_$*)" >&2; exit 1; }

size-check:
	@wc -l $(C_FILES) | awk '$$2 != "total" && $$1 > 800 { print $$2 ": " $$1 " lines, limit 800"; bad = 1 } END { exit bad }'
	@echo "  LINT    sizes"

# The scripts are what the browser gets; their types stand in comments.
type-check: $(NPM_TESTS)
	@build/npm-tests/node_modules/.bin/tsc -p src/control/panel/tsconfig.json
	@echo "  LINT    types"

cppcheck:
	@mkdir -p build/cppcheck
	@cppcheck --quiet --cppcheck-build-dir=build/cppcheck --std=c11 --enable=warning,performance,portability --library=gtk --inline-suppr --error-exitcode=1 \
	  -j2 -Iinclude -Isrc -D'G_DEFINE_QUARK(a,b)=' -D'G_DEFINE_AUTOPTR_CLEANUP_FUNC(a,b)=' -D'G_STATIC_ASSERT(a)=' \
	  --suppress=missingInclude src
	@echo "  LINT    cppcheck"

# A stamp a file, so that make runs them side by side and only what changed: what a file
# includes is known from its object. Nearly all the time goes into the analyzer's walk along
# the paths of a function, for which its own limit is 225,000 nodes: with a third of that
# every block that it reached before is still reached (debug.Stats over all of src), in less
# than half the time.
TIDY_NODES := 75000
tidy: $(patsubst %.c,$O/%.tidy,$(sort $(wildcard src/*.c src/*/*.c)))
	@echo "  LINT    clang-tidy"
$O/%.tidy: $O/%.o .clang-tidy
	@out=$$(clang-tidy --quiet $*.c -- $(CPPFLAGS) $(PKG_CFLAGS) -DG_LOG_DOMAIN='"tc"' -std=gnu11 \
	  -Xclang -analyzer-config -Xclang max-nodes=$(TIDY_NODES) 2>&1) \
	  || { echo "$$out" | grep -vE 'warnings? (generated|treated)|^Suppressed|^Use -'; exit 1; }
	@touch $@
