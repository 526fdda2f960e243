// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sides.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "cancel.h"
#include "sinter/error.h"
#include "words.h"

namespace sinter::cli {
namespace {

HostArray copy_of(const ObservedValue& v) {
  HostArray a(v.dtype, v.dims);
  if (v.bytes > 0) std::memcpy(a.data(), v.data, size_t(std::min(v.bytes, a.bytes())));
  return a;
}

class EngineSide final : public Side {
 public:
  EngineSide(const Engine& engine, std::string label, const RunInputs& inputs)
      : session_(engine, inputs.given, inputs.shapes, inputs.seed), label_(std::move(label)) {}

  std::string label() const override { return label_; }

  std::vector<NamedArray> outputs() override {
    session_.run();
    return session_.outputs();
  }

  std::vector<ValueInfo> values() override {
    session_.run();
    const std::vector<LayerTime> layers = session_.context().profile();
    std::vector<ValueInfo> out;
    session_.context().run_observed([&](const ObservedValue& v) {
      const LayerTime& l = layers.at(size_t(v.layer));
      if (l.kind == "copy" || l.kind == "read back") return;  // the same value in another place
      std::string by = l.op + " on " + l.backend;
      if (!l.tactic.empty()) by += " by " + l.tactic;
      out.push_back({v.name, v.dtype, v.bytes, l.sources, by});
    });
    return out;
  }

  Arrays fetch(const std::vector<std::string>& names) override {
    const std::set<std::string> wanted(names.begin(), names.end());
    Arrays out;
    session_.context().run_observed([&](const ObservedValue& v) {
      if (cancel_requested()) fail(ErrorCode::kCancelled, "cancelled");
      if (wanted.contains(v.name)) out.insert_or_assign(v.name, copy_of(v));
    });
    return out;
  }

 private:
  Session session_;
  std::string label_;
};

int64_t known_bytes(const Tensor& t) {
  int64_t count = 1;
  for (int64_t d : t.dims())
    if (d > 0 && count < (int64_t{1} << 40)) count *= d;
  return t.dtype() == DataType::kString ? count * 32 : bytes_of(t.dtype(), count);
}

class NetworkSide final : public Side {
 public:
  NetworkSide(const Network& network, BuildOptions options, std::string label, const RunInputs& inputs)
      : network_(network), options_(std::move(options)), label_(std::move(label)), inputs_(inputs) {}

  std::string label() const override { return label_; }
  std::vector<NamedArray> outputs() override { return run_network(network_, options_, inputs_); }

  std::vector<ValueInfo> values() override {
    std::set<std::string> inputs;
    for (const auto& t : network_.inputs()) inputs.insert(t.name());
    std::vector<ValueInfo> out;
    for (const auto& t : network_.tensors())
      if (!inputs.contains(t.name()) && t.dtype() != DataType::kString)
        out.push_back({t.name(), t.dtype(), known_bytes(t), network_.sources(t), ""});
    return out;
  }

  Arrays fetch(const std::vector<std::string>& names) override {
    std::vector<std::string> known;
    for (const auto& n : names)
      if (network_.find(n).valid()) known.push_back(n);
    if (known.empty()) return {};
    const Network part = network_.extract(known);
    Arrays out;
    for (auto& a : run_network(part, options_, inputs_)) out.insert_or_assign(a.name, std::move(a.array));
    return out;
  }

 private:
  const Network& network_;
  BuildOptions options_;
  std::string label_;
  RunInputs inputs_;
};

}  // namespace

std::unique_ptr<Side> engine_side(const Engine& engine, std::string label, const RunInputs& inputs) {
  return std::make_unique<EngineSide>(engine, std::move(label), inputs);
}

std::unique_ptr<Side> network_side(const Network& network, BuildOptions options, std::string label,
                                   const RunInputs& inputs) {
  return std::make_unique<NetworkSide>(network, std::move(options), std::move(label), inputs);
}

void fill_shapes(const Network& network, const BuildOptions& options, RunInputs& in) {
  for (const auto& t : network.inputs()) {
    Dims dims = t.dims();
    const auto range = options.shapes.find(t.name());
    for (size_t i = 0; i < dims.size(); ++i) {
      const bool told = range != options.shapes.end() && i < range->second.opt.size();
      if (dims[i] < 0) dims[i] = told ? range->second.opt[i] : 1;
    }
    if (!in.given.contains(t.name())) in.shapes.try_emplace(t.name(), dims);
  }
}

std::vector<NamedArray> run_network(const Network& network, BuildOptions options, const RunInputs& inputs) {
  Arrays mine;
  std::map<std::string, Dims> shapes;
  for (const Tensor& t : network.inputs()) {
    const std::string name = t.name();
    if (const auto it = inputs.shapes.find(name); it != inputs.shapes.end()) shapes[name] = it->second;
    if (const auto it = inputs.given.find(name); it != inputs.given.end()) {
      mine.insert(*it);
      shapes[name] = it->second.dims();
    }
  }
  for (const auto& [name, dims] : shapes) options.shapes[name] = {dims, dims, dims};
  std::erase_if(options.shapes, [&](const auto& entry) { return !network.find(entry.first).valid(); });
  options.cancelled = cancel_requested;
  const Engine engine = Engine::load(build_plan(network, options), {.threads = options.threads});
  Session session(engine, mine, shapes, inputs.seed);
  session.run();
  return session.outputs();
}

std::vector<std::vector<ValueInfo>> in_chunks(const std::vector<ValueInfo>& values, int64_t bytes, size_t count) {
  std::vector<std::vector<ValueInfo>> out;
  int64_t used = 0;
  for (const auto& v : values) {
    if (out.empty() || out.back().size() >= count || used + v.bytes > bytes) {
      out.emplace_back();
      used = 0;
    }
    out.back().push_back(v);
    used += v.bytes;
  }
  return out;
}

}  // namespace sinter::cli
