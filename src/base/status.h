// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The result of work that must not throw: enqueueing and running kernels. A status is two words and never allocates;
// the message is a string literal. The runtime turns a bad status into an Error with the step's provenance.
#pragma once
#include <cstdint>

namespace sinter {

struct [[nodiscard]] Status {
  const char* message = nullptr;  // null: all is well
  int64_t detail = 0;             // a library's error number, an index, ...; printed after the message if not 0

  constexpr bool ok() const { return message == nullptr; }
  static constexpr Status good() { return {}; }
  static constexpr Status bad(const char* what, int64_t detail = 0) { return {what, detail}; }
};

}  // namespace sinter
