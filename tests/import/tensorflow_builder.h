// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// TensorFlow graphs by hand, for tests of their reader.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "import/onnx_bytes.h"
#include "import/tensorflow/import.h"
#include "ir/host_tensor.h"
#include "ir/interpret.h"

namespace sinter::test {

using TfDims = std::vector<int64_t>;
constexpr int kTfFloat = 1, kTfInt32 = 3, kTfString = 7, kTfInt64 = 9, kTfBool = 10;

inline std::string tf_attr(std::string_view name, const std::string& value) {
  return bytes(5, bytes(1, name) + bytes(2, value));
}
inline std::string tf_string(std::string_view name, std::string_view s) { return tf_attr(name, bytes(2, s)); }
inline std::string tf_int(std::string_view name, int64_t i) { return tf_attr(name, number(3, i)); }
inline std::string tf_float(std::string_view name, float f) { return tf_attr(name, fixed(4, f)); }
inline std::string tf_bool(std::string_view name, bool b) { return tf_attr(name, number(5, b)); }
inline std::string tf_type(std::string_view name, int type) { return tf_attr(name, number(6, type)); }
inline std::string tf_ints(std::string_view name, const TfDims& list) {
  std::string packed;
  for (int64_t v : list) packed += varint(uint64_t(v));
  return tf_attr(name, bytes(1, bytes(3, packed)));
}
inline std::string tf_shape_message(const TfDims& dims) {
  std::string out;
  for (int64_t d : dims) out += bytes(2, number(1, d));
  return out;
}
inline std::string tf_func(std::string_view name, std::string_view function) {
  return tf_attr(name, bytes(10, bytes(1, function)));
}

/// A NodeDef without its field number.
inline std::string tf_node_message(std::string_view name, std::string_view op,
                                   std::initializer_list<std::string_view> inputs, const std::string& attrs = {}) {
  std::string out = bytes(1, name) + bytes(2, op);
  for (auto in : inputs) out += bytes(3, in);
  return out + attrs;
}
inline std::string tf_node(std::string_view name, std::string_view op, std::initializer_list<std::string_view> inputs,
                           const std::string& attrs = {}) {
  return bytes(1, tf_node_message(name, op, inputs, attrs));
}
inline std::string tf_placeholder(std::string_view name, const TfDims& dims, int type = kTfFloat) {
  return tf_node(name, "Placeholder", {}, tf_type("dtype", type) + tf_attr("shape", bytes(7, tf_shape_message(dims))));
}
/// A TensorProto with its elements in tensor_content.
template <class T>
std::string tf_tensor(int type, const TfDims& dims, const std::vector<T>& values) {
  std::string content;
  for (T v : values) content += raw(v);
  return number(1, type) + bytes(2, tf_shape_message(dims)) + bytes(4, content);
}
inline std::string tf_const_of(std::string_view name, int type, const std::string& tensor,
                               std::initializer_list<std::string_view> controls = {}) {
  return tf_node(name, "Const", controls, tf_type("dtype", type) + tf_attr("value", bytes(8, tensor)));
}
inline std::string tf_floats(std::string_view name, const TfDims& dims, const std::vector<float>& values) {
  return tf_const_of(name, kTfFloat, tf_tensor(kTfFloat, dims, values));
}
inline std::string tf_int32s(std::string_view name, const TfDims& dims, const std::vector<int32_t>& values) {
  return tf_const_of(name, kTfInt32, tf_tensor(kTfInt32, dims, values));
}
inline std::string tf_int32(std::string_view name, int32_t value) { return tf_int32s(name, {}, {value}); }
/// VersionDef of current TensorFlow.
inline std::string tf_versions() { return bytes(4, number(1, 1882)); }

inline ImportResult import_tensorflow(const std::string& graph, const ReadOptions& options = {}) {
  return tensorflow::import_graph(tensorflow::load_graph_bytes(as_byte_span(graph)), options);
}

/// All outputs for these inputs, by the ops' reference meanings.
inline std::vector<HostTensor> run_tensorflow(const std::string& graph, std::vector<HostTensor> inputs,
                                              const ReadOptions& options = {}) {
  return interpret(*import_tensorflow(graph + tf_versions(), options).graph, std::move(inputs));
}
inline HostTensor tf_input(const TfDims& dims, const std::vector<double>& values, DataType type = DataType::kFloat32) {
  return HostTensor::of_doubles(type, dims, values);
}

/// while (i < n) { s = s + x; i = i + 1 } with frames; outputs s.
inline std::string tf_frame_loop(int32_t trips) {
  const auto enter = [](std::string_view name, std::string_view in, bool constant) {
    return tf_node(name, "Enter", {in}, tf_string("frame_name", "w") + tf_bool("is_constant", constant));
  };
  return tf_int32("zero", 0) + tf_int32("n", trips) + tf_floats("s0", {2}, {0, 1}) + enter("ei", "zero", false) +
         enter("es", "s0", false) + enter("ex", "x", true) + enter("en", "n", true) +
         tf_node("mi", "Merge", {"ei", "ni"}) + tf_node("ms", "Merge", {"es", "ns"}) +
         tf_node("less", "Less", {"mi", "en"}) + tf_node("cond", "LoopCond", {"less"}) +
         tf_node("si", "Switch", {"mi", "cond"}) + tf_node("ss", "Switch", {"ms", "cond"}) +
         tf_node("bi", "Identity", {"si:1"}) + tf_int32("one", 1) + tf_node("ai", "Add", {"bi", "one"}) +
         tf_node("as", "Add", {"ss:1", "ex"}) + tf_node("ni", "NextIteration", {"ai"}) +
         tf_node("ns", "NextIteration", {"as"}) + tf_node("xs", "Exit", {"ss"});
}

/// A convolution, a while loop, a condition that the run decides and a call of a function.
inline std::string small_tensorflow_graph() {
  const std::string conv =
      tf_placeholder("image", {1, 4, 4, 1}) + tf_floats("w", {2, 2, 1, 1}, {1, 2, 3, 4}) +
      tf_node("conv", "Conv2D", {"image", "w"},
              tf_ints("strides", {1, 2, 2, 1}) + tf_string("padding", "SAME") + tf_string("data_format", "NHWC"));
  const std::string condition = tf_placeholder("p", {}, kTfBool) + tf_node("sw", "Switch", {"x", "p"}) +
                                tf_node("neg", "Neg", {"sw:1"}) + tf_node("pos", "Abs", {"sw"}) +
                                tf_node("both", "Merge", {"pos", "neg"});
  const std::string function = bytes(
      1, bytes(1, bytes(1, "f") + bytes(2, bytes(1, "a") + number(3, 1)) + bytes(3, bytes(1, "b") + number(3, 1))) +
             bytes(3, tf_node_message("r", "Relu", {"a"})) + bytes(4, bytes(1, "b") + bytes(2, "r:activations:0")));
  const std::string call = tf_node("call", "PartitionedCall", {"x"}, tf_func("f", "f"));
  return conv + tf_placeholder("x", {2}) + tf_frame_loop(3) + condition + call + bytes(2, function) + tf_versions();
}

}  // namespace sinter::test
