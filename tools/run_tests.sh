#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# `make test`: builds and runs every test in stages, prints the seconds of each, then the skipped tests with their
# reasons, then one line, `N passed, N failed, N skipped`. Fails if a test failed, if a stage broke without counting,
# or if fewer than MIN_PASSED tests passed (a test program that is not built any more must not go unnoticed).
#   tools/run_tests.sh [STAGE...]   some stages only (static release unit install nvrtc corpus sanitized fuzz threads);
#                                   no minimum then
set -uo pipefail
cd "$(dirname "$0")/.."

MIN_PASSED=${MIN_PASSED:-7500}
JOBS=${JOBS:-$(nproc)}
# Run again under ASan and UBSan: what reads untrusted bytes, and what shares buffers between threads. Kept short.
SANITIZED_TESTS=(base ir import plan runtime backends limits)
SANITIZED_FILTER='-*Slow*:*Conformance*:*Nvrtc*:*Jit*'
FUZZ_SECONDS=${FUZZ_SECONDS:-10}
# Run a third time under TSan: what threads share.
THREAD_TESTS=(base runtime)
THREAD_FILTER='ThreadPool*:*Thread*:*ContextsShareNothing*:*SynchronousAndQueued*:*AnyOrder*'
TEST_TIMEOUT=${TEST_TIMEOUT:-900}

RESULTS=build/test
rm -rf "$RESULTS"
mkdir -p "$RESULTS"
: >"$RESULTS/counts"
: >"$RESULTS/skipped"
: >"$RESULTS/failed"

# count NAME PASSED FAILED SKIPPED
count() { printf '%s\t%s\t%s\t%s\n' "$@" >>"$RESULTS/counts"; }
note_failure() { count "$1" 0 1 0; echo "$1: $2" | tee -a "$RESULTS/failed"; }

# one NAME COMMAND...: a command that is itself one test.
one() {
  local name=$1
  shift
  if timeout "$TEST_TIMEOUT" "$@"; then
    count "$name" 1 0 0
  else
    note_failure "$name" "exit status $?: $*"
  fi
}

# gtest NAME PROGRAM [ARGUMENT...]: counts from the XML report. A crash leaves no report and counts as a failure.
gtest() {
  local name=$1 program=$2 status
  shift 2
  local xml=$RESULTS/$name.xml log=$RESULTS/$name.log
  timeout "$TEST_TIMEOUT" "$program" --gtest_brief=1 --gtest_output="xml:$xml" "$@" >"$log" 2>&1
  status=$?
  python3 tools/count_tests.py gtest "$name" "$status" "$xml" "$log" "$RESULTS"
}

