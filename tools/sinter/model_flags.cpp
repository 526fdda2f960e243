// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "model_flags.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>

#include "cancel.h"
#include "words.h"

namespace sinter::cli {
namespace {

int64_t whole_number(const std::string& flag, const std::string& text) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty())
    throw UsageError(flag + ": " + in_quotes(text) + " is not a whole number");
  return value;
}

std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  return text;
}

DimOrder dim_order(std::string text) {
  text = lower_case(std::move(text));
  if (text.empty() || text == "nchw") return DimOrder::kNchw;
  if (text == "nhwc") return DimOrder::kNhwc;
  if (text == "nc") return DimOrder::kNc;
  throw UsageError("--uff-order " + in_quotes(text) + ": give nchw, nhwc or nc");
}

/// "NAME,C,H,W" as trtexec has it.
ModelInput uff_input(const std::string& text, const std::string& order) {
  const Words parts = split(text, ',');
  if (parts.size() < 2 || parts[0].empty())
    throw UsageError("--uff-input " + in_quotes(text) + " is not of the form NAME,C,H,W");
  ModelInput input{.name = parts[0], .dims = {}, .order = dim_order(order)};
  for (size_t i = 1; i < parts.size(); ++i) input.dims.push_back(whole_number("--uff-input", parts[i]));
  return input;
}

/// "NAME" or "NAME:1x49x10" ("-1" or "?" for a dim that only the run tells). TensorFlow's names may end in ":0", so a
/// shape of one dim is written "NAME:49x".
ModelInput model_input(const std::string& text) {
  const size_t colon = text.rfind(':');
  std::string tail = colon == std::string::npos ? "" : text.substr(colon + 1);
  const bool is_port = !tail.empty() && tail.find_first_not_of("0123456789") == std::string::npos;
  const bool is_shape = !tail.empty() && tail.find_first_not_of("0123456789x?-") == std::string::npos;
  if (!is_shape || is_port) return {.name = text};
  ModelInput input{.name = text.substr(0, colon)};
  if (tail.back() == 'x') tail.pop_back();
  for (const auto& dim : split(tail, 'x')) input.dims.push_back(dim == "?" ? -1 : whole_number("--inputs", dim));
  return input;
}

}  // namespace

void ModelFlags::add(CLI::App& app, std::string& model, bool output_too, std::string* next) {
  model_ = &model;
  app.add_option("--prototxt", prototxt_, "Caffe network (text), in place of the model's name");
  app.callback([this, &model, next] { take_prototxt(model, next); });
  app.add_option("--caffemodel,--weights", weights_,
                 "Weights of a Caffe .prototxt (.caffemodel) or a Darknet .cfg (.weights; default: of the same name)");
  app.add_option("--mean", mean_, "Mean image (.binaryproto) that a Caffe network subtracts from its input");
  app.add_option("--random-weights", random_weights_,
                 "Fill missing weights of Caffe and Darknet networks with random numbers of this seed (benchmarks)");
  add_list(app, "--inputs", inputs_,
           "Inputs by commas: NAME or NAME:1x49x10 (-1: a dim that the run tells; one dim: NAME:49x). A value inside "
           "the model becomes an "
           "input, and what is before it is left out");
  add_list(app, output_too ? "--outputs,--output" : "--outputs", outputs_,
           "Values that become the outputs, by commas; what they do not need is left out");
  add_list(app, "--uff-input", uff_inputs_, "An input of a UFF file, without the batch: NAME,C,H,W; may be repeated");
  app.add_option("--uff-order", uff_order_, "Order of the dims after --uff-input: nchw, nhwc or nc (nchw)");
  add_external_dir(app);
}

void ModelFlags::add_external_dir(CLI::App& app) {
  app.add_option("--external-dir", external_dir_,
                 "Folder that an ONNX model's external weights may come from (default: the model's own)");
}

ParseOptions ModelFlags::options() const {
  ParseOptions o;
  o.external_dir = external_dir_;
  o.cancelled = cancel_requested;
  o.weights = weights_;
  o.mean = mean_;
  o.random_weights = random_weights_;
  for (const auto& text : comma_list(inputs_)) o.inputs.push_back(model_input(text));
  for (const auto& text : uff_inputs_) o.inputs.push_back(uff_input(text, uff_order_));
  o.outputs = comma_list(outputs_);
  if (!uff_order_.empty() && uff_inputs_.empty()) throw UsageError("--uff-order says nothing without --uff-input");
  return o;
}

void ModelFlags::take_prototxt(std::string& model, std::string* next) const {
  if (prototxt_.empty()) return;
  const std::string ending = lower_case(std::filesystem::path(prototxt_).extension().string());
  if (ending != ".prototxt" && ending != ".caffemodel")
    throw UsageError("--prototxt is for Caffe networks (.prototxt or .caffemodel); give " + in_quotes(prototxt_) +
                     " without it");
  if (!model.empty()) {
    if (next == nullptr || !next->empty())
      throw UsageError("--prototxt " + in_quotes(prototxt_) + " and the model " + in_quotes(model) +
                       " are both given; give one of them");
    *next = std::move(model);
  }
  model = prototxt_;
}

Words ModelFlags::files() const {
  Words out{weights_, mean_};
  if (model_ == nullptr) return out;
  out.push_back(*model_);
  std::filesystem::path path(*model_);
  if (weights_.empty() && lower_case(path.extension().string()) == ".cfg")
    out.push_back(path.replace_extension(".weights").string());
  return out;
}

std::string ModelFlags::given() const {
  if (!weights_.empty()) return "--weights";
  if (!mean_.empty()) return "--mean";
  if (random_weights_) return "--random-weights";
  if (!inputs_.empty()) return "--inputs";
  if (!outputs_.empty()) return "--outputs";
  if (!uff_inputs_.empty()) return "--uff-input";
  return external_dir_.empty() ? "" : "--external-dir";
}

}  // namespace sinter::cli
