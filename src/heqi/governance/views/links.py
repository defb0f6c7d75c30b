"""Terms that open other records: the agenda and papers of a sitting, what raised a matter."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from heqi.governance.models import Improvement
from heqi.governance.queries import handed_in_for, may_be_named, without_votes
from heqi.inspections.models import Summary
from heqi.people.models import Staff

# What raises matters and improvements; the record's own page says who may see it.
MATTER = "governance.matter"
PAGES = {
    "governance.matter": "/governance/matters/{pk}/",
    "authority.signal": "/authority/signals/{pk}/",
    "conduct.case": "/conduct/{pk}/",
    "conduct.ground": "/conduct/{pk}/",
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


def barred_from(row: Any) -> str:
    """Who has no vote in a matter: whom it is about, and who took part in what is appealed."""
    return "、".join(one.name for one in Staff.objects.filter(pk__in=row.barred).order_by("number"))


def votes_lacking(row: Any, now: datetime) -> str:
    """That no member has a vote in a matter, and who may be named."""
    if not without_votes(row):
        return ""
    names = "、".join(f"{one.name} {one.post}" for one in may_be_named(row, now=now)[:8])
    return _(
        "No member of the committee has a vote in this matter. Name others before the sitting; "
        "these may be named: {names}."
    ).format(names=names or "—")


def _improvement(row: Any) -> Improvement | None:
    rows = Improvement.objects.filter(source_type=MATTER, source_id=str(row.pk))
    return rows.first()


def improvement_of(row: Any) -> str:
    """The improvement that a decision of the committee became."""
    found = _improvement(row)
    if found is None:
        return ""
    href = reverse("governance:record", args=["improvements", found.pk])
    return _links([(href, found.number, found.title)])


def not_improved(row: Any) -> bool:
    """Whether nobody made the decision an improvement yet."""
    return _improvement(row) is None


def inspections_of(row: Any) -> str:
    """The inspection plan that a service plan contains."""
    plan = row.inspections
    return _links([(reverse("inspections:plan", args=[plan.pk]), plan, "")]) if plan else ""


def source_of(row: Any) -> str:
    """What raised a record, as a link where it has a page."""
    page = PAGES.get(row.source_type)
    if not page or not row.source_number:
        return str(row.source_number)
    return _links([(page.format(pk=row.source_id), row.source_number, "")])


def _links(rows: Iterable[tuple[str, Any, Any]]) -> str:
    return format_html_join("\n", '<a href="{}">{} {}</a>', rows)
