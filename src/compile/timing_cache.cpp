// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/timing_cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter::compile {
namespace {

constexpr std::string_view kHeader = "sinter-timing-cache 1 ";

// Holds an exclusive lock on `<path>.lock` while it lives.
class FileLock {
 public:
  explicit FileLock(const std::string& path) : fd_(::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644)) {
    if (fd_ >= 0 && ::flock(fd_, LOCK_EX) == 0) return;
    if (fd_ >= 0) ::close(fd_);  // no destructor follows an exception
    fail(ErrorCode::kIo, "the timing cache's lock " + quote(path) + " cannot be taken",
         "check the folder's permissions, or use --timing-cache none");
  }
  ~FileLock() { ::close(fd_); }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int fd_;
};

std::string body_of(const std::map<std::string, double>& entries) {
  std::string body;
  for (const auto& [key, ms] : entries) body += key + " " + to_text(ms) + "\n";
  return body;
}

bool is_key(std::string_view s) {
  return s.size() == 32 && s.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::optional<std::map<std::string, double>> TimingCache::parse(const std::string& text) {
  const size_t eol = text.find('\n');
  if (eol == std::string::npos || text.compare(0, kHeader.size(), kHeader) != 0) return std::nullopt;
  const std::string_view body = std::string_view(text).substr(eol + 1);
  if (text.substr(kHeader.size(), eol - kHeader.size()) != hex(hash64(as_byte_span(body)))) return std::nullopt;
  std::map<std::string, double> out;
  for (size_t at = 0; at < body.size();) {
    const size_t end = body.find('\n', at);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = body.substr(at, end - at);
    const auto ms = line.size() > 33 ? parse_double(line.substr(33)) : std::nullopt;
    if (!ms || !(*ms >= 0) || line[32] != ' ' || !is_key(line.substr(0, 32))) return std::nullopt;
    out[std::string(line.substr(0, 32))] = *ms;
    at = end + 1;
  }
  return out;
}

TimingCache TimingCache::load(const std::string& path, std::string& warning) {
  TimingCache c;
  std::error_code ec;
  if (path.empty() || !std::filesystem::exists(path, ec)) return c;
  try {
    if (auto e = parse(read_text_file(path)))
      c.entries_ = std::move(*e);
    else
      warning = "the timing cache " + quote(path) + " is damaged or not ours: it is ignored and will be replaced";
  } catch (const Error& e) {
    warning = std::string("the timing cache is ignored: ") + e.what();
  }
  return c;
}

void TimingCache::save(const std::string& path) const {
  if (!changed_ || path.empty()) return;
  std::error_code ec;
  const auto folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, ec);
  FileLock lock(path + ".lock");
  std::map<std::string, double> merged = entries_;
  if (std::filesystem::exists(path, ec))
    if (auto theirs = parse(read_text_file(path)))
      for (auto& [k, v] : *theirs) merged[k] = v;
  const std::string body = body_of(merged);
  write_file_atomic(path, std::string(kHeader) + hex(hash64(as_byte_span(body))) + "\n" + body);
}

std::string TimingCache::default_path() {
  if (const char* x = std::getenv("XDG_CACHE_HOME"); x && *x) return std::string(x) + "/sinter/timing.cache";
  if (const char* h = std::getenv("HOME"); h && *h) return std::string(h) + "/.cache/sinter/timing.cache";
  return {};
}

std::optional<double> TimingCache::find(const Hash128& key) const {
  auto it = entries_.find(hex(key));
  return it == entries_.end() ? std::nullopt : std::optional(it->second);
}

void TimingCache::add(const Hash128& key, double ms) {
  entries_[hex(key)] = ms;
  changed_ = true;
}

}  // namespace sinter::compile
