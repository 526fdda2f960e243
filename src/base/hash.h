// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Fast content hashes (XXH3): checksums of file sections, keys of caches. Not cryptographic. The values are stored in
// files, so they must never change: XXH3's output is frozen by its authors, and Hasher's framing by us.
#pragma once
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/bytes.h"

namespace sinter {

struct Hash128 {
  uint64_t hi = 0, lo = 0;
  auto operator<=>(const Hash128&) const = default;
};

uint64_t hash64(ByteSpan bytes, uint64_t seed = 0) noexcept;
Hash128 hash128(ByteSpan bytes, uint64_t seed = 0) noexcept;

/// 16 lower-case hexadecimal digits.
std::string hex(uint64_t hash);
/// 32 lower-case hexadecimal digits, hi first.
std::string hex(const Hash128& hash);

/// Hashes a sequence of values. add() frames each value (strings with their length, numbers as 8 little-endian bytes),
/// so that ("ab", "c") and ("a", "bc") differ; update() adds bare bytes, so that a stream may come in any pieces.
class Hasher {
 public:
  explicit Hasher(uint64_t seed = 0) noexcept;

  Hasher& update(ByteSpan bytes) noexcept;
  Hasher& add(ByteSpan bytes) noexcept;
  Hasher& add(std::string_view text) noexcept { return add(as_byte_span(text)); }
  Hasher& add(const char* text) noexcept { return add(std::string_view(text)); }  // else a pointer would become bool
  Hasher& add(const Hash128& hash) noexcept { return add(hash.hi).add(hash.lo); }
  template <class T>
  requires std::integral<T> || std::is_enum_v<T> Hasher& add(T value) noexcept {
    return add_word(static_cast<uint64_t>(value));
  }
  template <std::floating_point T>
  Hasher& add(T value) noexcept {
    return add_word(std::bit_cast<uint64_t>(static_cast<double>(value)));  // by bits: -0.0 and 0.0 differ
  }

  /// The hash of what was added so far; more may be added afterwards.
  uint64_t finish64() const noexcept;
  Hash128 finish128() const noexcept;

 private:
  Hasher& add_word(uint64_t word) noexcept;
  alignas(64) std::byte state_[640];  // an XXH3_state_t; hash.cpp checks that it fits. Plain data: copying is fine.
};

}  // namespace sinter
