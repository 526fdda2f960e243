// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "sinter/refit.h"

#include <algorithm>
#include <atomic>
#include <set>

#include "api/engine_impl.h"
#include "api/network_impl.h"
#include "api/plan_network.h"
#include "api/targets.h"
#include "base/file.h"
#include "base/large_bytes.h"
#include "base/text.h"
#include "base/thread_pool.h"
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
  bool verified = true;               // their checksums were compared
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
  return {std::move(plan), std::move(owner), verify};
}

Opened open_plan(const std::string& path, bool verify) {
  try {
    auto file = std::make_shared<MappedFile>(path);
    const ByteSpan bytes = file->bytes();
    return open_plan(bytes, std::move(file), verify);
  } catch (Error& e) {
    if (e.code() != ErrorCode::kIo) e.in("plan " + quote(path));
    throw;
  }
}

Opened open_plan(std::span<const std::byte> plan, bool verify) {
  const auto copy = std::make_shared<const LargeBytes>(plan);
  return open_plan(copy->span(), copy, verify);
}

// Without what is packed for kernels: that is made again.
Opened open_for_refit(std::span<const std::byte> bytes) {
  if (reinterpret_cast<uintptr_t>(bytes.data()) % 16 != 0) return open_plan(bytes, false);
  auto plan = std::make_shared<plan::Plan>(plan::read_plan(bytes, nullptr, false));
  const auto blocks = std::make_shared<LargeBlocks>();
  const LargeBlocksScope scope(blocks);
  std::vector<ByteSpan> kept(plan->constants.size());
  for (uint32_t i : plan->graph_weights) kept[i] = LargeBytes(plan->constants[i].bytes).span();
  for (size_t i = 0; i < kept.size(); ++i) {
    plan->constants[i].bytes = kept[i];
    plan->constants[i].owner = blocks;
  }
  return {std::move(plan), blocks, false};
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
  std::string model_name;
  mutable std::vector<std::shared_ptr<LargeBlocks>> memory;  // that earlier refits worked in

  explicit Impl(Opened o) : opened(std::move(o)), graph(portable_graph(*opened.plan, opened.bytes)) {
    places = constants_of(*graph);
    given.assign(places.size(), false);
    model_name = opened.plan->model_name;
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
         hint.empty() ? "Refitter::weights and sinter refit --list tell their names" : hint);
  }
  void put(size_t i, Weights w) {
    places[i].graph->node(places[i].node).op = Constant{std::move(w)};
    given[i] = true;
  }
  void check_kept(ThreadPool& pool) const;
  compile::RebuildMemory take_memory() const;
  plan::Plan make(BackendRegistry& registry, ThreadPool& pool) const;
};

// A weight that is replaced need not even be read. Those that stay are compared with their checksums, which the
// metadata holds, before anything is made of them.
void Refitter::Impl::check_kept(ThreadPool& pool) const {
  if (opened.verified) return;
  std::set<const std::byte*> stay;
  for (size_t i = 0; i < places.size(); ++i)
    if (!given[i]) stay.insert(weights_at(places[i]).bytes().data());
  std::vector<const plan::Constant*> check;
  for (uint32_t i : opened.plan->graph_weights) {
    const plan::Constant& c = opened.plan->constants[i];
    if (c.dtype == DataType::kString || stay.contains(c.bytes.data())) check.push_back(&c);
  }
  std::atomic<bool> ok{true};
  pool.parallel_for(int64_t(check.size()), 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      if (hash128(check[size_t(i)]->bytes) != check[size_t(i)]->hash) ok = false;
  });
  if (!ok)
    fail(ErrorCode::kCorruptFile, "the plan is damaged: the checksum of a weight that stays does not fit",
         "build the plan again, or copy the file again");
}

