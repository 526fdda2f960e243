#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Every Darknet layer with its options, and the standard networks with fewer filters, through `sinter` on three backends,
against darknet_numpy.py; and the full-size networks' weights counted against the published files.

    build/venv/bin/python tests/corpus/darknet_layers.py [-k PART_OF_A_NAME] [--backends reference,cpu,fake]
"""

import argparse
import pathlib
import shutil
import struct
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

try:
    import numpy as np
except ImportError:
    print("darknet_layers: skipped, numpy is not installed")
    print("0 passed, 0 failed, 1 skipped")
    sys.exit(0)

import darknet_networks
import darknet_numpy
from sinter import Failed, Sinter

TOLERANCE = 2e-5  # largest difference, by the largest number expected; the slim networks are deep
DEEP_TOLERANCE = 2e-4


def net(h, w, c, *layers):
    """`layers`: texts such as "maxpool size=2 stride=2"; each stands behind a route to layer 0, so all are outputs."""
    text = f"[net]\nheight={h}\nwidth={w}\nchannels={c}\n\n[dropout]\n"
    for i, layer in enumerate(layers):
        lines = [part for part in layer.split("|")]
        if i:
            text += "[route]\nlayers=0\n"
        for part in lines:
            kind, *keys = part.split()
            text += f"[{kind}]\n" + "\n".join(keys) + "\n"
    return text


def conv(n, rest="", act="linear"):
    return f"convolutional filters={n} activation={act} {rest}"


def cases():
    yield "convolutional", net(
        9, 7, 4, conv(5, "size=3 pad=1", "leaky"), conv(6, "size=3 stride=2 batch_normalize=1 pad=1", "mish"),
        conv(6, "size=3 groups=2 padding=2"), conv(4, "size=3 stride_x=2 stride_y=3"), conv(3, "size=2 pad=1"),
        conv(5, "size=3 pad=1 dilation=2 batch_normalize=1"), conv(5, "size=3 pad=1 flipped=1"),
        conv(8, "size=5 stride=2 pad=1 groups=4 batch_normalize=1", "relu"), "conv size=1",
        conv(4, "size=3 pad=1 stride=2 antialiasing=1", "leaky"), conv(4, "size=3 pad=1 stride=2 antialiasing=2"),
        conv(4, "size=3 pad=1 batch_normalize=1") + "|" + conv(4, "size=3 pad=1 batch_normalize=1 share_index=-1", "relu"),
        conv(4, "size=1 cbn=0 grad_centr=1"))
    for i in range(0, len(darknet_numpy.ACTIVATIONS), 12):
        names = list(darknet_numpy.ACTIVATIONS)[i:i + 12]
        yield f"activations_{i}", net(3, 4, 5, *(f"activation activation={n}" for n in names))
    yield "activations_fused", net(4, 4, 3, *(conv(4, "size=1", n) for n in darknet_numpy.ACTIVATIONS))
    yield "maxpool", net(
        7, 6, 4, "maxpool size=2 stride=2", "maxpool size=2 stride=1", "maxpool size=3 stride=2",
        "maxpool size=5 stride=1", "maxpool stride=2", "maxpool size=3 stride=2 padding=0",
        "maxpool size=3 stride_x=1 stride_y=2", "maxpool size=3 stride=3 padding=1",
        "maxpool maxpool_depth=1 out_channels=2", "maxpool size=2 stride=2 antialiasing=1", "local_avgpool size=3 stride=2",
        "local_avgpool size=2 stride=1", "avgpool", "maxpool size=13 stride=1")
    yield "route", net(
        4, 6, 4, conv(8, "size=1") + "|route layers=-1,0", "route layers=0", "route layers=0 groups=2 group_id=1",
        "route layers=1,0,1", "route layers=1,0 groups=4 group_id=2", "avgpool|route layers=-1,0")
    yield "shortcut", net(
        4, 6, 4, conv(4, "size=1") + "|shortcut from=0 activation=relu", conv(4, "size=1") + "|shortcut from=-3,0",
        conv(6, "size=1") + "|shortcut from=0", conv(3, "size=1") + "|shortcut from=0 activation=linear",
        *(conv(4, "size=1") + f"|shortcut from=0,1 weights_type={t} weights_normalization={n} activation=leaky"
          for t in ("per_feature", "per_channel") for n in ("none", "relu", "softmax")))
    yield "attention", net(
        4, 6, 4, "avgpool|" + conv(4, "size=1", "logistic") + "|scale_channels from=0",
        conv(1, "size=1") + "|scale_channels from=0 scale_wh=1 activation=relu",
        conv(4, "size=1", "logistic") + "|sam from=0 activation=tanh", "implicit filters=4 atoms=1",
        "implicit filters=3 atoms=2")
    yield "move", net(
        4, 6, 8, "upsample stride=2", "upsample stride=3 scale=0.5", "upsample stride=-2", "upsample stride=1",
        "reorg stride=2", "reorg stride=2 reverse=1", "reorg stride=1", "reorg3d stride=2",
        "crop crop_height=3 crop_width=3", "crop crop_height=2 crop_width=6 noadjust=1")
    yield "norm", net(
        3, 4, 9, "batchnorm", "normalization", "normalization size=3 alpha=.01 beta=.5 kappa=2", "l2norm",
        "softmax", "softmax groups=3", "softmax temperature=2.5", "softmax spatial=1", "logistic",
        "normalization size=4 alpha=.02")
    yield "connected", net(
        2, 3, 4, "connected output=5 activation=relu", "connected output=6 batch_normalize=1 activation=leaky",
        "connected output=7", "connected output=6 activation=linear|connected output=3 activation=linear|softmax groups=1")
    yield "local", net(
        6, 5, 4, "local filters=3 size=3 stride=1 pad=1 activation=leaky", "local filters=2 size=2 stride=2 activation=linear",
        "local filters=3 size=3 stride=2 activation=linear|connected output=16 activation=linear|"
        "detection side=2 classes=0 num=1 coords=3 softmax=0|route layers=0|connected output=28 activation=linear|"
        "detection side=2 classes=2 num=1 coords=4 softmax=1")
    yield "deconvolutional", net(
        3, 4, 4, "deconvolutional filters=3 size=2 stride=2 activation=linear",
        "deconvolutional filters=5 size=4 stride=2 padding=1 batch_normalize=1 activation=relu",
        "deconvolutional filters=2 size=3 stride=2 pad=1 activation=leaky")
    anchors = "anchors=10,13,16,30,33,23 num=3"
    yield "heads", net(
        3, 4, 24, f"yolo mask=0,1,2 classes=3 {anchors}", f"yolo classes=3 scale_x_y=1.2 {anchors}",
        f"yolo mask=0,1 classes=7 scale_x_y=1.05 {anchors}",
        f"yolo mask=2,0 classes=7 new_coords=1 scale_x_y=2.0 {anchors}", "yolo mask=0,1 classes=7 new_coords=1 num=3",
        f"Gaussian_yolo mask=0,1 classes=3 scale_x_y=1.1 {anchors}", "region classes=3 num=3 softmax=1",
        "region classes=3 num=3", "region classes=7 coords=4 num=2 background=1 softmax=1", "region classes=5 coords=2 num=3")
    for name in darknet_networks.NETWORKS:
        yield f"slim_{name}", darknet_networks.network(name, 64 if "tiny" not in name else 96, 8)


def output_names(network):
    """Layers that no other reads, and heads."""
    sections, read = network.sections[1:], set()
    heads = {i for i, (k, _) in enumerate(sections) if k in ("yolo", "Gaussian_yolo", "region", "detection")}
    for i, (kind, o) in enumerate(sections):
        named = [int(v) for key in ("layers", "from") if key in o for v in o[key].split(",")]
        if kind not in ("route", "implicit"):
            named.append(-1)
        read |= {v if v >= 0 else i + v for v in named}
    return {f"{sections[i][0]}_{i}": i for i in range(len(sections)) if i not in read or i in heads}


def check(sinter, folder, name, text, backends):
    rng = np.random.default_rng(5)
    network = darknet_numpy.Network(text, rng)
    head = network.sections[0][1]
    x = rng.uniform(-2, 2, (2, int(head["channels"]), int(head["height"]), int(head["width"]))).astype(np.float32)
    if name.startswith("slim"):
        x = np.abs(x) / 2
    values = network.forward(x.astype(np.float64))
    cfg = folder / f"{name}.cfg"
    cfg.write_text(text)
    cfg.with_suffix(".weights").write_bytes(network.weights())
    wanted = output_names(network)
    shapes = {"data": [x.shape] * 3}
    for backend in backends:
        plan = folder / f"{name}.{backend}.plan"
        sinter.build(cfg, plan, backend, shapes, "--tactics", "heuristic")
        got = sinter.run(plan, {"data": x}, list(wanted))
        for output, i in wanted.items():
            a, b = got[output], values[i]
            if a.shape != b.shape:
                raise Failed(f"{backend}: {output} is {a.shape}, {b.shape} expected")
            off = np.abs(a - b).max() / max(1e-6, np.abs(b).max())
            if not off <= (DEEP_TOLERANCE if name.startswith("slim") else TOLERANCE):
                raise Failed(f"{backend}: {output} ({network.sections[i + 1]}) is off by {off:.2e}")


def check_size(sinter, folder, name):
    """The published file's size is what the network takes: nothing is left, nothing missing."""
    cfg = folder / f"full_{name}.cfg"
    cfg.write_text(darknet_networks.network(name))
    size = darknet_networks.KNOWN_BYTES[name]
    with open(cfg.with_suffix(".weights"), "wb") as out:  # zeros that take no place
        out.write(struct.pack("<iii", 0, 1 if "v2" in name else 2, 0))  # the older ones have the shorter header
        out.truncate(size)
    sinter.call("inspect", cfg)


