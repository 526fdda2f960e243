// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators of your own, in C++ (docs/plugins.md). Derive a class from PluginOp, and either give an object of it to
// register_plugin, or make a shared library with SINTER_PLUGIN_LIBRARY(MyOp, ...) that load_plugins or `--plugin` loads.
// Such a library needs this header and nothing else of SinterRT: it links against no library of ours.
//
// What crosses the boundary between a plugin and SinterRT are plain structs and function pointers (PluginRecord), with a
// version. Exceptions are caught on the plugin's side and cross as text.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "sinter/export.h"
#include "sinter/types.h"

namespace sinter {

/// Raised when a struct below changes. A library that was built for another one is refused.
inline constexpr uint32_t kPluginAbi = 1;

// ---- the boundary: you need not look at it ----

/// One attribute: a single value is a list of one.
struct PluginAttributeValue {
  enum Kind : uint32_t { kInt, kFloat, kString, kInts, kFloats, kStrings };
  const char* name;
  Kind kind;
  uint32_t count;
  const int64_t* ints;
  const double* floats;
  const char* const* strings;
};
/// A type whose dims are expressions ("N", "2*N+1", "3").
struct PluginTypeView {
  DataType dtype;  // kInvalid: an optional input that is absent
  int32_t rank;
  const char* const* dims;
};
struct PluginTensorView {
  void* data;
  const int64_t* dims;
  int32_t rank;
  DataType dtype;  // kInvalid: absent
};
struct PluginInferCall {
  const PluginAttributeValue* attributes;
  uint32_t num_attributes;
  const PluginTypeView* inputs;
  uint32_t num_inputs;
  void* host;
  void (*set_output)(void* host, uint32_t index, DataType dtype, int32_t rank, const char* const* dims);
  void (*require_equal)(void* host, const char* a, const char* b, const char* what);
};
struct PluginRunCall {
  const PluginAttributeValue* attributes;
  uint32_t num_attributes;
  const PluginTensorView* inputs;
  uint32_t num_inputs;
  const PluginTensorView* outputs;
  uint32_t num_outputs;
  void* workspace;
  int64_t workspace_bytes;
};
/// Functions give 0, or 1 with a text in `error` (`size` bytes, ended by 0).
struct PluginRecord {
  uint32_t abi, bytes;  // kPluginAbi, sizeof(PluginRecord)
  const char *domain, *name, *doc;
  uint32_t version;
  int32_t min_inputs, max_inputs, num_outputs;
  uint32_t overrides;  // 1: takes the place of an operator that SinterRT knows
  const PluginAttributeValue* attributes;  // with their defaults
  const uint8_t* required;                 // per attribute
  uint32_t num_attributes;
  void* self;
  void (*release)(void* self);
  int (*infer)(void* self, const PluginInferCall* call, char* error, size_t size);
  int (*workspace)(void* self, const PluginRunCall* call, int64_t* bytes, char* error, size_t size);
  int (*run)(void* self, const PluginRunCall* call, char* error, size_t size);
};
/// What sinter_plugin_register gets. `add` takes a copy and the ownership of `self`; 0, or 1 if it refused the record
/// (then `self` was released).
struct PluginHost {
  uint32_t abi;
  void* state;
  int (*add)(void* state, const PluginRecord* record);
};

// ---- what you write with ----

/// A dim of a type: a number, or an expression over the names of dynamic dims.
class PluginDim {
 public:
  PluginDim(int64_t value = 0) : text_(std::to_string(value)) {}  // NOLINT: an integer is a dim
  PluginDim(int value) : PluginDim(int64_t(value)) {}             // NOLINT
  /// From what text() gives.
  static PluginDim from_text(std::string text) {
    PluginDim d;
    d.text_ = std::move(text);
    return d;
  }
  const std::string& text() const { return text_; }
  bool is_number() const { return text_.find_first_not_of("-0123456789") == std::string::npos; }
  /// The number; call only if is_number().
  int64_t value() const { return std::stoll(text_); }
  friend PluginDim operator+(const PluginDim& a, const PluginDim& b) { return join(a, "+", b); }
  friend PluginDim operator-(const PluginDim& a, const PluginDim& b) { return join(a, "-", b); }
  friend PluginDim operator*(const PluginDim& a, const PluginDim& b) { return join(a, "*", b); }
  /// Rounds towards minus infinity.
  friend PluginDim floor_div(const PluginDim& a, const PluginDim& b) { return join(a, "/", b); }
  friend PluginDim ceil_div(const PluginDim& a, const PluginDim& b) { return floor_div(a + b - 1, b); }
  friend PluginDim min(const PluginDim& a, const PluginDim& b) { return call("min", a, b); }
  friend PluginDim max(const PluginDim& a, const PluginDim& b) { return call("max", a, b); }

