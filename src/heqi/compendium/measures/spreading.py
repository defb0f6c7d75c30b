"""Opinions of departments and acknowledgements of staff, in time or not."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, Value
from django.urls import reverse
from django.utils import timezone

from heqi.compendium.access import VIEW
from heqi.compendium.models import Acknowledgement, Review
from heqi.compendium.states import Opinion
from heqi.ledger.days import midnight
from heqi.people.models import Unit
from heqi.policies.measures import Figure, Miss, Source, measured_by, month_after
from heqi.policies.measures.reading import measured_at

OPINION, READ = "opinion", "read"
LINES = {
    OPINION: ("framework/5.2.1.2", "部门按期反馈评审意见", "Departments' opinions in time"),
    READ: ("framework/5.2.1.4", "按期阅读确认并测验合格", "Read, confirmed and passed in time"),
}


def _opinions(company: Unit, month: date) -> models.QuerySet[Review]:
    """Asked for by a day of the month, in the latest round of a draft or an earlier one."""
    return Review.objects.filter(
        unit__path__startswith=company.path, due_on__gte=month, due_on__lt=month_after(month)
    )


def _readers(company: Unit, month: date) -> models.QuerySet[Acknowledgement]:
    return Acknowledgement.objects.filter(
        campaign__company=company,
        campaign__due_on__gte=month,
        campaign__due_on__lt=month_after(month),
    )


def _days(today: date) -> dict[str, tuple[Q, Q]]:
    """What was done in time, and what was not; the rest is open."""
    given = ~Q(opinion=Opinion.ASKED)
    opinion = given & Q(given_at__date__lte=F("due_on"))
    read = Q(passed_at__date__lte=F("campaign__due_on"))
    return {
        OPINION: (opinion, ~opinion & (given | Q(due_on__lt=today))),
        READ: (read, ~read & Q(campaign__due_on__lt=today)),
    }


def count(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """By unit; answers to questions are counted by their clocks."""
    first = month.replace(day=1)
    ways = _days(timezone.localdate(now))
    for name, rows in ((OPINION, _opinions(company, first)), (READ, _readers(company, first))):
        kept, late = ways[name]
        counted = rows.order_by().values_list("unit_id").annotate(
            n=Count("pk"), kept=Count("pk", filter=kept), late=Count("pk", filter=late)
        )  # fmt: skip
        for unit, all_, well, badly in counted:
            yield Figure(*_line(name), unit, well, badly, open=all_ - well - badly)


def _line(name: str) -> tuple[str, str, str, str]:
    clause, zh, en = LINES[name]
    return clause, name, zh, en


def missed(company: Unit, month: date, clause: str, name: str) -> models.QuerySet[Any]:
    """Opinions or acknowledgements that came late or not at all."""
    first = month.replace(day=1)
    now = measured_at(company, first)
    rows: models.QuerySet[Any] = (
        _opinions(company, first).select_related("draft", "unit")
        if name == OPINION
        else _readers(company, first).select_related("campaign", "staff", "unit")
    )
    rows = rows.filter(_days(timezone.localdate(now))[name][1]).order_by("-pk")
    return rows.annotate(of_company_id=Value(company.pk))


def tell(rows: Sequence[Any]) -> list[Miss]:
    """Whose opinion, whose reading."""
    return [_told(row) for row in rows]


def _told(row: Any) -> Miss:
    if isinstance(row, Review):
        href, label = row.draft.get_absolute_url(), str(row.draft)
        due, done = row.due_on, row.given_at
    else:
        href = reverse("compendium:campaign", args=[row.campaign_id])
        label, due, done = f"{row.campaign} {row.staff.name}", row.campaign.due_on, row.passed_at
    end = midnight(due + timedelta(days=1))
    return Miss(label, href, str(row.unit), "", due_at=end, ended_at=done)


measured_by(Source(code="compendium", right=VIEW, count=count, missed=missed, tell=tell,
                   company="of_company"))  # fmt: skip
