"""Two weeks of look-ups for the demo: honest work, and a few things that are asked about."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from django.utils import timezone

from heqi.customers.actions import create_party
from heqi.customers.models import Lookup, Party
from heqi.ledger.actors import SYSTEM, Actor
from heqi.lookups.actions import (
    answer_question,
    give_opinion,
    lay_bait,
    open_glass,
    review_company_day,
)
from heqi.lookups.models import Case, Progress
from heqi.people.models import RosterShift, Unit

DAYS, REVIEWED = 12, 6
A_DAY = 16
ANSWERS = (
    "客户来电由同事转接到我处，当时未建单，通话录音可查。",
    "协助抢修现场联系户主，未及时补单，现已补录。",
)


def build_lookups(
    company: Unit,
    agents: Sequence[Actor],
    reviewers: Sequence[Actor],
    *,
    by: Actor,
    now: datetime,
    seed: int,
) -> None:
    """Log, review day after day, answer and decide. Comes before anything else is logged.

    ``agents`` are at least five, ``reviewers`` two of another department.
    """
    random = Random(seed)
    parties = list(Party.objects.filter(company=company).order_by("id")[:2_000])
    vips = [party for party in parties if party.is_vip] or parties[:3]
    for name in ("何有之", "吴此人"):
        bait = create_party(unit=company, name=name, by=SYSTEM, now=now - timedelta(days=DAYS))
        lay_bait(bait, note="不存在的客户", by=by, now=now - timedelta(days=DAYS))
    rows = [
        _row(actor, random.choice(parties), _on_duty(actor, now, days, random), vouched=True)
        for days in range(DAYS, 0, -1)
        for actor in agents
        for _n in range(A_DAY)
    ]
    rows += _curious(agents, parties, vips, now, random)
    Lookup.objects.bulk_create(sorted(rows, key=lambda row: row.at), batch_size=500)
    today = timezone.localdate(now)
    for days in range(REVIEWED, 0, -1):
        day = today - timedelta(days=days)
        night = timezone.localtime(now).replace(hour=2, minute=0) - timedelta(days=days - 1)
        review_company_day(company, day, now=min(night, now))
    Progress.objects.update_or_create(
        company=company, defaults={"day": today - timedelta(days=1), "lookup_id": rows_end()}
    )
    _answer_and_decide(company, agents, reviewers, now)
    reason = "邻居报有燃气味，客户不在家，需联系户主"
    open_glass(parties[7], reason=reason, by=agents[0], now=now - timedelta(hours=3))


def rows_end() -> int:
    """The last row of the log: the watch of the loop begins behind it."""
    return Lookup.objects.order_by("-id").values_list("pk", flat=True)[0]


def _curious(
    agents: Sequence[Actor],
    parties: Sequence[Party],
    vips: Sequence[Party],
    now: datetime,
    random: Random,
) -> list[Lookup]:
    """What nobody should do: VIPs, false numbers, one after the other, again and again."""
    second, third, fourth, fifth = agents[1:5]
    rows = [_row(second, party, _at(now, 4, random)) for party in vips[:2]]
    rows += [
        _row(third, random.choice(parties), _at(now, 5, random), number=f"WX2600{n}-99999")
        for n in range(2)
    ]
    rows += [_row(fourth, random.choice(parties), _at(now, 6, random)) for _n in range(5)]
    rows += [_row(fifth, parties[40], _at(now, days, random)) for days in (2, 3, 5, 6)]
    start = _at(now, 2, random)
    rows += [
        _row(fifth, party, start + timedelta(seconds=20 * n))
        for n, party in enumerate(parties[100:116])
    ]
    return rows


def _answer_and_decide(
    company: Unit, agents: Sequence[Actor], reviewers: Sequence[Actor], now: datetime
) -> None:
    known = {actor.id: actor for actor in agents}
    asked = list(Case.objects.filter(company=company, status="asked").order_by("id"))
    for case, text in zip(asked, ANSWERS, strict=False):
        answer_question(case, text=text, by=known[case.staff_id], now=now - timedelta(hours=5))
    for case in asked[:1]:
        for reviewer, reason in zip(reviewers, ("通话录音属实", "同意"), strict=False):
            give_opinion(
                case, choice="clear", reason=reason, by=reviewer, now=now - timedelta(hours=2)
            )


def _on_duty(actor: Actor, now: datetime, days: int, random: Random) -> datetime:
    """An instant of the actor's shift of that day, in office hours where there is no roster."""
    day = timezone.localdate(now) - timedelta(days=days)
    shift = RosterShift.objects.filter(staff_id=actor.id or 0, since__date=day).first()
    if shift is None:
        return _at(now, days, random)
    return shift.since + timedelta(minutes=random.randrange(1, 470))


def _at(now: datetime, days: int, random: Random) -> datetime:
    day = timezone.localtime(now) - timedelta(days=days)
    return day.replace(hour=random.randrange(8, 17), minute=random.randrange(60), second=0)


def _row(
    actor: Actor, party: Party, at: datetime, *, vouched: bool = False, number: str = ""
) -> Lookup:
    return Lookup(
        at=at,
        actor_kind="staff",
        actor_id=actor.id,
        actor_name=actor.name,
        unit_id=actor.unit_id,
        company_id=actor.company_id,
        action="view",
        party_id=party.pk,
        subject_ids=[party.pk],
        result_count=1,
        purpose_code="work_order" if number else "incoming_call",
        purpose_type="contact" if vouched else "reference",
        purpose_id=number,
        purpose_source="auto" if vouched else "chosen",
    )
