// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators on text.
#include "base/text.h"
#include "import/onnx/operators/ml.h"
#include "ops/string_normalizer.h"
#include "ops/string_pointwise.h"
#include "ops/tfidf.h"

namespace sinter::onnx {

void import_string_concat(NodeContext& ctx) { ctx.finish(StringConcat{}, {ctx.in(0), ctx.in(1)}); }

void import_string_normalizer(NodeContext& ctx) {
  StringNormalizer op;
  const std::string action = ctx.string_attr("case_change_action", "NONE");
  if (action != "NONE" && action != "LOWER" && action != "UPPER")
    ctx.invalid("case_change_action is " + quote(action), "use NONE, LOWER or UPPER");
  op.change_case = action == "LOWER" ? StringCase::kLower : action == "UPPER" ? StringCase::kUpper : StringCase::kNone;
  op.case_sensitive = ctx.bool_attr("is_case_sensitive", false);
  op.stop_words = strings_attr(ctx, "stopwords");
  ctx.ignore_attrs({"locale"});  // the mappings are Unicode's
  ctx.finish(std::move(op), {ctx.in(0)});
}

void import_string_split(NodeContext& ctx) {
  StringSplit op;
  op.delimiter = ctx.string_attr("delimiter", "");
  op.max_splits = ctx.int_attr("maxsplit", -1);
  if (ctx.has_attr("maxsplit") && op.max_splits < 0) ctx.invalid("maxsplit is " + std::to_string(op.max_splits));
  ctx.finish(std::move(op), {ctx.in(0)});
}

void import_regex_full_match(NodeContext& ctx) {
  if (!ctx.has_attr("pattern")) ctx.invalid("the attribute \"pattern\" is missing");
  ctx.finish(RegexFullMatch{.pattern = ctx.string_attr("pattern", "")}, {ctx.in(0)});
}

void import_tfidf_vectorizer(NodeContext& ctx) {
  TfIdfVectorizer op;
  op.min_length = ctx.int_attr("min_gram_length");
  op.max_length = ctx.int_attr("max_gram_length");
  op.max_skip = ctx.int_attr("max_skip_count");
  const std::string mode = ctx.string_attr("mode", "");
  if (mode != "TF" && mode != "IDF" && mode != "TFIDF") ctx.invalid("mode is " + quote(mode), "use TF, IDF or TFIDF");
  op.mode = mode == "TF" ? NgramWeighting::kTf : mode == "IDF" ? NgramWeighting::kIdf : NgramWeighting::kTfIdf;
  op.starts = ctx.ints_attr("ngram_counts");
  op.columns = ctx.ints_attr("ngram_indexes");
  if (const auto* a = ctx.attr("weights")) op.weights.assign(a->floats().begin(), a->floats().end());
  const auto words = strings_attr(ctx, "pool_strings");
  const Ints numbers = ctx.ints_attr("pool_int64s");
  if (words.empty() == numbers.empty()) ctx.invalid("one of pool_strings and pool_int64s must be given");
  op.pool = words.empty() ? Weights::of_ints(DataType::kInt64, {int64_t(numbers.size())}, numbers)
                          : Weights::of_strings({int64_t(words.size())}, words);
  ctx.finish(std::move(op), {ctx.in(0)});
}

}  // namespace sinter::onnx
