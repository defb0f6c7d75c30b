"""What an uploaded file is, told from its content; what we do not read is refused."""

import codecs
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MB = 1_000_000
MAX_TEXT = 1_000 * MB
MAX_WORKBOOK = 100 * MB
MAX_ENTRIES = 500
MAX_UNPACKED = 700 * MB
# XML shrinks to a tenth; what shrinks to a hundredth was made to expand.
MAX_RATIO = 100
PIECE = 1 << 20
XML_HEAD = 4_096
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Sniffed:
    """``csv`` with its encoding, or ``xlsx``."""

    format: str
    encoding: str = "utf-8"


def sniff(path: Path) -> Sniffed:
    """The format of a file; ValidationError with a sentence where it is none that we read."""
    size = path.stat().st_size
    if not size:
        raise ValidationError(_("The file is empty."))
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK\x03\x04"):
        _check_workbook(path, size)
        return Sniffed("xlsx")
    if head.startswith(OLD_EXCEL):
        raise ValidationError(
            _("This is an old Excel file or one with a password. Save it as .xlsx without a "
              "password and upload it again.")
        )  # fmt: skip
    if head.startswith(
        (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
    ):
        raise ValidationError(_("Archives are not accepted. Upload the Excel or CSV file itself."))
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise ValidationError(_("Only Excel (.xlsx) and CSV files can be imported."))
    if size > MAX_TEXT:
        raise ValidationError(_too_large(MAX_TEXT))
    return Sniffed("csv", _encoding(path))


def _encoding(path: Path) -> str:
    """UTF-8 where all of it is, else GB18030; NUL and anything else is refused."""
    if _decodes(path, "utf-8"):
        return "utf-8-sig"
    if _decodes(path, "gb18030"):
        return "gb18030"
    raise ValidationError(
        _("The text of the file cannot be read. Save it as CSV in UTF-8 or GB18030 and try again.")
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            if b"\0" in piece:
                raise ValidationError(
                    _("The file holds characters that no text has (NUL). Save it as CSV in UTF-8 "
                      "and try again.")
                )  # fmt: skip
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _check_workbook(path: Path, size: int) -> None:
    """Look at the directory of the archive and the first bytes of its parts, unpacking nothing."""
    if size > MAX_WORKBOOK:
        raise ValidationError(_too_large(MAX_WORKBOOK))
    bad = ValidationError(_("Only Excel (.xlsx) and CSV files can be imported."))
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if len(members) > MAX_ENTRIES or "xl/workbook.xml" not in names:
                raise bad
            if any(member.flag_bits & 1 for member in members):
                raise ValidationError(_("Files with a password are not accepted."))
            unpacked = sum(member.file_size for member in members)
            if unpacked > MAX_UNPACKED or (
                unpacked > MB
                and any(m.file_size > MAX_RATIO * max(1, m.compress_size) for m in members)
            ):
                raise ValidationError(_("The file unpacks to too much."))
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise ValidationError(_("Files with macros are not accepted."))
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    with archive.open(member) as part:
                        head = part.read(XML_HEAD).upper()
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise ValidationError(
                            _("The workbook declares XML entities; such files are not accepted.")
                        )
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError, OSError):
        raise bad from None


def _too_large(limit: int) -> str:
    return _("The file is larger than {limit} MB.").format(limit=limit // MB)
