"""Telegrams of IoT meters: when each was last heard, and who has been silent for too long."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_noop

from heqi.customers.models import Meter, MeterKind
from heqi.customers.search.tokens import key_of
from heqi.customers.states import MeterState
from heqi.entry import standard
from heqi.entry.standards import heard_since
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.models import Unit
from heqi.readings.actions.checking import clear_check, open_check
from heqi.readings.models import MeterCheck, MeterLine, Signal
from heqi.readings.states import CheckKind, CheckStatus, Fate

CHUNK = 500
UNKNOWN = gettext_noop("No meter has this number.")


@dataclass(frozen=True, slots=True)
class Telegram:
    """What a meter sent; ``line`` is its row in the file or message."""

    line: int
    meter: str
    heard_at: datetime
    dial: Decimal | None = None
    battery_low: bool = False
    valve_closed: bool = False


@dataclass(slots=True)
class Kept:
    """What became of the rows; ``passed`` and ``told`` are ``{line, meter, fate, why}``.

    ``why`` is a message to be translated where it is shown, or a sentence as it was said.
    ``passed`` are rows that could not be taken, ``told`` others that are worth a look.
    """

    taken: int = 0
    older: int = 0
    checks: int = 0
    passed: list[dict[str, object]] = field(default_factory=list)
    told: list[dict[str, object]] = field(default_factory=list)

    def tell(self, line: int, meter: str, fate: Fate, why: str = "") -> None:
        """Say of a row what became of it."""
        rows = self.passed if fate == Fate.PASSED else self.told
        rows.append({"line": line, "meter": meter, "fate": fate.value, "why": why})


@transaction.atomic
def keep_telegrams(company: Unit, rows: Sequence[Telegram], *, by: Actor, now: datetime) -> Kept:
    """The newest telegram of each meter; what is older than known changes nothing."""
    kept = Kept()
    MeterLine.objects.get_or_create(company=company, defaults={"changed_at": now})
    for at in range(0, len(rows), CHUNK):
        _keep(company, rows[at : at + CHUNK], kept, by, now)
    return kept


def _keep(company: Unit, rows: Sequence[Telegram], kept: Kept, by: Actor, now: datetime) -> None:
    keys = {key_of(row.meter) for row in rows}
    meters = {
        meter.number_key: meter
        # Of several lives of a meter the one in use comes last and stays.
        for meter in Meter.objects.filter(company=company, number_key__in=keys).order_by(
            "-state", "removed_on", "id"
        )
    }
    newest: dict[int, Telegram] = {}
    for row in rows:
        meter = meters.get(key_of(row.meter))
        if meter is None or (why := _wrong(meter)):
            told = why if meter else UNKNOWN
            kept.tell(row.line, row.meter, Fate.PASSED, told)
            continue
        kept.taken += 1
        if meter.pk not in newest or row.heard_at > newest[meter.pk].heard_at:
            newest[meter.pk] = row
    known: dict[int, Any] = dict(
        Signal.objects.filter(meter__in=newest, heard_at__isnull=False).values_list(
            "meter_id", "heard_at"
        )
    )
    fresh = {pk: row for pk, row in newest.items() if pk not in known or row.heard_at > known[pk]}
    kept.older += len(newest) - len(fresh)
    for pk in newest.keys() - fresh.keys():
        kept.tell(newest[pk].line, newest[pk].meter, Fate.OLDER)
    Signal.objects.bulk_create(
        (
            Signal(
                meter_id=pk,
                company=company,
                heard_at=row.heard_at,
                quiet_since=row.heard_at,
                dial=row.dial,
                battery_low=row.battery_low,
                valve_closed=row.valve_closed,
            )
            for pk, row in fresh.items()
        ),
        update_conflicts=True,
        unique_fields=["meter"],
        update_fields=["heard_at", "quiet_since", "dial", "battery_low", "valve_closed"],
    )
    limit = _limit(company.pk, now)
    open_ones = MeterCheck.objects.filter(
        meter__in=fresh, kind=CheckKind.SILENT, status=CheckStatus.OPEN
    )
    for check in open_ones:
        if limit is not None and fresh[check.meter_id].heard_at >= limit:
            clear_check(check, by=by, now=now)


def _wrong(meter: Meter) -> str:
    if meter.kind != MeterKind.IOT:
        return gettext_noop("This is no IoT meter.")
    if meter.state != MeterState.IN_USE:
        return gettext_noop("This meter is no longer in use.")
    return ""


def find_silent(*, now: datetime, most: int) -> int:
    """Put meters that are silent beyond their company's limit on the list; how many."""
    companies = MeterLine.objects.order_by("company").values_list("company_id", flat=True)
    return sum(_find_silent(company_id, now, most) for company_id in companies)


def _find_silent(company_id: int, now: datetime, most: int) -> int:
    limit = _limit(company_id, now)
    if limit is None:
        return 0
    open_one = MeterCheck.objects.filter(
        meter=OuterRef("meter"), kind=CheckKind.SILENT, status=CheckStatus.OPEN
    )
    # Looked at and still silent: asked about again only once it was heard in between.
    looked = MeterCheck.objects.filter(
        meter=OuterRef("meter"), kind=CheckKind.SILENT, quiet_since=OuterRef("quiet_since")
    )
    rows = list(
        Signal.objects.filter(
            ~Exists(open_one), ~Exists(looked), company=company_id, quiet_since__lt=limit
        )
        .filter(meter__state=MeterState.IN_USE, meter__kind=MeterKind.IOT)
        .select_related("meter__service_point__unit", "meter__company")
        .order_by("quiet_since")[:most]
    )
    day = timezone.localdate(now)
    found = 0
    for row in rows:
        values = {"kind": row.meter.kind, "last_heard_on": timezone.localdate(row.quiet_since)}
        told = standard("meter", on=day, company_id=company_id).check(values)
        for finding in (one for one in told if one.rule == CheckKind.SILENT):
            made = open_check(
                row.meter, kind=CheckKind.SILENT, finding=finding, quiet_since=row.quiet_since,
                by=SYSTEM, now=now,
            )  # fmt: skip
            found += made is not None
    return found


@transaction.atomic
def expect_meters(*, now: datetime, most: int) -> int:
    """Begin to listen for IoT meters that were never heard, where a company hears others.

    Their silence counts from now: nobody is blamed for days on which nobody listened. The number
    of meters that were looked at.
    """
    seen = 0
    for line in MeterLine.objects.all():
        rows = list(
            Meter.objects.filter(company=line.company_id, pk__gt=line.listened_to)
            .order_by("pk")
            .values_list("pk", "kind", "state")[:most]
        )
        if not rows:
            continue
        here = MeterLine.objects.filter(pk=line.pk, listened_to=line.listened_to)
        if not here.update(listened_to=rows[-1][0]):
            continue  # another loop is at it
        Signal.objects.bulk_create(
            (
                Signal(meter_id=pk, company_id=line.company_id, quiet_since=now)
                for pk, kind, state in rows
                if (kind, state) == (MeterKind.IOT, MeterState.IN_USE)
            ),
            ignore_conflicts=True,
        )
        seen += len(rows)
    return seen


def _limit(company_id: int, now: datetime) -> datetime | None:
    """The instant from which a last telegram is not yet silence, by a company's limit."""
    day = heard_since(timezone.localdate(now), company_id=company_id)
    return None if day is None else timezone.make_aware(datetime.combine(day, time()))
