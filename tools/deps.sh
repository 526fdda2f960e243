#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# Puts in place what the build and the tests need, on Debian (bookworm or newer) and Ubuntu (22.04 or newer):
#   1. the packages of the distribution, as root or through sudo; without either it names the missing ones and exits 1;
#   2. build/venv, the Python environment of the tests and of examples/ (pinned in tools/requirements.txt).
# It asks nothing, and does nothing when everything is there. A missing network is an error for 1 and a note for 2:
# the tests that need the venv then say that they were skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

# fmt, xxhash, stb and gtest are linked statically or used header-only, so the libraries and the packaged tests run anywhere.
PACKAGES=(
  libbenchmark-dev
  g++ make cmake ninja-build
  clang clang-format clang-tidy
  flatbuffers-compiler libflatbuffers-dev
  libcli11-dev libfmt-dev libgmock-dev libgtest-dev libxbyak-dev libxxhash-dev nlohmann-json3-dev
  libjpeg-dev libstb-dev libwebp-dev
  ca-certificates git python3 python3-venv
)

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]; }

# libFuzzer and the sanitizers of clang live in a package named after its version, which `clang` only recommends.
clang_runtime_package() {
  command -v clang >/dev/null || return 0
  local archive version
  archive=$(clang -print-file-name=libclang_rt.fuzzer-x86_64.a)
  [ -e "$archive" ] && return 0
  archive=$(clang -print-runtime-dir 2>/dev/null)/libclang_rt.fuzzer-x86_64.a
  [ -e "$archive" ] && return 0
  version=$(clang -dumpversion)
  # From clang 14 on it is a package of its own; before that, part of libclang-common.
  if [ "${version%%.*}" -ge 14 ]; then echo "libclang-rt-${version%%.*}-dev"; else echo "libclang-common-${version%%.*}-dev"; fi
}

missing_packages() {
  local name
  for name in "${PACKAGES[@]}"; do is_installed "$name" || echo "$name"; done
  clang_runtime_package
}

AS_ROOT=()
become_root() {
  [ "$(id -u)" = 0 ] && return 0
  command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
  AS_ROOT=(sudo -n)
}

apt() {
  "${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0 "$@"
}

install_packages() {
  if ! command -v apt-get >/dev/null; then
    echo "deps: this machine has no apt-get; install the equivalents of: $*" >&2
    return 1
  fi
  if ! become_root; then
    echo "deps: missing packages: $*" >&2
    echo "deps: neither root nor password-free sudo here; run as root: apt-get install --no-install-recommends $*" >&2
    return 1
  fi
  echo "deps: installing $*"
  # The package lists may be absent (fresh container) or stale (404 on a superseded version): refresh them then, only.
  if ! apt install -y --no-install-recommends "$@" >/dev/null 2>&1; then
    apt update
    apt install -y --no-install-recommends "$@" >/dev/null
  fi
}

make_venv() {
  local requirements=tools/requirements.txt venv=build/venv stamp=build/venv/.requirements
  [ -f "$requirements" ] || return 0
  cmp -s "$requirements" "$stamp" && return 0
  echo "deps: making $venv from $requirements"
  mkdir -p build
  [ -x "$venv/bin/pip" ] || python3 -m venv "$venv"
  if "$venv/bin/pip" install --quiet --disable-pip-version-check --retries 2 --timeout 20 -r "$requirements"; then
    cp "$requirements" "$stamp"
  else
    echo "deps: note: $venv is incomplete (no network?); tests that need Python packages will be skipped" >&2
  fi
}

# Two rounds: which clang runtime is needed is known only when clang is there.
for _ in 1 2; do
  mapfile -t missing < <(missing_packages)
  [ "${#missing[@]}" = 0 ] && break
  install_packages "${missing[@]}"
done
make_venv
