// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "output_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>

#include "sinter/error.h"
#include "usage.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr int64_t kFirstValues = 8;

Json number(DataType type, double value) {
  if (!std::isfinite(value)) return std::isnan(value) ? Json("nan") : Json(value > 0 ? "inf" : "-inf");
  if (type == DataType::kBool) return value != 0;
  if (is_integer(type) && std::fabs(value) < 0x1p63) return int64_t(value);
  if (type == DataType::kFloat64) return value;
  // Nine digits tell every smaller float apart; seventeen would show digits that it does not have.
  return std::strtod(fmt::format("{:.9g}", value).c_str(), nullptr);
}

[[noreturn]] void io_error(const std::string& path) {
  fail(ErrorCode::kIo, in_quotes(path) + " cannot be written: " + std::strerror(errno),
       "check the folder, its permissions and the free space");
}

bool write_all(int fd, const std::string& text) {
  for (size_t at = 0; at < text.size();) {
    const ssize_t n = ::write(fd, text.data() + at, text.size() - at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    at += size_t(n);
  }
  return true;
}

// `write` fills a new file, which then takes the place of `path`.
template <class F>
void write_beside(const std::string& path, F&& write) {
  std::string temporary = path + ".XXXXXX";
  const int fd = ::mkstemp(temporary.data());
  if (fd < 0) io_error(path);
  const mode_t mask = ::umask(0);
  ::umask(mask);
  const bool good = write(fd) && ::fsync(fd) == 0 && ::fchmod(fd, 0666 & ~mask) == 0;
  const int write_error = errno;
  ::close(fd);
  if (good && ::rename(temporary.c_str(), path.c_str()) == 0) return;
  if (!good) errno = write_error;
  const int shown = errno;
  ::unlink(temporary.c_str());
  errno = shown;
  io_error(path);
}

}  // namespace

namespace {

// Strings, and what sequences and optionals hold.
Json describe_object(const HostArray& a) {
  Json j;
  j["dtype"] = to_string(a.dtype());
  j["type"] = a.type_text();
  if (a.is_tensor()) j["shape"] = a.dims();
  j["first"] = Json::array();
  for (size_t i = 0; i < std::min(a.strings().size(), size_t(kFirstValues)); ++i) j["first"].push_back(a.strings()[i]);
  if (a.is_tensor()) return j;
  j["items"] = Json::array();
  for (const auto& item : a.items()) j["items"].push_back(describe(item));
  return j;
}

// The files of one value: .npy of numbers, .json of strings, one file for each item of the others. The first one's
// name.
std::string write_value(const std::filesystem::path& folder, const std::string& name, const HostArray& a) {
  if (!a.is_tensor()) {
    for (size_t i = 0; i < a.items().size(); ++i) write_value(folder, name + "." + std::to_string(i), a.items()[i]);
    return name + ".0" + (a.dtype() == DataType::kString ? ".json" : ".npy");
  }
  if (a.dtype() != DataType::kString) {
    save_npy((folder / (name + ".npy")).string(), a);
    return name + ".npy";
  }
  Json j;
  j["shape"] = a.dims();
  j["strings"] = a.strings();
  write_text_file((folder / (name + ".json")).string(), dump(j) + "\n");
  return name + ".json";
}

}  // namespace

std::string safe_file_name(const std::string& name) {
  constexpr size_t kLongest = 200;  // file systems take 255 bytes, with what is appended
  std::string out;
  for (const char c : name) {
    const auto u = static_cast<unsigned char>(c);
    out += (c == '/' || c == '\\' || u < 0x20 || u == 0x7f) ? '_' : c;
  }
  if (out.empty()) return "_";
  if (out[0] == '.' || out[0] == '-') out[0] = '_';
  if (out.size() > kLongest) {
    out.resize(kLongest);
    // No half of a UTF-8 character at the end.
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();
    if (!out.empty() && static_cast<unsigned char>(out.back()) >= 0xC0) out.pop_back();
  }
  return out;
}

