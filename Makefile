# tallycast. `make demo` and `make check` are all that a fresh Debian 12 machine needs;
# `make help` lists the rest. Variants live side by side: BUILD=release|asan|tsan|cov|fuzz.

.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
BUILD     ?= release
O         := build/$(BUILD)
VERSION   := 0.1.0

# The one list of Debian packages: to build, to run, to test. Installed by tests/tools/packages.
PACKAGES := \
  gcc pkg-config libc6-dev libglib2.0-dev \
  libgstreamer1.0-dev libgstreamer-plugins-base1.0-dev \
  gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad \
  gstreamer1.0-plugins-ugly gstreamer1.0-libav gstreamer1.0-alsa gstreamer1.0-tools \
  libcairo2-dev libpango1.0-dev libfontconfig-dev librsvg2-dev libxml2-dev libqrencode-dev libturbojpeg0-dev \
  fonts-noto-cjk fonts-noto-core fonts-hanazono \
  libcurl4-openssl-dev libsoup-3.0-dev libjansson-dev libfyaml-dev libsodium-dev \
  nginx-light libnginx-mod-rtmp nodejs npm \
  ffmpeg zbar-tools tesseract-ocr tesseract-ocr-chi-sim libgstrtspserver-1.0-dev \
  perl curl procps iproute2 chromium python3-jsonschema clang-format clang-tidy cppcheck clang-14 libclang-rt-14-dev

PKGS      := gstreamer-1.0 gstreamer-base-1.0 gstreamer-app-1.0 gstreamer-video-1.0 gstreamer-audio-1.0 \
             cairo pangocairo pangoft2 fontconfig librsvg-2.0 libxml-2.0 libqrencode libturbojpeg \
             libcurl libsoup-3.0 jansson libfyaml libsodium gio-unix-2.0
TOOL_PKGS := gstreamer-rtsp-server-1.0

OPT_release := -O2 -g -D_FORTIFY_SOURCE=2
OPT_asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
OPT_tsan    := -O1 -g -fsanitize=thread
OPT_cov     := -O0 -g --coverage
# By clang: it calls variables that only clean up unused; GCC's macro is what the sources ask for.
OPT_fuzz    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined \
               -D__SANITIZE_ADDRESS__=1 -Wno-unused-variable
WARN        := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition \
               -Wpointer-arith -Wwrite-strings -Wvla -Wundef -Wformat=2 -Wimplicit-fallthrough \
               -Wno-missing-field-initializers
CC          ?= gcc
ifeq ($(origin CC),default)
CC          := gcc
endif
CPPFLAGS    += -Iinclude -Isrc -D_GNU_SOURCE -DTC_VERSION='"$(VERSION)"' \
               -DGLIB_VERSION_MIN_REQUIRED=GLIB_VERSION_2_74 -DGLIB_VERSION_MAX_ALLOWED=GLIB_VERSION_2_74
CFLAGS      += -std=gnu11 -fno-common -pthread $(WARN) $(OPT_$(BUILD)) $(if $(WERROR),-Werror)
LDFLAGS     += -pthread $(filter -fsanitize% --coverage,$(OPT_$(BUILD)))
# Lazy on purpose: on a fresh machine pkg-config comes with the packages.
PKG_CFLAGS   = $(eval PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) $(TOOL_PKGS) | sed 's/-I/-isystem /g'))$(PKG_CFLAGS)
PKG_LIBS     = $(eval PKG_LIBS := $(shell pkg-config --libs $(PKGS)) -lm)$(PKG_LIBS)
TOOL_LIBS    = $(eval TOOL_LIBS := $(shell pkg-config --libs $(TOOL_PKGS)))$(TOOL_LIBS)

