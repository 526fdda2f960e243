// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One table of options: a key, how it is read, how it is written.
#include "sinter/config.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "sinter/error.h"

namespace sinter {
namespace {

using ConfigJson = nlohmann::ordered_json;

constexpr size_t kMostConfigBytes = size_t{16} << 20;

[[noreturn]] void wrong_value(const std::string& key, const std::string& expected, const ConfigJson& got) {
  fail(ErrorCode::kInvalidArgument,
       "option " + quote(key) + " is " +
           escape_for_message(got.dump(-1, ' ', true, ConfigJson::error_handler_t::replace)),
       "write " + expected);
}

std::string text_value(const std::string& key, const ConfigJson& j) {
  if (!j.is_string()) wrong_value(key, "a text in double quotes", j);
  return j.get<std::string>();
}

int64_t integer(const std::string& key, const ConfigJson& j, int64_t least, int64_t most) {
  const bool fits =
      j.is_number_unsigned() ? j.get<uint64_t>() <= uint64_t(most) : j.is_number_integer() && j.get<int64_t>() >= least;
  if (!fits || j.get<int64_t>() < least || j.get<int64_t>() > most)
    wrong_value(key, "an integer from " + std::to_string(least) + " to " + std::to_string(most), j);
  return j.get<int64_t>();
}

std::vector<std::string> names(const std::string& key, const ConfigJson& j) {
  if (!j.is_array()) wrong_value(key, "a list such as [\"a\", \"b\"]", j);
  std::vector<std::string> out;
  for (const auto& e : j) out.push_back(text_value(key, e));
  return out;
}

// "512MiB", "4GiB", "1048576" or a number of bytes; powers of 1024.
int64_t byte_size(const std::string& key, const ConfigJson& j) {
  if (!j.is_string()) return integer(key, j, 0, INT64_MAX);
  const std::string text = j.get<std::string>();
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string unit = text.substr(digits);
  static constexpr std::string_view kUnits[] = {"", "KiB", "MiB", "GiB", "TiB"};
  const auto number = parse_int64(text.substr(0, digits));
  for (size_t i = 0; i < std::size(kUnits); ++i)
    if (number && unit == kUnits[i] && *number <= (INT64_MAX >> (10 * i))) return *number << (10 * i);
  wrong_value(key, "a number of bytes, or a text such as \"512MiB\"", j);
}

Dims dims_value(const std::string& key, const ConfigJson& j, int64_t least = 0) {
  if (!j.is_array()) wrong_value(key, "a list of dims such as [1, 3, 224, 224]", j);
  Dims out;
  for (const auto& e : j) out.push_back(integer(key, e, least, INT64_MAX));
  return out;
}

// `least` is the smallest number that a bound may be.
ShapeRange range(const std::string& key, const ConfigJson& j, int64_t least = 0) {
  if (j.is_array()) {
    const Dims d = dims_value(key, j, least);
    return {d, d, d};
  }
  if (!j.is_object()) wrong_value(key, "a list of dims, or {\"min\": [...], \"opt\": [...], \"max\": [...]}", j);
  ShapeRange r;
  for (const auto& [name, value] : j.items()) {
    if (name != "min" && name != "opt" && name != "max")
      fail(ErrorCode::kInvalidArgument, "option " + quote(key) + " has a bound " + quote(name),
           "the bounds are min, opt and max");
    (name == "min" ? r.min : name == "opt" ? r.opt : r.max) = dims_value(key + "." + name, value, least);
  }
  return r;
}

ConfigJson range_json(const ShapeRange& r) {
  if (!r.min.empty() && r.min == r.opt && r.opt == r.max) return r.min;
  ConfigJson j = ConfigJson::object();
  if (!r.min.empty()) j["min"] = r.min;
  if (!r.opt.empty()) j["opt"] = r.opt;
  if (!r.max.empty()) j["max"] = r.max;
  return j;
}

std::map<std::string, ShapeRange> ranges(const std::string& key, const ConfigJson& j, int64_t least) {
  if (!j.is_object()) wrong_value(key, "an object: {\"input\": {\"min\": [1, 3], \"max\": [8, 3]}}", j);
  std::map<std::string, ShapeRange> out;
  for (const auto& [name, value] : j.items()) out[name] = range(key + "." + name, value, least);
  return out;
}

ConfigJson ranges_json(const std::map<std::string, ShapeRange>& ranges) {
  ConfigJson j = ConfigJson::object();
  for (const auto& [name, r] : ranges) j[name] = range_json(r);
  return j;
}

OptimizationProfile profile_value(const std::string& key, const ConfigJson& j) {
  if (!j.is_object()) wrong_value(key, "{\"name\": \"large\", \"shapes\": {...}, \"values\": {...}}", j);
  OptimizationProfile p;
  for (const auto& [name, value] : j.items()) {
    if (name == "name") {
      p.name = text_value(key + ".name", value);
    } else if (name == "shapes") {
      p.shapes = ranges(key + ".shapes", value, 0);
    } else if (name == "values") {
      p.values = ranges(key + ".values", value, INT64_MIN);
    } else {
      fail(ErrorCode::kInvalidArgument, "option " + quote(key) + " has a key " + quote(name),
           "a profile has name, shapes and values");
    }
  }
  return p;
}

struct OptionRow {
  const char* key;
  void (*read)(const std::string& key, const ConfigJson& j, BuildOptions& o);
  ConfigJson (*write)(const BuildOptions& o);
};

using ConfigKey = const std::string&;
using ConfigValue = const ConfigJson&;
constexpr OptionRow kOptionRows[] = {
    {"backends", [](ConfigKey k, ConfigValue j, BuildOptions& o) { o.backends = names(k, j); },
     [](const BuildOptions& o) { return ConfigJson(o.backends); }},
    {"shapes",
     [](ConfigKey k, ConfigValue j, BuildOptions& o) {
       if (!j.is_object()) wrong_value(k, "an object: {\"input\": [1, 3, 224, 224]}", j);
       o.shapes.clear();
       for (const auto& [name, value] : j.items()) o.shapes[name] = range(k + "." + name, value);
     },
     [](const BuildOptions& o) {
       ConfigJson j = ConfigJson::object();
       for (const auto& [name, r] : o.shapes) j[name] = range_json(r);
       return j;
     }},
    {"values",
     [](ConfigKey k, ConfigValue j, BuildOptions& o) {
       if (!j.is_object()) wrong_value(k, "an object: {\"input\": {\"min\": [1, 1], \"max\": [8, 64]}}", j);
       o.values.clear();
       for (const auto& [name, value] : j.items()) o.values[name] = range(k + "." + name, value, INT64_MIN);
     },
     [](const BuildOptions& o) {
       ConfigJson j = ConfigJson::object();
       for (const auto& [name, r] : o.values) j[name] = range_json(r);
       return j;
     }},
    {"profiles",
     [](ConfigKey k, ConfigValue j, BuildOptions& o) {
       if (!j.is_array()) wrong_value(k, "a list of profiles: [{\"name\": \"large\", \"shapes\": {...}}]", j);
       o.profiles.clear();
       for (size_t i = 0; i < j.size(); ++i)
         o.profiles.push_back(profile_value(k + "[" + std::to_string(i) + "]", j[i]));
     },
     [](const BuildOptions& o) {
       ConfigJson j = ConfigJson::array();
       for (const auto& p : o.profiles) {
         ConfigJson one;
         one["name"] = p.name;
         one["shapes"] = ranges_json(p.shapes);
         if (!p.values.empty()) one["values"] = ranges_json(p.values);
         j.push_back(std::move(one));
       }
       return j;
     }},
    {"tactics",
     [](ConfigKey k, ConfigValue j, BuildOptions& o) {
       if (j != "measure" && j != "heuristic") wrong_value(k, "\"measure\" or \"heuristic\"", j);
       o.tactics = j == "measure" ? TacticSelection::kMeasure : TacticSelection::kHeuristic;
     },
     [](const BuildOptions& o) {
       return ConfigJson(o.tactics == TacticSelection::kMeasure ? "measure" : "heuristic");
     }},
    {"threads", [](ConfigKey k, ConfigValue j, BuildOptions& o) { o.threads = int(integer(k, j, 0, 4096)); },
     [](const BuildOptions& o) { return ConfigJson(o.threads); }},
    {"timing_cache", [](ConfigKey k, ConfigValue j, BuildOptions& o) { o.timing_cache = text_value(k, j); },
     [](const BuildOptions& o) { return ConfigJson(o.timing_cache); }},
    {"disabled_passes", [](ConfigKey k, ConfigValue j, BuildOptions& o) { o.disabled_passes = names(k, j); },
     [](const BuildOptions& o) { return ConfigJson(o.disabled_passes); }},
    {"disabled_tactics", [](ConfigKey k, ConfigValue j, BuildOptions& o) { o.disabled_tactics = names(k, j); },
     [](const BuildOptions& o) { return ConfigJson(o.disabled_tactics); }},
    {"portable",
     [](ConfigKey k, ConfigValue j, BuildOptions& o) {
       if (!j.is_boolean()) wrong_value(k, "true or false", j);
       o.portable = j.get<bool>();
     },
     [](const BuildOptions& o) { return ConfigJson(o.portable); }},
    {"workspace_limit", [](ConfigKey k, ConfigValue j, BuildOptions& o) { o.workspace_limit = byte_size(k, j); },
     [](const BuildOptions& o) { return ConfigJson(o.workspace_limit); }},
};

ConfigJson parse_config(std::string_view text) {
  if (text.size() > kMostConfigBytes)
    fail(ErrorCode::kLimit, "the options are " + std::to_string(text.size()) + " bytes of text",
         "give at most " + std::to_string(kMostConfigBytes));
  try {
    return ConfigJson::parse(text, nullptr, true, true);
  } catch (const ConfigJson::exception& e) {
    std::string what = e.what();  // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
    if (const size_t end = what.find("] "); end != std::string::npos) what.erase(0, end + 2);
    fail(ErrorCode::kInvalidArgument, "the options are no JSON: " + what, "check the text at that place");
  }
}

}  // namespace

std::vector<std::string> option_names() {
  std::vector<std::string> out;
  for (const auto& row : kOptionRows) out.emplace_back(row.key);
  return out;
}

BuildOptions options_from_json(std::string_view text, const BuildOptions& base) {
  const ConfigJson j = parse_config(text);
  if (!j.is_object())
    fail(ErrorCode::kInvalidArgument, "the options are no JSON object", "write {\"threads\": 4, ...}");
  BuildOptions out = base;
  for (const auto& [key, value] : j.items()) {
    const auto row = std::find_if(std::begin(kOptionRows), std::end(kOptionRows),
                                  [&, &k = key](const OptionRow& r) { return k == r.key; });
    if (row == std::end(kOptionRows)) {
      const auto known = option_names();
      const std::string hint = did_you_mean(key, std::span<const std::string>(known));
      fail(ErrorCode::kInvalidArgument, "there is no option " + quote(key),
           hint.empty() ? "the options are: " + join(std::span<const std::string>(known), ", ") : hint);
    }
    row->read(key, value, out);
  }
  return out;
}

std::string options_to_json(const BuildOptions& options) {
  ConfigJson j = ConfigJson::object();
  for (const auto& row : kOptionRows) j[row.key] = row.write(options);
  return j.dump(2, ' ', false, ConfigJson::error_handler_t::replace) + "\n";
}

}  // namespace sinter
