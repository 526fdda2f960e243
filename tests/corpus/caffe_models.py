# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Cases on trained Caffe models of the models folder: LeNet against NumPy and its labels, RFB-320 against its ONNX
form, SqueezeNet and GoogLeNet with random weights against our own reference backend."""

import numpy as np

import caffe_model
import caffe_numpy as n
import expect
from cases import Case, Mismatch, Set, judge_accuracy
from sinter import Sinter

QUICK = ("--tactics", "heuristic", "--timing-cache", "none")


def lenet_forward(w, x):
    """The layers of lenet.prototxt on [N,1,28,28]."""
    def ip(x, w, b):
        return x.reshape(len(x), -1) @ w.reshape(w.shape[-2], w.shape[-1]).T.astype(np.float64) + b.reshape(-1)

    x = n.pool(n.conv(x, w["conv1"][0], w["conv1"][1].reshape(-1)), "MAX", (2, 2), (2, 2))
    x = n.pool(n.conv(x, w["conv2"][0], w["conv2"][1].reshape(-1)), "MAX", (2, 2), (2, 2))
    return n.softmax(ip(np.maximum(ip(x, *w["ip1"]), 0), *w["ip2"])).astype(np.float32)


def lenet(options):
    folder = options.models / "mnist"
    data, weights = folder / "mnist.data", folder / "lenet_iter_10000.caffemodel"
    rows = np.fromfile(data, np.float32).reshape(-1, 794) if data.exists() else np.zeros((1, 794), np.float32)
    # Its training scaled pixels to [0, 1).
    images, labels = rows[:, :784].reshape(-1, 1, 28, 28) / np.float32(256), rows[:, 784:].argmax(1)

    def sets():
        w = caffe_model.read_caffemodel(weights.read_bytes())
        probabilities = np.concatenate([lenet_forward(w, part) for part in np.array_split(images, 10)])
        return [Set("all", {"data": images}, {"prob": probabilities}),
                Set("three", {"data": images[:3]}, {"prob": probabilities[:3]})]

    def judge(results):
        return judge_accuracy(labels, 0.998, len(labels))(results[:1])

    return Case("mnist/lenet.prototxt", folder / "lenet.prototxt", sets, judge=judge,
                shapes={"data": tuple((k, 1, 28, 28) for k in (1, 3, 1000))},
                flags=("--caffemodel", weights, "--inputs", "data:-1x1x28x28"))


def face_detector(options):
    folder = options.models / "detect"

    def sets():
        import onnx
        from PIL import Image

        picture = Image.open(folder / "1.jpg").convert("RGB").resize((320, 240), Image.BILINEAR)
        x = ((np.asarray(picture, np.float32) - 127) / 128).transpose(2, 0, 1)[None]
        # The Caffe form ends before boxes are decoded: at the value "460" of the ONNX form.
        model = onnx.load(folder / "version-RFB-320.onnx")
        model.graph.output.append(onnx.helper.make_tensor_value_info("460", onnx.TensorProto.FLOAT, None))
        whole = options.work / "models" / "rfb_raw.onnx"
        whole.parent.mkdir(parents=True, exist_ok=True)
        onnx.save(model, whole)
        feeds = {"input": np.ascontiguousarray(x)}
        found = expect.Oracle(whole).run(feeds)
        return [Set("1.jpg", feeds, {"scores": found["scores"], "boxes": found["460"]})]

    def judge(results):
        best = float(results[0][1]["scores"][..., 1].max())
        if abs(best - 0.999) > 0.002:
            raise Mismatch(f"the best score is {best:.4f}, expected 0.999")
        return f"best score {best:.4f}"

    return Case("detect/RFB-320.prototxt", folder / "RFB-320.prototxt", sets, judge=judge,
                flags=("--caffemodel", folder / "RFB-320.caffemodel"))


def random_net(options, file, side):
    """A plan of the reference backend says what must come out: it knows no layouts, fusions or tactics."""
    path = options.models / "imagenet" / file
    flags = ("--random-weights", "3", "--inputs", f"data:1x3x{side}x{side}")
    x = np.random.default_rng(3).standard_normal((1, 3, side, side)).astype(np.float32)
    expected = {}

    def prepare(sinter):
        if path.exists():
            plan = options.work / f"{file}.expected.plan"
            plan.parent.mkdir(parents=True, exist_ok=True)
            Sinter(sinter.binary, 600).build(path, plan, "reference", None, *flags, *QUICK)
            expected.update(sinter.run(plan, {"data": x}, ["prob"]))

    def judge(results):
        total = float(results[0][1]["prob"].sum())
        if abs(total - 1) > 1e-4:
            raise Mismatch(f"the probabilities sum to {total}")
        return f"class {int(results[0][1]['prob'].argmax())}"

    return Case(f"imagenet/{file}", path, lambda: [Set("random", {"data": x}, expected)], judge=judge, flags=flags,
                backends=("cpu", "fake"), prepare=prepare, quick=False)


def caffe(options):
    return [lenet(options), face_detector(options), random_net(options, "squeezenet_v1.1_deploy.prototxt", 227),
            random_net(options, "googlenet_deploy.prototxt", 224)]
