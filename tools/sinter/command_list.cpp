// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "commands.h"

namespace sinter::cli {

std::span<const Command> command_list() {
  static constexpr Command kCommands[] = {
      {"build", "make a plan from a model", build_command},
      {"run", "run a plan or a model once and write or print its outputs", run_command},
      {"bench", "measure latency, throughput and memory of a plan or a model", bench_command},
      {"inspect", "show what a plan or a model holds", inspect_command},
      {"verify", "run test folders in the layout of ONNX's test data and compare", verify_command},
      {"passes", "list the optimisation passes that can be left out", passes_command},
      {"doctor", "show what this machine offers: backends, threads, caches", doctor_command},
  };
  return kCommands;
}

}  // namespace sinter::cli