std::vector<std::string> safe_file_names(const std::vector<std::string>& names) {
  std::set<std::string> taken;
  std::vector<std::string> out;
  for (const auto& name : names) {
    const std::string base = safe_file_name(name);
    std::string file = base;
    for (int n = 2; !taken.insert(file).second; ++n) file = base + "_" + std::to_string(n);
    out.push_back(file);
  }
  return out;
}

Json describe(const HostArray& a) {
  if (!a.is_tensor() || a.dtype() == DataType::kString) return describe_object(a);
  double low = std::numeric_limits<double>::infinity(), high = -low, sum = 0;
  int64_t finite = 0;
  const int64_t count = a.count();
  for (int64_t i = 0; i < count; ++i) {
    const double v = a.at(i);
    if (!std::isfinite(v)) continue;
    low = std::min(low, v);
    high = std::max(high, v);
    sum += v;
    ++finite;
  }
  Json j;
  j["dtype"] = to_string(a.dtype());
  j["shape"] = a.dims();
  j["min"] = finite ? number(a.dtype(), low) : Json();
  j["max"] = finite ? number(a.dtype(), high) : Json();
  j["mean"] = finite ? Json(sum / double(finite)) : Json();
  j["not_finite"] = count - finite;
  j["first"] = Json::array();
  for (int64_t i = 0; i < std::min(count, kFirstValues); ++i) j["first"].push_back(number(a.dtype(), a.at(i)));
  return j;
}

Json write_outputs(const std::string& folder, const std::vector<NamedArray>& outputs) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error)
    fail(ErrorCode::kIo, "the folder " + in_quotes(folder) + " cannot be made: " + error.message(),
         "give another one with -o");
  std::vector<std::string> names;
  for (const auto& o : outputs) names.push_back(o.name);
  const auto files = safe_file_names(names);
  Json listing = Json::object();
  for (size_t i = 0; i < outputs.size(); ++i) {
    const std::string file = write_value(folder, files[i], outputs[i].array);
    Json j;
    j["file"] = file;
    j.update(describe(outputs[i].array));
    listing[outputs[i].name] = std::move(j);
  }
  write_text_file((std::filesystem::path(folder) / "outputs.json").string(), dump(listing) + "\n");
  return listing;
}

bool is_same_file(const std::string& a, const std::string& b) {
  std::error_code error, error_b;
  if (std::filesystem::equivalent(a, b, error)) return true;
  const auto x = std::filesystem::weakly_canonical(std::filesystem::absolute(a, error), error);
  const auto y = std::filesystem::weakly_canonical(std::filesystem::absolute(b, error_b), error_b);
  return !error && !error_b && x == y;
}

void refuse_to_replace(const std::string& flag, const std::string& output, const std::vector<std::string>& inputs) {
  if (output.empty()) return;
  std::error_code ignored;
  const auto kind = std::filesystem::status(output, ignored).type();
  if (kind != std::filesystem::file_type::regular && kind != std::filesystem::file_type::not_found) return;
  for (const auto& input : inputs)
    if (!input.empty() && is_same_file(input, output))
      throw UsageError(flag + " " + in_quotes(output) + " would replace " + in_quotes(input) +
                       ", which is an input; give another name");
}

void refuse_other_format(const std::string& flag, const std::string& output, const std::string& own) {
  std::string ending = std::filesystem::path(output).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return char(std::tolower(c)); });
  for (const char* known :
       {".onnx", ".uff", ".pb", ".pbtxt", ".cfg", ".weights", ".prototxt", ".caffemodel", ".binaryproto", ".plan"})
    if (ending == known && ending != own)
      throw UsageError(flag + " " + in_quotes(output) + " is the name of another format; give one that ends in " + own);
}

void write_text_file(const std::string& path, const std::string& text) {
  write_beside(path, [&](int fd) { return write_all(fd, text); });
}

void copy_file_atomic(const std::string& from, const std::string& to) {
  std::ifstream in(from, std::ios::binary);
  write_beside(to, [&](int fd) {
    std::string piece(size_t{1} << 20, '\0');
    while (in.good()) {
      in.read(piece.data(), std::streamsize(piece.size()));
      if (!write_all(fd, piece.substr(0, size_t(in.gcount())))) return false;
    }
    return in.eof();
  });
}

std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

}  // namespace sinter::cli
