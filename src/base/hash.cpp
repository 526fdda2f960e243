// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The only file that sees xxhash. Its code is compiled in here (XXH_INLINE_ALL): nothing is exported or linked.
#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <array>

namespace sinter {
namespace {

static_assert(std::endian::native == std::endian::little, "stored hashes assume little-endian numbers");

XXH3_state_t* as_state(std::byte* bytes) { return reinterpret_cast<XXH3_state_t*>(bytes); }
const XXH3_state_t* as_state(const std::byte* bytes) { return reinterpret_cast<const XXH3_state_t*>(bytes); }

Hash128 convert(const XXH128_hash_t& hash) { return {hash.high64, hash.low64}; }

}  // namespace

uint64_t hash64(ByteSpan bytes, uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

Hash128 hash128(ByteSpan bytes, uint64_t seed) noexcept {
  return convert(XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed));
}

std::string hex(uint64_t hash) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out(16, '0');
  for (size_t i = 16; i-- > 0; hash >>= 4) out[i] = kDigits[hash & 15];
  return out;
}

std::string hex(const Hash128& hash) { return hex(hash.hi) + hex(hash.lo); }

Hasher::Hasher(uint64_t seed) noexcept : state_{} {
  static_assert(sizeof(XXH3_state_t) <= sizeof(state_) && alignof(XXH3_state_t) <= 64);
  static_assert(std::is_trivially_copyable_v<XXH3_state_t>);
  XXH3_INITSTATE(as_state(state_));
  XXH3_128bits_reset_withSeed(as_state(state_), seed);
}

Hasher& Hasher::update(ByteSpan bytes) noexcept {
  XXH3_128bits_update(as_state(state_), bytes.data(), bytes.size());  // the 64-bit stream has the same state
  return *this;
}

Hasher& Hasher::add(ByteSpan bytes) noexcept { return add_word(bytes.size()).update(bytes); }

Hasher& Hasher::add_word(uint64_t word) noexcept {
  const auto bytes = std::bit_cast<std::array<std::byte, sizeof(word)>>(word);
  return update(bytes);
}

uint64_t Hasher::finish64() const noexcept { return XXH3_64bits_digest(as_state(state_)); }

Hash128 Hasher::finish128() const noexcept { return convert(XXH3_128bits_digest(as_state(state_))); }

}  // namespace sinter
