// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A UFF file as it says itself: plain structs, views of the file's bytes (or of texts that whoever makes a model
// keeps). UFF is TensorFlow's graph in a smaller vocabulary, written by a converter; its weights and the orders of dims
// lie in a table beside the graphs and are referred to by name.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace sinter::uff {

/// UFF's numbers of data types.
enum class UffType : int32_t {
  kInvalid = 0,
  kInt8 = 0x10008,
  kInt16 = 0x10010,
  kInt32 = 0x10020,
  kInt64 = 0x10040,
  kFloat16 = 0x20010,
  kFloat32 = 0x20020,
};

/// Entries of an order besides the numbers of dims: the dims from the one before it on, upwards or downwards.
inline constexpr int64_t kOrderIncrement = INT32_MAX, kOrderDecrement = INT32_MIN;
using Orders = std::vector<int64_t>;

/// A value of a field. What it holds is in the list of its kind: one element for single values.
struct Data {
  enum class Kind : uint8_t {
    kNone,
    kString,
    kStrings,
    kDouble,
    kDoubles,
    kBool,
    kBools,
    kInt,
    kInts,
    kBlob,
    kRef,
    kType,
    kTypes,
    kOrders,
    kOrdersList
  };
  Kind kind = Kind::kNone;
  std::vector<std::string_view> strings;  ///< kString, kStrings, kRef
  std::vector<int64_t> ints;              ///< kInt, kInts, kBool, kBools, kType, kTypes
  std::vector<double> doubles;
  std::vector<Orders> orders;  ///< kOrders, kOrdersList
  ByteSpan blob;

  static Data of_int(int64_t v) { return of(Kind::kInt, {v}); }
  static Data of_ints(std::vector<int64_t> v) { return of(Kind::kInts, std::move(v)); }
  static Data of_bool(bool v) { return of(Kind::kBool, {v ? 1 : 0}); }
  static Data of_type(UffType t) { return of(Kind::kType, {int64_t(t)}); }
  static Data of_double(double v);
  static Data of_string(std::string_view v) { return of_text(Kind::kString, v); }
  static Data of_ref(std::string_view v) { return of_text(Kind::kRef, v); }

 private:
  static Data of(Kind kind, std::vector<int64_t> ints);
  static Data of_text(Kind kind, std::string_view text);
};

using Fields = std::vector<std::pair<std::string_view, Data>>;

struct Node {
  std::string_view id, operation;
  std::vector<std::string_view> inputs;  ///< ids of nodes
  Fields fields;

  /// Null if absent.
  const Data* field(std::string_view name) const noexcept;
};

struct Graph {
  std::string_view id;
  std::vector<Node> nodes;
};

/// A vocabulary that the file uses besides the core one.
struct Descriptor {
  std::string_view id;
  int64_t version = 0;
  bool optional = false;
};

struct MetaGraph {
  int64_t version = 0, core_version = 0;
  std::vector<Descriptor> descriptors;
  std::vector<Graph> graphs;
  Fields referenced;
};

/// 'node "conv1" (Conv)': how errors name a node.
std::string place_of(const Node& node);

/// What a reference stands for, or `data` itself; null if the table lacks the name.
const Data* resolve(const MetaGraph& meta, const Data* data);

}  // namespace sinter::uff
