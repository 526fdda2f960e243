// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The network that a plan holds, read back from its text form.
#include <cstdlib>

#include "api/engine_impl.h"
#include "api/network_impl.h"
#include "api/plan_network.h"
#include "base/text.h"
#include "ir/print.h"
#include "ops/op_list.h"
#include "sinter/config.h"
#include "sinter/error.h"
#include "sinter/explain.h"

namespace sinter {
namespace {

// Zeros that take no memory until they are read.
Weights zeros(DataType dtype, const Dims& dims) {
  const int64_t bytes = bytes_of(dtype, element_count(dims));
  std::shared_ptr<void> owner(std::calloc(1, size_t(std::max<int64_t>(1, bytes))), &std::free);
  if (!owner) fail(ErrorCode::kOutOfMemory, "there is no memory for a constant", "use a plan built with --portable");
  return Weights(dtype, dims, {static_cast<const std::byte*>(owner.get()), size_t(bytes)}, owner);
}

struct WeightsType {
  DataType dtype = DataType::kInvalid;
  Dims dims;
};

// "f32[64,3,7,7]" at the beginning of `text`.
WeightsType weights_type(std::string_view text) {
  const size_t open = text.find('['), close = text.find(']');
  const auto dtype = open == std::string_view::npos ? std::nullopt : parse_data_type(trim(text.substr(0, open)));
  if (!dtype || close == std::string_view::npos || close < open)
    fail(ErrorCode::kUnsupported, "the plan's network holds a constant of a type that cannot be read back",
         "work with the model itself");
  WeightsType out{*dtype, {}};
  for (std::string_view rest = text.substr(open + 1, close - open - 1); !rest.empty();) {
    const size_t comma = std::min(rest.find(','), rest.size());
    out.dims.push_back(parse_int64(trim(rest.substr(0, comma))).value_or(-1));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return out;
}

// Visits "weights(<reference>)} : <type>" of constants; what `visit` returns replaces the reference.
template <class F>
std::string replace_references(const std::string& text, F&& visit) {
  static constexpr std::string_view kBegin = "= Constant {value=weights(", kEnd = ")} : ";
  std::string out;
  size_t at = 0;
  for (size_t next; (next = text.find(kBegin, at)) != std::string::npos;) {
    const size_t begin = next + kBegin.size(), end = text.find(kEnd, begin);
    if (end == std::string::npos) break;
    out.append(text, at, begin - at);
    out += visit(text.substr(begin, end - begin), std::string_view(text).substr(end + kEnd.size(), 512));
    at = end;
  }
  return out.append(text, at);
}

// The plan's constants as the text's table: the text alone knows their dims.
std::vector<Weights> portable_weights(const plan::Plan& p, const std::shared_ptr<const void>& owner) {
  std::vector<Weights> table(p.graph_weights.size());
  replace_references(p.graph, [&](const std::string& reference, std::string_view type) {
    const auto index = parse_int64(std::string_view(reference).substr(std::min<size_t>(1, reference.size())));
    if (reference.starts_with('#') && index && *index >= 0 && size_t(*index) < table.size()) {
      const WeightsType t = weights_type(type);
      const ByteSpan bytes = p.constants[p.graph_weights[size_t(*index)]].bytes;
      table[size_t(*index)] = t.dtype == DataType::kString ? Weights::of_strings(t.dims, decode_strings(bytes))
                                                           : Weights(t.dtype, t.dims, bytes, owner);
    }
    return reference;
  });
  return table;
}

}  // namespace

bool is_portable(const plan::Plan& p) { return !p.build_options.empty() || !p.graph_weights.empty(); }

std::unique_ptr<Graph> portable_graph(const plan::Plan& p, const std::shared_ptr<const void>& owner) {
  if (!is_portable(p))
    fail(ErrorCode::kUnsupported, "the plan does not hold the network that it was built from",
         "build the plan with --portable (BuildOptions::portable)");
  return parse_graph(p.graph, all_ops(), portable_weights(p, owner));
}

BuildOptions portable_options(const plan::Plan& p) {
  try {
    return options_from_json(p.build_options.empty() ? "{\"portable\": true}" : p.build_options);
  } catch (Error& e) {
    e.in("the options in the plan");
    throw;
  }
}

Network network_of(const Engine& engine, bool zero_weights) {
  const plan::Plan& p = engine.impl().engine->plan();
  Network out(p.model_name);
  if (is_portable(p)) {
    out.impl().graph = portable_graph(p, engine.impl().engine);
    return out;
  }
  std::vector<Weights> table;
  const std::string text = replace_references(p.graph, [&](const std::string&, std::string_view type) {
    if (!zero_weights)
      fail(ErrorCode::kUnsupported, "the plan holds its network without the weights", "build the plan with --portable");
    const WeightsType t = weights_type(type);
    if (t.dtype == DataType::kString)
      fail(ErrorCode::kUnsupported, "the plan's network holds a constant of strings", "work with the model itself");
    table.push_back(zeros(t.dtype, t.dims));
    return "#" + std::to_string(table.size() - 1);
  });
  out.impl().graph = parse_graph(text, all_ops(), table);
  return out;
}

}  // namespace sinter
