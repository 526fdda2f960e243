// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What the numbers of Caffe's binary files mean: a table of field numbers per message, enough to read every field that
// an importer asks for. The text form needs no table, its fields say their names.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace sinter::caffe {

enum class FieldKind : uint8_t { kInt, kFloat, kBool, kString, kEnum, kMessage, kBlob };

struct MessageDef;

struct FieldDef {
  uint32_t number;
  std::string_view name;
  FieldKind kind;
  const MessageDef* message = nullptr;  ///< of kMessage
  std::string_view words = {};          ///< of kEnum: separated by blanks, their numbers count up from `first`
  int64_t first = 0;
};

struct MessageDef {
  std::span<const FieldDef> fields;
};

/// The whole file.
const MessageDef& net_message();
/// Null: not known.
const FieldDef* find_field(const MessageDef& message, uint32_t number);
/// The word of an enum's number; empty if it has none.
std::string_view enum_word(const FieldDef& field, int64_t number);

}  // namespace sinter::caffe
