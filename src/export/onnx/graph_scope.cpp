// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "export/onnx/graph_scope.h"

#include "base/text.h"

namespace sinter::onnx_export {

const std::string& GraphScope::name(ValueId v) {
  static const std::string kAbsent;
  if (v == kNoValue) return kAbsent;
  const auto it = names_.find(v);
  if (it != names_.end()) return it->second;
  const Weights* w = graph_.constant(v);
  if (w == nullptr)
    fail(ErrorCode::kInternal, "the value " + quote(graph_.value(v).name) + " is used before it is written",
         "report this as a bug");
  return names_[v] = initializer(graph_.value(v).name, *w);
}

void GraphScope::node(std::string_view op, std::string_view domain, const std::vector<std::string>& inputs,
                      const std::vector<std::string>& outputs, const Attributes& attributes, std::string_view name) {
  WireWriter n;
  size_t count = inputs.size();
  while (count > 0 && inputs[count - 1].empty()) --count;
  for (size_t i = 0; i < count; ++i) n.string(1, inputs[i]);
  for (const auto& o : outputs) n.string(2, o);
  n.string(3, model_.claim_node(name));
  n.string(4, op);
  n.append(attributes.fields());
  if (!domain.empty()) {
    n.string(7, domain);
    model_.need_opset(domain, 1);
  }
  sink_.nodes.message(1, n);
}

std::string GraphScope::made(std::string_view op, const std::vector<std::string>& inputs,
                             const Attributes& attributes) {
  std::string out = model_.claim("size");
  node(op, "", inputs, {out}, attributes, out);
  return out;
}

std::string GraphScope::initializer(std::string_view hint, const Weights& weights) {
  std::string name = model_.claim(hint);
  sink_.initializers.message(5, model_.initializer(name, weights));
  return name;
}

std::string GraphScope::ints(std::span<const int64_t> values, bool scalar) {
  const std::string key = (scalar ? "s" : "v") + join(values, ",");
  const auto it = sink_.constants.find(key);
  if (it != sink_.constants.end()) return it->second;
  const Dims dims = scalar ? Dims{} : Dims{int64_t(values.size())};
  return sink_.constants[key] = initializer("ints", model_.keep(Weights::of_ints(DataType::kInt64, dims, values)));
}

}  // namespace sinter::onnx_export
