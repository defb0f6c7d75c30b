"""What a changed criterion of tiers would have made of past cases.

Each app that keeps the tier of a customer with its records says whose tier it is and when it
counted. Where the draft gives the customer of that day another tier than the policy in force, the
case would have been another customer's; where both agree, the recorded tier stays.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils import timezone

from heqi.customers.models import Party
from heqi.people.models import Unit
from heqi.policies.packs import current_pack
from heqi.rulebook.pack import Pack
from heqi.rulebook.ruling import breakpoints, decide
from heqi.rulebook.values import FactError
from heqi.tiers.facts import TIER, tier_facts
from heqi.tiers.models import Assessment
from heqi.tiers.states import Status

CHUNK = 5_000
IN_FORCE = (Status.APPROVED, Status.SUPERSEDED, Status.ENDED)


@dataclass(frozen=True, slots=True)
class Tiered:
    """Records that keep a customer's tier: the paths to the customer and to the instant."""

    label: str
    party: str
    at: str


@dataclass(frozen=True, slots=True)
class Window:
    """A tier that the draft would have given from a day to another (excluded)."""

    since: date
    until: date
    tier: str


_tiered: dict[str, Tiered] = {}


def tiered(label: str, *, party: str, at: str) -> None:
    """Register a model whose records keep the tier of a customer."""
    _tiered[label] = Tiered(label, party, at)


def moved_tiers(
    draft: Pack, since: date, until: date, company: Unit | None = None
) -> dict[int, list[Window]]:
    """By customer, the stretches in which the draft gives another tier, on the facts of the day.

    The facts are those of the assessment that was in force; without one, what is on file.
    """
    now_held = current_pack(company.pk if company else None)
    found: dict[int, list[Window]] = {}
    for begin, end in _stretches((now_held, draft), since, until):
        moves = _Moves(now_held, draft, begin)
        assessed = _assessed(moves, begin, end, found)
        _on_file(moves, begin, end, assessed, found)
    return found


def moved_cases(
    draft: Pack, since: date, until: date, company: Unit | None = None
) -> dict[str, dict[int, Mapping[str, Any]]]:
    """The records of all apps whose customer would have had another tier."""
    windows = moved_tiers(draft, since, until, company)
    if not windows:
        return {}
    return {kind.label: _records(kind, windows, since, until) for kind in _tiered.values()}


class _Moves:
    """The tier that facts lead to under the draft, where it is another; each decided once."""

    def __init__(self, now_held: Pack, draft: Pack, day: date) -> None:
        self.packs, self.day = (now_held, draft), day
        self._known: dict[Any, str] = {}

    def tier(self, facts: Mapping[str, Any]) -> str:
        key = tuple(sorted(facts.items()))
        if key not in self._known:
            was, will = (_tier(pack, facts, self.day) for pack in self.packs)
            self._known[key] = will if will and will != was else ""
        return self._known[key]


def _tier(pack: Pack, facts: Mapping[str, Any], day: date) -> str:
    try:
        ruling = decide(pack, TIER, facts, day)
    except (FactError, LookupError):
        return ""
    return str((ruling.answer or {}).get("tier", ""))


def _stretches(packs: Iterable[Pack], since: date, until: date) -> Iterable[tuple[date, date]]:
    days = {day for pack in packs for day in breakpoints(pack, TIER)}
    return pairwise([since, *sorted(day for day in days if since < day < until), until])


def _assessed(
    moves: _Moves, begin: date, end: date, found: dict[int, list[Window]]
) -> dict[int, list[tuple[date, date]]]:
    """Adds the windows of assessments; gives the stretches in which customers had one."""
    covered: dict[int, list[tuple[date, date]]] = {}
    rows = Assessment.objects.filter(status__in=IN_FORCE, valid_from__lt=end).filter(
        Q(closed_on=None) | Q(closed_on__gt=begin)
    )
    for row in rows.select_related("decision").order_by("valid_from", "id"):
        first, last = max(row.valid_from or begin, begin), min(row.closed_on or end, end)
        if row.decision is None or first >= last:
            continue
        covered.setdefault(row.party_id, []).append((first, last))
        if tier := moves.tier(row.decision.facts):
            found.setdefault(row.party_id, []).append(Window(first, last, tier))
    return covered


def _on_file(
    moves: _Moves,
    begin: date,
    end: date,
    covered: Mapping[int, list[tuple[date, date]]],
    found: dict[int, list[Window]],
) -> None:
    names = ("customer_kind", "tier_criterion", "daily_m3")
    moved: dict[tuple[str, str, Decimal | None], str] = {}
    for kind, criterion, daily in Party.objects.order_by().values_list(*names).distinct():
        if tier := moves.tier(_plain(tier_facts(kind, criterion, daily))):
            moved[kind, criterion, daily] = tier
    if not moved:
        return
    parties = Party.objects.filter(
        customer_kind__in={kind for kind, _criterion, _daily in moved},
        tier_criterion__in={criterion for _kind, criterion, _daily in moved},
    )
    for pk, *facts in parties.order_by().values_list("pk", *names).iterator():
        other = moved.get(tuple(facts))
        if other:
            free = _free(begin, end, covered.get(pk, []))
            found.setdefault(pk, []).extend(Window(first, last, other) for first, last in free)


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(v) if isinstance(v, Decimal) else v for name, v in facts.items()}


def _free(begin: date, end: date, taken: list[tuple[date, date]]) -> list[tuple[date, date]]:
    """What is left of a stretch."""
    free, at = [], begin
    for first, last in sorted(taken):
        if at < first:
            free.append((at, first))
        at = max(at, last)
    return [*free, (at, end)] if at < end else free


def _records(
    kind: Tiered, windows: Mapping[int, list[Window]], since: date, until: date
) -> dict[int, Mapping[str, Any]]:
    rows = apps.get_model(kind.label)._default_manager.order_by()
    found: dict[int, Mapping[str, Any]] = {}
    parties = list(windows)
    for begin in range(0, len(parties), CHUNK):
        mine = rows.filter(**{f"{kind.party}__in": parties[begin : begin + CHUNK]})
        for pk, party, at in mine.values_list("pk", kind.party, kind.at).iterator():
            day = timezone.localdate(at) if isinstance(at, datetime) else at
            for window in windows[party] if since <= day < until else ():
                if window.since <= day < window.until:
                    found[pk] = {"tier": window.tier}
    return found
