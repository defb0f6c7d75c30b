"""Pages over a count that stops at a thousand."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from heqi.people.requests import Request

SIZE = 20
CAP = 1001


def number_of(request: Request, name: str = "page") -> int:
    """The page that was asked for; 1 where it is no number."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 else 1


class CappedPages(Paginator):
    """A paginator whose count stops at a thousand."""

    def __init__(self, rows: QuerySet[Any], size: int = SIZE) -> None:
        super().__init__(rows, size)
        self.__dict__["count"] = len(rows.order_by().values_list("pk", flat=True)[:CAP])


def page_of(request: Request, rows: QuerySet[Any], size: int = SIZE) -> Page:
    """The page that was asked for; the last one beyond the end."""
    return CappedPages(rows, size).get_page(number_of(request) or 1)
