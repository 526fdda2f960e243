// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/plugin_call.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "ir/infer.h"
#include "sinter/error.h"

namespace sinter {
namespace {

constexpr size_t kErrorBytes = 512;

// ---- attributes as text ----

std::string joined_doubles(const std::vector<double>& v) {
  std::string out;
  for (double x : v) out += (out.empty() ? "" : ",") + to_text(x);
  return out;
}

struct ValueWriter {
  std::string operator()(int64_t v) const { return "i" + std::to_string(v); }
  std::string operator()(double v) const { return "f" + to_text(v); }
  std::string operator()(const std::string& v) const { return "s" + v; }
  std::string operator()(const std::vector<int64_t>& v) const {
    return "I" + join(std::span<const int64_t>(v), ",");
  }
  std::string operator()(const std::vector<double>& v) const { return "F" + joined_doubles(v); }
  std::string operator()(const std::vector<std::string>& v) const {
    std::string out = "S";
    for (const auto& s : v) out += std::to_string(s.size()) + ":" + s;
    return out;
  }
};

[[noreturn]] void damaged(const Plugin& op) {
  fail(ErrorCode::kInvalidModel,
       "the attributes of the plugin " + plugin_name(op.domain, op.type) + " are damaged", "build the plan again");
}

template <class T, class Parse>
std::vector<T> read_list(const Plugin& op, std::string_view text, Parse parse) {
  std::vector<T> out;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    const auto v = parse(text.substr(0, comma));
    if (!v) damaged(op);
    out.push_back(*v);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

std::vector<std::string> read_strings(const Plugin& op, std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const size_t colon = text.find(':');
    const auto n = colon == std::string_view::npos ? std::nullopt : parse_int64(text.substr(0, colon));
    if (!n || *n < 0 || uint64_t(*n) > text.size() - colon - 1) damaged(op);
    out.emplace_back(text.substr(colon + 1, size_t(*n)));
    text.remove_prefix(colon + 1 + size_t(*n));
  }
  return out;
}

PluginDef::Value read_value(const Plugin& op, std::string_view text) {
  if (text.empty()) damaged(op);
  const std::string_view rest = text.substr(1);
  const auto one_int = [&] {
    const auto v = parse_int64(rest);
    return v ? *v : (damaged(op), 0);
  };
  const auto one_double = [&] {
    const auto v = parse_double(rest);
    return v ? *v : (damaged(op), 0.0);
  };
  switch (text[0]) {
    case 'i': return one_int();
    case 'f': return one_double();
    case 's': return std::string(rest);
    case 'I': return read_list<int64_t>(op, rest, parse_int64);
    case 'F': return read_list<double>(op, rest, parse_double);
    case 'S': return read_strings(op, rest);
    default: damaged(op);
  }
}

const char* kind_text(size_t kind) {
  static constexpr const char* kKinds[] = {"an integer", "a number", "a text", "integers", "numbers", "texts"};
  return kKinds[kind];
}

// Integers are numbers, and no values are an empty list of any kind.
bool convert(PluginDef::Value& v, size_t kind) {
  if (v.index() == kind) return true;
  if (const auto* i = std::get_if<int64_t>(&v); i && kind == 1) {
    v = double(*i);
    return true;
  }
  const auto* list = std::get_if<std::vector<int64_t>>(&v);
  if (list && kind == 4) {
    v = std::vector<double>(list->begin(), list->end());
    return true;
  }
  if (list && list->empty() && kind == 5) {
    v = std::vector<std::string>();
    return true;
  }
  return false;
}

// ---- inference ----

// What a plugin says: kept as it comes, and looked at when its code has returned.
struct Answer {
  struct Output {
    DataType dtype = DataType::kInvalid;
    std::vector<std::string> dims;
    bool set = false, bad = false;
  };
  struct Equal {
    std::string a, b, what;
  };
  std::vector<Output> outputs;
  std::vector<Equal> equal;
  bool failed = false;
};

void set_output(void* host, uint32_t index, DataType dtype, int32_t rank, const char* const* dims) noexcept {
  Answer& answer = *static_cast<Answer*>(host);
  try {
    if (index >= answer.outputs.size()) return void(answer.failed = true);
    Answer::Output& o = answer.outputs[index];
    o = {dtype, {}, true, rank < 0 || rank > limits::kMaxRank};
    for (int32_t i = 0; i < rank && !o.bad; ++i) o.dims.emplace_back(dims[i]);
  } catch (...) {
    answer.failed = true;
  }
}

void require_equal(void* host, const char* a, const char* b, const char* what) noexcept {
  Answer& answer = *static_cast<Answer*>(host);
  try {
    if (answer.equal.size() < 4096) answer.equal.push_back({a, b, what});
  } catch (...) {
    answer.failed = true;
  }
}

Dim dim_of(const InferContext& ctx, const std::string& text) {
  const auto d = text.size() <= limits::kMaxDimText ? parse_dim(text) : std::nullopt;
  if (!d) ctx.fail("the plugin gave the dim " + quote(text), "use PluginDim's operators");
  return *d;
}

void check_output(const InferContext& ctx, int i, const Answer::Output& o) {
  const bool known = o.dtype > DataType::kInvalid && int(o.dtype) < kNumDataTypes && o.dtype != DataType::kString;
  if (!o.set || o.bad || !known)
    ctx.fail("the plugin gave no usable type for output " + std::to_string(i),
             "give each output a numeric element type and at most " + std::to_string(limits::kMaxRank) + " dims");
}

}  // namespace

Plugin make_plugin_op(const PluginDef& def, std::map<std::string, PluginDef::Value> given) {
  Plugin op;
  op.domain = def.domain;
  op.type = def.name;
  op.version = def.version;
  std::vector<std::string> known;
  for (const auto& a : def.attributes) {
    known.push_back(a.name);
    PluginDef::Value value = a.value;
    if (auto it = given.find(a.name); it != given.end()) {
      value = std::move(it->second);
      given.erase(it);
      if (!convert(value, a.value.index()))
        fail(ErrorCode::kInvalidModel,
             "attribute " + quote(a.name) + " of the plugin " + def.full_name() + " takes " +
                 kind_text(a.value.index()) + ", got " + kind_text(value.index()),
             "give it that");
    } else if (a.required) {
      fail(ErrorCode::kInvalidModel, "the plugin " + def.full_name() + " needs the attribute " + quote(a.name),
           "give it " + std::string(kind_text(a.value.index())));
    }
    op.names.push_back(a.name);
    op.values.push_back(std::visit(ValueWriter{}, value));
  }
  if (given.empty()) return op;
  const std::string& extra = given.begin()->first;
  const std::string hint = did_you_mean(extra, std::span<const std::string>(known));
  fail(ErrorCode::kInvalidModel, "the plugin " + def.full_name() + " has no attribute " + quote(extra),
       !hint.empty() ? hint
       : known.empty() ? "it takes none"
                       : "it takes: " + join(std::span<const std::string>(known), ", "));
}

PluginCall::PluginCall(const Plugin& op) : def_(need_plugin(op.domain, op.type, op.version)) {
  if (op.names.size() != op.values.size() || op.names.size() != def_->attributes.size()) damaged(op);
  for (size_t i = 0; i < op.names.size(); ++i) {
    values_.push_back(read_value(op, op.values[i]));
    if (op.names[i] != def_->attributes[i].name || values_[i].index() != def_->attributes[i].value.index())
      damaged(op);
  }
  texts_.resize(values_.size());
  for (size_t i = 0; i < values_.size(); ++i) {
    PluginAttributeValue a = {};
    a.name = def_->attributes[i].name.c_str();
    a.kind = PluginAttributeValue::Kind(values_[i].index());
    a.count = 1;
    const PluginDef::Value& v = values_[i];
    if (const auto* x = std::get_if<int64_t>(&v)) a.ints = x;
    if (const auto* x = std::get_if<double>(&v)) a.floats = x;
    if (const auto* x = std::get_if<std::string>(&v)) texts_[i] = {x->c_str()};
    if (const auto* x = std::get_if<std::vector<int64_t>>(&v)) a.ints = x->data(), a.count = uint32_t(x->size());
    if (const auto* x = std::get_if<std::vector<double>>(&v)) a.floats = x->data(), a.count = uint32_t(x->size());
    if (const auto* x = std::get_if<std::vector<std::string>>(&v)) {
      for (const auto& s : *x) texts_[i].push_back(s.c_str());
      a.count = uint32_t(x->size());
    }
    a.strings = texts_[i].data();
    attributes_.push_back(a);
  }
}

void PluginCall::infer(InferContext& ctx) const {
  const int n = ctx.num_inputs();
  ctx.require(n >= def_->min_inputs && (def_->max_inputs < 0 || n <= def_->max_inputs),
              "it has " + std::to_string(n) + " inputs, the plugin takes " + std::to_string(def_->min_inputs) + " to " +
                  (def_->max_inputs < 0 ? std::string("any number") : std::to_string(def_->max_inputs)),
              "see the plugin's documentation");
  std::vector<std::vector<std::string>> texts(static_cast<size_t>(n));
  std::vector<std::vector<const char*>> dims(texts.size());
  std::vector<PluginTypeView> inputs;
  for (int i = 0; i < n; ++i) {
    if (!ctx.has(i)) {
      inputs.push_back({DataType::kInvalid, 0, nullptr});
      continue;
    }
    const TensorType& t = ctx.tensor(i);
    ctx.require(t.dtype != DataType::kString, "plugins take no strings", "convert them in the model");
    for (const Dim& d : t.dims) texts[size_t(i)].push_back(d.to_string());
    for (const auto& s : texts[size_t(i)]) dims[size_t(i)].push_back(s.c_str());
    inputs.push_back({t.dtype, int32_t(t.rank()), dims[size_t(i)].data()});
  }
  std::set<std::string> known;
  for (int i = 0; i < n; ++i)
    if (ctx.has(i))
      for (const Dim& d : ctx.tensor(i).dims) d.collect_symbols(known);
  Answer answer;
  answer.outputs.resize(size_t(def_->num_outputs));
  const PluginInferCall call{attributes_.data(), uint32_t(attributes_.size()), inputs.data(), uint32_t(inputs.size()),
                             &answer,            set_output,                   require_equal};
  char error[kErrorBytes] = {};
  if (def_->record().infer(def_->record().self, &call, error, sizeof error) != 0) {
    error[sizeof error - 1] = 0;
    ctx.fail("the plugin " + def_->full_name() + " refuses: " + escape_for_message(error),
             "see the plugin's documentation");
  }
  if (answer.failed) ctx.fail("the plugin " + def_->full_name() + " gave outputs that it does not declare");
  for (const auto& e : answer.equal) ctx.require_equal(dim_of(ctx, e.a), dim_of(ctx, e.b), e.what);
  for (int i = 0; i < def_->num_outputs; ++i) {
    const Answer::Output& o = answer.outputs[size_t(i)];
    check_output(ctx, i, o);
    SymDims out;
    for (const auto& text : o.dims) {
      const Dim d = dim_of(ctx, text);
      if (d.is_const() && d.value() < 0)
        ctx.fail("the plugin gave output " + std::to_string(i) + " the negative dim " + d.to_string());
      std::set<std::string> symbols;
      d.collect_symbols(symbols);
      for (const auto& s : symbols)
        if (!known.contains(s)) ctx.fail("the plugin gave a dim with " + quote(s) + ", which is in no input's shape");
      out.push_back(d);
    }
    ctx.set_output(i, o.dtype, std::move(out));
  }
}

int64_t PluginCall::workspace(PluginRunCall call, std::string& error) const noexcept {
  call.attributes = attributes_.data();
  call.num_attributes = uint32_t(attributes_.size());
  char text[kErrorBytes] = {};
  int64_t bytes = 0;
  const bool bad = def_->record().workspace(def_->record().self, &call, &bytes, text, sizeof text) != 0;
  if (!bad && bytes >= 0 && bytes <= limits::kMaxTensorBytes) return bytes;
  text[sizeof text - 1] = 0;
  try {
    error = bad ? text : "it asked for " + std::to_string(bytes) + " bytes of workspace";
  } catch (...) {
  }
  return -1;
}

bool PluginCall::run(PluginRunCall call, std::string& error) const noexcept {
  call.attributes = attributes_.data();
  call.num_attributes = uint32_t(attributes_.size());
  char text[kErrorBytes] = {};
  if (def_->record().run(def_->record().self, &call, text, sizeof text) == 0) return true;
  text[sizeof text - 1] = 0;
  try {
    error = text;
  } catch (...) {
  }
  return false;
}

}  // namespace sinter
