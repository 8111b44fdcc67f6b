# The habits of the project, one word each; `make` alone lists them.
# What is longer than a line is a script in .ci/.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.DEFAULT_GOAL := help

OUT := out
PREFIX ?= /usr/local
DESTDIR ?=

# One configuration for everything, so that nothing is compiled twice. The first flag makes an import
# that Package.swift doesn't declare an error. Debug information would cost a sixth of the compiler's time,
# and no installed tree has it.
SWIFT_BUILD := swift build -c release --explicit-target-dependency-import-check error \
	-debug-info-format none
SWIFT_TEST := swift test -c release --disable-xctest --skip-build
THREADBARE := .build/release/threadbare
# The largest first: while one processor has the kernel, others have all that does not need it.
PROGRAMS := threadbare threadbare-judge threadbare-worker threadbare-confine

# Formatted and linted: all Swift but hostile and sample submissions, which may not even compile.
SWIFT_FILES := find Package.swift Sources Tests exercises grader -name '*.swift' \
	-not -path 'grader/attacks/*' -not -path 'grader/cohort/*' -print0

.PHONY: help
help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | \
	  while IFS=$$'\t' read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

.PHONY: demo
demo: packages build report pages  ## grade the sample class and build the course site, from nothing
	@echo
	@echo "report:  $(OUT)/report/index.html"
	@echo "course:  $(OUT)/site/index.html"
	@[ -e site/kernel/threadbare.wasm ] || \
	  echo "         (its programs run in the page after 'make wasm pages', which takes some minutes)"

.PHONY: test
test: packages-test build-tests wasm report pages  ## all tests: units, commands, the sample class, the pages
	@.ci/test $(OUT)/report $(OUT)/site

.PHONY: check
check: packages-test lint build-tests tidy wasm course  ## what can be said without running the slow tests

.PHONY: lint
lint:  ## format and style of the Swift files
	@$(SWIFT_FILES) | xargs -0 swift format lint --strict --parallel

.PHONY: format
format:  ## write the format that lint wants
	@$(SWIFT_FILES) | xargs -0 swift format format --in-place --parallel

.PHONY: tidy
tidy:
	@$(SWIFT_TEST) --filter '^TidyTests\.'

.PHONY: wasm
wasm: packages-test  ## the pure targets as WebAssembly, for the pages; built and tested
	@.ci/wasm

.PHONY: course
course: build
	@$(THREADBARE) lint

.PHONY: fuzz
fuzz: packages build-tests  ## more random cases than the tests try, and the sandbox without its walls
	@.ci/fuzz

.PHONY: bench
bench: build-all  ## the measured figures, into docs/benchmarks.md: all, or those of BENCHMARKS="NAME ..."
	@.ci/bench $(BENCHMARKS)

.PHONY: docs
docs: build  ## the course site alone
	@$(THREADBARE) site build --out $(OUT)/site

.PHONY: install
install: packages build  ## under PREFIX (DESTDIR is honoured)
	@.ci/install "$(DESTDIR)$(PREFIX)"

.PHONY: dist
dist: packages build  ## the same tree as a tar.gz under out/
	@.ci/dist $(OUT)

.PHONY: clean
clean:  ## remove what was built and generated
	rm -rf .build .venv $(OUT)

# Parts of the targets above.

.PHONY: packages packages-test build build-all build-tests report pages
packages:
	@.ci/install-packages build

packages-test:
	@.ci/install-packages build test

# No more than what is used: the benchmarks and what they need take as long again.
build:
	@for program in $(PROGRAMS); do \
	  echo "$(SWIFT_BUILD) --product $$program"; $(SWIFT_BUILD) --product $$program; \
	done

build-all:
	$(SWIFT_BUILD)

build-tests:
	$(SWIFT_BUILD) --build-tests

report:
	$(THREADBARE) grade grader/cohort --out $(OUT)/report

pages:
	$(THREADBARE) site build --out $(OUT)/site
