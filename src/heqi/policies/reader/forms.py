"""Official forms printed at the end of a policy: title, fields, notes."""

from __future__ import annotations

import re

from .findings import Findings
from .lexicon import tight
from .markers import fold, marker_of
from .nodes import is_title
from .values import Field, Form, Line, Note

_ANNEX = re.compile(
    r"^附\s*(?:件|表|录|图|页)?\s*[一二三四五六七八九十\d]{0,3}\s*(?::|\s|$)\s*(.*)$"
)
_FORM_NAME = re.compile(r"(?:表|单|书|卡|台帐|台账|回执|存根|登记簿)\s*:?$")
_NOTE = re.compile(r"^(?:备\s*)?注\s*(?:\d\s*)?:\s*(.+)$|^(?:填表|填写)说明\s*:\s*(.*)$")
_NOTE_ITEM = re.compile(r"(?:^|(?<=[;。,]))\s*(?:\(?\d{1,2}\)|\d{1,2}[.、])\s*")
_LABEL = re.compile(r"([^\s:,。;]{1,24}(?: [^\s:,。;]{1,12}){0,3})\s*:\s*")
_DATE = re.compile(r"(?:日期|时间|年\s*月\s*日)")
_SIGN = re.compile(r"签字|签名|签章|盖章|经理|主任|经办人|负责人|审核人?|批准人?|审批人?")
_HINT = re.compile(r"^\(([^()]{1,30})\)$")
_BLANK_DATE = re.compile(r"年\s*月\s*日")


def annex_rest(flat: str) -> str | None:
    """What follows 附件一: on its line ('' if nothing), or None if the line opens no annex."""
    if len(flat) > 60 or not flat.startswith("附"):
        return None
    m = _ANNEX.match(flat)
    return m[1].strip() if m else None


def _is_form_title(flat: str) -> bool:
    name = tight(flat).rstrip(": ")
    return 3 <= len(name) <= 40 and bool(_FORM_NAME.search(name)) and is_title(name, 40)


def opens_form(lines: list[Line], at: int, begun: bool) -> bool:
    """Whether a form begins here: an annex that names one, or its name alone above blank fields."""
    line = lines[at]
    if not begun or line.cells or marker_of(line.flat):
        return False
    rest = annex_rest(line.flat)
    if rest == "":
        following = lines[at + 1] if at + 1 < len(lines) else None
        return following is not None and _is_form_title(following.flat)
    if rest is not None:
        return _is_form_title(rest)
    if not _is_form_title(line.flat) or at + 2 >= len(lines):
        return False
    window = lines[at + 1 : at + 7]
    blanks = sum(1 for ln in window if _looks_blank(ln))
    return blanks >= min(3, len(window)) and not marker_of(lines[at + 1].flat)


def _looks_blank(line: Line) -> bool:
    flat = line.flat
    return bool(line.cells) or flat.endswith(":") or is_title(flat, 10) or ": " in flat


class FormsReader:
    def __init__(self, key: str, lines: list[Line], findings: Findings) -> None:
        self.key = key
        self.lines = lines
        self.findings = findings

    def read(self, at: int, ordinal: int) -> tuple[Form, int]:
        """The form that begins at this index, and the index after it."""
        first = self.lines[at]
        rest = annex_rest(first.flat)
        used = [first.at]
        title = first.text
        if rest == "":
            at += 1
            title = self.lines[at].text
            used.append(self.lines[at].at)
        elif rest is not None:
            title = first.text[len(first.text) - len(rest) :]
        at += 1
        fields: list[Field] = []
        notes: list[tuple[str, int]] = []
        while at < len(self.lines) and not self._ends(at):
            line = self.lines[at]
            used.append(line.at)
            note = _NOTE.match(line.flat)
            if note and (note[1] or note[2]):
                body = line.text[line.flat.index(":") + 1 :].strip()
                notes += [(text, line.at) for text in _split_notes(body)]
            elif (hint := _HINT.match(line.flat)) and fields:
                last = fields[-1]
                fields[-1] = Field(last.label, last.kind, last.line, hint[1])
            else:
                fields += _fields(line)
            at += 1
        ref = f"{self.key}/form-{ordinal}"
        numbered = len(notes) > 1
        named = tuple(
            Note(f"{ref}-note{n if numbered else ''}", text, where)
            for n, (text, where) in enumerate(notes, 1)
        )
        title = tight(title).rstrip(":： ")
        return Form(ref, self.key, title, first.at, tuple(fields), named, tuple(used)), at

    def _ends(self, at: int) -> bool:
        line = self.lines[at]
        if annex_rest(line.flat) is not None or opens_form(self.lines, at, begun=True):
            return True
        marker = marker_of(line.flat)
        return (
            marker is not None and marker.style in ("章", "条", "decimal") and len(line.flat) > 12
        )


def _split_notes(body: str) -> list[str]:
    marks = list(_NOTE_ITEM.finditer(fold(body)))
    if not marks:
        return [body]
    ends = [m.start() for m in marks[1:]] + [len(body)]
    pieces = [body[m.end() : end].strip() for m, end in zip(marks, ends, strict=True)]
    if before := body[: marks[0].start()].strip():
        pieces.insert(0, before)
    pieces = [p for p in pieces if p]
    return pieces if len(pieces) > 1 else [body]


def _fields(line: Line) -> list[Field]:
    texts = line.cells or (line.text,)
    found: list[Field] = []
    for text in texts:
        flat = text.translate({0xFF1A: 0x3A, 0x3000: 0x20, 0xFF08: 0x28, 0xFF09: 0x29}).strip()
        if not flat:
            continue
        labels = [tight(m[1]) for m in _LABEL.finditer(flat)]
        for label in labels or [tight(_BLANK_DATE.sub("", flat)) or "日期"]:
            kind = "signature" if _SIGN.search(label) and len(label) <= 14 else "text"
            if _DATE.search(label) or (_BLANK_DATE.search(flat) and len(labels) <= 1):
                kind = "signature" if "签" in label else "date"
            if "意见" in label:
                kind = "text"
            found.append(Field(label, kind, line.at))
    return found
