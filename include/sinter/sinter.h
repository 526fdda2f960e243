// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Everything of the public API.
#pragma once
#include "sinter/builder.h"  // IWYU pragma: export
#include "sinter/config.h"   // IWYU pragma: export
#include "sinter/error.h"    // IWYU pragma: export
#include "sinter/explain.h"  // IWYU pragma: export
#include "sinter/exporters.h"  // IWYU pragma: export
#include "sinter/network.h"  // IWYU pragma: export
#include "sinter/parsers.h"  // IWYU pragma: export
#include "sinter/plan_cache.h"  // IWYU pragma: export
#include "sinter/refit.h"    // IWYU pragma: export
#include "sinter/plugin.h"   // IWYU pragma: export
#include "sinter/runtime.h"  // IWYU pragma: export
#include "sinter/tools.h"    // IWYU pragma: export
#include "sinter/types.h"    // IWYU pragma: export
#include "sinter/uff.h"      // IWYU pragma: export