# Puts NVIDIA's libraries of the venv, where there are some, on the loader's path.
venv_libraries() {
  local dirs
  dirs=$(find build/venv/lib -type d -path '*nvidia*/lib' 2>/dev/null | paste -sd:)
  if [ -n "$dirs" ]; then export LD_LIBRARY_PATH=$PWD/${dirs//:/:$PWD/}${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}; fi
}

stage_static() {
  one check_includes python3 tools/check_includes.py
}

stage_release() {
  [ -f build/build.ninja ] || cmake --preset release >/dev/null || { note_failure release "cmake failed"; return; }
  one release_build ninja -C build -j "$JOBS" --quiet
  one check_isa python3 tools/check_isa.py build
}

stage_unit() {
  local program
  venv_libraries
  for program in build/bin/tests/*_test; do
    if [ -x "$program" ]; then gtest "$(basename "$program")" "$program" --gtest_filter='-*Nvrtc*'; fi
  done
}

# What a user does with an installed SinterRT: find_package, build the examples, run one.
stage_install() {
  local prefix=$PWD/$RESULTS/installed
  one install cmake --install build --prefix "$prefix" >"$RESULTS/install.log"
  one examples_configure cmake -S examples -B "$RESULTS/examples" -DCMAKE_PREFIX_PATH="$prefix" >"$RESULTS/examples.log"
  one examples_build cmake --build "$RESULTS/examples" -j "$JOBS" >>"$RESULTS/examples.log"
  one installed_build "$prefix/bin/sinter" build examples/digits/digits.onnx -o "$RESULTS/digits.plan" --tactics heuristic -q
  one installed_run "$RESULTS/examples/digits" "$RESULTS/digits.plan" examples/digits/images.npy \
    examples/digits/labels.npy >>"$RESULTS/examples.log"
  # These two judge themselves: mean average precision, intersection over union.
  one installed_yolov3 env YOLOV3_PROGRAM="$RESULTS/examples/yolov3" examples/yolov3/demo.sh >>"$RESULTS/examples.log"
  one installed_unet env UNET_PROGRAM="$RESULTS/examples/unet" examples/unet/demo.sh >>"$RESULTS/examples.log"
}

# Tests with Nvrtc in their names compile our CUDA sources to sm_90a; that needs NVRTC (build/venv has it) but no GPU.
stage_nvrtc() {
  local program
  venv_libraries
  for program in build/bin/tests/*_test; do
    if [ -x "$program" ] && [ -n "$("$program" --gtest_list_tests --gtest_filter='*Nvrtc*' 2>/dev/null |
      grep -v '^Running main')" ]; then
      gtest "$(basename "$program")_nvrtc" "$program" --gtest_filter='*Nvrtc*'
    fi
  done
}

# A Python runner prints what it likes, `SKIP name: reason` and `FAIL name: reason` among it, and ends with
# `N passed, N failed[, N skipped]`.
stage_corpus() {
  local log=$RESULTS/corpus.log status
  if [ ! -f tests/corpus/run.py ]; then return; fi
  if [ ! -f build/venv/.requirements ]; then
    count corpus 0 0 1
    echo "corpus: build/venv is not complete; run make deps with a network" >>"$RESULTS/skipped"
    return
  fi
  tools/model_packages.sh || true  # cases without their model are skipped
  timeout "$TEST_TIMEOUT" build/venv/bin/python tests/corpus/run.py >"$log" 2>&1
  status=$?
  python3 tools/count_tests.py text corpus "$status" "$log" "$RESULTS"
  log=$RESULTS/onnx_backend.log
  timeout "$TEST_TIMEOUT" build/venv/bin/python tests/corpus/onnx_backend.py >"$log" 2>&1
  status=$?
  grep -E ' passed of |^NOTE ' "$log" | sed 's/^/  /'
  python3 tools/count_tests.py text onnx_backend "$status" "$log" "$RESULTS"
  local name
  for name in export_cases contrib_quant contrib_transformer ml_models tensorflow_cases caffe_layers darknet_layers; do
    log=$RESULTS/$name.log
    timeout "$TEST_TIMEOUT" build/venv/bin/python "tests/corpus/$name.py" >"$log" 2>&1
    status=$?
    python3 tools/count_tests.py text "$name" "$status" "$log" "$RESULTS"
  done
}

sanitized_build() {
  cmake --preset fuzz >"$RESULTS/fuzz_configure.log" 2>&1 || { cat "$RESULTS/fuzz_configure.log"; return 1; }
  local targets=() name
  if [ -n "$(find tests/fuzz -name '*_fuzz.cpp' 2>/dev/null)" ]; then targets+=(fuzzers); fi
  for name in "${SANITIZED_TESTS[@]}"; do
    if [ -n "$(find "tests/$name" -name '*.cpp' 2>/dev/null)" ]; then targets+=("${name}_test"); fi
  done
  [ "${#targets[@]}" = 0 ] || ninja -C build/fuzz -j "$JOBS" --quiet "${targets[@]}"
}

# One instrumented build (clang, ASan, UBSan, libFuzzer's coverage) serves both this stage and the next.
stage_sanitized() {
  local name
  if sanitized_build; then count sanitized_build 1 0 0; else note_failure sanitized_build "see above"; fi
  for name in "${SANITIZED_TESTS[@]}"; do
    if [ -x "build/fuzz/bin/tests/${name}_test" ]; then
      gtest "${name}_test_sanitized" "build/fuzz/bin/tests/${name}_test" --gtest_filter="$SANITIZED_FILTER"
    fi
  done
}

stage_threads() {
  local name targets=()
  if ! cmake --preset tsan >"$RESULTS/tsan_configure.log" 2>&1; then
    note_failure tsan_build "$(tail -n 3 "$RESULTS/tsan_configure.log")"
    return
  fi
  for name in "${THREAD_TESTS[@]}"; do targets+=("${name}_test"); done
  one tsan_build ninja -C build/tsan -j "$JOBS" --quiet "${targets[@]}"
  for name in "${THREAD_TESTS[@]}"; do
    if [ -x "build/tsan/bin/tests/${name}_test" ]; then
      TSAN_OPTIONS="halt_on_error=1 ${TSAN_OPTIONS:-}" \
        gtest "${name}_test_threads" "build/tsan/bin/tests/${name}_test" --gtest_filter="$THREAD_FILTER"
    fi
  done
}

stage_fuzz() {
  local program name seeds
  if ! { cmake --preset fuzz && ninja -C build/fuzz -j "$JOBS" --quiet fuzzers; } >"$RESULTS/fuzz_build.log" 2>&1; then
    tail -n 20 "$RESULTS/fuzz_build.log"
    note_failure fuzz_build "see above"
  fi
  for program in build/fuzz/bin/fuzz/*_fuzz; do
    [ -x "$program" ] || continue
    name=$(basename "$program")
    mkdir -p "build/fuzz/corpus/$name" "build/fuzz/findings"
    seeds=()
    if [ -d "tests/fuzz/seeds/$name" ]; then seeds=("tests/fuzz/seeds/$name"); fi
    if timeout "$TEST_TIMEOUT" "$program" -max_total_time="$FUZZ_SECONDS" -timeout=10 -rss_limit_mb=2048 \
      -max_len=65536 -verbosity=0 \
      -artifact_prefix=build/fuzz/findings/ "build/fuzz/corpus/$name" "${seeds[@]}" >"$RESULTS/$name.log" 2>&1; then
      count "$name" 1 0 0
      echo "  $name: $FUZZ_SECONDS s without a finding"
    else
      tail -n 40 "$RESULTS/$name.log"
      note_failure "$name" "the input is in build/fuzz/findings"
    fi
  done
}

ALL_STAGES=(static release unit install nvrtc corpus sanitized fuzz threads)
stages=("$@")
[ "$#" != 0 ] || stages=("${ALL_STAGES[@]}")
for stage in "${stages[@]}"; do
  start=$SECONDS
  echo "== $stage"
  "stage_$stage"
  printf '== %-10s %5d s\n' "$stage" $((SECONDS - start))
done
python3 tools/count_tests.py sum "$RESULTS" "$([ "$#" = 0 ] && echo "$MIN_PASSED" || echo 0)"