 private:
  static PluginDim join(const PluginDim& a, const char* op, const PluginDim& b) {
    return from_text("((" + a.text_ + ")" + op + "(" + b.text_ + "))");
  }
  static PluginDim call(const char* name, const PluginDim& a, const PluginDim& b) {
    return from_text(std::string(name) + "(" + a.text_ + "," + b.text_ + ")");
  }
  std::string text_;
};
using PluginDims = std::vector<PluginDim>;

struct PluginType {
  DataType dtype = DataType::kInvalid;
  PluginDims dims;
  int rank() const { return int(dims.size()); }
};

/// The attributes of one node: all that the plugin declares, defaults filled in. Throws if there is none of that name
/// and kind.
class PluginAttributes {
 public:
  using Kind = PluginAttributeValue::Kind;
  PluginAttributes(const PluginAttributeValue* list, uint32_t count) : list_(list), count_(count) {}
  int64_t integer(const char* name) const { return find(name, Kind::kInt).ints[0]; }
  double number(const char* name) const { return find(name, Kind::kFloat).floats[0]; }
  std::string text(const char* name) const { return find(name, Kind::kString).strings[0]; }
  std::vector<int64_t> integers(const char* name) const {
    const auto& a = find(name, Kind::kInts);
    return {a.ints, a.ints + a.count};
  }
  std::vector<double> numbers(const char* name) const {
    const auto& a = find(name, Kind::kFloats);
    return {a.floats, a.floats + a.count};
  }
  std::vector<std::string> texts(const char* name) const {
    const auto& a = find(name, Kind::kStrings);
    return {a.strings, a.strings + a.count};
  }

 private:
  const PluginAttributeValue& find(const char* name, Kind kind) const;
  const PluginAttributeValue* list_;
  uint32_t count_;
};

/// Thrown by plugins (any std::exception will do).
struct PluginError : std::exception {
  explicit PluginError(std::string text) : text_(std::move(text)) {}
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

inline const PluginAttributeValue& PluginAttributes::find(const char* name, Kind kind) const {
  for (uint32_t i = 0; i < count_; ++i)
    if (std::string(name) == list_[i].name && list_[i].kind == kind) return list_[i];
  throw PluginError("the plugin declares no attribute '" + std::string(name) + "' of that kind");
}

/// What `infer` sees, and where it says what the outputs are.
class PluginInference {
 public:
  PluginAttributes attributes;
  std::vector<PluginType> inputs;   ///< absent optional ones have dtype kInvalid
  std::vector<PluginType> outputs;  ///< to be filled: as many as num_outputs
  /// The dims must be equal: proved now or checked in every run, with `what` in the message.
  void require_equal(const PluginDim& a, const PluginDim& b, const std::string& what) {
    call_.require_equal(call_.host, a.text().c_str(), b.text().c_str(), what.c_str());
  }
  explicit PluginInference(const PluginInferCall& call) : attributes(call.attributes, call.num_attributes), call_(call) {}

 private:
  const PluginInferCall& call_;
};

/// A tensor of a run: host memory, dense, row-major.
struct PluginTensor : PluginTensorView {
  bool present() const { return dtype != DataType::kInvalid; }
  int64_t count() const {
    int64_t n = 1;
    for (int32_t i = 0; i < rank; ++i) n *= dims[i];
    return n;
  }
  template <class T>
  T* as() const {
    return static_cast<T*>(data);
  }
};

/// What `workspace` and `run` see. In `workspace` there are dims alone: data is null.
class PluginRun {
 public:
  explicit PluginRun(const PluginRunCall& call) : attributes(call.attributes, call.num_attributes), call_(call) {}
  PluginAttributes attributes;
  int num_inputs() const { return int(call_.num_inputs); }
  int num_outputs() const { return int(call_.num_outputs); }
  PluginTensor input(int i) const { return {call_.inputs[i]}; }
  PluginTensor output(int i) const { return {call_.outputs[i]}; }
  void* workspace() const { return call_.workspace; }  ///< 64-byte aligned; of the bytes that `workspace` asked for

