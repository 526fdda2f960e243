// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The text of a .cfg file: sections in brackets, each with `key = value` lines. As Darknet reads it: blanks mean
// nothing anywhere, lines that begin with # or ; are comments, the first of equal keys counts.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace sinter::darknet {

struct CfgOption {
  std::string key, value;
  int line = 0;
};

struct CfgSection {
  std::string type;  // "convolutional", without the brackets
  int line = 0;
  std::vector<CfgOption> options;
};

/// Error(kInvalidModel) with the line number for text that is no .cfg. Keys given twice are told in `warnings`.
std::vector<CfgSection> read_cfg(std::string_view text, std::vector<std::string>& warnings);

}  // namespace sinter::darknet
