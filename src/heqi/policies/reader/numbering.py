"""Word's automatic numbering, resolved to the numbers a reader sees."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

_PLACE = re.compile(r"%([1-9])")
_CN = "零一二三四五六七八九"
_CHINESE: tuple[str, ...] = (
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
)
_CHINESE += ("taiwaneseCounting", "taiwaneseCountingThousand", "chineseLegalSimplified")
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"))


@dataclass(slots=True)
class _Level:
    start: int
    form: str
    text: str
    style: str = ""
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """Counts per list while the paragraphs are read in order."""

    styles: dict[str, Any]
    abstract: dict[str, dict[int, _Level]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, document: Any, styles: dict[str, Any]) -> Numbering:
        numbering = cls(styles)
        try:
            root = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
        except KeyError:
            return numbering
        for element in root.iterchildren(qn("w:abstractNum")):
            name = element.get(qn("w:abstractNumId"))
            numbering.abstract[name] = {
                int(lvl.get(qn("w:ilvl"), "0")): _level(lvl)
                for lvl in element.iterchildren(qn("w:lvl"))
            }
            if link := _value(element, "w:numStyleLink"):
                numbering.links[name] = link
        for element in root.iterchildren(qn("w:num")):
            name = element.get(qn("w:numId"))
            numbering.lists[name] = _value(element, "w:abstractNumId")
            for override in element.iterchildren(qn("w:lvlOverride")):
                start = _value(override, "w:startOverride")
                if start and start.isdecimal():
                    level = int(override.get(qn("w:ilvl"), "0"))
                    numbering.restarts.setdefault(name, {})[level] = int(start)
        return numbering

    def label(self, p: Any) -> str:
        """The number Word shows before a paragraph, '' if none; counts it."""
        name, level = self._list_of(p)
        abstract = self._abstract_of(name)
        if not name or not abstract or level not in self.abstract[abstract]:
            return ""
        levels = self.abstract[abstract]
        counts = self.counts.setdefault(abstract, {})
        if name not in self.begun:
            self.begun.add(name)
            for restarted, start in self.restarts.get(name, {}).items():
                counts[restarted] = start - 1
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [n for n in counts if n > level]:
            del counts[deeper]
        own = levels[level]
        if own.form in ("bullet", "none"):
            return ""

        def number(m: re.Match[str]) -> str:
            n = int(m[1]) - 1
            shape = levels.get(n, own)
            return spell(counts.setdefault(n, shape.start), "decimal" if own.legal else shape.form)

        return _PLACE.sub(number, own.text).strip()

    def _list_of(self, p: Any) -> tuple[str, int]:
        name, level = _numpr(p.find(qn("w:pPr")))
        style_id = _value(p.find(qn("w:pPr")), "w:pStyle")
        for _ in range(12):
            style = self.styles.get(style_id)
            if name is not None or style is None:
                break
            name, styled = _numpr(style.find(qn("w:pPr")))
            if name is not None and level is None:
                level = styled if styled is not None else self._level_of_style(name, style_id)
            style_id = _value(style, "w:basedOn")
        return ("" if name in (None, "0") else str(name)), level or 0

    def _level_of_style(self, name: str, style_id: str | None) -> int:
        levels = self.abstract.get(self._abstract_of(name), {})
        return next((n for n, lvl in levels.items() if lvl.style == style_id), 0)

    def _abstract_of(self, name: str) -> str:
        abstract = self.lists.get(name, "")
        if link := self.links.get(abstract):
            style = self.styles.get(link)
            linked = _numpr(style.find(qn("w:pPr")))[0] if style is not None else None
            abstract = self.lists.get(linked or "", abstract)
        return abstract if abstract in self.abstract else ""


def _level(lvl: Any) -> _Level:
    start = _value(lvl, "w:start") or "1"
    return _Level(
        int(start) if start.isdecimal() else 1,
        _value(lvl, "w:numFmt") or "decimal",
        _value(lvl, "w:lvlText") or "",
        _value(lvl, "w:pStyle") or "",
        lvl.find(qn("w:isLgl")) is not None,
    )


def _numpr(properties: Any) -> tuple[str | None, int | None]:
    numpr = properties.find(qn("w:numPr")) if properties is not None else None
    if numpr is None:
        return None, None
    level = _value(numpr, "w:ilvl")
    return _value(numpr, "w:numId"), int(level) if level and level.isdecimal() else None


def _value(element: Any, tag: str) -> Any:
    child = element.find(qn(tag)) if element is not None else None
    return None if child is None else child.get(qn("w:val"))


def spell(n: int, form: str) -> str:
    """A count in a Word number format; formats not known print as digits."""
    if form in _CHINESE:
        return chinese(n)
    if form.startswith("decimalEnclosedCircle") and 1 <= n <= 20:
        return chr(0x245F + n)
    if form in ("lowerLetter", "upperLetter") and 1 <= n <= 26:
        return chr((96 if form == "lowerLetter" else 64) + n)
    if form in ("lowerRoman", "upperRoman") and 1 <= n < 400:
        roman = _roman(n)
        return roman if form == "lowerRoman" else roman.upper()
    return f"{n:02d}" if form == "decimalZero" else str(n)


def chinese(n: int) -> str:
    """23 -> 二十三, up to 999."""
    if not 0 < n < 1000:
        return str(n)
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_CN[hundreds]}百" if hundreds else ""
    if hundreds and not tens and ones:
        text += "零"
    if tens:
        text += ("" if tens == 1 and not hundreds else _CN[tens]) + "十"
    return text + (_CN[ones] if ones else "")


def _roman(n: int) -> str:
    text = ""
    for value, letters in (*_ROMAN, (1, "i")):
        count, n = divmod(n, value)
        text += letters * count
    return text
