// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The errors of record_detail::create: an attribute's name or value does not fit the op.
#include "ir/record.h"

namespace sinter::record_detail {
namespace {

std::string field_place(std::string_view op, std::string_view field) {
  return "attribute " + quote(field) + " of " + std::string(op);
}

}  // namespace

void wrong_type(std::string_view op, std::string_view field, const Attr& got) {
  fail(ErrorCode::kInvalidArgument, field_place(op, field) + " cannot be " + escape_for_message(to_string(got)),
       "give a value of the type that the op's documentation states");
}

void unknown_field(std::string_view op, std::string_view field, std::span<const std::string_view> known) {
  std::string remedy = did_you_mean(field, known);
  if (remedy.empty()) remedy = known.empty() ? "the op has no attributes" : "its attributes are " + join(known, ", ");
  fail(ErrorCode::kInvalidArgument, std::string(op) + " has no attribute " + quote(field), remedy);
}

int64_t enum_value(std::string_view op, std::string_view field, const std::string& text,
                   std::span<const std::string_view> names) {
  for (size_t i = 0; i < names.size(); ++i)
    if (names[i] == text) return int64_t(i);
  std::string remedy = did_you_mean(text, names);
  if (remedy.empty()) remedy = "use one of " + join(names, ", ");
  fail(ErrorCode::kInvalidArgument, field_place(op, field) + " cannot be " + quote(text), remedy);
}

}  // namespace sinter::record_detail
