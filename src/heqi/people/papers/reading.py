"""A print page read into what a sheet of paper shows: titles, tables, paragraphs.

The one source of an official form is its print page (``people/paper.html``); the PDF is set from
the same page, so that both always say the same.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import html

# Heights that print.css gives to boxes a hand writes in, in millimetres.
HIGH = {"tall": 22, "taller": 40}
SIGNED_MM = 20
BLOCKS = {"h1": "title", "h2": "heading", "h3": "heading", "p": "text", "li": "text"}


def paper_of(page: str, images: Mapping[str, str]) -> dict[str, Any]:
    """``{"title", "lang", "sheets": [{"wide", "blocks"}]}`` of a print page.

    ``images`` maps the address of a picture to its file; a picture without one is left out.
    """
    root = html.document_fromstring(page)
    title = (root.findtext(".//title") or "").strip()
    lang = (root.get("lang") or "zh").split("-")[0]
    sheets = [
        {"wide": "wide" in _classes(one), "blocks": list(_blocks(one, images))}
        for one in root.iter("article")
        if "sheet" in _classes(one)
    ]
    return {"title": title, "lang": lang, "sheets": sheets}


def pictures_in(page: str) -> list[str]:
    """Addresses of the pictures on a print page, each once, in their order."""
    found = html.document_fromstring(page).iter("img")
    return list(dict.fromkeys(one.get("src") for one in found if one.get("src")))


def _blocks(parent: Any, images: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for node in parent:
        if not isinstance(node.tag, str):
            continue
        if node.tag == "table":
            yield _table(node, images)
        elif kind := BLOCKS.get(node.tag):
            classes = _classes(node)
            yield {
                "kind": kind,
                "side": "right" if classes & {"no", "foot"} else "left",
                "small": "foot" in classes,
                "pieces": _pieces(node, images),
            }
        else:
            yield from _blocks(node, images)


def _table(node: Any, images: Mapping[str, str]) -> dict[str, Any]:
    signed = "signs" in _classes(node)
    rows = [[_cell(cell, signed, images) for cell in row] for row in node.iter("tr")]
    rows = [row for row in rows if row]
    return {"kind": "table", "columns": _columns(rows), "rows": rows}


def _cell(node: Any, signed: bool, images: Mapping[str, str]) -> dict[str, Any]:
    classes = _classes(node)
    high = next((mm for name, mm in HIGH.items() if name in classes), 0)
    return {
        "head": node.tag == "th",
        "colspan": int(node.get("colspan") or 1),
        "rowspan": int(node.get("rowspan") or 1),
        "high": SIGNED_MM if signed and node.tag == "td" else high,
        "pieces": _pieces(node, images),
    }


def _columns(rows: list[list[dict[str, Any]]]) -> list[str]:
    """Columns of words that name what stands beside them are narrow, the others share the rest."""
    count = max((sum(cell["colspan"] for cell in row) for row in rows), default=1)
    kinds = ["wide"] * count
    for row in rows:
        if all(cell["head"] for cell in row):
            continue
        place = 0
        for cell in row:
            if cell["head"] and cell["colspan"] == 1 and place < count:
                kinds[place] = "head"
            place += cell["colspan"]
    return kinds


def _pieces(node: Any, images: Mapping[str, str], bold: bool = False) -> list[dict[str, Any]]:
    """The words of a cell or paragraph in their order; white space as a browser would show it."""
    found: list[dict[str, Any]] = []
    _say(found, node.text, bold)
    for child in node:
        if isinstance(child.tag, str):
            if child.tag == "br":
                found.append({"kind": "break"})
            elif child.tag == "img":
                if file := images.get(child.get("src") or ""):
                    found.append({"kind": "image", "file": file})
            else:
                found += _pieces(child, images, bold or child.tag in ("strong", "b"))
                if child.tag in ("p", "div", "li") and child.getnext() is not None:
                    found.append({"kind": "break"})
        _say(found, child.tail, bold)
    return found


def _say(found: list[dict[str, Any]], text: str | None, bold: bool) -> None:
    words = " ".join((text or "").split())
    if not words:
        if text and found and found[-1]["kind"] == "text":
            found[-1]["text"] = found[-1]["text"].rstrip() + " "
        return
    before = " " if text and text[0].isspace() and found else ""
    after = " " if text and text[-1].isspace() else ""
    found.append({"kind": "text", "text": f"{before}{words}{after}", "bold": bold})


def _classes(node: Any) -> set[str]:
    return set((node.get("class") or "").split())
