"""What a file is, told from its content and never from its name; bounded before anything is read.

Nothing here decompresses an archive or decodes a picture: headers and directories only.
"""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MB = 1_000_000
MAX_SIZE = 20 * MB
MAX_SIGNATURE = 500_000
MAX_PIXELS = 100_000_000
MAX_SIGNATURE_SIDE = 2_400
MAX_ENTRIES = 2_000
MAX_DIRECTORY = 512_000
MAX_UNPACKED = 200 * MB
OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX = OFFICE + "wordprocessingml.document"
XLSX = OFFICE + "spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Found:
    """The media type with the ending that fits it."""

    media_type: str
    ending: str


KINDS = {
    "jpg": Found("image/jpeg", "jpg"),
    "png": Found("image/png", "png"),
    "webp": Found("image/webp", "webp"),
    "gif": Found("image/gif", "gif"),
    "heic": Found("image/heic", "heic"),
    "pdf": Found("application/pdf", "pdf"),
    "docx": Found(DOCX, "docx"),
    "xlsx": Found(XLSX, "xlsx"),
    "mp3": Found("audio/mpeg", "mp3"),
    "wav": Found("audio/wav", "wav"),
    "m4a": Found("audio/mp4", "m4a"),
    "mp4": Found("video/mp4", "mp4"),
}


def sniff(content: bytes) -> Found:
    """The kind of a file; ValidationError with a sentence where it is none that we keep."""
    if not content:
        raise ValidationError(_("The file is empty."))
    if len(content) > MAX_SIZE:
        raise ValidationError(_too_large())
    ending = _ending(content)
    if ending is None:
        raise ValidationError(
            _("Files of this kind are not accepted. Accepted are pictures, PDF, Word (docx), "
              "Excel (xlsx), sound and video recordings.")
        )  # fmt: skip
    if ending == "zip":
        ending = _office(content)
    if ending in ("png", "jpg", "gif", "webp"):
        width, height = _dimensions(content, ending)
        if not 0 < width * height <= MAX_PIXELS:
            raise ValidationError(_("The picture is damaged or has too many pixels."))
    return KINDS[ending]


def check_signature(content: bytes) -> None:
    """A signature is a small, whole PNG on which something is drawn."""
    if len(content) > MAX_SIGNATURE:
        raise ValidationError(_("The signature is too large."))
    damaged = ValidationError(_("The signature cannot be read. Please sign again."))
    if _ending(content) != "png":
        raise damaged
    chunks = _png_chunks(content)
    if chunks is None or len(chunks[0][1]) != 13:
        raise damaged
    header = chunks[0][1]
    width, height, depth, colour = struct.unpack(">IIBB", header[:10])
    if not (0 < width <= MAX_SIGNATURE_SIDE and 0 < height <= MAX_SIGNATURE_SIDE):
        raise damaged
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour)
    if channels is None or depth not in (1, 2, 4, 8, 16) or header[12] != 0:
        raise damaged
    expected = height * (1 + (width * channels * depth + 7) // 8)
    packed = b"".join(data for name, data in chunks if name == b"IDAT")
    try:
        rows = zlib.decompressobj().decompress(packed, expected + 1)
    except zlib.error:
        raise damaged from None
    if len(rows) != expected:
        raise damaged
    if _is_blank(rows, expected // height, width, channels, depth):
        raise ValidationError(_("The signature field is empty. Please sign."))


def _ending(content: bytes) -> str | None:
    head = content[:16]
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "gif"
    if head[:4] == b"RIFF":
        return {b"WEBP": "webp", b"WAVE": "wav"}.get(head[8:12])
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head[4:8] == b"ftyp":
        return _container(head[8:12])
    if head.startswith(b"ID3") or head[:2] in (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"):
        return "mp3"
    return None


def _container(brand: bytes) -> str | None:
    if brand in (b"heic", b"heix", b"mif1", b"msf1"):
        return "heic"
    if brand in (b"M4A ", b"M4B "):
        return "m4a"
    return "mp4" if brand in (b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"iso5") else None


def _office(content: bytes) -> str:
    """Word or Excel by the archive's directory, which is bounded before it is read."""
    bad = ValidationError(_("The archive is damaged or not a Word or Excel file."))
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 66_000))
    if at < 0 or at + 22 > len(content):
        raise bad
    entries, size = struct.unpack("<HI", content[at + 10 : at + 16])
    if entries > MAX_ENTRIES or size > MAX_DIRECTORY or b"PK\x06\x07" in content[at - 20 : at]:
        raise bad
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError):
        raise bad from None
    names = {member.filename for member in members}
    if len(members) > MAX_ENTRIES or "[Content_Types].xml" not in names:
        raise bad
    if any(member.flag_bits & 1 for member in members):
        raise ValidationError(_("Files with a password are not accepted."))
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise ValidationError(_("The file unpacks to too much."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_("Files with macros are not accepted."))
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise bad


def _dimensions(content: bytes, ending: str) -> tuple[int, int]:
    try:
        if ending == "png":
            width, height = struct.unpack(">II", content[16:24])
            return width, height
        if ending == "gif":
            width, height = struct.unpack("<HH", content[6:10])
            return width, height
        if ending == "webp":
            return _webp(content)
        return _jpeg(content)
    except (struct.error, IndexError):
        return 0, 0


def _webp(content: bytes) -> tuple[int, int]:
    form = content[12:16]
    if form == b"VP8X":
        return (
            int.from_bytes(content[24:27], "little") + 1,
            int.from_bytes(content[27:30], "little") + 1,
        )
    if form == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(content):
        if content[at] != 0xFF:
            return 0, 0
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in (0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 if 0xD0 <= marker <= 0xD8 else 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return 0, 0


def _png_chunks(content: bytes) -> list[tuple[bytes, bytes]] | None:
    """The chunks where every checksum fits and nothing follows the end."""
    chunks, at = [], 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        name, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        check = content[at + 8 + length : at + 12 + length]
        if len(data) != length or zlib.crc32(name + data).to_bytes(4, "big") != check:
            return None
        chunks.append((name, data))
        at += 12 + length
        if name == b"IEND":
            whole = at == len(content) and chunks[0][0] == b"IHDR"
            return chunks if whole else None
    return None


def _is_blank(rows: bytes, stride: int, width: int, channels: int, depth: int) -> bool:
    """Whether every pixel is the same; filters of an even picture leave zeros behind."""
    first = rows[1:stride]
    step = max(1, channels * depth // 8)
    even = first[:step] * (len(first) // step)
    # Filter 1 (Sub) leaves the first pixel and zeros; filters 2 to 4 leave zeros below row one.
    plain = first in (even, first[:step] + bytes(len(first) - step))
    return plain and all(
        row in (first, bytes(len(row)), row[:step] + bytes(len(row) - step))
        for row in (rows[at + 1 : at + stride] for at in range(stride, len(rows), stride))
    )


def _too_large() -> str:
    return _("The file is larger than {limit} MB.").format(limit=MAX_SIZE // MB)
