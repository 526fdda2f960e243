// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ir/text_value.h"

#include "base/limits.h"
#include "base/text.h"
#include "ir/text_literal.h"
#include "sinter/error.h"

namespace sinter {
namespace {

ValueType read_type_at(TextLexer& lexer, int depth) {
  if (depth > limits::kMaxNesting) lexer.fail_here("types are nested too deeply");
  for (const bool sequence : {true, false}) {
    if (!lexer.peek_word(sequence ? "seq" : "opt")) continue;
    lexer.word();
    lexer.expect("(");
    ValueType element = read_type_at(lexer, depth + 1);
    lexer.expect(")");
    return sequence ? ValueType::sequence_of(std::move(element)) : ValueType::optional_of(std::move(element));
  }
  TensorType t;
  t.dtype = read_data_type(lexer);
  lexer.expect("[");
  if (depth > 0 && (lexer.peek() == '*' || lexer.peek() == '!')) {
    t.ranks = lexer.peek() == '*' ? Ranks::kAny : Ranks::kNone;
    lexer.expect(t.ranks == Ranks::kAny ? "*" : "!");
    lexer.expect("]");
    return t;
  }
  const int64_t least = depth > 0 ? -1 : 0;  // -1 inside sequences: elements differ
  while (!lexer.take("]")) {
    if (!t.dims.empty()) lexer.expect(",");
    const size_t begin = lexer.offset();
    t.dims.push_back(lexer.dim());
    if (t.dims.back().is_const() && t.dims.back().value() < least) lexer.fail_at(begin, "a dim of a type is negative");
    if (t.rank() > limits::kMaxRank) lexer.fail_here("more than " + std::to_string(limits::kMaxRank) + " dims");
  }
  return t;
}

Attr read_number(TextLexer& lexer) {
  const size_t begin = lexer.offset();
  const auto text = lexer.number_text();
  if (auto i = parse_int64(text)) return *i;
  if (auto d = parse_double(text)) return *d;
  lexer.fail_at(begin, "expected a value");
}

std::vector<std::string> read_strings(TextLexer& lexer) {
  std::vector<std::string> out;
  do out.push_back(lexer.string());
  while (lexer.take(","));
  lexer.expect("]");
  return out;
}

// After '['. Whole numbers stay integers unless one of the list is none.
Attr read_list(TextLexer& lexer) {
  if (lexer.take("]")) return std::vector<int64_t>{};
  if (lexer.peek() == '"') return read_strings(lexer);
  std::vector<Attr> items;
  bool whole = true;
  do {
    items.push_back(read_number(lexer));
    whole = whole && std::holds_alternative<int64_t>(items.back());
  } while (lexer.take(","));
  lexer.expect("]");
  std::vector<int64_t> ints;
  std::vector<double> doubles;
  for (const auto& a : items) {
    const auto* i = std::get_if<int64_t>(&a);
    if (whole)
      ints.push_back(*i);
    else
      doubles.push_back(i ? double(*i) : std::get<double>(a));
  }
  return whole ? Attr(std::move(ints)) : Attr(std::move(doubles));
}

SymDims read_dims_attr(TextLexer& lexer) {
  SymDims dims;
  if (lexer.take(">")) return dims;
  do dims.push_back(lexer.dim());
  while (lexer.take(","));
  lexer.expect(">");
  return dims;
}

Dims read_static_dims(TextLexer& lexer) {
  lexer.expect("[");
  Dims dims;
  while (!lexer.take("]")) {
    if (!dims.empty()) lexer.expect(",");
    const size_t begin = lexer.offset();
    dims.push_back(lexer.integer());
    if (dims.back() < 0 || dims.size() > size_t(limits::kMaxRank))
      lexer.fail_at(begin, "a constant's shape is not valid");
  }
  return dims;
}

std::vector<std::byte> read_hex(TextLexer& lexer) {
  const size_t begin = lexer.offset();
  const std::string text = lexer.string();
  std::vector<std::byte> bytes;
  auto digit = [&](char c) {
    const int v = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (v < 0) lexer.fail_at(begin, "expected pairs of hexadecimal digits");
    return v;
  };
  if (text.size() % 2 != 0) lexer.fail_at(begin, "expected pairs of hexadecimal digits");
  for (size_t i = 0; i < text.size(); i += 2) bytes.push_back(std::byte(digit(text[i]) * 16 + digit(text[i + 1])));
  return bytes;
}

// "f32[2][1.0,2.0]" after its element type.
Weights read_inline_weights(TextLexer& lexer, DataType dtype) {
  const size_t begin = lexer.offset();
  Dims dims = read_static_dims(lexer);
  try {
    if (lexer.take("x")) return Weights::own(dtype, std::move(dims), read_hex(lexer));
    lexer.expect("[");
    Attr list = read_list(lexer);
    auto* ints = std::get_if<std::vector<int64_t>>(&list);
    if (auto* s = std::get_if<std::vector<std::string>>(&list)) {
      if (dtype != DataType::kString) lexer.fail_at(begin, "a constant of numbers was given strings");
      return Weights::of_strings(std::move(dims), std::move(*s));
    }
    if (dtype == DataType::kString) {
      if (!ints || !ints->empty()) lexer.fail_at(begin, "a constant of strings was given numbers");
      return Weights::of_strings(std::move(dims), {});
    }
    if (ints) {
      if (!is_float(dtype)) return Weights::of_ints(dtype, std::move(dims), *ints);
      return Weights::of_doubles(dtype, std::move(dims), std::vector<double>(ints->begin(), ints->end()));
    }
    if (!is_float(dtype)) lexer.fail_at(begin, "a constant of integers was given fractions");
    return Weights::of_doubles(dtype, std::move(dims), std::get<std::vector<double>>(list));
  } catch (Error& e) {
    if (!e.message().starts_with("line ")) e.in(lexer.place(begin));
    throw;
  }
}

Weights read_weights_reference(TextLexer& lexer, std::span<const Weights> weights) {
  lexer.expect("(");
  const size_t begin = lexer.offset();
  if (!lexer.take("#"))
    lexer.fail_at(begin, "a constant printed by its hash cannot be read: print with a table of weights");
  const int64_t index = lexer.integer();
  if (index < 0 || index >= int64_t(weights.size()))
    lexer.fail_at(begin,
                  "there is no weight #" + std::to_string(index) + ": the table has " + std::to_string(weights.size()));
  lexer.expect(")");
  return weights[size_t(index)];
}

}  // namespace

DataType read_data_type(TextLexer& lexer) {
  const size_t begin = lexer.offset();
  const std::string name = lexer.word();
  const auto t = parse_data_type(name);
  if (!t) lexer.fail_at(begin, "there is no element type " + quote(name));
  return *t;
}

ValueType read_type(TextLexer& lexer) { return read_type_at(lexer, 0); }

Attr read_attr(TextLexer& lexer, std::span<const Weights> weights) {
  if (lexer.peek() == '"') return lexer.string();
  if (lexer.take("[")) return read_list(lexer);
  if (lexer.take("<")) return read_dims_attr(lexer);
  if (lexer.take_word("true")) return true;
  if (lexer.take_word("false")) return false;
  if (lexer.take_word("weights")) return read_weights_reference(lexer, weights);
  const char c = lexer.peek();
  const bool number = c == '-' || (c >= '0' && c <= '9') || lexer.peek_word("inf") || lexer.peek_word("nan");
  if (number) return read_number(lexer);
  if (!is_name_char(c)) lexer.fail_here("expected a value");
  const DataType t = read_data_type(lexer);
  if (lexer.peek() != '[') return t;
  return read_inline_weights(lexer, t);
}

}  // namespace sinter
