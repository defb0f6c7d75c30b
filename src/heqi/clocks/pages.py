"""Where the record of a clock has its page; the app that owns the record says so."""

from collections.abc import Iterable

from django.urls import reverse

from heqi.clocks.models import Timeline

_pages: dict[str, tuple[str, str]] = {}


def register_page(subject_type: str, view: str, argument: str = "") -> None:
    """Records of a type are shown by ``view``, found by their number, or id for ``pk``; without an
    argument it shows them all."""
    _pages[subject_type] = (view, argument)


def href_of(subject_type: str, pk: int | str, number: str = "") -> str:
    """The page of one record; empty where no app shows such records."""
    view, argument = _pages.get(subject_type, ("", ""))
    if not view or (argument and argument != "pk" and not number):
        return ""
    key = pk if argument == "pk" else number
    return reverse(view, kwargs={argument: key} if argument else None)


def hrefs_of(timelines: Iterable[Timeline]) -> dict[int, str]:
    """The page of each history's record, where it has one."""
    found = {one.pk: href_of(one.subject_type, one.subject_id, one.label) for one in timelines}
    return {pk: href for pk, href in found.items() if href}
