// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Only the names of the records are needed here, so that a change of one op compiles one op.
#include "ops/op_list.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sinter/error.h"

namespace sinter {

#define OP(T) \
  struct T;   \
  template <> \
  const OpDef& def_of<T>();
#include "ops/op_list.def"
#undef OP

std::span<const OpDef* const> all_ops() {
  static const std::array kOps = {
#define OP(T) &def_of<T>(),
#include "ops/op_list.def"
#undef OP
  };
  return kOps;
}

const OpDef* find_op(std::string_view name) {
  const auto ops = all_ops();
  const auto it =
      std::lower_bound(ops.begin(), ops.end(), name, [](const OpDef* d, std::string_view n) { return d->name < n; });
  return it != ops.end() && (*it)->name == name ? *it : nullptr;
}

Op make_op(std::string_view name, std::span<const NamedAttr> attrs) {
  if (const OpDef* def = find_op(name)) return Op(*def, def->create(attrs));
  std::vector<std::string_view> names;
  for (const OpDef* d : all_ops()) names.push_back(d->name);
  const std::string hint = did_you_mean(name, names);
  fail(ErrorCode::kInvalidArgument, "there is no op " + quote(name),
       hint.empty() ? "see docs for the list of ops" : hint);
}

}  // namespace sinter
