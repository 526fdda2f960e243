// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Build options as a JSON text, for configuration files. The keys are the names of BuildOptions' members; callbacks
// have none. Not part of libsinter_runtime.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sinter/builder.h"

namespace sinter {

/// The options in `json`, an object; what it does not name is taken from `base`. Comments (// and /* */) are allowed.
///   {"backends": ["cpu"], "threads": 4, "tactics": "measure", "timing_cache": "none", "portable": false,
///    "disabled_passes": [], "disabled_tactics": [], "workspace_limit": "512MiB",
///    "shapes": {"x": [1, 3, 224, 224], "y": {"min": [1, 9], "opt": [8, 9], "max": [32, 9]}},
///    "values": {"target": {"min": [1, 1], "max": [8, 64]}},
///    "profiles": [{"name": "large", "shapes": {"x": {"min": [1, 3, 224, 224], "max": [1, 3, 2048, 2048]}}}]}
/// Error(kInvalidArgument) names the key or the line: broken JSON, unknown keys ("did you mean"), values of a wrong
/// kind. Whether backends, passes and inputs of these names exist is found when building.
SINTER_API BuildOptions options_from_json(std::string_view json, const BuildOptions& base = {});

/// All options, in the order of BuildOptions; options_from_json reads it back to the same.
SINTER_API std::string options_to_json(const BuildOptions& options);

/// The keys, in that order.
SINTER_API std::vector<std::string> option_names();

}  // namespace sinter
