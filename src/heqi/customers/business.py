"""What other apps know of business with customers: what explains a look, and who entered what.

Plain rows and two registries, so that the review of look-ups asks apps that it does not know.
An app registers in its ``apps.py``::

    register_links("counter", transactions_with)      # read(parties, since, until) -> Link …
    register_entries("counter", payments_entered)     # read(company_id, since, until) -> Entry …
    register_announcements("quality", checks_drawn)   # read(company_id, since, until) -> instants
    register_vouchers("counter", cancelled_sales)     # read(references) -> what vouches no more

Instants are seconds since 1970, UTC; parties are ids of customers, people ids of staff.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import NamedTuple

# Business that is still open explains looks until further notice.
EVER = 2**40


class Link(NamedTuple):
    """Business that explains a look: whose, about whom, from when to when, known since when.

    ``people`` are those whose business it is, a team included; ``number`` is what a reader may
    have given as reference. A late order (补单) is about an earlier time than it is known.
    """

    kind: str
    id: str
    subject: int
    people: Set[int]
    since: int
    until: int
    known: int = 0
    number: str = ""


class Entry(NamedTuple):
    """One entry or change of a record, as the app that owns the record tells it.

    ``kind`` is ``payment``, ``gas``, ``material``, ``reading``, ``request``, ``step`` or
    ``field``; ``before`` and ``after`` are values as text; ``amount`` is the difference in fen
    that the entry left between document, money and report (0: they agree). ``dated`` is the
    instant the entry claims to be
    about, ``announced`` when an inspection of it was announced (0: none).
    """

    id: int
    at: int
    actor: int
    kind: str
    subject: int
    field: str = ""
    before: str = ""
    after: str = ""
    amount: int = 0
    dated: int = 0
    announced: int = 0


LinkReader = Callable[[Collection[int], int, int], Iterable[Link]]
EntryReader = Callable[[int, int, int], Iterable[Entry]]
VoucherReader = Callable[[Collection[str]], Mapping[str, str]]
AnnouncementReader = Callable[[int, int, int], Iterable[int]]
_links: dict[str, LinkReader] = {}
_entries: dict[str, EntryReader] = {}
_vouchers: dict[str, VoucherReader] = {}
_announcements: dict[str, AnnouncementReader] = {}


def seconds(at: datetime | None) -> int:
    """An instant as these rows count it; what has not ended yet lasts."""
    return int(at.timestamp()) if at else EVER


def register_links(name: str, read: LinkReader) -> None:
    """Let ``read(parties, since, until)`` tell business with customers between two instants."""
    _links[name] = read


def register_entries(name: str, read: EntryReader) -> None:
    """Let ``read(company_id, since, until)`` tell what was entered and changed."""
    _entries[name] = read


def register_announcements(name: str, read: AnnouncementReader) -> None:
    """Let ``read(company_id, since, until)`` tell when checks of entries were announced."""
    _announcements[name] = read


def register_vouchers(reason: str, read: VoucherReader) -> None:
    """Let ``read(references)`` tell which contexts of a reason came to nothing.

    The answer maps a reference to ``void`` or, while it is not known yet, to ``open``; what it
    leaves out vouches for good.
    """
    _vouchers[reason] = read


def doubtful_vouchers(vouched: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Of pairs of reason and reference those that vouch no more, or not yet."""
    asked: dict[str, set[str]] = {}
    for reason, reference in vouched:
        if reason in _vouchers:
            asked.setdefault(reason, set()).add(reference)
    return {
        (reason, reference): state
        for reason, references in asked.items()
        for reference, state in _vouchers[reason](references).items()
    }


def links_with(parties: Collection[int], since: int, until: int) -> dict[int, list[Link]]:
    """All known business with the customers, by customer."""
    found: dict[int, list[Link]] = {}
    for read in _links.values():
        for link in read(parties, since, until):
            found.setdefault(link.subject, []).append(link)
    return found


def entries_in(company_id: int, since: int, until: int) -> list[Entry]:
    """All known entries of a company between two instants, in the order of time.

    Each that claims to be about an earlier time carries the last announcement before it.
    """
    found = [entry for read in _entries.values() for entry in read(company_id, since, until)]
    announced = sorted(
        at for read in _announcements.values() for at in read(company_id, since, until)
    )
    rows = [_with_announcement(entry, announced) for entry in found]
    return sorted(rows, key=lambda entry: (entry.at, entry.id))


def _with_announcement(entry: Entry, announced: Sequence[int]) -> Entry:
    place = bisect_right(announced, entry.at)
    if entry.announced or not entry.dated or not place:
        return entry
    return entry._replace(announced=announced[place - 1])
