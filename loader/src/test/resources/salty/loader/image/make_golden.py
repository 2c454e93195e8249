#!/usr/bin/env python3
"""Makes golden/: small generated pictures of every kind, and what Pillow and NumPy make of them.

decode/<picture>            an encoded picture
decode/<picture>.npy        its pixels as Image.open(...).convert('RGB') gives them, uint8 (h, w, 3)
upright/<picture>[.npy]     the same after ImageOps.exif_transpose
resize/<name>_<w>x<h>.npy   noise.png, resized
preprocess/<name>.npy       levels.npy, preprocessed with Keras' own statements, float32

Made with Pillow 9.4.0 (libjpeg-turbo 2.1, libwebp 1.2) and NumPy 1.24; run beside this file, without arguments.
"""
import io
import os
import random as dice
import struct
import zlib

import numpy as np
from PIL import Image, ImageCms, ImageOps

import odd_jpeg

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden")
random = np.random.default_rng(20150410)


def scene(width, height):
    """Smooth colour with edges and some noise: what codecs are made for, and what they get wrong."""
    y, x = np.mgrid[0:height, 0:width]
    waves = np.stack([127 + 120 * np.sin(x / 5 + y / 7), 127 + 120 * np.cos(x / 4 - y / 9), (9 * x + 5 * y) % 256], -1)
    noisy = waves + random.normal(0, 6, waves.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


def put(folder, name, data):
    path = os.path.join(ROOT, folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def put_array(folder, name, array):
    buffer = io.BytesIO()
    np.save(buffer, array)
    put(folder, name + ".npy", buffer.getvalue())


def decode(name, data, expected=None):
    put("decode", name, data)
    if expected is None:
        expected = np.array(Image.open(io.BytesIO(data)).convert("RGB"))
    put_array("decode", name, expected)


def encoded(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


# --- JPEG ---------------------------------------------------------------------------------------------------------

def without_segments(jpeg, *markers):
    out, at = bytearray(jpeg[:2]), 2
    while jpeg[at + 1] != 0xDA:
        end = at + 2 + struct.unpack(">H", jpeg[at + 2:at + 4])[0]
        if jpeg[at + 1] not in markers:
            out += jpeg[at:end]
        at = end
    return bytes(out) + jpeg[at:]


def adobe(transform):
    return b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + bytes([transform])


def frame_at(jpeg):
    return min(at for at in (jpeg.find(b"\xff\xc0"), jpeg.find(b"\xff\xc2")) if at > 0)


def patched(data, at, new):
    return data[:at] + new + data[at + len(new):]


pixels = scene(29, 22)
picture = Image.fromarray(pixels)
square = Image.fromarray(scene(32, 32))
for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
    decode(f"baseline_{name}.jpg", encoded(picture, "JPEG", quality=85, subsampling=subsampling))
decode("progressive.jpg", encoded(picture, "JPEG", quality=85, progressive=True))
decode("grey.jpg", encoded(picture.convert("L"), "JPEG", quality=85))

# The same blocks in another order: 4:2:2 data read as 4:4:0 is a shuffled picture, but a valid one.
jpeg = encoded(square, "JPEG", quality=85, subsampling=1)
decode("baseline_440.jpg", patched(jpeg, frame_at(jpeg) + 11, b"\x12"))

cmyk = encoded(picture.convert("CMYK"), "JPEG", quality=90)
decode("cmyk_adobe.jpg", cmyk)
decode("cmyk_without_marker.jpg", without_segments(cmyk, 0xEE))
# Four channels that hold Y, Cb, Cr and K, declared as such.
inks = np.dstack([255 - pixels, np.full(pixels.shape[:2], 40, np.uint8)])
ycc = np.array(Image.fromarray(255 - inks[..., :3]).convert("YCbCr"))
ycck = Image.frombytes("CMYK", picture.size, (255 - np.dstack([ycc, 255 - inks[..., 3]])).tobytes())
ycck = without_segments(encoded(ycck, "JPEG", quality=90, subsampling=0), 0xEE)
decode("ycck_adobe.jpg", ycck[:2] + adobe(2) + ycck[2:])

ycbcr = without_segments(encoded(picture, "JPEG", quality=90, subsampling=0), 0xE0)
decode("rgb_adobe.jpg", ycbcr[:2] + adobe(0) + ycbcr[2:])
decode("without_markers.jpg", ycbcr)
named = bytearray(ycbcr)
frame, scan = frame_at(ycbcr), ycbcr.find(b"\xff\xda")
for channel, letter in enumerate(b"RGB"):
    named[frame + 10 + 3 * channel] = letter
    named[scan + 5 + 2 * channel] = letter
decode("rgb_component_names.jpg", bytes(named))
decode("restart_markers.jpg", odd_jpeg.own(dice.Random("jpeg 39")))
decode("three_scans.jpg", odd_jpeg.own(dice.Random("jpeg 25")))

profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
decode("profile_lab.jpg", encoded(picture, "JPEG", quality=85, icc_profile=profile))
decode("profile_broken.jpg", encoded(picture, "JPEG", quality=85, icc_profile=profile[:200] + b"\xff" * 3000))
decode("trailing_junk.jpg", encoded(picture, "JPEG", quality=85) + b"PK\x03\x04" + bytes(range(256)) * 4)
decode("one_pixel.jpg", encoded(picture.resize((1, 1)), "JPEG"))

for orientation in range(1, 9):
    exif = Image.Exif()
    exif[0x0112] = orientation
    jpeg = encoded(picture, "JPEG", quality=85, exif=exif)
    put("upright", f"orientation_{orientation}.jpg", jpeg)
    put_array("upright", f"orientation_{orientation}.jpg",
              np.array(ImageOps.exif_transpose(Image.open(io.BytesIO(jpeg)))))
exif = Image.Exif()
exif[0x0112] = 6
png = encoded(picture, "PNG", exif=exif)
put("upright", "orientation_6.png", png)
put_array("upright", "orientation_6.png", np.array(ImageOps.exif_transpose(Image.open(io.BytesIO(png)))))
webp = encoded(picture, "WEBP", lossless=True, exif=exif)
put("upright", "orientation_6.webp", webp)
put_array("upright", "orientation_6.webp", np.array(ImageOps.exif_transpose(Image.open(io.BytesIO(webp)))))


# --- PNG ----------------------------------------------------------------------------------------------------------

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(samples, depth, color, palette=None, extra=b"", interlaced=False):
    """A PNG of any kind; samples (h, w, channels), as stored."""
    height, width, channels = samples.shape

    def rows(part):
        out = b""
        for row in part:
            bits = "".join(format(value, f"0{depth}b") for value in row.reshape(-1).tolist())
            bits += "0" * (-len(bits) % 8)
            out += b"\0" + int(bits, 2).to_bytes(len(bits) // 8, "big")
        return out

    passes = ((0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1))
    parts = [samples[y::dy, x::dx] for y, x, dy, dx in passes] if interlaced else [samples]
    data = b"".join(rows(part) for part in parts if part.size)
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, interlaced)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra
            + (chunk(b"PLTE", palette) if palette else b"") + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b""))


GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
colors = random.integers(0, 256, 768, dtype=np.uint8).tobytes()
alpha = random.integers(0, 256, pixels.shape[:2], dtype=np.uint8)
wide = random.integers(0, 65536, pixels.shape[:2] + (4,))
wide_alpha = wide[..., [0, 3]]
decode("rgb.png", png(pixels, 8, RGB))
decode("rgb_interlaced.png", png(pixels, 8, RGB, interlaced=True))
decode("rgb_transparent_colour.png", encoded(picture, "PNG", transparency=tuple(int(v) for v in pixels[0, 0])))
decode("rgba.png", png(np.dstack([pixels, alpha]), 8, RGBA))
decode("grey.png", png(pixels[..., :1], 8, GREY))
decode("grey_alpha.png", png(np.dstack([pixels[..., 0], alpha]), 8, GREY_ALPHA))
for depth in (1, 2, 4):
    levels = pixels[..., :1] >> (8 - depth)
    decode(f"grey_{depth}bit.png", png(levels, depth, GREY))
    decode(f"palette_{depth}bit.png", png(levels, depth, PALETTE, colors[:3 << depth]))
decode("palette_interlaced.png", png(pixels[..., :1] >> 4, 4, PALETTE, colors[:48], interlaced=True))
decode("palette_transparent.png", encoded(picture.quantize(64), "PNG", transparency=5))
decode("palette_short.png", png(pixels[..., :1] % 200, 8, PALETTE, colors[:600]))
# The high byte of 16 bits, also where Pillow's mode I would clip them to white.
decode("grey_16bit.png", png(wide[..., :1], 16, GREY), np.repeat(wide[..., :1] >> 8, 3, 2).astype(np.uint8))
decode("grey_alpha_16bit.png", png(wide_alpha, 16, GREY_ALPHA), np.repeat(wide[..., :1] >> 8, 3, 2).astype(np.uint8))
decode("rgb_16bit.png", png(wide[..., :3], 16, RGB), (wide[..., :3] >> 8).astype(np.uint8))
decode("rgba_16bit.png", png(wide, 16, RGBA), (wide[..., :3] >> 8).astype(np.uint8))
bomb = zlib.compress(bytes(16 << 20), 9)
expected = np.array(picture)
decode("bomb_text.png", png(pixels, 8, RGB, extra=chunk(b"zTXt", b"a\0\0" + bomb)), expected)
decode("bomb_profile.png", png(pixels, 8, RGB, extra=chunk(b"iCCP", b"a\0\0" + bomb)), expected)
decode("animated.png", encoded(picture, "PNG", save_all=True, append_images=[picture.rotate(180)]))
decode("png_named.jpg", png(pixels, 8, RGB))


# --- GIF ----------------------------------------------------------------------------------------------------------

gif = encoded(picture, "GIF")
decode("palette.gif", gif)
decode("grey.gif", encoded(picture.convert("L"), "GIF"))
decode("few_colours.gif", encoded(picture.quantize(5), "GIF", interlace=0))
decode("interlaced.gif", encoded(picture, "GIF", interlace=1))
decode("transparent.gif", encoded(picture.quantize(16), "GIF", transparency=3))
decode("animated.gif", encoded(picture, "GIF", save_all=True, append_images=[picture.rotate(180)]))


def on_screen(gif, width, height, left, top):
    frame = gif.find(b"\x2c\0\0\0\0" + gif[6:10])
    return patched(patched(gif, 6, struct.pack("<HH", width, height)), frame + 1, struct.pack("<HH", left, top))


decode("small_frame.gif", on_screen(gif, 40, 30, 7, 5))
decode("small_transparent_frame.gif",
       on_screen(encoded(picture.quantize(16), "GIF", transparency=3), 40, 30, 7, 5))
decode("large_frame.gif", on_screen(gif, 10, 8, 2, 3))
table = 3 * (2 << (gif[10] & 7))
decode("without_palette.gif", gif[:10] + bytes([gif[10] & 0x7F]) + gif[11:13] + gif[13 + table:])


# --- BMP ----------------------------------------------------------------------------------------------------------

def bmp(width, height, bits, compression, tables, data, header=40):
    offset = 14 + header + len(tables)
    info = struct.pack("<IiiHHIIiiII", header, width, height, 1, bits, compression, len(data), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", offset + len(data), 0, 0, offset) + info.ljust(header, b"\0") + tables + data


def rows(samples):
    return b"".join(row.tobytes() + bytes(-row.nbytes % 4) for row in samples)


height, width = pixels.shape[:2]
decode("rgb.bmp", encoded(picture, "BMP"))
decode("grey.bmp", encoded(picture.convert("L"), "BMP"))
decode("black_white.bmp", encoded(picture.convert("1"), "BMP"))
decode("rgba.bmp", encoded(Image.fromarray(np.dstack([pixels, alpha])), "BMP"))
decode("top_down.bmp", bmp(width, -height, 24, 0, b"", rows(np.ascontiguousarray(pixels[..., ::-1]))))
bgr0 = random.integers(0, 256, (16, 4), dtype=np.uint8)
bgr0[:, 3] = 0
nibbles = np.pad(pixels[..., 0] >> 4, ((0, 0), (0, 1)))
decode("palette_4bit.bmp", bmp(width, height, 4, 0, bgr0.tobytes(), rows(nibbles[:, 0::2] << 4 | nibbles[:, 1::2])))
decode("palette_v4_header.bmp",
       bmp(width, height, 4, 0, bgr0.tobytes(), rows(nibbles[:, 0::2] << 4 | nibbles[:, 1::2]), header=108))
words = random.integers(0, 32768, (height, width), dtype=np.uint16)
decode("rgb_555.bmp", bmp(width, height, 16, 0, b"", rows(words)))
words = random.integers(0, 65536, (height, width), dtype=np.uint16)
decode("rgb_565.bmp", bmp(width, height, 16, 3, struct.pack("<III", 0xF800, 0x07E0, 0x001F), rows(words)))
gray = b"".join(bytes([i, i, i, 0]) for i in range(256))
lengths = b""
levels = np.zeros((height, width), np.uint8)
for y in range(height):
    x = 0
    while x < width:
        run = min(1 + int(random.integers(7)), width - x)
        levels[y, x:x + run] = pixels[y, x, 0]
        lengths += bytes([run, pixels[y, x, 0]])
        x += run
    lengths += b"\0\0"
decode("run_lengths.bmp", bmp(width, height, 8, 1, gray, lengths + b"\0\1"),
       np.repeat(levels[::-1, :, None], 3, 2))
core = struct.pack("<IHHHH", 12, width, height, 1, 24)
data = rows(np.ascontiguousarray(pixels[::-1, :, ::-1]))
decode("os2.bmp", b"BM" + struct.pack("<IHHI", 26 + len(data), 0, 0, 26) + core + data)


# --- WebP ---------------------------------------------------------------------------------------------------------

decode("lossless.webp", encoded(picture, "WEBP", lossless=True))
decode("lossless_alpha.webp",
       encoded(Image.fromarray(np.dstack([pixels, alpha])), "WEBP", lossless=True, exact=True))
decode("lossless_profile.webp", encoded(picture, "WEBP", lossless=True, icc_profile=profile))
decode("animated.webp", encoded(picture, "WEBP", save_all=True, append_images=[picture.rotate(180)], lossless=True))
# Smooth, as lossy colour is what decoders differ in: the one here repeats chroma where libwebp interpolates it.
y, x = np.mgrid[0:48, 0:64]
smooth = Image.fromarray(np.stack([4 * x, 5 * y, 255 - 3 * x], -1).astype(np.uint8))
decode("lossy.webp", encoded(smooth, "WEBP", quality=90))
decode("lossy_alpha.webp", encoded(Image.merge("RGBA", smooth.split() + (smooth.split()[0],)), "WEBP", quality=90))


# --- Resizing -----------------------------------------------------------------------------------------------------

noise = random.integers(0, 256, (61, 97, 3), dtype=np.uint8)
image = Image.fromarray(noise)
put("resize", "noise.png", encoded(image, "PNG"))
SIZES = ((64, 48), (13, 77), (120, 90), (97, 30), (40, 61), (1, 1))
for w, h in SIZES:
    put_array("resize", f"keras-nearest_{w}x{h}", np.array(image.resize((w, h), Image.NEAREST)))
    put_array("resize", f"pil-bilinear_{w}x{h}", np.array(image.resize((w, h), Image.BILINEAR)))


def tensorflow_bilinear(image, width, height, scale, point):
    """resize_bilinear_op.cc, in its order of float32 operations."""
    def grid(size_in, size_out):
        step = scale(size_in, size_out)
        at = [point(np.float32(i), step) for i in range(size_out)]
        floor = [np.floor(v) for v in at]
        return ([max(int(f), 0) for f in floor], [min(int(np.ceil(v)), size_in - 1) for v in at],
                np.array([v - f for v, f in zip(at, floor)], np.float32))

    pixels = image.astype(np.float32)
    top, bottom, down = grid(image.shape[0], height)
    left, right, across = grid(image.shape[1], width)
    across, down = across[None, :, None], down[:, None, None]
    upper = pixels[top][:, left] + (pixels[top][:, right] - pixels[top][:, left]) * across
    lower = pixels[bottom][:, left] + (pixels[bottom][:, right] - pixels[bottom][:, left]) * across
    return upper + (lower - upper) * down


def plain(size_in, size_out):
    return np.float32(size_in) / np.float32(size_out)


def aligned(size_in, size_out):
    return np.float32(size_in - 1) / np.float32(size_out - 1) if size_out > 1 else plain(size_in, size_out)


half = np.float32(0.5)
for w, h in ((20, 15), (13, 40), (110, 7), (1, 1)):
    put_array("resize", f"tf-bilinear_{w}x{h}",
              tensorflow_bilinear(noise, w, h, plain, lambda i, step: (i + half) * step - half))
    put_array("resize", f"tfjs-legacy_{w}x{h}", tensorflow_bilinear(noise, w, h, plain, lambda i, step: i * step))
    put_array("resize", f"tfjs-align_{w}x{h}", tensorflow_bilinear(noise, w, h, aligned, lambda i, step: i * step))

buffer = io.BytesIO()
image.resize((256, 256), Image.BILINEAR).save(buffer, "JPEG")
round_trip = np.array(Image.open(buffer))
put_array("resize", "yahoo_100x80", round_trip[88:168, 78:178])
put_array("resize", "grey", np.array(image.convert("L")))


# --- Preprocessing ------------------------------------------------------------------------------------------------

levels = np.stack([np.arange(256), np.arange(256)[::-1], (np.arange(256) * 7) % 256], -1).reshape(16, 16, 3)
put_array("preprocess", "levels", levels.astype(np.uint8))


def preprocess_input(x, mode):
    """keras.applications.imagenet_utils._preprocess_numpy_input, channels last."""
    x = x.astype(np.float32)
    if mode == "tf":
        x /= 127.5
        x -= 1.0
        return x
    elif mode == "torch":
        x /= 255.0
        mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    else:
        x = x[..., ::-1]
        mean, std = [103.939, 116.779, 123.68], None
    x[..., 0] -= mean[0]
    x[..., 1] -= mean[1]
    x[..., 2] -= mean[2]
    if std is not None:
        x[..., 0] /= std[0]
        x[..., 1] /= std[1]
        x[..., 2] /= std[2]
    return x


for mode in ("tf", "torch", "caffe"):
    put_array("preprocess", mode, np.ascontiguousarray(preprocess_input(levels, mode)))
put_array("preprocess", "unit", (levels.astype(np.float32) / 255.0).astype(np.float32))
put_array("preprocess", "none", levels.astype(np.float32))
put_array("preprocess", "yahoo",
          np.ascontiguousarray(levels.astype(np.float32)[..., ::-1] - np.array([104, 117, 123], np.float32)))
