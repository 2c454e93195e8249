#!/usr/bin/env python3
"""Makes odd but valid pictures, the same for the same seed, and what Pillow makes of each.

odd_pictures.py FORMAT SEED COUNT FOLDER    FORMAT: gif, png, apng, jpeg, webp or bmp

FOLDER/<n>.<ending>          a picture
FOLDER/<n>.<ending>.npy      its first frame as Image.open(...).convert('RGB') gives it, uint8 (h, w, 3)
"""
import importlib
import io
import os
import random
import sys

import numpy as np
from PIL import Image


def sides(dice, largest=40):
    return dice.choice([1, 2, 3, 7, 8, 9, 16, 17, dice.randint(1, largest), dice.randint(1, largest)])


def scene(dice, width, height, channels=3):
    """Waves, noise, flat parts and edges, uint8 (height, width, channels)."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    noise = np.random.default_rng(dice.randrange(1 << 30))
    planes = []
    for _ in range(channels):
        plane = 128 + 127 * np.sin(x / dice.uniform(1, 12) + y / dice.uniform(1, 12) + dice.uniform(0, 6))
        if dice.random() < .5:
            plane = plane + noise.normal(0, dice.choice([5, 40, 200]), plane.shape)
        if dice.random() < .5:
            plane = np.where(x * dice.uniform(-1, 1) + y * dice.uniform(-1, 1) > 0, plane, dice.choice([0, 255, 90]))
        planes.append(plane)
    return np.clip(np.stack(planes, -1), 0, 255).astype(np.uint8)


def misread(kind, image):
    """
    Whether Pillow reads otherwise than browsers show. Of 16-bit grey it makes white, where here the high byte counts;
    runs of 4 bits in bitmaps it misreads; in a GIF of minimum code size 1, which has no place in GIF89a, its codes never
    grow beyond two bits.
    """
    return (image.mode.startswith("I") or kind == "bmp" and image.info.get("compression") == 2
            or kind == "gif" and image.tile[0][3][0] == 1)


def main():
    kind, seed, count, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    make = importlib.import_module("odd_" + kind).make
    os.makedirs(folder, exist_ok=True)
    for i in range(count):
        data, ending = make(random.Random(f"{kind} {seed} {i}"))
        path = os.path.join(folder, f"{i:05}.{ending}")
        with open(path, "wb") as file:
            file.write(data)
        try:
            image = Image.open(io.BytesIO(data))
            if not misread(kind, image):
                np.save(path, np.array(image.convert("RGB")))
        except Exception as fault:
            print(f"{path}: Pillow: {fault}")


if __name__ == "__main__":
    main()
