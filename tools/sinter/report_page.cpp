// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "report.h"
#include "usage.h"
#include "words.h"

namespace sinter::cli {
namespace {

std::string text_at(const Json& j, const char* key) {
  const auto it = j.find(key);
  return it == j.end() || !it->is_string() ? "" : it->get<std::string>();
}

std::string tile(const std::string& value, const std::string& what) {
  return "<div class=\"tile\"><b>" + html(value) + "</b><span>" + html(what) + "</span></div>\n";
}

double total_ms(const ReportInput& in) {
  double sum = 0;
  for (const auto& t : in.times) sum += t.ms;
  return sum;
}

std::string tiles(const ReportInput& in) {
  const Json& p = in.plan;
  int64_t arena = 0;
  for (const auto& [space, bytes] : p.at("memory").at("arena").items()) arena += bytes.get<int64_t>();
  std::string out = "<div class=\"tiles\">\n";
  out += tile(std::to_string(p.at("steps").size()), "steps");
  out += tile(std::to_string(p.at("fusions").size()), "fusions");
  out += tile(bytes_text(p.at("memory").at("constants_bytes").get<int64_t>()), "weights");
  out += tile(bytes_text(arena), "arena");
  if (!in.times.empty()) out += tile(fmt::format("{:.3f} ms", total_ms(in)), "sum of step times" + in.shapes);
  return out + "</div>\n";
}

std::string facts(const Json& p) {
  std::string out = "<dl>\n";
  const auto add = [&](const std::string& what, const std::string& value) {
    if (!value.empty()) out += "<dt>" + html(what) + "</dt><dd>" + html(value) + "</dd>\n";
  };
  add("made by", text_at(p, "producer") + ", format " + text_at(p, "format"));
  add("options", text_at(p, "options"));
  for (const auto& t : p.at("targets")) add("target", text_at(t, "backend") + ": " + text_at(t, "fingerprint"));
  return out + "</dl>\n";
}

std::string range_text(const Json& b) {
  if (b.at("min").is_null()) return "";
  std::string out;
  const auto shape = b.at("shape").get<Dims>();
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] >= 0) continue;
    const Json& most = b.at("max").at(i);
    out += (out.empty() ? "" : ", ") + fmt::format("dim {}: {}..{}..{}", i, b.at("min").at(i).dump(),
                                                   b.at("opt").at(i).dump(), most.is_null() ? "\u221e" : most.dump());
  }
  return out;
}

std::string bindings_table(const Json& bindings) {
  std::string out =
      "<table><thead><tr><th>binding</th><th>kind</th><th>type</th><th>memory</th><th>bounds "
      "(min..opt..max)</th></tr></thead><tbody>\n";
  for (const auto& b : bindings)
    out += fmt::format("<tr><td>{}</td><td>{}</td><td>{}{}</td><td>{}</td><td>{}</td></tr>\n", html(text_at(b, "name")),
                       html(text_at(b, "kind")), html(text_at(b, "dtype")), html(to_string(b.at("shape").get<Dims>())),
                       html(text_at(b, "memory")), html(range_text(b)));
  return out + "</tbody></table>\n";
}

std::string outputs_text(const Json& step) {
  Words out;
  for (const auto& o : step.at("outputs"))
    if (!o.is_null()) out.push_back(text_at(o, "dtype") + text_at(o, "shape"));
  return joined(out, " ");
}

std::string cell(const std::string& text, double key) {
  return fmt::format("<td class=\"r\" data-k=\"{:.9g}\">{}</td>", key, text);
}

std::string step_row(const ReportInput& in, const Json& s, size_t i, const std::string& prefix, double total) {
  const std::string config = text_at(s, "config");
  std::string out = fmt::format("<tr id=\"{}row-{}\" data-step=\"{}\">", prefix, i, i);
  out += cell(std::to_string(i), double(i));
  out += fmt::format("<td><i class=\"dot {}\"></i>{}</td>", op_family(text_at(s, "op")), html(text_at(s, "op")));
  out += "<td>" + html(text_at(s, "name")) + "</td><td>" + html(joined(s.at("sources").get<Words>(), ", ")) + "</td>";
  out += "<td>" + html(text_at(s, "backend")) + "</td><td>" +
         html(text_at(s, "tactic") + (config.empty() ? "" : "(" + config + ")")) + "</td>";
  out += "<td>" + html(outputs_text(s)) + "</td>";
  const auto bytes = [&](const char* key) {
    const auto n = s.at(key).get<int64_t>();
    return cell(n > 0 ? bytes_text(n) : "", double(n));
  };
  out += bytes("weight_bytes") + bytes("workspace_bytes");
  if (total > 0 && i < in.times.size()) {
    const double ms = in.times[i].ms;
    out += cell(fmt::format("{:.4f}", ms), ms) + cell(fmt::format("{:.1f} %", 100 * ms / total), ms);
  }
  return out + "</tr>\n";
}

