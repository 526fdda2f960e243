// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "nvinfer/v10/nvinfer/plugin_registry.h"

namespace sinter::nvinfer {

PluginRegistry& PluginRegistry::instance() noexcept {
  static PluginRegistry registry;
  return registry;
}

nvinfer1::IPluginCreator* const* PluginRegistry::getPluginCreatorList(int32_t* const count) const noexcept {
  if (count != nullptr) *count = 0;
  return nullptr;
}

nvinfer1::IPluginCreator* PluginRegistry::getPluginCreator(const char* const, const char* const,
                                                           const char* const) noexcept {
  return nullptr;
}

nvinfer1::IPluginCreatorInterface* const* PluginRegistry::getAllCreators(int32_t* const count) const noexcept {
  if (count != nullptr) *count = 0;
  return nullptr;
}

nvinfer1::IPluginCreatorInterface* const* PluginRegistry::getAllCreatorsRecursive(int32_t* const count) noexcept {
  return getAllCreators(count);
}

nvinfer1::IPluginCreatorInterface* PluginRegistry::getCreator(const char* const, const char* const,
                                                              const char* const) noexcept {
  return nullptr;
}

}  // namespace sinter::nvinfer
