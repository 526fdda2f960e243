// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Kernels, constants, targets and features of the whole plan, its bodies' included. Equal ones are stored once.
#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "compile/select_tactics.h"
#include "plan/plan.h"

namespace sinter::compile {

struct PlanPools {
  std::vector<plan::Kernel> kernels;
  std::vector<plan::Constant> constants;
  std::vector<const Target*> targets;
  std::vector<std::string> features;

  /// The number of a constant with these bytes. The sources of equal ones are joined.
  uint32_t add_constant(plan::Constant c);
  /// The number of the kernel of a choice, whose recipe and constants it takes. `name`: of what the node makes, the
  /// source of packed constants that name none.
  uint32_t add_kernel(Choice& choice, const std::string& name);
  void add_target(const Target* target);
  void use_feature(const char* name);

 private:
  std::multimap<uint64_t, uint32_t> constant_index_;  // by sample_hash of the bytes
  std::map<std::pair<uint64_t, uint64_t>, uint32_t> kernel_index_;
};

}  // namespace sinter::compile
