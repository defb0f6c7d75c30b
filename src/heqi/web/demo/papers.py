"""Approvals on their way to the general manager."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from heqi.approvals.actions import approve, submit
from heqi.approvals.models import Approval
from heqi.approvals.plans import StepPlan
from heqi.ledger.numbers import next_number
from heqi.web.demo.organisation import Company
from heqi.workorders.models import WorkOrder


@dataclass(frozen=True, slots=True)
class Paper:
    """A request to sign: who asks, what for, which signatures are there already."""

    asker: str
    title: str
    amount: str
    clause: str
    posts: tuple[str, ...]
    signed: int
    hours_ago: int


LADDER = ("head_customer_service", "head_service_office", "deputy_gm", "gm")
PAPERS = (
    Paper("周立峰", "VIP 客户上门费与人工费减免", "380.00", "authority/4-waiver-1", LADDER, 3, 7),
    Paper("石海涛", "抢修后客户灶具损坏补偿", "1260.00", "authority/3", LADDER, 3, 26),
    Paper(
        "毛新宇", "漏装项目补装材料费由公司承担", "940.00", "authority/4-bearing-1", LADDER, 3, 50
    ),
    Paper("吴志强", "维修班清洗费用减免", "120.00", "authority/4-waiver-2", LADDER, 1, 3),
    Paper("贺东升", "整治老旧软管材料费减免", "560.00", "authority/4-waiver-2", LADDER, 0, 1),
)


def build_papers(company: Company, *, now: datetime) -> list[Approval]:
    """Submit them on finished orders and have the first signatures given."""
    orders = list(
        WorkOrder.objects.filter(status="archived", company=company.units["gas"])
        .select_related("unit")
        .order_by("-id")[: len(PAPERS)]
    )
    found = []
    for paper, order in zip(PAPERS, orders, strict=False):
        at = now - timedelta(hours=paper.hours_ago)
        asker = company.staff[paper.asker]
        approval = submit(
            order,
            kind="authority.use",
            title=paper.title,
            number=next_number("SQ", at.date()),
            amount=Decimal(paper.amount),
            summary=[
                ("工单", order.number),
                ("客户", order.customer_name),
                ("地址", order.address),
            ],
            clauses=[paper.clause],
            url=f"/orders/{order.number}/",
            unit=company.units["service"],
            steps=[StepPlan(posts=[post]) for post in paper.posts],
            by=company.actor(asker, now),
            now=at,
        )
        for place, post in enumerate(paper.posts[: paper.signed], start=1):
            signer = company.holders(post)[0]
            step = at + timedelta(minutes=20 * place)
            approval = Approval.objects.get(pk=approval.pk)
            approve(approval, opinion="同意", by=company.actor(signer, now), now=min(step, now))
        found.append(approval)
    return found
