# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# Shortcuts; CMake does the building (see CMakePresets.json for asan, tsan and fuzz).
SHELL := /bin/bash
JOBS ?= $(shell nproc)
NO_CONFIGURED := $(if $(wildcard build/build.ninja),,configure)

.DEFAULT_GOAL := build
.PHONY: help deps configure build demo test fuzz corpus bench format package compat clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

deps:  ## install the packages of the build (root or sudo) and make build/venv
	@tools/deps.sh

configure:
	@cmake --preset release

build: $(NO_CONFIGURED)  ## build/bin/sinter, the libraries in build/lib and the examples
	@cmake --build build -j $(JOBS) --target products

demo: deps build  ## train-free tour: plan and run the digits classifier, fusions and speed shown; then read pictures
	@examples/digits/demo.sh
	@echo
	@examples/ocr/demo.sh
	@echo
	@examples/yolov3/demo.sh
	@echo
	@examples/unet/demo.sh

test: deps  ## build and run every test; the last line counts them
	@JOBS=$(JOBS) tools/run_tests.sh

FUZZ_SECONDS ?= 600
fuzz: deps  ## run each fuzz target for FUZZ_SECONDS (600); findings go to build/fuzz/findings
	@JOBS=$(JOBS) FUZZ_SECONDS=$(FUZZ_SECONDS) TEST_TIMEOUT=$$(($(FUZZ_SECONDS) + 600)) tools/run_tests.sh fuzz

corpus: deps build  ## every real model at hand against its expected result, as a table
	@tools/model_packages.sh || true
	@build/venv/bin/python tests/corpus/run.py

bench: deps build  ## time SinterRT beside ONNX Runtime, then single functions
	@build/venv/bin/python bench/run.py --out build/bench/performance.md
	@build/venv/bin/python bench/corpus.py --out build/bench/corpus.md
	@cmake --build build -j $(JOBS) --target benches
	@build/venv/bin/python bench/refit.py --out build/bench/refit.md
	@for b in build/bin/bench/*; do if [ -x "$$b" ]; then "$$b" || exit 1; fi; done

format:  ## clang-format over our sources, new files included
	@git ls-files --cached --others --exclude-standard '*.h' '*.cpp' | sort -u | xargs -r ls 2>/dev/null \
	  | xargs -r clang-format -i

package: $(NO_CONFIGURED)  ## build/sinterrt-<version>-linux-x86_64.tar.gz, test programs included
	@cmake --build build -j $(JOBS)
	@tools/package.sh

compat: deps build  ## run NVIDIA's Python module on our libnvinfer (installs that module into build/)
	@tests/compat/run.sh

clean:  ## remove what was built, except the Python environment
	@[ ! -d build ] || find build -mindepth 1 -maxdepth 1 ! -name venv -exec rm -rf {} +
