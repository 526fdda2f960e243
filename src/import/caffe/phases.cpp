// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Which layers belong to the network: include and exclude rules against its phase, level and stages.
#include <algorithm>

#include "base/text.h"
#include "import/caffe/net.h"
#include "import/caffe/params.h"
#include "sinter/error.h"

namespace sinter::caffe {
namespace {

std::vector<std::string> texts(const TextField& message, std::string_view name) {
  std::vector<std::string> out;
  for (const TextField& f : message.fields)
    if (f.name == name) out.emplace_back(f.text);
  return out;
}

bool meets(const TextField& rule, const NetState& state) {
  Params p(&rule, rule.name);
  const auto has_stage = [&](const std::string& s) {
    return std::find(state.stages.begin(), state.stages.end(), s) != state.stages.end();
  };
  const auto wanted = texts(rule, "stage"), unwanted = texts(rule, "not_stage");
  return p.word("phase", state.phase) == state.phase && p.integer("min_level", INT64_MIN) <= state.level &&
         p.integer("max_level", INT64_MAX) >= state.level && std::all_of(wanted.begin(), wanted.end(), has_stage) &&
         std::none_of(unwanted.begin(), unwanted.end(), has_stage);
}

}  // namespace

NetState read_state(const TextField* state) {
  NetState out;
  if (!state) return out;
  Params p(state, "state");
  out.phase = p.word("phase", "TEST");
  out.level = p.integer("level", 0);
  out.stages = texts(*state, "stage");
  return out;
}

bool is_included(const Layer& layer, const NetState& state) {
  bool any_include = false, included = false, excluded = false;
  for (const TextField& f : layer.field->fields) {
    if (f.name == "include") {
      any_include = true;
      included = included || meets(f, state);
    } else if (f.name == "exclude") {
      excluded = excluded || meets(f, state);
    }
  }
  if (any_include && layer.field->find("exclude"))
    fail(ErrorCode::kInvalidModel, layer.place() + " has both include and exclude rules", "keep one of both kinds");
  return any_include ? included : !excluded;
}

}  // namespace sinter::caffe
