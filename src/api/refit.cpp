// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/refit.h"

#include <algorithm>
#include <set>

#include "api/engine_impl.h"
#include "api/network_impl.h"
#include "api/plan_network.h"
#include "api/targets.h"
#include "base/file.h"
#include "base/text.h"
#include "compile/builder.h"
#include "ir/constant.h"
#include "ir/print.h"
#include "plan/plan_file.h"
#include "sinter/error.h"

namespace sinter {
namespace refitting {  // not anonymous: Refitter::Impl has members of these types

struct Opened {
  std::shared_ptr<const plan::Plan> plan;
  std::shared_ptr<const void> bytes;  // its constants lie there
};

// A constant of a network: the node that holds it.
struct Place {
  Graph* graph;
  NodeId node;
  std::string name;
};

}  // namespace refitting

namespace {

using refitting::Opened;
using refitting::Place;

Opened open_plan(ByteSpan bytes, std::shared_ptr<const void> owner, bool verify) {
  auto plan = std::make_shared<const plan::Plan>(plan::read_plan(bytes, owner, verify));
  return {std::move(plan), std::move(owner)};
}

Opened open_plan(const std::string& path) {
  try {
    auto file = std::make_shared<MappedFile>(path);
    const ByteSpan bytes = file->bytes();
    return open_plan(bytes, std::move(file), true);
  } catch (Error& e) {
    if (e.code() != ErrorCode::kIo) e.in("plan " + quote(path));
    throw;
  }
}

Opened open_plan(std::span<const std::byte> plan) {
  auto copy = std::make_shared<Buffer>(host_allocator(), int64_t(plan.size()), "a plan");
  std::copy(plan.begin(), plan.end(), static_cast<std::byte*>(copy->data()));
  const ByteSpan bytes(static_cast<const std::byte*>(copy->data()), plan.size());
  return open_plan(bytes, std::move(copy), true);
}

// Those of bodies behind those of the graph around them. Bodies are found by a list of work: networks nest deeply.
std::vector<Place> constants_of(Graph& network) {
  std::vector<Place> out;
  std::set<std::string> names;
  std::vector<Graph*> graphs{&network};
  for (size_t at = 0; at < graphs.size(); ++at) {
    Graph& g = *graphs[at];
    for (NodeId id : g.order()) {
      const Node& n = g.node(id);
      for (const auto& region : n.regions) graphs.push_back(region.get());
      if (!n.op.is<Constant>()) continue;
      std::string name = g.value(n.outputs[0]).name;
      if (!names.insert(name).second) {
        const std::string base = g.name() + "/" + name;
        name = base;
        for (int k = 2; !names.insert(name).second; ++k) name = base + "." + std::to_string(k);
      }
      out.push_back({&g, id, std::move(name)});
    }
  }
  return out;
}

const Weights& weights_at(const Place& p) { return p.graph->node(p.node).op.as<Constant>()->value; }

[[noreturn]] void other_type(const std::string& name, const std::string& wants, const std::string& got) {
  fail(ErrorCode::kInvalidArgument, "the weight " + quote(name) + " is " + wants + ", got " + got,
       "give exactly the data that its type needs");
}

std::string type_of(const Weights& w) { return std::string(to_string(w.dtype())) + to_string(w.dims()); }

}  // namespace

struct Refitter::Impl {
  Opened opened;
  std::unique_ptr<Graph> graph;
  std::vector<Place> places;
  std::vector<WeightInfo> infos;
  std::vector<bool> given;

