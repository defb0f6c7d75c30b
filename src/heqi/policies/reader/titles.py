"""Where policies begin."""

from __future__ import annotations

import re

from .front import is_contents_entry, is_notice
from .lexicon import is_document_name, tight
from .markers import marker_of
from .values import Line

_PREFACE = re.compile(r"^(?:前言|序言|引言|总说明)$")
_SUBTITLE = re.compile(
    r"^[(（].{0,80}[)）]$|^.{0,30}[〔\[]\d{4}[〕\]].{0,20}$|^\d{4}年\d{1,2}月.{0,30}$"
)
_LOOK_AHEAD = 5


def is_preface(line: Line) -> bool:
    return len(line.flat) <= 12 and bool(_PREFACE.match(tight(line.flat)))


def policy_starts(lines: list[Line]) -> list[int]:
    """Indices of the lines that are the title of a policy.

    A title is a document's name alone on its line, followed by a first number (1, 1.1, 第一章,
    第一条, 一、) within a few lines of subtitle; 前言 opens the preface. Entries of the contents,
    rows of a register and references are followed by something else.
    """
    starts: list[int] = []
    for index, line in enumerate(lines):
        if line.cells or not line.text or is_contents_entry(line):
            continue
        if is_preface(line):
            if not _in_contents(lines, index):
                starts.append(index)
        elif is_document_name(line.flat) and not marker_of(line.flat) and _opens(lines, index + 1):
            starts.append(index)
    return starts


def first_numbered(lines: list[Line]) -> int:
    """Index of the first line that opens a numbered text, or -1."""
    for index, line in enumerate(lines):
        if line.cells or not line.text or is_contents_entry(line) or is_notice(line.flat):
            continue
        marker = marker_of(line.flat)
        if line.heading or (marker and all(v == 1 for v in marker.values)):
            return index
    return -1


def _in_contents(lines: list[Line], index: int) -> bool:
    following = [ln for ln in lines[index + 1 : index + 6] if ln.text][:2]
    return bool(following) and all(
        is_contents_entry(ln) or is_document_name(ln.flat) for ln in following
    )


def _opens(lines: list[Line], index: int) -> bool:
    seen = 0
    for line in lines[index : index + 3 * _LOOK_AHEAD]:
        if not line.text:
            continue
        if line.cells or is_contents_entry(line):
            return False
        marker = marker_of(line.flat)
        if marker and marker.style in ("comma", "round", "ring", "paren", "letter"):
            return False
        if marker:
            return all(value == 1 for value in marker.values)
        if line.heading:
            return not is_document_name(line.flat)
        seen += 1
        if seen >= _LOOK_AHEAD or not (
            _SUBTITLE.match(line.flat) or (seen <= 1 and _preamble(line))
        ):
            return False
    return False


def _preamble(line: Line) -> bool:
    """A sentence between the title and chapter one, as some policies have."""
    return line.flat.endswith("。") and line.flat.startswith(("为", "根据", "按照", "依据"))
