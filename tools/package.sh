#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# Makes build/sinterrt-<version>-linux-x86_64.tar.gz from build/: bin/sinter, lib/, include/, README, LICENSE, and the
# test programs under libexec/tests. It can be unpacked anywhere. bin/ and libexec/ need nothing but glibc; the two
# C++ libraries use the machine's libstdc++, which their callers use too.
set -euo pipefail
cd "$(dirname "$0")/.."
version=$(sed -n 's/^CMAKE_PROJECT_VERSION:STATIC=//p' build/CMakeCache.txt)
name=sinterrt-$version-linux-x86_64
stage=build/package
rm -rf "$stage"
cmake --install build --prefix "$stage/$name" --strip >/dev/null
for file in README.md LICENSE; do [ ! -f "$file" ] || cp "$file" "$stage/$name/"; done

for program in "$stage/$name"/bin/* "$stage/$name"/libexec/tests/*; do
  [ -e "$program" ] || continue
  [ "$(basename "$program")" != nvinfer_test ] || continue  # a client of libsinter.so, by intent
  needs=$(objdump -p "$program" | awk '$1 == "NEEDED" && $2 !~ /^(libc|libm|libdl|libpthread|librt|ld-linux-x86-64)\.so/ {print $2}')
  if [ -n "$needs" ]; then
    echo "package: $(basename "$program") needs more than glibc: $needs" >&2
    exit 1
  fi
done

# Sorted names, one time stamp and no owner: the same build gives the same archive.
stamp=$(git log -1 --format=%ct 2>/dev/null || echo 0)
tar -C "$stage" --sort=name --mtime="@$stamp" --owner=0 --group=0 --numeric-owner -cf - "$name" |
  gzip -9n >"build/$name.tar.gz"
rm -rf "$stage"
echo "build/$name.tar.gz  $(du -h "build/$name.tar.gz" | cut -f1)"
