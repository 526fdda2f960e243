// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Values of the public API and of the runtime.
#pragma once
#include "base/host_object.h"
#include "sinter/tools.h"

namespace sinter {

HostObject to_object(const HostArray& array);
HostArray to_array(const HostObject& object);

}  // namespace sinter
