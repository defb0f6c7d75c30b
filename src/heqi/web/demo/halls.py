"""Two halls with six clerks: some days of sales played through the actions, each closed,
compared and checked; a few differences; tills that are open now."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from heqi.counter.actions import (
    CountedSlips,
    add_bill,
    add_gas,
    add_item,
    ask_reversal,
    bill_readings,
    close_shift,
    hand_over,
    issue_range,
    open_hall,
    open_order,
    open_shift,
    pay_order,
    void_slip,
)
from heqi.counter.models import Hall, SalesOrder, Shift
from heqi.counter.queries import totals_of
from heqi.counter.states import Method
from heqi.customers.models import Meter, Occupancy, OccupancyRole, Party
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.models import Staff
from heqi.readings.models import Reading
from heqi.reconciliation.actions import (
    approve_sheet,
    check_sheet,
    explain_sheet,
    open_order_sheet,
)
from heqi.reconciliation.models import Sheet
from heqi.reconciliation.states import Status
from heqi.web.demo.organisation import Company
from heqi.workorders.bills import KIND, reference
from heqi.workorders.models import FeeLine

HALLS = {"hall": ("江南路 18 号", 1), "hall2": ("东环路 66 号", 2)}
DAYS, TILLS, SALES = 7, 2, 3
CUSTOMERS, ORDERS, BILLS = 60, 12, 120
VOLUMES = (20, 30, 50, 80, 100, 150)
ITEMS = ("hose", "alarm", "shutoff_valve", "insurance", "insurance", "card_replacement")
METHODS = ("cash", "qr", "qr", "qr", "card", "transfer")
# Business days back, hall, till: what the clerk's count is off by, and what became of it.
DIFFERENCES = {
    (5, "hall", 0): ("cash", "-10.00", "miscount", "找零多付 10 元，营业员已补缴。", True),
    (3, "hall2", 1): ("qr", "-0.01", "settlement_late", "结算单少 1 分，次日到账。", False),
    (1, "hall", 1): ("cash", "0.50", "", "", False),
}


class Halls:
    """Plays the halls of the company ``gas``."""

    def __init__(self, company: Company, *, now: datetime, random: Random) -> None:
        """``now`` is the demo's present; what happened lies before it."""
        self.company, self.now, self.random = company, now, random
        self.keys = 0
        self.days = list(_business_days(timezone.localdate(now)))
        self.meters = self._meters()
        self.checker = company.staff["谭丽华"]
        self.auditor = company.staff["万里程"]

    def play(self) -> None:
        """Open the halls, close every past day, leave today's tills open."""
        if not self.meters:
            return
        halls = {key: self._open(key) for key in HALLS}
        self._bills()
        fees = self._fees()
        for back in range(DAYS, 0, -1):
            day = self.days[back - 1]
            for key, hall in halls.items():
                for till in range(TILLS):
                    self._day(hall, key, till, back, day, fees)
        for key, hall in halls.items():
            self._today(hall, key)

    def _bills(self) -> None:
        """The last round of some customers becomes bills."""
        rows = Reading.objects.filter(company=self.company.units["gas"], status="taken")
        chosen = rows.exclude(meter__kind="ic_card").order_by("-read_on", "id")
        ids = list(chosen.values_list("pk", flat=True)[:BILLS])
        Reading.objects.filter(pk__in=ids).update(to_bill=True)
        bill_readings(now=self.now, most=BILLS)

    def _meters(self) -> list[Meter]:
        rows = Meter.objects.filter(
            company=self.company.units["gas"], kind="ic_card", state="in_use"
        )
        return list(rows.select_related("service_point__premises").order_by("id")[:CUSTOMERS])

    def _fees(self) -> list[FeeLine]:
        """Fees of orders closed since the halls opened, to be paid at the counter."""
        since = _at(self.days[-1], 8)
        rows = FeeLine.objects.filter(
            order__company=self.company.units["gas"],
            order__party__isnull=False,
            order__finished_at__gte=since,
            order__closed_at__isnull=False,
        ).exclude(order__status="cancelled")
        found = rows.select_related("order__party", "order__unit", "order__company")
        return list(found.order_by("order__closed_at", "id")[:ORDERS])

    def _actor(self, staff: Staff) -> Actor:
        return self.company.actor(staff, self.now)

    def _clerks(self, key: str) -> list[Staff]:
        home = self.company.units[key].pk
        rows = [s for s in self.company.staff.values() if s.unit_id == home]
        return sorted((s for s in rows if s.post_id == "clerk"), key=lambda s: s.number)

    def _open(self, key: str) -> Hall:
        address, place = HALLS[key]
        opened = _at(self.days[-1], 8)
        hall = open_hall(self.company.units[key], address=address, by=SYSTEM, now=opened)
        for number, clerk in enumerate(self._clerks(key)):
            first = place * 100_000 + number * 1_000 + 1
            for kind, prefix in (("receipt", "S"), ("invoice", "F")):
                issue_range(
                    hall,
                    kind=kind,
                    prefix=prefix,
                    first=first,
                    last=first + 499,
                    holder=clerk,
                    by=SYSTEM,
                    now=opened,
                )
        return hall

    def _day(
        self, hall: Hall, key: str, till: int, back: int, day: date, fees: list[FeeLine]
    ) -> None:
        clerks = self._clerks(key)
        by = self._actor(clerks[(back + till) % len(clerks)])
        shift = open_shift(
            hall, opening_float=500, till=f"{till + 1}", by=by, now=_at(day, 8, 30 + till)
        )
        for number in range(SALES):
            at = _at(day, 9 + 2 * number, self.random.randrange(60))
            self._sale(shift, by, at)
        ripe = [fee for fee in fees if (fee.order.closed_at or self.now) < _at(day, 15)]
        for fee in ripe[:2]:
            fees.remove(fee)
            self._fee(shift, by, fee, _at(day, 15, 30 + till))
        if self.random.random() < 0.3:
            void_slip(shift, kind="receipt", reason="打印卡纸", by=by, now=_at(day, 16, 20))
        off = DIFFERENCES.get((back, key, till))
        sheet = self._close(shift, by, _at(day, 17, 5 * till), off[:2] if off else None)
        if off is None:
            if back > 1 or till == 0:
                self._check(sheet, self.checker, _at(self._after(day), 9, 40))
            return
        self._settle(sheet, by, day, off[2:])

    def _settle(self, sheet: Sheet, by: Actor, day: date, explained: tuple[str, str, bool]) -> None:
        """A difference: confirmed by the checker, explained, perhaps approved."""
        cause, words, approved = explained
        if not cause:
            return
        following = self._after(day)
        self._check(sheet, self.checker, _at(following, 9, 50))
        explain_sheet(sheet, cause=cause, explanation=words, by=by, now=_at(following, 11))
        if approved:
            approve_sheet(sheet, by=self._actor(self.auditor), now=_at(following, 15))

    def _check(self, sheet: Sheet, checker: Staff, at: datetime) -> None:
        if at <= self.now and sheet.status in (Status.MATCHED, Status.DIFFERENCE):
            check_sheet(sheet, by=self._actor(checker), now=at)

    def _after(self, day: date) -> date:
        return day + timedelta(days=1)

    def _key(self) -> str:
        self.keys += 1
        return f"demo-{self.keys}"

    def _sale(self, shift: Shift, by: Actor, at: datetime) -> SalesOrder | None:
        """Gas for a card, or something from the shelf."""
        meter = self.random.choice(self.meters)
        party = _user(meter)
        if party is None:
            return None
        order = open_order(shift, party=party, point=meter.service_point, by=by, now=at)
        gas = self.random.random() < 0.7
        if gas:
            volume = self.random.choice(VOLUMES)
            add_gas(order, meter=meter, volume=volume, key=self._key(), by=by, now=at)
        if not gas or self.random.random() < 0.2:
            item = self.random.choice(ITEMS)
            add_item(order, item=item, quantity=1, key=self._key(), by=by, now=at)
        self._pay(order, by, at + timedelta(minutes=2))
        return order

    def _fee(self, shift: Shift, by: Actor, fee: FeeLine, at: datetime) -> None:
        """The fee of a work order is paid; its three sides agree then."""
        assert fee.order.party is not None
        open_order_sheet(fee.order, by=SYSTEM, now=fee.order.closed_at or at)
        order = open_order(shift, party=fee.order.party, by=by, now=at)
        add_bill(order, kind=KIND, ref=reference(fee), by=by, now=at)
        self._pay(order, by, at, slip="invoice")

    def _pay(self, order: SalesOrder, by: Actor, at: datetime, *, slip: str = "receipt") -> None:
        method = self.random.choice(METHODS)
        pay_order(order, money={method: order.total}, slip=slip, key=self._key(), by=by, now=at)
        hand_over(order, by=by, now=at + timedelta(minutes=1))

    def _close(self, shift: Shift, by: Actor, at: datetime, off: tuple[str, str] | None) -> Sheet:
        totals = totals_of(shift)
        money = {method: totals.by_method[method] for method in Method.values}
        money["cash"] += shift.opening_float
        if off:
            # On a day without such a payment the count is off in cash, where the float lies.
            method = off[0] if money[off[0]] + Decimal(off[1]) >= 0 else "cash"
            money[method] += Decimal(off[1])
        slips = [
            CountedSlips(s.kind, s.first, s.last, s.used, s.void, s.amount) for s in totals.slips
        ]
        close_shift(shift, money=money, slips=slips, volume=totals.volume, by=by, now=at)
        found: Sheet = Sheet.objects.select_related(
            "unit", "company", "decision", "shift", "order"
        ).get(shift=shift)
        return found

    def _today(self, hall: Hall, key: str) -> None:
        """A till of each hall is open; in one a customer is being served."""
        by = self._actor(self._clerks(key)[0])
        start = self.now - timedelta(minutes=100)
        shift = open_shift(hall, opening_float=500, till="1", by=by, now=start)
        sold = [self._sale(shift, by, start + timedelta(minutes=15 * n)) for n in range(1, 6)]
        last = next((order for order in reversed(sold) if order is not None), None)
        if key == "hall" and last is not None:
            at = self.now - timedelta(minutes=8)
            ask_reversal(last, reason="客户改为线上缴费", by=by, now=at)
            meter = self.random.choice(self.meters)
            party = _user(meter)
            if party is not None:
                order = open_order(
                    shift, party=party, point=meter.service_point, by=by, now=self.now
                )
                add_gas(order, meter=meter, volume=60, key=self._key(), by=by, now=self.now)


def _user(meter: Meter) -> Party | None:
    row = (
        Occupancy.objects.filter(
            service_point=meter.service_point, role=OccupancyRole.USER, until__isnull=True
        )
        .select_related("party")
        .first()
    )
    return row.party if row else None


def _business_days(today: date) -> Iterator[date]:
    """The last days before today that were neither Saturday nor Sunday, the latest first."""
    day, found = today, 0
    while found < DAYS:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            found += 1
            yield day


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))
