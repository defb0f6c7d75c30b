"""How authority is used in a month: within its limits, and with money on a signed form."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from heqi.authority.access import VIEW
from heqi.authority.models import Signal, Use
from heqi.authority.states import COUNTED, Status
from heqi.people.models import Unit
from heqi.policies.measures import Figure, Miss, Source, measured_by

WITHIN, FORM = "within", "form"
TITLES = {
    WITHIN: ("在授权范围内行使", "Used within its limits"),
    FORM: ("涉及金额的经总经理审批", "With an amount: approved by the general manager"),
}
DECIDED = Q(status__in=[Status.OPEN, Status.DONE])
# In effect before it was signed, and then refused. What was refused before is no use at all.
UNAPPROVED = Q(status=Status.REFUSED, effective_at__isnull=False)


def _beyond() -> Q:
    """Passed up, or found to be misuse afterwards (authority/6.1)."""
    misused = Signal.objects.established().order_by()
    return ~Q(beyond=[]) | Q(pk__in=misused.values("use"))


def _uses(company: Unit, month: date) -> models.QuerySet[Use]:
    rows = Use.objects.filter(company=company, month=month.replace(day=1))
    return rows.exclude(status=Status.WITHDRAWN)


def count(company: Unit, month: date, *, now: datetime) -> Iterable[Figure]:
    """Uses within authority of all, by item and unit; forms approved of those with an amount."""
    rows = (
        _uses(company, month)
        .filter(status__in=COUNTED)
        .order_by()
        .values_list("clause", "unit_id")
        .annotate(kept=Count("id", filter=~_beyond()), missed=Count("id", filter=_beyond()))
    )
    for clause, unit, kept, missed_ in rows:
        yield Figure(clause, WITHIN, *TITLES[WITHIN], unit, kept, missed_)
    forms = (
        _uses(company, month)
        .filter(needs_form=True)
        .order_by()
        .values_list("unit_id")
        .annotate(
            kept=Count("id", filter=DECIDED),
            missed=Count("id", filter=UNAPPROVED),
            open=Count("id", filter=Q(status__in=[Status.SIGNING, Status.RETURNED])),
        )
    )
    for unit, kept, missed_, still_open in forms:
        yield Figure("authority/5.1", FORM, *TITLES[FORM], unit, kept, missed_, open=still_open)


def missed(company: Unit, month: date, clause: str, name: str) -> models.QuerySet[Use]:
    """Uses beyond authority, or that took effect though their form was refused."""
    rows = _uses(company, month).select_related("unit")
    if name == FORM:
        rows = rows.filter(UNAPPROVED, needs_form=True)
    else:
        rows = rows.filter(_beyond(), clause=clause, status__in=COUNTED)
    return rows.order_by("-used_at", "-pk")


def tell(rows: Sequence[Use]) -> list[Miss]:
    """Each with what was exceeded."""
    return [
        Miss(
            label=row.number,
            href=reverse("authority:use", args=[row.pk]),
            unit=str(row.unit),
            why=" ".join(row.beyond_said) or _("refused"),
        )
        for row in rows
    ]


measured_by(Source(code="authority", right=VIEW, count=count, missed=missed, tell=tell))
