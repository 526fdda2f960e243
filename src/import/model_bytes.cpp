// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/model_bytes.h"

#include <string>
#include <string_view>

#include "import/protobuf/wire_reader.h"

namespace sinter {
namespace {

/// What to say of each kind, in the order of ModelKind.
struct KindText {
  const char *name, *way_out;
};
constexpr KindText kKindTexts[] = {
    {"", ""},
    {"an ONNX model", "named .onnx it is read as it is"},
    {"a TensorFlow graph", "named .pb it is read as it is"},
    {"a SavedModel of TensorFlow", "freeze it into one graph, and give that"},
    {"a UFF file", "named .uff it is read as it is"},
    {"a TensorFlow Lite model", "export the model to ONNX (tf2onnx --tflite)"},
    {"an HDF5 file, as Keras writes", "export the model to ONNX (tf2onnx)"},
    {"a zip archive, as PyTorch and Keras write", "unpack it, or export the model to ONNX"},
    {"gzip data", "unpack it"},
};

/// Whether bytes begin with field 1 or 2, of several bytes, as the messages NodeDef and MetaGraphDef do; a name begins
/// with a letter.
bool begins_with_message(ByteSpan bytes) {
  return !bytes.empty() && (bytes[0] == std::byte{0x0A} || bytes[0] == std::byte{0x12});
}

// Field 1 is a version, a number, in ONNX's ModelProto, UFF's MetaGraph and SavedModel, and node, a message, in
// GraphDef. Field 2 is producer_name (text), the core's version (a number) and the graphs in the first three. Field 7
// is ONNX's graph and nothing in the others.
ModelKind kind_of_fields(WireReader in) {
  bool has_version = false;
  ModelKind seen = ModelKind::kUnknown;
  try {
    for (; in.next(); in.skip()) {
      const bool is_bytes = in.type() == WireType::kBytes;
      if (in.field() == 1 && is_bytes) {
        seen = ModelKind::kGraphDef;
        return begins_with_message(in.bytes()) ? seen : ModelKind::kUnknown;  // Caffe has the network's name there
      }
      if (in.field() == 1 && in.type() == WireType::kVarint) has_version = true;
      if (in.field() == 2 && in.type() == WireType::kVarint && has_version) return ModelKind::kUff;
      if (in.field() == 7 && is_bytes) return ModelKind::kOnnx;
      if (in.field() == 2 && is_bytes && has_version) {
        WireReader value = in;
        if (begins_with_message(value.bytes())) seen = ModelKind::kSavedModel;
      }
    }
  } catch (const Error&) {  // cut short, or none of these: what was seen counts
  }
  return seen;
}

}  // namespace

ModelKind kind_of_model(ByteSpan bytes) {
  const std::string_view text = as_string_view(bytes);
  if (text.starts_with("PK\x03\x04")) return ModelKind::kZip;
  if (text.starts_with("\x1f\x8b")) return ModelKind::kGzip;
  if (text.starts_with("\x89HDF\r\n")) return ModelKind::kHdf5;
  if (text.size() >= 8 && text.substr(4, 4) == "TFL3") return ModelKind::kTflite;
  return kind_of_fields(WireReader(bytes));
}

void refuse_lfs_pointer(ByteSpan bytes) {
  if (as_string_view(bytes).starts_with("version https://git-lfs"))
    fail(ErrorCode::kInvalidModel, "this is no model but a pointer of Git LFS to one", "fetch it: git lfs pull");
}

Error with_guess(const Error& error, ByteSpan bytes, ModelKind expected) {
  const ModelKind kind = kind_of_model(bytes);
  // What is only not supported was recognised, and has a remedy of its own.
  if (kind == ModelKind::kUnknown || kind == expected || error.code() != ErrorCode::kInvalidModel) return error;
  const KindText& text = kKindTexts[size_t(kind)];
  Error out(error.code(), error.message(), std::string("the file looks like ") + text.name + ": " + text.way_out);
  for (auto place = error.context().rbegin(); place != error.context().rend(); ++place) out.in(*place);
  return out;
}

}  // namespace sinter
