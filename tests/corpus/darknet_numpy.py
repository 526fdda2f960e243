# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""What Darknet's layers do in a run, in NumPy: written from what its layers compute, element by element, and with nothing
of SinterRT. Values are float64 [N, C, H, W]."""

import struct

import numpy as np


def parse(text):
    sections = []
    for line in text.splitlines():
        line = line.split("#")[0].replace(" ", "")
        if line.startswith("["):
            sections.append((line.strip("[]"), {}))
        elif line:
            key, value = line.split("=")
            sections[-1][1][key] = value
    return sections


def logistic(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def softmax(x, axis):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def stair(x):
    n = np.floor(x)
    return np.where(n % 2 == 0, np.floor(x / 2), (x - n) + np.floor(x / 2))


def normalized(x):
    return x / (x.sum(1, keepdims=True) + 0.0001)


ACTIVATIONS = {
    "linear": lambda x: x,
    "logistic": logistic,
    "loggy": lambda x: 2 * logistic(x) - 1,
    "relu": lambda x: np.maximum(x, 0),
    "relu6": lambda x: np.minimum(np.maximum(x, 0), 6),
    "elu": lambda x: np.where(x >= 0, x, np.exp(np.minimum(x, 0)) - 1),
    "selu": lambda x: 1.0507 * np.where(x >= 0, x, 1.6732 * (np.exp(np.minimum(x, 0)) - 1)),
    "gelu": lambda x: 0.5 * x * (1 + np.tanh(0.797885 * x + 0.035677 * x**3)),
    "relie": lambda x: np.where(x > 0, x, 0.01 * x),
    "ramp": lambda x: x * (x > 0) + 0.1 * x,
    "leaky": lambda x: np.where(x > 0, x, 0.1 * x),
    "revleaky": lambda x: np.where(x > 0, x, 0.1 * x),
    "tanh": np.tanh,
    "plse": lambda x: np.where(x < -4, 0.01 * (x + 4), np.where(x > 4, 0.01 * (x - 4) + 1, 0.125 * x + 0.5)),
    "stair": stair,
    "hardtan": lambda x: np.clip(x, -1, 1),
    "lhtan": lambda x: np.where(x < 0, 0.001 * x, np.where(x > 1, 0.001 * (x - 1) + 1, x)),
    "swish": lambda x: x * logistic(x),
    "mish": lambda x: x * np.tanh(np.logaddexp(0, x)),
    "hard_mish": lambda x: np.where(x > 0, x, np.where(x > -2, x * x / 2 + x, 0)),
    "normalize_channels": lambda x: normalized(np.maximum(x, 0)),
    "normalize_channels_softmax": lambda x: normalized(np.exp(x)),
    "normalize_channels_softmax_maxval": lambda x: normalized(np.exp(x - x.max(1, keepdims=True))),
}


def windows(x, size, sy, sx, before, after, dilation=1, fill=0.0):
    """[N, C, OH, OW, size, size]"""
    x = np.pad(x, ((0, 0), (0, 0), (before, after), (before, after)), constant_values=fill)
    reach = (size - 1) * dilation + 1
    view = np.lib.stride_tricks.sliding_window_view(x, (reach, reach), axis=(2, 3))
    return view[:, :, ::sy, ::sx, ::dilation, ::dilation]


def convolve(x, w, sy, sx, pad, groups=1, dilation=1):
    parts, n = [], x.shape[1] // groups
    for g in range(groups):
        mine = w[g * len(w) // groups:(g + 1) * len(w) // groups]
        view = windows(x[:, g * n:(g + 1) * n], w.shape[2], sy, sx, pad, pad, dilation)
        parts.append(np.moveaxis(np.tensordot(view, mine, axes=((1, 4, 5), (1, 2, 3))), -1, 1))
    return np.concatenate(parts, 1)


def reorg_loops(x, s, out_c, out_h, out_w, forward):
    """Darknet's loops over linear memory, one picture."""
    flat, out = x.reshape(-1), np.zeros(x.size)
    in_c = out_c // (s * s)
    k, j, i = np.meshgrid(np.arange(out_c), np.arange(out_h), np.arange(out_w), indexing="ij")
    a = i + out_w * (j + out_h * k)
    c2, offset = k % in_c, k // in_c
    b = i * s + offset % s + out_w * s * (j * s + offset // s + out_h * s * c2)
    if forward:
        out[b.ravel()] = flat[a.ravel()]
    else:
        out[a.ravel()] = flat[b.ravel()]
    return out


class Network:
    def __init__(self, text, rng):
        self.sections, self.rng = parse(text), rng
        self.file = []  # the .weights file's arrays in order
        self.shared = {}

    def take(self, *shape, low=None, high=None, std=None):
        if low is not None:
            v = self.rng.uniform(low, high, shape)
        else:
            v = self.rng.standard_normal(shape) * (std if std is not None else 0.5)
        v = v.astype(np.float32)
        self.file.append(v)
        return v.astype(np.float64)

    def weights(self, major=0, minor=2):
        wide = major * 10 + minor >= 2 and major < 1000 and minor < 1000
        head = struct.pack("<iii", major, minor, 5) + struct.pack("<Q" if wide else "<I", 3200)
        return head + b"".join(v.astype("<f4").tobytes() for v in self.file)

    def forward(self, x):
        """Outputs of all layers; draws the weights on the way."""
        self.batch, self.values, self.heads = len(x), [], {}
        for i, (kind, o) in enumerate(self.sections[1:]):
            self.i, self.o, self.x = i, o, x
            x = getattr(self, "run_" + kind)()
            if kind not in ("convolutional", "conv"):
                default = "logistic" if kind in ("deconvolutional", "local", "connected") else "linear"
                x = ACTIVATIONS[o.get("activation", default)](x)
            self.values.append(x)
        return self.values

    def int(self, key, otherwise=0):
        return int(self.o.get(key, otherwise))

    def at(self, text):
        v = int(text)
        return self.values[v if v >= 0 else self.i + v]

    def normalized(self, x, biases, bn):
        def c(v):
            return v.reshape(1, -1, *[1] * (x.ndim - 2))
        if not bn:
            return x + c(biases)
        scales, mean, var = bn
        return (x - c(mean)) / np.sqrt(c(var) + 1e-5) * c(scales) + c(biases)

    def bn(self, n):
        return self.take(n, low=0.5, high=1.5), self.take(n), self.take(n, low=0.2, high=2)

    def blur(self, x, kind, sy, sx):
        row = np.array([1, 1]) / 2 if kind == 2 else np.array([1, 2, 1]) / 4
        w = np.broadcast_to(np.outer(row, row), (x.shape[1], 1, len(row), len(row)))
        return convolve(x, w, sy, sx, 0 if kind == 2 else 1, x.shape[1])

    def run_convolutional(self):
        c, n, size, groups = self.x.shape[1], self.int("filters", 1), self.int("size", 1), self.int("groups", 1)
        stride = self.int("stride", 1)
        sx, sy = self.int("stride_x", stride), self.int("stride_y", stride)
        dilation = 1 if size == 1 else self.int("dilation", 1)
        pad = size // 2 if self.int("pad") else self.int("padding")
        if "share_index" in self.o:
            at = self.int("share_index")
            biases, bn, w = self.shared[at if at >= 0 else self.i + at]
        else:
            biases = self.take(n)
            bn = self.bn(n) if self.int("batch_normalize") else None
            k = c // groups * size * size
            if self.int("flipped"):
                w = self.take(k, n, std=(2 / k)**0.5).T.reshape(n, c // groups, size, size)
            else:
                w = self.take(n, c // groups, size, size, std=(2 / k)**0.5)
        self.shared[self.i] = biases, bn, w
        blur = self.int("antialiasing")
        y = convolve(self.x, w, *((1, 1) if blur else (sy, sx)), pad * dilation, groups, dilation)
        y = ACTIVATIONS[self.o.get("activation", "logistic")](self.normalized(y, biases, bn))
        return self.blur(y, blur, sy, sx) if blur else y

    run_conv = run_convolutional

    def run_deconvolutional(self):
        c, n, size, s = self.x.shape[1], self.int("filters", 1), self.int("size", 1), self.int("stride", 1)
        pad = size // 2 if self.int("pad") else self.int("padding")
        biases, bn = self.take(n), self.bn(n) if self.int("batch_normalize") else None
        w = self.take(c, n, size, size)
        b, _, h, wd = self.x.shape
        out = np.zeros((b, n, (h - 1) * s + size, (wd - 1) * s + size))
        for i in range(h):
            for j in range(wd):
                out[:, :, i * s:i * s + size, j * s:j * s + size] += np.tensordot(self.x[:, :, i, j], w, (1, 0))
        return self.normalized(out[:, :, pad:out.shape[2] - pad, pad:out.shape[3] - pad], biases, bn)

    def run_local(self):
        n, size, s, pad = self.int("filters", 1), self.int("size", 1), self.int("stride", 1), self.int("pad")
        view = windows(self.x, size, s, s, pad, pad)
        b, c, oh, ow = view.shape[:4]
        biases, w = self.take(n, oh, ow), self.take(oh * ow, n, c * size * size)
        columns = view.transpose(2, 3, 0, 1, 4, 5).reshape(oh * ow, b, -1)
        return np.einsum("lbk,lnk->bnl", columns, w).reshape(b, n, oh, ow) + biases

    def run_connected(self):
        flat, n = self.x.reshape(self.batch, -1), self.int("output", 1)
        biases = self.take(n)
        w = self.take(n, flat.shape[1], std=0.3)
        bn = self.bn(n) if self.int("batch_normalize") else None
        return self.normalized(flat @ w.T, biases, bn)[:, :, None, None]

    def pool(self, reduce, fill):
        stride = self.int("stride", 1)
        size = self.int("size", stride)
        padding = self.int("padding", size - 1)
        before = padding // 2
        blur = self.int("antialiasing")
        sy, sx = self.int("stride_y", stride), self.int("stride_x", stride)
        steps = (1, 1) if blur else (sy, sx)
        with np.errstate(invalid="ignore"):
            y = reduce(windows(self.x, size, *steps, before, padding - before, fill=fill), (4, 5))
        return self.blur(y, blur, sy, sx) if blur else y

    def run_maxpool(self):
        if self.int("maxpool_depth"):
            n = self.int("out_channels", 1)
            return np.stack([self.x[:, g::n].max(1) for g in range(n)], 1)
        return self.pool(np.max, -np.inf)

    def run_local_avgpool(self):
        return self.pool(np.nanmean, np.nan)

    def run_avgpool(self):
        return self.x.mean((2, 3), keepdims=True)

    def run_route(self):
        parts = [self.at(v) for v in self.o["layers"].split(",")]
        if len({p.shape[2:] for p in parts}) > 1:
            return np.concatenate([p.reshape(self.batch, -1, 1, 1) for p in parts], 1)
        g, i = self.int("groups", 1), self.int("group_id")
        return np.concatenate([p[:, p.shape[1] // g * i:p.shape[1] // g * (i + 1)] for p in parts], 1)

    def run_shortcut(self):
        froms = [self.at(v) for v in self.o["from"].split(",")]
        kind, norm = self.o.get("weights_type", "none"), self.o.get("weights_normalization", "none")
        c = self.x.shape[1]
        rows = np.ones((1 + len(froms), 1))
        if kind != "none":
            rows = self.take(1 + len(froms), c if kind == "per_channel" else 1)
            if norm == "relu":
                rows = np.maximum(rows, 0)
                rows = rows / (rows.sum(0) + 0.0001)
            elif norm == "softmax":
                rows = np.exp(rows - rows.max(0))
                rows = rows / (rows.sum(0) + 0.0001)
        y = self.x * rows[0].reshape(1, -1, 1, 1)
        for f, r in zip(froms, rows[1:]):
            k = min(c, f.shape[1])
            r = np.broadcast_to(r, (c,))[:k].reshape(1, -1, 1, 1)
            y = np.concatenate([y[:, :k] + f[:, :k] * r, y[:, k:]], 1)
        return y

    def run_scale_channels(self):
        return self.at(self.o["from"]) * self.x

    run_sam = run_scale_channels

    def run_implicit(self):
        w = self.take(self.int("filters", 128), self.int("atoms", 1), 1)
        return np.broadcast_to(w, (self.batch,) + w.shape)

    def run_upsample(self):
        s, scale = self.int("stride", 2), float(self.o.get("scale", 1))
        b, c, h, w = self.x.shape
        if s < 0:
            return self.x.reshape(b, c, h // -s, -s, w // -s, -s).sum((3, 5)) * scale
        return self.x.repeat(s, 2).repeat(s, 3) * scale

    def run_reorg(self):
        s, (b, c, h, w) = self.int("stride", 1), self.x.shape
        back = self.int("reverse")
        shape = (c // (s * s), h * s, w * s) if back else (c * s * s, h // s, w // s)
        return np.stack([reorg_loops(v, s, c, h, w, back).reshape(shape) for v in self.x])

    def run_reorg3d(self):
        s, (b, c, h, w) = self.int("stride", 1), self.x.shape
        shape = (c * s * s, h // s, w // s)
        return np.stack([reorg_loops(v, s, *shape, 0).reshape(shape) for v in self.x])

    def run_crop(self):
        h, w = self.int("crop_height", 1), self.int("crop_width", 1)
        t, left = (self.x.shape[2] - h) // 2, (self.x.shape[3] - w) // 2
        v = self.x[:, :, t:t + h, left:left + w]
        return v if self.int("noadjust") else v * 2 - 1

    def run_batchnorm(self):
        n = self.x.shape[1]
        return self.normalized(self.x, self.take(n), self.bn(n))

    def run_normalization(self):
        size, c = self.int("size", 5), self.x.shape[1]
        alpha, beta, kappa = (float(self.o.get(k, d)) for k, d in (("alpha", .0001), ("beta", .75), ("kappa", 1)))
        squares = self.x**2
        norms = np.zeros_like(self.x)
        norms[:, 0] = kappa + alpha * squares[:, :size // 2].sum(1)
        for k in range(1, c):
            norms[:, k] = norms[:, k - 1]
            prev, after = k - (size - 1) // 2 - 1, k + size // 2
            if prev >= 0:
                norms[:, k] -= alpha * squares[:, prev]
            if after < c:
                norms[:, k] += alpha * squares[:, after]
        return self.x * norms**-beta

    def run_l2norm(self):
        return self.x / np.sqrt((self.x**2).sum(1, keepdims=True))

    def run_softmax(self):
        x = self.x / float(self.o.get("temperature", 1))
        if self.int("spatial"):
            return softmax(x, 1)
        return softmax(x.reshape(self.batch, self.int("groups", 1), -1), 2).reshape(x.shape)

    def run_logistic(self):
        return logistic(self.x)

    def run_activation(self):
        return self.x

    def run_dropout(self):
        return self.x

    run_cost = run_empty = run_dropout

    def boxes(self, n):
        b, c, h, w = self.x.shape
        return self.x.reshape(b, n, c // n, h, w).copy()

    def run_yolo(self):
        v = self.boxes(self.o["mask"].count(",") + 1 if "mask" in self.o else self.int("num", 1))
        if not self.int("new_coords"):
            v[:, :, :2] = logistic(v[:, :, :2])
            v[:, :, 4:] = logistic(v[:, :, 4:])
        scale = float(self.o.get("scale_x_y", 1))
        v[:, :, :2] = v[:, :, :2] * scale - 0.5 * (scale - 1)
        return v.reshape(self.x.shape)

    def run_Gaussian_yolo(self):
        v = self.boxes(self.o["mask"].count(",") + 1)
        scale = float(self.o.get("scale_x_y", 1))
        for e in (0, 1, 2, 3, 5, 7):
            v[:, :, e] = logistic(v[:, :, e])
        v[:, :, 8:] = logistic(v[:, :, 8:])
        for e in (0, 2):
            v[:, :, e] = v[:, :, e] * scale - 0.5 * (scale - 1)
        return v.reshape(self.x.shape)

    def run_region(self):
        v, coords = self.boxes(self.int("num", 1)), self.int("coords", 4)
        background = self.int("background")
        v[:, :, :2] = logistic(v[:, :, :2])
        if not background:
            v[:, :, coords] = logistic(v[:, :, coords])
        if self.int("softmax"):
            begin = coords + (not background)
            v[:, :, begin:] = softmax(v[:, :, begin:], 2)
        else:
            v[:, :, coords + 1:] = logistic(v[:, :, coords + 1:])
        return v.reshape(self.x.shape)

    def run_detection(self):
        v, count = self.x.reshape(self.batch, -1).copy(), self.int("side", 7)**2 * self.int("classes", 1)
        if self.int("softmax"):
            v[:, :count] = softmax(v[:, :count].reshape(self.batch, -1, self.int("classes", 1)), 2).reshape(self.batch, -1)
        return v.reshape(self.x.shape)
