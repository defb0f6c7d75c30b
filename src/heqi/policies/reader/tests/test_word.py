"""Word documents: headings, automatic numbers, tables, and files that are refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from heqi.policies.reader import Unreadable, read_compendium

from .synthetic import compendium_text


def saved(document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def numbered(document, levels: list[tuple[str, str]]) -> str:
    """Adds a multi-level list to the document; returns its numId."""
    root = document.part.numbering_part.element
    shapes = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'{"<w:isLgl/>" if n else ""}<w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    root.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{shapes}</w:abstractNum>')
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>')
    )
    return "90"


def listed(document, text: str, level: int) -> None:
    p = document.add_paragraph(text)
    p._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
        )
    )


def test_a_word_file_of_plain_paragraphs_reads_like_the_text():
    document = Document()
    for line in compendium_text().split("\n"):
        document.add_paragraph(line)
    from_word = read_compendium(saved(document), "汇编.docx")
    from_text = read_compendium(compendium_text().encode(), "汇编.txt")
    assert [c.ref for c in from_word.walk()] == [c.ref for c in from_text.walk()]
    assert [a.code for a in from_word.anomalies] == [a.code for a in from_text.anomalies]


def test_automatic_numbers_are_resolved():
    document = Document()
    document.add_paragraph("云岚燃气有限公司抄表管理办法")
    numbered(
        document,
        [("chineseCountingThousand", "第%1章"), ("decimal", "%1.%2"), ("decimal", "（%3）")],
    )
    for text, level in (
        ("总则", 0),
        ("按月抄表。", 1),
        ("逢单月抄东片;", 2),
        ("逢双月抄西片。", 2),
        ("当天录入。", 1),
        ("附则", 0),
        ("由营业部负责解释。", 1),
    ):
        listed(document, text, level)
    read = read_compendium(saved(document), "抄表.docx")
    assert [p.name for p in read.policies] == ["抄表管理办法"]
    assert [(c.number, c.text) for c in read.policies[0].walk()] == [
        ("第一章", "总则"),
        ("1.1", "按月抄表。"),
        ("（1）", "逢单月抄东片;"),
        ("（2）", "逢双月抄西片。"),
        ("1.2", "当天录入。"),
        ("第二章", "附则"),
        ("2.1", "由营业部负责解释。"),
    ]


def test_heading_styles_without_numbers_become_chapters():
    document = Document()
    document.add_paragraph("云岚燃气有限公司安检管理办法", style="Title")
    document.add_heading("目的", 1)
    document.add_paragraph("早些发现隐患。")
    document.add_heading("做法", 1)
    document.add_heading("入户", 2)
    document.add_paragraph("先敲门,再亮证件。")
    read = read_compendium(saved(document), "安检.docx")
    chapters = read.policies[0].clauses
    assert [c.title for c in chapters] == ["目的", "做法"]
    assert chapters[1].children[0].text == "入户\n先敲门,再亮证件。"


def test_a_word_table_keeps_its_columns_and_merged_cells():
    document = Document()
    document.add_paragraph("服务事项授权管理办法")
    document.add_paragraph("1 总则")
    document.add_paragraph("1.1 为了一线能拍板。")
    document.add_paragraph("2 授权范围及标准")
    table = document.add_table(rows=4, cols=3)
    rows = [
        ("授权种类", "授权事项", "处理程序"),
        ("权限授权", "小修", "先修后补单"),
        ("", "更名", "凭证件办理"),
        ("费用减免授权", "只收材料费", "部门主任签字"),
    ]
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    document.add_paragraph("3 附则")
    read = read_compendium(saved(document), "授权.docx")
    (grid,) = read.tables
    assert grid.source == "word"
    assert [r.ref for r in grid.rows] == [
        "authority/2-permission-1",
        "authority/2-permission-2",
        "authority/2-waiver-1",
    ]
    assert [cell.text for cell in grid.rows[1].cells] == ["权限授权", "更名", "凭证件办理"]
    assert all(cell.confidence == 1.0 for row in grid.rows for cell in row.cells)


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, content in parts.items():
            z.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (archive(**{"word__document.xml": b"0" * (130 << 20)}), "limit"),
        (archive(**{"xl__workbook.xml": b"<x/>"}), "Excel"),
        (archive(**{"readme.txt": b"hi"}), "not a Word"),
        (archive(**{"word__document.xml": b"<!DOCTYPE a><a/>"}), "entities"),
        (archive(**{"word__document.xml": b"<a/>"}), "damaged"),
        (b"PK\x03\x04 nothing", "damaged"),
    ],
    ids=["bomb", "excel", "zip", "entities", "broken", "cut"],
)
def test_a_file_that_is_no_sound_word_document_is_refused(data, says):
    with pytest.raises(Unreadable) as refused:
        read_compendium(data, "x.docx")
    assert says in refused.value.en
    assert refused.value.zh


def test_a_document_without_text_is_refused():
    with pytest.raises(Unreadable) as refused:
        read_compendium(saved(Document()), "x.docx")
    assert "no text" in refused.value.en
