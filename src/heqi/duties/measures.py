"""How well each clause's duties were kept in a month: by the occurrences that fell due in it."""

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from heqi.duties.models import Occurrence
from heqi.duties.specs import title_of
from heqi.duties.states import DECIDED, KEPT, Status
from heqi.ledger.actors import Actor
from heqi.people.models import Unit
from heqi.policies.measures import Measure, measured_by

Key = tuple[str, str, str]


def counts(company: Unit, month: date) -> dict[Key, tuple[int, int, int]]:
    """Kept, decided and open occurrences that fall due in a month, by clause, duty and mark.

    What was excused, and what is no longer owed, counts neither way.
    """
    first = month.replace(day=1)
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    rows = (
        Occurrence.objects.filter(company=company, due_on__gte=first, due_on__lt=last)
        .order_by()
        .values_list("clause", "code", "mark")
        .annotate(
            kept=Count("id", filter=Q(status__in=KEPT)),
            decided=Count("id", filter=Q(status__in=DECIDED)),
            open=Count("id", filter=Q(status__in=[Status.OPEN, Status.PLANNED])),
        )
        .order_by("clause", "code", "mark")
    )
    return {row[:3]: row[3:] for row in rows}


@measured_by
def duty_measures(company: Unit, month: date, by: Actor) -> dict[str, list[Measure]]:
    """Every duty beside the same of the month before; links to what was missed or late."""
    now = counts(company, month)
    before = counts(company, month.replace(day=1) - timedelta(days=1))
    found: dict[str, list[Measure]] = defaultdict(list)
    for key, (kept, decided, still_open) in now.items():
        clause, code, mark = key
        kept_before, decided_before, _open = before.get(key, (0, 0, 0))
        missed = f"{reverse('duties:all')}?duty={code}&due={month:%Y-%m}&status=failed"
        found[clause].append(
            Measure(
                title=title_of(code),
                kept=kept,
                decided=decided,
                open=still_open,
                before_kept=kept_before,
                before_decided=decided_before,
                missed=missed if decided > kept else "",
                mark=mark,
            )
        )
    return dict(found)
