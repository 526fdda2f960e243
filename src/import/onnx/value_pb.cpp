// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// SequenceProto and OptionalProto number their fields alike: 1 name, 2 kind of the elements, 3 tensors, 4 sparse
// tensors, 5 sequences, 6 maps, 7 optionals.
#include "import/onnx/value_pb.h"

#include "import/onnx/read_model.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

using Source = std::shared_ptr<const ModelSource>;

// Reads the elements of a sequence or an optional.
void read_elements(WireReader in, ReadBudget& budget, const Source& source, ValueData& out) {
  budget.record();
  const ReadBudget::Level level(budget);
  const auto nested = [&](ValueData::Kind kind) {
    ValueData& element = out.elements.emplace_back();
    element.kind = kind;
    read_elements(in.message(), budget, source, element);
  };
  while (in.next()) {
    switch (in.field()) {
      case 3: {
        TensorProto tensor;
        read_tensor(in.message(), budget, tensor);
        out.elements.emplace_back().tensor = decode_tensor(tensor, source);
        break;
      }
      case 4: {
        SparseTensorProto tensor;
        read_sparse_tensor(in.message(), budget, tensor);
        out.elements.emplace_back().tensor = decode_sparse_tensor(tensor, source);
        break;
      }
      case 5:
        nested(ValueData::Kind::kSequence);
        break;
      case 6:
        fail(ErrorCode::kUnsupported, "maps are not supported as values", "use tensors of keys and values");
      case 7:
        nested(ValueData::Kind::kOptional);
        break;
      default:
        in.skip();
    }
  }
  if (out.kind == ValueData::Kind::kOptional && out.elements.size() > 1) in.fail_here("an optional has two elements");
}

ValueData read_value(const Source& source, TypeProto::Kind kind) {
  ValueData out;
  switch (kind) {
    case TypeProto::Kind::kSequence:
      out.kind = ValueData::Kind::kSequence;
      break;
    case TypeProto::Kind::kOptional:
      out.kind = ValueData::Kind::kOptional;
      break;
    case TypeProto::Kind::kTensor:
      out.tensor = decode_tensor(read_tensor(source->bytes()), source);
      return out;
    default:
      fail(ErrorCode::kUnsupported, "values of this kind are not supported", "use tensors");
  }
  ReadBudget budget;
  read_elements(WireReader(source->bytes()), budget, source, out);
  return out;
}

}  // namespace

ValueData load_value_pb(const std::string& path, TypeProto::Kind kind) {
  const auto source = std::make_shared<const ModelSource>(path, std::vector<std::string>{});
  try {
    return read_value(source, kind);
  } catch (Error& error) {
    throw error.in("file " + path);
  }
}

TensorData load_tensor_pb(const std::string& path) { return load_value_pb(path, TypeProto::Kind::kTensor).tensor; }

}  // namespace sinter::onnx
