// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Entries are named <id>-<key>.plan. The id covers the model's path, the options and the machine; the key covers the
// contents and our version too. So an entry with the right id and another key is stale, and is removed when its
// successor is there. <id>.lock is held by who builds.
#include "sinter/plan_cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include "api/model_contents.h"
#include "backends/registry.h"
#include "base/fd.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "plan/plan_file.h"
#include "sinter/config.h"
#include "sinter/error.h"
#include "sinter/plugin.h"

namespace sinter {
namespace {

namespace fs = std::filesystem;

// ---- what a plan depends on ----

// What a plan is made for: options and machine. Where times are kept shapes no plan.
std::string purpose_of(const BuildOptions& options) {
  BuildOptions o = options;
  o.timing_cache.clear();
  BackendRegistry registry(options.threads);
  std::string text = options_to_json(o) + "threads " + std::to_string(registry.threads());
  for (auto* b : registry.runtimes().all())
    if (std::find(o.backends.begin(), o.backends.end(), b->name()) != o.backends.end() && !b->unavailable())
      text += "\n" + b->device().fingerprint() + "\n" + b->device().description();
  for (const auto& p : registered_plugins())
    text += "\nplugin " + p.domain + "::" + p.name + " " + std::to_string(p.version);
  return text;
}

struct EntryName {
  std::string id, key;
  std::string file() const { return id + "-" + key + ".plan"; }
};

EntryName entry_name(const std::string& model, const BuildOptions& options, const ParseOptions& parse) {
  const std::string purpose = purpose_of(options);
  std::error_code ignored;
  const fs::path absolute = fs::weakly_canonical(model, ignored);
  EntryName n;
  n.id = hex(Hasher().add("sinter plan id 1").add(absolute.string()).add(purpose).finish64());
  n.key = hex(Hasher().add("sinter plan key 1").add(version()).add(model_contents(model, parse)).add(purpose).finish128());
  return n;
}

// ---- the folder ----

// An exclusive lock on a file; waits in small steps, so that the wait can be cancelled.
class BuildLock {
 public:
  BuildLock(const std::string& path, const BuildOptions& options) : path_(path) {
    for (bool told = false;;) {
      fd_ = open_file(path, O_CREAT | O_RDWR, 0644);
      while (::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) fail_io("cannot lock", path, errno);
        if (!told && options.progress) options.progress({.stage = "waiting for another process that builds this plan"});
        told = true;
        if (options.cancelled && options.cancelled())
          fail(ErrorCode::kCancelled, "the wait for another build was cancelled", "start it again");
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
      if (is_still_there()) return;  // else who held it before removed it: take the next one
    }
  }
  ~BuildLock() { ::unlink(path_.c_str()); }
  BuildLock(const BuildLock&) = delete;
  BuildLock& operator=(const BuildLock&) = delete;

 private:
  bool is_still_there() const {
    struct stat mine = {}, named = {};
    return ::fstat(fd_.get(), &mine) == 0 && ::stat(path_.c_str(), &named) == 0 && mine.st_ino == named.st_ino &&
           mine.st_dev == named.st_dev;
  }
  std::string path_;
  Fd fd_;
};

void make_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || !fs::is_directory(folder))
    fail(ErrorCode::kIo, "the cache folder " + quote(folder) + " cannot be made: " + error.message(),
         "give another folder");
}

// Empty if the entry can be used, else what is wrong with it.
std::string flaw_of(const std::string& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return "it was not there";
  try {
    auto file = std::make_shared<MappedFile>(path);
    const ByteSpan bytes = file->bytes();
    plan::read_plan(bytes, std::move(file), true);
    return {};
  } catch (const Error& e) {
    return "it was damaged: " + e.message();
  }
}

// Entries for the same purpose with other contents or of another version.
std::vector<fs::path> stale_entries(const std::string& folder, const EntryName& name) {
  std::vector<fs::path> out;
  std::error_code ignored;
  for (const auto& e : fs::directory_iterator(folder, ignored)) {
    const std::string file = e.path().filename().string();
    if (file.starts_with(name.id + "-") && file.ends_with(".plan") && file != name.file()) out.push_back(e.path());
  }
  return out;
}

}  // namespace

CachedPlan cached_plan(const std::string& model, const std::string& folder, const BuildOptions& options,
                       const ParseOptions& parse, BuildReport* report, std::vector<std::string>* warnings) {
  make_folder(folder);
  const EntryName name = entry_name(model, options, parse);
  CachedPlan out;
  out.path = (fs::path(folder) / name.file()).string();
  if (flaw_of(out.path).empty()) {
    out.reused = true;
    return out;
  }
  const BuildLock lock((fs::path(folder) / (name.id + ".lock")).string(), options);
  const std::string flaw = flaw_of(out.path);  // another process may have built it while this one waited
  if (flaw.empty()) {
    out.reused = true;
    return out;
  }
  const auto stale = stale_entries(folder, name);
  out.why_built = stale.empty() ? flaw : "the model or the version changed";
  build_plan_file(parse_model(model, parse, warnings), out.path, options, report);
  for (const auto& old : stale) {
    std::error_code ignored;
    fs::remove(old, ignored);
  }
  return out;
}

std::string default_plan_cache() {
  if (const char* x = std::getenv("XDG_CACHE_HOME"); x && *x) return std::string(x) + "/sinter/plans";
  if (const char* h = std::getenv("HOME"); h && *h) return std::string(h) + "/.cache/sinter/plans";
  return {};
}

}  // namespace sinter
