"""Tiny picture files of every kind, made here."""

import io
import os
import struct
import zlib

from PIL import Image, ImageCms, PngImagePlugin

from app.pictures.examine import PictureFile


def encoded(image, kind="PNG", **options):
    written = io.BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def noise(width=600, height=300, mode="RGB"):
    """Give a picture that compresses badly: its file is heavy enough to be worth a copy."""
    rows = 20
    small = Image.frombytes("RGB", (width, rows), os.urandom(width * rows * 3))
    whole = Image.new("RGB", (width, height), (200, 60, 40))
    whole.paste(small, (0, height - rows))
    return whole.convert(mode)


def plain(colour, mode="RGB", size=(600, 300)):
    """Give one colour, and weight by a comment that no copy keeps."""
    return Image.new(mode, size, colour)


def heavy_png(image, **options):
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "secret place " * 1500)
    return encoded(image, "PNG", pnginfo=info, **options)


def a_png_head(width, height):
    """Give a PNG of a few bytes that says it is huge."""

    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def swapped_profile():
    """Give an sRGB profile whose red and green have changed places."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", data[128:132])[0]
    places = range(132, 132 + count * 12, 12)
    entries = {bytes(data[place : place + 4]): place for place in places}
    red, green = entries[b"rXYZ"], entries[b"gXYZ"]
    data[red : red + 4], data[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(data)


def kept(folder, data, name="a.png"):
    """Write *data* below *folder*, and give the picture as a snapshot knows it."""
    file = folder / name
    file.write_bytes(data)
    status = file.stat()
    return PictureFile(
        path=f"assets/{name}", file=file, modified=status.st_mtime_ns, weight=status.st_size
    )


def opened(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
