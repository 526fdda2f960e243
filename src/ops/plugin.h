// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "ir/op_fields.h"

namespace sinter {

/// An operator that the user brings (include/sinter/plugin.h). The op says which, and with what attributes, in a form
/// that needs no library to be read: `values` are "i7", "f0.5", "stext", "I1,2", "F0.5,1", "S4:text0:" (string lists:
/// length, colon, bytes of each), one for each of `names`, defaults filled in.
struct Plugin {
  std::string domain, type;
  int64_t version = 1;
  std::vector<std::string> names, values;

  static constexpr std::string_view kName = "Plugin";
  static constexpr std::string_view kDoc =
      "An operator of a plugin (include/sinter/plugin.h): `domain` and `type` name it, `names` and `values` are its "
      "attributes. Types of outputs and what is computed are the plugin's.";
  /// Constants are not put through it: a plugin's code runs when the network runs.
  static constexpr OpTraits kTraits{.random = true};
  static constexpr int kNumOutputs = -1;
  static constexpr auto fields() {
    return std::tuple{Field{1, "domain", &Plugin::domain}, Field{2, "type", &Plugin::type},
                      Field{3, "version", &Plugin::version}, Field{4, "names", &Plugin::names},
                      Field{5, "values", &Plugin::values}};
  }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Plugin&) const = default;
};

}  // namespace sinter
