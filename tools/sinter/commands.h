// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The subcommands: one file each (<name>_command.cpp), listed in command_list.cpp.
#pragma once
#include <span>
#include <string_view>

#include "usage.h"

namespace sinter::cli {

struct Command {
  std::string_view name, summary;
  /// The words after the subcommand's name; returns the exit status. Throws UsageError (2) and Error (1).
  int (*run)(const Words&);
};

/// In the order of the help text.
std::span<const Command> command_list();

int build_command(const Words& words);
int refit_command(const Words& words);
int run_command(const Words& words);
int bench_command(const Words& words);
int inspect_command(const Words& words);
int explain_command(const Words& words);
int compare_command(const Words& words);
int diagnose_command(const Words& words);
int trace_command(const Words& words);
int completion_command(const Words& words);
int verify_command(const Words& words);
int convert_command(const Words& words);
int convert_to_uff_command(const Words& words);
int passes_command(const Words& words);
int doctor_command(const Words& words);

}  // namespace sinter::cli