// What an earlier refit worked in and nobody uses any more, else new: the system takes longer to provide memory than we
// take to write it. What lies idle beyond that is given back.
compile::RebuildMemory Refitter::Impl::take_memory() const {
  std::vector<std::shared_ptr<LargeBlocks>> idle, busy;
  for (auto& blocks : memory) {
    const bool used = blocks.use_count() > 1;
    // Giving up a reference orders us behind others that gave up theirs; having looked at the count does not.
    if (!used) std::shared_ptr<LargeBlocks>(blocks).reset();
    (used ? busy : idle).push_back(std::move(blocks));
  }
  memory = std::move(busy);
  idle.resize(2);
  for (auto& blocks : idle) {
    if (!blocks) blocks = std::make_shared<LargeBlocks>();
    blocks->reuse();
    memory.push_back(blocks);
  }
  return {std::move(idle[0]), std::move(idle[1])};
}

// Passes change the graph they are given; the one here stays for the next time. Elements that shapes follow from may
// have changed, so all is inferred again.
plan::Plan Refitter::Impl::make(BackendRegistry& registry, ThreadPool& pool) const {
  check_kept(pool);
  const auto copy = graph->clone();
  copy->reinfer_all();
  const BuildOptions options = portable_options(*opened.plan);
  const auto compilers = make_compilers();
  const compile::Targets targets = targets_of(registry, compilers, options.backends);
  return compile::rebuild(*copy, model_name, *opened.plan, targets, options, pool, take_memory());
}

Refitter::Refitter(const std::string& path) : impl_(std::make_unique<Impl>(open_plan(path, false))) {}
Refitter::Refitter(std::span<const std::byte> plan) : impl_(std::make_unique<Impl>(open_for_refit(plan))) {}
Refitter::Refitter(const Engine& engine)
    : impl_(std::make_unique<Impl>(
          Opened{{engine.impl().engine, &engine.impl().engine->plan()}, engine.impl().engine, false})) {}
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
  // A copy: an engine may use it in place for as long as it lives.
  const LargeBytes copy(ByteSpan(static_cast<const std::byte*>(value.data()), size_t(value.bytes())));
  impl_->put(i, Weights(old.dtype(), old.dims(), copy.span(), copy.owner()));
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
  impl_->model_name = network.name();
}

std::vector<std::string> Refitter::missing() const {
  std::vector<std::string> out;
  for (size_t i = 0; i < impl_->infos.size(); ++i)
    if (!impl_->given[i]) out.push_back(impl_->infos[i].name);
  return out;
}

std::vector<std::byte> Refitter::refit(int threads) const {
  BackendRegistry registry(threads);
  ThreadPool pool(registry.threads());
  return plan::write_plan(impl_->make(registry, pool), &pool);
}

void Refitter::refit(Engine& engine) const {
  const int threads = engine.threads();
  plan::Plan plan = [&] {
    BackendRegistry registry(threads);
    ThreadPool pool(threads);
    return impl_->make(registry, pool);
  }();
  plan::check_plan(plan);
  engine = Engine(make_engine(std::move(plan), {.threads = threads}));
}

void Refitter::refit_file(const std::string& path, int threads) const {
  BackendRegistry registry(threads);
  ThreadPool pool(registry.threads());
  plan::write_plan_file(impl_->make(registry, pool), path, &pool);
}

namespace {

std::pair<Network, BuildOptions> network_and_options(const Opened& o) {
  std::pair<Network, BuildOptions> out{Network(o.plan->model_name), portable_options(*o.plan)};
  out.first.impl().graph = portable_graph(*o.plan, o.bytes);
  return out;
}

}  // namespace

std::pair<Network, BuildOptions> portable_network(const std::string& path) {
  return network_and_options(open_plan(path, true));
}
std::pair<Network, BuildOptions> portable_network(std::span<const std::byte> plan) {
  return network_and_options(open_plan(plan, true));
}

std::vector<std::byte> relower(std::span<const std::byte> plan) {
  const auto [network, options] = portable_network(plan);
  return build_plan(network, options);
}

}  // namespace sinter
