// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From wire bytes to the structs of model.h. Everything read is a view of the given bytes. What is checked here is the
// format: kinds of fields, counts, nesting, attribute types. What the names and operators mean is the importer's
// affair.
#pragma once
#include "base/bytes.h"
#include "base/limits.h"
#include "import/onnx/model.h"
#include "import/protobuf/wire_reader.h"

namespace sinter::onnx {

/// Reads a whole ModelProto. Error(kInvalidModel) if it is malformed, lacks its graph or version; Error(kLimit) if a
/// limit of base/limits.h is passed; Error(kUnsupported) if the format version is newer than ours.
ModelProto read_model(ByteSpan bytes);
/// Reads a whole TensorProto.
TensorProto read_tensor(ByteSpan bytes);

/// The newest ir_version whose fields we know.
inline constexpr int64_t kNewestIrVersion = 14;

/// What one reading has used up of its limits.
class ReadBudget {
 public:
  /// Counts one record (node, attribute, tensor, ...).
  void record();
  void node();

  /// Holds one level of nesting while it lives.
  class Level {
   public:
    explicit Level(ReadBudget& budget);
    ~Level() { --budget_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    ReadBudget& budget_;
  };

 private:
  int64_t records_ = 0, nodes_ = 0;
  int depth_ = 0;
};

// The parts, each in the file that bears its name; they add to `out`.
void read_graph(WireReader in, ReadBudget& budget, GraphProto& out);
void read_node(WireReader in, ReadBudget& budget, NodeProto& out);
void read_attribute(WireReader in, ReadBudget& budget, AttributeProto& out);
void read_type(WireReader in, ReadBudget& budget, TypeProto& out);
void read_value_info(WireReader in, ReadBudget& budget, ValueInfoProto& out);
void read_tensor(WireReader in, ReadBudget& budget, TensorProto& out);
void read_sparse_tensor(WireReader in, ReadBudget& budget, SparseTensorProto& out);
void read_entry(WireReader in, ReadBudget& budget, std::vector<StringEntry>& out);

}  // namespace sinter::onnx
