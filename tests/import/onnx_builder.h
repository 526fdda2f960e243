// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Small ONNX models for tests, written as wire bytes:
//   OnnxGraph g;
//   g.input("x", 1, {"N", "4"}).tensor("w", {4}, std::vector<float>{1, 2, 3, 4});
//   g.node("Mul", {"x", "w"}, {"y"}).output("y");
//   auto result = import_text(onnx_model(g));
#pragma once
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "import/onnx/import.h"
#include "import/onnx_bytes.h"

namespace sinter::test {

using Names = std::vector<std::string>;

// ---- attributes: the bytes of one AttributeProto ----
inline std::string int_attr(std::string_view name, int64_t v) { return bytes(1, name) + number(3, v) + number(20, 2); }
inline std::string float_attr(std::string_view name, float v) { return bytes(1, name) + fixed(2, v) + number(20, 1); }
inline std::string string_attr(std::string_view name, std::string_view v) {
  return bytes(1, name) + bytes(4, v) + number(20, 3);
}
inline std::string ints_attr(std::string_view name, const std::vector<int64_t>& values) {
  std::string out = bytes(1, name) + number(20, 7);
  for (const int64_t v : values) out += number(8, v);
  return out;
}
inline std::string tensor_attr(std::string_view name, std::string_view tensor) {
  return bytes(1, name) + bytes(5, tensor) + number(20, 4);
}
inline std::string graph_attr(std::string_view name, std::string_view graph) {
  return bytes(1, name) + bytes(6, graph) + number(20, 5);
}
/// In a function's body: the call's attribute `from`, of ONNX's attribute type `type`.
inline std::string ref_attr(std::string_view name, std::string_view from, int type) {
  return bytes(1, name) + bytes(21, from) + number(20, type);
}

// ---- tensors: the bytes of one TensorProto ----
inline std::string tensor_text(std::string_view name, const std::vector<int64_t>& dims, int type,
                               std::string_view data) {
  std::string out;
  for (const int64_t d : dims) out += number(1, d);
  return out + number(2, type) + bytes(8, name) + bytes(9, data);
}
template <class T>
std::string data_of(const std::vector<T>& values) {
  std::string out;
  for (const T v : values) out += raw(v);
  return out;
}
inline std::string tensor_text(std::string_view name, const std::vector<int64_t>& dims,
                               const std::vector<float>& values) {
  return tensor_text(name, dims, 1, data_of(values));
}
inline std::string tensor_text(std::string_view name, const std::vector<int64_t>& dims,
                               const std::vector<int64_t>& values) {
  return tensor_text(name, dims, 7, data_of(values));
}
inline std::string tensor_text(std::string_view name, const std::vector<int64_t>& dims,
                               const std::vector<uint8_t>& values) {
  return tensor_text(name, dims, 2, data_of(values));
}

/// One NodeProto.
inline std::string node_text(std::string_view op, const Names& inputs, const Names& outputs,
                             const Names& attributes = {}, std::string_view name = {}, std::string_view domain = {}) {
  std::string out;
  for (const auto& i : inputs) out += bytes(1, i);
  for (const auto& o : outputs) out += bytes(2, o);
  out += bytes(3, name) + bytes(4, op);
  for (const auto& a : attributes) out += bytes(5, a);
  return domain.empty() ? out : out + bytes(7, domain);
}

/// A ValueInfoProto of a tensor. Dims are numbers, names, or "?" for unknown.
inline std::string value_text(std::string_view name, int type, const Names& dims) {
  std::string shape;
  for (const auto& d : dims) {
    int64_t v = 0;
    const bool is_number = std::from_chars(d.data(), d.data() + d.size(), v).ptr == d.data() + d.size() && !d.empty();
    shape += bytes(1, is_number ? number(1, v) : d == "?" ? std::string() : bytes(2, d));
  }
  return bytes(1, name) + bytes(2, bytes(1, number(1, type) + bytes(2, shape)));
}

/// A GraphProto that grows; `text` is its bytes.
struct OnnxGraph {
  std::string text = bytes(2, "g");

  OnnxGraph& input(std::string_view name, int type, const Names& dims) {
    text += bytes(11, value_text(name, type, dims));
    return *this;
  }
  /// An output without a declared type.
  OnnxGraph& output(std::string_view name) {
    text += bytes(12, bytes(1, name));
    return *this;
  }
  template <class T>
  OnnxGraph& tensor(std::string_view name, const std::vector<int64_t>& dims, const std::vector<T>& values) {
    text += bytes(5, tensor_text(name, dims, values));
    return *this;
  }
  OnnxGraph& node(std::string_view op, const Names& inputs, const Names& outputs, const Names& attributes = {},
                  std::string_view name = {}, std::string_view domain = {}) {
    text += bytes(1, node_text(op, inputs, outputs, attributes, name, domain));
    return *this;
  }
};

/// A function of the domain "local".
inline std::string function_text(std::string_view name, const Names& inputs, const Names& outputs,
                                 const Names& attributes, const Names& nodes) {
  std::string out = bytes(1, name) + bytes(10, "local") + bytes(9, number(2, 17));
  for (const auto& i : inputs) out += bytes(4, i);
  for (const auto& o : outputs) out += bytes(5, o);
  for (const auto& a : attributes) out += bytes(6, a);
  for (const auto& n : nodes) out += bytes(7, n);
  return out;
}

inline std::string onnx_model(const OnnxGraph& graph, int opset = 17, const Names& functions = {}) {
  std::string out = number(1, 8) + bytes(2, "test") + bytes(8, number(2, opset)) +
                    bytes(8, bytes(1, "local") + number(2, 1)) + bytes(8, bytes(1, "com.microsoft") + number(2, 1)) +
                    bytes(8, bytes(1, "ai.onnx.preview.training") + number(2, 1)) +
                    bytes(8, bytes(1, "ai.onnx.ml") + number(2, 3)) +
                    bytes(7, graph.text);
  for (const auto& f : functions) out += bytes(25, f);
  return out;
}

inline ImportResult import_text(const std::string& model, const onnx::ImportOptions& options = {}) {
  return onnx::import_model(onnx::load_model_bytes(std::as_bytes(std::span(model))), options);
}

}  // namespace sinter::test
