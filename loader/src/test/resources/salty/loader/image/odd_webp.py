"""Odd WebPs: lossy and lossless, alpha of every filter, animations of every place, disposal and blending."""
import io
import struct

import numpy as np
from PIL import Image

from odd_pictures import scene, sides


def chunk(name, body):
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) & 1)


def chunks(body):
    at, found = 0, []
    while at + 8 <= len(body):
        length = struct.unpack("<I", body[at + 4:at + 8])[0]
        found.append((body[at:at + 4], body[at + 8:at + 8 + length]))
        at += 8 + length + (length & 1)
    return found


def riff(*parts):
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def filtered(plane, kind):
    """Differences from the predicted opacity (RFC 9649, 2.7.1.2)."""
    p = plane.astype(int)
    out = np.zeros_like(p)
    for y in range(p.shape[0]):
        for x in range(p.shape[1]):
            left = p[y, x - 1] if x else 0
            above = p[y - 1, x] if y else 0
            if x == 0:
                guess = above
            elif y == 0 or kind == 1:
                guess = left
            elif kind == 2:
                guess = above
            else:
                guess = min(255, max(0, left + above - p[y - 1, x - 1]))
            out[y, x] = p[y, x] - guess
    return out.astype(np.uint8)


def picture(dice, width, height):
    """The chunks of one picture, and whether it has alpha."""
    alpha = dice.random() < .5
    pixels = scene(dice, width, height, 4 if alpha else 3)
    if alpha and dice.random() < .5:
        pixels[..., 3] = np.where(pixels[..., 3] > 128, 255, 0)
    image, buffer = Image.fromarray(pixels), io.BytesIO()
    image.save(buffer, "WEBP", lossless=dice.random() < .4, quality=dice.choice([0, 10, 50, 80, 95, 100]),
               method=dice.randint(0, 6), exact=dice.random() < .5, alpha_quality=dice.choice([100, 100, 50]))
    parts = [part for part in chunks(buffer.getvalue()[12:]) if part[0] in (b"ALPH", b"VP8 ", b"VP8L")]
    if parts[0][0] == b"ALPH" and dice.random() < .4:
        kind = dice.randint(0, 3)
        plane = pixels[..., 3]
        parts[0] = (b"ALPH", bytes([kind << 2]) + (filtered(plane, kind) if kind else plane).tobytes())
    return b"".join(chunk(*part) for part in parts), alpha


def u24(value):
    return struct.pack("<I", value)[:3]


def header(flags, width, height):
    return chunk(b"VP8X", bytes([flags, 0, 0, 0]) + u24(width - 1) + u24(height - 1))


def frame(left, top, width, height, delay, flags, body):
    return chunk(b"ANMF", u24(left // 2) + u24(top // 2) + u24(width - 1) + u24(height - 1) + u24(delay)
                 + bytes([flags]) + body)


def make(dice):
    width, height = sides(dice, 70), sides(dice, 70)
    frames = dice.choice([0, 0, 0, 1, 2, 4])
    if not frames:
        body, alpha = picture(dice, width, height)
        plain = not body.startswith(b"ALPH") and dice.random() < .5
        extra = chunk(b"XMP ", b"<x/>") if dice.random() < .2 else b""
        return riff(body) if plain else riff(header(0x10 * alpha, width, height), body, extra), "webp"
    parts = []
    for _ in range(frames):
        wide, high = min(width, sides(dice, 70)), min(height, sides(dice, 70))
        left, top = dice.randint(0, (width - wide) // 2) * 2, dice.randint(0, (height - high) // 2) * 2
        parts.append(frame(left, top, wide, high, dice.choice([0, 10, 100]), dice.randint(0, 3),
                           picture(dice, wide, high)[0]))
    return riff(header(0x12, width, height), chunk(b"ANIM", dice.randbytes(4) + b"\0\0"), *parts), "webp"