RESOURCES := $(sort $(wildcard src/*/*.gresource.xml))
LIB_SRC   := $(sort $(wildcard src/*/*.c))
LIB_OBJ   := $(LIB_SRC:%.c=$O/%.o) $(RESOURCES:%.xml=$O/%.o)
LIBRARY   := $O/libtallycast.a
PROGRAM   := $O/tallycast
FUZZ_BIN  := $(patsubst %.c,$O/%,$(sort $(wildcard tests/fuzz/fuzz-*.c)))
UNIT_BIN  := $(patsubst %.c,$O/%,$(sort $(wildcard tests/*/test-*.c))) $(FUZZ_BIN)
TOOL_BIN  := $(patsubst %.c,$O/%,$(sort $(wildcard tests/tools/*.c)))
BENCH_BIN := $(patsubst %.c,$O/%,$(sort $(wildcard tests/bench/*.c)))
SUPPORT   := $(patsubst %.c,$O/%.o,$(sort $(wildcard tests/support/*.c)))
E2E       := $(sort $(wildcard tests/e2e/*.t))
BROWSER   := $(sort $(wildcard tests/browser/*.t))

.PHONY: all tools setup demo check check-built unit check-asan check-tsan fuzz fuzz-built e2e browser bench strips lint format help clean
all: $(PROGRAM)
tools: $(TOOL_BIN)

# --- the two commands --------------------------------------------------------------------
setup:
	@sh tests/tools/packages $(PACKAGES)

demo: setup
	@$(MAKE) all
	@$(PROGRAM) demo

check: setup
	@$(MAKE) -j2 check-built

# --- build -------------------------------------------------------------------------------
$O/%.o: %.c
	@mkdir -p $(@D)
	@$(if $(V),,echo "  CC      $<")
	$(if $(V),,@)$(CC) $(CPPFLAGS) -DG_LOG_DOMAIN='"tc-$(notdir $(*D))"' $(PKG_CFLAGS) $(CFLAGS) $(CFLAGS_$(basename $(notdir $<))) -MMD -MP -c -o $@ $<

# What a test does itself costs less than to optimise it (OPT_asan is for what it tests).
$O/tests/%.o: CFLAGS += $(if $(filter asan,$(BUILD)),-O0)

# GCC 12 does not vectorise at -O2; target_clones' resolvers crash under ThreadSanitizer.
CFLAGS_kernel  := $(if $(filter release,$(BUILD)),-O3)
CFLAGS_convert := $(CFLAGS_kernel)
CFLAGS_scale   := $(CFLAGS_kernel)

$O/%.gresource.c: %.gresource.xml
	@mkdir -p $(@D)
	@echo "  RES     $<"
	@glib-compile-resources --sourcedir=$(<D) --sourcedir=build --generate-source --c-name=tc_$(basename $(basename $(notdir $<))) --target=$@ --generate-phony-targets --dependency-file=$@.d $<
	@sed -i "1s,^[^:]*,$@," $@.d # it names the .xml as its target: then a changed file rebuilds nothing
$O/%.gresource.o: $O/%.gresource.c
	@$(CC) $(CPPFLAGS) $(PKG_CFLAGS) $(CFLAGS) -c -o $@ $<

# Browser files of others: pinned by one lock file, fetched once, never committed. What the
# pages are made of and with is in build/npm; build/npm-tests has what they are checked and
# tested with, too.
NPM       := build/npm/stamp
NPM_TESTS := build/npm-tests/stamp
$(NPM): NPM_OMIT := --omit=dev
$(NPM) $(NPM_TESTS): src/package.json src/package-lock.json
	@mkdir -p $(@D) && cp $^ $(@D)
	@echo "  NPM     $(@D)"
	@cd $(@D) && npm ci $(NPM_OMIT) --ignore-scripts --no-audit --no-fund --silent || \
	  { echo "error: npm could not fetch what the pages are made with (src/package.json)" >&2; exit 69; }
	@touch $@
$O/src/app/demo.gresource.c: $(NPM)

# A page's own scripts become one file, and its style sheets: each request more is a turn of
# the programme's main loop before the panel is there. Not minified: read as it was written.
PAGES    := build/pages/stamp
ENTRIES  := $(foreach page,crew organizer preflight,src/control/panel/$(page).js src/control/panel/$(page).css)
$(PAGES): $(wildcard src/control/panel/*.js src/control/panel/*.css src/control/panel/*.svg) $(NPM)
	@echo "  PAGES   $(@D)"
	@build/npm/node_modules/.bin/esbuild $(ENTRIES) --bundle --format=esm --loader:.svg=text --charset=utf8 \
	  --outdir=$(@D) --log-level=warning
	@touch $@
$O/src/control/panel.gresource.c: $(PAGES)

$(LIBRARY): $(LIB_OBJ)
	@rm -f $@ && $(AR) rcs $@ $^

$(PROGRAM): $O/src/main.o $(LIBRARY)
	@echo "  LINK    $@"
	@$(CC) $(LDFLAGS) -o $@ $< -Wl,--whole-archive $(LIBRARY) -Wl,--no-whole-archive $(PKG_LIBS)

# A fuzz target is a unit test too: with a main that feeds it seeds and fixed mutations.
ifeq ($(BUILD),fuzz)
$(FUZZ_BIN): LDFLAGS += -fsanitize=fuzzer
else
$(FUZZ_BIN): $O/tests/fuzz/standalone.o
$(FUZZ_BIN): STANDALONE := $O/tests/fuzz/standalone.o
endif
# By gold: a hundred programs with all of the library in each are linked in half the time.
GOLD := $(if $(filter-out fuzz,$(BUILD)),-fuse-ld=gold)
$(UNIT_BIN) $(BENCH_BIN): $O/%: $O/%.o $(SUPPORT) $(LIBRARY)
	@echo "  LINK    $@"
	@$(CC) $(LDFLAGS) $(GOLD) -o $@ $< $(STANDALONE) $(SUPPORT) -Wl,--whole-archive $(LIBRARY) -Wl,--no-whole-archive $(PKG_LIBS)

$(TOOL_BIN): $O/%: $O/%.o $(LIBRARY)
	@echo "  LINK    $@"
	@$(CC) $(LDFLAGS) -o $@ $< $(LIBRARY) $(PKG_LIBS) $(TOOL_LIBS)

.SECONDARY:
-include $(LIB_SRC:%.c=$O/%.d) $O/src/main.d $O/tests/fuzz/standalone.d $(UNIT_BIN:%=%.d) $(TOOL_BIN:%=%.d) $(BENCH_BIN:%=%.d) $(SUPPORT:.o=.d) $(RESOURCES:%.xml=$O/%.c.d)

# --- tests -------------------------------------------------------------------------------
TEST_ENV = G_TEST_SRCDIR=$(CURDIR)/tests G_TEST_BUILDDIR=$(CURDIR)/$O/tests G_DEBUG=fatal-criticals G_SLICE=always-malloc \
	MALLOC_PERTURB_=165 GST_REGISTRY=$(CURDIR)/build/gst-registry.bin TC_BUILD=$(CURDIR)/$O TC_TOP=$(CURDIR) \
	LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0 \
	TSAN_OPTIONS=ignore_noninstrumented_modules=1:report_thread_leaks=0:suppressions=$(CURDIR)/tests/tsan.supp LC_ALL=C.UTF-8

# Those that wait for real time (20 to 55 s each) begin first: then two at a time end together.
WAITING := $(filter %/media/test-output %/media/test-camera-rtsp %/media/test-recorder %/feed/test-poller \
             %/media/test-camera,$(UNIT_BIN))
UNIT_RUN = $(WAITING) $(filter-out $(WAITING),$(UNIT_BIN))

unit: $(UNIT_BIN) $(TOOL_BIN) $(PROGRAM) $(NPM_TESTS)
	@$(TEST_ENV) prove -j2 --timer --exec tests/tools/run-test $(UNIT_RUN)

check-asan:
	@$(MAKE) BUILD=asan unit

check-tsan:
	@$(MAKE) BUILD=tsan unit

# libFuzzer, FUZZ_S seconds a target; what it finds is in build/fuzz/found. FUZZ: which (svg text).
FUZZ_S ?= 60
FUZZ   ?= $(patsubst fuzz-%,%,$(notdir $(FUZZ_BIN)))
fuzz: setup
	@$(MAKE) BUILD=fuzz CC=clang-14 fuzz-built
fuzz-built: $(FUZZ:%=$O/tests/fuzz/fuzz-%) $(PROGRAM)
	@mkdir -p $O/found/
	@for t in $(FUZZ); do mkdir -p $O/corpus/$$t && echo "  FUZZ    $$t, $(FUZZ_S) s" && $(TEST_ENV) \
	  $O/tests/fuzz/fuzz-$$t $O/corpus/$$t tests/fuzz/corpus/$$t -max_total_time=$(FUZZ_S) -timeout=30 -rss_limit_mb=2048 \
	  -max_len=65536 -artifact_prefix=$O/found/$$t- -print_final_stats=1 >$O/$$t.log 2>&1 || \
	  { tail -n 40 $O/$$t.log; exit 1; }; grep -E 'stat::(number_of_executed|slowest)' $O/$$t.log; done

browser: $(PROGRAM) $(TOOL_BIN) $(NPM_TESTS)
	@$(TEST_ENV) prove --timer --exec tests/tools/run-test $(BROWSER)

e2e: $(PROGRAM) $(TOOL_BIN)
	@$(TEST_ENV) prove --timer --exec tests/tools/run-test $(E2E)

# Every unit test runs under ASan and UBSan; only the kernels are other code in release (-O3,
# target_clones), so draw's tests run there too (but for QR codes, most of whose time a reader
# of them takes), and two of scene that ASan cannot do or is too slow for. prove's summary
# comes last.
UNIT_RELEASE := $(filter-out %/test-qr,$(filter $O/tests/draw/test-%,$(UNIT_BIN))) \
                $O/tests/scene/test-memory $O/tests/scene/test-transition
check-built: lint
	@$(MAKE) WERROR=1 all tools $(UNIT_RELEASE) $(NPM_TESTS)
	@$(MAKE) BUILD=asan WERROR=1 unit
	@$(TEST_ENV) HARNESS_RULESFILE=tests/prove-rules.yml prove -j2 --timer --exec tests/tools/run-test $(E2E) $(BROWSER) $(UNIT_RELEASE)

bench: $(PROGRAM) $(TOOL_BIN) $(BENCH_BIN) $(NPM_TESTS)
	@$(TEST_ENV) bash tests/bench/run

# What the public sees between two scenes, to look at: build/strips/zh-azure/unit-score.png.
# STRIPS: only these (unit-score clock-off).
strips: $(PROGRAM)
	@bash tests/tools/strips $(PROGRAM) build/strips $(STRIPS)

include tests/lint/lint.mk

format:
	clang-format -i $(C_FILES)

clean:
	rm -rf build

help:
	@echo "make demo         everything on one machine: where to look is printed"
	@echo "make check        the same set-up, then lint and every test: about a quarter of an hour"
	@echo "make all          the program: build/release/tallycast (BUILD=release|asan|tsan|cov)"
	@echo "make unit e2e     unit tests; end-to-end tests; what they say: build/release/tests/logs"
	@echo "make browser      the pages in Chromium; what it saw: build/browser/*.png"
	@echo "make check-asan   unit tests under ASan and UBSan;  make check-tsan: ThreadSanitizer"
	@echo "make fuzz         libFuzzer, FUZZ_S=60 seconds a target (FUZZ=svg: only that one)"
	@echo "make bench        ours against peers, ratios"
	@echo "make strips       every take and change as a strip of stills to look at: build/strips"
	@echo "                  (STRIPS='unit-score clock-off': only these)"
	@echo "make setup        the Debian packages;  make lint format clean: as they are called"
