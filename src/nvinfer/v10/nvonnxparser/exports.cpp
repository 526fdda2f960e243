// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// libnvonnxparser.so.10: the C functions behind NVIDIA's inline createParser().
#include <string>

#include "nvinfer/v10/nvonnxparser/parser.h"
#include "nvinfer/v10/version.h"

using sinter::nvinfer::NetworkHook;

SINTER_TRT_EXPORT void* createNvOnnxParser_INTERNAL(void* network, void* logger, int version) {
  auto* log = static_cast<nvinfer1::ILogger*>(logger);
  if (network == nullptr || version / 10000 != sinter::nvinfer::kParserMajor) {
    const std::string why = network == nullptr ? "the network is null" : "its version is " + std::to_string(version);
    sinter::nvinfer::Reporter(log).log(nvinfer1::Severity::kERROR, "cannot make an ONNX parser: " + why);
    return nullptr;
  }
  auto* definition = static_cast<nvinfer1::INetworkDefinition*>(network);
  nvonnxparser::IParser* parser = new sinter::nvinfer::Parser(static_cast<NetworkHook&>(*definition), log);
  return parser;
}

SINTER_TRT_EXPORT void* createNvOnnxParserRefitter_INTERNAL(void* /*refitter*/, void* /*logger*/, int /*version*/) {
  sinter::nvinfer::missing("createNvOnnxParserRefitter_INTERNAL");
}

SINTER_TRT_EXPORT int getNvOnnxParserVersion() { return sinter::nvinfer::kParserVersion; }
