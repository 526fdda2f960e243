// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "api/model_format.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "import/protobuf/wire_reader.h"
#include "sinter/error.h"

namespace sinter {
namespace {

std::string lower_extension(const std::string& path) {
  std::string ext = std::filesystem::path(path).extension().string();
  std::transform(ext.begin(), ext.end(), ext.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return ext;
}

// Field 1 is ir_version, a number, in ONNX's ModelProto and node, a message, in TensorFlow's GraphDef. Field 7 is the
// graph in the one and unused in the other. What is neither is left to the ONNX reader's message.
ModelFormat by_contents(const std::string& path) {
  const MappedFile file(path);
  try {
    for (WireReader in(file.bytes()); in.next(); in.skip()) {
      if (in.field() == 1) return in.type() == WireType::kBytes ? ModelFormat::kTensorFlow : ModelFormat::kOnnx;
      if (in.field() == 7) return ModelFormat::kOnnx;
    }
  } catch (const Error&) {
    return ModelFormat::kOnnx;
  }
  return ModelFormat::kOnnx;
}

}  // namespace

ModelFormat model_format(const std::string& path) {
  const std::string ext = lower_extension(path);
  if (ext == ".onnx") return ModelFormat::kOnnx;
  if (ext == ".prototxt" || ext == ".caffemodel") return ModelFormat::kCaffe;
  if (ext == ".uff") return ModelFormat::kUff;
  if (ext == ".cfg") return ModelFormat::kDarknet;
  if (ext == ".pbtxt") return ModelFormat::kTensorFlow;
  if (ext == ".pb" || ext.empty()) return by_contents(path);
  fail(ErrorCode::kUnsupported, "the model format of " + quote(path) + " is not known (extension " + quote(ext) + ")",
       "give an ONNX file (.onnx), a Caffe .prototxt or .caffemodel, a frozen TensorFlow graph (.pb), a .uff file or a "
       "Darknet .cfg");
}

const char* name_of(ModelFormat format) {
  switch (format) {
    case ModelFormat::kOnnx:
      return "ONNX";
    case ModelFormat::kCaffe:
      return "Caffe";
    case ModelFormat::kTensorFlow:
      return "TensorFlow";
    case ModelFormat::kUff:
      return "UFF";
    case ModelFormat::kDarknet:
      return "Darknet";
  }
  return "unknown";
}

}  // namespace sinter
