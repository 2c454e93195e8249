"""Odd animated PNGs: frames of every place, disposal and blending, a default image that is shown or not."""
import struct

from odd_pictures import sides
from odd_png import Kind, chunk, pieces


class Sequence:
    def __init__(self):
        self.next = 0

    def number(self):
        self.next += 1
        return struct.pack(">I", self.next - 1)


def control(dice, sequence, width, height, left, top):
    return chunk(b"fcTL", sequence.number() + struct.pack(
        ">IIIIHHBB", width, height, left, top, dice.choice([0, 1, 10, 100]), dice.choice([0, 100, 1000]),
        dice.randint(0, 2), dice.randint(0, 1)))


def make(dice):
    kind, sequence = Kind(dice), Sequence()
    width, height = sides(dice), sides(dice)
    hidden = dice.random() < .3
    frames = dice.choice([1, 2, 3, 5])
    out = b"\x89PNG\r\n\x1a\n" + kind.header(width, height)
    animation = chunk(b"acTL", struct.pack(">II", frames, dice.choice([0, 1, 7])))
    out += animation + kind.before if dice.random() < .5 else kind.before + animation
    if not hidden:
        out += control(dice, sequence, width, height, 0, 0)
    for piece in pieces(dice, kind.data(dice, width, height)):
        out += chunk(b"IDAT", piece)
    for _ in range(frames - (not hidden)):
        wide, high = min(width, sides(dice)), min(height, sides(dice))
        left, top = dice.randint(0, width - wide), dice.randint(0, height - high)
        out += control(dice, sequence, wide, high, left, top)
        for piece in pieces(dice, kind.data(dice, wide, high)):
            out += chunk(b"fdAT", sequence.number() + piece)
        if dice.random() < .1:
            out += chunk(b"tEXt", b"Comment\0between")
    return out + chunk(b"IEND"), "png"
