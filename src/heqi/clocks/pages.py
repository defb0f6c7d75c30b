"""Where the record of a clock has its page; the app that owns the record says so."""

from collections.abc import Iterable

from django.urls import reverse

from heqi.clocks.models import Timeline

_pages: dict[str, tuple[str, str]] = {}


def register_page(subject_type: str, view: str, argument: str = "") -> None:
    """Records of a type are shown by ``view``, found by their number, or id for ``pk``; without an
    argument it shows them all."""
    _pages[subject_type] = (view, argument)


def hrefs_of(timelines: Iterable[Timeline]) -> dict[int, str]:
    """The page of each history's record, where it has one."""
    found = {}
    for one in timelines:
        view, argument = _pages.get(one.subject_type, ("", ""))
        if view:
            key = one.subject_id if argument == "pk" else one.label
            found[one.pk] = reverse(view, kwargs={argument: key} if argument else None)
    return found
