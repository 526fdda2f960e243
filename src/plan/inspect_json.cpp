// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "plan/footprint.h"
#include "plan/inspect.h"
#include "plan/plan_names.h"

namespace sinter::plan {
namespace {

using Json = nlohmann::ordered_json;  // keys in the order written

Json bound_json(const Dims& dims) {
  Json out = Json::array();
  for (int64_t d : dims) out.push_back(d == INT64_MAX ? Json() : Json(d));
  return out;
}

Json binding_json(const Plan& p, size_t i) {
  const Binding& b = p.bindings[i];
  const Slot& s = p.slots[b.slot];
  Json j;
  j["name"] = b.name;
  j["kind"] = b.is_input ? "input" : "output";
  j["dtype"] = to_string(s.dtype);
  if (!s.nesting.empty()) j["type"] = type_text(p, b.slot);
  j["shape"] = b.shape;
  j["dim_names"] = b.dim_names;
  const bool bounded = b.is_input && !p.profiles.empty() && i < p.profiles[0].min.size();
  j["min"] = bounded ? bound_json(p.profiles[0].min[i]) : Json();
  j["opt"] = bounded ? bound_json(p.profiles[0].opt[i]) : Json();
  j["max"] = bounded ? bound_json(p.profiles[0].max[i]) : Json();
  j["memory"] = space_name(s.space);
  j["slot"] = b.slot;
  return j;
}

Json profile_json(const Plan& p, size_t i, const Workspaces& w) {
  const Profile& f = p.profiles[i];
  Json j;
  j["name"] = f.name;
  j["arena_bytes"] = footprint_bytes(p, i) + (i < w.profiles.size() ? w.profiles[i] : 0);
  j["inputs"] = Json::object();
  for (size_t k = 0; k < f.min.size(); ++k) {
    Json& input = j["inputs"][p.bindings[k].name];
    input["min"] = bound_json(f.min[k]);
    input["opt"] = bound_json(f.opt[k]);
    input["max"] = bound_json(f.max[k]);
  }
  return j;
}

const char* kind_name(StepKind kind) {
  switch (kind) {
    case StepKind::kCopy:
      return "copy";
    case StepKind::kReadBack:
      return "read back";
    case StepKind::kIf:
      return "if";
    case StepKind::kLoop:
      return "loop";
    default:
      return "kernel";
  }
}

Json slot_numbers(const std::vector<uint32_t>& slots) {
  Json out = Json::array();
  for (uint32_t s : slots) out.push_back(s == kNone ? Json() : Json(s));
  return out;
}

// Constants that the step's kernel packed for itself. Bodies of control flow have theirs in the outermost plan.
int64_t kernel_bytes(const Plan& p, const Step& s) {
  int64_t n = 0;
  if (s.kernel != kNone && s.kernel < p.kernels.size())
    for (uint32_t c : p.kernels[s.kernel].constants) n += int64_t(p.constants[c].bytes.size());
  return n;
}

Json slot_json(const Plan& p, uint32_t i) {
  static constexpr const char* kClasses[] = {"arena", "sized", "external", "constant", "object", "owned"};
  const Slot& s = p.slots[i];
  Json j;
  j["name"] = s.name;
  j["dtype"] = to_string(s.dtype);
  j["shape"] = shape_text(p, i);
  j["class"] = size_t(s.cls) < std::size(kClasses) ? kClasses[size_t(s.cls)] : "other";
  j["memory"] = space_name(s.space);
  j["base"] = s.base == kNone ? Json() : Json(s.base);
  j["offset"] = s.offset;
  const bool known = s.constant != kNone && s.constant < p.constants.size();
  j["bytes"] = known ? int64_t(p.constants[s.constant].bytes.size()) : s.max_bytes;
  j["first_step"] = s.first_step;
  j["last_step"] = s.last_step;
  return j;
}

Json step_json(const Plan& p, size_t i, int64_t workspace) {
  const Step& s = p.steps[i];
  Json j;
  j["index"] = i;
  j["name"] = s.name;
  j["op"] = s.op;
  j["backend"] = s.backend;
  j["tactic"] = s.tactic;
  j["config"] = s.config;
  j["inputs"] = Json::array();
  for (uint32_t x : s.inputs) j["inputs"].push_back(x == kNone ? Json() : Json(p.slots[x].name));
  j["outputs"] = Json::array();
  for (uint32_t x : s.outputs) {
    if (x == kNone) {
      j["outputs"].push_back(Json());
      continue;
    }
    Json o;
    o["name"] = p.slots[x].name;
    o["dtype"] = to_string(p.slots[x].dtype);
    o["shape"] = shape_text(p, x);
    if (!p.slots[x].nesting.empty()) o["type"] = type_text(p, x);
    j["outputs"].push_back(std::move(o));
  }
  j["workspace_bytes"] = std::max<int64_t>(0, workspace);
  j["sources"] = s.sources;
  j["kind"] = kind_name(s.kind);
  j["input_slots"] = slot_numbers(s.inputs);
  j["output_slots"] = slot_numbers(s.outputs);
  j["weight_bytes"] = kernel_bytes(p, s);
  if (!s.blocks.empty()) j["bodies"] = s.blocks;
  return j;
}

// A body of If or Loop.
Json body_json(const Plan& p, const Workspaces& w, size_t number) {
  Json j;
  j["name"] = p.model_name;
  j["parameters"] = p.num_params;
  j["bindings"] = Json::array();
  for (size_t i = 0; i < p.bindings.size(); ++i) j["bindings"].push_back(binding_json(p, i));
  j["steps"] = Json::array();
  for (size_t i = 0; i < p.steps.size(); ++i) j["steps"].push_back(step_json(p, i, workspace_of(w, number, i)));
  j["slots"] = Json::array();
  for (uint32_t i = 0; i < p.slots.size(); ++i) j["slots"].push_back(slot_json(p, i));
  return j;
}

}  // namespace

std::string inspect_json(const Plan& p, const Workspaces& w) {
  Json j;
  j["model"] = p.model_name;
  j["producer"] = p.producer;
  j["format"] = std::to_string(p.format_major) + "." + std::to_string(p.format_minor);
  j["features"] = p.features;
  j["targets"] = Json::array();
  for (const auto& t : p.targets) j["targets"].push_back(Json{{"backend", t.backend}, {"fingerprint", t.fingerprint}});
  j["bindings"] = Json::array();
  for (size_t i = 0; i < p.bindings.size(); ++i) j["bindings"].push_back(binding_json(p, i));
  j["steps"] = Json::array();
  for (size_t i = 0; i < p.steps.size(); ++i) j["steps"].push_back(step_json(p, i, workspace_of(w, 0, i)));
  Json arena = Json::object();
  const auto bytes = footprint(p);
  for (size_t i = 0; i < bytes.size(); ++i)
    if (bytes[i] > 0 || i == 0) arena[space_name(uint8_t(i))] = bytes[i];
  j["memory"]["arena"] = std::move(arena);
  j["memory"]["constants_bytes"] = constant_bytes(p);
  j["memory"]["peak_bytes"] = peak_bytes(p, w.profiles);
  j["memory"]["peak_is_known"] = is_bounded(p);
  j["memory"]["workspace_bytes"] = workspace_bytes(w);
  j["profiles"] = Json::array();
  for (size_t i = 0; i < p.profiles.size(); ++i) j["profiles"].push_back(profile_json(p, i, w));
  j["fusions"] = p.fusions;
  j["options"] = p.options;
  j["slots"] = Json::array();
  for (uint32_t i = 0; i < p.slots.size(); ++i) j["slots"].push_back(slot_json(p, i));
  j["bodies"] = Json::array();
  for (size_t i = 0; i < p.subplans.size(); ++i) j["bodies"].push_back(body_json(p.subplans[i], w, i + 1));
  // Names come from the model and may be no UTF-8: replaced rather than refused.
  return j.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace sinter::plan
