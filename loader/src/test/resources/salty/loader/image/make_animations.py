#!/usr/bin/env python3
"""Makes animation/: small animations of every kind of frame, written block by block so that nothing is optimised away.

Run beside this file, without arguments; ChromiumDecoder then writes beside each what Chromium shows of it.
"""
import io
import os
import random
import struct

import numpy as np
from PIL import Image

import odd_apng
import odd_gif
import odd_png
import odd_webp

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
    with open(os.path.join(ROOT, name), "wb") as file:
        file.write(data)


def square(size, index):
    return np.full((size, size), index)


def checks(size, a, b):
    return np.indices((size, size)).sum(0) % 2 * (b - a) + a


put("disposals.gif", gif(8, 8, 7,
                     frame(0, 0, checks(8, 1, 2), KEEP, delay=5),
                     frame(1, 2, square(4, 3), BACKGROUND),
                     frame(3, 3, checks(4, 4, 5), PREVIOUS, transparent=5, delay=20),
                     frame(2, 0, checks(3, 6, 0), KEEP, transparent=0)))
put("transparent.gif", gif(8, 8, 7,
                       frame(0, 0, checks(8, 1, 2), KEEP, transparent=2),
                       frame(1, 2, square(4, 3), BACKGROUND, transparent=2),
                       frame(3, 3, checks(4, 4, 5), PREVIOUS, transparent=5),
                       frame(2, 0, checks(3, 6, 0), BACKGROUND, transparent=0),
                       frame(5, 5, square(2, 1), KEEP)))
put("palettes.gif", gif(6, 5, 0,
                    frame(0, 0, np.arange(30).reshape(5, 6) % 8, KEEP),
                    frame(1, 1, square(3, 2), KEEP, palette=PALETTE[::-1]),
                    frame(2, 2, checks(3, 1, 7), KEEP, transparent=7)))
put("small_first_frame.gif", gif(7, 6, 4,
                             frame(2, 1, square(3, 1), KEEP),
                             frame(0, 0, checks(4, 2, 3), KEEP)))
put("still.gif", gif(3, 3, 0, frame(0, 0, checks(3, 1, 2), KEEP)))
put("reddening.gif", gif(4, 4, 0, *[frame(0, 0, square(4, colour), KEEP) for colour in (3, 0, 1, 2, 1, 2)]))


def odd_frame(rows, minimum, lengths=lambda: 255, interlace=False, **oddities):
    """A frame of the whole screen, its codes written in another way than most do."""
    rows = np.asarray(rows)
    indices = (odd_gif.interlaced(rows) if interlace else rows).ravel()
    return (odd_gif.descriptor(0, 0, rows.shape[1], rows.shape[0], None, interlace) + bytes([minimum])
            + odd_gif.blocks(odd_gif.lzw(indices, minimum, **oddities), lengths))


ramp = np.arange(90).reshape(9, 10) % 8
noise = np.random.default_rng(1).integers(0, 256, (80, 80))
put("double_clear.gif", gif(10, 9, 0, odd_frame(ramp, 3, clears=lambda: 2)))
put("sub_blocks_of_one.gif", gif(10, 9, 0, odd_frame(ramp, 3, lambda: 1)))
put("one_bit_codes.gif", gif(10, 9, 0, odd_frame(ramp % 2, 1)))
put("without_end_code.gif", gif(10, 9, 0, odd_frame(ramp, 3, end=False)))
put("interlaced.gif", gif(10, 9, 0, odd_frame(ramp, 3, interlace=True)))
put("too_many_pixels.gif", gif(10, 9, 0, odd_gif.descriptor(0, 0, 10, 9) + b"\3" + odd_gif.blocks(
    odd_gif.lzw(np.arange(200) % 7, 3))))
put("full_table.gif", odd_gif.screen(80, 80, bytes(i % 251 for i in range(768))) + odd_frame(noise, 8, deferred=True) + b";")
put("disposal_4.gif", gif(8, 8, 0,
                          frame(0, 0, checks(8, 1, 2), KEEP),
                          frame(1, 2, square(4, 3), 4),
                          frame(6, 6, square(5, 4), KEEP),
                          frame(9, 9, square(2, 5), KEEP)))
put("first_frame_beyond.gif", gif(4, 3, 0, frame(1, 2, square(5, 3), BACKGROUND, transparent=1), frame(0, 0, square(2, 1), KEEP)))
put("missing_rows.gif", gif(10, 9, 0, odd_gif.descriptor(0, 0, 10, 9) + b"\3" + odd_gif.blocks(
    odd_gif.lzw(ramp[:4].ravel(), 3))))


def rgb(color, alpha=None):
    """A PNG's pixels, 8 x 8 of one colour; with alpha, a square that only alpha draws."""
    pixels = np.zeros((8, 8, 3 if alpha is None else 4), np.uint16) + np.array(color if alpha is None else (*color, 0))
    if alpha is not None:
        pixels[2:6, 2:6, 3] = alpha
    return odd_png.compressed(random.Random(1), pixels, 8, False)


def png(color_type, *chunks):
    header = struct.pack(">IIBBBBB", 8, 8, 8, color_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(odd_png.chunk(*part) for part in [(b"IHDR", header), *chunks, (b"IEND",)])


def fctl(number):
    return b"fcTL", struct.pack(">IIIIIHHBB", number, 8, 8, 0, 0, 1, 10, 0, 0)


RED, BLUE = (255, 0, 0), (0, 0, 255)
put("hidden_default.png", png(2, (b"acTL", struct.pack(">II", 1, 0)), (b"IDAT", rgb(BLUE)), fctl(0),
                              (b"fdAT", struct.pack(">I", 1) + rgb(RED))))
put("reddening.png", png(2, (b"acTL", struct.pack(">II", 2, 0)), fctl(0), (b"IDAT", rgb(BLUE)), fctl(1),
                         (b"fdAT", struct.pack(">I", 2) + rgb(RED))))
put("alpha_alone.png", png(6, (b"IDAT", rgb((0, 0, 0), 255))))
put("black_then_skin.png", png(2, (b"acTL", struct.pack(">II", 2, 0)), fctl(0), (b"IDAT", rgb((0, 0, 0))), fctl(1),
                             (b"fdAT", struct.pack(">I", 2) + rgb((200, 130, 90)))))


def webp_frame(color):
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), color).save(buffer, "WEBP", lossless=True)
    return odd_webp.frame(0, 0, 8, 8, 100, 0, buffer.getvalue()[12:])


put("reddening.webp", odd_webp.riff(odd_webp.header(2, 8, 8), odd_webp.chunk(b"ANIM", bytes(6)), webp_frame(BLUE),
                                    webp_frame(RED)))
for i in range(6):
    put(f"odd_{i}.png", odd_apng.make(random.Random(f"apng {i}"))[0])
    put(f"odd_{i}.webp", odd_webp.make(random.Random(f"webp {30 + i}"))[0])
