// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "api/model_contents.h"

#include <filesystem>
#include <set>
#include <vector>

#include "api/model_format.h"
#include "base/file.h"
#include "import/onnx/model_file.h"

namespace sinter {
namespace {

void note_location(const onnx::TensorProto& t, std::set<std::string>& out) {
  for (const auto& e : t.external)
    if (e.key == "location") out.insert(std::string(e.value));
}

// All tensors of a model that may name external files; graphs inside attributes are put on the list of work.
std::set<std::string> external_locations(const onnx::ModelProto& model) {
  std::set<std::string> out;
  std::vector<const onnx::GraphProto*> work{&model.graph};
  const auto look_at = [&](const std::vector<onnx::NodeProto>& nodes) {
    for (const auto& n : nodes)
      for (const auto& a : n.attributes) {
        if (const auto* tensors = std::get_if<std::vector<onnx::TensorProto>>(&a.value))
          for (const auto& t : *tensors) note_location(t, out);
        if (const auto* graphs = std::get_if<std::vector<onnx::GraphProto>>(&a.value))
          for (const auto& g : *graphs) work.push_back(&g);
        if (const auto* sparse = std::get_if<std::vector<onnx::SparseTensorProto>>(&a.value))
          for (const auto& s : *sparse) {
            note_location(s.values, out);
            note_location(s.indices, out);
          }
      }
  };
  for (const auto& f : model.functions) look_at(f.nodes);
  while (!work.empty()) {
    const onnx::GraphProto& g = *work.back();
    work.pop_back();
    for (const auto& t : g.initializers) note_location(t, out);
    for (const auto& s : g.sparse_initializers) {
      note_location(s.values, out);
      note_location(s.indices, out);
    }
    look_at(g.nodes);
  }
  return out;
}

void add_onnx_files(const std::string& path, const ParseOptions& options, Hasher& h) {
  std::vector<std::string> folders;
  if (!options.external_dir.empty()) folders.push_back(options.external_dir);
  const onnx::ModelFile file = onnx::load_model_file(path, folders);
  h.add(hash128(file.source->bytes()));
  for (const auto& location : external_locations(file.model))
    h.add(location).add(hash128(file.source->external_file(location)));
}

void add_file(const std::string& path, Hasher& h) {
  if (path.empty()) {
    h.add("no file");
    return;
  }
  h.add(hash128(MappedFile(path).bytes()));
}

}  // namespace

std::string weights_file(const std::string& path, const ParseOptions& options) {
  if (!options.weights.empty() || model_format(path) != ModelFormat::kDarknet) return options.weights;
  const std::string beside = std::filesystem::path(path).replace_extension(".weights").string();
  std::error_code ignored;
  return std::filesystem::exists(beside, ignored) ? beside : "";
}

Hash128 model_contents(const std::string& path, const ParseOptions& options) {
  Hasher h;
  if (model_format(path) == ModelFormat::kOnnx) {
    add_onnx_files(path, options, h);
  } else {
    add_file(path, h);
    add_file(weights_file(path, options), h);
    add_file(options.mean, h);
  }
  h.add(options.random_weights ? "seed " + std::to_string(*options.random_weights) : "no seed");
  for (const auto& input : options.inputs)
    h.add("input").add(input.name).add(to_string(input.dims)).add(std::to_string(int(input.order)));
  for (const auto& name : options.outputs) h.add("output").add(name);
  return h.finish128();
}

}  // namespace sinter
