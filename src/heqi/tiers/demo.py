"""The tiers of the demo: VIPs with basis and proof, proposals that wait, a bulk file, contacts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from heqi.approvals.actions import approve, return_approval
from heqi.approvals.models import Approval
from heqi.customers.models import Criterion, Party
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.events import deliver_open
from heqi.people.models import Staff, Unit
from heqi.tiers.actions import (
    RawFact,
    check_all_contacts,
    check_file,
    confirm_standards,
    name_contact,
    name_responsible,
    note_occasion,
    propose_tier,
)
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
LARGE = 40
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
        approve(Approval.objects.get(pk=row.approval_id or 0), opinion="同意", by=leader, now=now)
    deliver_open(now=now)


def play_present(company: Unit, players: Players, *, now: datetime) -> None:
    """Today: standards confirmed, managers named, proposals in every state, a file that waits."""
    service, market = players.of("head_customer_service", now), players.of("head_market", now)
    confirm_standards(company, note="年度复核", by=service, now=now - timedelta(days=20))
    for post in ("head_market", "head_office", "head_engineering"):
        head = players.holders(post)[0]
        name_responsible(head.unit, staff=head, by=players.actor(head, now), now=now)
    large = list(_live(company).filter(tier="vip_org").order_by("id"))
    managers = players.holders("account_manager")
    for place, party in enumerate(large[:-3]):
        # The last three wait for their account manager.
        name_contact(
            party, post="account_manager", staff=managers[place % len(managers)],
            reason="按片区划分", by=market, now=now - timedelta(days=10),
        )  # fmt: skip
    check_all_contacts(company.pk, now=now)
    _propose(company, players, now)
    _file(company, players, now)


def _live(company: Unit) -> "QuerySet[Party]":
    rows = Party.objects.filter(company=company, state="active").select_related("company", "unit")
    return rows.exclude(assessments__status__in=["collected", "returned", "under_review"])


def _propose(company: Unit, players: Players, now: datetime) -> None:
    """Some wait for the leader, one came back, one is to be completed, one is lowered."""
    agent, leader = players.of("agent", now), players.of("deputy_gm", now)
    day = timezone.localdate(now)
    plain = list(_live(company).filter(kind="person", tier="standard").order_by("-id")[:4])
    said = [
        ("media", "临江广播电视台记者", "记者证", "来电咨询时自述，已核实证件"),
        ("government", "区应急管理局干部", "工作证", "上门安检时了解，已核实"),
        ("officials", "区人大常委会领导", "任职公示页", "综合办公室收集"),
        ("supervisors", "社会监督员", "聘书", "新一届社会监督员"),
    ]
    made = [
        propose_tier(
            party,
            criterion=criterion,
            reason=reason,
            proof=proof,
            facts=[RawFact("position", day, text=position, source=proof)],
            valid_until=day + TERM if criterion == "supervisors" else None,
            by=agent,
            now=now - timedelta(hours=5 - place),
        )
        for place, (party, (criterion, position, proof, reason)) in enumerate(
            zip(plain, said, strict=False)
        )
    ]
    if len(made) > 2:
        returned = Approval.objects.get(pk=made[1].approval_id or 0)
        return_approval(returned, reason="请补充工作证照片", by=leader, now=now)
    leaving = _live(company).filter(tier_criterion="officials").order_by("id").first()
    if leaving is not None:
        propose_tier(
            leaving, occasion=Occasion.BASIS_LOST, reason="已离任", proof="任免公告",
            by=players.of("head_office", now), now=now - timedelta(hours=1),
        )  # fmt: skip
    shop = _live(company).filter(customer_kind="commercial", tier="standard").last()
    if shop is not None:
        note_occasion(
            shop, occasion=Occasion.CAPACITY_ADDED, cause="demo:capacity", by=SYSTEM,
            reason="报装项目：厨房扩容，新增合同日用气量",
            facts=[RawFact("contracted", day, m3=Decimal(1150), source="供气合同补充协议")],
            now=now - timedelta(hours=2),
        )  # fmt: skip
    deliver_open(now=now)


def _file(company: Unit, players: Players, now: datetime) -> None:
    """A department's list: checked, with errors, waiting for confirmation."""
    rows = list(_live(company).filter(tier="standard").order_by("id")[200:206])
    trade = list(_live(company).filter(customer_kind="commercial").order_by("id")[:3])
    lines = ["客户编号,户名,标准,职务,日均用气量,截至日期,证明材料,备注"]
    words = ("政府官员", "新闻媒体", "机关领导", "社会监督员", "主管部门领导", "")
    lines += [
        f"{row.number},{row.name},{word},,,{timezone.localdate(now)},{'工作证' if n != 2 else ''},"
        for n, (row, word) in enumerate(zip(rows, words, strict=False))
        if row.kind == "person"
    ]
    lines += [
        f"{row.number},{row.name},无,,{row.daily_m3},{timezone.localdate(now)},计量数据,"
        for row in trade
    ]
    lines.append("K99999999,查无此户,新闻媒体,,,,记者证,")
    check_file(
        ["\n".join(lines).encode()], name="2026年客户分级汇总表.csv", company=company,
        by=players.of("head_office", now), now=now - timedelta(hours=3),
    )  # fmt: skip
