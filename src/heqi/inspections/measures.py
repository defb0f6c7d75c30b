"""How inspections are carried out in a month: none without a scheme, every problem followed up.

Plans, summaries and reports are measured as duties, notices of rectification by their clocks.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from heqi.inspections.access import VIEW
from heqi.inspections.models import Finding, Inspection
from heqi.inspections.states import FindingStatus, Kind
from heqi.people.models import Unit
from heqi.policies.measures import Figure, Miss, Source, measured_by, month_span

SCHEME, CORRECTED, NOTICE = "scheme", "corrected", "notice"
LINES = {
    SCHEME: ("inspection/5.5", "有实施方案方开展检查", "Begun with a scheme"),
    CORRECTED: ("inspection/6.2", "例行检查问题当月纠正并记录", "Routine: corrected in the month"),
    NOTICE: ("inspection/6.3", "专项检查问题下达整改通知书", "Special: notice issued"),
}
WITH_SCHEME = Q(scheme_at__lte=F("started_at"))
SPECIAL = Q(inspection__kind=Kind.SPECIAL)
HANDLED = {CORRECTED: Q(status=FindingStatus.CORRECTED), NOTICE: Q(status=FindingStatus.NOTIFIED)}


def _begun(company: Unit, month: date) -> models.QuerySet[Inspection]:
    since, until = month_span(month)
    return Inspection.objects.filter(company=company, started_at__gte=since, started_at__lt=until)


def _found(company: Unit, month: date, name: str) -> models.QuerySet[Finding]:
    since, until = month_span(month)
    rows = Finding.objects.filter(
        SPECIAL if name == NOTICE else ~SPECIAL,
        company=company, found_at__gte=since, found_at__lt=until,
    )  # fmt: skip
    return rows.exclude(status=FindingStatus.WITHDRAWN)


def _late(month: date) -> Q:
    """Corrected after the month in which it was to be appraised (6.1, 6.2)."""
    return Q(corrected_at__gte=month_span(month)[1])


def count(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """By unit; a problem that nobody followed up counts as missed once its month is over."""
    begun = _begun(company, month).order_by().values_list("unit_id")
    for unit, kept, missed_ in begun.annotate(
        kept=Count("pk", filter=WITH_SCHEME), missed=Count("pk", filter=~WITH_SCHEME)
    ):
        yield Figure(*_line(SCHEME), unit, kept, missed_)
    over = now >= month_span(month)[1]
    for name, handled in HANDLED.items():
        kept_so = handled & ~_late(month)
        found = _found(company, month, name).order_by().values_list("unit_id")
        for unit, all_, kept in found.annotate(n=Count("pk"), kept=Count("pk", filter=kept_so)):
            left = all_ - kept
            yield Figure(
                *_line(name), unit, kept, left if over else 0, open=0 if over else left
            )  # fmt: skip


def _line(name: str) -> tuple[str, str, str, str]:
    clause, zh, en = LINES[name]
    return clause, name, zh, en


def missed(company: Unit, month: date, clause: str, name: str) -> models.QuerySet[Any]:
    """Inspections begun without a scheme, or findings that nobody followed up in their month."""
    if name == SCHEME:
        rows = _begun(company, month).exclude(WITH_SCHEME).select_related("unit")
        return rows.order_by("-started_at", "-pk")
    left = _found(company, month, name).exclude(HANDLED[name] & ~_late(month))
    return left.select_related("unit").order_by("-found_at", "-pk")


def tell(rows: Sequence[Inspection | Finding]) -> list[Miss]:
    """What was left out."""
    return [_told(row) for row in rows]


def _told(row: Inspection | Finding) -> Miss:
    if isinstance(row, Inspection):
        where, why = "inspections:inspection", _("begun without a scheme")
    elif row.corrected_at:
        where, why = "inspections:finding", _("corrected after its month")
    else:
        where, why = "inspections:finding", _("not followed up in its month")
    return Miss(row.number, reverse(where, args=[row.pk]), str(row.unit), why)


measured_by(Source(code="inspections", right=VIEW, count=count, missed=missed, tell=tell))
