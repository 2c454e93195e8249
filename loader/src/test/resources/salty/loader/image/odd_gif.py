"""Odd GIFs: every liberty of GIF89a that a viewer has to take. See odd_pictures.py."""
import struct

import numpy as np

from odd_pictures import scene, sides


class Codes:
    """Codes of growing size, the least significant bit first."""

    def __init__(self):
        self.out, self.bits, self.count = bytearray(), 0, 0

    def put(self, code, size):
        self.bits |= code << self.count
        self.count += size
        while self.count >= 8:
            self.out.append(self.bits & 255)
            self.bits >>= 8
            self.count -= 8

    def end(self):
        if self.count:
            self.out.append(self.bits & 255)
        return bytes(self.out)


def lzw(indices, minimum, clears=lambda: 1, clear_now=lambda: False, deferred=False, end=True):
    """
    LZW codes of GIF.

    clears     how many clear codes stand where one is enough
    clear_now  whether to clear here for no reason
    deferred   whether a full table is used on instead of being cleared
    """
    clear, codes, state = 1 << minimum, Codes(), {}

    def reset(size):
        for _ in range(clears()):
            codes.put(clear, size)
            size = minimum + 1
        state.update(table={(i,): i for i in range(clear)}, next=clear + 2, size=minimum + 1)

    reset(minimum + 1)
    word = ()
    for index in indices:
        index = int(index)
        longer = word + (index,)
        if longer in state["table"]:
            word = longer
            continue
        codes.put(state["table"][word], state["size"])
        if state["next"] < 4096:
            state["table"][longer] = state["next"]
            state["next"] += 1
            if state["next"] - 1 == 1 << state["size"] and state["size"] < 12:
                state["size"] += 1
        elif not deferred:
            reset(state["size"])
            word = (index,)
            continue
        word = (index,)
        if clear_now():
            codes.put(state["table"][word], state["size"])
            grow(state)
            reset(state["size"])
            word = ()
    if word:
        codes.put(state["table"][word], state["size"])
        grow(state)
    if end:
        codes.put(clear + 1, state["size"])
    return codes.end()


def grow(state):
    """What the decoder does with a code behind which the encoder has nothing to add."""
    if state["next"] < 4096:
        state["next"] += 1
        if state["next"] - 1 == 1 << state["size"] and state["size"] < 12:
            state["size"] += 1


def blocks(data, length=lambda: 255):
    out = bytearray()
    while data:
        n = length()
        out += bytes([len(data[:n])]) + data[:n]
        data = data[n:]
    return bytes(out) + b"\0"


def interlaced(rows):
    return np.concatenate([rows[0::8], rows[4::8], rows[2::4], rows[1::2]])


def control(disposal=0, transparent=None, delay=10):
    return struct.pack("<BBBBHBB", 0x21, 0xf9, 4, disposal << 2 | (transparent is not None), delay,
                       transparent or 0, 0)


def descriptor(left, top, width, height, palette=None, interlace=False):
    flags = 0x40 * interlace
    if palette is not None:
        flags |= 0x80 | (len(palette) // 3).bit_length() - 2
    return struct.pack("<BHHHHB", 0x2c, left, top, width, height, flags) + (palette or b"")


def screen(width, height, palette=None, background=0, version=b"GIF89a"):
    flags = 0x70 if palette is None else 0xf0 | (len(palette) // 3).bit_length() - 2
    return version + struct.pack("<HHBBB", width, height, flags, background, 0) + (palette or b"")


def extension(dice):
    label, first = dice.choice([(0xfe, b""), (0xff, b"\x0bNETSCAPE2.0\x03\x01\0\0"), (0x01, b"\x0c" + bytes(12)), (0x42, b"")])
    return bytes([0x21, label]) + first + blocks(dice.randbytes(dice.randint(0, 600)), lambda: dice.randint(1, 255))


def make(dice):
    width, height = sides(dice), sides(dice)
    bits = dice.randint(1, 8)
    shared = dice.randbytes(3 << bits) if dice.random() < .8 else None
    out = screen(width, height, shared, dice.randrange(256), dice.choice([b"GIF87a", b"GIF89a"]))
    for i in range(dice.choice([1, 1, 2, 3, 5])):
        if i == 0 and dice.random() < .6:
            left, top, wide, high = 0, 0, width, height
        else:
            left, top = dice.randint(0, width), dice.randint(0, height)
            wide, high = sides(dice), sides(dice)
        if dice.random() < .02:
            wide, high = 130, 130
        while dice.random() < .2:
            out += extension(dice)
        local = None
        depth = bits
        if shared is None or dice.random() < .3:
            depth = dice.randint(1, 8)
            local = dice.randbytes(3 << depth)
        minimum = dice.choice([depth, depth, max(2, depth), dice.randint(depth, 8)])
        if dice.random() < .8:
            out += control(dice.choice([0, 1, 2, 2, 3, 3, 4, 5]), dice.choice([None, dice.randrange(256), dice.randrange(1 << depth)]),
                           dice.choice([0, 1, 10, 500]))
        rows = scene(dice, wide, high, 1)[..., 0] >> 8 - minimum
        if dice.random() < .3:
            rows = np.random.default_rng(dice.randrange(1 << 30)).integers(0, 1 << minimum, rows.shape)
        interlace = dice.random() < .3
        indices = (interlaced(rows) if interlace else rows).ravel()
        if dice.random() < .1:
            indices = np.concatenate([indices, indices[:dice.randint(1, 20)]])
        out += descriptor(left, top, wide, high, local, interlace) + bytes([minimum])
        often = dice.choice([0, 0, .01, .2])
        doubled = dice.random() < .3
        out += blocks(lzw(indices, minimum, lambda: dice.choice([1, 2, 3]) if doubled else 1,
                          lambda: dice.random() < often, dice.random() < .7, dice.random() < .9),
                      dice.choice([lambda: 255, lambda: 1, lambda: dice.randint(1, 255), lambda: dice.randint(1, 4)]))
    if dice.random() < .9:
        out += b";"
        if dice.random() < .1:
            out += dice.randbytes(30)
    return out, "gif"
