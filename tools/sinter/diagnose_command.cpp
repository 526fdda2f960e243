// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cancel.h"
#include "commands.h"
#include "diagnosis.h"
#include "run_source.h"
#include "sinter/error.h"
#include "sinter/explain.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr const char* kDiagnoseHelp = R"(
Runs an engine and the reference (every op by itself, computed in double and rounded to the model's types) on the same
inputs and compares what each step writes, so that the first source nodes that differ are named. Each step is also
compared with the reference run on the step's own inputs: that tells a step that is wrong from one that passes on what
came in. Large networks are bisected, a part at a time. The engine is built from MODEL with the flags, or loaded from a
plan; for a plan give its model with --model unless it was built with --portable.
Exit status 1 if anything differs by more than the limit (default: 1e-4 of the norm, or 16 roundings of a coarser type).

Examples:
  sinter diagnose model.onnx --backend cpu
  sinter diagnose model.plan --model model.onnx -i x=picture.npy
)";

struct DiagnoseCall {
  RunFlags flags;
  std::string model;
  DiagnoseOptions options;
  bool json = false;
};

BuildOptions reference_options(const BuildFlags& flags) {
  BuildOptions o;
  o.backends = {"reference"};
  o.tactics = TacticSelection::kHeuristic;
  o.threads = flags.threads();
  for (const auto& [name, help] : list_passes()) o.disabled_passes.push_back(name);
  return o;
}

std::string numbers(const Difference& d, const Dims& dims) {
  if (!d.problem.empty()) return d.problem;
  if (d.worst_index < 0) return "equal";
  return fmt::format("norm {}, worst {} at {}: got {:.6g}, expected {:.6g}", error_text(d.norm), error_text(d.worst),
                     index_text(dims, d.worst_index), d.got, d.want);
}

std::string finding_text(const Finding& f) {
  std::string out = fmt::format("  {} ({}) from {}\n", in_quotes(f.value.name), f.value.made_by,
                                f.value.sources.empty() ? "no named node" : printable(joined(f.value.sources, ", ")));
  out += "    against the reference       " + numbers(f.total, f.dims) + "\n";
  if (f.has_own) out += "    on the step's own inputs    " + numbers(f.own, f.dims) + "\n";
  if (!f.suspicion.empty()) out += "    suspicion                   " + f.suspicion + "\n";
  return out;
}

std::string not_finite_text(const Finding& f) {
  std::string out = fmt::format("\nthe first NaN or infinity: {} elements of\n", f.total.got_not_finite);
  out += finding_text(f);
  const int64_t want = f.has_own ? f.own.want_not_finite : f.total.want_not_finite;
  return out +
         (want > 0
              ? fmt::format("    the reference has {} there too: the model itself makes them of these inputs\n", want)
              : "    the reference has none there: the engine makes them\n");
}

std::string diagnosis_text(const Diagnosis& d) {
  std::string out = fmt::format("{} values written by steps, {} of them compared, in {} runs of the reference\n",
                                d.steps_seen, d.values_compared, d.runs);
  for (const auto& o : d.outputs)
    out +=
        fmt::format("  {} output {}: {}\n", o.total_bad ? "!" : " ", in_quotes(o.value.name), numbers(o.total, o.dims));
  if (d.good()) return out + "no step differs from the reference beyond the limit\n";
  if (d.first) out += "\nthe first value that differs\n" + finding_text(*d.first);
  if (!d.culprits.empty()) out += "\nsteps that differ by themselves\n";
  for (const auto& c : d.culprits) out += finding_text(c);
  if (d.first && d.culprits.empty()) out += "\nno step differs by itself beyond the limit\n";
  if (d.first_not_finite) out += not_finite_text(*d.first_not_finite);
  return out;
}

Json finding_json(const Finding& f) {
  Json j;
  j["name"] = f.value.name;
  j["dtype"] = to_string(f.value.dtype);
  j["shape"] = f.dims;
  j["sources"] = f.value.sources;
  j["made_by"] = f.value.made_by;
  j["total"] = difference_json(f.total, f.dims);
  j["own"] = f.has_own ? difference_json(f.own, f.dims) : Json();
  j["suspicion"] = f.suspicion;
  return j;
}

Json diagnosis_json(const Diagnosis& d) {
  Json j;
  j["good"] = d.good();
  j["values_seen"] = d.steps_seen;
  j["values_compared"] = d.values_compared;
  j["outputs"] = Json::array();
  for (const auto& o : d.outputs) j["outputs"].push_back(finding_json(o));
  j["first"] = d.first ? finding_json(*d.first) : Json();
  j["culprits"] = Json::array();
  for (const auto& c : d.culprits) j["culprits"].push_back(finding_json(c));
  j["first_not_finite"] = d.first_not_finite ? finding_json(*d.first_not_finite) : Json();
  return j;
}

Network model_of(const DiagnoseCall& call, const Engine& engine) {
  if (!is_plan(call.flags.path))  // read before, for the engine, with its warnings
    return load_model(call.flags.path, call.flags.build.parse_options(), false);
  if (!call.model.empty()) return load_model(call.model, call.flags.build.parse_options(), true);
  try {
    return network_of(engine);
  } catch (const Error& e) {
    if (e.code() != ErrorCode::kUnsupported) throw;
    fail(ErrorCode::kInvalidArgument, "the plan holds no weights of its model to compute a reference from",
         "give the model with --model, or build the plan with --portable");
  }
}

int execute_diagnose(const DiagnoseCall& call) {
  const CancelScope scope;
  RunSource source(call.flags, {!call.json, true});
  RunInputs inputs;
  inputs.seed = call.flags.seed;
  inputs.given = source.given();
  for (const auto& i : source.session().inputs()) inputs.shapes[i.name] = i.array.dims();
  const Network network = model_of(call, source.engine());
  const auto side = engine_side(source.engine(), call.flags.path, inputs);
  const Diagnosis d = diagnose(*side, network, reference_options(call.flags.build), inputs, call.options);
  say(call.json ? dump(diagnosis_json(d)) + "\n" : diagnosis_text(d));
  return d.good() ? 0 : 1;
}

}  // namespace

int diagnose_command(const Words& words) {
  DiagnoseCall call;
  CLI::App app("Find the source nodes that make an engine differ from the reference", "sinter diagnose");
  call.flags.add(app);
  app.add_option("--model", call.model, "The model that the plan was built from");
  app.add_option("--limit", call.options.limit, "Norm of a difference that is still good")
      ->check(CLI::Range(0.0, 1e30));
  app.add_flag("--all", call.options.all, "Look at every step, also behind the first that differs");
  app.add_flag("--json", call.json, "One JSON object");
  app.footer(kDiagnoseHelp);
  if (!parse_words(app, words) || call.flags.build.dump_config()) return 0;
  need(call.flags.path, "PLAN_OR_MODEL", "sinter diagnose PLAN_OR_MODEL [--model MODEL]");
  if (!call.model.empty() && !is_plan(call.flags.path))
    throw UsageError("--model is for plans; " + in_quotes(call.flags.path) + " is a model itself");
  call.flags.build.set_model_beside_plan(!call.model.empty());
  return execute_diagnose(call);
}

}  // namespace sinter::cli
