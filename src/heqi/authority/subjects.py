"""What authority is used for: customers, orders, projects. Apps above say what theirs are.

An app registers in its ``apps.ready`` a :class:`Kind` of subject and, for the conditions that its
records settle, a proof::

    subjects.register(Kind("customers.party", words, find=…, read=…))
    subjects.prove("customers.party", "own_customer", holds)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from heqi.ledger.actors import Actor


@dataclass(frozen=True, slots=True)
class Subject:
    """A record above, as plain values. ``beneficiary`` is the key of who gains by the use."""

    type: str
    id: str
    label: str
    url: str = ""
    beneficiary: str = ""
    beneficiary_name: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """How a form carries it."""
        return f"{self.type}:{self.id}"


@dataclass(frozen=True, slots=True)
class Finding:
    """What the records say of a condition. ``value`` is the fact it settles (a number, a day)."""

    holds: bool
    zh: str
    en: str
    value: Any = None


Find = Callable[[Actor, str, datetime], Iterable[Subject]]
Read = Callable[[Actor, str], Subject | None]
# A record by its exact number, if the actor may see it.
ByNumber = Callable[[Actor, str], Subject | None]
# None where the records cannot tell.
Proof = Callable[[str, date], Finding | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subject: ``find`` searches what the actor may see, ``read`` gives one of it.

    ``code`` is what the policy calls it (authority.items, concerns).
    """

    type: str
    words: str | Promise
    find: Find
    read: Read
    proofs: dict[str, Proof] = field(default_factory=dict)
    code: str = ""
    by_number: ByNumber | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let an app offer its records as subjects; a later one takes the place of an earlier."""
    _kinds[kind.type] = kind


def prove(type: str, proofs: Mapping[str, Proof]) -> None:  # noqa: A002 - as the field is called
    """Let an app settle conditions for a kind of subject."""
    _kinds[type].proofs.update(proofs)


def subject_kinds(concerns: Iterable[str] = ()) -> list[Kind]:
    """The kinds that an item concerns; without any named, every kind there is."""
    wanted = set(concerns)
    return [kind for kind in _kinds.values() if not wanted or kind.code in wanted]


def settled_by_record(conditions: Iterable[str], concerns: Iterable[str]) -> bool:
    """Whether the records of a kind that an item concerns settle any of its conditions."""
    kinds = subject_kinds(concerns)
    return any(code in kind.proofs for code in conditions for kind in kinds)


def find(
    actor: Actor, text: str, *, concerns: Iterable[str] = (), now: datetime, most: int = 8
) -> list[Subject]:
    """Subjects by number or name, of the kinds wanted that the actor may see."""
    if len(text.strip()) < 2:
        return []
    found: list[Subject] = []
    for kind in subject_kinds(concerns):
        found += list(kind.find(actor, text.strip(), now))[:most]
    return found


def read(actor: Actor, key: str) -> Subject | None:
    """One subject by its key, if the actor may see it."""
    type_, _colon, pk = key.partition(":")
    kind = _kinds.get(type_)
    return kind.read(actor, pk) if kind and pk else None


# How further records are found by their number: those that are no subjects themselves.
_numbers: dict[str, ByNumber] = {}


def number_records(type: str, by_number: ByNumber) -> None:  # noqa: A002 - as the field is called
    """Let an app answer for the numbers of its records."""
    _numbers[type] = by_number


def by_number(actor: Actor, number: str) -> Subject | None:
    """The record with a number, of whatever kind, if the actor may see it."""
    number = number.strip().upper()
    if not number or len(number) > 40:
        return None
    known = [kind.by_number for kind in _kinds.values() if kind.by_number]
    found = (find(actor, number) for find in (*known, *_numbers.values()))
    return next((one for one in found if one is not None), None)


def carries(number: str, kinds: Iterable[str], actor: Actor) -> bool:
    """Whether a record of one of the kinds that the actor may see carries a number."""
    found = by_number(actor, number)
    return found is not None and found.type in kinds


def same_customer(subject: Subject | None, record: Subject) -> bool:
    """Whether a record is not another customer's than the subject's."""
    if subject is None or not record.beneficiary.startswith("party:"):
        return True
    return not subject.beneficiary.startswith("party:") or (
        subject.beneficiary == record.beneficiary
    )


def prove_condition(subject: Subject | None, condition: str, *, on: date) -> Finding | None:
    """What the records say of a condition; None where nobody can tell."""
    kind = _kinds.get(subject.type) if subject else None
    proof = kind.proofs.get(condition) if kind else None
    return proof(subject.id, on) if proof and subject else None


# Where a formality is seen to in an app above: the name of the address, taking the use's id, and
# what its button says.
_doors: dict[str, tuple[str, str | Promise]] = {}


def open_door(formality: str, url_name: str, label: str | Promise) -> None:
    """Say where an app above sees to a formality (``backfill_order`` → ``workorders:backfill``)."""
    _doors[formality] = (url_name, label)


def door_of(formality: str) -> str:
    """The address where a formality is seen to; empty where it is noted on the use itself."""
    return _doors.get(formality, ("", ""))[0]


def door_label(formality: str) -> str:
    """What the button to it says."""
    return str(_doors.get(formality, ("", ""))[1])
