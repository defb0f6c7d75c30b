"""Terms that open other records: the agenda and papers of a sitting, what raised a matter."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join

from heqi.governance.queries import handed_in_for
from heqi.inspections.models import Summary

# What raises matters and improvements; the record's own page says who may see it.
PAGES = {
    "authority.signal": "/authority/signals/{pk}/",
    "conduct.case": "/conduct/{pk}/",
    "inspections.referral": "/inspections/committee/",
    "supervision.opinion": "/network/opinions/{pk}/",
}


def agenda(row: Any) -> str:
    """The matters of a sitting."""
    return _links(
        (reverse("governance:record", args=["matters", one.pk]), one.number, one.title)
        for one in row.matters.all()
    )


def papers(row: Any) -> str:
    """Summaries and reports on inspections: handed in to the committee (inspection/5.3)."""
    found = []
    for one in handed_in_for(row):
        name = "summary" if isinstance(one, Summary) else "report"
        href = reverse(f"inspections:{name}", args=[one.pk])
        found.append((href, one._meta.verbose_name, str(one)))
    return _links(found)


def source_of(row: Any) -> str:
    """What raised a record, as a link where it has a page."""
    page = PAGES.get(row.source_type)
    if not page or not row.source_number:
        return str(row.source_number)
    return _links([(page.format(pk=row.source_id), row.source_number, "")])


def _links(rows: Iterable[tuple[str, Any, Any]]) -> str:
    return format_html_join("\n", '<a href="{}">{} {}</a>', rows)
