// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "input_files.h"

#include <algorithm>

#include "sinter/error.h"
#include "words.h"

namespace sinter::cli {
namespace {

std::string hint_for(const std::string& name, const std::vector<InputType>& types) {
  Words names;
  for (const auto& t : types) names.push_back(t.name);
  const std::string hint = did_you_mean(name, names);
  return hint.empty() ? "the inputs are: " + joined(names, ", ") : hint;
}

}  // namespace

Arrays load_inputs(const Words& words, const std::vector<InputType>& types) {
  Arrays out;
  for (const auto& word : words) {
    const size_t equals = word.find('=');
    const bool bare = equals == std::string::npos;
    if (bare && types.size() != 1)
      throw UsageError("-i " + in_quotes(word) + " names no input; write NAME=FILE, " + hint_for("", types));
    const std::string name = bare ? types[0].name : word.substr(0, equals);
    const auto type = std::find_if(types.begin(), types.end(), [&](const InputType& t) { return t.name == name; });
    if (type == types.end())
      fail(ErrorCode::kInvalidArgument, "there is no input " + in_quotes(name), hint_for(name, types));
    try {
      HostArray array = load_value(bare ? word : word.substr(equals + 1), type->type, type->dtype);
      // .npy has no types under a byte: one element a byte there, packed here.
      const bool byte = array.dtype() == DataType::kInt8 || array.dtype() == DataType::kUInt8;
      if (byte && is_integer(type->dtype) && bits_of(type->dtype) < 8) array = array.cast(type->dtype);
      if (!out.emplace(name, std::move(array)).second) throw UsageError("input " + in_quotes(name) + " is given twice");
    } catch (Error& e) {
      e.in("input " + in_quotes(name));
      throw;
    }
  }
  return out;
}

}  // namespace sinter::cli
