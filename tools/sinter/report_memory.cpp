// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The arena over the steps: each block a rectangle from its first to its last step at its place, and the sum of what is
// alive as a line.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "report.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr double kWidth = 1200, kHeight = 300, kLeft = 90, kBottom = 26, kTop = 10;

struct MemoryBlock {
  std::string name, type;
  int64_t offset = 0, bytes = 0;
  int64_t first = 0, last = 0;
};

std::vector<MemoryBlock> blocks_of(const Json& plan, const std::string& space) {
  std::vector<MemoryBlock> out;
  const int64_t steps = std::max<int64_t>(1, int64_t(plan.at("steps").size()));
  for (const auto& s : plan.at("slots")) {
    if (s.at("class") != "arena" || !s.at("base").is_null() || s.at("memory") != space) continue;
    if (s.at("bytes").get<int64_t>() <= 0) continue;
    out.push_back({s.at("name").get<std::string>(), s.at("dtype").get<std::string>() + s.at("shape").get<std::string>(),
                   s.at("offset").get<int64_t>(), s.at("bytes").get<int64_t>(),
                   std::min(s.at("first_step").get<int64_t>(), steps - 1),
                   std::min(s.at("last_step").get<int64_t>(), steps - 1)});
  }
  return out;
}

std::string axis(int64_t arena, int64_t steps) {
  std::string out;
  for (int i = 0; i <= 4; ++i) {
    const double y = kTop + (kHeight - kTop - kBottom) * (1 - i / 4.0);
    out += fmt::format(
        "<line class=\"grid\" x1=\"{:.0f}\" x2=\"{:.0f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
        "<text class=\"axis\" x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
        kLeft, kWidth, y, y, kLeft - 6, y + 4, bytes_text(arena / 4 * i + arena % 4 * i / 4));
  }
  for (int i = 0; i <= 6; ++i)
    out += fmt::format("<text class=\"axis\" x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"{}\">{}{}</text>\n",
                       kLeft + (kWidth - kLeft) * i / 6, kHeight - 8, i == 6 ? "end" : "middle", i == 0 ? "step " : "",
                       steps * i / 6);
  return out;
}

std::string chart(const std::vector<MemoryBlock>& blocks, int64_t arena, int64_t steps) {
  const double plot = kHeight - kTop - kBottom;
  const auto x = [&](int64_t step) { return kLeft + (kWidth - kLeft) * double(step) / double(steps); };
  const auto y = [&](int64_t byte) { return kTop + plot * (1 - double(byte) / double(arena)); };
  std::string out = fmt::format(
                        "<svg class=\"memory\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" "
                        "role=\"img\" aria-label=\"Arena over steps\">\n",
                        kWidth, kHeight) +
                    axis(arena, steps);
  std::vector<int64_t> change(size_t(steps) + 1);
  size_t colour = 0;
  for (const auto& b : blocks) {
    change[size_t(b.first)] += b.bytes;
    change[size_t(b.last) + 1] -= b.bytes;
    out += fmt::format(
        "<rect class=\"b{}\" x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\"><title>{}\n{}\n{}, "
        "steps {} to {}, offset {}</title></rect>\n",
        colour++ % 6, x(b.first), y(b.offset + b.bytes), std::max(0.5, x(b.last + 1) - x(b.first)),
        std::max(0.5, plot * double(b.bytes) / double(arena)), html(b.name), html(b.type), bytes_text(b.bytes), b.first,
        b.last, b.offset);
  }
  std::string line;
  int64_t alive = 0, peak = 0;
  for (int64_t i = 0; i < steps; ++i) {
    alive += change[size_t(i)];
    peak = std::max(peak, alive);
    line += fmt::format("{:.1f},{:.1f} {:.1f},{:.1f} ", x(i), y(std::min(alive, arena)), x(i + 1),
                        y(std::min(alive, arena)));
  }
  out += fmt::format("<polyline class=\"alive\" points=\"{}\"/>\n</svg>\n", line);
  return out + fmt::format(
                   "<p class=\"note\">Arena {}; alive at once at most {} ({:.0f} %). Rectangles: buffers at their "
                   "places, hover for names; line: bytes alive.</p>\n",
                   bytes_text(arena), bytes_text(peak), 100.0 * double(peak) / double(arena));
}

}  // namespace

std::string memory_svg(const ReportInput& input) {
  const int64_t steps = std::max<int64_t>(1, int64_t(input.plan.at("steps").size()));
  std::string out;
  for (const auto& [space, bytes] : input.plan.at("memory").at("arena").items()) {
    const auto arena = bytes.get<int64_t>();
    if (arena <= 0) continue;
    if (input.plan.at("memory").at("arena").size() > 1) out += "<h3>" + html(space) + "</h3>\n";
    out += chart(blocks_of(input.plan, space), arena, steps);
  }
  return out.empty()
             ? "<p class=\"note\">The plan has no arena: its buffers are sized at run time, or it needs none.</p>\n"
             : out;
}

}  // namespace sinter::cli
