// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "report.h"
#include "report_layout.h"
#include "usage.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr size_t kShownName = 27;

struct Box {
  std::string id, title, name, family, tip;
  double share = 0;
};

std::string cut_name(const std::string& name) {
  if (name.size() <= kShownName) return name;
  // The end of a name tells more than its beginning; no half of a character.
  size_t at = name.size() - kShownName + 1;
  while (at < name.size() && (static_cast<unsigned char>(name[at]) & 0xC0) == 0x80) ++at;
  return "\u2026" + name.substr(at);
}

std::string time_text(double ms) {
  return ms < 0.1 ? fmt::format("{:.1f} \u00b5s", 1e3 * ms) : fmt::format("{:.3f} ms", ms);
}

class GraphDrawing {
 public:
  explicit GraphDrawing(const ReportInput& in) : in_(in), slots_(in.plan.at("slots")) {
    for (const auto& t : in.times) total_ms_ += t.ms;
  }

  std::string svg() {
    add_bindings("input");
    add_steps();
    add_bindings("output");
    std::vector<LayoutEdge> edges;
    for (const auto& [from, to] : edges_) edges.push_back({from, to, {}});
    const Layout layout = lay_out(boxes_.size(), edges);
    std::string out = fmt::format(
        "<svg id=\"graph\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" data-w=\"{0:.0f}\" "
        "data-h=\"{1:.0f}\" role=\"img\" aria-label=\"The steps and what they pass on\">\n",
        std::max(layout.width, 400.0), layout.height);
    for (const auto& e : edges) out += path(e);
    for (size_t i = 0; i < boxes_.size(); ++i) out += box(boxes_[i], layout.nodes[i]);
    return out + "</svg>\n";
  }

 private:
  size_t root(const Json& slot) const {
    const size_t i = slot.get<size_t>();
    const Json& base = slots_.at(i).at("base");
    return base.is_null() ? i : base.get<size_t>();
  }

  void add_bindings(const std::string& kind) {
    for (const auto& b : in_.plan.at("bindings")) {
      if (b.at("kind") != kind) continue;
      const std::string name = b.at("name").get<std::string>();
      const std::string type = b.at("dtype").get<std::string>() + to_string(b.at("shape").get<Dims>());
      const size_t me = boxes_.size(), slot = root(b.at("slot"));
      boxes_.push_back(
          {kind + "-" + std::to_string(me), kind + "  " + type, name, "io", kind + " " + name + "\n" + type});
      if (kind == "input") {
        writer_[slot] = me;
      } else if (const auto it = writer_.find(slot); it != writer_.end()) {
        edges_.insert({it->second, me});
      }
    }
  }

  void add_steps() {
    const Json& steps = in_.plan.at("steps");
    for (size_t i = 0; i < steps.size(); ++i) {
      const Json& s = steps[i];
      const size_t me = boxes_.size();
      Box b;
      b.id = "step-" + std::to_string(i);
      b.title = s.at("op").get<std::string>();
      b.name = s.at("name").get<std::string>();
      b.family = op_family(b.title);
      b.tip = fmt::format("step {}: {}\n{}", i, b.title, joined(s.at("sources").get<Words>(), "\n"));
      for (const auto& o : s.at("outputs"))
        if (!o.is_null()) b.tip += "\n" + o.at("dtype").get<std::string>() + o.at("shape").get<std::string>();
      if (i < in_.times.size()) {
        b.share = total_ms_ > 0 ? in_.times[i].ms / total_ms_ : 0;
        b.title += "  " + time_text(in_.times[i].ms);
        b.tip += fmt::format("\n{:.4f} ms, {:.1f} %", in_.times[i].ms, 100 * b.share);
      }
      boxes_.push_back(std::move(b));
      for (const auto& x : s.at("input_slots"))
        if (!x.is_null())
          if (const auto it = writer_.find(root(x)); it != writer_.end()) edges_.insert({it->second, me});
      for (const auto& x : s.at("output_slots"))
        if (!x.is_null()) writer_[root(x)] = me;
    }
  }

  static std::string path(const LayoutEdge& e) {
    std::string d = fmt::format("M{:.0f} {:.0f}", e.points[0].first, e.points[0].second);
    for (size_t i = 1; i < e.points.size(); ++i) {
      const auto [x0, y0] = e.points[i - 1];
      const auto [x1, y1] = e.points[i];
      d += fmt::format("C{:.0f} {:.0f} {:.0f} {:.0f} {:.0f} {:.0f}", x0, (y0 + y1) / 2, x1, (y0 + y1) / 2, x1, y1);
    }
    return fmt::format("<path class=\"e\" d=\"{}\"/>\n", d);
  }

  static std::string box(const Box& b, const std::pair<double, double>& at) {
    std::string out = fmt::format(
        "<g class=\"n {}\" id=\"{}\" transform=\"translate({:.0f} {:.0f})\"><title>{}</title>"
        "<rect width=\"{:.0f}\" height=\"{:.0f}\" rx=\"6\"/>",
        b.family, b.id, at.first - kNodeWidth / 2, at.second - kNodeHeight / 2, html(b.tip), kNodeWidth, kNodeHeight);
    if (b.share > 0)
      out += fmt::format("<rect class=\"heat\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"4\"/>", kNodeHeight - 4,
                         std::max(1.0, kNodeWidth * b.share));
    return out +
           fmt::format("<text class=\"t\" x=\"8\" y=\"18\">{}</text><text class=\"s\" x=\"8\" y=\"34\">{}</text></g>\n",
                       html(cut_name(b.title)), html(cut_name(b.name)));
  }

  const ReportInput& in_;
  const Json& slots_;
  double total_ms_ = 0;
  std::vector<Box> boxes_;
  std::map<size_t, size_t> writer_;  // root slot -> the box that wrote it last
  std::set<std::pair<size_t, size_t>> edges_;
};

}  // namespace

std::string op_family(const std::string& op) {
  const auto has = [&](const char* part) { return op.find(part) != std::string::npos; };
  if (has("conv") || has("Conv")) return "conv";
  if (has("matmul") || has("MatMul") || has("Gemm") || has("ttention")) return "matmul";
  if (has("pointwise")) return "pointwise";
  if (has("Norm") || has("Softmax") || has("Reduce") || has("Pool")) return "norm";
  if (op == "If" || op == "Loop" || op == "Scan") return "control";
  for (const char* name : {"copy", "read back", "Transpose", "Concat", "Split", "Slice", "Gather", "Pad", "Reshape",
                           "Expand", "Tile", "Resize", "Scatter"})
    if (has(name)) return "move";
  return "other";
}

std::string graph_svg(const ReportInput& input) { return GraphDrawing(input).svg(); }

}  // namespace sinter::cli
