#!/usr/bin/env python3
"""Makes animation/: small animated GIFs with every disposal method, and the frames that Pillow composes of them.

animation/<name>.gif       the animation, its blocks written here one by one so that nothing is optimised away
animation/<name>.npy       its frames as Image.seek(i); convert('RGB') gives them, uint8 (n, h, w, 3)

Made with Pillow 9.4.0 and NumPy 1.24; run beside this file, without arguments.
"""
import io
import os
import struct

import numpy as np
from PIL import Image

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "animation")
PALETTE = [(10, 20, 30), (250, 0, 0), (0, 240, 0), (0, 0, 230), (250, 250, 0), (0, 250, 250), (250, 0, 250),
           (255, 255, 255)]
KEEP, BACKGROUND, PREVIOUS = 1, 2, 3


def lzw(indices):
    """GIF's LZW without compression: a clear code before the code size could grow."""
    bits, count = 0, 0
    out = bytearray()

    def put(code):
        nonlocal bits, count
        bits |= code << count
        count += 4
        while count >= 8:
            out.append(bits & 255)
            bits >>= 8
            count -= 8

    for i, index in enumerate(indices):
        if i % 6 == 0:
            put(8)
        put(index)
    put(9)
    if count:
        out.append(bits & 255)
    blocks = b"".join(bytes([len(out[i:i + 255])]) + bytes(out[i:i + 255]) for i in range(0, len(out), 255))
    return b"\x03" + blocks + b"\0"


def frame(left, top, indices, disposal, transparent=None, delay=10, palette=None):
    indices = np.asarray(indices, np.uint8)
    height, width = indices.shape
    control = struct.pack("<BBBBHBB", 0x21, 0xf9, 4, disposal << 2 | (transparent is not None), delay,
                          transparent or 0, 0)
    flags = 0x82 if palette else 0
    image = struct.pack("<BHHHHB", 0x2c, left, top, width, height, flags)
    return control + image + (colours(palette) if palette else b"") + lzw(indices.ravel())


def colours(palette):
    return b"".join(bytes(colour) for colour in palette)


def gif(width, height, background, *frames):
    return (b"GIF89a" + struct.pack("<HHBBB", width, height, 0xf2, background, 0) + colours(PALETTE) + b"".join(frames)
            + b";")


def put(name, data):
    os.makedirs(ROOT, exist_ok=True)
    with open(os.path.join(ROOT, name + ".gif"), "wb") as file:
        file.write(data)
    image = Image.open(io.BytesIO(data))
    frames = []
    for i in range(image.n_frames):
        image.seek(i)
        frames.append(np.array(image.convert("RGB")))
    np.save(os.path.join(ROOT, name + ".npy"), np.stack(frames))


def square(size, index):
    return np.full((size, size), index)


def checks(size, a, b):
    return np.indices((size, size)).sum(0) % 2 * (b - a) + a


put("disposals", gif(8, 8, 7,
                     frame(0, 0, checks(8, 1, 2), KEEP, delay=5),
                     frame(1, 2, square(4, 3), BACKGROUND),
                     frame(3, 3, checks(4, 4, 5), PREVIOUS, transparent=5, delay=20),
                     frame(2, 0, checks(3, 6, 0), KEEP, transparent=0)))
put("transparent", gif(8, 8, 7,
                       frame(0, 0, checks(8, 1, 2), KEEP, transparent=2),
                       frame(1, 2, square(4, 3), BACKGROUND, transparent=2),
                       frame(3, 3, checks(4, 4, 5), PREVIOUS, transparent=5),
                       frame(2, 0, checks(3, 6, 0), BACKGROUND, transparent=0),
                       frame(5, 5, square(2, 1), KEEP)))
put("palettes", gif(6, 5, 0,
                    frame(0, 0, np.arange(30).reshape(5, 6) % 8, KEEP),
                    frame(1, 1, square(3, 2), KEEP, palette=PALETTE[::-1]),
                    frame(2, 2, checks(3, 1, 7), KEEP, transparent=7)))
put("small_first_frame", gif(7, 6, 4,
                             frame(2, 1, square(3, 1), KEEP),
                             frame(0, 0, checks(4, 2, 3), KEEP)))
put("still", gif(3, 3, 0, frame(0, 0, checks(3, 1, 2), KEEP)))
put("reddening", gif(4, 4, 0, *[frame(0, 0, square(4, colour), KEEP) for colour in (3, 0, 1, 2, 1, 2)]))
