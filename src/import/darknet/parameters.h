// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The numbers of a .weights file in the order in which layers take them, or random ones. A file is a header (version,
// count of pictures trained with) and then floats, little-endian, without any names or sizes: only the .cfg tells what
// they are.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "ir/weights.h"

namespace sinter::darknet {

/// Thrown where something cannot be done because an earlier layer failed, which is told already.
struct FollowsFailure {};

/// What random numbers are like. None is such that a pass could leave out what is done with it: a plan of random
/// weights has the same steps as one of real weights, which may be put into it.
enum class Fill : uint8_t {
  kZero,     ///< near 0, never 0: biases, means
  kOne,      ///< near 1, never 1: scales, variances
  kUniform,  ///< of a variance of 2 / fan_in (He et al. 2015)
};

class Parameters {
 public:
  /// `file` without a value: no weights were given. `owner` keeps its bytes; `path`: what errors call it, may be empty.
  /// Error(kInvalidModel) for a broken header.
  Parameters(std::optional<ByteSpan> file, std::shared_ptr<const void> owner, std::optional<uint64_t> seed,
             const std::string& path = {});

  /// The next numbers.
  /// Error(kInvalidModel) if the file ends before, Error(kInvalidArgument) if there is none and no seed.
  Weights take(const Dims& dims, Fill fill, int64_t fan_in = 1);
  /// A new layer begins. Where the file ended exactly before it and there is a seed, its numbers are random.
  void begin_layer(int index);
  /// From now on `take` throws FollowsFailure: a layer failed, and nobody knows how many numbers it has.
  void lose_place() { lost_ = true; }

  /// Matrices of connected layers stand transposed in the file.
  bool transposed() const { return transposed_; }
  bool has_file() const { return bool(file_); }
  bool random_from_here() const { return random_; }
  /// How many layers got random numbers.
  int random_layers() const { return random_layers_; }
  /// "the weights file "net.weights""
  const std::string& file_name() const { return file_name_; }
  int64_t bytes_left() const { return int64_t(file_ ? file_->size() - at_ : 0); }
  /// "0.2.5"; empty without a file.
  const std::string& version() const { return version_; }
  uint64_t seen() const { return seen_; }

 private:
  void read_header();
  Weights random_numbers(const Dims& dims, int64_t count, Fill fill, int64_t fan_in);
  [[noreturn]] void fail_at_end(int64_t wanted) const;

  std::optional<ByteSpan> file_;
  std::shared_ptr<const void> owner_;
  std::optional<uint64_t> seed_;
  uint64_t state_ = 0, near_state_ = 0;  // of the random numbers: kUniform, and those near 0 or 1
  int64_t random_bytes_ = 0;
  size_t at_ = 0, layer_begin_ = 0;
  int last_full_layer_ = -1, layer_ = -1, random_layer_ = -1, random_layers_ = 0;
  bool transposed_ = false, random_ = false, lost_ = false;
  std::string file_name_, version_;
  uint64_t seen_ = 0;
};

/// The number of elements; Error(kLimit) if that many f32 are more than a tensor may have.
int64_t checked_count(const Dims& dims);

}  // namespace sinter::darknet
