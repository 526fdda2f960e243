#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Train the U-Net on drawn pictures of cells and write cells.onnx beside this file; and draw the held-back pictures with
their masks into pictures/.

The files are shipped, so nobody needs to run this. It needs torch and, to write the model, onnx:

    python3 examples/unet/train.py --seconds 120 --out examples/unet

Pictures are drawn as they are needed (draw_cells.py), so none is seen twice. The held-back ones come from another seed.
"""

import argparse
import math
import pathlib
import struct
import time
import zlib

import torch
import torch.nn as nn
import torch.nn.functional as F

from draw_cells import draw

HERE = pathlib.Path(__file__).resolve().parent
SEED, HELD_SEED, HELD_COUNT = 20260303, 77002, 10
SIDE, WIDTHS = 128, (8, 16, 32, 48)


class Block(nn.Sequential):
    def __init__(self, c_in, c_out):
        super().__init__(*[m for i, c in enumerate((c_in, c_out))
                           for m in (nn.Conv2d(c, c_out, 3, 1, 1, bias=False), nn.BatchNorm2d(c_out), nn.ReLU())])


class UNet(nn.Module):
    """Ronneberger et al. 2015, four levels: what a level halves, the way up doubles and joins with what was there."""

    def __init__(self):
        super().__init__()
        ins = (1,) + WIDTHS[:-1]
        self.down = nn.ModuleList(Block(i, o) for i, o in zip(ins, WIDTHS))
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, 2) for a, b in zip(WIDTHS[:-1], WIDTHS[1:]))
        self.join = nn.ModuleList(Block(2 * a, a) for a in WIDTHS[:-1])
        self.head = nn.Conv2d(WIDTHS[0], 1, 1)

    def forward(self, x):
        """Logits of the mask."""
        kept = []
        for i, block in enumerate(self.down):
            x = block(x if i == 0 else F.max_pool2d(x, 2))
            kept.append(x)
        for i in reversed(range(len(self.up))):
            x = self.join[i](torch.cat([kept[i], self.up[i](x)], 1))
        return self.head(x)


def write_onnx(network, path):
    """Layer by layer from the weights, so that no exporter is needed. Input picture [batch, 1, height, width] in 0..1,
    output mask of the same form: the probability of a cell."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    nodes, initializers = [], []

    def weight(name, tensor):
        initializers.append(numpy_helper.from_array(tensor.detach().cpu().float().numpy(), name))
        return name

    def node(op, inputs, name, **attributes):
        nodes.append(helper.make_node(op, inputs, [name], name, **attributes))
        return name

    def block(x, layers, name):
        for i in (0, 1):
            conv, bn = layers[3 * i], layers[3 * i + 1]
            prefix = f"{name}.{i}"
            x = node("Conv", [x, weight(prefix + ".weight", conv.weight)], prefix + ".conv", kernel_shape=[3, 3],
                     pads=[1, 1, 1, 1])
            parts = [weight(f"{prefix}.{part}", getattr(bn, attr)) for part, attr in
                     (("scale", "weight"), ("bias", "bias"), ("mean", "running_mean"), ("var", "running_var"))]
            x = node("BatchNormalization", [x] + parts, prefix + ".norm", epsilon=bn.eps)
            x = node("Relu", [x], prefix + ".relu")
        return x

    x, kept = "picture", []
    for i, layers in enumerate(network.down):
        if i:
            x = node("MaxPool", [x], f"pool{i}", kernel_shape=[2, 2], strides=[2, 2])
        x = block(x, layers, f"down{i}")
        kept.append(x)
    for i in reversed(range(len(network.up))):
        up = network.up[i]
        x = node("ConvTranspose", [x, weight(f"up{i}.weight", up.weight), weight(f"up{i}.bias", up.bias)], f"up{i}",
                 kernel_shape=[2, 2], strides=[2, 2])
        x = block(node("Concat", [kept[i], x], f"join{i}.concat", axis=1), network.join[i], f"join{i}")
    x = node("Conv", [x, weight("head.weight", network.head.weight), weight("head.bias", network.head.bias)], "head",
             kernel_shape=[1, 1])
    node("Sigmoid", [x], "mask")
    dims = ["batch", 1, "height", "width"]
    graph = helper.make_graph(nodes, "cells", [helper.make_tensor_value_info("picture", TensorProto.FLOAT, dims)],
                              [helper.make_tensor_value_info("mask", TensorProto.FLOAT, dims)], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="SinterRT example")
    model.ir_version = 8
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


