// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Failures on request. This program's operator new, aligned_alloc, open, write, fsync, rename and ftruncate count while
// armed, on all threads, and the n-th of them fails: with bad_alloc or null, or with ENOSPC.
#pragma once
#include <cstdint>

namespace sinter::test {

enum class Fault { kMemory, kWrite };

/// Arms while it lives: the call number `n` (from 1) of that kind fails; 0: none does, they are only counted.
class FailAt {
 public:
  FailAt(Fault kind, int64_t n);
  ~FailAt();
  FailAt(const FailAt&) = delete;
  FailAt& operator=(const FailAt&) = delete;
  /// Calls so far.
  int64_t count() const;
  /// Whether the n-th call came.
  bool struck() const;

 private:
  Fault kind_;
};

}  // namespace sinter::test
