// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Folders in the layout of ONNX's test data: a model and test_data_set_*/{input,output}_N.{pb,npy}.
#pragma once
#include <string>
#include <vector>

#include "sinter/tools.h"

namespace sinter::cli {

struct VerifyCase {
  std::string folder, model;
  std::vector<std::string> sets;  // folders, in the order of their numbers
};

/// The cases in `folder` and the folders below it, sorted. Throws Error(kIo) if it is no folder, kInvalidArgument if
/// it has none or a case has no single model.
std::vector<VerifyCase> find_cases(const std::string& folder);

/// The file "<set>/<kind>_<index>" with .pb or .npy; "" if there is none.
std::string data_file(const std::string& set, const std::string& kind, size_t index);

}  // namespace sinter::cli
