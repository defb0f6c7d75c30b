"""Rewards and penalties of the demonstration, from the proposal to what is final."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.approvals.queries import pending_for
from heqi.authority.demo import PHOTO
from heqi.conduct import actions
from heqi.conduct.actions.proving import Paper
from heqi.conduct.models import Case
from heqi.conduct.states import Status
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit

# Who (place in the list of people), ground, title, facts, figures, days ago, how far it has come.
ROWS: tuple[tuple[int, str, str, str, dict[str, int], int, str], ...] = (
    (0, "3.1.1.1", "客户送锦旗致谢", "深夜为独居老人排除漏气并守候至安全，客户送来锦旗。",
     {"amount": 300, "points": 2}, 58, "decided"),
    (1, "3.2.2.1", "预约上门超时未改约", "预约 9 点上门，11 点到达，未提前告知客户。",
     {"amount": 100, "points": 1}, 52, "decided"),
    (2, "3.2.3.1", "答复生硬引发投诉", "未说明停气原因，客户来电投诉，经调查属实。",
     {"amount": 200, "head_amount": 100, "points": 2}, 40, "decided"),
    (3, "3.1.1.6", "客户辱骂仍耐心解释", "客户因欠费停气辱骂，坐席始终克制，最终协助办妥缴费。",
     {"amount": 200, "points": 1}, 30, "decided"),
    (4, "3.2.2.2", "多次提醒仍未戴工牌", "两个月内三次被提醒未佩戴工作牌。",
     {"amount": 100, "points": 1}, 5, "signing"),
    (5, "3.2.2.5", "推诿客户复检诉求", "客户三次来电要求复检灶前压力，未安排也未上报。",
     {"amount": 200, "points": 2}, 3, "open"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays; ``people`` are those concerned."""

    office: Staff
    unit: Unit
    people: list[Staff]
    signers: list[Staff]
    actor: Callable[[Staff, datetime], Actor]


def build_conduct(cast: Cast, *, now: datetime) -> None:
    """Two rewards, four penalties, each as far as its row says."""
    for place, ground, title, facts, figures, ago, to in ROWS:
        at = now - timedelta(days=ago)
        person = cast.people[place % len(cast.people)]
        office = cast.actor(cast.office, at)
        case = actions.raise_case(
            unit=cast.unit,
            ground=ground,
            staff=person,
            title=title,
            facts=facts,
            happened_on=timezone.localdate(at - timedelta(days=1)),
            by=office,
            now=at,
        )
        if to == "open":
            continue
        _prepare(case, figures, cast, at)
        actions.submit_case(
            case, opinion="情况属实，建议按办法处理。", by=office, now=at + timedelta(days=1)
        )
        if to == "decided":
            _sign(case, cast, at + timedelta(days=2))
    actions.finish_cases(now=now)


def _prepare(case: Case, figures: dict[str, int], cast: Cast, at: datetime) -> None:
    office = cast.actor(cast.office, at)
    if case.side == "penalty":
        # The head who may be fined as well is heard beside the person.
        for one in case.unheard:
            actions.record_statement(
                case,
                statement="情况属实，今后一定改正。",
                by=cast.actor(one, at),
                now=at + timedelta(hours=4),
            )
    answer: dict[str, Any] = case.ruling.answer or {} if case.ruling else {}
    proofs = dict.fromkeys(answer.get("proof") or (), f"见 {case.number} 附件")
    actions.record_inquiry(
        case,
        report="部门已核实，情况与所述一致。",
        finding="调取记录并回访客户，事实清楚。",
        proofs=proofs,
        papers={
            code: Paper("证据.png", PHOTO)
            for code in answer.get("attached") or ()
            if code in proofs
        },
        by=office,
        now=at + timedelta(hours=8),
    )
    actions.set_content(
        case,
        figures={what: Decimal(value) for what, value in figures.items()},
        by=office,
        now=at + timedelta(hours=9),
    )


def _sign(case: Case, cast: Cast, at: datetime) -> None:
    """Everybody who is asked signs, hour by hour."""
    for hour in range(8):
        approval = Approval.objects.get(pk=case.approval_id or 0)
        when = at + timedelta(hours=hour)
        for one in cast.signers:
            by = cast.actor(one, when)
            if pending_for(by, now=when).filter(pk=approval.pk).exists():
                approve(approval, opinion="同意。", by=by, now=when)
                break
    case.refresh_from_db()
    if case.status == Status.SIGNING and approval.status == "granted":
        actions.decide_case(case, now=at + timedelta(hours=8))
