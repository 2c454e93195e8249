"""Odd JPEGs: sampling factors, restart markers, scans, markers and component names of every kind. See odd_pictures.py."""
import io
import struct

import numpy as np
from PIL import Image

from odd_pictures import scene, sides

ZIGZAG = sorted(range(64), key=lambda i: (i // 8 + i % 8, (i // 8 if (i // 8 + i % 8) % 2 else i % 8)))
COSINES = np.array([[(np.sqrt(.125) if u == 0 else .5) * np.cos((2 * x + 1) * u * np.pi / 16) for x in range(8)]
                    for u in range(8)])
SAMPLINGS = [[(1, 1)] * 3, [(2, 1), (1, 1), (1, 1)], [(2, 2), (1, 1), (1, 1)], [(1, 2), (1, 1), (1, 1)],
             [(4, 1), (1, 1), (1, 1)], [(2, 2), (2, 1), (2, 1)], [(4, 2), (1, 1), (1, 1)], [(2, 1)] * 3]


def segment(marker, body):
    return bytes([0xff, marker]) + struct.pack(">H", len(body) + 2) + body


class Bits:
    """Bits, the highest first; a zero is stuffed behind every byte of ones."""

    def __init__(self):
        self.text = []

    def put(self, value, size):
        if size:
            self.text.append(format(value, f"0{size}b"))

    def end(self):
        text = "".join(self.text)
        text += "1" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big").replace(b"\xff", b"\xff\0") if text else b""


def amplitude(value):
    size = abs(int(value)).bit_length()
    return size, int(value) if value > 0 else int(value) + (1 << size) - 1


class Scan:
    """Some components' blocks as entropy-coded data. Codes of one length are enough: 4 bits for DC, 8 for AC."""

    def __init__(self, dice):
        self.dc = dice.sample(range(12), 12)
        self.ac = dice.sample([run << 4 | size for run in range(16) for size in range(1, 11)] + [0, 0xf0], 162)

    def tables(self):
        return (segment(0xc4, bytes([0x00] + [12 * (i == 4) for i in range(1, 17)] + self.dc))
                + segment(0xc4, bytes([0x10] + [162 * (i == 8) for i in range(1, 17)] + self.ac)))

    def block(self, bits, block, before):
        size, value = amplitude(block[0] - before)
        bits.put(self.dc.index(size), 4)
        bits.put(value, size)
        run = 0
        for coefficient in block[1:]:
            if coefficient == 0:
                run += 1
                continue
            while run > 15:
                bits.put(self.ac.index(0xf0), 8)
                run -= 16
            size, value = amplitude(coefficient)
            bits.put(self.ac.index(run << 4 | size), 8)
            bits.put(value, size)
            run = 0
        if run:
            bits.put(self.ac.index(0), 8)
        return block[0]

    def data(self, units, restart):
        """units: a list of MCUs, each a list of (component, block)."""
        out, bits, before = b"", Bits(), {}
        for i, unit in enumerate(units):
            if restart and i and i % restart == 0:
                out += bits.end() + bytes([0xff, 0xd0 + (i // restart - 1) % 8])
                bits, before = Bits(), {}
            for component, block in unit:
                before[component] = self.block(bits, block, before.get(component, 0))
        return out + bits.end()


def blocks(plane, wide, high, steps):
    """Quantised blocks {(row, column): 64 numbers in zigzag} of a plane extended to so many blocks."""
    padded = np.pad(plane, ((0, 8 * high - plane.shape[0]), (0, 8 * wide - plane.shape[1])), "edge") - 128.0
    found = {}
    for y in range(high):
        for x in range(wide):
            part = COSINES @ padded[8 * y:8 * y + 8, 8 * x:8 * x + 8] @ COSINES.T
            found[y, x] = np.clip(np.round(part.ravel()[ZIGZAG] / steps), -1023, 1023).astype(int)
    return found


def own(dice):
    width, height = sides(dice, 70), sides(dice, 70)
    count = dice.choice([1, 3, 3, 3, 4])
    factors = dice.choice(SAMPLINGS)[:count] if count < 4 else dice.choice([[(1, 1)] * 4, [(2, 2), (1, 1), (1, 1), (2, 2)]])
    if count == 1:
        factors = [dice.choice([(1, 1), (2, 2), (1, 2)])]
    widest, highest = max(h for h, _ in factors), max(v for _, v in factors)
    steps = np.array([dice.randint(1, dice.choice([2, 20, 99])) for _ in range(64)])
    across, down = -(-width // (8 * widest)), -(-height // (8 * highest))
    pixels = scene(dice, width, height, count)
    planes = []
    for c, (h, v) in enumerate(factors):
        plane = pixels[::highest // v, ::widest // h, c].astype(float)
        planes.append(blocks(plane, across * h, down * v, steps))
    names = dice.choice([[1, 2, 3, 4], [0, 1, 2, 3], list(b"RGBA"), list(b"CMYK"), [9, 7, 200, 4]])[:count]
    restart = dice.choice([0, 0, 1, 2, 5, 100])
    adobe = segment(0xee, b"Adobe\0\x64\0\0\0\0" + bytes([dice.choice([0, 1, 2])]))
    jfif = segment(0xe0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    markers = [m for m in [jfif, adobe, segment(0xfe, b"odd \xff\xd8 comment")] if dice.random() < .4]
    dice.shuffle(markers)
    scan = Scan(dice)
    wide_steps = dice.random() < .2
    parts = [b"\xff\xd8", *markers,
             segment(0xdb, bytes([0x10 * wide_steps]) + struct.pack(">64H" if wide_steps else "64B", *steps)),
             segment(0xc1 if wide_steps else 0xc0, struct.pack(">BHHB", 8, height, width, count)
                     + b"".join(bytes([n, h << 4 | v, 0]) for n, (h, v) in zip(names, factors))), scan.tables()]
    if restart:
        parts.append(segment(0xdd, struct.pack(">H", restart)))
    if dice.random() < .2:
        parts.append(b"\xff" * dice.randint(1, 5))
    apart = count == 1 or dice.random() < .3
    for group in [[c] for c in range(count)] if apart else [list(range(count))]:
        parts.append(segment(0xda, bytes([len(group)]) + b"".join(bytes([names[c], 0]) for c in group) + b"\0\x3f\0"))
        if len(group) == 1:
            c = group[0]
            h, v = factors[c]
            units = [[(c, planes[c][y, x])] for y in range(-(-(-(-height * v // highest)) // 8))
                     for x in range(-(-(-(-width * h // widest)) // 8))]
        else:
            units = [[(c, planes[c][y * factors[c][1] + j, x * factors[c][0] + i]) for c in group
                      for j in range(factors[c][1]) for i in range(factors[c][0])]
                     for y in range(down) for x in range(across)]
        parts.append(scan.data(units, restart))
    parts.append(b"\xff\xd9")
    if dice.random() < .2:
        parts.insert(-1, adobe)
    return b"".join(parts)


def make(dice):
    if dice.random() < .7:
        return own(dice), "jpg"
    mode = dice.choice(["L", "RGB", "RGB", "CMYK"])
    pixels = scene(dice, sides(dice, 70), sides(dice, 70), {"L": 1, "RGB": 3, "CMYK": 4}[mode])
    buffer = io.BytesIO()
    Image.fromarray(pixels.squeeze(-1) if mode == "L" else pixels, mode).save(
        buffer, "JPEG", quality=dice.choice([5, 50, 90, 100]), progressive=dice.random() < .7,
        optimize=dice.random() < .5, **({} if mode == "L" else {"subsampling": dice.choice([0, 1, 2])}))
    return buffer.getvalue(), "jpg"
