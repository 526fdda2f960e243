// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Every limit that bad or enormous input can run into, in one place. They are far above what real models need; they
// exist so that a hostile or broken file is refused with Error(kLimit) instead of eating the stack or the memory.
#pragma once
#include <cstddef>
#include <cstdint>

namespace sinter::limits {

// ---- depth ----
/// Graphs inside nodes inside graphs (If, Loop, function calls), types inside types, values inside values. What recurses
/// does so at most this deep; it takes 1 to 3 KiB of stack per level, several times that in a sanitizer build.
inline constexpr int kMaxNesting = 1024;
/// Dims of one tensor.
inline constexpr int kMaxRank = 64;

// ---- counts ----
/// Nodes of a whole model, all its graphs and functions together, before and after functions are inlined.
inline constexpr int64_t kMaxNodes = int64_t{4} << 20;
/// Records (nodes, attributes, tensors, value infos, types, ...) in one model file. An empty record takes two bytes in
/// the file and up to 200 in memory, so without this a small file could demand a hundred times its size.
inline constexpr int64_t kMaxModelRecords = int64_t{16} << 20;
/// Key-value pairs, opset imports and the like of one record.
inline constexpr int64_t kMaxEntries = int64_t{1} << 20;

/// Optimization profiles of a plan. Loading looks at every step once for each.
inline constexpr int64_t kMaxProfiles = 1024;

// ---- values that are no plain tensors ----
/// Elements of one sequence.
inline constexpr int64_t kMaxSequenceLength = int64_t{1} << 24;
/// Sequences and optionals inside each other.
inline constexpr int kMaxValueNesting = 8;
/// Bytes of one string.
inline constexpr int64_t kMaxStringBytes = int64_t{64} << 20;
/// Pixels of one decoded image, and bytes of the file it comes from.
inline constexpr int64_t kMaxImagePixels = int64_t{1} << 28;
/// States of the automaton that a regular expression becomes.
inline constexpr int64_t kMaxRegexStates = int64_t{1} << 16;

// ---- bytes ----
/// A file that is mapped or read: 16 TiB. Leaves offset arithmetic in int64 far from overflow.
inline constexpr int64_t kMaxFileBytes = int64_t{1} << 44;
/// One tensor: 4 TiB.
inline constexpr int64_t kMaxTensorBytes = int64_t{1} << 42;
/// The result of one constant folding step; larger constants are computed at run time instead.
inline constexpr int64_t kMaxFoldedBytes = int64_t{64} << 20;
/// A sparse constant written out densely: a few bytes of file may stand for this much.
inline constexpr int64_t kMaxDensifiedBytes = int64_t{1} << 30;
/// Header of an .npy file.
inline constexpr int64_t kMaxNpyHeaderBytes = int64_t{1} << 16;

// ---- symbolic dims ----
/// Characters of one symbolic dim's canonical text; beyond it the expression is refused.
inline constexpr size_t kMaxDimText = size_t{16} << 10;
/// Characters of a symbol's name; longer dim_param names are cut.
inline constexpr size_t kMaxSymbolName = 64;

// ---- messages ----
/// Bytes of one name quoted in a message; the rest is cut and its length told.
inline constexpr size_t kMaxNameInMessage = 160;
/// Bytes of a whole message or remedy.
inline constexpr size_t kMaxMessage = size_t{64} << 10;
/// Places (file, node, ...) printed by an error; of deeper nests the middle ones are left out.
inline constexpr size_t kMaxPlaces = 10;
/// Bytes of a name that spelling suggestions look at (the comparison is quadratic).
inline constexpr size_t kMaxSpelling = 64;

}  // namespace sinter::limits
