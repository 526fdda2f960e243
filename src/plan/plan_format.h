// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Constants of the plan file's outer layout (see plan_file.h).
#pragma once
#include <cstdint>

#include "base/bytes.h"
#include "base/hash.h"

namespace sinter::plan::format {

inline constexpr char kMagic[] = "SINTERPL";
inline constexpr uint64_t kHeaderBytes = 48, kSectionBytes = 32, kPage = 4096, kRecipeAlign = 16, kConstantAlign = 64;
inline constexpr uint32_t kMaxSections = 16;

enum class SectionKind : uint32_t { kMetadata = 1, kRecipes = 2, kConstants = 3 };

/// Over bytes 8..39 and the section table; `head` is the header with its table.
inline uint64_t header_checksum(ByteSpan head) {
  return Hasher().update(head.subspan(8, 32)).update(head.subspan(kHeaderBytes)).finish64();
}

}  // namespace sinter::plan::format
