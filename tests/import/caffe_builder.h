// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Small Caffe models for tests: text as it is, weights as bytes.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "import/caffe/import.h"
#include "import/onnx_bytes.h"
#include "ir/host_tensor.h"
#include "ir/interpret.h"

namespace sinter::test {

using Floats = std::vector<float>;

/// A BlobProto with packed floats.
inline std::string caffe_blob(const std::vector<int64_t>& dims, const Floats& values) {
  std::string shape, data;
  for (const int64_t d : dims) shape += varint(static_cast<uint64_t>(d));
  for (const float v : values) data += raw(v);
  return bytes(7, bytes(1, shape)) + bytes(5, data);
}

/// A layer with weights, as a field of a .caffemodel.
inline std::string caffe_weights(std::string_view layer, std::initializer_list<std::string> blobs) {
  std::string out = bytes(1, layer);
  for (const std::string& b : blobs) out += bytes(7, b);
  return bytes(100, out);
}

inline ImportResult import_caffe(std::string_view net, std::string_view weights = {}, const ReadOptions& options = {},
                                 std::string_view mean = {}) {
  return caffe::import_bytes({as_byte_span(net), as_byte_span(weights), as_byte_span(mean), nullptr}, options);
}

/// The outputs of the network by the reference meanings of its ops.
inline std::vector<std::vector<double>> run_caffe(const ImportResult& model, const std::vector<Floats>& inputs) {
  std::vector<HostTensor> feeds;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const std::vector<double> values(inputs[i].begin(), inputs[i].end());
    feeds.push_back(HostTensor::of_doubles(DataType::kFloat32,
                                           model.graph->tensor(model.graph->inputs()[i]).static_dims(), values));
  }
  std::vector<std::vector<double>> out;
  for (const HostTensor& t : interpret(*model.graph, std::move(feeds))) out.push_back(t.to_doubles());
  return out;
}

inline std::string caffe_input(std::string_view name, std::initializer_list<int> dims) {
  std::string out = "layer { name: \"in_" + std::string(name) + "\" type: \"Input\" top: \"" + std::string(name) +
                    "\" input_param { shape {";
  for (const int d : dims) out += " dim: " + std::to_string(d);
  return out + " } } }\n";
}

/// A network of most kinds of layers and its weights, for damaging.
inline constexpr std::string_view kSmallCaffeNet = R"(name: "small"
input: "data" input_shape { dim: 1 dim: 2 dim: 4 dim: 4 }
layer { name: "c" type: "Convolution" bottom: "data" top: "c"
  convolution_param { num_output: 3 kernel_size: 3 pad: 1 } }
layer { name: "r" type: "ReLU" bottom: "c" top: "c" relu_param { negative_slope: 0.1 } }
layer { name: "p" type: "Pooling" bottom: "c" top: "p" pooling_param { pool: AVE kernel_size: 2 stride: 2 } }
layer { name: "s" type: "Slice" bottom: "p" top: "s0" top: "s1" slice_param { slice_point: 1 } }
layer { name: "k" type: "Concat" bottom: "s1" bottom: "s0" top: "k" }
layer { name: "f" type: "InnerProduct" bottom: "k" top: "f" inner_product_param { num_output: 2 } }
layer { name: "y" type: "Softmax" bottom: "f" top: "y" }
layer { name: "q" type: "PriorBox" bottom: "p" bottom: "data" top: "q" prior_box_param { min_size: 2 aspect_ratio: 2 } }
)";

inline std::string small_caffe_weights() {
  return bytes(1, "small") +
         caffe_weights("c", {caffe_blob({3, 2, 3, 3}, Floats(54, 0.25f)), caffe_blob({3}, {1, 2, 3})}) +
         caffe_weights("f", {caffe_blob({2, 12}, Floats(24, 0.5f)), caffe_blob({2}, {0, 1})});
}

}  // namespace sinter::test
