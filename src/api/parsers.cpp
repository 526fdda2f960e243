// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/parsers.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <string_view>

#include "api/build_job.h"
#include "api/cut_network.h"
#include "api/model_contents.h"
#include "api/model_format.h"
#include "api/network_impl.h"
#include "base/text.h"
#include "import/caffe/import.h"
#include "import/darknet/import.h"
#include "import/onnx/import.h"
#include "import/onnx/model_file.h"
#include "import/tensorflow/import.h"
#include "import/uff/import.h"
#include "sinter/error.h"

namespace sinter {
namespace {

/// Called between nodes. Throws Error(kCancelled) when the caller has cancelled; empty if it never will.
using Check = std::function<void()>;
using Import = std::function<ImportResult(const Check&)>;

// Reading by a thread of its own if it can be cancelled: whatever it is in the middle of, the call returns. So `import`
// must own all that it uses.
ImportResult import_cancellable(const std::function<bool()>& cancelled, const Import& import) {
  if (!cancelled) return import({});
  auto result = std::make_shared<ImportResult>();
  const auto work = [=](const std::function<bool()>& stop) {
    *result = import([stop] {
      if (stop()) fail(ErrorCode::kCancelled, "reading the model was cancelled", "start it again");
    });
  };
  run_or_leave(work, cancelled, "reading the model was cancelled", "start it again");
  return std::move(*result);
}

Network wrap(ImportResult result, std::string name, std::vector<std::string>* warnings) {
  Network n(std::move(name));
  n.impl().graph = std::move(result.graph);
  n.impl().metadata = std::move(result.info.metadata);
  if (warnings) warnings->insert(warnings->end(), result.warnings.begin(), result.warnings.end());
  return n;
}

std::string file_name(const std::string& path) { return std::filesystem::path(path).filename().string(); }

[[noreturn]] void refuse(ModelFormat format, const std::string& what, const std::string& why) {
  fail(ErrorCode::kInvalidArgument, what + " was given for a model in the format " + name_of(format) + ", " + why,
       "leave it out, or check the model's name");
}

void refuse_twice(const char* what, const std::string& name) {
  fail(ErrorCode::kInvalidArgument, std::string("the ") + what + " " + quote(name) + " is given twice", "give it once");
}

void check_ends(ModelFormat format, const ParseOptions& o) {
  std::set<std::string_view> inputs, outputs;
  for (const ModelInput& input : o.inputs) {
    if (!inputs.insert(input.name).second) refuse_twice("input", input.name);
    if (input.order != DimOrder::kAsIs && format != ModelFormat::kUff)
      refuse(format, "an order of the dims of input " + quote(input.name), "but only UFF files take one");
  }
  for (const std::string& name : o.outputs)
    if (!outputs.insert(name).second) refuse_twice("output", name);
}

void check_options(ModelFormat format, const ParseOptions& o) {
  check_ends(format, o);
  const bool has_weights = format == ModelFormat::kCaffe || format == ModelFormat::kDarknet;
  if (!o.weights.empty() && !has_weights)
    refuse(format, "a file of weights, " + quote(o.weights) + ",", "which holds its own weights");
  if (o.random_weights && !has_weights) refuse(format, "a seed of random weights", "which holds its own weights");
  if (!o.mean.empty() && format != ModelFormat::kCaffe)
    refuse(format, "a mean, " + quote(o.mean) + ",", "but only Caffe models have one");
  if (!o.external_dir.empty() && format != ModelFormat::kOnnx)
    refuse(format, "a folder of external weights, " + quote(o.external_dir) + ",", "but only ONNX models have them");
}

onnx::ImportOptions onnx_options(const ParseOptions& o, const Check& check) {
  onnx::ImportOptions out;
  if (!o.external_dir.empty()) out.external_dirs = {o.external_dir};
  for (const auto& input : o.inputs)
    if (!input.dims.empty()) out.input_dims.emplace(input.name, input.dims);
  out.extra_outputs = o.outputs;
  out.check_cancelled = check;
  return out;
}

ImportResult import_onnx(const onnx::ModelFile& file, const ParseOptions& o, const Check& check) {
  ImportResult result = onnx::import_model(file, onnx_options(o, check));
  cut_network(*result.graph, o.inputs, o.outputs);
  return result;
}

using FileReader = ImportResult (*)(const std::string&, const ReadOptions&);

Network parse_with(FileReader read, ModelFormat format, const std::string& path, const ParseOptions& o,
                   std::vector<std::string>* warnings) {
  check_options(format, o);
  ReadOptions own{o.inputs, o.outputs, weights_file(path, o), o.mean, o.random_weights, {}};
  const Import import = [=](const Check& check) mutable {
    own.check_cancelled = check;
    return read(path, own);
  };
  return wrap(import_cancellable(o.cancelled, import), file_name(path), warnings);
}

}  // namespace

Network parse_onnx(const std::string& path, const ParseOptions& options, std::vector<std::string>* warnings) {
  check_options(ModelFormat::kOnnx, options);
  ParseOptions own = options;  // what may be left behind holds nothing of the caller's
  own.cancelled = {};
  const Import import = [path, own](const Check& check) {
    std::vector<std::string> folders;
    if (!own.external_dir.empty()) folders.push_back(own.external_dir);
    return import_onnx(onnx::load_model_file(path, folders), own, check);
  };
  return wrap(import_cancellable(options.cancelled, import), file_name(path), warnings);
}

Network parse_onnx(std::span<const std::byte> bytes, const ParseOptions& options, std::vector<std::string>* warnings) {
  check_options(ModelFormat::kOnnx, options);
  // A thread that is left to itself must not read the caller's bytes.
  const auto copy = options.cancelled ? std::make_shared<std::vector<std::byte>>(bytes.begin(), bytes.end()) : nullptr;
  const std::span<const std::byte> data = copy ? std::span<const std::byte>(*copy) : bytes;
  ParseOptions own = options;
  own.cancelled = {};
  const Import import = [copy, data, own](const Check& check) {
    return import_onnx(onnx::load_model_bytes(data, own.external_dir), own, check);
  };
  return wrap(import_cancellable(options.cancelled, import), "model", warnings);
}

Network parse_caffe(const std::string& path, const ParseOptions& options, std::vector<std::string>* warnings) {
  return parse_with(caffe::import_file, ModelFormat::kCaffe, path, options, warnings);
}

Network parse_tensorflow(const std::string& path, const ParseOptions& options, std::vector<std::string>* warnings) {
  return parse_with(tensorflow::import_file, ModelFormat::kTensorFlow, path, options, warnings);
}

Network parse_uff(const std::string& path, const ParseOptions& options, std::vector<std::string>* warnings) {
  return parse_with(uff::import_file, ModelFormat::kUff, path, options, warnings);
}

Network parse_darknet(const std::string& path, const ParseOptions& options, std::vector<std::string>* warnings) {
  return parse_with(darknet::import_file, ModelFormat::kDarknet, path, options, warnings);
}

Network parse_model(const std::string& path, const ParseOptions& options, std::vector<std::string>* warnings) {
  switch (model_format(path)) {
    case ModelFormat::kCaffe:
      return parse_caffe(path, options, warnings);
    case ModelFormat::kTensorFlow:
      return parse_tensorflow(path, options, warnings);
    case ModelFormat::kUff:
      return parse_uff(path, options, warnings);
    case ModelFormat::kDarknet:
      return parse_darknet(path, options, warnings);
    case ModelFormat::kOnnx:
      break;
  }
  return parse_onnx(path, options, warnings);
}

}  // namespace sinter
