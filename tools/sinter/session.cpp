// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "session.h"

#include <algorithm>
#include <cstring>

#include "sinter/error.h"
#include "words.h"

namespace sinter::cli {
namespace {

// SplitMix64: small, seeded by any number, and the same everywhere.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  double unit() { return double(next() >> 11) * 0x1p-53; }  // [0, 1)

 private:
  uint64_t next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  uint64_t state_;
};

uint64_t hash_name(const std::string& name) {  // FNV-1a: inputs of one network get different values
  uint64_t h = 0xcbf29ce484222325;
  for (const char c : name) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return h;
}

std::vector<std::string> input_names(const Engine& engine) {
  std::vector<std::string> out;
  for (size_t i = 0; i < engine.num_inputs(); ++i) out.push_back(engine.bindings()[i].name);
  return out;
}

void check_name(const Engine& engine, const std::string& name) {
  const int at = engine.find(name);
  if (at >= 0 && size_t(at) < engine.num_inputs()) return;
  const auto names = input_names(engine);
  const std::string hint = did_you_mean(name, names);
  fail(ErrorCode::kInvalidArgument, "there is no input " + in_quotes(name),
       hint.empty() ? "the inputs are: " + joined(names, ", ") : hint);
}

int64_t default_dim(const Dims& opt, size_t d) {
  const bool known = d < opt.size() && opt[d] >= 0 && opt[d] != INT64_MAX;
  return known ? opt[d] : 1;
}

// The profile of that name, or the first that the shapes known so far (others are empty) fit, or the first.
ProfileInfo profile_for(const Engine& engine, const std::string& name, const std::vector<Dims>& shapes) {
  const auto all = engine.profiles();
  if (name.empty()) return all[size_t(std::max(0, engine.find_profile(shapes)))];
  std::vector<std::string> names;
  for (const auto& p : all) {
    if (p.name == name) return p;
    names.push_back(p.name);
  }
  fail(ErrorCode::kInvalidArgument, "the plan has no profile " + in_quotes(name),
       "its profiles are: " + joined(names, ", "));
}

}  // namespace

std::vector<Dims> input_shapes(const Engine& engine, const Arrays& given, const std::map<std::string, Dims>& shapes,
                               const std::string& profile_name) {
  for (const auto& [name, dims] : shapes) check_name(engine, name);
  std::vector<Dims> out(engine.num_inputs());
  std::map<std::string, int64_t> by_dim_name;
  std::vector<bool> known(out.size());
  for (size_t i = 0; i < out.size(); ++i) {
    const BindingInfo& b = engine.bindings()[i];
    if (const auto a = given.find(b.name); a != given.end()) {
      out[i] = a->second.dims();
    } else if (const auto s = shapes.find(b.name); s != shapes.end()) {
      out[i] = s->second;
    } else {
      continue;
    }
    known[i] = true;
    for (size_t d = 0; d < out[i].size() && d < b.dim_names.size(); ++d)
      if (!b.dim_names[d].empty()) by_dim_name.try_emplace(b.dim_names[d], out[i][d]);
  }
  const ProfileInfo profile = profile_for(engine, profile_name, out);
  for (size_t i = 0; i < out.size(); ++i) {
    if (known[i]) continue;
    const BindingInfo& b = engine.bindings()[i];
    for (size_t d = 0; d < b.shape.size(); ++d) {
      const auto it = d < b.dim_names.size() ? by_dim_name.find(b.dim_names[d]) : by_dim_name.end();
      out[i].push_back(b.shape[d] >= 0          ? b.shape[d]
                       : it != by_dim_name.end() ? it->second
                                                 : default_dim(profile.opt[i], d));
    }
  }
  return out;
}

HostArray made_up(const BindingInfo& input, const Dims& shape, uint64_t seed) {
  if (input.type.starts_with("seq(")) return HostArray::sequence(input.dtype, {});
  if (input.type.starts_with("opt(")) return HostArray::optional(input.dtype);
  HostArray a(input.dtype, shape);
  if (input.dtype == DataType::kString || (!is_float(input.dtype) && !is_complex(input.dtype))) return a;
  Random random(seed ^ hash_name(input.name));
  for (int64_t i = 0, n = a.count(); i < n; ++i) a.set(i, 2 * random.unit() - 1);
  return a;
}

void check_inputs(const Engine& engine, const Arrays& given) {
  for (const auto& [name, array] : given) {
    check_name(engine, name);
    const BindingInfo& b = engine.bindings()[size_t(engine.find(name))];
    if (array.dtype() == b.dtype) continue;
    Error e(ErrorCode::kShapeMismatch,
            "the file holds " + std::string(to_string(array.dtype())) + ", the input takes " +
                std::string(to_string(b.dtype)),
            "convert it first (NumPy: x.astype(...)); nothing is converted silently");
    e.in("input " + in_quotes(name));
    throw e;
  }
}

Session::Session(const Engine& engine, const Arrays& given, const std::map<std::string, Dims>& shapes, uint64_t seed,
                 const std::string& profile)
    : engine_(engine), context_(engine.create_context()) {
  check_inputs(engine, given);
  const auto dims = input_shapes(engine, given, shapes, profile);
  if (!profile.empty()) {
    context_.set_profile(profile);
  } else if (const int fitting = engine.find_profile(dims); fitting > 0) {
    context_.set_profile(fitting);
  }
  for (const auto& b : engine.bindings())
    if (b.memory != "host")
      fail(ErrorCode::kUnsupported, "binding " + in_quotes(b.name) + " lies in " + b.memory + " memory",
           "run this plan through the C++ API");
  for (size_t i = 0; i < engine.num_inputs(); ++i) {
    const BindingInfo& b = engine.bindings()[i];
    if (!b.is_object) context_.set_input_shape(int(i), dims[i]);  // before memory is taken: it refuses shapes
    const auto it = given.find(b.name);
    inputs_.push_back({b.name, it != given.end() ? it->second : made_up(b, dims[i], seed)});
    context_.set_input_value(int(i), inputs_.back().array);
  }
  for (size_t i = engine.num_inputs(); i < engine.bindings().size(); ++i) {
    if (engine.bindings()[i].is_object) {
      memory_.emplace_back();
      continue;
    }
    const int64_t bytes = context_.bytes(int(i));
    // At least a byte: an empty output still has an address.
    memory_.emplace_back(DataType::kUInt8, Dims{std::max<int64_t>(1, bytes)});
    if (bytes >= 0) {
      context_.set_address(int(i), memory_.back().data());
      continue;
    }
    HostArray* memory = &memory_.back();  // a deque: it stays where it is
    context_.set_output_allocator(int(i), [memory](const Dims&, int64_t needed) {
      if (needed > memory->bytes()) *memory = HostArray(DataType::kUInt8, {needed});
      return memory->data();
    });
  }
}

std::vector<NamedArray> Session::outputs() {
  std::vector<NamedArray> out;
  for (size_t i = engine_.num_inputs(); i < engine_.bindings().size(); ++i) {
    const BindingInfo& b = engine_.bindings()[i];
    if (b.is_object) {
      out.push_back({b.name, context_.output_value(int(i))});
      continue;
    }
    HostArray a(b.dtype, context_.shape(int(i)));
    if (a.bytes() > 0) std::memcpy(a.data(), memory_[i - engine_.num_inputs()].data(), size_t(a.bytes()));
    out.push_back({b.name, std::move(a)});
  }
  return out;
}

}  // namespace sinter::cli
