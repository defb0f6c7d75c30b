"""How well document, money and system agreed in a month (data-entry/6.2)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from heqi.people.models import Unit
from heqi.policies.measures import Figure, Miss, Source, measured_by, month_after
from heqi.reconciliation.access import VIEW
from heqi.reconciliation.models import Sheet
from heqi.reconciliation.states import Kind, Status

CLAUSE = "data-entry/6.2"
TITLES = {
    Kind.GAS: ("票款表一致：柜台", "Document, money and system agree: tills"),
    Kind.MATERIAL: ("票款表一致：工单", "Document, money and system agree: work orders"),
    Kind.TRANSFER: ("票款表一致：转账", "Document, money and system agree: bank transfers"),
}


def _sheets(company: Unit, month: date) -> models.QuerySet[Sheet]:
    first = month.replace(day=1)
    return Sheet.objects.filter(company=company, day__gte=first, day__lt=month_after(first))


def count(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """Sheets that agreed at the first comparison, of those compared, by unit."""
    rows = (
        _sheets(company, month)
        .order_by()
        .values_list("kind", "unit_id")
        .annotate(
            kept=Count("id", filter=Q(differed=False) & ~Q(status=Status.OPEN)),
            missed=Count("id", filter=Q(differed=True) & ~Q(status=Status.OPEN)),
            open=Count("id", filter=Q(status=Status.OPEN)),
        )
    )
    for kind, unit, kept, missed_, still_open in rows:
        zh, en = TITLES[Kind(kind)]
        yield Figure(CLAUSE, kind, zh, en, unit, kept, missed_, open=still_open)


def missed(company: Unit, month: date, clause: str, name: str) -> models.QuerySet[Sheet]:
    """Sheets that differed when first compared."""
    rows = _sheets(company, month).filter(kind=name, differed=True).exclude(status=Status.OPEN)
    return rows.select_related("unit").order_by("-day", "-pk")


def tell(rows: Sequence[Sheet]) -> list[Miss]:
    """Each with its difference."""
    return [
        Miss(
            label=sheet.number,
            href=reverse("reconciliation:sheet", args=[sheet.pk]),
            unit=str(sheet.unit),
            why=_("differed by {amount} yuan").format(amount=sheet.difference),
        )
        for sheet in rows
    ]


measured_by(Source(code="reconciliation", right=VIEW, count=count, missed=missed, tell=tell))
