// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/inspect.h"

#include <algorithm>

#include "base/text.h"
#include "plan/footprint.h"
#include "plan/plan_names.h"

namespace sinter::plan {
namespace {

constexpr int kDeepestExpression = 6;

std::string register_text(const Plan& p, uint32_t reg, int depth) {
  if (reg < p.shapes.names.size() && !p.shapes.names[reg].empty()) return p.shapes.names[reg];
  if (depth > kDeepestExpression) return "...";
  using Op = ShapeInstr::Op;
  const ShapeInstr& i = p.shapes.code[reg];
  if (i.op == Op::kConst) return std::to_string(i.a);
  if (i.op == Op::kReadBack || i.op == Op::kReadValue) return "?";
  if (i.op == Op::kParam) return "p" + std::to_string(i.a);
  if (i.op == Op::kInputDim) {
    const Binding& b = p.bindings[size_t(i.a)];
    const std::string& name = b.dim_names[size_t(i.b)];
    return !name.empty() ? name : b.name + "." + std::to_string(i.b);
  }
  const std::string a = register_text(p, uint32_t(i.a), depth + 1), b = register_text(p, uint32_t(i.b), depth + 1);
  switch (i.op) {
    case Op::kAdd:
      return "(" + a + "+" + b + ")";
    case Op::kMul:
      return a + "*" + b;
    case Op::kFloorDiv:
      return "floor(" + a + "/" + b + ")";
    case Op::kMod:
      return "(" + a + "%" + b + ")";
    case Op::kMin:
      return "min(" + a + "," + b + ")";
    default:
      return "max(" + a + "," + b + ")";
  }
}

// Columns padded to their widest cell.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> head) { rows_.push_back(std::move(head)); }
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  std::string text() const {
    std::vector<size_t> width(rows_[0].size(), 0);
    for (const auto& r : rows_)
      for (size_t i = 0; i + 1 < r.size(); ++i) width[i] = std::max(width[i], r[i].size());
    std::string out;
    for (const auto& r : rows_) {
      std::string line = " ";
      for (size_t i = 0; i < r.size(); ++i)
        line += " " + r[i] + std::string(width[i] > r[i].size() ? width[i] - r[i].size() + 1 : 1, ' ');
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    return out;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
};

std::string range_text(const Plan& p, size_t input, size_t profile) {
  if (p.profiles.empty() || input >= p.profiles[profile].min.size()) return "";
  const auto& f = p.profiles[profile];
  std::string s;
  for (size_t d = 0; d < p.bindings[input].shape.size(); ++d) {
    if (p.bindings[input].shape[d] >= 0) continue;
    const int64_t most = f.max[input][d];
    s += (s.empty() ? "" : ", ") + std::string("dim ") + std::to_string(d) + ": " + std::to_string(f.min[input][d]) +
         ".." + std::to_string(f.opt[input][d]) + ".." + (most == INT64_MAX ? "*" : std::to_string(most));
  }
  return s;
}

std::string bindings_text(const Plan& p) {
  TextTable t({"binding", "kind", "type", "memory", "bounds (min..opt..max)"});
  for (size_t i = 0; i < p.bindings.size(); ++i) {
    const Binding& b = p.bindings[i];
    const Slot& s = p.slots[b.slot];
    t.add({escape_for_message(b.name), b.is_input ? "input" : "output",
           type_text(p, b.slot), space_name(s.space),
           b.is_input ? range_text(p, i, 0) : ""});
  }
  return t.text();
}

// Only where there are several: the table of bindings shows the first.
std::string profiles_text(const Plan& p, const Workspaces& w) {
  if (p.profiles.size() < 2) return {};
  TextTable t({"profile", "memory", "input", "bounds (min..opt..max)"});
  for (size_t i = 0; i < p.profiles.size(); ++i)
    for (size_t k = 0; k < p.profiles[i].min.size(); ++k)
      t.add({k == 0 ? escape_for_message(p.profiles[i].name) : "",
             k == 0 ? std::to_string(footprint_bytes(p, i) + (i < w.profiles.size() ? w.profiles[i] : 0)) : "",
             escape_for_message(p.bindings[k].name), range_text(p, k, i)});
  return "\n" + t.text();
}

std::string step_outputs(const Plan& p, const Step& s) {
  std::string out;
  for (uint32_t o : s.outputs)
    out += (out.empty() ? "" : " ") +
           (o == kNone ? std::string("-") : type_text(p, o));
  return out;
}

std::string workspace_text(int64_t bytes) { return bytes < 0 ? "?" : std::to_string(bytes); }

std::string steps_text(const Plan& p, const Workspaces& w, size_t number) {
  TextTable t({"step", "op", "backend", "tactic", "output", "workspace", "name", "from"});
  for (size_t i = 0; i < p.steps.size(); ++i) {
    const Step& s = p.steps[i];
    t.add({std::to_string(i), s.op, s.backend.empty() ? "-" : s.backend,
           s.tactic.empty() ? "-" : s.tactic + (s.config.empty() ? "" : "(" + s.config + ")"), step_outputs(p, s),
           workspace_text(workspace_of(w, number, i)), escape_for_message(s.name),
           escape_for_message(join(s.sources, ", "))});
  }
  return t.text();
}

std::string indented(const std::string& text, size_t by) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    if (end - at > 1) out += std::string(by, ' ');
    out += text.substr(at, end - at);
    at = end;
  }
  return out;
}

// The bodies of If and Loop, each under its step, further in the deeper it lies.
std::string bodies_text(const Plan& outermost, const Workspaces& w) {
  constexpr size_t kDeepestIndent = 32;
  std::vector<size_t> depth(outermost.subplans.size(), 1);
  std::vector<std::string> place(outermost.subplans.size());
  const auto visit = [&](const Plan& p, size_t level) {
    for (const Step& s : p.steps)
      for (uint32_t b : s.blocks) {
        if (b == kNone) continue;
        depth[b] = level + 1;
        place[b] = "of " + s.op + " " + escape_for_message(s.name);
      }
  };
  visit(outermost, 0);
  std::string out;
  for (size_t i = 0; i < outermost.subplans.size(); ++i) {
    const Plan& p = outermost.subplans[i];
    visit(p, depth[i]);
    const size_t by = std::min(2 * depth[i], kDeepestIndent);
    out += "\n" + std::string(by, ' ') + "body " + std::to_string(i) + ": " + escape_for_message(p.model_name) + " " +
           place[i] + "\n" + indented(bindings_text(p) + "\n" + steps_text(p, w, i + 1), by);
  }
  return out;
}

}  // namespace

