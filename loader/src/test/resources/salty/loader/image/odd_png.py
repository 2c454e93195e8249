"""Odd PNGs: every colour type and depth, filters, interlacing, transparency, chunks cut anyhow. See odd_pictures.py."""
import struct
import zlib

import numpy as np

from odd_pictures import scene, sides

GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
DEPTHS = {GREY: [1, 2, 4, 8, 16], RGB: [8, 16], PALETTE: [1, 2, 4, 8], GREY_ALPHA: [8, 16], RGBA: [8, 16]}
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def chunk(name, body=b""):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def paeth(a, b, c):
    p = a + b - c
    pa, pb, pc = abs(p - a), abs(p - b), abs(p - c)
    return a if pa <= pb and pa <= pc else b if pb <= pc else c


def filtered(dice, rows, step):
    """Rows of bytes, each by a filter of its own."""
    out, before = bytearray(), None
    for row in rows:
        kind = dice.randint(0, 4)
        before = before or bytes(len(row))
        out.append(kind)
        for i, value in enumerate(row):
            a = row[i - step] if i >= step else 0
            c = before[i - step] if i >= step else 0
            b = before[i]
            out.append(value - (0, a, b, (a + b) // 2, paeth(a, b, c))[kind] & 255)
        before = row
    return bytes(out)


def packed(samples, depth):
    """Samples (h, w, channels) as rows of bytes."""
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in samples]
    if depth == 8:
        return [row.astype(np.uint8).tobytes() for row in samples]
    bits = (samples[..., 0, None] >> np.arange(depth)[::-1]) & 1
    return [np.packbits(row.ravel().astype(np.uint8)).tobytes() for row in bits]


def compressed(dice, samples, depth, interlaced):
    step = max(1, samples.shape[2] * depth // 8)
    passes = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7] if interlaced else [samples]
    raw = b"".join(filtered(dice, packed(part, depth), step) for part in passes if part.size)
    return zlib.compress(raw, dice.choice([0, 1, 9]))


class Kind:
    """What the frames of a file have in common."""

    def __init__(self, dice):
        self.color = dice.choice(list(DEPTHS))
        self.depth = dice.choice(DEPTHS[self.color])
        self.interlaced = dice.random() < .3
        self.before = b""
        if dice.random() < .3:
            self.before += chunk(b"tEXt", b"Comment\0odd")
        if self.color == PALETTE:
            self.colors = dice.choice([1 << self.depth, dice.randint(1, 1 << self.depth)])
            self.before += chunk(b"PLTE", dice.randbytes(3 * self.colors))
        if dice.random() < .6:
            if self.color == PALETTE:
                self.before += chunk(b"tRNS", dice.randbytes(dice.randint(1, self.colors)))
            elif self.color in (GREY, RGB):
                top = (1 << self.depth) - 1
                self.key = [dice.choice([0, top, dice.randint(0, top)]) for _ in range(CHANNELS[self.color])]
                self.before += chunk(b"tRNS", struct.pack(f">{len(self.key)}H", *self.key))

    def header(self, width, height):
        return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, self.depth, self.color, 0, 0, self.interlaced))

    def data(self, dice, width, height):
        channels = CHANNELS[self.color]
        samples = scene(dice, width, height, channels).astype(np.uint16)
        if self.depth == 16:
            samples = samples * 256 + np.random.default_rng(dice.randrange(1 << 30)).integers(0, 256, samples.shape)
        else:
            samples = samples >> 8 - self.depth
        if self.color == PALETTE:
            samples = samples % self.colors
        if hasattr(self, "key"):
            samples[:, :width // 2][samples[:, :width // 2, 0] % 3 == 0] = self.key
        return compressed(dice, samples, self.depth, self.interlaced)


def pieces(dice, data):
    if dice.random() < .7:
        return [data]
    out = []
    while data:
        n = dice.choice([0, 1, 7, dice.randint(1, 100)])
        out.append(data[:n])
        data = data[n:]
    return out


def make(dice):
    kind = Kind(dice)
    width, height = sides(dice), sides(dice)
    out = b"\x89PNG\r\n\x1a\n" + kind.header(width, height) + kind.before
    for piece in pieces(dice, kind.data(dice, width, height)):
        out += chunk(b"IDAT", piece)
    return out + chunk(b"tIME", bytes(7)) + chunk(b"IEND"), "png"
