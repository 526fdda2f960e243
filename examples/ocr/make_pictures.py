#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
"""Draws the scenes of this example: text on signs, in perspective, blurred and noisy.

    make_pictures.py FOLDER      needs Pillow and numpy; uses Pillow's own font, so nothing else is read

Seeded: the same versions of Pillow and numpy give the same pictures.
"""
import pathlib
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (640, 448)


def font(size):
    return ImageFont.load_default(size=size)


def sign(size, lines, ground, ink, border=None):
    """A flat board with centred lines [(text, font size)], with some room around it."""
    board = Image.new("RGBA", size, ground + (255,))
    draw = ImageDraw.Draw(board)
    if border:
        draw.rectangle([6, 6, size[0] - 7, size[1] - 7], outline=border + (255,), width=4)
    total = sum(s * 1.35 for _, s in lines)
    y = (size[1] - total) / 2
    for text, s in lines:
        width = draw.textlength(text, font=font(s))
        draw.text(((size[0] - width) / 2, y), text, font=font(s), fill=ink + (255,))
        y += s * 1.35
    return board


def perspective(board, corners):
    """The board with its corners (clockwise from the upper left) at these places of a scene."""
    w, h = board.size
    rows, right = [], []
    for (x, y), (u, v) in zip(corners, [(0, 0), (w, 0), (w, h), (0, h)]):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    c = np.linalg.solve(np.array(rows, float), np.array(right, float))
    return board.transform(SIZE, Image.Transform.PERSPECTIVE, tuple(c), Image.Resampling.BICUBIC)


def ground(rng, low, high):
    """A wall: a slope of light with coarse stains."""
    coarse = Image.fromarray(rng.integers(0, 256, (14, 20), dtype=np.uint8)).resize(SIZE, Image.Resampling.BICUBIC)
    slope = np.linspace(low, high, SIZE[0])[None, :, None] + np.asarray(coarse, float)[:, :, None] * 0.12
    tint = np.array([1.0, 0.97, 0.9])
    return Image.fromarray(np.clip(slope * tint, 0, 255).astype(np.uint8)).convert("RGBA")


def finish(scene, rng, blur, noise):
    """What a camera adds. Four steps of grey keep the files small."""
    pixels = np.asarray(scene.convert("RGB").filter(ImageFilter.GaussianBlur(blur)), float)
    pixels += rng.normal(0, noise, pixels.shape[:2])[:, :, None]
    return Image.fromarray((np.clip(np.round(pixels / 4) * 4, 0, 255)).astype(np.uint8))


def street(rng):
    scene = ground(rng, 150, 205)
    white = (250, 250, 250)
    board = sign((420, 200), [("Harbour Street", 52), ("Museum 400 m", 40)], (20, 70, 140), white, white)
    scene.alpha_composite(perspective(board, [(60, 60), (470, 110), (455, 285), (75, 265)]))
    plate = sign((220, 70), [("SN 2026 RT", 38)], (245, 240, 225), (20, 20, 20), (20, 20, 20))
    scene.alpha_composite(perspective(plate, [(380, 340), (590, 322), (594, 390), (384, 410)]))
    return finish(scene, rng, 0.7, 5)


def receipt(rng):
    scene = ground(rng, 60, 110)
    lines = [("CORNER BAKERY", 30), ("Rye bread 3.20", 24), ("Two rolls 1.10", 24), ("Coffee 2.40", 24),
             ("TOTAL 6.70", 30), ("Thank you!", 24)]
    paper = sign((300, 330), lines, (248, 246, 238), (35, 35, 40))
    scene.alpha_composite(perspective(paper, [(190, 40), (455, 20), (490, 400), (165, 425)]))
    return finish(scene, rng, 0.6, 6)


def upside_down(rng):
    """One board hangs the wrong way round, which is what the direction classifier is for."""
    scene = ground(rng, 190, 140)
    label = sign((460, 90), [("Handle with care", 50)], (230, 190, 60), (30, 25, 20))
    scene.alpha_composite(perspective(label, [(90, 70), (560, 50), (565, 145), (95, 170)]))
    turned = sign((420, 90), [("This way up 12345", 44)], (235, 235, 235), (150, 20, 20)).rotate(180)
    scene.alpha_composite(perspective(turned, [(110, 270), (530, 285), (525, 380), (105, 365)]))
    return finish(scene, rng, 0.6, 5)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for seed, make in enumerate((street, receipt, upside_down)):
        make(np.random.default_rng(seed)).save(folder / f"{make.__name__}.png", optimize=True)


if __name__ == "__main__":
    main()
