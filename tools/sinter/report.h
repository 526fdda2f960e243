// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A plan as one HTML page that needs nothing else: no network, no other file. Its parts are drawn here; the page's
// script only sorts, searches, zooms and shows details, so the page can be read without it.
#pragma once
#include <string>
#include <vector>

#include "output_files.h"
#include "sinter/runtime.h"

namespace sinter::cli {

struct ReportInput {
  Json plan;                     ///< Engine::inspect_json
  std::vector<LayerTime> times;  ///< of a profiled run; empty: none
  std::string shapes;            ///< of the profiled run
};

/// The whole page. Names in it come from the model: they are escaped.
std::string html_report(const ReportInput& input);

// The parts, in the order of the page.
std::string graph_svg(const ReportInput& input);
std::string memory_svg(const ReportInput& input);
std::string_view report_style();
std::string_view report_script();

/// Text for HTML: markup and quotes escaped, control characters as \xNN.
std::string html(std::string_view text);
/// "conv", "matmul", "pointwise", "norm", "move", "control", "other": the colour of an op.
std::string op_family(const std::string& op);

}  // namespace sinter::cli
