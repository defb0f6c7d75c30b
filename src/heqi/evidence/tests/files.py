"""Small real files, made here."""

import base64
import io
import struct
import zipfile
import zlib


def png(width: int = 8, height: int = 8, *, drawn: bool = True, grey: int = 255) -> bytes:
    """A whole greyscale picture, with a dot where something is drawn."""
    rows = [bytearray([0, *([grey] * width)]) for _ in range(height)]
    if drawn:
        rows[height // 2][width // 2] = 0
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
        + _chunk(b"IDAT", zlib.compress(b"".join(rows)))
        + _chunk(b"IEND", b"")
    )


def jpeg(width: int = 8, height: int = 8) -> bytes:
    """The frame of a picture: enough for every header check."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    size = struct.pack(">H", len(frame) + 2)
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0" + size + frame + b"\xff\xd9"


def office(inside: str = "xl/workbook.xml", extra: dict[str, bytes] | None = None) -> bytes:
    """A Word or Excel archive by its directory."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(inside, "<x/>")
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return buffer.getvalue()


def drawn(content: bytes) -> str:
    """As a canvas hands it over."""
    return "data:image/png;base64," + base64.b64encode(content).decode()


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
