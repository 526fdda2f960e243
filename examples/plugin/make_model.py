# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Writes local_contrast.onnx: the operator of local_contrast.cpp between operators of ONNX, for pictures of any size.

Usage: python make_model.py [FILE]. Needs the onnx package.
"""
import sys

from onnx import TensorProto, helper, save


def main() -> None:
    nodes = [
        helper.make_node("LocalContrast", ["x"], ["c"], "contrast", domain="com.example", radius=2, epsilon=0.01),
        helper.make_node("Relu", ["c"], ["bright"], "bright"),
        helper.make_node("GlobalAveragePool", ["bright"], ["score"], "score"),
    ]
    picture = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["N", 1, "H", "W"])
    outputs = [
        helper.make_tensor_value_info("bright", TensorProto.FLOAT, None),
        helper.make_tensor_value_info("score", TensorProto.FLOAT, ["N", 1, 1, 1]),
    ]
    graph = helper.make_graph(nodes, "local contrast", [picture], outputs)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.example", 1)]
    model = helper.make_model(graph, producer_name="examples/plugin/make_model.py", opset_imports=opsets, ir_version=9)
    save(model, sys.argv[1] if len(sys.argv) > 1 else "local_contrast.onnx")


if __name__ == "__main__":
    main()