def overlap(probability, mask):
    """Intersection over union of all pictures together."""
    found, real = probability > 0.5, mask > 0.5
    return float((found & real).sum() / (found | real).sum().clamp(min=1))


def evaluate(network, device):
    """On 256 fresh pictures."""
    network.eval()
    generator = torch.Generator(device=device).manual_seed(HELD_SEED + 1)
    with torch.no_grad():
        parts = [draw(32, SIDE, SIDE, generator, device) for _ in range(8)]
        found = torch.cat([network(p).sigmoid() for p, _ in parts])
    return overlap(found, torch.cat([m for _, m in parts]))


def write_png(path, pixels):
    """8-bit grey [H, W]; each row filtered by the difference to its left neighbour."""
    h, w = pixels.shape
    rows = pixels.to(torch.int16)
    rows[:, 1:] -= pixels[:, :-1].to(torch.int16)
    data = torch.cat([torch.ones(h, 1, dtype=torch.uint8), rows.remainder(256).to(torch.uint8)], 1)

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", w, h, 8, 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(
        b"IDAT", zlib.compress(data.contiguous().numpy().tobytes(), 9)) + chunk(b"IEND", b""))


def write_held_back(folder):
    """NAME.png and NAME.mask.png for each picture."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures, masks = draw(HELD_COUNT, SIDE, SIDE, torch.Generator().manual_seed(HELD_SEED))
    for i in range(HELD_COUNT):
        for name, image in ((f"cells_{i:02}.png", pictures[i, 0]), (f"cells_{i:02}.mask.png", masks[i, 0])):
            write_png(folder / name, (image * 255).round().to(torch.uint8))


def train(network, device, seconds, batch, rate):
    network.train().to(device)
    generator = torch.Generator(device=device).manual_seed(SEED)
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=0.01)
    start, step, shown = time.time(), 0, 0.0
    while (done := (time.time() - start) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 100) * (0.5 * (1 + math.cos(math.pi * done)) + 0.002)
        with torch.no_grad():
            pictures, masks = draw(batch, SIDE, SIDE, generator, device)
        logits = network(pictures)
        p = logits.sigmoid()
        dice = 1 - (2 * (p * masks).sum() + 1) / (p.sum() + masks.sum() + 1)
        loss = F.binary_cross_entropy_with_logits(logits, masks) + dice
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        step += 1
        if time.time() - start - shown > seconds / 20:
            shown = time.time() - start
            print(f"{shown:6.0f} s  step {step:6}  loss {float(loss.detach()):.4f}", flush=True)
    return step * batch


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--out", type=pathlib.Path, default=HERE)
    p.add_argument("--seconds", type=float, default=120)
    p.add_argument("--batch", type=int, default=32)
    p.add_argument("--rate", type=float, default=3e-3)
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    p.add_argument("--pictures-only", action="store_true", help="draw the held-back pictures and stop")
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    write_held_back(a.out / "pictures")
    if a.pictures_only:
        return
    torch.manual_seed(SEED)
    network = UNet()
    print(f"{sum(v.numel() for v in network.state_dict().values())} numbers, on {a.device}", flush=True)
    seen = train(network, a.device, a.seconds, a.batch, a.rate)
    print(f"{seen} pictures seen; intersection over union on fresh pictures: {evaluate(network, a.device):.4f}")
    network.eval()
    torch.save(network.state_dict(), a.out / "cells.pt")  # in case that onnx is not there
    write_onnx(network, a.out / "cells.onnx")
    (a.out / "cells.pt").unlink()


if __name__ == "__main__":
    main()
