// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "export/onnx/node_writer.h"

namespace sinter::onnx_export {

NodeWriter::NodeWriter(GraphScope& scope, const Node& node) : scope_(scope), node_(node) {
  source_ = node.sources.empty() ? std::string(node.op.name()) : node.sources[0];
  for (ValueId v : node.outputs) {
    if (v != kNoValue && !scope.bound(v)) scope.bind(v, model().claim(graph().value(v).name));
    outputs_.push_back(v == kNoValue ? model().claim(source_ + ".unused") : scope.name(v));
  }
}

std::string NodeWriter::in(int i) const { return has(i) ? scope_.name(node_.inputs[size_t(i)]) : std::string(); }

Values NodeWriter::ins() const {
  Values out;
  for (int i = 0; i < num_inputs(); ++i) out.push_back(in(i));
  return out;
}

std::string NodeWriter::add(std::string_view op, const Values& inputs, const Attributes& attributes,
                            std::string_view domain) {
  std::string name = model().claim(source_ + "/" + std::string(op));
  put(op, inputs, {name}, attributes, domain);
  return name;
}

void NodeWriter::put(std::string_view op, const Values& inputs, const Values& outputs, const Attributes& attributes,
                     std::string_view domain) {
  const bool own = !outputs_.empty() && outputs == outputs_;
  scope_.node(op, domain, inputs, outputs, attributes, own ? source_ : source_ + "/" + std::string(op));
}

std::string NodeWriter::cast(const std::string& v, DataType from, DataType to) {
  if (from == to || v.empty()) return v;
  model().need_type(to);
  return add("Cast", {v}, Attributes().i("to", type_number(to)));
}

std::string NodeWriter::scalar(DataType dtype, double v) { return weights(Weights::scalar(dtype, v)); }

std::string NodeWriter::weights(const Weights& w) { return scope_.initializer(source_ + "/const", model().keep(w)); }

std::string NodeWriter::dim_scalar(const Dim& d) {
  if (d.is_const()) return int_scalar(d.value());
  return add("Squeeze", {scope_.dim(d)});
}

std::string NodeWriter::reshape(const std::string& v, const SymDims& to) {
  Attributes a;
  for (const Dim& d : to)
    if (d == Dim(0)) {
      a.i("allowzero", 1);
      break;
    }
  return add("Reshape", {v, dims(to)}, a);
}

std::string NodeWriter::unsqueeze(const std::string& v, std::initializer_list<int64_t> axes) {
  return add("Unsqueeze", {v, ints(axes)});
}

std::string NodeWriter::transpose(const std::string& v, const Ints& perm) {
  return add("Transpose", {v}, Attributes().ints("perm", perm));
}

std::string NodeWriter::index_in(int i) { return cast(in(i), dtype(i), DataType::kInt64); }

std::string NodeWriter::scalar_in(int i, DataType to) { return cast(in(i), dtype(i), to); }

void NodeWriter::refuse(const std::string& why, const std::string& remedy) const {
  fail(ErrorCode::kUnsupported, why,
       remedy.empty() ? "cut the network in front of it (--outputs), or build a plan of it instead" : remedy);
}

}  // namespace sinter::onnx_export
