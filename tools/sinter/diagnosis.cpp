// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "diagnosis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cancel.h"
#include "sinter/error.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr size_t kValuesAtOnce = 1024;
constexpr double kRoundingsOfOneStep = 64;  // sums of thousands of products stay below that

bool differs(const Difference& d, DataType type, const DiagnoseOptions& o) {
  if (!d.problem.empty()) return true;
  return !(d.norm <= o.limit.value_or(default_limit(type)));
}

std::string suspicion_of(const Finding& f) {
  const Difference& d = f.has_own ? f.own : f.total;
  const DataType type = f.value.dtype;
  const double step = rounding_of(type);
  const std::string name(to_string(type));
  if (!d.problem.empty()) return "its type or shape is wrong: " + d.problem;
  if (d.got_not_finite > d.want_not_finite)
    return d.top > 0.5 * largest_of(type)
               ? fmt::format("overflow: the reference reaches {:.3g}, the largest {} is {:.3g}", d.top, name,
                             largest_of(type))
               : "it makes NaN or infinity where the reference has numbers";
  if (d.got_not_finite < d.want_not_finite) return "the reference has NaN or infinity where it has numbers";
  if (step == 0) return "whole numbers differ: an index, a comparison or a rounding at a tie came out differently";
  if (!f.has_own || !f.own_bad)
    return "no step differs by itself beyond the limit: rounding adds up through the network, or is amplified";
  if (d.norm <= kRoundingsOfOneStep * step)
    return fmt::format("about {:.0f} roundings of {}: precision, not a wrong result", std::max(1.0, d.norm / step),
                       name);
  if (step < 1e-4 && d.norm < 4 * 0x1p-10)
    return "as large as rounding to 10 bits (f16, TF32) makes it: reduced precision is likely";
  if (step < 1e-4 && d.norm < 4 * 0x1p-7)
    return "as large as rounding to 7 bits (bf16) or quantisation makes it: reduced precision is likely";
  return "far beyond rounding: a wrong kernel, wrong weights or a wrong fusion. Try --disable PASS and "
         "--disable-tactic "
         "TACTIC (sinter explain names both)";
}

class Diagnoser {
 public:
  Diagnoser(Side& engine, const Network& network, const BuildOptions& reference, const RunInputs& inputs,
            const DiagnoseOptions& options)
      : engine_(engine), network_(network), reference_(reference), inputs_(inputs), options_(options) {}

  Diagnosis run() {
    find_values();
    compare_outputs();
    const auto chunks = in_chunks(values_, options_.chunk_bytes, kValuesAtOnce);
    const size_t from = options_.all ? 0 : first_bad_chunk(chunks);
    for (size_t i = from; i < chunks.size(); ++i) {
      look_at(chunks[i]);
      if (result_.first && !options_.all) break;
    }
    if (result_.first && result_.culprits.empty()) result_.first->suspicion = suspicion_of(*result_.first);
    return std::move(result_);
  }

 private:
  // What the engine writes and the model knows under the same name.
  void find_values() {
    for (auto& v : engine_.values()) {
      ++result_.steps_seen;
      const Tensor t = network_.find(v.name);
      if (!t.valid() || t.dtype() != v.dtype) continue;
      cuts_.push_back(v.name);
      values_.push_back(std::move(v));
    }
    if (values_.empty())
      fail(ErrorCode::kInvalidArgument, "the engine and the model have no value of the same name",
           "give the model that the plan was built from");
  }

  void compare_outputs() {
    const auto got = engine_.outputs();
    const auto want = run_network(network_, reference_, inputs_);
    ++result_.runs;
    for (const auto& o : got)
      for (const auto& w : want)
        if (w.name == o.name) {
          Finding f;
          f.value.name = o.name;
          f.value.dtype = o.array.dtype();
          f.dims = o.array.dims();
          f.total = difference_of(o.array, w.array);
          f.total_bad = differs(f.total, f.value.dtype, options_);
          result_.outputs.push_back(std::move(f));
        }
  }

