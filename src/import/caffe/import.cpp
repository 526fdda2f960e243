// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/import.h"

#include "base/file.h"
#include "base/text.h"
#include "import/caffe/net.h"
#include "import/caffe/net_importer.h"
#include "import/caffe/weight_store.h"
#include "sinter/error.h"

namespace sinter::caffe {
namespace {

/// A part of the model and what errors call it.
struct Part {
  ByteSpan bytes;
  std::shared_ptr<const void> owner;
  std::string path;  // empty: in memory
};

template <class F>
auto in_part(const Part& part, const char* kind, F f) {
  try {
    return f();
  } catch (Error& e) {
    throw e.in(part.path.empty() ? std::string(kind) : "file " + quote(part.path));
  }
}

Part map_part(const std::string& path) {
  if (path.empty()) return {};
  auto file = std::make_shared<const MappedFile>(path);
  const ByteSpan bytes = file->bytes();
  return {bytes, std::move(file), path};
}

Part copy_part(ByteSpan bytes, const std::shared_ptr<const void>& owner) {
  if (bytes.empty() || owner) return {bytes, owner, {}};
  auto copy = std::make_shared<const std::vector<std::byte>>(bytes.begin(), bytes.end());
  const ByteSpan view = *copy;
  return {view, std::move(copy), {}};
}

void warn_unknown(const NetFile& file, ImportResult& result) {
  for (const std::string& u : file.unknown())
    result.warnings.push_back("layer " + u + " of the binary file is not known and was ignored");
}

ImportResult import_parts(const Part& net_part, const Part& weights_part, const Part& mean_part,
                          const ReadOptions& options) {
  std::optional<NetFile> weights_file;
  Net weights_net;
  if (!weights_part.path.empty() || !weights_part.bytes.empty()) {
    in_part(weights_part, "the weights", [&] {
      weights_file.emplace(weights_part.bytes, weights_part.owner);
      weights_net = read_net(*weights_file, true);
    });
  }
  std::optional<Weights> mean;
  if (!mean_part.path.empty() || !mean_part.bytes.empty())
    mean = in_part(mean_part, "the mean", [&] { return parse_binaryproto(mean_part.bytes, mean_part.owner); });
  return in_part(net_part, "the network", [&] {
    NetFile file(net_part.bytes, net_part.owner);
    const Net net = read_net(file, false);
    if (net.layers.empty())
      fail(ErrorCode::kInvalidModel, "it describes no layers", "give the .prototxt of a network, or its .caffemodel");
    ImportResult result;
    result.info.producer = "Caffe";
    result.graph = std::make_unique<Graph>(net.name.empty() ? "main" : net.name);
    warn_unknown(file, result);
    WeightStore weights(file, weights_file ? &*weights_file : nullptr, weights_file ? &weights_net : nullptr,
                        options.random_weights);
    NetImporter(net, weights, options, mean ? &*mean : nullptr, result).run();
    return result;
  });
}

}  // namespace

ImportResult import_file(const std::string& path, const ReadOptions& options) {
  return import_parts(map_part(path), map_part(options.weights), map_part(options.mean), options);
}

ImportResult import_bytes(const ModelBytes& model, const ReadOptions& options) {
  return import_parts(copy_part(model.net, model.owner), copy_part(model.weights, model.owner),
                      copy_part(model.mean, model.owner), options);
}

}  // namespace sinter::caffe
