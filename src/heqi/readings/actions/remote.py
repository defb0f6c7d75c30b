"""Telegrams near the reading day are the month's readings: nobody walks to a meter that tells."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from heqi.customers.models import MeterKind
from heqi.customers.states import MeterState
from heqi.ledger.actors import SYSTEM
from heqi.ledger.days import midnight
from heqi.policies.packs import current_pack
from heqi.readings.actions.taking import take_reading
from heqi.readings.models import MeterLine, Reading, Round, Signal
from heqi.readings.states import RoundStatus

RULE = "data/remote_reading"


def take_remote(*, now: datetime, most: int) -> int:
    """Take what IoT meters of open rounds told near the reading day; how many.

    What cannot be a reading stays for the walk; one that was sent back is read on site.
    """
    today, taken = timezone.localdate(now), 0
    for company_id in MeterLine.objects.order_by("company").values_list("company_id", flat=True):
        days = _days(today, company_id)
        for away in range(-days, days + 1):
            due = today + timedelta(days=away)
            taken += _take(company_id, due, days, now=now, most=most - taken)
    return taken


def _days(on: date, company_id: int) -> int:
    return int(current_pack(company_id).value(RULE, on).content["days"])


def _take(company_id: int, due: date, days: int, *, now: datetime, most: int) -> int:
    rounds = Round.objects.filter(company=company_id, due_on=due, status=RoundStatus.OPEN)
    if most <= 0 or not rounds.exists():
        return 0
    walks = rounds.filter(route__stops__service_point=OuterRef("meter__service_point"))
    read = Reading.objects.filter(round=OuterRef("walk"), meter=OuterRef("meter"))
    rows = (
        Signal.objects.annotate(walk=Subquery(walks.values("pk")[:1]))
        .filter(~Exists(read), company=company_id, walk__isnull=False, dial__isnull=False)
        .filter(meter__kind=MeterKind.IOT, meter__state=MeterState.IN_USE)
        .filter(
            heard_at__gte=midnight(due - timedelta(days=days)),
            heard_at__lt=midnight(due + timedelta(days=days + 1)),
        )
        .select_related("meter__service_point__unit", "meter__company")
        .order_by("-heard_at")[:most]
    )
    known = rounds.select_related("unit").in_bulk()
    taken = 0
    for row in rows:
        assert row.dial is not None
        assert row.heard_at is not None
        try:
            with transaction.atomic():
                take_reading(
                    row.meter, value=row.dial, on=timezone.localdate(row.heard_at),
                    confirmed=True, remote=True, round_=known[row.walk], by=SYSTEM, now=now,
                )  # fmt: skip
        except ValidationError:
            continue
        taken += 1
    return taken
