// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The plan file: a fixed header, a section table, then sections, each with an XXH3 checksum: metadata (FlatBuffers,
// verified), recipes, constants (page-aligned, used in place from the mapping). Little-endian throughout.
//
//   offset 0   "SINTERPL", u32 format major, u32 format minor, u64 file size, u32 section count, u32 0,
//              u64 checksum of the section table and of the bytes 8..31                         (48 bytes)
//   offset 48  per section: u32 kind, u32 0, u64 offset, u64 size, u64 checksum                  (32 bytes each)
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "plan/plan.h"

namespace sinter {
class ThreadPool;
}

namespace sinter::plan {

/// The file's bytes. Equal plans give equal bytes. `pool`: null: on the calling thread alone.
std::vector<std::byte> write_plan(const Plan& plan, ThreadPool* pool = nullptr);
/// The same into a file (write_file_atomic), without a copy of the constants in memory.
void write_plan_file(const Plan& plan, const std::string& path, ThreadPool* pool = nullptr);

/// Parses and fully checks: sizes, checksums, FlatBuffers structure, every index, enumeration and range. Constants and
/// recipes refer to `bytes`, which `owner` keeps alive. Error(kCorruptFile) or Error(kIncompatiblePlan), which names
/// the field, both values and the remedy. `verify_constants` = false skips hashing the constants section.
Plan read_plan(ByteSpan bytes, std::shared_ptr<const void> owner, bool verify_constants = true);

/// Checks indices and ranges of a plan in memory (also done by read_plan): afterwards the runtime may trust it.
void check_plan(const Plan& plan);

}  // namespace sinter::plan
