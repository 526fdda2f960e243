// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A plan or a model opened to be run: the one way in which run, bench, trace, diagnose and inspect --html do it.
#pragma once
#include "input_files.h"
#include "session.h"
#include "source.h"

namespace sinter::cli {

/// What those commands have in common on the command line.
struct RunFlags {
  BuildFlags build;
  std::string path;
  Words inputs;
  uint64_t seed = 0;

  /// PLAN_OR_MODEL, -i, --seed and the flags for building.
  void add(CLI::App& app);
  /// All files that are read; some may be "".
  Words files() const;
};

/// Shapes come from the input files, then from --shapes, then from the plan's optimum.
class RunSource {
 public:
  RunSource(const RunFlags& flags, Notices notices);
  RunSource(const RunSource&) = delete;
  RunSource& operator=(const RunSource&) = delete;

  const Source& source() const { return source_; }
  const Engine& engine() const { return source_.engine; }
  Session& session() { return session_; }
  const Arrays& given() const { return given_; }

 private:
  Arrays given_;  // filled while the source is opened
  Source source_;
  Session session_;
};

}  // namespace sinter::cli
