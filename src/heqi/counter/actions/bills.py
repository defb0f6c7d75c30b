"""Bills for gas by reading: issued in bulk from standing readings, taken back while unpaid."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.counter.access import SELL
from heqi.counter.facts import Tariff, tariff_for
from heqi.counter.models import Bill, BilledDial, Hall, UnheldGas
from heqi.counter.names import BY_READING, kept_name
from heqi.counter.queries.orders import taken_since
from heqi.customers.models import MeterKind, Occupancy, OccupancyRole, Party
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import reserve_numbers
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import require
from heqi.readings.actions import hand_to_bill
from heqi.readings.facts import ROLLED_OVER
from heqi.readings.models import Reading

PREFIX = "ZD"
# The payer pays; where nobody is named as such, the user, else the owner.
PAYERS = (OccupancyRole.PAYER, OccupancyRole.USER, OccupancyRole.OWNER)


@transaction.atomic
def bill_readings(*, now: datetime, most: int) -> int:
    """Charge the gas of at most ``most`` standing readings; the number looked at.

    Whoever held the account on the day of the reading is charged by the steps of the price of
    that day, for what the dial shows beyond what is charged already. Card meters pay before they
    burn, and a company without a hall settles elsewhere: there nothing is charged.
    """
    rows = list(Reading.objects.filter(to_bill=True).select_related("meter").order_by("id")[:most])
    if not rows or not hand_to_bill([row.pk for row in rows]):
        return 0
    selling = set(Hall.objects.order_by().values_list("company_id", flat=True).distinct())
    owing = sorted(
        (row for row in rows if row.company_id in selling and row.meter.kind != MeterKind.IC_CARD),
        key=lambda row: (row.read_on, row.pk),
    )
    volumes = _volumes(owing)
    bills, unheld = _priced(volumes, owing, now)
    _issue(bills, now)
    UnheldGas.objects.bulk_create(
        UnheldGas(
            company_id=row.company_id,
            unit_id=row.unit_id,
            service_point_id=row.service_point_id,
            reading=row,
            read_on=row.read_on,
            volume=volumes[row.pk],
            found_at=now,
        )
        for row in unheld
    )
    return len(rows)


@transaction.atomic
def charge_unheld(*, now: datetime, most: int) -> int:
    """Charge gas that nobody held, now that its holder is on file; rows that found one."""
    held = Occupancy.objects.filter(service_point=OuterRef("service_point"))
    before = held.filter(since__lte=OuterRef("read_on"))
    on_the_day = before.filter(Q(until__isnull=True) | Q(until__gte=OuterRef("read_on")))
    ready = Q(Exists(on_the_day)) | Q(Exists(held)) & ~Q(Exists(before))
    rows = list(UnheldGas.objects.filter(ready).order_by("read_on", "id")[:most])
    if not rows:
        return 0
    related = Reading.objects.filter(pk__in=[row.reading_id for row in rows])
    readings = list(related.select_related("meter").order_by("read_on", "id"))
    volumes = {row.reading_id: row.volume for row in rows}
    bills, unheld = _priced(volumes, readings, now)
    left = {reading.pk for reading in unheld}
    done = [row.pk for row in rows if row.reading_id not in left]
    # Another loop may be at it: whoever takes the row away charges it.
    if UnheldGas.objects.filter(pk__in=done).delete()[0] != len(done):
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    _issue(bills, now)
    return len(done)


def _volumes(rows: Sequence[Reading]) -> dict[int, Decimal]:
    """What each reading charges beyond what is charged already; moves the dials ahead."""
    known = dict(
        BilledDial.objects.filter(meter__in={row.meter_id for row in rows}).values_list(
            "meter", "dial"
        )
    )
    dials, volumes = dict(known), {}
    for row in rows:
        dial = dials.get(row.meter_id, row.value if row.last_value is None else row.last_value)
        # A dial that rolled over began again; a reading of it that is taken again finds it so.
        if row.reason == ROLLED_OVER and dial - row.value > row.meter.maximum / 2:
            dial -= row.meter.maximum
        volume = (row.value - dial).quantize(Decimal("0.01"), rounding=ROUND_DOWN)
        volumes[row.pk] = max(volume, Decimal(0))
        dials[row.meter_id] = dial + volumes[row.pk]
    BilledDial.objects.bulk_create(
        BilledDial(meter_id=meter, dial=dial) for meter, dial in dials.items() if meter not in known
    )
    moved = [
        # Added in the database: a bill may be taken back meanwhile.
        BilledDial(meter_id=meter, dial=F("dial") + (dials[meter] - dial))
        for meter, dial in known.items()
        if dials[meter] != dial
    ]
    BilledDial.objects.bulk_update(moved, ["dial"])
    return volumes


def _priced(
    volumes: dict[int, Decimal], rows: Sequence[Reading], now: datetime
) -> tuple[list[Bill], list[Reading]]:
    """Bills without numbers, and the readings of accounts that nobody held on their day."""
    rows = [row for row in rows if volumes[row.pk] > 0]
    payers = _payers({row.service_point_id for row in rows})
    tariffs: dict[tuple[str, int, date], Tariff] = {}
    had: dict[tuple[int, date], Decimal] = {}
    charged: list[tuple[Reading, Party, Tariff]] = []
    unheld: list[Reading] = []
    for row in rows:
        party = _payer(payers[row.service_point_id], row.read_on)
        if party is None:
            unheld.append(row)
            continue
        key = (party.customer_kind, row.company_id, row.read_on)
        if key not in tariffs:
            tariffs[key] = tariff_for(key[0], on=row.read_on, company_id=row.company_id)
        charged.append((row, party, tariffs[key]))
    for since in {tariff.since for _row, _party, tariff in charged}:
        points = {row.service_point_id for row, _party, tariff in charged if tariff.since == since}
        had |= {(point, since): volume for point, volume in taken_since(points, since).items()}
    bills = []
    for row, party, tariff in charged:
        volume, place = volumes[row.pk], (row.service_point_id, tariff.since)
        parts = tariff.parts(before=had[place], volume=volume)
        had[place] += volume
        amount = sum((part.amount for part in parts), Decimal(0))
        if amount <= 0:
            continue
        name = kept_name(BY_READING, day=row.read_on.isoformat(), meter=row.meter.number)
        bills.append(
            Bill(
                company_id=row.company_id,
                unit_id=party.unit_id,
                party=party,
                service_point_id=row.service_point_id,
                reading=row,
                title=name[:120],
                used_on=row.read_on,
                volume=volume,
                amount=amount,
                parts=[
                    {
                        "step": part.step,
                        "volume": str(part.volume),
                        "price": str(part.price),
                        "amount": str(part.amount),
                    }
                    for part in parts
                ],
                decision=tariff.decision,
                issued_at=now,
            )
        )
    return bills, unheld


def _payers(points: Collection[int]) -> dict[int, list[Occupancy]]:
    rows = Occupancy.objects.filter(service_point__in=points).select_related("party")
    found: dict[int, list[Occupancy]] = defaultdict(list)
    for row in rows.order_by("since", "id"):
        found[row.service_point_id].append(row)
    return found


def _payer(rows: Sequence[Occupancy], day: date) -> Party | None:
    """Who pays for gas up to a day: on the day of a transfer, the one who leaves; before anybody
    is on file, the first who is."""
    if rows and day < rows[0].since:
        day = rows[0].since
    held = [row for row in rows if row.since <= day and (row.until is None or row.until >= day)]
    for role in PAYERS:
        found = next((row.party for row in held if row.role == role), None)
        if found is not None:
            return found
    return None


def _issue(bills: Sequence[Bill], now: datetime) -> None:
    numbers = reserve_numbers(PREFIX, timezone.localdate(now), len(bills)) if bills else []
    for bill, number in zip(bills, numbers, strict=True):
        bill.number = number
    for bill in Bill.objects.bulk_create(bills):
        changes = {"amount": str(bill.amount), "volume": str(bill.volume)}
        audit(
            bill, "counter.issue_bill", by=SYSTEM, now=now, changes=changes,
            decision=bill.decision_id,
        )  # fmt: skip


@transaction.atomic
def cancel_bill(bill: Bill, *, reason: str, by: Actor, now: datetime) -> Bill:
    """Take an unpaid bill back, with the reason; its gas is charged with the next reading."""
    require(by, SELL, bill)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    if not _take_back(bill, reason.strip(), by, now):
        raise IllegalMove(_("This bill is paid or taken back already."))
    return bill


@transaction.atomic
def withdraw_bills(reading: int, *, reason: str, by: Actor, now: datetime) -> None:
    """A reading was sent back: its bill goes with it, unless it is paid. What was paid counts for
    the gas that the next reading charges."""
    for bill in Bill.objects.filter(reading=reading, cancelled_at__isnull=True):
        _take_back(bill, reason, by, now)
    for row in UnheldGas.objects.filter(reading=reading).select_related("reading"):
        dials = BilledDial.objects.filter(meter=row.reading.meter_id)
        dials.update(dial=F("dial") - row.volume)
        row.delete()


def _take_back(bill: Bill, reason: str, by: Actor, now: datetime) -> bool:
    won = Bill.objects.filter(pk=bill.pk, paid_at__isnull=True, cancelled_at__isnull=True).update(
        cancelled_at=now
    )
    if not won:
        return False
    bill.cancelled_at = now
    if bill.reading is not None:
        dials = BilledDial.objects.filter(meter=bill.reading.meter_id)
        dials.update(dial=F("dial") - bill.volume)
    audit(bill, "counter.cancel_bill", by=by, now=now, reason=reason)
    return True
