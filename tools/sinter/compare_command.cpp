// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "cancel.h"
#include "commands.h"
#include "difference.h"
#include "input_files.h"
#include "sides.h"
#include "sinter/error.h"
#include "sinter/explain.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr const char* kCompareHelp = R"(
Runs two things on the same inputs (made up from --seed, or given with -i) and compares their outputs:
  compare MODEL               built with the flags, against the same model with --against, --against-config,
                              --against-disable (default: the reference backend, no optional passes)
  compare PLAN MODEL          a plan against a model built for --against
  compare PLAN_A PLAN_B       two plans
norm is |a - b| / |b| of the whole tensor, worst the largest |a - b| over the largest |b|. With --all every value inside
is compared: of a model each is made an output, which may keep nodes from being fused; of a plan what its steps write.
Exit status 1 if the norm of a value is above --fail-above, or if shapes or types differ.

Examples:
  sinter compare model.onnx --backend cpu --against reference --fail-above 1e-4
  sinter compare model.plan model.onnx --all
)";

constexpr int64_t kChunkBytes = int64_t{512} << 20;
constexpr size_t kChunkValues = 512;

struct CompareCall {
  BuildFlags flags;
  std::string first, second, against = "reference", against_config;
  std::optional<std::string> against_disable;
  Words inputs;
  uint64_t seed = 0;
  bool all = false, json = false, quiet = false, by_worst = false;
  std::optional<double> fail_above;
};

struct Row {
  ValueInfo value;
  Dims dims;
  Difference difference;
};

// One side with all that it must keep alive.
struct Party {
  std::optional<Network> network;
  std::optional<Engine> engine;
  std::unique_ptr<Side> side;
};

std::vector<InputType> input_types(const Party& p) {
  std::vector<InputType> out;
  if (p.engine) {
    for (size_t i = 0; i < p.engine->num_inputs(); ++i)
      out.push_back({p.engine->bindings()[i].name, p.engine->bindings()[i].dtype, p.engine->bindings()[i].type});
  } else {
    for (const auto& t : p.network->inputs()) out.push_back({t.name(), t.dtype(), t.type_text()});
  }
  return out;
}

Party open_party(const std::string& path, const BuildFlags& flags, bool warn) {
  Party p;
  if (is_plan(path)) {
    p.engine.emplace(Engine::load(path, {.threads = flags.threads()}));
  } else {
    p.network.emplace(load_model(path, flags.parse_options(), warn));
  }
  return p;
}

BuildOptions other_options(const CompareCall& call) {
  BuildFlags flags;
  CLI::App app;
  flags.add_for_run(app, nullptr);
  flags.set_default_tactics(TacticSelection::kHeuristic);
  Words words;
  if (!call.against_config.empty()) {
    words = {"--config", call.against_config};
  } else {
    words = {"--backend", call.against};
    // The reference is to show what the model says, not what passes make of it.
    if (!call.against_disable && call.against == "reference") {
      for (const auto& [name, help] : list_passes()) words.insert(words.end(), {"--disable", name});
    }
  }
  if (call.against_disable && !call.against_disable->empty())
    words.insert(words.end(), {"--disable", *call.against_disable});
  parse_words(app, words);
  BuildOptions options = flags.options();
  options.threads = call.flags.threads();
  return options;
}

// Shapes of the inputs: the same on both sides, whichever of them knows bounds.
RunInputs common_inputs(const CompareCall& call, const Party& a, const Party& b) {
  RunInputs in;
  in.seed = call.seed;
  in.given = load_inputs(call.inputs, input_types(a));
  in.shapes = call.flags.exact_shapes();
  for (const Party* p : {&a, &b}) {
    if (!p->engine) continue;
    const auto dims = input_shapes(*p->engine, in.given, in.shapes);
    for (size_t i = 0; i < dims.size(); ++i) in.shapes.try_emplace(p->engine->bindings()[i].name, dims[i]);
    break;
  }
  const Party& any = a.engine ? b : a;
  if (any.network) fill_shapes(*any.network, call.flags.options(), in);
  return in;
}

void add_rows(const std::vector<ValueInfo>& infos, const Arrays& got, const Arrays& want, std::vector<Row>& rows) {
  for (const auto& v : infos) {
    const auto a = got.find(v.name), b = want.find(v.name);
    if (a == got.end() || b == want.end()) continue;
    rows.push_back({v, a->second.dims(), difference_of(a->second, b->second)});
  }
}

std::vector<Row> compare_outputs(Side& a, Side& b) {
  std::vector<ValueInfo> infos;
  Arrays got, want;
  for (auto& o : a.outputs()) {
    infos.push_back({o.name, o.array.dtype(), o.array.bytes(), {}, ""});
    got.insert_or_assign(o.name, o.array);
  }
  for (auto& o : b.outputs()) want.insert_or_assign(o.name, o.array);
  std::vector<Row> rows;
  add_rows(infos, got, want, rows);
  if (rows.empty())
    fail(ErrorCode::kInvalidArgument, "the two have no output of the same name", "compare plans of the same model");
  return rows;
}

std::vector<Row> compare_all(Side& a, Side& b) {
  std::vector<std::string> known;
  for (const auto& v : b.values()) known.push_back(v.name);
  std::sort(known.begin(), known.end());
  std::vector<ValueInfo> common;
  for (const auto& v : a.values())
    if (std::binary_search(known.begin(), known.end(), v.name)) common.push_back(v);
  std::vector<Row> rows;
  for (const auto& chunk : in_chunks(common, kChunkBytes, kChunkValues)) {
    std::vector<std::string> names;
    for (const auto& v : chunk) names.push_back(v.name);
    add_rows(chunk, a.fetch(names), b.fetch(names), rows);
  }
  return rows;
}