def check_flags(sinter, folder):
    """Weights of another name, random ones, another size, outputs in the middle."""
    text = darknet_networks.network("yolov3-tiny", 96, 8)
    x = np.random.default_rng(3).random((1, 3, 64, 32)).astype(np.float32)
    network = darknet_numpy.Network(text, np.random.default_rng(4))
    expected = network.forward(x)[13]
    cfg, weights = folder / "flags.cfg", folder / "other.weights"
    cfg.write_text(text)
    weights.write_bytes(network.weights())
    more = ["--inputs", "data:1x3x64x32", "--outputs", "convolutional_13", "--tactics", "heuristic"]
    results = []
    for name, given in (("file", ["--weights", weights]), ("one", ["--random-weights", "1"]),
                        ("again", ["--random-weights", "1"]), ("two", ["--random-weights", "2"])):
        plan = folder / f"flags_{name}.plan"
        sinter.build(cfg, plan, "cpu", {}, *given, *more)
        results.append(sinter.run(plan, {"data": x}, ["convolutional_13"])["convolutional_13"])
    file, one, again, two = results
    if file.shape != expected.shape or np.abs(file - expected).max() > DEEP_TOLERANCE * np.abs(expected).max():
        raise Failed("the named weights do not give what is expected")
    if not np.isfinite(one).all() or np.abs(one).max() < 1e-3 or (one != again).any() or (one == two).all():
        raise Failed("random weights are not what their seed says")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sinter", default=ROOT / "build/bin/sinter")
    parser.add_argument("-k", default="")
    parser.add_argument("--backends", default="reference,cpu,fake")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="darknet-"))
    sinter, passed, failed = Sinter(options.sinter, 300), 0, 0

    def one(name, run):
        nonlocal passed, failed
        if options.k not in name:
            return
        try:
            run()
            passed += 1
        except Failed as error:
            failed += 1
            print(f"FAIL {name}: {error}")

    try:
        for name, text in cases():
            one(name, lambda: check(sinter, folder, name, text, options.backends.split(",")))
        one("flags", lambda: check_flags(sinter, folder))
        for name in darknet_networks.NETWORKS:
            one(f"full_{name}", lambda: check_size(sinter, folder, name))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return failed != 0


if __name__ == "__main__":
    sys.exit(main())
