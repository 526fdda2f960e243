// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Measured times of tactics, kept in a file between builds, so that builds are quick and repeatable. One file serves
// all models and devices of a user: the key covers the problem, the tactic with its version and the device.
//
// The file is text: a header line "sinter-timing-cache 1 <checksum>", then sorted lines "<32 hex digits>
// <milliseconds>".
#pragma once
#include <map>
#include <optional>
#include <string>

#include "base/hash.h"

namespace sinter::compile {

class TimingCache {
 public:
  TimingCache() = default;
  /// Reads `path`. A missing file is an empty cache; a foreign or damaged one is ignored with a line in `warning`.
  static TimingCache load(const std::string& path, std::string& warning);
  /// Merges what is new here with what others wrote meanwhile, under a lock, and replaces the file atomically. Nothing
  /// happens if nothing is new. Entries that others wrote first win, so that later builds agree.
  void save(const std::string& path) const;
  /// $XDG_CACHE_HOME/sinter/timing.cache, else ~/.cache/sinter/timing.cache; empty if neither is known.
  static std::string default_path();

  std::optional<double> find(const Hash128& key) const;
  void add(const Hash128& key, double ms);
  size_t size() const { return entries_.size(); }

 private:
  static std::optional<std::map<std::string, double>> parse(const std::string& text);
  std::map<std::string, double> entries_;  // by hex key
  bool changed_ = false;
};

}  // namespace sinter::compile
