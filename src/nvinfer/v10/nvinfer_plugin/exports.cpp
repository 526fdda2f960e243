// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// libnvinfer_plugin.so.10. TensorRT's own plugins are not here yet: clients call this at start whether they use one or
// not, so it succeeds, and a model that needs a plugin is refused by name when it is parsed.
#include "nvinfer/v10/version.h"

SINTER_TRT_EXPORT bool initLibNvInferPlugins(void* /*logger*/, const char* /*name_space*/) { return true; }
