// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Time per layer of profiled runs, for `run --profile` and `bench --profile`.
#pragma once
#include <string>
#include <vector>

#include "output_files.h"
#include "sinter/runtime.h"

namespace sinter::cli {

/// The mean of `runs` profiled runs, in plan order.
std::vector<LayerTime> profile_layers(ExecutionContext& context, int runs);
/// A table: time, share, op, backend and tactic, source nodes; the slowest layer first.
std::string layer_table(std::vector<LayerTime> layers);
Json layers_json(const std::vector<LayerTime>& layers);

}  // namespace sinter::cli
