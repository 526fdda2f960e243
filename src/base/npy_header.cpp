// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/npy_header.h"

#include <array>

#include "base/limits.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter {
namespace {

struct NpyType {
  std::string_view code;  // kind and bytes
  DataType type;
};

constexpr std::array kTypes = {
    NpyType{"b1", DataType::kBool},    NpyType{"c16", DataType::kComplex128}, NpyType{"c8", DataType::kComplex64},
    NpyType{"f2", DataType::kFloat16}, NpyType{"f4", DataType::kFloat32},     NpyType{"f8", DataType::kFloat64},
    NpyType{"i1", DataType::kInt8},    NpyType{"i2", DataType::kInt16},       NpyType{"i4", DataType::kInt32},
    NpyType{"i8", DataType::kInt64},   NpyType{"u1", DataType::kUInt8},       NpyType{"u2", DataType::kUInt16},
    NpyType{"u4", DataType::kUInt32},  NpyType{"u8", DataType::kUInt64},
};

// Reads the few forms of Python literals that numpy.save writes.
class Literal {
 public:
  explicit Literal(std::string_view text) : text_(text) {}

  bool accept(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail_npy(std::string("its header lacks a '") + c + "' at byte " + std::to_string(at_));
  }
  std::string string() {
    skip_space();
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '\'' && quote != '"') fail_unsupported_value();
    const size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) fail_npy("a string of its header does not end");
    const std::string_view value = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return std::string(value);
  }
  bool boolean() {
    skip_space();
    if (accept_word("True")) return true;
    if (accept_word("False")) return false;
    fail_npy("fortran_order is neither True nor False");
  }
  Dims tuple() {
    Dims out;
    expect('(');
    while (!accept(')')) {
      out.push_back(number());
      if (out.size() > limits::kMaxRank) fail(ErrorCode::kLimit, "the array has more than 64 dims");
      if (accept(')')) break;
      expect(',');
    }
    return out;
  }
  bool at_end() {
    skip_space();
    return at_ == text_.size();
  }

 private:
  int64_t number() {
    skip_space();
    size_t end = at_;
    while (end < text_.size() && text_[end] >= '0' && text_[end] <= '9') ++end;
    const auto value = parse_int64(text_.substr(at_, end - at_));
    if (!value) fail_npy("its shape is not a tuple of numbers");
    at_ = end;
    accept_word("L");  // Python 2 wrote long integers so
    return *value;
  }
  bool accept_word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
  }
  [[noreturn]] void fail_unsupported_value() {
    if (at_ < text_.size() && text_[at_] == '[') {
      fail(ErrorCode::kUnsupported, "the .npy file holds records (a structured dtype)", "save one field of it");
    }
    fail_npy("its header is not a dict of strings");
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

void fail_npy(const std::string& what) {
  fail(ErrorCode::kCorruptFile, "broken .npy file: " + what, "save it again with numpy.save");
}

NpyHeader parse_npy_header(std::string_view text) {
  NpyHeader out;
  Literal in(text);
  int seen = 0;
  in.expect('{');
  while (!in.accept('}')) {
    const std::string key = in.string();
    in.expect(':');
    if (key == "descr") {
      out.descr = in.string();
    } else if (key == "fortran_order") {
      out.fortran_order = in.boolean();
    } else if (key == "shape") {
      out.dims = in.tuple();
    } else {
      fail_npy("its header has the unknown key " + quote(key));
    }
    seen |= key == "descr" ? 1 : key == "shape" ? 2 : 4;
    if (!in.accept(',')) {
      in.expect('}');
      break;
    }
  }
  if (seen != 7) fail_npy("its header lacks descr, fortran_order or shape");
  if (!in.at_end()) fail_npy("something follows the dict of its header");
  return out;
}

NpyElement npy_element(std::string_view descr, DataType raw_type) {
  const char order = descr.empty() ? '\0' : descr.front();
  const bool has_order = order == '<' || order == '>' || order == '|' || order == '=';
  const std::string_view code = has_order ? descr.substr(1) : descr;
  for (const NpyType& entry : kTypes) {
    if (entry.code != code) continue;
    const auto bytes = static_cast<size_t>(bits_of(entry.type) / 8);
    return {entry.type, bytes, order == '>' && bytes > 1};
  }
  if (code == "V1" || code == "V2") {
    const size_t bytes = code == "V1" ? 1 : 2;
    const bool fits = raw_type != DataType::kInvalid && static_cast<size_t>(bits_of(raw_type)) == bytes * 8;
    if (fits) return {raw_type, bytes, false};
    fail(ErrorCode::kUnsupported,
         "the .npy file holds raw bytes (dtype " + quote(descr) + ") of a type it does not name",
         "save the array as float32, or feed it to an input of a type of this size (bf16, f8)");
  }
  fail(ErrorCode::kUnsupported, "the .npy file holds elements of dtype " + quote(descr) + ", which is no tensor type",
       "save the array as numbers or booleans");
}

std::string npy_descr(DataType type) {
  if (type == DataType::kInvalid || type == DataType::kString) {
    fail(ErrorCode::kUnsupported, "an .npy file cannot hold elements of type " + std::string(to_string(type)));
  }
  if (type == DataType::kInt4 || type == DataType::kInt2) return "|i1";
  if (type == DataType::kUInt4 || type == DataType::kUInt2) return "|u1";
  for (const NpyType& entry : kTypes) {
    if (entry.type == type) return (bits_of(type) == 8 ? "|" : "<") + std::string(entry.code);
  }
  return bits_of(type) == 16 ? "<V2" : "|V1";
}

}  // namespace sinter
