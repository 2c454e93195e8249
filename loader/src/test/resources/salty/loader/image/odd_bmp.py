"""Odd bitmaps: every header, depth, mask, order of rows and run. See odd_pictures.py."""
import struct

import numpy as np

from odd_pictures import scene, sides


def rows(words, bits):
    """Samples (h, w) packed into rows of whole 32 bits."""
    if bits < 8:
        flat = (words[..., None] >> np.arange(bits)[::-1]) & 1
        packed = [np.packbits(row.ravel().astype(np.uint8)).tobytes() for row in flat]
    elif bits == 24:
        packed = [b"".join(struct.pack("<I", int(w))[:3] for w in row) for row in words]
    else:
        packed = [row.astype({8: "<u1", 16: "<u2", 32: "<u4"}[bits]).tobytes() for row in words]
    return b"".join(row + bytes(-len(row) % 4) for row in packed)


def runs(dice, words, bits):
    """RLE8 or RLE4: runs and literals, in any mixture."""
    out = bytearray()
    for row in words:
        x = 0
        while x < len(row):
            n = dice.randint(1, min(9, len(row) - x))
            part = [int(v) for v in row[x:x + n]]
            if len(set(part)) == 1:
                out += bytes([n, part[0] if bits == 8 else part[0] << 4 | part[0]])
            elif n >= 3:
                data = bytes(part) if bits == 8 else bytes(
                    a << 4 | b for a, b in zip(part[::2], part[1::2] + [0] * (n % 2)))
                out += bytes([0, n]) + data + bytes(len(data) % 2)
            else:
                n = 1
                out += bytes([1, part[0] if bits == 8 else part[0] << 4 | part[0]])
            x += n
        out += b"\0\0"
    return bytes(out[:-2]) + b"\0\1"


def make(dice):
    width, height = sides(dice), sides(dice)
    header = dice.choice([12, 40, 40, 108, 124])
    bits = dice.choice([1, 4, 8, 24] if header == 12 else [1, 4, 8, 16, 24, 32])
    compression, masks, palette = 0, (), b""
    top_down = header > 12 and dice.random() < .3
    pixels = scene(dice, width, height, 4)
    # Where no pixel is opaque at all viewers differ.
    pixels[0, 0, 3] = 255
    if bits <= 8:
        words = pixels[..., 0].astype(int) >> 8 - bits
        colors = 1 << bits if header == 12 or dice.random() < .5 else int(words.max()) + 1
        entries = [dice.randbytes(3) for _ in range(colors)]
        palette = b"".join(entry + (b"" if header == 12 else b"\0") for entry in entries)
        if header > 12 and bits > 1 and not top_down and dice.random() < .5:
            compression = 1 if bits == 8 else 2
    elif bits == 24:
        words = pixels[..., 0].astype(int) | pixels[..., 1].astype(int) << 8 | pixels[..., 2].astype(int) << 16
    else:
        r, g, b, a = (pixels[..., c].astype(np.int64) for c in range(4))
        if bits == 16:
            words = r >> 3 << 10 | g >> 3 << 5 | b >> 3
            if dice.random() < .5:
                words, compression = r >> 3 << 11 | g >> 2 << 5 | b >> 3, 3
                masks = (0xf800, 0x7e0, 0x1f)
        else:
            kept = dice.choice([0, 1])
            words = r << 16 | g << 8 | b | kept * a << 24
            if dice.random() < .5:
                compression, masks = 3, (0xff0000, 0xff00, 0xff)
                if header > 40 and dice.random() < .6 and kept:
                    masks += (0xff000000,)
    stored = words if top_down else words[::-1]
    data = runs(dice, stored, bits) if compression in (1, 2) else rows(stored, bits)
    if header == 12:
        head = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        head = struct.pack("<IiiHHIIiiII", header, width, -height if top_down else height, 1, bits, compression,
                           dice.choice([0, len(data)]), 2835, 2835, len(palette) // 4 if bits <= 8 else 0, 0)
        masked = b"".join(struct.pack("<I", mask) for mask in masks)
        head += masked.ljust(header - 40, b"\0") if header > 40 else masked
    gap = dice.choice([0, 0, 0, 4, 20])
    offset = 14 + len(head) + len(palette) + gap
    return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + head + palette + bytes(gap) + data, "bmp"
