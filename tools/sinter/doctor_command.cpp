// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sched.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "commands.h"
#include "output_files.h"
#include "sinter/builder.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr const char* kDoctorHelp = R"(
Exit status 0 if the cpu backend can be used here, else 1.

Example:
  sinter doctor
)";

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : int(sysconf(_SC_NPROCESSORS_ONLN));
}

// The value after "key:" in a file such as /proc/cpuinfo; "" if there is none.
std::string proc_value(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const size_t at = line.find_first_not_of(" \t", line.find(':') + 1);
    return at == std::string::npos ? "" : line.substr(at);
  }
  return {};
}

// "always [madvise] never": the word in brackets.
std::string huge_pages() {
  std::ifstream file("/sys/kernel/mm/transparent_hugepage/enabled");
  std::string line;
  std::getline(file, line);
  const size_t open = line.find('['), close = line.find(']');
  return open == std::string::npos || close == std::string::npos ? "unknown" : line.substr(open + 1, close - open - 1);
}

Json cache_json() {
  Json j;
  const std::string path = default_timing_cache();
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  j["path"] = path;
  j["bytes"] = path.empty() || error ? Json() : Json(size);
  return j;
}

Json examine() {
  Json j;
  j["version"] = version();
  j["processor"] = proc_value("/proc/cpuinfo", "model name");
  j["cores"] = usable_cores();
  j["memory"] = proc_value("/proc/meminfo", "MemTotal");
  j["transparent_huge_pages"] = huge_pages();
  j["timing_cache"] = cache_json();
  j["backends"] = Json::array();
  for (const auto& b : list_backends()) {
    Json i;
    i["name"] = b.name;
    i["usable"] = b.unavailable.empty();
    i["description"] = b.description;
    i["fingerprint"] = b.fingerprint;
    i["reason"] = b.unavailable;
    j["backends"].push_back(std::move(i));
  }
  return j;
}

std::string text_of(const Json& j, const char* key) { return printable(j[key].get<std::string>()); }

std::string doctor_text(const Json& j) {
  std::string out = "sinter " + text_of(j, "version") + "\n";
  out += "processor      " + text_of(j, "processor") +
         fmt::format(", {} cores usable, memory {}\n", j["cores"].get<int>(), text_of(j, "memory"));
  out += "huge pages     " + text_of(j, "transparent_huge_pages") + "\n";
  const Json& cache = j["timing_cache"];
  const std::string path = text_of(cache, "path");
  out += "timing cache   " + (path.empty() ? "none: neither XDG_CACHE_HOME nor HOME is set" : path) +
         (path.empty()               ? ""
          : cache["bytes"].is_null() ? ", not there yet"
                                     : ", " + bytes_text(cache["bytes"].get<int64_t>())) +
         "\n\n";
  Table table({"backend", "usable", "device", "fingerprint or the reason why not"});
  for (const auto& b : j["backends"]) {
    const bool usable = b["usable"].get<bool>();
    table.add({text_of(b, "name"), usable ? "yes" : "no", usable ? text_of(b, "description") : "-",
               text_of(b, usable ? "fingerprint" : "reason")});
  }
  return out + table.text();
}

}  // namespace

int doctor_command(const Words& words) {
  bool json = false;
  CLI::App app("Show what this machine offers: backends, threads, caches", "sinter doctor");
  app.add_flag("--json", json, "One JSON object");
  app.footer(kDoctorHelp);
  if (!parse_words(app, words)) return 0;
  const Json j = examine();
  say(json ? dump(j) + "\n" : doctor_text(j));
  for (const auto& b : j["backends"])
    if (b["name"] == "cpu" && b["usable"] == true) return 0;
  return 1;
}

}  // namespace sinter::cli
