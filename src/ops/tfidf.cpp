// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/tfidf.h"

#include <algorithm>
#include <map>

#include "ir/record.h"
#include "ops/compute.h"

namespace sinter {

SINTER_OP(TfIdfVectorizer)

namespace {

int64_t width_of(const std::vector<int64_t>& columns) {
  int64_t n = 0;
  for (int64_t c : columns) n = std::max(n, c + 1);
  return n;
}

using Ngrams = std::map<std::vector<int64_t>, int64_t>;  // tokens -> column

// Tokens as numbers: 0, 1, ... in the order in which the pool has them, -1 for those it has not.
template <class V>
std::vector<int64_t> token_numbers(const std::map<V, int64_t>& known, const std::vector<V>& tokens) {
  std::vector<int64_t> out;
  for (const auto& t : tokens) {
    const auto it = known.find(t);
    out.push_back(it == known.end() ? -1 : it->second);
  }
  return out;
}

template <class V>
void to_numbers(const std::vector<V>& pool, const std::vector<V>& x, std::vector<int64_t>& pool_out,
                std::vector<int64_t>& x_out) {
  std::map<V, int64_t> known;
  for (const auto& t : pool) known.try_emplace(t, int64_t(known.size()));
  pool_out = token_numbers(known, pool);
  x_out = token_numbers(known, x);
}

}  // namespace

void TfIdfVectorizer::infer(InferContext& ctx) const {
  ctx.require(pool.dtype() == DataType::kInt64 || pool.dtype() == DataType::kString, "the pool is missing");
  if (pool.dtype() == DataType::kString)
    ctx.require_dtype(0, {DataType::kString});
  else
    ctx.require_dtype(0, {DataType::kInt64, DataType::kInt32});
  const TensorType& x = ctx.tensor(0);
  ctx.require(x.rank() == 1 || x.rank() == 2, "x has rank " + std::to_string(x.rank()) + ", allowed: 1 and 2");
  ctx.require(1 <= min_length && min_length <= max_length && max_skip >= 0, "the lengths of n-grams are wrong");
  ctx.require(max_length <= int64_t(starts.size()), "ngram_counts says nothing of the longest n-grams");
  int64_t ngrams = 0;
  for (size_t i = 0; i < starts.size(); ++i) {
    const int64_t end = i + 1 < starts.size() ? starts[i + 1] : pool.count(), length = int64_t(i) + 1;
    ctx.require(starts[i] >= 0 && starts[i] <= end && (end - starts[i]) % length == 0,
                "ngram_counts does not fit the pool");
    ngrams += (end - starts[i]) / length;
  }
  ctx.require(ngrams == int64_t(columns.size()), "ngram_indexes does not have one entry for each n-gram");
  for (int64_t c : columns) ctx.require(c >= 0 && c <= (int64_t{1} << 31), "ngram_indexes has a wrong entry");
  ctx.require(weights.empty() || weights.size() >= columns.size(), "there are too few weights");
  SymDims dims{width_of(columns)};
  if (x.rank() == 2) dims.insert(dims.begin(), x.dims[0]);
  ctx.set_output(0, DataType::kFloat32, std::move(dims));
}

void TfIdfVectorizer::reference(RefContext& ctx) const {
  std::vector<int64_t> tokens, x;
  if (pool.dtype() == DataType::kString)
    to_numbers(pool.strings(), load<std::string>(ctx, 0), tokens, x);
  else
    to_numbers(pool.to_ints(), ctx.i64(0), tokens, x);
  Ngrams known;
  int64_t column = 0;
  for (size_t i = 0; i < starts.size(); ++i) {
    const int64_t end = i + 1 < starts.size() ? starts[i + 1] : int64_t(tokens.size()), n = int64_t(i) + 1;
    for (int64_t at = starts[i]; at < end; at += n, ++column)
      if (n >= min_length && n <= max_length)
        known.try_emplace(std::vector<int64_t>(tokens.begin() + at, tokens.begin() + at + n), columns[size_t(column)]);
  }
  const int64_t width = width_of(columns), rows = ctx.dims(0).size() == 2 ? ctx.dims(0)[0] : 1;
  const int64_t length = ctx.dims(0).back();
  std::vector<double> of_column(static_cast<size_t>(width), 1.0);
  for (size_t i = 0; i < weights.size() && i < columns.size(); ++i) of_column[size_t(columns[i])] = weights[i];
  std::vector<double> counts(size_t(rows * width));
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t n = min_length; n <= max_length; ++n)
      for (int64_t step = 1; step <= (n == 1 ? 1 : max_skip + 1) && (n - 1) * step < length; ++step)
        for (int64_t begin = 0; begin + (n - 1) * step < length; ++begin) {
          std::vector<int64_t> gram;
          for (int64_t k = 0; k < n; ++k) gram.push_back(x[size_t(r * length + begin + k * step)]);
          const auto it = known.find(gram);
          if (it != known.end()) ++counts[size_t(r * width + it->second)];
        }
  for (size_t k = 0; k < counts.size(); ++k) {
    const double weight = of_column[k % size_t(width)];
    if (mode == NgramWeighting::kIdf) counts[k] = counts[k] > 0 ? weight : 0;
    if (mode == NgramWeighting::kTfIdf) counts[k] *= weight;
  }
  ctx.put(0, counts);
}

}  // namespace sinter
