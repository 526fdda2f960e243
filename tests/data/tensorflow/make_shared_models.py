#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""What TensorFlow gives for the trained graphs of a models folder that are not part of the project: shared_models.npz.

    make_shared_models.py --models DIR [--out DIR]

DIR holds tf/*.pb, uff/lenet5.pb and mnist/mnist.data. Only inputs made here and results are kept, in the layout of
casekit.Pack with an empty graph; tests/corpus/tensorflow_models.py runs the graphs where they are at hand. Versions: as
in make_graphs.py.
"""

import argparse
import pathlib
import sys

import casekit
import numpy as np
import tensorflow as tf
from casekit import f32, rng, v1
from family_speech import tones, wav_file


def keyword_sets(frames):
    """One second of sound for the whole net, features for the net cut behind Mfcc."""
    return {"wav": {"wav_data": wav_file(tones(16000))},
            "cut": {"Mfcc": (rng(3).standard_normal((1, frames, 10)) * np.array([20] + [4] * 9)).astype(np.float32)}}


MODELS = {
    "tf/DS_CNN_S.pb": (keyword_sets(49), "labels_softmax"),
    "tf/LSTM_S.pb": (keyword_sets(25), "labels_softmax"),
    "tf/fc-layers.pb": ({"three": {"X": f32(3, 784, low=0, high=1)}}, "output"),
    "tf/lstm.pb": ({"two": {"X": f32(2, 784, low=0, high=1), "keep_prob": np.float32(1)}}, "output"),
}


def run(path, inputs, output):
    definition = v1.GraphDef()
    definition.ParseFromString(path.read_bytes())
    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(definition, name="")
    for name, value in inputs.items():
        op = graph.get_operation_by_name(name)
        print(f"  {path.name}: {name} {op.outputs[0].shape} -> {output} "
              f"{graph.get_tensor_by_name(output + ':0').shape}")
    with v1.Session(graph=graph) as session:
        return session.run(output + ":0", casekit.feeds(inputs))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = pathlib.Path(__file__).resolve().parent
    parser.add_argument("--models", type=pathlib.Path, required=True, metavar="DIR")
    parser.add_argument("--out", type=pathlib.Path, default=here, metavar="DIR")
    options = parser.parse_args()
    pack = casekit.Pack()
    for file, (sets, output) in MODELS.items():
        for label, inputs in sets.items():
            case = casekit.Frozen(f"{file}:{label}", None, [], [])
            pack.add(case, v1.GraphDef(), [(inputs, {output: run(options.models / file, inputs, output)})])
    # Of the digits only the results are kept: the pictures are in the models folder.
    rows = np.fromfile(options.models / "mnist" / "mnist.data", np.float32).reshape(-1, 794)
    file, output = "uff/lenet5.pb", "dense_1/Softmax"
    result = run(options.models / file, {"input_1": rows[:, :784].reshape(-1, 28, 28, 1)}, output)
    pack.add(casekit.Frozen(f"{file}:digits", None, [], []), v1.GraphDef(), [({}, {output: result})])
    pack.write(options.out / "shared_models.npz")
    return 0


if __name__ == "__main__":
    sys.exit(main())
