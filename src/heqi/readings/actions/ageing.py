"""Meters that reached the end of their life: somebody must look at them, or replace them."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from heqi.customers.models import Meter
from heqi.customers.states import MeterState
from heqi.entry.standards import standard
from heqi.ledger.actors import SYSTEM
from heqi.people.queries import open_companies
from heqi.readings.actions.checking import clear_check, open_check
from heqi.readings.models import MeterCheck
from heqi.readings.states import CheckKind, CheckStatus


def find_over_age(*, now: datetime, most: int) -> int:
    """Put meters over age on the list, with what the entry standard says; how many.

    The end of life is on file by the law's figure (customers); what follows is question
    ``data.checks`` (data-entry/7.4). What was looked at is not asked about again unless the end of
    life was corrected to a later day.
    """
    companies = open_companies()
    return sum(_find(company.pk, now, most) for company in companies)


def settle_over_age(*, now: datetime, most: int) -> int:
    """Clear checks of meters that were replaced, removed or given a later end of life."""
    today = timezone.localdate(now)
    rows = MeterCheck.objects.filter(
        ~Q(meter__state=MeterState.IN_USE)
        | Q(meter__replace_on__gt=today)
        | Q(meter__replace_on__isnull=True),
        kind=CheckKind.OVER_AGE,
        status=CheckStatus.OPEN,
    )
    found = list(rows.select_related("meter")[:most])
    for check in found:
        clear_check(check, by=SYSTEM, now=now)
    return len(found)


def _find(company_id: int, now: datetime, most: int) -> int:
    day = timezone.localdate(now)
    looked = MeterCheck.objects.filter(
        Q(status=CheckStatus.OPEN) | Q(opened_at__date__gte=OuterRef("replace_on")),
        meter=OuterRef("pk"),
        kind=CheckKind.OVER_AGE,
    )
    rows = Meter.objects.filter(
        ~Exists(looked), company=company_id, state=MeterState.IN_USE, replace_on__lte=day
    )
    found = 0
    held = standard("meter", on=day, company_id=company_id)
    for meter in rows.select_related("service_point__unit").order_by(F("replace_on"), "pk")[:most]:
        told = held.check({"replace_on": meter.replace_on})
        for finding in (one for one in told if one.rule == CheckKind.OVER_AGE):
            made = open_check(meter, kind=CheckKind.OVER_AGE, finding=finding, by=SYSTEM, now=now)
            found += made is not None
    return found