  explicit Impl(Opened o) : opened(std::move(o)), graph(portable_graph(*opened.plan, opened.bytes)) {
    places = constants_of(*graph);
    given.assign(places.size(), false);
    for (const auto& p : places) {
      const Weights& w = weights_at(p);
      infos.push_back({p.name, w.dtype(), w.dims(), int64_t(w.bytes().size())});
    }
  }
  size_t find(std::string_view name) const {
    const auto it = std::find_if(infos.begin(), infos.end(), [&](const WeightInfo& i) { return i.name == name; });
    if (it != infos.end()) return size_t(it - infos.begin());
    std::vector<std::string> names;
    for (const auto& i : infos) names.push_back(i.name);
    const std::string hint = did_you_mean(name, std::span<const std::string>(names));
    fail(ErrorCode::kInvalidArgument, "the plan's network has no weight " + quote(name),
         hint.empty() ? "Refitter::weights lists them" : hint);
  }
  void put(size_t i, Weights w) {
    places[i].graph->node(places[i].node).op = Constant{std::move(w)};
    given[i] = true;
  }
  plan::Plan make(int threads) const;
};

// Passes change the graph they are given; the one here stays for the next time. Elements that shapes follow from may
// have changed, so all is inferred again.
plan::Plan Refitter::Impl::make(int threads) const {
  const auto copy = graph->clone();
  copy->reinfer_all();
  const BuildOptions options = portable_options(*opened.plan);
  BackendRegistry registry(threads);
  const auto compilers = make_compilers();
  const compile::Targets targets = targets_of(registry, compilers, options.backends);
  return compile::rebuild(*copy, *opened.plan, targets, options, portable_threads(*opened.plan),
                          registry.threads());
}

Refitter::Refitter(const std::string& path) : impl_(std::make_unique<Impl>(open_plan(path))) {}
Refitter::Refitter(std::span<const std::byte> plan) : impl_(std::make_unique<Impl>(open_plan(plan))) {}
Refitter::Refitter(const Engine& engine)
    : impl_(std::make_unique<Impl>(
          Opened{{engine.impl().engine, &engine.impl().engine->plan()}, engine.impl().engine})) {}
Refitter::~Refitter() = default;
Refitter::Refitter(Refitter&&) noexcept = default;
Refitter& Refitter::operator=(Refitter&&) noexcept = default;

const std::vector<WeightInfo>& Refitter::weights() const { return impl_->infos; }

void Refitter::set(std::string_view name, std::span<const std::byte> bytes) {
  const size_t i = impl_->find(name);
  const Weights& old = weights_at(impl_->places[i]);
  if (old.dtype() == DataType::kString || bytes.size() != old.bytes().size())
    other_type(impl_->infos[i].name, type_of(old) + ", " + std::to_string(old.bytes().size()) + " bytes",
               std::to_string(bytes.size()) + " bytes");
  impl_->put(i, Weights::own(old.dtype(), old.dims(), {bytes.begin(), bytes.end()}));
}

void Refitter::set(std::string_view name, const HostArray& value) {
  const size_t i = impl_->find(name);
  const Weights& old = weights_at(impl_->places[i]);
  if (!value.is_tensor() || value.dtype() != old.dtype() || value.dims() != old.dims())
    other_type(impl_->infos[i].name, type_of(old), value.type_text());
  if (old.dtype() == DataType::kString) return impl_->put(i, Weights::of_strings(old.dims(), value.strings()));
  auto owner = std::make_shared<const HostArray>(value);
  const ByteSpan bytes(static_cast<const std::byte*>(value.data()), size_t(value.bytes()));
  impl_->put(i, Weights(old.dtype(), old.dims(), bytes, std::move(owner)));
}

void Refitter::set_all(const Network& network) {
  const auto given = network.impl().graph->clone();
  if (structural_hash(*given, false) != structural_hash(*impl_->graph, false))
    fail(ErrorCode::kInvalidArgument, "the new model differs from the plan's in more than weights",
         "give the model that the plan was built from, with other weights, or build a plan of the new one");
  const auto places = constants_of(*given);
  std::vector<std::string> names;
  for (const auto& p : places) names.push_back(p.name);
  std::vector<Weights> found;
  for (size_t i = 0; i < impl_->places.size(); ++i) {
    const std::string& name = impl_->infos[i].name;
    // Models that differ in weights alone have them in one order.
    const bool at_once = i < names.size() && names[i] == name;
    const auto it = at_once ? names.begin() + std::ptrdiff_t(i) : std::find(names.begin(), names.end(), name);
    if (it == names.end()) {
      const std::string hint = did_you_mean(name, std::span<const std::string>(names));
      fail(ErrorCode::kInvalidArgument, "the new model has no weight " + quote(name),
           "give the model that the plan was built from, with other weights" + (hint.empty() ? "" : "; " + hint));
    }
    const Weights &old = weights_at(impl_->places[i]), &now = weights_at(places[size_t(it - names.begin())]);
    if (now.dtype() != old.dtype() || now.dims() != old.dims()) other_type(name, type_of(old), type_of(now));
    found.push_back(now);
  }
  for (size_t i = 0; i < found.size(); ++i) impl_->put(i, std::move(found[i]));
}

std::vector<std::string> Refitter::missing() const {
  std::vector<std::string> out;
  for (size_t i = 0; i < impl_->infos.size(); ++i)
    if (!impl_->given[i]) out.push_back(impl_->infos[i].name);
  return out;
}

std::vector<std::byte> Refitter::refit(int threads) const { return plan::write_plan(impl_->make(threads)); }

void Refitter::refit(Engine& engine) const {
  const int threads = engine.threads();
  plan::Plan plan = impl_->make(threads);
  plan::check_plan(plan);
  engine = Engine(make_engine(std::move(plan), {.threads = threads}));
}

void Refitter::refit_file(const std::string& path, int threads) const {
  write_file_atomic(path, ByteSpan(refit(threads)));
}

namespace {

std::pair<Network, BuildOptions> network_and_options(const Opened& o) {
  std::pair<Network, BuildOptions> out{Network(o.plan->model_name), portable_options(*o.plan)};
  out.first.impl().graph = portable_graph(*o.plan, o.bytes);
  return out;
}

}  // namespace

std::pair<Network, BuildOptions> portable_network(const std::string& path) {
  return network_and_options(open_plan(path));
}
std::pair<Network, BuildOptions> portable_network(std::span<const std::byte> plan) {
  return network_and_options(open_plan(plan));
}

std::vector<std::byte> relower(std::span<const std::byte> plan) {
  const auto [network, options] = portable_network(plan);
  return build_plan(network, options);
}

}  // namespace sinter
