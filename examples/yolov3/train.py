#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Train the detector of shapes.cfg on drawn pictures and write shapes.weights, in Darknet's form, beside it; and draw the
held-back pictures with their boxes into pictures/.

The files are shipped, so nobody needs to run this. It needs torch alone:

    python3 examples/yolov3/train.py --seconds 160 --out examples/yolov3

The network is built from the cfg, so what is trained is what SinterRT reads. Pictures are drawn as they are needed
(draw_shapes.py), so none is seen twice. The held-back ones come from another seed and are drawn at other sizes.
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

import draw_shapes
from draw_shapes import NAMES, draw, pair_overlap

HERE = pathlib.Path(__file__).resolve().parent
SEED, HELD_SEED = 20260302, 77001
# Heights and widths of the pictures that are drawn, padded with grey to the network's square: what letter-boxing gives.
SIZES = ((160, 160), (120, 160), (160, 120), (108, 160), (160, 106), (136, 160))
HELD_SIZES = ((160, 160), (150, 200), (200, 150), (180, 240), (128, 192), (192, 144), (144, 176), (120, 160))
HELD_COUNT = 18


def read_cfg(path):
    """[(section, {key: value})]"""
    sections = []
    for line in path.read_text().splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("["):
            sections.append((line.strip("[]"), {}))
        elif line:
            key, value = line.split("=")
            sections[-1][1][key.strip()] = value.strip()
    return sections


