"""Tables: those of Word as they are, those that plain text flattened as a proposal.

A lost table is a heading, then the column titles, then the cells, each on a line of its own, row by
row; merged cells appear once. Which cell belongs where is worked out from what a row begins or
ends with, and every cell says how sure that is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .forms import annex_rest
from .lexicon import core_name, is_document_name, key_for, known, slug
from .markers import is_bare_number, marker_of
from .nodes import Node, is_title
from .values import Cell, Column, Line, Message, Row, Table

_HEAD_WORD = re.compile(
    r"(?:编号|序号|名称|种类|类别|事项|标准|程序|说明|要点|要求|备注|步骤|用户|描述|内容|部门|人员"
    r"|主管|领导|班组长|时间|责任人|项目|依据|期限|方式|岗位|频次|范围|单位|指标|分值|等级|级别)$"
)
_POST = re.compile(r"(?:员|班长|队长|组长|主任|经理|主管|领导|总监|负责人|专工|工程师)$")
_ENUM = re.compile(r"(?:分为|包括|包含|有|为)((?:[^、,。;:]{2,12}、){2,12}[^、,。;:]{2,12})")
_COLUMN_OF_POST = (
    ("front-line", re.compile(r"员$")),
    ("team-leader", re.compile(r"(?:班长|队长|组长)$")),
    ("department-head", re.compile(r"(?:主任|主管|经理|负责人)$")),
    ("leader", re.compile(r"(?:分管.*|副总.*|总经理|总监|领导)$")),
)
_SURE, _LIKELY, _GUESS = 0.95, 0.8, 0.5


def enumerations(flat: str) -> list[list[str]]:
    """The lists a text gives after 分为, 包括 …: 授权分为甲、乙、丙 -> [[甲, 乙, 丙]]."""
    return [m[1].split("、") for m in _ENUM.finditer(flat[:2000])]


@dataclass(frozen=True, slots=True)
class Grid:
    table: Table
    nodes: tuple[Node, ...]
    end: int


@dataclass(slots=True)
class _Draft:
    """A row in the making: texts, confidence and lines per column."""

    name: str
    cells: dict[int, list[Line]]
    sure: dict[int, float]
    own: list[Line]


class GridsReader:
    def __init__(self, key: str, lines: list[Line], follows: Callable[[Line], bool]) -> None:
        self.key = key
        self.lines = lines
        self.follows = follows
        self._terms: frozenset[str] | None = None

    def terms(self) -> frozenset[str]:
        """What the policy itself enumerates: 授权分为甲、乙、丙 -> 甲, 乙, 丙."""
        if self._terms is None:
            found = (t for ln in self.lines for group in enumerations(ln.flat) for t in group)
            self._terms = frozenset(found)
        return self._terms

    def from_text(self, at: int, heading: Node) -> Grid | None:
        """The lost table below a heading, or None if what follows is no table."""
        head_end = at
        while head_end < min(len(self.lines), at + 15) and self._is_head(self.lines[head_end]):
            head_end += 1
        heads = self.lines[at:head_end]
        if not 3 <= len(heads) <= 14:
            return None
        words = sum(1 for ln in heads if _HEAD_WORD.search(ln.flat))
        if words < 2 or not any(map(self._row_shape, self.lines[head_end : head_end + 1])):
            return None
        end = head_end
        while end < len(self.lines) and not self._ends(self.lines[end]):
            end += 1
        body = self.lines[head_end:end]
        if len(body) < 2:
            return None
        columns = tuple(_column(ln.flat) for ln in heads)
        if is_bare_number(body[0].flat):
            drafts, doubts = self._steps(body, columns)
        elif is_document_name(body[0].flat):
            drafts, doubts = self._named(body, columns)
        else:
            drafts, doubts = self._kinds(body, columns)
        return self._grid(heading, columns, drafts, tuple(doubts), end, heads)

    def from_word(self, at: int, heading: Node) -> Grid:
        """The Word table at this index: columns and rows as they are."""
        number = self.lines[at].table
        end = at
        while end < len(self.lines) and self.lines[end].table == number:
            end += 1
        head, *body = self.lines[at:end]
        columns = tuple(_column(text) for text in head.cells)
        drafts = []
        for line in body:
            cells = {
                n: [Line(line.at, text, text)]
                for n, text in enumerate(line.cells[: len(columns)])
                if text
            }
            name = line.cells[0] if line.cells else ""
            drafts.append(_Draft(name, cells, dict.fromkeys(cells, 1.0), [line]))
        return self._grid(heading, columns, drafts, (), end, [head], source="word")

    def _is_head(self, line: Line) -> bool:
        flat = line.flat
        if line.cells or not is_title(flat, 12) or marker_of(flat) or "《" in flat or "、" in flat:
            return False
        if is_document_name(flat) and not _HEAD_WORD.search(flat):
            return False
        return not (is_bare_number(flat) or flat in self.terms())

    def _row_shape(self, line: Line) -> bool:
        flat = line.flat
        return is_bare_number(flat) or is_document_name(flat) or flat in self.terms()

    def _ends(self, line: Line) -> bool:
        return bool(line.cells) or annex_rest(line.flat) is not None or self.follows(line)

    def _steps(
        self, body: list[Line], columns: tuple[Column, ...]
    ) -> tuple[list[_Draft], list[Message]]:
        """Rows that begin with a number on a line of its own; the cells follow in order."""
        drafts: list[_Draft] = []
        for line in body:
            if is_bare_number(line.flat) or not drafts:
                drafts.append(_Draft(line.flat, {0: [line]}, {0: _SURE}, [line]))
                continue
            row = drafts[-1]
            column = min(max(row.cells) + 1, len(columns) - 1)
            row.cells.setdefault(column, []).append(line)
            row.sure[column] = _LIKELY if len(row.cells[column]) == 1 else _GUESS
            row.own.append(line)
        for row in drafts:
            if len(row.cells) < len(columns) - 1:
                row.sure = {c: min(s, 0.6) if c else s for c, s in row.sure.items()}
        return drafts, [_lost_columns()]

    def _named(
        self, body: list[Line], columns: tuple[Column, ...]
    ) -> tuple[list[_Draft], list[Message]]:
        """Rows that begin with a document's name; numbered points tell the columns apart."""
        groups: list[list[Line]] = []
        for line in body:
            if is_document_name(line.flat) or not groups:
                groups.append([])
            groups[-1].append(line)
        last = len(columns) - 1
        drafts: list[_Draft] = []
        doubts = [_lost_columns()]
        for group in groups:
            row = _Draft(group[0].flat, {0: [group[0]]}, {0: _SURE}, list(group))
            middle = group[1:]
            tail = middle.pop() if middle and last > 1 and not marker_of(middle[-1].flat) else None
            starts = [
                i for i, ln in enumerate(middle) if (m := marker_of(ln.flat)) and m.values == (1,)
            ]
            cut = starts[-1] if starts else len(middle)
            if middle[:cut]:
                row.cells[1], row.sure[1] = middle[:cut], _LIKELY if len(starts) < 2 else _GUESS
            if middle[cut:] and last >= 2:
                column = 2 if last > 2 else last
                row.cells[column] = middle[cut:]
                row.sure[column] = _LIKELY if len(starts) < 2 else _GUESS
            if tail is not None:
                row.cells.setdefault(last, []).append(tail)
                row.sure[last] = _LIKELY
            if len(starts) > 1:
                doubts.append(
                    Message(
                        f"“{row.name}”一行里编号从 1 开始了 {len(starts)} 次，请确认各列的分界。",
                        f"In the row {row.name} the points start from 1 {len(starts)} times; "
                        "confirm where the columns divide.",
                    )
                )
            drafts.append(row)
        return drafts, doubts

    def _kinds(
        self, body: list[Line], columns: tuple[Column, ...]
    ) -> tuple[list[_Draft], list[Message]]:
        """Rows under merged kinds, each ending with the posts that hold the authority."""
        holders = [n for n, c in enumerate(columns) if c.key in dict(_COLUMN_OF_POST)]
        texts = [n for n in range(1, len(columns)) if n not in holders] or [1]
        drafts: list[_Draft] = []
        doubts = [_lost_columns()]
        kind: Line | None = None
        matter: Line | None = None
        pending: list[Line] = []
        fresh_kind: list[Line] = []
        closing = False
        for line in [*body, None]:
            is_post = line is not None and bool(_POST.search(line.flat)) and is_title(line.flat, 12)
            if closing and not is_post and drafts:
                closing = False
            if line is None:
                break
            if line.flat in self.terms():
                kind, matter = line, None
                fresh_kind = [line]
                continue
            if not is_post:
                pending.append(line)
                continue
            if not closing:
                row = _Draft(kind.flat if kind else "", {}, {}, [*fresh_kind, *pending])
                fresh_kind = []
                if kind:
                    row.cells[0], row.sure[0] = [kind], _SURE
                matter = self._place_texts(row, pending, texts, matter, doubts)
                pending = []
                drafts.append(row)
                closing = True
            row = drafts[-1]
            column = self._holder_column(line, columns, holders)
            row.cells.setdefault(column, []).append(line)
            row.sure[column] = 0.7
            row.own.append(line)
        if (pending or fresh_kind) and drafts:
            column = texts[-1]
            drafts[-1].cells.setdefault(column, []).extend(pending)
            drafts[-1].sure[column] = 0.3
            drafts[-1].own.extend([*fresh_kind, *pending])
        return drafts, doubts

    def _place_texts(
        self,
        row: _Draft,
        found: list[Line],
        texts: list[int],
        matter: Line | None,
        doubts: list[Message],
    ) -> Line | None:
        """Spreads a row's text lines over its text columns; returns the row's matter."""
        titled = bool(found) and is_title(found[0].flat, 30) and marker_of(found[0].flat) is None
        if len(found) < len(texts) and matter is not None and not (titled and len(found) > 2):
            row.cells[texts[0]], row.sure[texts[0]] = [matter], 0.6
            at = found[0].at if found else matter.at
            doubts.append(
                Message(
                    f"第 {at} 行起缺少事项，按合并单元格沿用“{matter.flat}”。",
                    f"The row from line {at} names no matter; "
                    f"taken as a merged cell: {matter.flat}.",
                )
            )
            columns = texts[1:]
        else:
            columns = texts
            matter = found[0] if titled else matter
        for n, line in enumerate(found):
            column = columns[min(n, len(columns) - 1)] if columns else texts[-1]
            row.cells.setdefault(column, []).append(line)
            row.sure[column] = _LIKELY if len(found) == len(columns) else _GUESS
        return matter

    def _holder_column(self, line: Line, columns: tuple[Column, ...], holders: list[int]) -> int:
        for key, pattern in _COLUMN_OF_POST:
            if pattern.search(line.flat):
                for n in holders:
                    if columns[n].key == key:
                        return n
        return holders[-1] if holders else len(columns) - 1

    def _grid(
        self,
        heading: Node,
        columns: tuple[Column, ...],
        drafts: list[_Draft],
        doubts: tuple[Message, ...],
        end: int,
        heads: list[Line],
        source: str = "text",
    ) -> Grid:
        counts: dict[str, int] = {}
        rows: list[Row] = []
        nodes: list[Node] = []
        for draft in drafts:
            name = self._row_name(draft, columns)
            counts[name] = counts.get(name, 0) + 1
            if columns and columns[0].key == "kind":
                name = f"{name}-{counts[name]}"
            elif counts[name] > 1:
                name = f"{name}~{counts[name]}"
            ref = f"{heading.ref.rstrip('/')}-{name}"
            cells = tuple(
                Cell(
                    "\n".join(ln.text for ln in draft.cells.get(n, ())),
                    draft.sure.get(n, 0.7 if source == "text" else 1.0),
                    tuple(ln.at for ln in draft.cells.get(n, ())),
                )
                for n in range(len(columns))
            )
            lines = tuple(dict.fromkeys(ln.at for ln in draft.own))
            rows.append(Row(ref, lines[0], cells, lines))
            step = bool(columns) and columns[0].key == "step"
            node = Node(ref, None, draft.name if step else "", "step" if step else "row", lines[0])
            node.paragraphs = [cell.text for cell in cells if cell.text]
            nodes.append(node)
        table = Table(
            policy=self.key,
            clause=heading.ref,
            title=heading.title,
            line=heads[0].at,
            columns=columns,
            rows=tuple(rows),
            source=source,
            doubts=doubts,
            header_lines=tuple(ln.at for ln in heads),
        )
        return Grid(table, tuple(nodes), end)

    def _row_name(self, draft: _Draft, columns: tuple[Column, ...]) -> str:
        text = draft.name
        key = columns[0].key if columns else ""
        if is_bare_number(text):
            return text
        if key == "kind":
            return key_for("kinds", text)
        if is_document_name(text):
            return key_for("policies", core_name(text))
        return slug(text, 24) if text else "row"


def _column(title: str) -> Column:
    return Column(known("columns", title) or slug(title, 24), title)


def _lost_columns() -> Message:
    return Message(
        "表格的列在纯文本中已丢失，以下为推定，请核对后确认一次。",
        "The table's columns were lost in the plain text; this is a proposal to check and confirm.",
    )
