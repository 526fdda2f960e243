// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Walks the sections of a .cfg: each through the layer table, past layers that fail, so that all failures can be
// reported together.
#pragma once
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "import/darknet/layer_context.h"
#include "import/darknet/layer_table.h"
#include "import/failures.h"
#include "import/import_result.h"
#include "import/read_options.h"

namespace sinter::darknet {

class NetworkImporter {
 public:
  NetworkImporter(const std::vector<CfgSection>& sections, Parameters& parameters, const ReadOptions& options,
                  ImportResult& result);

  /// Fills the result's graph; the one Error of all failures if there are any.
  void run();

 private:
  void check_sections();
  void add_input();
  SymDims input_dims(const Section& net) const;
  void import_layers();
  ValueId import_layer(int index);
  void import_checked(int index);
  void check_size(ValueId v) const;
  void name_value(int index, ValueId v);
  void cut_at(int index, ValueId& v);
  int find_layer_named(const std::string& name) const;
  std::string layer_hint(const std::string& name) const;
  void check_names() const;
  int last_needed();
  void set_outputs();
  void drop_dead();
  void finish();
  std::string place_of(int index) const;
  void warn(std::string text);

  std::deque<Section> sections_;  // [net], then the layers
  Parameters& parameters_;
  const ReadOptions& options_;
  ImportResult& result_;
  Graph& graph_;
  std::vector<LayerResult> layers_;
  std::set<int> cuts_;  // layers whose output becomes an input of the network
  ValueId input_ = kNoValue;
  int last_ = -1;  // layers behind this one are not imported
  Failures failures_;
  std::set<std::string> warned_;
};

}  // namespace sinter::darknet