class Network(nn.Module):
    """The layers of a cfg that shapes.cfg uses."""

    def __init__(self, sections):
        super().__init__()
        self.net, self.layers = sections[0][1], sections[1:]
        self.modules_ = nn.ModuleList()
        channels = []
        last = int(self.net["channels"])
        for i, (kind, o) in enumerate(self.layers):
            module = nn.Identity()
            if kind == "convolutional":
                size, filters, bn = int(o["size"]), int(o["filters"]), o.get("batch_normalize") == "1"
                conv = nn.Conv2d(last, filters, size, int(o["stride"]), size // 2, bias=not bn)
                # Darknet adds .00001 to the variance.
                module = nn.Sequential(conv, nn.BatchNorm2d(filters, eps=1e-5, momentum=0.03)) if bn else conv
                last = filters
            elif kind == "route":
                last = sum(channels[self.at(i, v)] for v in o["layers"].split(","))
            channels.append(last)
            self.modules_.append(module)
        for m in self.modules_:
            if isinstance(m, nn.Conv2d):  # the heads: few cells hold anything
                nn.init.normal_(m.weight, std=0.01)
                bias = torch.zeros(3, m.out_channels // 3)
                bias[:, 4] = -5.0
                m.bias.data.copy_(bias.flatten())

    @staticmethod
    def at(i, text):
        v = int(text)
        return v if v >= 0 else i + v

    def forward(self, x):
        """The raw maps before each [yolo], [B, 3, 5 + classes, H, W], with the section of each."""
        values, heads = [], []
        for i, ((kind, o), module) in enumerate(zip(self.layers, self.modules_)):
            if kind == "convolutional":
                x = module(x)
                if o["activation"] == "leaky":
                    x = F.leaky_relu(x, 0.1)
            elif kind == "shortcut":
                x = x + values[self.at(i, o["from"])]
            elif kind == "route":
                x = torch.cat([values[self.at(i, v)] for v in o["layers"].split(",")], 1)
            elif kind == "upsample":
                x = F.interpolate(x, scale_factor=int(o["stride"]), mode="nearest")
            elif kind == "yolo":
                b, _, h, w = x.shape
                heads.append((x.view(b, 3, 5 + int(o["classes"]), h, w), o))
            else:
                raise SystemExit(f"train.py: no layer {kind}")
            values.append(x)
        return heads

    def write(self, path):
        """Header: version 0.2.5 and the count of pictures seen (64 bit); then each convolution's parts."""
        with open(path, "wb") as out:
            out.write(struct.pack("<iiiq", 0, 2, 5, int(self.seen)))
            for m in self.modules_:
                conv = m[0] if isinstance(m, nn.Sequential) else m
                if not isinstance(conv, nn.Conv2d):
                    continue
                parts = ([m[1].bias, m[1].weight, m[1].running_mean, m[1].running_var] if isinstance(m, nn.Sequential)
                         else [conv.bias]) + [conv.weight]
                for p in parts:
                    out.write(p.detach().float().cpu().contiguous().numpy().astype("<f4").tobytes())

    seen = 0


def anchors_of(o, device):
    pairs = torch.tensor([float(v) for v in o["anchors"].split(",")], device=device).view(-1, 2)
    return pairs, [int(v) for v in o["mask"].split(",")]


def decode(raw, o, side):
    """Boxes [B, 3, H, W, 4] (x0, y0, x1, y1) in the network's pixels."""
    _, _, _, h, w = raw.shape
    pairs, mask = anchors_of(o, raw.device)
    y, x = torch.meshgrid(torch.arange(h, device=raw.device), torch.arange(w, device=raw.device), indexing="ij")
    cx, cy = (raw[:, :, 0].sigmoid() + x) * (side / w), (raw[:, :, 1].sigmoid() + y) * (side / h)
    size = raw[:, :, 2:4].clamp(-6, 6).exp() * pairs[mask][None, :, :, None, None]
    return torch.stack([cx - size[:, :, 0] / 2, cy - size[:, :, 1] / 2, cx + size[:, :, 0] / 2, cy + size[:, :, 1] / 2],
                       -1)


def complete_iou(a, b):
    """Zheng et al. 2020: overlap, distance of centres, and likeness of the aspect ratio."""
    iou, _ = pair_overlap(a, b)
    hull = torch.maximum(a[..., 2:], b[..., 2:]) - torch.minimum(a[..., :2], b[..., :2])
    centres = ((a[..., :2] + a[..., 2:] - b[..., :2] - b[..., 2:]) / 2).pow(2).sum(-1)
    sa, sb = a[..., 2:] - a[..., :2], b[..., 2:] - b[..., :2]
    v = (4 / math.pi**2) * (torch.atan(sa[..., 0] / sa[..., 1].clamp(min=1e-3)) -
                            torch.atan(sb[..., 0] / sb[..., 1].clamp(min=1e-3))).pow(2)
    alpha = (v / (1 - iou + v + 1e-6)).detach()
    return iou - centres / (hull.pow(2).sum(-1) + 1e-6) - alpha * v


def loss_of(heads, boxes, kind, used, side):
    total = 0.0
    size, centre = boxes[..., 2:] - boxes[..., :2], (boxes[..., :2] + boxes[..., 2:]) / 2
    for raw, o in heads:
        _, _, _, h, w = raw.shape
        pairs, mask = anchors_of(o, raw.device)
        # Each object belongs to the anchor whose form is nearest, and to all others that are near.
        inter = torch.minimum(size[:, :, None], pairs).prod(-1)
        likeness = inter / (size.prod(-1)[..., None] + pairs.prod(-1) - inter)
        mine = (likeness == likeness.amax(-1, keepdim=True)) | (likeness > 0.55)
        mine = mine[..., mask] & used[..., None]
        b, k, a = mine.nonzero(as_tuple=True)
        gx = (centre[b, k, 0] / side * w).long().clamp(0, w - 1)
        gy = (centre[b, k, 1] / side * h).long().clamp(0, h - 1)
        found = decode(raw, o, side)
        with torch.no_grad():
            flat = found.flatten(1, 3)
            best = torch.zeros(flat.shape[:2], device=raw.device)
            for i in range(boxes.shape[1]):
                iou, _ = pair_overlap(flat, boxes[:, i:i + 1])
                best = torch.maximum(best, iou * used[:, i:i + 1])
            weight = (best < 0.6).float().view(raw.shape[0], 3, h, w)  # what overlaps an object well is left alone
            target = torch.zeros_like(weight)
            weight[b, a, gy, gx] = 1
            target[b, a, gy, gx] = 1
        count = max(1, len(b))
        objectness = F.binary_cross_entropy_with_logits(raw[:, :, 4], target, reduction="none") * weight
        total = total + objectness.sum() / count
        if len(b):
            total = total + 3.0 * (1 - complete_iou(found[b, a, gy, gx], boxes[b, k])).mean()
            classes = F.one_hot(kind[b, k], len(NAMES)).float()
            total = total + 4 * F.binary_cross_entropy_with_logits(raw[b, a, 5:, gy, gx], classes)
    return total


def letter_boxed(pictures, boxes, side):
    """Pictures that fit into the square, in its middle."""
    h, w = pictures.shape[2:]
    top, left = (side - h) // 2, (side - w) // 2
    padded = F.pad(pictures, (left, side - w - left, top, side - h - top), value=0.5)
    return padded, boxes + torch.tensor([left, top, left, top], device=boxes.device)


def detections(heads, side, at_least=0.01):
    """For each picture [(class, score, box)], suppressed per class at an overlap of 0.45."""
    rows = []
    for raw, o in heads:
        boxes, p = decode(raw, o, side).flatten(1, 3), raw.permute(0, 1, 3, 4, 2).flatten(1, 3)[..., 4:].sigmoid()
        rows.append((boxes, p[..., :1] * p[..., 1:]))
    boxes, scores = torch.cat([r[0] for r in rows], 1).cpu(), torch.cat([r[1] for r in rows], 1).cpu()
    out = []
    for box, score in zip(boxes, scores):
        kept = []
        for c in range(len(NAMES)):
            order = [int(i) for i in score[:, c].argsort(descending=True)[:60] if score[i, c] > at_least]
            mine = []
            for i in order:
                if all(pair_overlap(box[i], box[j])[0] < 0.45 for j in mine):
                    mine.append(i)
            kept += [(c, float(score[i, c]), box[i]) for i in mine]
        out.append(kept)
    return out


def mean_average_precision(found, truth):
    """Area under the precision-recall curve (made monotone) at an overlap of 0.5, meant over the classes."""
    areas = []
    for c in range(len(NAMES)):
        total = sum(1 for t in truth for k, _ in t if k == c)
        ranked = sorted(((s, i, box) for i, f in enumerate(found) for k, s, box in f if k == c), key=lambda r: -r[0])
        taken, hits = set(), []
        for _, i, box in ranked:
            best, which = 0.5, None
            for j, (k, b) in enumerate(truth[i]):
                iou = float(pair_overlap(box, b)[0])
                if k == c and (i, j) not in taken and iou >= best:
                    best, which = iou, (i, j)
            hits.append(which is not None)
            if which:
                taken.add(which)
        area, right, points = 0.0, 0, []
        for n, hit in enumerate(hits):
            right += hit
            points.append((right / max(1, total), right / (n + 1)))
        best, last = 0.0, None
        for recall, precision in reversed(points):
            if last is not None:
                area += (last - recall) * best
            best, last = max(best, precision), recall
        area += (last or 0.0) * best
        if total:
            areas.append(area)
    return sum(areas) / len(areas)


def evaluate(network, side, device):
    """On 256 fresh pictures of the training sizes."""
    network.eval()
    generator = torch.Generator(device=device).manual_seed(HELD_SEED + 1)
    found, truth = [], []
    with torch.no_grad():
        for i in range(8):
            h, w = SIZES[i % len(SIZES)]
            pictures, boxes, kind, used = draw(32, h, w, generator, device)
            pictures, boxes = letter_boxed(pictures, boxes, side)
            found += detections(network(pictures), side)
            truth += [[(int(k), b) for k, b, u in zip(ks, bs, us) if u]
                      for ks, bs, us in zip(kind.cpu(), boxes.cpu(), used.cpu())]
    return mean_average_precision(found, truth)


def write_png(path, pixels):
    """8-bit RGB [H, W, 3]; each row filtered by the difference to its left neighbour, which packs noise well."""
    h, w, _ = pixels.shape
    rows = pixels.to(torch.int16)
    rows[:, 1:] -= pixels[:, :-1].to(torch.int16)
    data = torch.cat([torch.ones(h, 1, dtype=torch.uint8), rows.remainder(256).to(torch.uint8).reshape(h, -1)], 1)

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(
        b"IDAT", zlib.compress(data.contiguous().numpy().tobytes(), 9)) + chunk(b"IEND", b""))


def write_held_back(folder):
    """Pictures and labels.txt: file, class, x0, y0, x1, y1 in pixels."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(HELD_SEED)
    lines = []
    for i in range(HELD_COUNT):
        h, w = HELD_SIZES[i % len(HELD_SIZES)]
        picture, boxes, kind, used = draw(1, h, w, generator)
        pixels = ((picture[0] * 255 / 3).round() * 3).clamp(0, 255).to(torch.uint8).permute(1, 2, 0).contiguous()
        name = f"held_{i:02}.png"
        write_png(folder / name, pixels)
        for k, b in zip(kind[0][used[0]], boxes[0][used[0]]):
            lines.append(f"{name} {NAMES[int(k)]} " + " ".join(f"{float(v):.1f}" for v in b))
    (folder / "labels.txt").write_text("\n".join(lines) + "\n")


def train(network, side, device, seconds, batch, rate):
    network.train().to(device)
    generator = torch.Generator(device=device).manual_seed(SEED)
    decayed = [p for p in network.parameters() if p.dim() > 1]
    rest = [p for p in network.parameters() if p.dim() == 1]
    optimiser = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.02}, {"params": rest, "weight_decay": 0.0}],
                                  lr=rate)
    start, step, shown = time.time(), 0, 0.0
    while (done := (time.time() - start) / seconds) < 1:
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (step + 1) / 200) * (0.5 * (1 + math.cos(math.pi * done)) + 0.002)
        with torch.no_grad():
            h, w = SIZES[step % len(SIZES)]
            pictures, boxes, kind, used = draw(batch, h, w, generator, device)
            pictures, boxes = letter_boxed(pictures, boxes, side)
        loss = loss_of(network(pictures), boxes, kind, used, side)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        step += 1
        network.seen += batch
        if time.time() - start - shown > seconds / 20:
            shown = time.time() - start
            print(f"{shown:6.0f} s  step {step:6}  loss {float(loss.detach()):.3f}", flush=True)


def main():
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--out", type=pathlib.Path, default=HERE)
    p.add_argument("--seconds", type=float, default=160)
    p.add_argument("--batch", type=int, default=64)
    p.add_argument("--rate", type=float, default=3e-3)
    p.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    p.add_argument("--pictures-only", action="store_true", help="draw the held-back pictures and stop")
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    write_held_back(a.out / "pictures")
    if a.pictures_only:
        return
    torch.manual_seed(SEED)
    sections = read_cfg(HERE / "shapes.cfg")
    network, side = Network(sections), int(sections[0][1]["width"])
    print(f"{sum(v.numel() for v in network.state_dict().values())} numbers, on {a.device}", flush=True)
    train(network, side, a.device, a.seconds, a.batch, a.rate)
    network.write(a.out / "shapes.weights")
    print(f"{network.seen} pictures seen; mean average precision at 0.5 on fresh pictures: "
          f"{evaluate(network, side, a.device):.4f}")


if __name__ == "__main__":
    main()
