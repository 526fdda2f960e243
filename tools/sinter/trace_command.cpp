// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>

#include "cancel.h"
#include "commands.h"
#include "output_files.h"
#include "run_source.h"
#include "trace_file.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr const char* kTraceHelp = R"(
Open the file at ui.perfetto.dev or chrome://tracing. It shows the steps with op, tactic and source nodes, the calls
that enqueue them, copies, read-backs, host calls, and what each thread of the CPU backend does. Inputs that are not
given are made up. Times of single steps are a little larger than in an untraced run (sinter bench measures those).

Example:
  sinter trace model.plan -o trace.json --runs 3
)";

}  // namespace

int trace_command(const Words& words) {
  RunFlags flags;
  std::string file = "trace.json";
  int runs = 3;
  bool quiet = false;
  CLI::App app("Write what happens in runs of a plan or a model as a trace for Perfetto", "sinter trace");
  flags.add(app);
  app.add_option("-o,--output", file, "The trace to write (trace.json)");
  app.add_option("--runs", runs, "Traced runs, after one that warms up (3)")->check(CLI::Range(1, 100000));
  flags.build.set_default_tactics(TacticSelection::kHeuristic);
  app.add_flag("-q,--quiet", quiet, "Nothing but errors");
  app.footer(kTraceHelp);
  if (!parse_words(app, words) || flags.build.dump_config()) return 0;
  need(flags.path, "PLAN_OR_MODEL", "sinter trace PLAN_OR_MODEL [-o FILE]");
  refuse_to_replace("-o", file, flags.files());
  const CancelScope scope;
  RunSource source(flags, {!quiet, !quiet});
  Session& session = source.session();
  session.run();
  const size_t events =
      write_trace(file, std::filesystem::path(flags.path).filename().string(), session.context(), runs);
  if (!quiet) say(fmt::format("{}: {} events of {} runs\n", printable(file), events, runs));
  return 0;
}

}  // namespace sinter::cli
