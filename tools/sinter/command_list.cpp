// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "commands.h"

namespace sinter::cli {

std::span<const Command> command_list() {
  static constexpr Command kCommands[] = {
      {"build", "make a plan from a model", build_command},
      {"refit", "put the weights of a model trained further into a plan", refit_command},
      {"run", "run a plan or a model once and write or print its outputs", run_command},
      {"bench", "measure latency, throughput and memory of a plan or a model", bench_command},
      {"inspect", "show what a plan or a model holds", inspect_command},
      {"explain", "say how a node of a model runs and why: fusions, candidates, times", explain_command},
      {"compare", "run two backends, plans or sets of options on the same inputs and compare", compare_command},
      {"diagnose", "find the source nodes that make an engine differ from the reference", diagnose_command},
      {"trace", "write what happens in runs as a trace for Perfetto", trace_command},
      {"verify", "run test folders in the layout of ONNX's test data and compare", verify_command},
      {"convert", "write a model of any format, or a portable plan's network, as an ONNX file", convert_command},
      {"convert-to-uff", "write a frozen TensorFlow graph as a UFF file", convert_to_uff_command},
      {"passes", "list the optimisation passes that can be left out", passes_command},
      {"doctor", "show what this machine offers: backends, threads, caches", doctor_command},
      {"completion", "print a script that completes commands and flags in bash, zsh or fish", completion_command},
  };
  return kCommands;
}

}  // namespace sinter::cli
