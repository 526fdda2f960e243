// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops on strings, and ops that move elements of any type on strings.
#include <cmath>

#include "ops/concat.h"
#include "ops/expand.h"
#include "ops/gather.h"
#include "ops/image_decoder.h"
#include "ops/lookup_table.h"
#include "ops/reshape.h"
#include "ops/slice.h"
#include "ops/string_normalizer.h"
#include "ops/string_pointwise.h"
#include "ops/tfidf.h"
#include "ops/wav_decoder.h"
#include "ops/transpose.h"
#include "support/op_cases/case_list.h"

namespace sinter::test {
namespace {

const DataType kText = DataType::kString;

void add_pointwise_strings(CaseList& list) {
  const auto a = of_strings({2, 2}, {"a", "", "ü", "x y"}), b = of_strings({2}, {"", "b"});
  list.add("StringConcat/broadcast", StringConcat{}, {a, b}).expected = {
      of_strings({2, 2}, {"a", "b", "ü", "x yb"}).data};
  list.add("StringConcat/dynamic", StringConcat{}, {a.as({sym("N"), 2}), b});
  list.add("StringConcat/none", StringConcat{}, {of_strings({0}, {}), of_strings({1}, {"x"})});
  list.add("StringConcat/constant", StringConcat{}, {a, b.fixed()});
  list.add("StringEqual/broadcast", StringEqual{}, {a, of_strings({}, {"ü"})}).expected = {
      of_values(DataType::kBool, {2, 2}, {0, 0, 1, 0}).data};
  list.add("StringSelect/broadcast", StringSelect{}, {of_values(DataType::kBool, {2, 1}, {1, 0}), a, b}).expected = {
      of_strings({2, 2}, {"a", "", "", "b"}).data};
  list.add("RegexFullMatch/words", RegexFullMatch{.pattern = "(?i)[a-zü]+( y)?"}, {a}).expected = {
      of_values(DataType::kBool, {2, 2}, {1, 0, 1, 1}).data};
  for (DataType t : {DataType::kFloat32, DataType::kFloat64, DataType::kFloat16, DataType::kBFloat16, DataType::kInt64,
                     DataType::kInt8, DataType::kUInt64, DataType::kBool})
    list.add("FormatStrings/" + std::string(to_string(t)), FormatStrings{},
             {random_input(t, {3, 4}, 1, Fill::kSpecial)});
  list.add("FormatStrings/by_hand", FormatStrings{},
           {of_values(DataType::kFloat32, {7}, {1, 0.1, 1e-5, 1e20, -1.5, NAN, -INFINITY})})
      .expected = {of_strings({7}, {"1.0", "0.1", "1e-05", "1e+20", "-1.5", "nan", "-inf"}).data};
  list.add("FormatStrings/half", FormatStrings{}, {of_values(DataType::kFloat16, {2}, {0.1, 65504})}).expected = {
      of_strings({2}, {"0.1", "65500.0"}).data};
  const auto numbers = of_strings({6}, {"1", " -2.5 ", "1e3", "inf", "+INF", "nan"});
  for (DataType t : {DataType::kFloat32, DataType::kFloat64, DataType::kFloat16})
    list.add("ParseStrings/" + std::string(to_string(t)), ParseStrings{.to = t}, {numbers});
  list.add("ParseStrings/i64", ParseStrings{.to = DataType::kInt64},
           {of_strings({3}, {"9007199254740993", "-7", "2.9"})})
      .expected = {HostTensor::of_ints(DataType::kInt64, {3}, std::vector<int64_t>{9007199254740993, -7, 2})};
}

void add_moves(CaseList& list) {
  const auto x = of_strings({2, 3}, {"a", "bb", "", "d", "e", "ff"});
  list.add("Gather/strings", Gather{.axis = 1}, {x, of_ints({2, 0})}).expected = {
      of_strings({2, 2}, {"", "a", "ff", "d"}).data};
  list.add("Concat/strings", Concat{.axis = 0}, {x, of_strings({1, 3}, {"x", "y", "z"})});
  list.add("Slice/strings", Slice{.axes = {1}, .starts = {Dim(1)}, .ends = {Dim(3)}}, {x});
  list.add("Transpose/strings", Transpose{.perm = {1, 0}}, {x}).expected = {
      of_strings({3, 2}, {"a", "d", "bb", "e", "", "ff"}).data};
  list.add("Expand/strings", Expand{.dims = {Dim(2), Dim(2), Dim(3)}}, {x});
  list.add("Reshape/strings", Reshape{.dims = {Dim(3), Dim(2)}}, {x});
  list.add("Reshape/strings_dynamic", Reshape{.dims = {Dim(3) * sym("N")}}, {x.as({sym("N"), 3})});
}

void add_texts(CaseList& list) {
  const auto days = of_strings({4}, {"Monday", "tuesday", "ÄRA", "monday"});
  list.add("StringNormalizer/lower", StringNormalizer{.change_case = StringCase::kLower}, {days}).expected = {
      of_strings({4}, {"monday", "tuesday", "ära", "monday"}).data};
  list.add("StringNormalizer/stop", StringNormalizer{.change_case = StringCase::kUpper, .stop_words = {"MONDAY"}},
           {days})
      .expected = {of_strings({2}, {"TUESDAY", "ÄRA"}).data};
  list.add("StringNormalizer/exact", StringNormalizer{.case_sensitive = true, .stop_words = {"monday"}}, {days});
  list.add("StringNormalizer/nothing_left", StringNormalizer{.stop_words = {"a"}}, {of_strings({1, 1}, {"A"})})
      .expected = {of_strings({1, 1}, {""}).data};
  const auto lines = of_strings({2, 1}, {"a,b,c", ",x"});
  list.add("StringSplit/commas", StringSplit{.delimiter = ","}, {lines}).expected = {
      of_strings({2, 1, 3}, {"a", "b", "c", "", "x", ""}).data, of_values(DataType::kInt64, {2, 1}, {3, 2}).data};
  list.add("StringSplit/at_most", StringSplit{.delimiter = ",", .max_splits = 1}, {lines});
  list.add("StringSplit/blanks", StringSplit{}, {of_strings({3}, {"  a  b ", "", " \t"})});
  list.add("StringSplit/blanks_at_most", StringSplit{.max_splits = 1}, {of_strings({1}, {" a  b c "})}).expected = {
      of_strings({1, 2}, {"a", "b c "}).data, of_values(DataType::kInt64, {1}, {2}).data};
  list.add("StringSplit/none", StringSplit{}, {of_strings({0}, {})});
  TfIdfVectorizer words{.min_length = 1, .max_length = 2, .max_skip = 1, .starts = {0, 2}, .columns = {1, 0, 2}};
  words.pool = Weights::of_strings({4}, {"a", "b", "a", "b"});
  list.add("TfIdfVectorizer/strings", words, {of_strings({5}, {"a", "c", "b", "a", "b"})}).expected = {
      of_values(DataType::kFloat32, {3}, {2, 2, 2}).data};
  words.mode = NgramWeighting::kTfIdf;
  words.weights = {0.5, 2, 3};
  list.add("TfIdfVectorizer/weighted_rows", words, {of_strings({2, 2}, {"a", "b", "c", "c"})});
  TfIdfVectorizer numbers{.mode = NgramWeighting::kIdf, .starts = {0}, .columns = {0, 1}};
  numbers.pool = Weights::of_ints(DataType::kInt64, {2}, std::vector<int64_t>{5, 7});
  list.add("TfIdfVectorizer/numbers", numbers, {of_values(DataType::kInt32, {3}, {7, 7, 1})}).expected = {
      of_values(DataType::kFloat32, {2}, {0, 1}).data};
}

Weights texts(std::vector<std::string> v) {
  const auto n = int64_t(v.size());
  return Weights::of_strings({n}, std::move(v));
}
Weights reals(std::vector<double> v) { return Weights::of_doubles(DataType::kFloat32, {int64_t(v.size())}, v); }
Weights ints(std::vector<int64_t> v) { return Weights::of_ints(DataType::kInt64, {int64_t(v.size())}, v); }

void add_look_ups(CaseList& list) {
  const auto words = of_strings({2, 2}, {"a", "b", "c", "a"});
  list.add("LookupTable/str_i64", LookupTable{texts({"a", "b"}), ints({10, 20}), ints({-1})}, {words}).expected = {
      of_values(DataType::kInt64, {2, 2}, {10, 20, -1, 10}).data};
  list.add("LookupTable/str_str", LookupTable{texts({"a"}), texts({"A"}), texts({"?"})}, {words});
  list.add("LookupTable/i64_str", LookupTable{ints({1, 2}), texts({"one", "two"}), texts({""})},
           {of_values(DataType::kInt64, {3}, {2, 1, 7})});
  list.add("LookupTable/f32_f32", LookupTable{reals({NAN, 0, 1.5}), reals({9, 8, 7}), reals({-0.0})},
           {of_values(DataType::kFloat32, {4}, {1.5, -0.0, NAN, 3})})
      .expected = {of_values(DataType::kFloat32, {4}, {7, 8, 9, 0}).data};
  list.add("LookupTable/dynamic", LookupTable{ints({1}), reals({0.5}), reals({0})},
           {of_values(DataType::kInt64, {2}, {1, 2}).as({sym("N")})});
}

// Two by one pixels, binary PPM and PGM, and 2 x 2 uncompressed BMP would be longer: PNM is enough for the op itself.
void add_pictures(CaseList& list) {
  const std::string ppm = std::string("P6\n2 1\n255\n") + "\x0A\x14\x1E\xC8\x64\x32";
  std::vector<int64_t> bytes;
  for (char c : ppm) bytes.push_back(static_cast<unsigned char>(c));
  const CaseInput file{HostTensor::of_ints(DataType::kUInt8, {int64_t(bytes.size())}, bytes), {}};
  list.add("ImageDecoder/rgb", ImageDecoder{}, {file}).expected = {
      of_values(DataType::kUInt8, {1, 2, 3}, {10, 20, 30, 200, 100, 50}).data};
  list.add("ImageDecoder/bgr", ImageDecoder{.pixel_format = PixelFormat::kBgr}, {file});
  list.add("ImageDecoder/gray", ImageDecoder{.pixel_format = PixelFormat::kGrayscale}, {file}).expected = {
      of_values(DataType::kUInt8, {1, 2, 1}, {18, 124}).data};
}

/// A WAV file of 16-bit samples, with a chunk in front of them that readers step over.
CaseInput wav_file(int64_t channels, const std::vector<int64_t>& samples) {
  std::vector<int64_t> bytes;
  const auto text = [&](std::string_view t) { bytes.insert(bytes.end(), t.begin(), t.end()); };
  const auto number = [&](int64_t v, int size) {
    for (int i = 0; i < size; ++i) bytes.push_back((v >> (8 * i)) & 0xFF);
  };
  text("RIFF"), number(0, 4), text("WAVEfmt "), number(16, 4), number(1, 2), number(channels, 2);
  number(16000, 4), number(32000 * channels, 4), number(2 * channels, 2), number(16, 2);
  text("note"), number(3, 4), text("odd"), number(0, 1), text("data"), number(int64_t(samples.size()) * 2, 4);
  for (int64_t s : samples) number(s, 2);
  return {HostTensor::of_ints(DataType::kUInt8, {int64_t(bytes.size())}, bytes), {}};
}

void add_sounds(CaseList& list) {
  list.add("WavDecoder/mono", WavDecoder{.channels = 1}, {wav_file(1, {1, -2, 32767, -32768})});
  list.add("WavDecoder/stereo", WavDecoder{}, {wav_file(2, {1, -2, 3, -4, 5, -6})});
  list.add("WavDecoder/cut", WavDecoder{.channels = 1, .samples = 2}, {wav_file(2, {1, -2, 3, -4, 5, -6})});
  list.add("WavDecoder/filled", WavDecoder{.channels = 3, .samples = 5}, {wav_file(2, {1, -2, 3, -4})});
  list.add("WavDecoder/silence", WavDecoder{.channels = 1}, {wav_file(1, {})});
}

}  // namespace

void add_string_cases(CaseList& list) {
  add_pointwise_strings(list);
  add_moves(list);
  add_texts(list);
  add_look_ups(list);
  add_pictures(list);
  add_sounds(list);
}

}  // namespace sinter::test
