"""R3, R4, R5, R11: who the customer is to the viewer."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from heqi.lookups.rules.limits import Limits
from heqi.lookups.rules.looks import EXPLAINED, SEEN, Around, Finding, Look, Window

OWN = frozenset({"self", "household"})


def kin(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R3: oneself, one's household or a colleague, without business."""
    for actor, looks in window.looks.items():
        by_subject = _unlinked_by_subject(looks)
        for subject, found in by_subject.items():
            kind = around.kin.get((actor, subject))
            if kind:
                form = "own" if kind in OWN else "colleague"
                yield _about(subject, "R3", form, actor, found, limits.whole("R3", "points"))


def protected(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R4: a VIP or protected customer, by somebody who is not his contact, without business."""
    for actor, looks in window.looks.items():
        for subject, found in _unlinked_by_subject(looks).items():
            if subject in around.protected and (actor, subject) not in around.carers:
                yield _about(subject, "R4", "", actor, found, limits.whole("R4", "points"))


def neighbours(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R5: several customers of the viewer's own building within the window, without business."""
    least = limits.whole("R5", "customers")
    for actor, looks in window.unlinked.items():
        home = around.home.get(actor)
        if home is None:
            continue
        done = around.cited.get(("R5", actor), frozenset())
        found = [
            look
            for look in looks
            if look.id not in done and around.building.get(look.subject) == home
        ]
        customers = {look.subject for look in found}
        if len(customers) >= least and _is_of_day(found, window, around):
            yield _many("R5", actor, found, limits.whole("R5", "points"), customers=len(customers))


def repeated(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R11: one customer again and again, without business and without an open case."""
    least = limits.whole("R11", "days")
    for actor, looks in window.unlinked.items():
        done = around.cited.get(("R11", actor), frozenset())
        by_subject: Mapping[int, list[Look]] = defaultdict(list)
        for look in looks:
            if look.id not in done and look.subject not in around.open_cases:
                by_subject[look.subject].append(look)
        for found in by_subject.values():
            if len(found) < least:
                continue
            days = len({around.day(look.at) for look in found})
            if days >= least and _is_of_day(found, window, around):
                yield _many("R11", actor, found, limits.whole("R11", "points"), days=days)


def _unlinked_by_subject(looks: Sequence[Look]) -> dict[int, list[Look]]:
    by_subject: dict[int, list[Look]] = defaultdict(list)
    for look in looks:
        if look.verdict != EXPLAINED and look.subject and look.action in SEEN:
            by_subject[look.subject].append(look)
    return by_subject


def _is_of_day(looks: Sequence[Look], window: Window, around: Around) -> bool:
    return any(around.day(look.at) == window.day for look in looks)


def _about(
    subject: int, rule: str, form: str, actor: int, looks: Sequence[Look], points: int
) -> Finding:
    return Finding(
        rule, form, actor, looks[0].at, looks[-1].at, points,
        tuple(look.id for look in looks), (subject,), {"looks": len(looks)},
    )  # fmt: skip


def _many(rule: str, actor: int, looks: Sequence[Look], points: int, **numbers: int) -> Finding:
    return Finding(
        rule, "", actor, looks[0].at, looks[-1].at, points,
        tuple(look.id for look in looks),
        tuple(dict.fromkeys(look.subject for look in looks)),
        {"looks": len(looks), **numbers},
    )  # fmt: skip
