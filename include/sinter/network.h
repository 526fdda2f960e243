// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The network a user describes or a parser reads: tensors and ops. Not thread-safe; one thread changes it at a time.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "sinter/types.h"

namespace sinter {

struct NetworkImpl;

/// A handle to a value of a network. Valid as long as the network; cheap to copy.
class SINTER_API Tensor {
 public:
  Tensor() = default;
  bool valid() const noexcept { return network_ != nullptr; }
  std::string name() const;
  DataType dtype() const;
  /// The shape, -1 where it is dynamic.
  Dims dims() const;
  /// The shape with the expressions of dynamic dims: "[N,3,2*H,W]".
  std::string dims_text() const;
  /// "f32[N,3]", "seq(f32[-1,3])", "opt(str[2])": of sequences and optionals dtype() is that of the tensors in them.
  std::string type_text() const;

 private:
  friend class Network;
  Tensor(NetworkImpl* n, uint32_t id) : network_(n), id_(id) {}
  NetworkImpl* network_ = nullptr;
  uint32_t id_ = 0;
};

/// A named attribute of an op. Enumerations are given by name ("max"), dims attributes as integers.
struct Attribute {
  using Value = std::variant<bool, int64_t, double, std::string, DataType, std::vector<int64_t>, std::vector<double>,
                             std::vector<std::string>>;
  Attribute(std::string name, Value value) : name(std::move(name)), value(std::move(value)) {}
  Attribute(std::string name, int value) : name(std::move(name)), value(int64_t(value)) {}
  Attribute(std::string name, const char* value) : name(std::move(name)), value(std::string(value)) {}
  std::string name;
  Value value;
};

class SINTER_API Network {
 public:
  explicit Network(std::string name = "network");
  ~Network();
  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;

  const std::string& name() const;
  /// What the model file says about itself, as (name, text) in the file's order: ONNX's metadata_props. Not kept in
  /// plans.
  const std::vector<std::pair<std::string, std::string>>& metadata() const;
  /// A network input. -1 makes a dim dynamic; `dim_names` name dynamic dims, and dims of equal name are equal at run
  /// time ("" or missing: a name of its own).
  Tensor add_input(const std::string& name, DataType dtype, const Dims& dims,
                   const std::vector<std::string>& dim_names = {});
  /// A constant; the bytes (dense, row-major, bytes_of(dtype, count) long) are copied. Error(kInvalidArgument) if the
  /// length does not fit.
  Tensor add_constant(DataType dtype, const Dims& dims, std::span<const std::byte> bytes, const std::string& name = {});
  /// Appends an op by its name ("Convolution", see docs/support.md) and returns its outputs. An invalid Tensor stands
  /// for an absent optional input. `name` is kept as the provenance shown in errors, profiles and reports. Errors: an
  /// unknown op or attribute (with "did you mean"), shapes or dtypes that do not fit, naming the node.
  std::vector<Tensor> add(std::string_view op, std::span<const Tensor> inputs,
                          std::span<const Attribute> attributes = {}, const std::string& name = {},
                          int num_outputs = -1);
  /// The same for ops with one output.
  Tensor add1(std::string_view op, std::initializer_list<Tensor> inputs,
              std::initializer_list<Attribute> attributes = {}, const std::string& name = {});
  /// Appends an operator of a registered plugin (sinter/plugin.h) and returns its outputs. Attributes are integers,
  /// numbers, texts and lists of those, as the plugin declares them. Errors as `add`, and if there is no such plugin.
  std::vector<Tensor> add_plugin(const std::string& domain, const std::string& type, std::span<const Tensor> inputs,
                                 std::span<const Attribute> attributes = {}, const std::string& name = {});
  /// Makes a tensor a network output, under `name` if given.
  void mark_output(Tensor tensor, const std::string& name = {});
  void unmark_output(Tensor tensor);

  std::vector<Tensor> inputs() const;
  std::vector<Tensor> outputs() const;
  /// The tensor of that name; invalid if there is none.
  Tensor find(std::string_view name) const;
  size_t num_nodes() const;
  /// All tensors of the outermost graph: inputs, then the outputs of its nodes in topological order. Constants and
  /// values that are no tensors are left out.
  std::vector<Tensor> tensors() const;
  /// Names of the source-model nodes whose outcome the tensor is, constants and shape arithmetic included: of the node
  /// that makes it. Empty for inputs.
  std::vector<std::string> sources(Tensor tensor) const;
  /// A copy with other outputs. Each tensor named in `cuts` is cut through: whoever reads it reads a new input
  /// "NAME.in" of its type instead. So, cut at the values where two runs are compared, each piece between can be run on
  /// the inputs of one and judged by itself. Nodes that no output needs are left out, inputs remain.
  /// Error(kInvalidArgument) for a name that is no tensor.
  Network extract(std::span<const std::string> outputs, std::span<const std::string> cuts = {}) const;
  /// The text form (docs/architecture.md); large weights as hashes.
  std::string to_text() const;

  NetworkImpl& impl() const { return *impl_; }

 private:
  std::unique_ptr<NetworkImpl> impl_;
};

}  // namespace sinter