double judged(const CompareCall& call, const Row& r) { return call.by_worst ? r.difference.worst : r.difference.norm; }

bool is_bad(const CompareCall& call, const Row& r) {
  if (!r.difference.problem.empty()) return true;
  const double e = judged(call, r);
  return call.fail_above && !(e <= *call.fail_above);
}

std::string rows_text(const CompareCall& call, const std::vector<Row>& rows) {
  Table table({"value", "type", "norm", "worst", "at", "got", "expected", call.all ? "from" : ""});
  for (const auto& r : rows) {
    const Difference& d = r.difference;
    const std::string type = std::string(to_string(r.value.dtype)) + to_string(r.dims);
    if (!d.problem.empty()) {
      table.add({printable(r.value.name), type, "-", "-", "-", "-", "-", d.problem});
      continue;
    }
    const bool equal = d.worst_index < 0;
    table.add({(is_bad(call, r) ? "! " : "  ") + printable(r.value.name), type, error_text(d.norm), error_text(d.worst),
               index_text(r.dims, d.worst_index), equal ? "-" : fmt::format("{:.6g}", d.got),
               equal ? "-" : fmt::format("{:.6g}", d.want), printable(joined(r.value.sources, ", "))});
  }
  return table.text({2, 3, 5, 6});
}

Json rows_json(const CompareCall& call, const std::vector<Row>& rows, const Side& a, const Side& b, bool good) {
  Json j;
  j["first"] = a.label();
  j["second"] = b.label();
  j["seed"] = call.seed;
  j["passed"] = good;
  j["values"] = Json::array();
  for (const auto& r : rows) {
    Json v;
    v["name"] = r.value.name;
    v["dtype"] = to_string(r.value.dtype);
    v["shape"] = r.dims;
    v["sources"] = r.value.sources;
    v.update(difference_json(r.difference, r.dims));
    v["failed"] = is_bad(call, r);
    j["values"].push_back(std::move(v));
  }
  return j;
}

int execute_compare(const CompareCall& call) {
  const CancelScope scope;
  Party a = open_party(call.first, call.flags, !call.quiet);
  const bool same = call.second.empty();
  if (a.engine && (same || is_plan(call.second))) refuse_for_plan(call.flags.given_for_building(), call.first);
  if (same && a.engine)
    a.network.emplace(network_of(*a.engine));  // of a portable plan: the other side is built from it
  Party b;
  if (!same) b = open_party(call.second, call.flags, !call.quiet);
  const Network* other = same ? &*a.network : b.network ? &*b.network : nullptr;
  std::vector<InputType> types = input_types(a);
  if (!same)
    for (auto& t : input_types(b)) types.push_back(std::move(t));
  check_shape_names(call.flags, types);
  const RunInputs inputs = common_inputs(call, a, same ? a : b);
  a.side = a.engine ? engine_side(*a.engine, call.first, inputs)
                    : network_side(*a.network, call.flags.options(), call.first, inputs);
  b.side = b.engine ? engine_side(*b.engine, call.second, inputs)
                    : network_side(*other, other_options(call),
                                   (same ? call.first : call.second) + " on " + call.against, inputs);
  const auto rows = call.all ? compare_all(*a.side, *b.side) : compare_outputs(*a.side, *b.side);
  const size_t bad = size_t(std::count_if(rows.begin(), rows.end(), [&](const Row& r) { return is_bad(call, r); }));
  if (call.json) {
    say(dump(rows_json(call, rows, *a.side, *b.side, bad == 0)) + "\n");
  } else if (!call.quiet || bad) {
    say(fmt::format("{} against {}\n", printable(a.side->label()), printable(b.side->label())) + rows_text(call, rows));
    if (call.fail_above || bad)
      say(fmt::format("{} of {} values {}\n", bad, rows.size(),
                      call.fail_above ? fmt::format("above {:g}", *call.fail_above) : "cannot be compared"));
  }
  return bad ? 1 : 0;
}

}  // namespace

int compare_command(const Words& words) {
  CompareCall call;
  CLI::App app("Run two backends, plans or sets of options on the same inputs and compare", "sinter compare");
  app.add_option("PLAN_OR_MODEL", call.first, "A plan or a model");
  app.add_option("OTHER", call.second, "A plan or model to compare with (default: the same model, see below)");
  app.add_option("--against", call.against, "Backends of the other side, by commas (reference)");
  app.add_option("--against-disable", call.against_disable, "Passes to leave out on the other side");
  app.add_option("--against-config", call.against_config, "Configuration file of the other side");
  add_list(app, "-i,--input", call.inputs, "NAME=FILE for an input: .npy, or a TensorProto .pb; once for each");
  app.add_option("--seed", call.seed, "Of inputs that are made up");
  app.add_flag("--all", call.all, "Every value inside, not the outputs alone");
  app.add_option("--fail-above", call.fail_above, "Largest norm that is good")->check(CLI::Range(0.0, 1e30));
  app.add_flag("--by-worst", call.by_worst, "--fail-above judges the worst element instead of the norm");
  call.flags.add_for_run(app, &call.first, &call.second);
  call.flags.set_default_tactics(TacticSelection::kHeuristic);
  app.add_flag("-q,--quiet", call.quiet, "Print only what fails");
  app.add_flag("--json", call.json, "One JSON object");
  app.footer(kCompareHelp);
  if (!parse_words(app, words) || call.flags.dump_config()) return 0;
  need(call.first, "PLAN_OR_MODEL", "sinter compare PLAN_OR_MODEL [OTHER]");
  return execute_compare(call);
}

}  // namespace sinter::cli
