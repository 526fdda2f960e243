// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A reference to something callable: two words, no allocation, unlike std::function. It does not own the callable, so
// it is for parameters only and must not outlive the call it was made for.
#pragma once
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace sinter {

template <class Signature>
class FunctionRef;

template <class Result, class... Args>
class FunctionRef<Result(Args...)> {
 public:
  template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef> && std::is_invocable_r_v<Result, F&, Args...>)
  FunctionRef(F&& f) noexcept  // implicit, so that a lambda can be passed as it is
      : call_([](void* object, Args... args) -> Result {
          // reinterpret_cast, because F may be a plain function: POSIX lets its address pass through void*
          return (*reinterpret_cast<std::remove_reference_t<F>*>(object))(std::forward<Args>(args)...);
        }) {
    if constexpr (std::is_function_v<std::remove_reference_t<F>>) {
      object_ = reinterpret_cast<void*>(std::addressof(f));
    } else {
      object_ = const_cast<void*>(static_cast<const void*>(std::addressof(f)));
    }
  }

  Result operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

 private:
  void* object_;
  Result (*call_)(void*, Args...);
};

/// Work on the half-open range [begin, end) of a parallel loop.
using ParallelBody = FunctionRef<void(int64_t begin, int64_t end)>;

/// Runs the body over disjoint ranges that together cover [0, n), in any order and on any threads, and returns when
/// all are done. The ranges are the implementation's choice: a result must not depend on them.
using ParallelFor = FunctionRef<void(int64_t n, ParallelBody body)>;

}  // namespace sinter
