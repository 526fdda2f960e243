// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/sequence_types.h"

#include <algorithm>
#include <cstring>

#include "ir/element.h"
#include "sinter/error.h"

namespace sinter {

Dim unknown_extent(InferContext& ctx, const std::string& hint) { return ctx.fresh_size(hint, Dim(INT64_MAX)); }

TensorType taken_out(InferContext& ctx, const TensorType& element, int64_t rank, const std::string& hint) {
  TensorType t{element.dtype, element.dims};
  if (element.ranks != Ranks::kKnown) {
    if (rank < 0)
      ctx.fail(element.ranks == Ranks::kAny ? "the elements differ in rank, and nothing says which rank this one has"
                                            : "nothing says which rank the elements have",
               "declare the value's shape in the model (value_info), or give the elements one rank");
    t.dims.assign(size_t(rank), Dim(-1));
  }
  for (size_t i = 0; i < t.dims.size(); ++i)
    if (t.dims[i] == Dim(-1)) t.dims[i] = unknown_extent(ctx, hint + std::to_string(i));
  return t;
}

namespace {

const ValueType& content_of(const InferContext& ctx, int i, ValueType::Kind kind, const char* word) {
  const ValueType& t = ctx.value(i);
  if (t.kind != kind || !t.element)
    ctx.fail("input " + std::to_string(i) + " is " + to_string(t) + " where " + word + " is needed");
  return *t.element;
}

}  // namespace

const ValueType& sequence_element(const InferContext& ctx, int i) {
  return content_of(ctx, i, ValueType::Kind::kSequence, "a sequence");
}
const ValueType& optional_element(const InferContext& ctx, int i) {
  return content_of(ctx, i, ValueType::Kind::kOptional, "an optional");
}

ValueType as_element(const InferContext& ctx, int i) { return ctx.value(i); }

void copy_run(const HostObject& from, int64_t from_at, HostObject& to, int64_t to_at, int64_t n) {
  if (n == 0) return;
  if (to.dtype == DataType::kString) {
    std::copy_n(from.strings.begin() + from_at, n, to.strings.begin() + to_at);
  } else if (bits_of(to.dtype) >= 8) {
    std::memcpy(to.bytes.data() + bytes_of(to.dtype, to_at), from.bytes.data() + bytes_of(to.dtype, from_at),
                size_t(bytes_of(to.dtype, n)));
  } else {  // packed: every type under a byte is exact in a double
    std::vector<double> values(static_cast<size_t>(n));
    load_f64(from.dtype, from.bytes.data(), from_at, n, values.data());
    store_f64(to.dtype, to.bytes.data(), to_at, n, values.data());
  }
}

}  // namespace sinter