 private:
  const PluginRunCall& call_;
};

/// An attribute that the operator takes.
struct PluginAttribute {
  using Kind = PluginAttributeValue::Kind;
  static PluginAttribute integer(std::string name, int64_t value) { return {std::move(name), Kind::kInt, {value}}; }
  static PluginAttribute number(std::string name, double value) { return {std::move(name), Kind::kFloat, {}, {value}}; }
  static PluginAttribute text(std::string name, std::string value) {
    return {std::move(name), Kind::kString, {}, {}, {std::move(value)}};
  }
  static PluginAttribute integers(std::string name, std::vector<int64_t> value) {
    return {std::move(name), Kind::kInts, std::move(value)};
  }
  static PluginAttribute numbers(std::string name, std::vector<double> value) {
    return {std::move(name), Kind::kFloats, {}, std::move(value)};
  }
  static PluginAttribute texts(std::string name, std::vector<std::string> value) {
    return {std::move(name), Kind::kStrings, {}, {}, std::move(value)};
  }
  /// Without a default: a node must give it.
  PluginAttribute&& needed() && {
    required = true;
    return std::move(*this);
  }
  std::string name;
  Kind kind = Kind::kInt;
  std::vector<int64_t> ints = {};
  std::vector<double> floats = {};
  std::vector<std::string> strings = {};
  bool required = false;
};

/// What an operator is called and takes.
struct PluginInfo {
  std::string domain, name;  ///< as in the ONNX model: "com.example", "Swirl"
  std::string doc = {};
  /// Raise it when equal attributes come to mean something else: plans of the other version are then refused.
  uint32_t version = 1;
  int min_inputs = 1, max_inputs = 1, num_outputs = 1;  ///< max_inputs -1: any number
  std::vector<PluginAttribute> attributes = {};
  bool overrides = false;  ///< takes the place of an operator of that name that SinterRT knows
};

/// An operator. One object serves all nodes and threads at once: its functions must not change it. They may throw.
class PluginOp {
 public:
  virtual ~PluginOp() = default;
  virtual PluginInfo info() const = 0;
  /// Types of the outputs from types and attributes; dims may be expressions. Runs when the network is built, and again
  /// whenever shapes become better known.
  virtual void infer(PluginInference& call) const = 0;
  /// Bytes of scratch memory for these dims; must not shrink when dims grow.
  virtual int64_t workspace(const PluginRun&) const { return 0; }
  /// Computes the outputs, in host memory, on the calling thread.
  virtual void run(const PluginRun& call) const = 0;
};

/// The other side of the boundary: keeps an operator with the texts that its record points to.
class PluginShim {
 public:
  explicit PluginShim(std::shared_ptr<const PluginOp> op) : op_(std::move(op)), info_(op_->info()) {
    texts_.resize(info_.attributes.size());
    for (size_t i = 0; i < info_.attributes.size(); ++i) {
      const PluginAttribute& a = info_.attributes[i];
      for (const auto& s : a.strings) texts_[i].push_back(s.c_str());
      const size_t counts[] = {a.ints.size(), a.floats.size(), a.strings.size()};
      attributes_.push_back({a.name.c_str(), a.kind, uint32_t(counts[uint32_t(a.kind) % 3]), a.ints.data(),
                             a.floats.data(), texts_[i].data()});
      required_.push_back(a.required);
    }
  }
  /// Owned by whoever releases `self`.
  PluginRecord record() {
    PluginRecord r = {};
    r.abi = kPluginAbi;
    r.bytes = sizeof(PluginRecord);
    r.domain = info_.domain.c_str();
    r.name = info_.name.c_str();
    r.doc = info_.doc.c_str();
    r.version = info_.version;
    r.min_inputs = info_.min_inputs;
    r.max_inputs = info_.max_inputs;
    r.num_outputs = info_.num_outputs;
    r.overrides = info_.overrides;
    r.attributes = attributes_.data();
    r.required = required_.data();
    r.num_attributes = uint32_t(attributes_.size());
    r.self = this;
    r.release = [](void* self) { delete static_cast<PluginShim*>(self); };
    r.infer = [](void* self, const PluginInferCall* call, char* error, size_t size) {
      return guarded(error, size, [&] { static_cast<PluginShim*>(self)->infer(*call); });
    };
    r.workspace = [](void* self, const PluginRunCall* call, int64_t* bytes, char* error, size_t size) {
      return guarded(error, size, [&] { *bytes = static_cast<PluginShim*>(self)->op_->workspace(PluginRun(*call)); });
    };
    r.run = [](void* self, const PluginRunCall* call, char* error, size_t size) {
      return guarded(error, size, [&] { static_cast<PluginShim*>(self)->op_->run(PluginRun(*call)); });
    };
    return r;
  }
  static int add(const PluginHost* host, std::shared_ptr<const PluginOp> op) {
    auto shim = std::make_unique<PluginShim>(std::move(op));
    const PluginRecord record = shim->record();
    shim.release();
    return host->add(host->state, &record);
  }

