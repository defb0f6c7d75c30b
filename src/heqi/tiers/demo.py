"""The tiers of the demo: VIPs with basis and proof, proposals that wait, a bulk file, contacts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.customers.models import Criterion, Party
from heqi.ledger.actors import Actor
from heqi.ledger.events import deliver_open
from heqi.people.models import Staff
from heqi.tiers.actions import RawFact, propose_tier
from heqi.tiers.models import Assessment
from heqi.tiers.states import Occasion

# How many of each criterion, the position held, the proof that was seen.
PERSONS = {
    Criterion.OFFICIALS: (3, "区委办公室领导", "任职公示页", "head_office"),
    Criterion.SUPERVISING: (3, "市城市管理局领导", "主管部门通讯录", "head_engineering"),
    Criterion.SUPERVISORS: (4, "社会监督员", "社会监督员聘书", "head_office"),
    Criterion.GOVERNMENT: (4, "街道办事处干部", "工作证", "head_security"),
    Criterion.MEDIA: (2, "临江日报记者", "记者证", "head_finance"),
}
TERM = timedelta(days=730)
LARGE = 60
Holders = Callable[[str], list[Staff]]
ActorOf = Callable[[Staff, datetime], Actor]


@dataclass(frozen=True, slots=True)
class Players:
    """Who collects and who signs."""

    holders: Holders
    actor: ActorOf

    def of(self, post: str, now: datetime) -> Actor:
        """The first holder of a post, as an actor."""
        return self.actor(self.holders(post)[0], now)


def classify_base(parties: Iterable[Party], players: Players, *, now: datetime) -> None:
    """The existing base as the departments collected it and the leadership reviewed it."""
    day = timezone.localdate(now)
    plain = [party for party in parties if party.kind == "person" and not party.vulnerable]
    chosen = iter(plain[:: max(1, len(plain) // 20)])
    for criterion, (wanted, position, proof, post) in PERSONS.items():
        for place in range(wanted):
            party = next(chosen, None)
            if party is None:
                return
            made = propose_tier(
                party,
                criterion=criterion,
                reason="部门收集，经核实符合标准",
                proof=proof,
                facts=[RawFact("position", day, text=position, source=proof)],
                # Two terms end soon, so that the reminder has something to tell.
                valid_until=day + TERM - timedelta(days=615 if place < 2 else 0)
                if criterion == Criterion.SUPERVISORS
                else None,
                occasion=Occasion.EXISTING,
                by=players.of(post, now),
                now=now,
            )
            _sign([made], players, now)


def classify_large(parties: Iterable[Party], players: Players, *, now: datetime) -> None:
    """The large users, collected by the market department."""
    day = timezone.localdate(now)
    for party in list(parties)[:LARGE]:
        facts = [
            RawFact("average", day, m3=party.daily_m3, source="计量系统近 12 个月"),
            RawFact("contracted", day, m3=party.daily_m3, source="供气合同"),
        ]
        made = propose_tier(
            party, reason="日用气量达到标准", proof="供气合同、近 12 个月计量数据", facts=facts,
            occasion=Occasion.EXISTING, by=players.of("head_market", now), now=now,
        )  # fmt: skip
        _sign([made], players, now)


def _sign(rows: list[Assessment], players: Players, now: datetime) -> None:
    leader = players.of("deputy_gm", now)
    for row in rows:
        approve(Approval.objects.get(pk=row.approval_id), opinion="同意", by=leader, now=now)
    deliver_open(now=now)
