// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Marks what the shared libraries export; everything else is hidden.
#pragma once
#define SINTER_API __attribute__((visibility("default")))
