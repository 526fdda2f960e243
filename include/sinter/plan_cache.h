// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A folder of plans, built when they are first asked for. Not part of libsinter_runtime.
#pragma once
#include <string>
#include <vector>

#include "sinter/builder.h"
#include "sinter/parsers.h"

namespace sinter {

struct CachedPlan {
  std::string path;  ///< the plan's file in the folder
  bool reused = false;
  std::string why_built;  ///< "it was not there", "the model changed", "it was damaged: ..."; empty if it was reused
};

/// The plan of a model from the cache folder, built and kept there if it is not in it. A plan is reused if the bytes of
/// the model and of its external data, the options that shape a plan, the version of SinterRT and the machine
/// (fingerprint of each backend, threads) are all as they were; else it is built anew and takes the old one's place. A
/// damaged plan is built again. Files are replaced as a whole, and of several processes that ask for the same plan one
/// builds while the others wait, so any number may share a folder. The folder is made if need be. It must be as
/// trusted as the programs of the machine: plans for CUDA hold code (SECURITY.md).
/// Throws what parse_model and build_plan throw, Error(kIo) for the folder.
SINTER_API CachedPlan cached_plan(const std::string& model, const std::string& folder, const BuildOptions& options = {},
                                  const ParseOptions& parse = {}, BuildReport* report = nullptr,
                                  std::vector<std::string>* warnings = nullptr);

/// $XDG_CACHE_HOME/sinter/plans, else ~/.cache/sinter/plans; "" if neither is known.
SINTER_API std::string default_plan_cache();

}  // namespace sinter
