# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Draws the pictures that the detector learns from and is tested with: circles, squares, triangles and stars of any
size, colour and turn, some over others, on backgrounds with gradients, lines that mean nothing, blur and noise.

A shape is a radius as a function of the angle, so all are drawn by one formula, for a whole batch at once.
"""

import math

import torch
import torch.nn.functional as F

NAMES = ("circle", "square", "triangle", "star")
# Corners, and the radius half way between two corners where that of a corner is 1.
CORNERS = torch.tensor([0, 4, 3, 5])
WAIST = torch.tensor([1, math.cos(math.pi / 4), math.cos(math.pi / 3), 0.45])
MAX_SHAPES = 8


def pair_overlap(a, b):
    """Intersection over union, and over the smaller box, of boxes (x0, y0, x1, y1)."""
    low, high = torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])
    both = (high - low).clamp(min=0).prod(-1)
    areas = [(v[..., 2:] - v[..., :2]).clamp(min=0).prod(-1) for v in (a, b)]
    return both / (areas[0] + areas[1] - both + 1e-9), both / (torch.minimum(*areas) + 1e-9)


def boxes_of(kind, centre, radius, turn):
    """The exact boxes [B, K, 4] of shapes, before anything is cut off at the border."""
    corners = CORNERS.to(kind.device)[kind]
    k = torch.arange(5, device=kind.device)
    angle = turn[..., None] + 2 * math.pi * torch.minimum(k, (corners[..., None] - 1).clamp(min=0)) / corners[
        ..., None].clamp(min=1)
    x, y = angle.cos() * radius[..., None], angle.sin() * radius[..., None]
    round_ = kind == 0
    low = torch.stack([torch.where(round_, -radius, v.amin(-1)) for v in (x, y)], -1)
    high = torch.stack([torch.where(round_, radius, v.amax(-1)) for v in (x, y)], -1)
    return torch.cat([centre + low, centre + high], -1)


def coverage(kind, centre, radius, turn, height, width):
    """How much of each pixel a shape covers, [B, K, H, W] in 0..1."""
    device = kind.device
    y, x = torch.meshgrid(torch.arange(height, device=device) + 0.5, torch.arange(width, device=device) + 0.5,
                          indexing="ij")
    def v(t):
        return t[..., None, None]
    dx, dy = x - v(centre[..., 0]), y - v(centre[..., 1])
    distance = (dx * dx + dy * dy).sqrt()
    corners, waist = CORNERS.to(device)[kind].clamp(min=1), WAIST.to(device)[kind]
    half = v(math.pi / corners)
    angle = torch.remainder(torch.atan2(dy, dx) - v(turn) + half, 2 * half) - half
    # The line from the corner (1, 0) to the waist (wx, wy), in polar form.
    wx, wy = v(waist * torch.cos(math.pi / corners)), v(waist * torch.sin(math.pi / corners))
    edge = wy / (angle.abs().sin() * (1 - wx) + angle.cos() * wy)
    edge = torch.where(v(kind) == 0, torch.ones_like(edge), edge)
    return ((edge * v(radius) - distance) + 0.5).clamp(0, 1)


def background(batch, height, width, rand):
    corners = 0.5 + (rand(batch, 3, 2, 2) - 0.5) * (0.2 + 0.8 * rand(batch, 1, 1, 1))
    picture = F.interpolate(corners, (height, width), mode="bilinear", align_corners=True)
    clouds = F.interpolate(rand(batch, 1, 6, 6) - 0.5, (height, width), mode="bicubic", align_corners=True)
    picture = picture + clouds * 0.35 * rand(batch, 1, 1, 1)
    y, x = torch.meshgrid(torch.arange(height, device=picture.device), torch.arange(width, device=picture.device),
                          indexing="ij")
    for _ in range(4):  # lines
        angle = rand(batch, 1, 1, 1) * math.pi
        at = (x - rand(batch, 1, 1, 1) * width) * angle.cos() + (y - rand(batch, 1, 1, 1) * height) * angle.sin()
        line = (0.5 + rand(batch, 1, 1, 1) * 1.5 - at.abs() + 0.5).clamp(0, 1) * (rand(batch, 1, 1, 1) < 0.5)
        picture = picture + line * (rand(batch, 3, 1, 1) - picture)
    return picture


def draw(batch, height, width, generator, device="cpu"):
    """Pictures [B, 3, H, W] in 0..1, boxes [B, K, 4] (x0, y0, x1, y1) in pixels, kinds [B, K], and which of the K
    places are used, bool [B, K]."""
    def rand(*shape):
        return torch.rand(*shape, generator=generator, device=device)
    k, side = MAX_SHAPES, min(height, width)
    kind = (rand(batch, k) * len(NAMES)).long().clamp(max=len(NAMES) - 1)
    # Radii from 1/15 of the smaller side to a third, small ones more often; triangles and stars a bit larger.
    radius = side * (1 / 15) * (15 / 3) ** (rand(batch, k) ** 1.3)
    radius = radius * torch.tensor([1.0, 1.15, 1.25, 1.3], device=device)[kind]
    turn = rand(batch, k) * 2 * math.pi
    centre = rand(batch, k, 2) * torch.tensor([width, height], device=device)
    whole = boxes_of(kind, centre, radius, turn)
    limit = torch.tensor([width, height, width, height], device=device).float()
    boxes = torch.minimum(whole.clamp(min=0), limit)
    # At least seven tenths of a box must lie in the picture, and shapes may hide only a little of each other.
    used = pair_overlap(boxes, whole)[0] > 0.7
    used &= torch.arange(k, device=device) < 2 + (rand(batch, 1) * (k - 1)).long()
    for i in range(1, k):
        iou, part = pair_overlap(boxes[:, :i], boxes[:, i:i + 1])
        used[:, i] &= ~((((iou > 0.15) | (part > 0.35)) & used[:, :i]).any(1))
    picture = background(batch, height, width, rand)
    cover = coverage(kind, centre, radius, turn, height, width) * used[..., None, None]
    for i in range(k):
        mask = cover[:, i:i + 1]
        below = (picture * mask).sum((2, 3), keepdim=True) / (mask.sum((2, 3), keepdim=True) + 1e-6)
        colour = rand(batch, 3, 1, 1)
        # A colour too near what it lies on is turned to its other side.
        near = (colour - below).abs().amax(1, keepdim=True) < 0.3
        colour = torch.where(near, torch.remainder(below + 0.5, 1), colour)
        shade = 1 + 0.3 * (rand(batch, 1, 1, 1) - 0.5) * torch.linspace(-1, 1, width, device=device)
        picture = picture + mask * (colour * shade - picture)
    soft = F.avg_pool2d(F.pad(picture, (1, 1, 1, 1), mode="replicate"), 3, 1)
    picture = picture + rand(batch, 1, 1, 1) * (soft - picture)
    noise = torch.randn(batch, 1, height, width, generator=generator, device=device)
    picture = picture + noise * 0.08 * rand(batch, 1, 1, 1)
    return picture.clamp(0, 1), boxes, kind, used
