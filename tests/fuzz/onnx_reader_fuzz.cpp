// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// libFuzzer target: any bytes are either a model whose tensors can be decoded, or an Error. A good corpus to start from
// is a handful of small ONNX files.
#include <cstddef>
#include <cstdint>

#include "import/onnx/model_file.h"
#include "import/onnx/tensor_data.h"
#include "sinter/error.h"

namespace {

using namespace sinter;

void decode_quietly(const onnx::TensorProto& tensor, const onnx::ModelFile& file) {
  try {
    onnx::decode_tensor(tensor, file.source);
  } catch (const Error&) {  // one bad tensor need not hide the others
  }
}

void visit(const onnx::GraphProto& graph, const onnx::ModelFile& file) {
  for (const onnx::TensorProto& tensor : graph.initializers) decode_quietly(tensor, file);
  for (const onnx::SparseTensorProto& tensor : graph.sparse_initializers) {
    try {
      onnx::decode_sparse_tensor(tensor, file.source);
    } catch (const Error&) {
    }
  }
  for (const onnx::NodeProto& node : graph.nodes) {
    for (const onnx::AttributeProto& attribute : node.attributes) {
      using Type = onnx::AttributeType;
      if (!attribute.ref_attr_name.empty()) continue;
      if (attribute.type == Type::kGraph) visit(attribute.g(), file);
      if (attribute.type == Type::kTensor) decode_quietly(attribute.t(), file);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    const onnx::ModelFile file = onnx::load_model_bytes({reinterpret_cast<const std::byte*>(data), size});
    visit(file.model.graph, file);
  } catch (const Error&) {
  }
  return 0;
}
