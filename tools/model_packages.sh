#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
#   tools/model_packages.sh [NAME...]     all without names
#
# Unpacks packages of the Python registry that carry ONNX models into build/model_packages/NAME, without what they
# depend on. Does nothing for those that are there. Exit status 3 without a network: callers then skip what needs them.
# Licences: rapidocr and magika Apache-2.0, silero-vad MIT.
set -euo pipefail
cd "$(dirname "$0")/.."
PACKAGES=(rapidocr==3.10.0 silero-vad==6.2.3 magika==1.0.3)
out=build/model_packages
for wanted in "${PACKAGES[@]}"; do
  name=${wanted%%==*}
  [ "$#" = 0 ] || [[ " $* " == *" $name "* ]] || continue
  folder=$out/$name
  [ "$(cat "$folder/.version" 2>/dev/null || true)" != "$wanted" ] || continue
  [ -x build/venv/bin/pip ] || { echo "model_packages: build/venv is not there; run make deps" >&2; exit 3; }
  download=$(mktemp -d)
  trap 'rm -rf "$download"' EXIT
  if ! build/venv/bin/pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --retries 2 \
    --timeout 20 --dest "$download" "$wanted" >"$download/log" 2>&1; then
    echo "model_packages: $wanted cannot be fetched (no network?)" >&2
    exit 3
  fi
  # Beside it and renamed: an interrupted run leaves nothing that looks complete.
  rm -rf "$folder" "$folder.part"
  mkdir -p "$folder.part"
  build/venv/bin/python -m zipfile -e "$download"/*.whl "$folder.part"
  echo "$wanted" >"$folder.part/.version"
  mv "$folder.part" "$folder"
  rm -rf "$download"
  trap - EXIT
done
