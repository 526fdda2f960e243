// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Sequences, optionals, text.
#include "ops/sequence.h"

#include "export/onnx/node_writer.h"
#include "ops/optional.h"
#include "ops/sequence_split.h"
#include "ops/string_normalizer.h"
#include "ops/string_pointwise.h"
#include "ops/tfidf.h"

namespace sinter::onnx_export {

void write_sequence_construct(NodeWriter& ctx) {
  if (ctx.num_inputs() > 0) return ctx.finish("SequenceConstruct", ctx.ins());
  ctx.finish("SequenceEmpty", {}, Attributes().i("dtype", type_number(ctx.op<SequenceConstruct>().dtype)));
}

void write_same_name(NodeWriter& ctx) { ctx.finish(ctx.node().op.name(), ctx.ins()); }

void write_split_to_sequence(NodeWriter& ctx) {
  const auto& op = ctx.op<SplitToSequence>();
  ctx.finish("SplitToSequence", ctx.ins(), Attributes().i("axis", op.axis).i("keepdims", op.keep_dims));
}

void write_concat_from_sequence(NodeWriter& ctx) {
  const auto& op = ctx.op<ConcatFromSequence>();
  ctx.finish("ConcatFromSequence", ctx.ins(), Attributes().i("axis", op.axis).i("new_axis", op.new_axis));
}

void write_optional(NodeWriter& ctx) {
  const auto& op = ctx.op<Optional>();
  if (ctx.has(0)) return ctx.finish("Optional", {ctx.in(0)});
  TensorType element{op.dtype, {}, Ranks::kNone};
  const ValueType tensor(element);
  ctx.finish("Optional", {}, Attributes().type("type", op.sequence ? ValueType::sequence_of(tensor) : tensor));
}

void write_string_equal(NodeWriter& ctx) { ctx.finish("Equal", ctx.ins()); }
void write_string_select(NodeWriter& ctx) { ctx.finish("Where", ctx.ins()); }

void write_format_strings(NodeWriter& ctx) {
  ctx.finish("Cast", {ctx.in(0)}, Attributes().i("to", type_number(DataType::kString)));
}

void write_parse_strings(NodeWriter& ctx) {
  ctx.finish("Cast", {ctx.in(0)}, Attributes().i("to", type_number(ctx.op<ParseStrings>().to)));
}

void write_regex_full_match(NodeWriter& ctx) {
  ctx.finish("RegexFullMatch", {ctx.in(0)}, Attributes().s("pattern", ctx.op<RegexFullMatch>().pattern));
}

void write_string_normalizer(NodeWriter& ctx) {
  const auto& op = ctx.op<StringNormalizer>();
  constexpr std::string_view kActions[] = {"NONE", "LOWER", "UPPER"};
  Attributes a;
  a.s("case_change_action", kActions[size_t(op.change_case)]).i("is_case_sensitive", op.case_sensitive);
  if (!op.stop_words.empty()) a.strings("stopwords", op.stop_words);
  ctx.finish("StringNormalizer", {ctx.in(0)}, a);
}

void write_string_split(NodeWriter& ctx) {
  const auto& op = ctx.op<StringSplit>();
  Attributes a;
  if (!op.delimiter.empty()) a.s("delimiter", op.delimiter);
  if (op.max_splits >= 0) a.i("maxsplit", op.max_splits);
  ctx.finish("StringSplit", {ctx.in(0)}, a);
}

void write_tfidf_vectorizer(NodeWriter& ctx) {
  const auto& op = ctx.op<TfIdfVectorizer>();
  constexpr std::string_view kModes[] = {"TF", "IDF", "TFIDF"};
  Attributes a;
  a.i("min_gram_length", op.min_length).i("max_gram_length", op.max_length).i("max_skip_count", op.max_skip);
  a.s("mode", kModes[size_t(op.mode)]).ints("ngram_counts", op.starts).ints("ngram_indexes", op.columns);
  if (!op.weights.empty()) a.floats("weights", op.weights);
  if (op.pool.dtype() == DataType::kString)
    a.strings("pool_strings", op.pool.strings());
  else
    a.ints("pool_int64s", op.pool.to_ints());
  ctx.finish("TfIdfVectorizer", {ctx.in(0)}, a);
}

}  // namespace sinter::onnx_export
