"""The clause tree of one policy, from its lines.

Numbers decide the nesting. Decimal numbers nest by their parts; every other style nests by first
appearance: a style already open continues there, a new one opens below. A number that breaks the
sequence is kept as printed and placed where it stands.
"""

from __future__ import annotations

import re

from .findings import Findings
from .forms import FormsReader, annex_rest, opens_form
from .grids import GridsReader
from .lexicon import is_document_name, known, slug, tight
from .markers import DIVISIONS, Marker, marker_of
from .nodes import Node, ends_sentence, entry_slug, is_title, label_of, paragraph_slug
from .values import Form, Line, Table

_REF_PREFIX = {"编": "part", "章": "ch", "节": "sec", "条": "art"}
_QUOTED = re.compile(r"^《([^《》]{2,60})》[;,。、]?$")


class TreeReader:
    """Reads the lines of one policy into `root`, `tables` and `forms`."""

    def __init__(self, key: str, lines: list[Line], findings: Findings) -> None:
        self.key = key
        self.lines = lines
        self.findings = findings
        self.root = Node(f"{key}/", None, "", "policy", 0)
        self.stack: list[Node] = [self.root]
        self.tables: list[Table] = []
        self.forms: list[Form] = []
        self.last_article = 0
        self.prefix = f"{key}/"
        self.grids = GridsReader(key, lines, self.follows)
        self.form_reader = FormsReader(key, lines, findings)

    def read(self) -> None:
        at = 0
        while at < len(self.lines):
            at = self.step(at)

    def step(self, at: int) -> int:
        """Reads what begins at this index; returns the index after it."""
        line = self.lines[at]
        if opens_form(self.lines, at, bool(self.root.children)):
            form, at = self.form_reader.read(at, len(self.forms) + 1)
            self.forms.append(form)
            return at
        if line.cells:
            return self.word_table(at)
        if (rest := annex_rest(line.flat)) is not None and self.root.children:
            self.open_annex(line, rest)
            return at + 1
        marker = marker_of(line.flat)
        if marker and self.place(marker, line, at):
            return at + 1
        if line.heading:
            self.open_heading(line)
            return at + 1
        top = self.stack[-1]
        if top is not self.root and top.title and not top.paragraphs and not top.children:
            grid = self.grids.from_text(at, top)
            if grid:
                self.tables.append(grid.table)
                top.children.extend(grid.nodes)
                return grid.end
        self.unnumbered(line, at)
        return at + 1

    # numbered lines

    def place(self, marker: Marker, line: Line, at: int) -> bool:
        if marker.style == "decimal":
            return self.place_decimal(marker, line, at)
        if marker.style in DIVISIONS:
            self.place_division(marker, line)
            return True
        return self.place_item(marker, line)

    def place_division(self, marker: Marker, line: Line) -> None:
        rank = DIVISIONS[marker.style]
        while len(self.stack) > 1 and DIVISIONS.get(self.stack[-1].style, 9) >= rank:
            self.stack.pop()
        if marker.style == "条":
            expected = self.last_article + 1
            self.last_article = marker.last
        else:
            expected = self.last_in(self.stack[-1], marker.style) + 1
        ref = f"{self.prefix}{self.above()}{_REF_PREFIX[marker.style]}{marker.last}"
        if marker.style == "条":
            ref = f"{self.prefix}art{marker.last}"
        node = self.open(marker, line, ref, marker.printed, marker.values)
        self.check(node, marker, expected)

    def above(self) -> str:
        ref = self.stack[-1].ref
        return ref[len(self.prefix) :] + "." if self.stack[-1].style in DIVISIONS else ""

    def place_decimal(self, marker: Marker, line: Line, at: int) -> bool:
        scope = self.decimal_scope()
        current = self.stack[scope[-1]] if scope else None
        placed = marker.values
        expected = self.successors(current)
        in_order = marker.values in expected
        if not in_order:
            if marker.weak and not self.plausible_jump(marker, line, current):
                return False
            placed = self.reconcile(marker, current, at)
        while not scope and self.stack[-1].kind in ("paragraph", "entry"):
            self.stack.pop()
        keep = scope[0] if scope else len(self.stack)
        while len(self.stack) > keep:
            top = self.stack[-1]
            if (
                top.style == "decimal"
                and top.values == placed[: len(top.values)]
                and (len(top.values) < len(placed))
            ):
                break
            self.stack.pop()
        above = self.stack[-1]
        whole = len(placed) > 1 and above.style == "章" and placed[0] == above.values[-1]
        if above is self.root or above.style in ("decimal", "annex") or whole:
            ref = self.prefix + ".".join(map(str, placed))
        else:
            ref = f"{above.ref}.{'.'.join(map(str, placed))}"
        node = self.open(marker, line, ref, marker.printed, placed)
        node.placed = ".".join(map(str, placed))
        if not in_order:
            self.findings.sequence(self.key, node, current)
        return True

    def decimal_scope(self) -> list[int]:
        """Indices in the stack of the open decimal numbers that count together."""
        found: list[int] = []
        for index in range(len(self.stack) - 1, 0, -1):
            node = self.stack[index]
            if node.style == "decimal":
                found.insert(0, index)
            elif node.style in DIVISIONS or node.style in ("annex", "heading") or found:
                break
        return found

    def successors(self, current: Node | None) -> set[tuple[int, ...]]:
        if current is None:
            above = self.stack[-1]
            chapter = {(above.values[-1], 1)} if above.style in DIVISIONS else set()
            return {(1,), (1, 1), (1, 1, 1)} | chapter
        v = current.values
        return {(*v, 1)} | {(*v[:k], v[k] + 1) for k in range(len(v))}

    def plausible_jump(self, marker: Marker, line: Line, current: Node | None) -> bool:
        """A bare whole number opens a chapter out of sequence only if it reads like a heading."""
        if marker.measure or not is_title(line.flat[marker.end :], 16):
            return False
        return current is None or 0 < marker.last - current.values[0] <= 2

    def reconcile(self, marker: Marker, current: Node | None, at: int) -> tuple[int, ...]:
        """Where a number out of sequence belongs: as printed if it only skips, else here."""
        values = marker.values
        if current is None or (values[0] == current.values[0] and values > current.values):
            return values
        depth = len(values)
        now = current.values
        here = (*now[: depth - 1], now[depth - 1] + 1) if len(now) >= depth else (*now, 1)
        if depth == 1 and values > now:
            return values
        if values[0] > now[0] and not self.next_is_after(here, at):
            return values
        return here

    def next_is_after(self, here: tuple[int, ...], at: int) -> bool:
        for line in self.lines[at + 1 : at + 40]:
            marker = marker_of(line.flat)
            if marker and marker.style == "decimal":
                return marker.values == (*here[:-1], here[-1] + 1)
        return False

    def place_item(self, marker: Marker, line: Line) -> bool:
        style = marker.style
        index = next(
            (i for i in range(len(self.stack) - 1, 0, -1) if self.stack[i].style == style), -1
        )
        if index > 0 and any(n.style == "decimal" for n in self.stack[index + 1 :]):
            index = -1 if marker.last == 1 else index
        if marker.weak and marker.last != 1 and index < 0:
            return False
        if index > 0:
            del self.stack[index:]
        else:
            while self.stack[-1].kind in ("paragraph", "entry") and len(self.stack) > 1:
                self.stack.pop()
        parent = self.stack[-1]
        expected = self.last_in(parent, style) + 1
        printed = marker.printed if style == "ring" else str(marker.last)
        number = f"({printed})" if style not in ("cn",) else printed
        base = parent.ref if parent is not self.root else self.prefix.rstrip("/") + "/"
        if style == "cn":
            number = number if parent is self.root else f"-{number}"
        node = self.open(marker, line, base + number, marker.printed, marker.values)
        if node.style == "round":
            node.placed = f"({marker.last})"
        self.check(node, marker, expected)
        return True

    def last_in(self, parent: Node, style: str) -> int:
        return parent.latest.get(style, 0)

    def check(self, node: Node, marker: Marker, expected: int) -> None:
        if marker.last != expected:
            self.findings.item_sequence(self.key, node, expected)

    def open(
        self, marker: Marker, line: Line, ref: str, number: str, values: tuple[int, ...]
    ) -> Node:
        rest = line.text[marker.end :].strip()
        if line.flat.startswith(number):
            number = line.text[: len(number)]
        division = marker.style in ("编", "章", "节")
        listed = marker.style not in DIVISIONS and marker.style not in ("decimal", "cn")
        kind = "chapter" if division else "item" if listed else "clause"
        if marker.style == "decimal" and len(values) == 1 and is_title(rest, 30):
            kind = "chapter"
        if marker.style == "cn" and is_title(rest, 30):
            kind = "chapter"
        node = Node(ref, number, number, kind, line.at, style=marker.style, values=values)
        folded = line.flat[marker.end :].strip()
        if division or line.heading or is_title(folded, 30 if kind == "chapter" else 24):
            node.title = rest
        elif rest:
            node.paragraphs.append(rest)
        node.lines.append(line.at)
        self.stack[-1].adopt(node)
        self.stack.append(node)
        return node

    def follows(self, line: Line) -> bool:
        """Whether a line carries the number that comes next, so that a table before it ends."""
        if line.heading:
            return True
        marker = marker_of(line.flat)
        if marker is None:
            return False
        if marker.style == "decimal":
            scope = self.decimal_scope()
            return bool(scope) and marker.values in self.successors(self.stack[scope[-1]])
        if marker.style == "条":
            return marker.last == self.last_article + 1
        for node in self.stack:
            if node.style == marker.style:
                return marker.last == node.values[-1] + 1
        return False

    # lines without a number

    def open_heading(self, line: Line) -> None:
        while len(self.stack) > 1 and not (
            self.stack[-1].style == "heading" and self.stack[-1].values[0] < line.heading
        ):
            self.stack.pop()
        parent = self.stack[-1]
        ordinal = 1 + parent.of_kind.get("heading", 0)
        base = f"{parent.ref}." if parent is not self.root else self.prefix
        ref = f"{base}h{ordinal}"
        node = Node(ref, None, "", "chapter", line.at, title=line.text, style="heading")
        node.values = (line.heading,)
        node.lines.append(line.at)
        parent.adopt(node)
        self.stack.append(node)

    def open_annex(self, line: Line, rest: str) -> None:
        del self.stack[1:]
        ordinal = 1 + self.root.of_kind.get("annex", 0)
        ref = f"{self.key}/annex-{ordinal}"
        node = Node(ref, None, "", "annex", line.at, title=rest or line.text, style="annex")
        node.lines.append(line.at)
        self.root.adopt(node)
        self.stack.append(node)
        self.prefix = f"{ref}/"
        self.last_article = 0

    def unnumbered(self, line: Line, at: int) -> None:
        top = self.stack[-1]
        if top is self.root:
            self.opening(line)
            return
        label, quoted = label_of(line), _QUOTED.match(line.flat)
        if top.kind == "entry" and (label or quoted):
            self.stack.pop()
            self.entry(line, label)
            return
        if top.title and not top.paragraphs and (quoted or (label and self.label_runs(at))):
            self.entry(line, label)
            return
        if top.title:
            top.add(line)
            return
        text = top.paragraphs[-1] if top.paragraphs else top.title
        if (text and not ends_sentence(text) and not self.stands_alone(line, text)) or (
            top.kind == "paragraph" and top.style == "opening"
        ):
            top.add(line)
            return
        self.paragraph(line)

    def stands_alone(self, line: Line, before: str) -> bool:
        return len(before) < 16 and line.flat.startswith(("注:", "备注:", "说明:"))

    def label_runs(self, at: int) -> bool:
        """Whether another labelled entry follows, perhaps after the rest of this one."""
        for after in self.lines[at + 1 : at + 5]:
            if marker_of(after.flat):
                return False
            if label_of(after):
                return True
        return False

    def opening(self, line: Line) -> None:
        number = next(
            (m for ln in self.lines if (m := marker_of(ln.flat)) and m.style == "decimal"), None
        )
        ref = "0"
        if number and len(number.values) > 1 and number.values[0] > 1:
            ref = f"{number.values[0]}.0"
        node = Node(f"{self.key}/{ref}", None, ref, "paragraph", line.at, style="opening")
        node.add(line)
        self.root.adopt(node)
        self.stack.append(node)

    def entry(self, line: Line, label: str) -> None:
        parent = self.stack[-1]
        if label:
            name = entry_slug(label)
        else:
            title = line.flat.strip("《》;,。、")
            name = known("policies", tight(title)) if is_document_name(title) else ""
            name = name or slug(title)
        node = Node(f"{parent.ref}-{name}", None, "", "entry", line.at)
        node.paragraphs.append(line.text)
        node.lines.append(line.at)
        parent.adopt(node)
        self.stack.append(node)

    def paragraph(self, line: Line) -> None:
        """An unnumbered paragraph stands beside the item before it, under the same clause."""
        while len(self.stack) > 2 and self.stack[-1].kind in ("item", "paragraph", "entry"):
            self.stack.pop()
        parent = self.stack[-1]
        if parent is self.root or parent.kind == "paragraph":
            parent = self.root
        ordinal = 1 + parent.of_kind.get("paragraph", 0)
        separator = "" if parent is self.root else "-"
        ref = f"{parent.ref}{separator}{paragraph_slug(line.flat, ordinal)}"
        node = Node(ref, None, "", "paragraph", line.at)
        node.add(line)
        parent.adopt(node)
        self.stack.append(node)

    def word_table(self, at: int) -> int:
        top = self.stack[-1]
        grid = self.grids.from_word(at, top)
        self.tables.append(grid.table)
        top.children.extend(grid.nodes)
        return grid.end
