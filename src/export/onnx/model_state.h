// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What all graphs of a model that is being written share: names, versions of operator sets, external data, failures.
#pragma once
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "export/onnx/export.h"
#include "export/onnx/proto.h"
#include "sinter/error.h"

namespace sinter::onnx_export {

/// The opset that is written where nothing needs a newer one. From 22 on, every operator that got bf16 is a new
/// version, of which runtimes lack many.
inline constexpr int64_t kBaseOpset = 21;
/// Tensors below this stay in the model file where the others go to a file of their own.
inline constexpr size_t kSmallestExternal = 1024;
/// Readers map external data by pages.
inline constexpr uint64_t kExternalAlignment = 4096;

class ModelState {
 public:
  explicit ModelState(const ExportOptions& options) : options_(options) {}

  const ExportOptions& options() const { return options_; }

  /// A name that no value of the model has yet: the hint, or the hint with a number. Names are unique through all
  /// subgraphs, for ONNX lets no inner name shadow an outer one.
  std::string claim(std::string_view hint);
  /// The same for names of nodes, which are a space of their own.
  std::string claim_node(std::string_view hint);

  /// The model needs at least this version of a domain.
  void need_opset(std::string_view domain, int64_t version);
  void need_type(DataType type) { need_opset("", opset_of_type(type)); }
  int64_t opset(const std::string& domain) const;
  const std::map<std::string, int64_t>& opsets() const { return opsets_; }

  /// The TensorProto of an initializer; large ones go to the external file if the model has one.
  WireWriter initializer(std::string_view name, const Weights& weights);
  /// Keeps constants that are made here until the model is written, for it refers to their bytes.
  const Weights& keep(Weights weights) { return made_.emplace_back(std::move(weights)); }
  std::vector<Weights> take_made() { return {made_.begin(), made_.end()}; }
  const std::vector<ByteSpan>& external() const { return external_; }

  void add_failure(const std::string& place, const Error& error);
  void warn(std::string text) { warnings_.push_back(std::move(text)); }
  /// One Error for all failures, if there are some.
  void raise_failures() const;
  std::vector<std::string> take_warnings() { return std::move(warnings_); }

 private:
  using Names = std::set<std::string, std::less<>>;
  using Counters = std::map<std::string, int, std::less<>>;
  static std::string claim_in(Names& names, Counters& counters, std::string_view hint);

  ExportOptions options_;
  Names names_, node_names_;
  Counters counters_, node_counters_;
  std::map<std::string, int64_t> opsets_{{"", kBaseOpset}};
  std::vector<ByteSpan> external_;
  uint64_t external_size_ = 0;
  std::deque<Weights> made_;
  std::vector<std::string> failures_, warnings_;
  std::vector<Error> errors_;
};

}  // namespace sinter::onnx_export