 private:
  template <class F>
  static int guarded(char* error, size_t size, F f) noexcept {
    try {
      f();
      return 0;
    } catch (const std::exception& e) {
      std::snprintf(error, size, "%s", e.what());
    } catch (...) {
      std::snprintf(error, size, "it threw something that is no std::exception");
    }
    return 1;
  }
  void infer(const PluginInferCall& call) const {
    PluginInference i(call);
    for (uint32_t k = 0; k < call.num_inputs; ++k) {
      PluginType t{call.inputs[k].dtype, {}};
      for (int32_t d = 0; d < call.inputs[k].rank; ++d) t.dims.push_back(PluginDim::from_text(call.inputs[k].dims[d]));
      i.inputs.push_back(std::move(t));
    }
    i.outputs.resize(size_t(info_.num_outputs));
    op_->infer(i);
    if (int(i.outputs.size()) != info_.num_outputs)
      throw PluginError("infer gave " + std::to_string(i.outputs.size()) + " outputs, the plugin declares " +
                        std::to_string(info_.num_outputs));
    for (size_t k = 0; k < i.outputs.size(); ++k) {
      std::vector<const char*> dims;
      for (const auto& d : i.outputs[k].dims) dims.push_back(d.text().c_str());
      call.set_output(call.host, uint32_t(k), i.outputs[k].dtype, int32_t(dims.size()), dims.data());
    }
  }
  std::shared_ptr<const PluginOp> op_;
  PluginInfo info_;
  std::vector<std::vector<const char*>> texts_;
  std::vector<PluginAttributeValue> attributes_;
  std::vector<uint8_t> required_;
};

// ---- making plugins known ----

struct RegisteredPlugin {
  std::string domain, name, doc;
  uint32_t version = 1;
  std::string library;  ///< the path it was loaded from; "" for register_plugin
};

/// Makes an operator of this program known, to all networks, plans and threads of the process. Error(kInvalidArgument)
/// if the record is no good, or another plugin has that domain and name.
SINTER_API void register_plugin(std::shared_ptr<const PluginOp> op);
/// Loads a library and registers what its sinter_plugin_register gives; gives what it registered. The library stays
/// loaded; loading it again does nothing. It is code: load only what you trust. Error(kIo) if it cannot be loaded,
/// Error(kIncompatiblePlan) for another kPluginAbi, and as register_plugin.
SINTER_API std::vector<RegisteredPlugin> load_plugins(const std::string& path);
/// All that are known, sorted by domain and name.
SINTER_API std::vector<RegisteredPlugin> registered_plugins();
/// Forgets one; engines that use it keep it. False if there is none.
SINTER_API bool unregister_plugin(const std::string& domain, const std::string& name);

}  // namespace sinter

/// In one source file of a plugin library: SINTER_PLUGIN_LIBRARY(Swirl, Blur). The classes need a default constructor.
#define SINTER_PLUGIN_LIBRARY(...)                                                                          \
  namespace {                                                                                               \
  template <class... Ops>                                                                                   \
  int sinter_plugin_add_all(const sinter::PluginHost* host) noexcept {                                      \
    try {                                                                                                   \
      return (0 | ... | sinter::PluginShim::add(host, std::make_shared<Ops>()));                            \
    } catch (...) {                                                                                         \
      return 1;                                                                                             \
    }                                                                                                       \
  }                                                                                                         \
  }                                                                                                         \
  extern "C" __attribute__((visibility("default"))) int sinter_plugin_register(const sinter::PluginHost* h) { \
    return h->abi == sinter::kPluginAbi ? sinter_plugin_add_all<__VA_ARGS__>(h) : 2;                        \
  }
