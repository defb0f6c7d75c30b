"""From the bytes of a file to lines: UTF-8, UTF-16 with a mark, GB18030, or Word."""

from __future__ import annotations

import re

from .markers import fold
from .values import Line, Unreadable

MOST_BYTES = 20 * 1024 * 1024
MOST_LINES = 300_000
MOST_LINE = 20_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
)
_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = " \t\u3000\xa0\ufeff\u200b"


def is_word(data: bytes) -> bool:
    return data[:4] == b"PK\x03\x04"


def check_size(data: bytes) -> None:
    """Empty and oversized input is refused before anything looks at it."""
    if not data.strip():
        raise Unreadable("文件是空的。", "The file is empty.")
    if len(data) > MOST_BYTES:
        raise Unreadable(
            f"文件超过 {MOST_BYTES // 1048576} MB，无法导入。",
            f"The file is larger than {MOST_BYTES // 1048576} MB.",
        )


def text_lines(data: bytes) -> list[Line]:
    """The lines of a text file, numbered from 1; lines without text keep their number."""
    return lines_of(_decode(data))


def lines_of(text: str) -> list[Line]:
    pieces = _BREAKS.split(text)
    if len(pieces) > MOST_LINES:
        raise Unreadable(
            f"文件超过 {MOST_LINES} 行，不像是制度汇编。",
            f"The file has more than {MOST_LINES} lines.",
        )
    return [make_line(at, piece) for at, piece in enumerate(pieces, 1)]


def make_line(
    at: int,
    text: str,
    *,
    heading: int = 0,
    contents: bool = False,
    table: int = 0,
    cells: tuple[str, ...] = (),
) -> Line:
    text = text.strip(_SPACES)
    if len(text) > MOST_LINE:
        raise Unreadable(
            f"第 {at} 行超过 {MOST_LINE} 字，不像是制度汇编。",
            f"Line {at} has more than {MOST_LINE} characters.",
        )
    return Line(at, text, fold(text), heading, contents, table, cells)


def _decode(data: bytes) -> str:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data[: 1 << 20]:
            raise Unreadable(
                "文件有打开密码，请先去掉密码。",
                "The file is protected by a password; remove it first.",
            )
        raise Unreadable(
            "这是旧版 Word 文件（.doc），请另存为 .docx。",
            "This is an old Word file (.doc); save it as .docx.",
        )
    for magic, name in _OTHER:
        if data.startswith(magic):
            raise Unreadable(
                f"这是 {name} 文件，请提供 .txt 或 .docx。",
                f"This is a {name} file; give a .txt or .docx file.",
            )
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16")):
        if data.startswith(mark):
            return _plausible(_strict(data, codec))
    if data.startswith(b"\xfe\xff"):
        return _plausible(_strict(data, "utf-16"))
    if b"\x00" in data:
        raise _not_text()
    try:
        return _plausible(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _plausible(_strict(data, "gb18030"))


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise _not_text() from error


def _plausible(text: str) -> str:
    """GB18030 decodes almost any bytes: text full of controls or rarities is no text."""
    sample = text if len(text) <= 40_000 else text[:20_000] + text[-20_000:]
    odd = sum(
        1 for c in sample if (c < " " and c not in "\t\n\r\x0b\x0c") or "\ue000" <= c <= "\uf8ff"
    )
    if "\x00" in text or odd > max(3, len(sample) // 50):
        raise _not_text()
    return text


def _not_text() -> Unreadable:
    return Unreadable(
        "文件不是 UTF-8 或 GB18030 编码的文本，也不是 Word 文档。",
        "The file is neither UTF-8 or GB18030 text nor a Word document.",
    )