  Arrays reference_values(const std::vector<std::string>& names) {
    if (cancel_requested()) fail(ErrorCode::kCancelled, "cancelled");
    ++result_.runs;
    Arrays out;
    for (auto& a : run_network(network_.extract(names), reference_, inputs_))
      out.insert_or_assign(a.name, std::move(a.array));
    return out;
  }

  // Bisection over large networks: only the last value of a few chunks is looked at, until the first bad one is known.
  size_t first_bad_chunk(const std::vector<std::vector<ValueInfo>>& chunks) {
    size_t good = 0, bad = chunks.size();  // chunks before `good` end well; chunk `bad` ends badly, or is past the end
    while (bad - good > 1) {
      const size_t middle = (good + bad - 1) / 2;
      const ValueInfo& v = chunks[middle].back();
      const Arrays got = engine_.fetch({v.name}), want = reference_values({v.name});
      const bool wrong = !got.contains(v.name) || !want.contains(v.name) ||
                         differs(difference_of(got.at(v.name), want.at(v.name)), v.dtype, options_);
      (wrong ? bad : good) = middle + 1;
    }
    return good < chunks.size() ? good : chunks.size() - 1;
  }

  // The reference's result of each step on what the engine's step read.
  Arrays own_values(const std::vector<std::string>& names) {
    const Network part = network_.extract(names, cuts_);
    std::vector<std::string> needed;
    for (const auto& t : part.inputs())
      if (t.name().ends_with(".in") && !network_.find(t.name()).valid())
        needed.push_back(t.name().substr(0, t.name().size() - 3));
    RunInputs in = inputs_;
    for (auto& [name, array] : engine_.fetch(needed)) in.given.insert_or_assign(name + ".in", array);
    ++result_.runs;
    Arrays out;
    for (auto& a : run_network(part, reference_, in)) out.insert_or_assign(a.name, std::move(a.array));
    return out;
  }

  void look_at(const std::vector<ValueInfo>& chunk) {
    std::vector<std::string> names;
    for (const auto& v : chunk) names.push_back(v.name);
    const Arrays got = engine_.fetch(names), want = reference_values(names), own = own_values(names);
    for (const auto& v : chunk) {
      const auto a = got.find(v.name), b = want.find(v.name), c = own.find(v.name);
      if (a == got.end() || b == want.end()) continue;
      ++result_.values_compared;
      Finding f;
      f.value = v;
      f.dims = a->second.dims();
      f.total = difference_of(a->second, b->second);
      f.total_bad = differs(f.total, v.dtype, options_);
      f.has_own = c != own.end();
      if (f.has_own) f.own = difference_of(a->second, c->second);
      f.own_bad = f.has_own && differs(f.own, v.dtype, options_);
      note(std::move(f));
    }
  }

  void note(Finding f) {
    if (f.total.got_not_finite > 0 && !result_.first_not_finite) result_.first_not_finite = f;
    if (f.own_bad) {
      f.suspicion = suspicion_of(f);
      result_.culprits.push_back(f);
    }
    if (f.total_bad && !result_.first) result_.first = f;
  }

  Side& engine_;
  const Network& network_;
  const BuildOptions& reference_;
  const RunInputs& inputs_;
  const DiagnoseOptions& options_;
  std::vector<ValueInfo> values_;
  std::vector<std::string> cuts_;
  Diagnosis result_;
};

}  // namespace

double default_limit(DataType type) {
  const double step = rounding_of(type);
  if (step > 0) return std::max(1e-4, 16 * step);
  return is_integer(type) && bits_of(type) <= 8 ? 2e-2 : 0;
}

bool Diagnosis::good() const {
  return !first && culprits.empty() &&
         std::none_of(outputs.begin(), outputs.end(), [](const Finding& f) { return f.total_bad; });
}

Diagnosis diagnose(Side& engine, const Network& network, const BuildOptions& reference, const RunInputs& inputs,
                   const DiagnoseOptions& options) {
  return Diagnoser(engine, network, reference, inputs, options).run();
}

}  // namespace sinter::cli
