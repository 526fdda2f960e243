// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "nvinfer/v10/nvinfer/network.h"

#include <algorithm>
#include <filesystem>
#include <new>

#include "nvinfer/v10/common/convert.h"
#include "sinter/parsers.h"

namespace sinter::nvinfer {
namespace {

nvonnxparser::ErrorCode parser_code(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::kUnsupported:
      return nvonnxparser::ErrorCode::kUNSUPPORTED_NODE;
    case ErrorCode::kInvalidModel:
    case ErrorCode::kLimit:
      return nvonnxparser::ErrorCode::kMODEL_DESERIALIZE_FAILED;
    case ErrorCode::kShapeMismatch:
      return nvonnxparser::ErrorCode::kINVALID_GRAPH;
    case ErrorCode::kInvalidArgument:
      return nvonnxparser::ErrorCode::kINVALID_VALUE;
    case ErrorCode::kOutOfMemory:
      return nvonnxparser::ErrorCode::kMEM_ALLOC_FAILED;
    default:
      return nvonnxparser::ErrorCode::kINTERNAL_ERROR;
  }
}

}  // namespace

Tensor* Network::wrap(const sinter::Tensor& handle, bool is_input) {
  tensors_.push_back(
      std::make_unique<Tensor>(handle, handle.name(), to_trt(handle.dtype()), to_trt(handle.dims()), is_input));
  return tensors_.back().get();
}

void Network::import(const void* bytes, std::size_t size, const char* path) {
  if (!tensors_.empty()) {
    fail(ErrorCode::kInvalidArgument, "the network has tensors already", "Parse into a new network");
  }
  ParseOptions options;
  if (path != nullptr) options.external_dir = std::filesystem::path(path).parent_path().string();
  std::vector<std::string> warnings;
  network_ = parse_onnx({static_cast<const std::byte*>(bytes), size}, options, &warnings);
  for (const std::string& text : warnings) reporter_.log(nvinfer1::Severity::kWARNING, text);
  for (const sinter::Tensor& handle : network_.inputs()) inputs_.push_back(wrap(handle, true));
  for (const sinter::Tensor& handle : network_.outputs()) {
    outputs_.push_back(wrap(handle, false));
    outputs_.back()->set_output(true);
  }
  name_ = network_.name();
}

bool Network::import_onnx(const void* bytes, std::size_t size, const char* path, ImportErrors& errors) noexcept {
  try {
    import(bytes, size, path);
    return true;
  } catch (const Error& e) {
    errors.add(parser_code(e.code()), e.what());
  } catch (const std::bad_alloc&) {
    errors.add(nvonnxparser::ErrorCode::kMEM_ALLOC_FAILED, "out of memory");
  } catch (const std::exception& e) {
    errors.add(nvonnxparser::ErrorCode::kINTERNAL_ERROR, e.what());
  }
  return false;
}

nvinfer1::ITensor* Network::addInput(const char* name, nvinfer1::DataType type, const nvinfer1::Dims& dims) noexcept {
  return reporter_.guard<nvinfer1::ITensor*>(nullptr, [&] {
    if (name == nullptr) fail(ErrorCode::kInvalidArgument, "an input needs a name", "Pass one");
    inputs_.push_back(wrap(network_.add_input(name, from_trt(type), from_trt(dims)), true));
    return inputs_.back();
  });
}

void Network::markOutput(nvinfer1::ITensor& tensor) noexcept {
  auto& ours = static_cast<Tensor&>(tensor);  // every ITensor in the process is one
  reporter_.guard(false, [&] {
    if (ours.isNetworkOutput()) return true;
    network_.mark_output(ours.handle());
    ours.set_output(true);
    outputs_.push_back(&ours);
    return true;
  });
}

void Network::unmarkOutput(nvinfer1::ITensor& tensor) noexcept {
  auto& ours = static_cast<Tensor&>(tensor);
  reporter_.guard(false, [&] {
    network_.unmark_output(ours.handle());
    ours.set_output(false);
    std::erase(outputs_, &ours);
    return true;
  });
}

}  // namespace sinter::nvinfer
