"""Official forms as PDF say what the print page says."""

import struct
import zlib
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

from heqi.people.papers import pdf
from heqi.people.papers.reading import paper_of, pictures_in

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


# A picture of one red point.
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00"))
    + chunk(b"IEND", b"")
)
PAGE = """<html lang="zh-hans"><head><title>A-1</title></head><body>
<nav><p>not of the form</p></nav><article class="sheet"><h1>Intake sheet</h1>
<p class="no">Number A-1</p>
<table><tr><th>Received</th><td>10:00</td><th>Channel</th><td>phone</td></tr>
<tr><th>Matter</th><td colspan="3" class="taller">no <b>flame</b><br>second line</td></tr></table>
<table class="signs"><tr><th>Head</th><th>Handler</th></tr>
<tr><td></td><td><img src="/files/7/"><img src="/files/8/"></td></tr></table>
<p class="foot">Printed</p></article>
<article class="sheet wide"><h1>Ledger</h1></article></body></html>"""


def texts(pieces: list[dict[str, str]]) -> str:
    return "".join(one.get("text", "\n") for one in pieces)


def test_a_print_page_is_read_sheet_by_sheet() -> None:
    paper = paper_of(PAGE, {"/files/7/": "0.png"})
    assert (paper["title"], paper["lang"]) == ("A-1", "zh")
    assert [sheet["wide"] for sheet in paper["sheets"]] == [False, True]
    kinds = [block["kind"] for block in paper["sheets"][0]["blocks"]]
    assert kinds == ["title", "text", "table", "table", "text"]
    assert texts(paper["sheets"][0]["blocks"][0]["pieces"]) == "Intake sheet"


def test_a_table_keeps_its_columns_its_heights_and_its_lines() -> None:
    facts, signs = [
        block for block in paper_of(PAGE, {})["sheets"][0]["blocks"] if block["kind"] == "table"
    ]
    assert facts["columns"] == ["head", "wide", "head", "wide"]
    matter = facts["rows"][1][1]
    assert (matter["colspan"], matter["high"]) == (3, 40)
    assert texts(matter["pieces"]) == "no flame\nsecond line"
    assert [one.get("bold") for one in matter["pieces"]] == [False, True, None, False]
    assert signs["columns"] == ["wide", "wide"]
    assert [cell["high"] for cell in signs["rows"][1]] == [20, 20]


def test_pictures_are_set_where_there_is_a_file_and_left_out_where_there_is_none() -> None:
    assert pictures_in(PAGE) == ["/files/7/", "/files/8/"]
    signs = paper_of(PAGE, {"/files/7/": "0.png"})["sheets"][0]["blocks"][3]
    assert signs["rows"][1][1]["pieces"] == [{"kind": "image", "file": "0.png"}]
    files = {"/files/7/": PNG, "/files/8/": b"<svg>not a picture</svg>"}
    made = pdf(PAGE, files.__getitem__, now=NOW)
    assert made.startswith(b"%PDF-")
    assert len(made) > len(pdf(PAGE, now=NOW))


def test_a_damaged_picture_does_not_keep_the_words_from_being_printed() -> None:
    files = {"/files/7/": PNG[:-20], "/files/8/": PNG}
    assert pdf(PAGE, files.__getitem__, now=NOW) == pdf(PAGE, now=NOW)


def test_the_same_page_at_the_same_time_gives_the_same_file() -> None:
    assert pdf(PAGE, now=NOW) == pdf(PAGE, now=NOW)


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', "$ x $", "*not bold*", "@ref", "\\", "<label>", "［］—"]
)
def test_what_people_wrote_is_set_as_words_and_never_run(text: str) -> None:
    page = PAGE.replace("second line", escape(text))
    cell = paper_of(page, {})["sheets"][0]["blocks"][2]["rows"][1][1]
    assert texts(cell["pieces"]).endswith(text)
    assert pdf(page, now=NOW).startswith(b"%PDF-")


def test_every_print_page_of_the_project_is_made_of_the_one_sheet() -> None:
    root = Path(__file__).parents[2]
    astray = [
        str(file.relative_to(root))
        for file in root.glob("*/templates/**/*.html")
        if "heqi/print.css" in file.read_text("utf-8") and file.name != "paper.html"
    ]
    assert astray == []
