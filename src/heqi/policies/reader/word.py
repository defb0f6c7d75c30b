"""Word documents to lines: paragraphs with their automatic numbers, headings, and table rows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from .decoding import MOST_LINES, make_line
from .numbering import Numbering
from .values import Line, Unreadable

MOST_PARTS = 4000
MOST_UNPACKED = 120 * 1024 * 1024
MOST_RATIO = 250
MOST_CELLS = 200_000
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def word_lines(data: bytes) -> list[Line]:
    """The lines of a .docx: one per paragraph (or forced line break), one per table row."""
    _check_archive(data)
    try:
        document = Document(io.BytesIO(data))
        reader = _Reader(document)
        reader.block(document.element.body)
    except Unreadable:
        raise
    except RecursionError as error:
        raise _broken() from error
    except Exception as error:  # python-docx and lxml raise what a broken part happens to break
        raise _broken() from error
    if not any(line.text or line.cells for line in reader.lines):
        raise Unreadable("Word 文档里没有文字。", "The Word document contains no text.")
    return reader.lines


def _check_archive(data: bytes) -> None:
    """Looks at the directory of the archive before anything is unpacked."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _broken() from error
    names = {part.filename for part in parts}
    if any(part.flag_bits & 0x1 for part in parts):
        raise Unreadable(
            "文件有打开密码，请先去掉密码。",
            "The file is protected by a password; remove it first.",
        )
    if "xl/workbook.xml" in names:
        raise Unreadable(
            "这是 Excel 文件，请提供 .txt 或 .docx。",
            "This is an Excel file; give a .txt or .docx file.",
        )
    if "word/document.xml" not in names:
        raise Unreadable("压缩包不是 Word 文档。", "The archive is not a Word document.")
    unpacked = sum(part.file_size for part in parts)
    ratio = (
        max(p.file_size / max(p.compress_size, 1) for p in parts if p.file_size > 1 << 20)
        if (any(p.file_size > 1 << 20 for p in parts))
        else 0
    )
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or ratio > MOST_RATIO:
        raise Unreadable(
            f"文件解开后有 {unpacked // 1048576} MB、{len(parts)} 个部分，超过限度，没有打开。",
            f"Unpacked, the file has {unpacked // 1048576} MB in {len(parts)} parts, "
            "beyond the limit; it was not opened.",
        )
    try:
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                content = archive.read(part)
                if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                    raise Unreadable(
                        "文件含有不允许的实体定义，没有打开。",
                        "The file defines entities, which is not allowed; it was not opened.",
                    )
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise _broken() from error
    except ValueError as error:
        raise _broken() from error
    except Exception as error:
        if isinstance(error, Unreadable):
            raise
        raise _broken() from error


def _broken() -> Unreadable:
    return Unreadable(
        "Word 文件已损坏，无法打开。", "The Word file is damaged and cannot be opened."
    )


class _Reader:
    def __init__(self, document: Any) -> None:
        self.styles = {
            s.get(qn("w:styleId")): s for s in document.styles.element.iter(qn("w:style"))
        }
        self.numbering = Numbering.of(document, self.styles)
        self.lines: list[Line] = []
        self.tables = 0
        self.cells = 0

    def block(self, parent: Any) -> None:
        for child in parent.iterchildren():
            if child.tag == qn("w:p"):
                self.paragraph(child)
            elif child.tag == qn("w:tbl"):
                self.table(child)
            elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")):
                self.block(child)

    def add(self, text: str, **marks: Any) -> None:
        if len(self.lines) >= MOST_LINES:
            raise Unreadable(
                f"文件超过 {MOST_LINES} 行，不像是制度汇编。",
                f"The file has more than {MOST_LINES} lines.",
            )
        self.lines.append(make_line(len(self.lines) + 1, text, **marks))

    def paragraph(self, p: Any) -> None:
        style = self.style_name(p)
        heading = self.heading_level(p, style)
        label = self.numbering.label(p)
        first, *rest = "".join(_runs(p)).split("\n")
        if label and (first.strip() or rest):
            first = f"{label} {first.strip()}"
        self.add(first, heading=heading, contents=style.startswith("toc"))
        for more in rest:
            self.add(more)
        for box in p.iter(qn("w:txbxContent")):
            if not any(a.tag == _FALLBACK for a in box.iterancestors()):
                self.block(box)

    def table(self, tbl: Any) -> None:
        self.tables += 1
        number = self.tables
        above: dict[int, str] = {}
        for tr in tbl.iterchildren(qn("w:tr")):
            cells: list[str] = []
            for tc in tr.iterchildren(qn("w:tc")):
                span, merged = _span(tc)
                text = above.get(len(cells), "") if merged else self.cell_text(tc)
                for _ in range(span):
                    above[len(cells)] = text
                    cells.append(text)
            self.cells += len(cells)
            if self.cells > MOST_CELLS:
                raise Unreadable(
                    f"表格超过 {MOST_CELLS} 个单元格，不像是制度汇编。",
                    f"The tables have more than {MOST_CELLS} cells.",
                )
            text = " | ".join(c.replace("\n", " ") for c in cells)
            self.add(
                text if len(text) < 10_000 else text[:10_000], table=number, cells=tuple(cells)
            )

    def cell_text(self, tc: Any) -> str:
        texts = []
        for p in tc.iter(qn("w:p")):
            label = self.numbering.label(p)
            text = "".join(_runs(p)).strip()
            texts.append(f"{label}{text}" if label and text else text)
        return "\n".join(t for t in texts if t)

    def style_name(self, p: Any) -> str:
        style = self.styles.get(_value(p, "w:pPr/w:pStyle"))
        return (_value(style, "w:name") or "").lower() if style is not None else ""

    def heading_level(self, p: Any, style: str) -> int:
        if style.startswith("heading ") and style[8:].strip().isdecimal():
            return min(int(style[8:]), 9)
        outline = _value(p, "w:pPr/w:outlineLvl")
        return int(outline) + 1 if outline and outline.isdecimal() and int(outline) < 9 else 0


def _value(element: Any, path: str) -> str | None:
    for step in path.split("/"):
        if element is None:
            return None
        element = element.find(qn(step))
    return None if element is None else element.get(qn("w:val"))


def _span(tc: Any) -> tuple[int, bool]:
    properties = tc.find(qn("w:tcPr"))
    if properties is None:
        return 1, False
    span = _value(properties, "w:gridSpan") or "1"
    merge = properties.find(qn("w:vMerge"))
    merged = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
    return (min(int(span), 64) if span.isdecimal() else 1) or 1, merged


def _runs(p: Any) -> Iterator[str]:
    """The visible text of a paragraph, without that of text boxes in it."""
    stack = [iter(p)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif node.tag == qn("w:t"):
            yield node.text or ""
        elif node.tag == qn("w:tab"):
            yield "\t"
        elif node.tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif node.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif node.tag not in (qn("w:pPr"), qn("w:rPr"), qn("w:txbxContent"), qn("w:del")):
            stack.append(iter(node))
