"""A QR code as a PNG: black and white, one bit a pixel."""

import struct
import zlib

from qrcode.main import QRCode

SCALE, BORDER = 8, 4


def qr_png(text: str) -> bytes:
    """The picture of a text."""
    code = QRCode(border=BORDER)
    code.add_data(text)
    code.make(fit=True)
    rows = [[dot for dot in row for _n in range(SCALE)] for row in code.get_matrix()]
    lines = [_line(row) for row in rows for _n in range(SCALE)]
    side = len(rows) * SCALE
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"".join(lines), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _line(dots: list[bool]) -> bytes:
    """A filter byte, then eight dots a byte; a set bit is white."""
    bits = "".join("0" if dot else "1" for dot in dots)
    bits += "1" * (-len(bits) % 8)
    return b"\x00" + int(bits, 2).to_bytes(len(bits) // 8, "big")


def _chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)
