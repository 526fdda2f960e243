// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Precompiled once for all of tests/.
#pragma once
#include <gtest/gtest.h>

#include "pch.h"
