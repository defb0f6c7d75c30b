"""What a customer owes and may pay at the counter. Higher apps bring their own bills.

An app whose records ask for money calls :func:`register_bills` in its ``apps.py``; it learns of
the payment by the event ``BillSettled``. A lower app cannot: :mod:`heqi.counter.installations`
brings its bills, and books the money with it in the sale's own transaction.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import ngettext

from heqi.counter.models import Bill, SalesLine
from heqi.customers.facts import Needs
from heqi.customers.models import Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.people.models import Unit

OWN = "bill"


@dataclass(frozen=True, slots=True)
class OpenBill:
    """One thing to pay as a whole; ``ref`` is unique within its ``kind``."""

    kind: str
    ref: str
    title: str
    amount: Decimal
    volume: Decimal | None = None
    # The service point it is for; None where it is the customer's as such.
    point: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money taken for a bill, or given back (negative): by ``slip``, for ``reason``."""

    ref: str
    amount: Decimal
    method: str
    slip: str
    company_id: int
    reason: str = ""


# Bills of a customer; bills by a number that he names; the writing of the money.
Find = Callable[[Party], Iterable[OpenBill]]
Seek = Callable[[str, int], Iterable[OpenBill]]
Book = Callable[[Receipt, Actor, datetime], None]
_sources: dict[str, Find] = {}
_seekers: list[Seek] = []
_books: dict[str, Book] = {}


def register_bills(
    kind: str, find: Find, *, seek: Seek | None = None, book: Book | None = None
) -> None:
    """Let bills of a kind be paid: ``find(party)`` gives those that are not given up.

    ``seek(number, company)`` finds them by a number, for those who are not on file; ``book``
    writes the money down in the transaction of the sale and may refuse it.
    """
    _sources[kind] = find
    if seek is not None:
        _seekers.append(seek)
    if book is not None:
        _books[kind] = book


def book_bill(kind: str, receipt: Receipt, *, by: Actor, now: datetime) -> None:
    """Write the money down where the bill comes from, if it wants that at once."""
    if kind in _books:
        _books[kind](receipt, by, now)


def bills_of_number(number: str, company_id: int) -> list[OpenBill]:
    """What can be paid by a number that somebody names, or by the reference of one bill."""
    found = [bill for seek in _seekers for bill in seek(number, company_id)]
    paid = settled({(bill.kind, bill.ref) for bill in found})
    return [bill for bill in found if (bill.kind, bill.ref) not in paid]


def open_bills(party: Party) -> list[OpenBill]:
    """Everything a customer can pay now. The caller has checked that he may be seen."""
    found = [bill for find in _sources.values() for bill in find(party)]
    paid = settled({(bill.kind, bill.ref) for bill in found})
    return [bill for bill in found if (bill.kind, bill.ref) not in paid]


def settled(keys: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the bills for which money was taken."""
    kinds, refs = {kind for kind, _ref in keys}, {ref for _kind, ref in keys}
    rows = SalesLine.objects.filter(settles=True, bill_kind__in=kinds, bill_ref__in=refs)
    rows = rows.exclude(bill_ref="").order_by()
    return keys & set(rows.values_list("bill_kind", "bill_ref"))


def paid_by_prefix(kind: str, prefix: str, company: Unit) -> list[SalesLine]:
    """Settled lines of bills whose reference begins so: every part of one record."""
    return list(
        SalesLine.objects.filter(
            bill_kind=kind,
            bill_ref__startswith=prefix,
            settles=True,
            order__company=company,
        ).select_related("order")
    )


def own_bills(party: Party) -> list[OpenBill]:
    """Bills this app keeps itself."""
    rows = Bill.objects.filter(party=party, paid_at__isnull=True, cancelled_at__isnull=True)
    return [
        OpenBill(OWN, row.number, row.title, row.amount, row.volume, row.service_point_id)
        for row in rows[:50]
    ]


def owes(point: ServicePoint, needs: Needs) -> str | None:
    """What the holders of an account have not paid, where a formality wants debts settled."""
    if not needs.settled:
        return None
    parties = Party.objects.filter(
        occupancies__service_point=point, occupancies__until__isnull=True
    ).distinct()
    found = [
        bill for party in parties for bill in open_bills(party) if bill.point in (None, point.pk)
    ]
    if not found:
        return None
    return ngettext(
        "{n} bill over {sum} yuan is not paid. It is paid at the counter first.",
        "{n} bills over {sum} yuan are not paid. They are paid at the counter first.",
        len(found),
    ).format(n=len(found), sum=f"{sum((bill.amount for bill in found), Decimal(0)):.2f}")
