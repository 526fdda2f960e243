# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Draws pictures as of cells under a microscope, with their masks: wobbly outlines, darker rims, uneven light, debris
and hairs that are no cells, blur and noise. A whole batch at once.
"""

import math

import torch
import torch.nn.functional as F

MAX_CELLS = 9


def grid(height, width, device):
    return torch.meshgrid(torch.arange(height, device=device) + 0.5, torch.arange(width, device=device) + 0.5,
                          indexing="ij")


def smooth(picture, times):
    for _ in range(times):
        picture = F.avg_pool2d(F.pad(picture, (1, 1, 1, 1), mode="replicate"), 3, 1)
    return picture


def cells(batch, height, width, rand):
    """Signed depth [B, K, H, W] in pixels: positive inside. A radius that depends on the angle."""
    k, side, device = MAX_CELLS, min(height, width), rand(1).device
    y, x = grid(height, width, device)
    radius = (side * (0.07 + 0.11 * rand(batch, k)))[..., None, None]
    centre = rand(batch, k, 2) * torch.tensor([width, height], device=device)
    dx, dy = x - centre[..., 0, None, None], y - centre[..., 1, None, None]
    turn = (rand(batch, k) * math.pi)[..., None, None]
    stretch = (1 + 0.5 * rand(batch, k))[..., None, None]
    u, v = (dx * turn.cos() + dy * turn.sin()) * stretch.rsqrt(), (dy * turn.cos() - dx * turn.sin()) * stretch.sqrt()
    angle, edge = torch.atan2(v, u), torch.ones_like(u)
    for n in (2, 3, 5):
        edge = edge + 0.16 / n * (rand(batch, k) - 0.5)[..., None, None] * 2 * torch.cos(
            n * angle + (rand(batch, k) * 2 * math.pi)[..., None, None])
    depth = radius * edge - (u * u + v * v).sqrt()
    there = torch.arange(k, device=device) < 2 + (rand(batch, 1) * (k - 1)).long()
    return torch.where(there[..., None, None], depth, torch.full_like(depth, -1e3)), radius


def draw(batch, height, width, generator, device="cpu"):
    """Pictures [B, 1, H, W] in 0..1 and masks [B, 1, H, W], 1 where there is a cell."""
    def rand(*shape):
        return torch.rand(*shape, generator=generator, device=device)
    y, x = grid(height, width, device)
    light = F.interpolate(rand(batch, 1, 3, 3), (height, width), mode="bicubic", align_corners=True)
    picture = 0.55 + 0.2 * rand(batch, 1, 1, 1) + 0.3 * (light - 0.5)
    for _ in range(3):  # hairs
        angle = rand(batch, 1, 1, 1) * math.pi
        bend = 6 * torch.sin((x + y) * (0.02 + 0.06 * rand(batch, 1, 1, 1)))
        at = (x - rand(batch, 1, 1, 1) * width) * angle.cos() + (y - rand(batch, 1, 1, 1) * height) * angle.sin() + bend
        hair = (1.2 - at.abs()).clamp(0, 1) * (rand(batch, 1, 1, 1) < 0.4)
        picture = picture - hair * 0.3 * rand(batch, 1, 1, 1)
    for _ in range(5):  # specks: too small and too dark for cells
        r = 1 + 2.5 * rand(batch, 1, 1, 1)
        d = ((x - rand(batch, 1, 1, 1) * width) ** 2 + (y - rand(batch, 1, 1, 1) * height) ** 2).sqrt()
        picture = picture - (r - d + 0.5).clamp(0, 1) * 0.45 * (rand(batch, 1, 1, 1) < 0.6)
    depth, radius = cells(batch, height, width, rand)
    texture = F.interpolate(rand(batch, 1, height // 6, width // 6) - 0.5, (height, width), mode="bilinear")
    for i in range(MAX_CELLS):
        inside, r = depth[:, i:i + 1], radius[:, i:i + 1]
        body = (inside + 0.5).clamp(0, 1)
        shade = 0.06 + 0.2 * rand(batch, 1, 1, 1) + 0.25 * texture * rand(batch, 1, 1, 1)
        rim = torch.exp(-(inside / 1.6) ** 2) * (0.05 + 0.2 * rand(batch, 1, 1, 1))
        nucleus = ((inside / r - 0.45) * 6).clamp(0, 1) * 0.25 * rand(batch, 1, 1, 1)
        picture = picture - body * (shade + nucleus) - rim
    mask = (depth.amax(1, keepdim=True) > 0).float()
    soft = smooth(picture, 2)
    picture = picture + rand(batch, 1, 1, 1) * (soft - picture)
    noise = torch.randn(batch, 1, height, width, generator=generator, device=device)
    return (picture + noise * 0.06 * rand(batch, 1, 1, 1)).clamp(0, 1), mask