int64_t workspace_of(const Workspaces& w, size_t plan, size_t step) {
  return plan < w.steps.size() && step < w.steps[plan].size() ? w.steps[plan][step] : 0;
}

int64_t workspace_bytes(const Workspaces& w) {
  return w.profiles.empty() ? 0 : *std::max_element(w.profiles.begin(), w.profiles.end());
}

std::string dim_text(const Plan& plan, uint32_t reg) { return register_text(plan, reg, 0); }

std::string shape_text(const Plan& plan, uint32_t slot) {
  std::string s;
  for (uint32_t d : plan.slots[slot].dims) s += (s.empty() ? "" : ",") + dim_text(plan, d);
  return "[" + s + "]";
}

std::string type_text(const Plan& plan, uint32_t slot) {
  const Slot& s = plan.slots[slot];
  std::string text(to_string(s.dtype));
  if (s.nesting.empty()) return text + shape_text(plan, slot);
  for (size_t i = s.nesting.size(); i-- > 0;) text = (s.nesting[i] == 's' ? "seq(" : "opt(") + text + ")";
  return text;
}

std::string inspect_text(const Plan& p, const Workspaces& w) {
  std::string out = "model     " + escape_for_message(p.model_name) + "\n";
  out += "producer  " + escape_for_message(p.producer) + ", format " + std::to_string(p.format_major) + "." +
         std::to_string(p.format_minor) + (p.features.empty() ? "" : ", features " + join(p.features, ", ")) + "\n";
  for (const auto& t : p.targets) out += "target    " + t.backend + ": " + escape_for_message(t.fingerprint) + "\n";
  if (!p.options.empty()) out += "options   " + escape_for_message(p.options) + "\n";
  out += "memory    ";
  const auto arenas = footprint(p);
  for (size_t i = 0; i < arenas.size(); ++i)
    if (arenas[i] > 0)
      out += std::to_string(arenas[i]) + " bytes of " + space_name(uint8_t(i)) + " arena, ";
  if (workspace_bytes(w) > 0) out += std::to_string(workspace_bytes(w)) + " bytes of workspace, ";
  out += std::to_string(constant_bytes(p)) + " bytes of constants\n";
  out += "peak      " + std::to_string(peak_bytes(p, w.profiles)) + " bytes predicted for an engine with one context" +
         (is_bounded(p) ? "" : ", and what only a run tells") + "\n\n" + bindings_text(p) + profiles_text(p, w) +
         "\n" + steps_text(p, w, 0);
  out += bodies_text(p, w);
  if (!p.fusions.empty()) out += "\n  fusions\n";
  for (const auto& f : p.fusions) out += "  " + escape_for_message(f) + "\n";
  return out;
}

}  // namespace sinter::plan
