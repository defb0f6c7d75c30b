"""Official forms: a print page in the browser, and the same page as a PDF."""

import json
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from heqi.people.papers.reading import paper_of, pictures_in
from heqi.people.requests import Request

SHEET = Path(__file__).with_name("sheet.typ")
TYPE = "application/pdf"

# Gives the file of the picture at an address on a page; b"" leaves it out.
Picture = Callable[[str], bytes]


def no_picture(_address: str) -> bytes:
    """Leave every picture out."""
    return b""


def paper(
    request: Request,
    template: str,
    page: dict[str, Any],
    *,
    name: str,
    picture: Picture = no_picture,
) -> HttpResponse:
    """The print page, or with ``?as=pdf`` the same as a PDF named ``NAME.pdf`` (ASCII).

    ``template`` extends ``people/paper.html``. ``picture`` gives the PNG, JPEG, GIF or WebP file at
    an address on the page (``evidence.queries.picture_for``); without it pictures are left out.
    """
    text = render_to_string(template, page, request)
    if request.GET.get("as") != "pdf":
        return HttpResponse(text)
    response = HttpResponse(pdf(text, picture, now=request.now), content_type=TYPE)
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def pdf(page: str, picture: Picture = no_picture, *, now: datetime) -> bytes:
    """The PDF of a print page, one or more A4 pages for each of its sheets.

    The same page and ``now`` give the same bytes. Without the fonts of ``heqi assets`` the
    machine's own are used.
    """
    read = {address: picture(address) for address in pictures_in(page)}
    files = {address: content for address, content in read.items() if _ending(content)}
    try:
        return _set(page, files, now)
    except typst.TypstError:
        # A damaged picture must not keep the words from being printed.
        return _set(page, {}, now)


def _set(page: str, pictures: dict[str, bytes], now: datetime) -> bytes:
    with tempfile.TemporaryDirectory(prefix="heqi-paper-") as folder:
        root = Path(folder)
        names: dict[str, str] = {}
        for number, (address, content) in enumerate(pictures.items()):
            names[address] = f"{number}.{_ending(content)}"
            (root / names[address]).write_bytes(content)
        (root / "sheet.typ").write_bytes(SHEET.read_bytes())
        (root / "paper.json").write_text(json.dumps(paper_of(page, names)), "utf-8")
        fonts = Path(settings.DATA) / "fonts"
        made: bytes = typst.compile(
            str(root / "sheet.typ"),
            root=folder,
            font_paths=[str(fonts)] if fonts.is_dir() else [],
            format="pdf",
            timestamp=int(now.timestamp()),
        )
        return made


def _ending(content: bytes) -> str:
    """The kind of a picture by its first bytes; "" where it is none that can be set."""
    kinds = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    return next((kind for head, kind in kinds.items() if content.startswith(head)), "")
