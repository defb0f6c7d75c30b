"""A field of an import: under which headings it comes, how its text is read."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.functional import Promise

Read = Callable[[str], str]
DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?$")
PLAIN_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
SERIAL = re.compile(r"^\d{5}$")
EXCEL_EPOCH = date(1899, 12, 30)
SPACES = re.compile(r"\s+")
NOT_PHONE = re.compile(r"[\s()（）+]")
YES = frozenset("是 有 y yes true 1 √ 已装 已安装".split())  # noqa: SIM905
NO = frozenset("否 无 n no false 0 × 未装 未安装".split())  # noqa: SIM905


def text(raw: str) -> str:
    """Half-width, without spaces around it and without control characters."""
    if not raw.isascii() and not unicodedata.is_normalized("NFKC", raw):
        raw = unicodedata.normalize("NFKC", raw)
    if not raw.isprintable():
        raw = "".join(c if c.isprintable() else " " for c in raw)
    return SPACES.sub(" ", raw).strip()


def number(raw: str) -> str:
    """An account, meter or document number: capitals, no spaces."""
    return text(raw).replace(" ", "").upper().lstrip("'")


def phone(raw: str) -> str:
    """Digits, the code of the country left out."""
    plain = NOT_PHONE.sub("", text(raw)).lstrip("'")
    if len(plain) == 13 and plain.startswith("86"):
        plain = plain[2:]
    if len(plain) == 13 and plain[3:4] == plain[8:9] == "-":
        plain = plain.replace("-", "")
    return plain


def day(raw: str) -> str:
    """A day as ISO text where it can be read, else as it came. Excel's day numbers too."""
    plain = text(raw)
    found = DAY.match(plain) or PLAIN_DAY.match(plain)
    if found:
        return f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}"
    if SERIAL.match(plain):
        return (EXCEL_EPOCH + timedelta(days=int(plain))).isoformat()
    return plain


def yes_no(raw: str) -> str:
    """``yes`` or ``no``, else as it came."""
    plain = text(raw)
    word = plain.lower()
    return "yes" if word in YES else "no" if word in NO else plain


def amount(raw: str) -> str:
    """A number without thousands separators."""
    return text(raw).replace(",", "")


def one_of(words: Mapping[str, str]) -> Read:
    """A code for each of its words; what is no such word stays as it came."""
    folded = {word.lower(): code for word, code in words.items()}
    codes = {code: code for code in folded.values()}

    def read(raw: str) -> str:
        plain = text(raw)
        word = plain.lower().replace(" ", "")
        return folded.get(word) or codes.get(word, plain)

    return read


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its headings; ``of`` is the standard and the name it has there."""

    name: str
    label: str | Promise
    headings: tuple[str, ...]
    read: Read = text
    of: tuple[str, str] | None = None
    group: str = ""
    longest: int = 240
    known: dict[str, str] = field(default_factory=dict, compare=False, repr=False)


def folded(heading: str) -> str:
    """A heading as it is compared: no spaces, marks, units in brackets, capitals."""
    plain = unicodedata.normalize("NFKC", heading).lower()
    plain = re.sub(r"\(.*?\)|\[.*?\]|【.*?】", "", plain)
    return re.sub(r"[\s_\-:*.#/]+", "", plain)
