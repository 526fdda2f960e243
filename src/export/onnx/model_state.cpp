// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "export/onnx/model_state.h"

#include <algorithm>

#include "base/error_text.h"

namespace sinter::onnx_export {
namespace {

constexpr std::byte kZeros[kExternalAlignment] = {};

}  // namespace

std::string ModelState::claim_in(Names& names, Counters& counters, std::string_view hint) {
  std::string name(hint.empty() ? std::string_view("value") : hint);
  if (names.insert(name).second) return name;
  auto it = counters.try_emplace(name, 1).first;
  for (;;) {
    std::string next = name + "_" + std::to_string(it->second++);
    if (names.insert(next).second) return next;
  }
}

std::string ModelState::claim(std::string_view hint) { return claim_in(names_, counters_, hint); }
std::string ModelState::claim_node(std::string_view hint) { return claim_in(node_names_, node_counters_, hint); }

void ModelState::need_opset(std::string_view domain, int64_t version) {
  int64_t& v = opsets_[std::string(domain)];
  v = std::max(v, version);
}

int64_t ModelState::opset(const std::string& domain) const {
  const auto it = opsets_.find(domain);
  return it == opsets_.end() ? 0 : it->second;
}

WireWriter ModelState::initializer(std::string_view name, const Weights& weights) {
  need_type(weights.dtype());
  const bool outside =
      options_.external_data && weights.dtype() != DataType::kString && weights.bytes().size() >= kSmallestExternal;
  if (!outside) return tensor_proto(name, weights);
  const uint64_t rest = external_size_ % kExternalAlignment;
  if (rest != 0) {
    external_.push_back(ByteSpan(kZeros).first(size_t(kExternalAlignment - rest)));
    external_size_ += kExternalAlignment - rest;
  }
  const uint64_t offset = external_size_;
  external_.push_back(weights.bytes());
  external_size_ += weights.bytes().size();
  return external_tensor_proto(name, weights, options_.external_name, offset);
}

void ModelState::add_failure(const std::string& place, const Error& error) {
  failures_.push_back(place + ": " + error_text(error));
  errors_.push_back(error);
  errors_.back().in(place);
}

void ModelState::raise_failures() const {
  if (failures_.empty()) return;
  if (failures_.size() == 1) throw errors_[0];
  fail(errors_[0].code(),
       std::to_string(failures_.size()) + " nodes cannot be written as ONNX: " + numbered_list(failures_),
       "cut the network in front of them (--outputs), or build a plan of it instead");
}

}  // namespace sinter::onnx_export
