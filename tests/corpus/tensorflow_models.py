# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Cases on trained TensorFlow graphs and a UFF file of the models folder, against what TensorFlow gave for them
(tests/data/tensorflow/shared_models.npz, written by make_shared_models.py there); and on the networks of
tests/data/exported that tf2onnx wrote, against ONNX Runtime."""

import numpy as np

import tensorflow_data
from cases import ROOT, Case, Set, judge_accuracy, token_case

RESULTS = tensorflow_data.FOLDER / "shared_models.npz"


def known_sets():
    """{"tf/DS_CNN_S.pb:cut": [Set]}"""
    return {c.name.split("/", 1)[1]: [Set(c.name.split(":")[1], *one) for one in c.sets]
            for c in tensorflow_data.read_family(RESULTS)}


def keyword_nets(options, known):
    """From a whole .wav file, and cut behind the features."""
    for file in ("DS_CNN_S.pb", "LSTM_S.pb"):
        path = options.models / "tf" / file
        yield Case(f"tf/{file} from sound", path, lambda f=file: known[f"tf/{f}:wav"])
        shape = "x".join(map(str, known[f"tf/{file}:cut"][0].inputs["Mfcc"].shape))
        yield Case(f"tf/{file} from features", path, lambda f=file: known[f"tf/{f}:cut"],
                   flags=("--inputs", f"Mfcc:{shape}"))


def digit_nets(options, known):
    data = options.models / "mnist" / "mnist.data"
    rows = np.fromfile(data, np.float32).reshape(-1, 794) if data.exists() else np.zeros((1, 794), np.float32)
    images, labels = rows[:, :784].reshape(-1, 28, 28, 1), rows[:, 784:].argmax(1)
    known_digits, = known["uff/lenet5.pb:digits"]
    frozen, own = options.models / "uff" / "lenet5.pb", options.work / "models" / "lenet5_own.uff"

    def convert(sinter):
        if frozen.exists():
            own.parent.mkdir(parents=True, exist_ok=True)
            sinter.call("convert-to-uff", frozen, "-o", own, "-O", "dense_1/Softmax")

    def sets():
        few = {n: y[:3] for n, y in known_digits.expected.items()}
        return [Set("all", {"input_1": images}, known_digits.expected), Set("three", {"input_1": images[:3]}, few)]

    def judge(results):
        return judge_accuracy(labels, 0.988, len(labels))(results[:1])

    for name, path, prepare in (("uff/lenet5.pb", frozen, None), ("uff/lenet5.uff", frozen.with_suffix(".uff"), None),
                                ("uff/lenet5.pb converted", own, convert)):
        yield Case(name, path, sets, judge=judge, prepare=prepare,
                   shapes={"input_1": tuple((n, 28, 28, 1) for n in (1, 3, 1000))})


def exported():
    folder = ROOT / "tests" / "data" / "exported"
    yield token_case("bert tf2onnx", folder / "bert_tf2onnx.onnx", 300)
    for name, value, rest in (("resnet", "image", (32, 32, 3)), ("mobilenet_v2", "image", (32, 32, 3)),
                              ("vit", "image", (32, 32, 3)), ("recurrent", "x", (7, 12))):
        def sets(value=value, rest=rest):
            rng = np.random.default_rng(13)
            return [Set(f"batch {n}", {value: rng.standard_normal((n, *rest)).astype(np.float32)}) for n in (1, 3)]

        yield Case(f"{name} tf2onnx", folder / f"{name}_tf2onnx.onnx", sets,
                   shapes={value: tuple((n, *rest) for n in (1, 2, 4))})


def tensorflow(options):
    known = known_sets()
    return [*keyword_nets(options, known),
            Case("tf/fc-layers.pb", options.models / "tf" / "fc-layers.pb", lambda: known["tf/fc-layers.pb:three"],
                 shapes={"X": ((1, 784), (3, 784), (8, 784))}),
            # The file does not say that keep_prob is a scalar.
            Case("tf/lstm.pb", options.models / "tf" / "lstm.pb", lambda: known["tf/lstm.pb:two"],
                 flags=("--inputs", "keep_prob"),
                 shapes={"X": ((1, 784), (2, 784), (4, 784))}),
            *digit_nets(options, known), *exported()]
