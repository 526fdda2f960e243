// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/uff/uff_model.h"

#include "base/text.h"

namespace sinter::uff {

Data Data::of(Kind kind, std::vector<int64_t> ints) {
  Data d;
  d.kind = kind;
  d.ints = std::move(ints);
  return d;
}

Data Data::of_text(Kind kind, std::string_view text) {
  Data d;
  d.kind = kind;
  d.strings = {text};
  return d;
}

Data Data::of_double(double v) {
  Data d;
  d.kind = Kind::kDouble;
  d.doubles = {v};
  return d;
}

const Data* Node::field(std::string_view name) const noexcept {
  const Data* found = nullptr;  // of repeats the last one counts
  for (const auto& [key, value] : fields)
    if (key == name) found = &value;
  return found && found->kind != Data::Kind::kNone ? found : nullptr;
}

std::string place_of(const Node& node) { return "node " + quote(node.id) + " (" + std::string(node.operation) + ")"; }

const Data* resolve(const MetaGraph& meta, const Data* data) {
  if (data == nullptr || data->kind != Data::Kind::kRef) return data;
  const Data* found = nullptr;
  for (const auto& [key, value] : meta.referenced)
    if (key == data->strings[0]) found = &value;
  return found;
}

}  // namespace sinter::uff
