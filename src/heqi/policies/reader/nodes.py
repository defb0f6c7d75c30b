"""The clause tree while it grows, and how it is frozen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .lexicon import key_for, known, slug
from .values import Clause, Line, Part

_INNER_LIST = re.compile(r"\(([^()]{6,400})\)")
_DEFINES = re.compile(r"^[^,。;:]{2,20}(?::|是指|指)")
_STOPS = "。;!?:.…"
_MOST_GLUED = 4000
_AGAIN = re.compile(r"~\d+$")
_DANGLES = re.compile(
    r".{6}(?:将|和|或|及|把|被|(?<![所存])在|(?<![理事缘])由|(?<!目)的|(?<!参)与)$"
)
_NO_TITLE = re.compile(r"[,。;:!?]")


def is_title(flat: str, longest: int = 24) -> bool:
    """A heading: short, without punctuation that belongs to sentences."""
    return 0 < len(flat) <= longest and not _NO_TITLE.search(flat)


def ends_sentence(flat: str) -> bool:
    return flat.rstrip('"”』」)】 ')[-1:] in set(_STOPS) or flat[-1:] in set(_STOPS)


@dataclass(slots=True, eq=False)
class Node:
    ref: str
    number: str | None
    placed: str
    kind: str
    line: int
    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    latest: dict[str, int] = field(default_factory=dict)
    of_kind: dict[str, int] = field(default_factory=dict)
    style: str = ""
    values: tuple[int, ...] = ()
    odd: bool = False

    @property
    def text(self) -> str:
        return "\n".join(p for p in (self.title, *self.paragraphs) if p)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()

    def adopt(self, child: Node) -> None:
        """One more child; counts it by kind and keeps the last number of its style."""
        self.children.append(child)
        kind = "heading" if child.style == "heading" else child.kind
        self.of_kind[kind] = self.of_kind.get(kind, 0) + 1
        if child.values:
            self.latest[child.style] = child.values[-1]

    def add(self, line: Line) -> None:
        """One more paragraph, or the rest of a sentence that the line end cut."""
        if not self.paragraphs and _DANGLES.search(self.title):
            self.paragraphs, self.title = [self.title], ""
        if (
            self.paragraphs
            and not ends_sentence(self.paragraphs[-1])
            and not is_title(line.flat, 8)
            and len(self.paragraphs[-1]) < _MOST_GLUED
        ):
            glue = " " if self.paragraphs[-1][-1].isascii() and line.text[0].isascii() else ""
            self.paragraphs[-1] += glue + line.text
        else:
            self.paragraphs.append(line.text)
        self.lines.append(line.at)

    def freeze(self, taken: dict[str, int]) -> Clause:
        ref = unique(self.ref, taken)
        text = self.text
        kind = self.kind
        _mark_odd(self.children)
        return Clause(
            ref=ref,
            number=self.number,
            placed=self.placed,
            kind=kind,
            title=self.title,
            text=text,
            line=self.line,
            lines=tuple(self.lines),
            odd=self.odd,
            parts=_parts(ref, text, taken) if kind in ("clause", "item", "chapter") else (),
            children=tuple(child.freeze(taken) for child in self.children),
        )


def _mark_odd(children: list[Node]) -> None:
    """A paragraph without number between two numbered items of one list is odd."""
    numbered = [i for i, c in enumerate(children) if c.number is not None]
    for i, child in enumerate(children):
        if child.kind == "paragraph" and numbered and numbered[0] < i < numbered[-1]:
            child.odd = True


def unique(ref: str, taken: dict[str, int], mark: str = "~") -> str:
    """The ref, with ~2, ~3 … where the numbering repeats itself; `taken` counts the uses."""
    name, n = ref, taken.get(ref, 0)
    if n:
        while name in taken:
            n += 1
            name = f"{ref}{mark}{n}"
        taken[ref] = n
    taken[name] = taken.get(name, 0) or 1
    return name


def raw(ref: str) -> str:
    """The ref without what `unique` added."""
    return _AGAIN.sub("", ref)


def label_of(line: Line) -> str:
    """The word before the colon of an unnumbered entry: 营业员:…"""
    head, colon, rest = line.flat[:24].partition(":")
    head = re.sub(r"\s", "", head)
    return head if colon and 1 < len(head) <= 10 and rest.strip() and is_title(head) else ""


def entry_slug(label: str) -> str:
    return key_for("labels", label)


def paragraph_slug(text: str, ordinal: int) -> str:
    return known("paragraphs", text[:400]) or f"p{ordinal}"


def _parts(ref: str, text: str, taken: dict[str, int]) -> tuple[Part, ...]:
    """The members of a definition's parenthesised list, and what is joined to it by 和/及."""
    flat = text
    if not _DEFINES.match(flat.replace("：", ":")) or len(flat) > 600:
        return ()
    folded = flat.replace("（", "(").replace("）", ")")
    m = next((m for m in _INNER_LIST.finditer(folded) if m[1].count("、") >= 2), None)
    if m is None:
        return ()
    spans: list[tuple[int, int]] = []
    start = m.start(1)
    for piece in re.finditer(r"[^、]+", m[1]):
        end = m.start(1) + piece.end()
        if end - start >= 3:
            spans.append((start, end))
            start = end + 1
    tail = re.match(r"(?:和|及|以及|与)([^。;]{4,80})", folded[m.end() :])
    if tail:
        spans.append((m.end() + tail.start(1), m.end() + tail.end(1)))
    parts = []
    for begin, end in spans:
        piece_text = text[begin:end]
        name = known("parts", piece_text) or slug(piece_text, 24)
        parts.append(Part(unique(f"{ref}-{name}", taken), piece_text, begin, end))
    return tuple(parts)
