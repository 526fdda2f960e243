// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/string_normalizer.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "ir/record.h"
#include "ops/dim_bounds.h"
#include "ops/sequence_types.h"

namespace sinter {

SINTER_OP(StringNormalizer)
SINTER_OP(StringSplit)

namespace {

// Simple case mappings of the ranges in which they are regular.
char32_t change(char32_t c, bool lower) {
  if (lower) {
    if ((c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
        (c >= 0x410 && c <= 0x42F))
      return c + 32;
    if (c >= 0x400 && c <= 0x40F) return c + 80;
    if ((c >= 0x100 && c <= 0x12F) || (c >= 0x132 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c | 1;
    return c;
  }
  if ((c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFE && c != 0xF7) || (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) ||
      (c >= 0x430 && c <= 0x44F))
    return c - 32;
  if (c == 0x3C2) return 0x3A3;
  if (c == 0xFF) return 0x178;
  if (c >= 0x450 && c <= 0x45F) return c - 80;
  if ((c >= 0x100 && c <= 0x12F) || (c >= 0x132 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c & ~char32_t(1);
  return c;
}

// All mapped characters are ASCII or two bytes of UTF-8; everything else is copied.
std::string in_case(const std::string& s, StringCase to) {
  if (to == StringCase::kNone) return s;
  const bool lower = to == StringCase::kLower;
  std::string out;
  for (size_t i = 0; i < s.size(); ++i) {
    const auto first = static_cast<unsigned char>(s[i]);
    if (first < 0x80) {
      out += char(change(first, lower));
    } else if (first >= 0xC2 && first < 0xE0 && i + 1 < s.size() && (s[i + 1] & 0xC0) == 0x80) {
      const char32_t c = change(char32_t(first & 0x1F) << 6 | char32_t(s[++i] & 0x3F), lower);
      out += char(0xC0 | c >> 6);
      out += char(0x80 | (c & 0x3F));
    } else {
      out += s[i];
    }
  }
  return out;
}

}  // namespace

void StringNormalizer::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {DataType::kString});
  const TensorType& x = ctx.tensor(0);
  const bool row = x.rank() == 2 && (!x.dims[0].is_const() || x.dims[0] == Dim(1));
  ctx.require(x.rank() == 1 || row, "the strings have the shape " + to_string(x.dims) + ", allowed: [C] and [1,C]");
  const Dim left =
      stop_words.empty() ? x.dims.back() : ctx.fresh_size("normalized", bounded_max(ctx, x.dims.back(), 1));
  ctx.set_output(0, DataType::kString, row ? SymDims{1, left} : SymDims{left});
}

void StringNormalizer::reference(RefContext& ctx) const {
  const StringCase compare = case_sensitive ? StringCase::kNone : StringCase::kLower;
  std::set<std::string> stop;
  for (const auto& w : stop_words) stop.insert(in_case(w, compare));
  std::vector<std::string> out;
  for (const auto& s : ctx.strings(0))
    if (!stop.contains(in_case(s, compare))) out.push_back(in_case(s, change_case));
  if (out.empty() && !stop_words.empty()) out.emplace_back();
  const auto n = int64_t(out.size());
  ctx.resize(0, ctx.dims(0).size() == 2 ? Dims{1, n} : Dims{n});
  ctx.put(0, out);
}

namespace {

std::vector<std::string> split_at_blanks(const std::string& s, int64_t splits) {
  constexpr std::string_view kBlank = " \t\n\r\f\v";
  std::vector<std::string> parts;
  size_t at = s.find_first_not_of(kBlank);
  while (at != std::string::npos) {
    if (splits >= 0 && int64_t(parts.size()) == splits) {  // the rest as it is
      parts.push_back(s.substr(at));
      break;
    }
    const size_t end = s.find_first_of(kBlank, at);
    parts.push_back(s.substr(at, end == std::string::npos ? end : end - at));
    at = end == std::string::npos ? end : s.find_first_not_of(kBlank, end);
  }
  return parts;
}

std::vector<std::string> split_string(const std::string& s, const std::string& delimiter, int64_t splits) {
  if (delimiter.empty()) return split_at_blanks(s, splits);
  std::vector<std::string> parts;
  size_t at = 0;
  while (splits < 0 || int64_t(parts.size()) < splits) {
    const size_t end = s.find(delimiter, at);
    if (end == std::string::npos) break;
    parts.push_back(s.substr(at, end - at));
    at = end + delimiter.size();
  }
  parts.push_back(s.substr(at));
  return parts;
}

}  // namespace

void StringSplit::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {DataType::kString});
  const SymDims dims = ctx.tensor(0).dims;
  SymDims parts = dims;
  parts.push_back(unknown_extent(ctx, "parts"));
  ctx.set_output(0, DataType::kString, std::move(parts));
  ctx.set_output(1, DataType::kInt64, dims);
}

void StringSplit::reference(RefContext& ctx) const {
  std::vector<std::vector<std::string>> all;
  std::vector<int64_t> counts;
  size_t most = 0;
  for (const auto& s : ctx.strings(0)) {
    all.push_back(split_string(s, delimiter, max_splits));
    counts.push_back(int64_t(all.back().size()));
    most = std::max(most, all.back().size());
  }
  std::vector<std::string> out;
  for (auto& parts : all) {
    parts.resize(most);
    std::move(parts.begin(), parts.end(), std::back_inserter(out));
  }
  Dims dims = ctx.dims(0);
  dims.push_back(int64_t(most));
  ctx.resize(0, dims);
  ctx.put(0, out);
  ctx.put(1, counts);
}

}  // namespace sinter
