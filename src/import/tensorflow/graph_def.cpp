// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/tensorflow/graph_def.h"

#include "base/text.h"
#include "sinter/error.h"

namespace sinter::tensorflow {

FunctionCall::FunctionCall() = default;
FunctionCall::FunctionCall(const FunctionCall&) = default;
FunctionCall::FunctionCall(FunctionCall&&) noexcept = default;
FunctionCall& FunctionCall::operator=(const FunctionCall&) = default;
FunctionCall& FunctionCall::operator=(FunctionCall&&) noexcept = default;
FunctionCall::~FunctionCall() = default;

const AttrValue* NodeDef::attr(std::string_view attr_name) const noexcept {
  for (auto it = attrs.rbegin(); it != attrs.rend(); ++it)
    if (it->first == attr_name) return &it->second;
  return nullptr;
}

std::string place_of(const NodeDef& node) { return "node " + quote(node.name) + " (" + std::string(node.op) + ")"; }

namespace {

int64_t parse_output_index(std::string_view digits, std::string_view text) {
  const auto value = parse_int64(digits);
  if (value && *value >= 0 && *value < (int64_t{1} << 31)) return *value;
  fail(ErrorCode::kInvalidModel, quote(text) + " does not name an output of a node", "export the model again");
}

}  // namespace

InputName parse_input_name(std::string_view text) {
  InputName out;
  if (text.starts_with('^')) {
    out.is_control = true;
    out.node = text.substr(1);
    return out;
  }
  const size_t colon = text.find(':');
  out.node = text.substr(0, colon);
  if (colon == std::string_view::npos) return out;
  std::string_view rest = text.substr(colon + 1);
  const size_t second = rest.find(':');
  if (second != std::string_view::npos) {
    out.output = rest.substr(0, second);
    rest = rest.substr(second + 1);
  }
  out.index = parse_output_index(rest, text);
  return out;
}

}  // namespace sinter::tensorflow
