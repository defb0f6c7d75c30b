"""What other apps know of business with customers: what explains a look, and who entered what.

Plain rows and two registries, so that the review of look-ups asks apps that it does not know.
An app registers in its ``apps.py``::

    register_links("counter", transactions_with)      # read(parties, since, until) -> Link …
    register_entries("counter", payments_entered)     # read(company_id, since, until) -> Entry …

Instants are seconds since 1970, UTC; parties are ids of customers, people ids of staff.
"""

from collections.abc import Callable, Collection, Iterable, Set
from typing import NamedTuple


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

    ``kind`` is ``payment``, ``gas``, ``material``, ``reading`` or ``field``; ``before`` and
    ``after`` are values as text; ``amount`` is the difference in fen that the entry left between
    document, money and report (0: they agree). ``dated`` is the instant the entry claims to be
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
_links: dict[str, LinkReader] = {}
_entries: dict[str, EntryReader] = {}


def register_links(name: str, read: LinkReader) -> None:
    """Let ``read(parties, since, until)`` tell business with customers between two instants."""
    _links[name] = read


def register_entries(name: str, read: EntryReader) -> None:
    """Let ``read(company_id, since, until)`` tell what was entered and changed."""
    _entries[name] = read


def links_with(parties: Collection[int], since: int, until: int) -> dict[int, list[Link]]:
    """All known business with the customers, by customer."""
    found: dict[int, list[Link]] = {}
    for read in _links.values():
        for link in read(parties, since, until):
            found.setdefault(link.subject, []).append(link)
    return found


def entries_in(company_id: int, since: int, until: int) -> list[Entry]:
    """All known entries of a company between two instants, in the order of time."""
    found = [entry for read in _entries.values() for entry in read(company_id, since, until)]
    return sorted(found, key=lambda entry: (entry.at, entry.id))
