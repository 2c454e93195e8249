#!/usr/bin/env python3
"""Makes golden/: generated colour patches and what the filter of Fleck, Forsyth and Bregler (1996) marks in them.

golden/<name>.png    the picture
golden/<name>.npy    its mask, uint8 (h, w), 1 for skin

Independent of the Java code: medians by sorting every window, regions are not needed. Made with NumPy 1.24 and
Pillow 9.4; run beside this file, without arguments.
"""
import os

import numpy as np
from PIL import Image

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")
random = np.random.default_rng(1996)


def median(plane, radius):
    height, width = plane.shape
    out = np.empty_like(plane)
    for y in range(height):
        for x in range(width):
            window = plane[max(0, y - radius):y + radius + 1, max(0, x - radius):x + radius + 1]
            values = np.sort(window, axis=None)
            out[y, x] = values[(values.size - 1) // 2]
    return out


def skin(rgb):
    log = np.rint(105 * np.log10(rgb.astype(np.float64) + 1)).astype(np.int64)
    r, g, b = log[..., 0], log[..., 1], log[..., 2]
    height, width = g.shape
    scale = max(1, int(np.rint((width + height) / 320)))
    texture = median(np.abs(g - median(g, 4 * scale)), 6 * scale)
    rg = median(r - g, 2 * scale)
    by = median(np.floor(b - (g + r) / 2).astype(np.int64), 2 * scale)
    hue = np.degrees(np.arctan2(rg, by))
    saturation = np.sqrt(rg * rg + by * by)
    yellowish = (hue >= 110) & (hue <= 150) & (saturation >= 20) & (saturation <= 60)
    reddish = (hue >= 130) & (hue <= 170) & (saturation >= 30) & (saturation <= 130)
    return ((texture < 5) & (yellowish | reddish)).astype(np.uint8)


def put(name, rgb):
    os.makedirs(ROOT, exist_ok=True)
    rgb = np.clip(rgb, 0, 255).astype(np.uint8)
    Image.fromarray(rgb).save(os.path.join(ROOT, name + ".png"))
    mask = skin(rgb)
    np.save(os.path.join(ROOT, name + ".npy"), mask)
    print(name, rgb.shape, round(float(mask.mean()), 3))


def patches(colours, size, noise):
    rows = [np.concatenate([np.full((size, size, 3), colour, np.float64) for colour in row], 1) for row in colours]
    image = np.concatenate(rows, 0)
    return image + random.normal(0, 1, image.shape) * noise


TONES = [(200, 130, 90), (225, 160, 120), (170, 100, 70), (120, 70, 45)]
OTHERS = [(60, 120, 200), (60, 160, 70), (128, 128, 128), (250, 240, 200)]
put("patches", patches([TONES, OTHERS], 24, 0))
put("soft_noise", patches([TONES, OTHERS[::-1]], 20, 2))
put("rough", patches([TONES[:2], TONES[2:]], 24, 60))
y, x = np.mgrid[0:50, 0:64]
put("ramp", np.stack([80 + 2.6 * x, 40 + 2.2 * x + y, 30 + 1.5 * x + 2 * y], -1))
put("blob", np.where(((x - 30) ** 2 + (y - 22) ** 2 < 300)[..., None], (205, 140, 100), (40, 60, 90)))
big = np.where((np.mgrid[0:260, 0:260].sum(0) // 40 % 2)[..., None], (200, 130, 90), (60, 120, 200))
put("scale_two", big[:230, :250])