std::string steps_table(const ReportInput& in, const Json& steps, const std::string& prefix) {
  const double total = prefix.empty() ? total_ms(in) : 0;
  std::string out = "<div class=\"wide\"><table class=\"sortable\"><thead><tr>";
  for (const char* head : {"#", "op", "name", "source nodes", "backend", "tactic", "output", "weights", "workspace"})
    out += fmt::format("<th tabindex=\"0\">{}</th>", head);
  if (total > 0) out += "<th tabindex=\"0\">ms</th><th tabindex=\"0\">share</th>";
  out += "</tr></thead><tbody>\n";
  for (size_t i = 0; i < steps.size(); ++i) out += step_row(in, steps[i], i, prefix, total);
  return out + "</tbody></table></div>\n";
}

std::string fusions_list(const Json& fusions) {
  if (fusions.empty()) return "<p class=\"note\">Nothing was fused.</p>\n";
  std::string out = "<div class=\"list\"><ul class=\"fusions\">\n";
  for (const auto& f : fusions) out += "<li>" + html(f.get<std::string>()) + "</li>\n";
  return out + "</ul></div>\n";
}

std::string bodies(const ReportInput& in) {
  std::string out;
  const Json& list = in.plan.at("bodies");
  for (size_t i = 0; i < list.size(); ++i)
    out += fmt::format("<h3>body {}</h3>\n", i) + bindings_table(list[i].at("bindings")) +
           steps_table(in, list[i].at("steps"), fmt::format("body{}-", i));
  return out.empty() ? "" : "<section><h2>Bodies of If and Loop</h2>\n" + out + "</section>\n";
}

constexpr const char* kGraphTools =
    "<div class=\"tools\"><input id=\"search\" type=\"search\" placeholder=\"find a node, op or tactic\" "
    "aria-label=\"find\"><span id=\"found\"></span><span class=\"space\"></span><button id=\"out\" "
    "title=\"smaller\">\u2212</button><button id=\"in\" title=\"larger\">+</button><button id=\"fit\">whole "
    "graph</button><button id=\"theme\">light or dark</button></div>\n";

}  // namespace

std::string html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\n':
        out += c;
        break;
      default:
        out += u < 0x20 || u == 0x7f ? fmt::format("\\x{:02x}", u) : std::string(1, c);
    }
  }
  return out;
}

std::string html_report(const ReportInput& in) {
  const Json& p = in.plan;
  const std::string model = text_at(p, "model");
  std::string out =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
      html(model) + " \u2013 sinter</title>\n<style>\n" + std::string(report_style()) + "</style>\n</head>\n<body>\n";
  out += "<header><h1>" + html(model) + "</h1>\n" + tiles(in) + "</header>\n<main>\n";
  out += "<section><h2>Graph</h2>\n" + std::string(kGraphTools) + "<div id=\"view\">\n" + graph_svg(in) +
         "</div>\n<p class=\"note\">Drag to move, wheel to zoom, click a step to find its row; Enter goes to the next "
         "match.</p></section>\n";
  out += "<section><h2>Steps</h2>\n" + steps_table(in, p.at("steps"), "") + "</section>\n";
  out += "<section><h2>Memory</h2>\n" + memory_svg(in) + "</section>\n";
  out += "<section><h2>Fusions</h2>\n" + fusions_list(p.at("fusions")) + "</section>\n" + bodies(in);
  out += "<section><h2>Inputs and outputs</h2>\n" + bindings_table(p.at("bindings")) + facts(p) + "</section>\n";
  return out + "</main>\n<script>\n" + std::string(report_script()) + "</script>\n</body>\n</html>\n";
}

}  // namespace sinter::cli
