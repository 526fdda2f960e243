// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Completion scripts for shells, made from the same tables that read the command line.
#pragma once
#include <string>
#include <vector>

#include "usage.h"

namespace sinter::cli {

struct FlagHelp {
  Words names;        ///< "--output", "-o"
  std::string help;
  bool takes_value = false;
  Words choices;      ///< what the value may be; empty: a file name or anything
};

struct CommandHelp {
  std::string name, summary;
  std::vector<FlagHelp> flags;
  bool takes_files = false;  ///< has arguments that are no flags
};

/// All commands, help first.
std::vector<CommandHelp> command_helps();

std::string bash_completion(const std::vector<CommandHelp>& commands);
std::string zsh_completion(const std::vector<CommandHelp>& commands);
std::string fish_completion(const std::vector<CommandHelp>& commands);

}  // namespace sinter::cli
