// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Traced runs as a file for Perfetto (ui.perfetto.dev) and chrome://tracing: JSON in the Trace Event Format.
#pragma once
#include <string>
#include <vector>

#include "output_files.h"
#include "sinter/runtime.h"

namespace sinter::cli {

/// {"displayTimeUnit", "traceEvents"}: names of process and tracks, then the complete ("X") events of all runs in the
/// order of their beginnings, in microseconds. A run begins where the one before ended.
Json trace_json(const std::string& model, const std::vector<std::vector<TraceSpan>>& runs,
                const std::vector<LayerTime>& layers);

/// Traces `runs` runs of a context that has run before and writes the file. Returns the number of events.
size_t write_trace(const std::string& path, const std::string& model, ExecutionContext& context, int runs);

}  // namespace sinter::cli
