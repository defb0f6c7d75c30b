"""How well document, money and system agreed in a month (data-entry/6.2)."""

from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.measures import Measure, measured_by
from heqi.reconciliation.models import Sheet
from heqi.reconciliation.states import Kind, Status

CLAUSE = "data-entry/6.2"


def counts(company: Unit, month: date, kind: str) -> tuple[int, int, int]:
    """Agreed at the first comparison, compared, and still open, of a month's sheets."""
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    found = Sheet.objects.filter(
        company=company, kind=kind, day__gte=first, day__lt=following
    ).aggregate(
        kept=Count("id", filter=Q(differed=False) & ~Q(status=Status.OPEN)),
        decided=Count("id", filter=~Q(status=Status.OPEN)),
        open=Count("id", filter=Q(status=Status.OPEN)),
    )
    return found["kept"], found["decided"], found["open"]


@measured_by
def agreement(company: Unit, month: date, by: Actor) -> dict[str, list[Measure]]:
    """Tills and work orders whose three sides agreed, beside the month before."""
    before = (month.replace(day=1) - timedelta(days=1)).replace(day=1)
    titles = {
        Kind.GAS: _("Document, money and system agree: tills"),
        Kind.MATERIAL: _("Document, money and system agree: work orders"),
    }
    found = []
    for kind, title in titles.items():
        kept, decided, still_open = counts(company, month, kind)
        if not decided + still_open:
            continue
        kept_before, decided_before, _open = counts(company, before, kind)
        found.append(
            Measure(
                title=title,
                kept=kept,
                decided=decided,
                open=still_open,
                before_kept=kept_before,
                before_decided=decided_before,
                missed=f"/reconciliation/month/?month={month:%Y-%m}",
            )
        )
    return {CLAUSE: found} if found else {}
