# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""What Caffe's layers compute, in NumPy, written from their documentation: plain and slow, for small arrays. Everything
is computed in float64."""

import itertools
import math

import numpy as np


def windows(x, kernel, stride, pad, dilation, counts, fill):
    """x [N,C,spatial...] -> [N,C,taps,out...]; places outside x hold `fill`."""
    n, c, spatial = x.shape[0], x.shape[1], x.shape[2:]
    out = np.full((n, c, math.prod(kernel), *counts), fill, np.float64)
    for t, tap in enumerate(itertools.product(*map(range, kernel))):
        for at in itertools.product(*map(range, counts)):
            place = [a * s - p + k * d for a, s, p, k, d in zip(at, stride, pad, tap, dilation)]
            if all(0 <= q < e for q, e in zip(place, spatial)):
                out[(slice(None), slice(None), t, *at)] = x[(slice(None), slice(None), *place)]
    return out


def conv(x, w, b=None, stride=1, pad=0, dilation=1, group=1):
    rank = x.ndim - 2
    stride, pad, dilation = [[v] * rank if np.isscalar(v) else list(v) for v in (stride, pad, dilation)]
    kernel = w.shape[2:]
    counts = [(e + 2 * p - (d * (k - 1) + 1)) // s + 1
              for e, p, d, k, s in zip(x.shape[2:], pad, dilation, kernel, stride)]
    columns = windows(x, kernel, stride, pad, dilation, counts, 0.0)
    parts = []
    for g in range(group):
        xg = np.split(columns, group, 1)[g]
        wg = np.split(w, group, 0)[g].reshape(w.shape[0] // group, xg.shape[1], -1).astype(np.float64)
        parts.append(np.einsum("nct...,mct->nm...", xg, wg))
    y = np.concatenate(parts, 1)
    return y if b is None else y + b.reshape(-1, *[1] * rank)


def deconv(x, w, b=None, stride=1, pad=0, dilation=1, group=1):
    (n, _, h, wd), (_, mg, kh, kw) = x.shape, w.shape
    full = np.zeros((n, mg * group, (h - 1) * stride + dilation * (kh - 1) + 1,
                     (wd - 1) * stride + dilation * (kw - 1) + 1))
    per = x.shape[1] // group
    for c, i, j, p, q in itertools.product(range(x.shape[1]), range(h), range(wd), range(kh), range(kw)):
        g = c // per
        full[:, g * mg:(g + 1) * mg, i * stride + p * dilation, j * stride + q * dilation] += \
            x[:, c, i, j][:, None] * w[c, :, p, q]
    y = full[:, :, pad:full.shape[2] - pad, pad:full.shape[3] - pad]
    return y if b is None else y + b.reshape(-1, 1, 1)


def pool(x, kind, kernel, stride=(1, 1), pad=(0, 0), ceil=True, mask=False):
    """Caffe's rule: extents rounded up; a last window that begins behind input and padding is dropped."""
    n, c, h, w = x.shape
    counts = []
    for e, k, s, p in zip((h, w), kernel, stride, pad):
        count = (math.ceil if ceil else math.floor)((e + 2 * p - k) / s) + 1
        if p and (count - 1) * s >= e + p:
            count -= 1
        counts.append(count)
    out, at = np.zeros((n, c, *counts)), np.zeros((n, c, *counts))
    for i, j in itertools.product(*map(range, counts)):
        top, left = i * stride[0] - pad[0], j * stride[1] - pad[1]
        bottom, right = min(top + kernel[0], h + pad[0]), min(left + kernel[1], w + pad[1])
        size = (bottom - top) * (right - left)
        part = x[:, :, max(top, 0):min(bottom, h), max(left, 0):min(right, w)]
        flat = part.reshape(n, c, -1)
        out[:, :, i, j] = flat.max(2) if kind == "MAX" else flat.sum(2) / size
        best = flat.argmax(2)
        at[:, :, i, j] = (best // part.shape[3] + max(top, 0)) * w + best % part.shape[3] + max(left, 0)
    return (out, at) if mask else out


def spp(x, levels):
    parts = []
    for level in range(levels):
        bins = 2 ** level
        kernel = [math.ceil(e / bins) for e in x.shape[2:]]
        pad = [(k * bins - e + 1) // 2 for k, e in zip(kernel, x.shape[2:])]
        parts.append(pool(x, "MAX", kernel, kernel, pad).reshape(len(x), -1))
    return np.concatenate(parts, 1)


def softmax(x, axis=1):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lrn_across(x, size=5, alpha=1.0, beta=0.75, k=1.0):
    y = np.zeros_like(x)
    for c in range(x.shape[1]):
        low, high = max(0, c - size // 2), min(x.shape[1], c + size // 2 + 1)
        y[:, c] = x[:, c] / (k + alpha / size * (x[:, low:high] ** 2).sum(1)) ** beta
    return y


def lrn_within(x, size=5, alpha=1.0, beta=0.75):
    mean = pool(x ** 2, "AVE", (size, size), (1, 1), (size // 2, size // 2))
    return x * (1 + alpha * mean) ** -beta


def batch_norm(x, mean, variance, factor, eps=1e-5):
    f = 0.0 if factor[0] == 0 else 1 / float(factor[0])
    shape = (1, -1) + (1,) * (x.ndim - 2)
    return (x - (mean * f).reshape(shape)) / np.sqrt((variance * f).reshape(shape) + eps)


def mvn(x, across=False, variance=True, eps=1e-9):
    axes = tuple(range(1 if across else 2, x.ndim))
    y = x - x.mean(axes, keepdims=True)
    return y / (np.sqrt((y ** 2).mean(axes, keepdims=True)) + eps) if variance else y


def normalize(x, scale, across=True, eps=1e-10):
    axes = (1, 2, 3) if across else (1,)
    return x / np.sqrt((x ** 2).sum(axes, keepdims=True) + eps) * scale.reshape(1, -1, 1, 1)


def arg_max(x, k=1, axis=None, values=False):
    def best(row):  # of equals the larger index first
        order = sorted(range(len(row)), key=lambda i: (row[i], i), reverse=True)[:k]
        return np.array(order, np.float64), row[order]

    if axis is not None:
        moved = np.moveaxis(x, axis, -1)
        rows = [best(r)[1 if values else 0] for r in moved.reshape(-1, moved.shape[-1])]
        return np.moveaxis(np.array(rows).reshape(*moved.shape[:-1], k), -1, axis)
    rows = [np.stack(best(r)) if values else best(r)[0][None] for r in x.reshape(len(x), -1)]
    y = np.array(rows)
    return y.reshape(*y.shape, *[1] * (x.ndim - 3)) if x.ndim > 3 else y


def prior_box(size, image, min_sizes, max_sizes=(), ratios=(), flip=True, clip=False, variance=(0.1,), step=None,
              offset=0.5):
    all_ratios = [1.0]
    for r in ratios:
        if all(abs(r - k) > 1e-6 for k in all_ratios):
            all_ratios += [r, 1 / r] if flip else [r]
    steps = step or (image[0] / size[0], image[1] / size[1])
    boxes = []
    for h, w in itertools.product(range(size[0]), range(size[1])):
        y, x = (h + offset) * steps[0], (w + offset) * steps[1]
        for s, low in enumerate(min_sizes):
            low = int(low)
            sizes = [(low, low)]
            if max_sizes:
                sizes.append((math.sqrt(low * int(max_sizes[s])),) * 2)
            sizes += [(low * math.sqrt(r), low / math.sqrt(r)) for r in all_ratios if abs(r - 1) > 1e-6]
            boxes += [((x - bw / 2) / image[1], (y - bh / 2) / image[0], (x + bw / 2) / image[1],
                       (y + bh / 2) / image[0]) for bw, bh in sizes]
    boxes = np.array(boxes)
    boxes = np.clip(boxes, 0, 1) if clip else boxes
    variances = np.tile(np.resize(variance, 4), len(boxes))
    return np.stack([boxes.reshape(-1), variances])[None]


def decode(prior, variance, loc, code, encoded):
    v = np.ones(4) if encoded else variance
    w, h = prior[2] - prior[0], prior[3] - prior[1]
    if code == "CORNER":
        return prior + v * loc
    if code == "CORNER_SIZE":
        return prior + v * loc * np.array([w, h, w, h])
    cx, cy = (prior[0] + prior[2]) / 2 + v[0] * loc[0] * w, (prior[1] + prior[3]) / 2 + v[1] * loc[1] * h
    bw, bh = np.exp(v[2] * loc[2]) * w, np.exp(v[3] * loc[3]) * h
    return np.array([cx - bw / 2, cy - bh / 2, cx + bw / 2, cy + bh / 2])


def overlap(a, b):
    def area(box):
        return 0.0 if box[2] < box[0] or box[3] < box[1] else (box[2] - box[0]) * (box[3] - box[1])

    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / (area(a) + area(b) - w * h)


def detections(loc, conf, prior, classes, share=True, background=0, code="CORNER", encoded=False, threshold=0.3,
               top_k=-1, keep=-1, confidence=None):
    """Rows of picture, label, score, box."""
    pictures, count = len(loc), prior.shape[2] // 4
    priors, variances = prior[0, 0].reshape(-1, 4), prior[0, 1].reshape(-1, 4)
    loc, conf = loc.reshape(pictures, count, -1, 4), conf.reshape(pictures, count, classes)
    rows = []
    for n in range(pictures):
        found = []
        for c in range(classes):
            if c == background:
                continue
            boxes = [decode(priors[i], variances[i], loc[n, i, 0 if share else c], code, encoded) for i in range(count)]
            order = [i for i in range(count) if confidence is None or conf[n, i, c] > confidence]
            order.sort(key=lambda i: -conf[n, i, c])
            kept = []
            for i in order if top_k < 0 else order[:top_k]:
                if all(overlap(boxes[i], boxes[k]) <= threshold for k in kept):
                    kept.append(i)
            found += [(n, c, conf[n, i, c], *boxes[i]) for i in kept]
        if -1 < keep < len(found):
            best = sorted(range(len(found)), key=lambda i: -found[i][2])[:keep]
            found = [found[i] for i in sorted(best)]
        rows += found
    if not rows:
        rows = [(n, -1, -1, -1, -1, -1, -1) for n in range(pictures)]
    return np.array(rows, np.float64)[None, None]


def unpool(x, mask, size):
    n, c = x.shape[:2]
    y = np.zeros((n, c, size[0] * size[1]))
    np.put_along_axis(y, mask.reshape(n, c, -1).astype(np.int64), x.reshape(n, c, -1), 2)
    return y.reshape(n, c, *size)


def interp(x, size):
    """Bilinear, corners on corners."""
    def taps(n, out):
        at = np.arange(out) * ((n - 1) / (out - 1) if out > 1 else 0.0)
        low = np.floor(at).astype(int)
        return low, np.minimum(low + 1, n - 1), at - low

    (r0, r1, fr), (c0, c1, fc) = taps(x.shape[2], size[0]), taps(x.shape[3], size[1])
    rows = x[:, :, r0] * (1 - fr)[:, None] + x[:, :, r1] * fr[:, None]
    return rows[..., c0] * (1 - fc) + rows[..., c1] * fc


def roi_pool(x, rois, height, width, scale):
    y = np.zeros((len(rois), x.shape[1], height, width))
    for r, (n, x1, y1, x2, y2) in enumerate(rois):
        x1, y1, x2, y2 = [int(math.floor(v * scale + 0.5)) for v in (x1, y1, x2, y2)]
        bh, bw = max(y2 - y1 + 1, 1) / height, max(x2 - x1 + 1, 1) / width
        for p, q in itertools.product(range(height), range(width)):
            h0, h1 = [min(max(v + y1, 0), x.shape[2]) for v in (math.floor(p * bh), math.ceil((p + 1) * bh))]
            w0, w1 = [min(max(v + x1, 0), x.shape[3]) for v in (math.floor(q * bw), math.ceil((q + 1) * bw))]
            part = x[int(n), :, h0:h1, w0:w1].reshape(x.shape[1], -1)
            y[r, :, p, q] = part.max(1) if part.size else 0
    return y


def reorg(x, s, reverse=False):
    """Darknet's loops."""
    n, c, h, w = x.shape
    few = c // (s * s)
    flat, y = x.reshape(-1), np.zeros(x.size)
    for b, k, j, i in itertools.product(range(n), range(c), range(h), range(w)):
        packed = i + w * (j + h * (k + c * b))
        c2, offset = k % few, k // few
        spread = i * s + offset % s + w * s * (j * s + offset // s + h * s * (c2 + few * b))
        if reverse:
            y[spread] = flat[packed]
        else:
            y[packed] = flat[spread]
    return y.reshape((n, few, h * s, w * s) if reverse else (n, c * s * s, h // s, w // s))


def lstm(x, cont, wx, b, wh, static=None, ws=None, h=None, c=None):
    steps, batch, n = x.shape[0], x.shape[1], wh.shape[1]
    h = np.zeros((batch, n)) if h is None else h.reshape(batch, n)
    c = np.zeros((batch, n)) if c is None else c.reshape(batch, n)
    out = []
    for t in range(steps):
        on = cont[t][:, None]
        gates = x[t].reshape(batch, -1) @ wx.T + b + (h * on) @ wh.T
        if static is not None:
            gates = gates + static.reshape(batch, -1) @ ws.T
        i, f, o, g = np.split(gates, 4, 1)
        c = on * sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        out.append(h)
    return np.stack(out), h[None], c[None]


def rnn(x, cont, wx, b, wh, wo, bo):
    h, out = np.zeros((x.shape[1], wh.shape[0])), []
    for t in range(len(x)):
        h = np.tanh(x[t] @ wx.T + b + (h * cont[t][:, None]) @ wh.T)
        out.append(np.tanh(h @ wo.T + bo))
    return np.stack(out)
