"""Whether a look is explained by business, and by which."""

from collections.abc import Iterable
from typing import NamedTuple

from heqi.lookups.rules.limits import Limits
from heqi.lookups.rules.looks import EXPLAINED, PENDING, REFUTED, UNEXPLAINED, Link, Look


class Judged(NamedTuple):
    """A verdict with the link that gave it."""

    verdict: str
    kind: str = ""
    id: str = ""


def judge(look: Look, links: Iterable[Link], limits: Limits, *, now: int) -> Judged:
    """The verdict on a look at one customer, from the ``links`` about that customer.

    A context that vouched at the time explains at once; a link explains within the minutes that
    the pack allows. Until late orders must be posted the rest is pending. Then a reference that
    names no business of this customer is refuted, and what nothing explains is unexplained.
    """
    if look.source == "auto" and look.reason:
        return Judged(EXPLAINED, "context", look.reference)
    slack = limits.overall("link_minutes") * 60
    numbered = False
    for link in links:
        if link.known > now:
            continue
        if look.reference and link.number == look.reference:
            numbered = True
        if link.since - slack <= look.at <= link.until + slack and look.actor in link.people:
            return Judged(EXPLAINED, link.kind, link.id)
    if now - look.at < limits.settle_seconds:
        return Judged(PENDING)
    return Judged(REFUTED if look.reference and not numbered else UNEXPLAINED)
