// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/string_pointwise.h"

#include "base/full_match.h"
#include "base/limits.h"
#include "base/text.h"
#include "ir/record.h"
#include "ops/compute.h"
#include "ops/number_text.h"

namespace sinter {

SINTER_OP(StringConcat)
SINTER_OP(StringEqual)
SINTER_OP(StringSelect)
SINTER_OP(FormatStrings)
SINTER_OP(ParseStrings)
SINTER_OP(RegexFullMatch)

namespace {

// Input i's elements at the places that broadcasting to the output gives.
template <class V>
class BroadcastInput {
 public:
  BroadcastInput(const RefContext& ctx, int i)
      : values_(load<V>(ctx, i)),
        at_(strided_indices(ctx.out_dims(0), broadcast_strides(ctx.dims(i), ctx.out_dims(0)))) {}
  size_t size() const { return at_.size(); }
  const V& operator[](size_t k) const { return values_[size_t(at_[k])]; }

 private:
  std::vector<V> values_;
  std::vector<int64_t> at_;
};
using StringInput = BroadcastInput<std::string>;

void infer_two_strings(InferContext& ctx, int first, DataType result) {
  ctx.require_dtype(first, {DataType::kString});
  ctx.require_dtype(first + 1, {DataType::kString});
  SymDims dims = ctx.broadcast(ctx.tensor(first).dims, ctx.tensor(first + 1).dims);
  if (first == 1) dims = ctx.broadcast(dims, ctx.tensor(0).dims);
  ctx.set_output(0, result, std::move(dims));
}

}  // namespace

void StringConcat::infer(InferContext& ctx) const { infer_two_strings(ctx, 0, DataType::kString); }
void StringConcat::reference(RefContext& ctx) const {
  const StringInput a(ctx, 0), b(ctx, 1);
  std::vector<std::string> out;
  for (size_t k = 0; k < a.size(); ++k) {
    if (int64_t(a[k].size() + b[k].size()) > limits::kMaxStringBytes)
      fail(ErrorCode::kLimit, "a string becomes longer than " + std::to_string(limits::kMaxStringBytes) + " bytes",
           "use shorter strings");
    out.push_back(a[k] + b[k]);
  }
  ctx.put(0, out);
}

void StringEqual::infer(InferContext& ctx) const { infer_two_strings(ctx, 0, DataType::kBool); }
void StringEqual::reference(RefContext& ctx) const {
  const StringInput a(ctx, 0), b(ctx, 1);
  std::vector<int64_t> out;
  for (size_t k = 0; k < a.size(); ++k) out.push_back(a[k] == b[k]);
  ctx.put(0, out);
}

void StringSelect::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {DataType::kBool});
  infer_two_strings(ctx, 1, DataType::kString);
}
void StringSelect::reference(RefContext& ctx) const {
  const BroadcastInput<int64_t> c(ctx, 0);
  const StringInput a(ctx, 1), b(ctx, 2);
  std::vector<std::string> out;
  for (size_t k = 0; k < c.size(); ++k) out.push_back(c[k] ? a[k] : b[k]);
  ctx.put(0, out);
}

void FormatStrings::infer(InferContext& ctx) const {
  const TensorType& x = ctx.tensor(0);
  ctx.require(x.dtype != DataType::kString && !is_complex(x.dtype), "elements are " + std::string(to_string(x.dtype)),
              "use real numbers");
  ctx.set_output(0, DataType::kString, x.dims);
}
void FormatStrings::reference(RefContext& ctx) const {
  const DataType type = ctx.dtype(0);
  std::vector<std::string> out;
  switch (compute_class(type)) {
    case ComputeClass::kFloat:
      for (double v : ctx.f64(0)) out.push_back(float_text(v, type));
      break;
    case ComputeClass::kInt:
      for (int64_t v : ctx.i64(0)) out.push_back(std::to_string(v));
      break;
    case ComputeClass::kUInt:
      for (uint64_t v : ctx.u64(0)) out.push_back(std::to_string(v));
      break;
    default:
      ctx.fail_class(kName);
  }
  ctx.put(0, out);
}

void ParseStrings::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {DataType::kString});
  ctx.require(to != DataType::kString && to != DataType::kInvalid && !is_complex(to),
              "strings do not become " + std::string(to_string(to)), "use real numbers");
  ctx.set_output(0, to, ctx.tensor(0).dims);
}

void ParseStrings::reference(RefContext& ctx) const {
  const auto wrong = [](const std::string& s) {
    fail(ErrorCode::kInvalidArgument, quote(s) + " is no number", "give strings that are numbers");
  };
  const auto in = ctx.strings(0);
  if (is_integer(to) && to != DataType::kUInt64) {  // exact beyond 2^53; fractions are cut
    std::vector<int64_t> out;
    for (const auto& s : in) {
      const auto whole = parse_int64(trim(s));
      const auto v = whole ? std::nullopt : parse_float_text(s, DataType::kFloat64);
      if (!whole && !v) wrong(s);
      alignas(8) std::byte element[8];
      int64_t i = whole.value_or(0);
      if (!whole) {
        store_f64(to, element, 0, 1, &*v);
        load_i64(to, element, 0, 1, &i);
      }
      out.push_back(i);
    }
    return ctx.put(0, out);
  }
  std::vector<double> out;
  for (const auto& s : in) {
    const auto v = parse_float_text(s, to);
    if (!v) wrong(s);
    out.push_back(*v);
  }
  ctx.put(0, out);
}

void RegexFullMatch::infer(InferContext& ctx) const {
  ctx.require_dtype(0, {DataType::kString});
  ctx.set_output(0, DataType::kBool, ctx.tensor(0).dims);
}
void RegexFullMatch::reference(RefContext& ctx) const {
  const FullMatch matches(pattern);
  std::vector<int64_t> out;
  for (const auto& s : ctx.strings(0)) out.push_back(matches(s));
  ctx.put(0, out);
}

}  // namespace sinter
