// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "api/model_format.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string_view>

#include "base/file.h"
#include "base/text.h"
#include "import/model_bytes.h"
#include "sinter/error.h"

namespace sinter {
namespace {

std::string lower_extension(const std::string& path) {
  std::string ext = std::filesystem::path(path).extension().string();
  std::transform(ext.begin(), ext.end(), ext.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return ext;
}

// A SavedModel is left to the TensorFlow reader, which says what to do; what is not known, to the ONNX reader.
ModelFormat by_contents(const std::string& path) {
  const MappedFile file(path);
  switch (kind_of_model(file.bytes())) {
    case ModelKind::kGraphDef:
    case ModelKind::kSavedModel:
      return ModelFormat::kTensorFlow;
    case ModelKind::kUff:
      return ModelFormat::kUff;
    default:
      return ModelFormat::kOnnx;
  }
}

bool is_saved_model_folder(const std::string& path) {
  std::error_code ignored;  // what cannot be looked at is no folder
  return std::filesystem::exists(std::filesystem::path(path) / "saved_model.pb", ignored);
}

/// How models come here from the formats of other programs.
std::string way_out(const std::string& ext) {
  struct Row {
    std::string_view ext;
    const char* text;
  };
  constexpr const char* kTorch = "export it from PyTorch with torch.onnx.export";
  constexpr const char* kKeras =
      "export it from TensorFlow with tf2onnx, or freeze the graph (convert_variables_to_constants_v2) and give the "
      ".pb";
  static constexpr Row kRows[] = {
      {".h5", kKeras},
      {".hdf5", kKeras},
      {".keras", kKeras},
      {".tflite", "export it with tf2onnx: python -m tf2onnx.convert --tflite MODEL.tflite --output MODEL.onnx"},
      {".pt", kTorch},
      {".pt2", kTorch},
      {".pth", kTorch},
      {".ckpt", "a checkpoint has weights only: export the model from its framework to ONNX, or freeze its graph"},
      {".safetensors", "the file has weights only: load them into the model in PyTorch, and use torch.onnx.export"},
      {".bin", "the file has weights only: load them into the model in PyTorch, and use torch.onnx.export"},
      {".mlmodel", "convert it to ONNX with onnxmltools, or export it to ONNX from the framework that it came from"},
      {".mlpackage", "export it to ONNX from the framework that it came from"},
      {".pdmodel", "export it from PaddlePaddle with paddle2onnx"},
      {".weights", "give the .cfg of the network, and this file as its weights"},
  };
  for (const Row& row : kRows)
    if (row.ext == ext) return row.text;
  return "give an ONNX file (.onnx), a Caffe .prototxt or .caffemodel, a frozen TensorFlow graph (.pb), a .uff file or "
         "a Darknet .cfg";
}

}  // namespace

ModelFormat model_format(const std::string& path) {
  const std::string ext = lower_extension(path);
  if (is_saved_model_folder(path)) return ModelFormat::kTensorFlow;
  if (ext == ".onnx") return ModelFormat::kOnnx;
  if (ext == ".prototxt" || ext == ".caffemodel") return ModelFormat::kCaffe;
  if (ext == ".uff") return ModelFormat::kUff;
  if (ext == ".cfg") return ModelFormat::kDarknet;
  if (ext == ".pbtxt") return ModelFormat::kTensorFlow;
  if (ext == ".pb" || ext.empty()) return by_contents(path);
  fail(ErrorCode::kUnsupported, "the model format of " + quote(path) + " is not known (extension " + quote(ext) + ")",
       way_out(ext));
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
