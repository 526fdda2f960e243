// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Plans that were built with BuildOptions::portable hold the network they were built from. So they can get other
// weights without measuring anything again (refit), and can be made again for another machine (relower). Not part of
// libsinter_runtime.
#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sinter/builder.h"
#include "sinter/network.h"
#include "sinter/runtime.h"

namespace sinter {

class HostArray;  // sinter/tools.h

/// A constant of the network that a plan was built from.
struct WeightInfo {
  std::string name;  ///< of the value in the model; of one inside If or Loop "body/name" where the name is taken
  DataType dtype = DataType::kInvalid;
  Dims dims;
  int64_t bytes = 0;
};

/// Puts other weights into a plan. Everything that follows from weights is made again by the same passes (folded, fused,
/// packed), with the tactics and configurations that the plan recorded: the result is, byte for byte, the plan that a
/// build with those choices makes. One thread at a time. Keeps the memory that it worked in for the next time.
class SINTER_API Refitter {
 public:
  /// Maps the file. Error(kUnsupported) if the plan was not built with BuildOptions::portable; else as Engine::load,
  /// but for damaged weights: refit() finds those among the ones that stay, and does not mind the others.
  explicit Refitter(const std::string& plan_path);
  /// Copies what it needs.
  explicit Refitter(std::span<const std::byte> plan);
  /// Keeps the engine's plan alive.
  explicit Refitter(const Engine& engine);
  ~Refitter();
  Refitter(Refitter&&) noexcept;
  Refitter& operator=(Refitter&&) noexcept;

  /// In the order of the network.
  const std::vector<WeightInfo>& weights() const;
  /// New contents, dense and row-major; the bytes are copied. Error(kInvalidArgument): there is no such weight (with
  /// "did you mean"), or it has another size.
  void set(std::string_view name, std::span<const std::byte> bytes);
  /// The same with dtype and dims checked; the array is copied.
  void set(std::string_view name, const HostArray& value);
  /// All weights from a network of the same structure: the model trained further. Error(kInvalidArgument) where it
  /// differs in more than weights. Their bytes are shared, so the network's model file must stay as it is. The new plan
  /// carries this network's name.
  void set_all(const Network& network);
  /// Names of the weights that were not set: they stay as they are in the plan.
  std::vector<std::string> missing() const;
  /// The bytes of a new plan; the old one stays as it is. Error(kUnsupported) where the new weights lead to other steps
  /// or shapes (a constant that a shape depends on, or one that a pass could leave out): such a plan must be built.
  /// `threads`: to pack with; 0: all physical cores this process may use.
  std::vector<std::byte> refit(int threads = 0) const;
  /// In place: `engine` is the new one afterwards. Contexts made before go on with the old weights, which stay alive as
  /// long as they do. Nobody else may use `engine` meanwhile.
  void refit(Engine& engine) const;
  /// Into a file: written beside it, flushed and renamed.
  void refit_file(const std::string& path, int threads = 0) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The network and the options that a plan was built from. Error(kUnsupported) without BuildOptions::portable. Works
/// for plans of other machines too: nothing is loaded.
SINTER_API std::pair<Network, BuildOptions> portable_network(const std::string& plan_path);
SINTER_API std::pair<Network, BuildOptions> portable_network(std::span<const std::byte> plan);

/// Builds the plan again for this machine, from the network and with the options that it holds. For
/// EngineOptions::relower: Engine::load(path, {.relower = sinter::relower}).
SINTER_API std::vector<std::byte> relower(std::span<const std::byte> plan);

}  // namespace sinter
