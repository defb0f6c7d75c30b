"""A market, an engineering and a hall of people, and projects at any stage."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from heqi.customers.tests.makers import make_compound, make_customer
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.actions import create_unit, grant_role, hire_staff
from heqi.people.models import Post, Role, Staff, Unit
from heqi.people.queries import actor_of
from heqi.projects.actions import (
    Part,
    add_households,
    finish_construction,
    finish_estimate,
    finish_survey,
    grid,
    install_households,
    issue_ticket,
    open_project,
    pass_acceptance,
    record_payment,
    sign_contract,
    turn_on,
)
from heqi.projects.models import Project
from heqi.projects.states import STAGES, Status
from tests.cast import NOW, Cast

TODAY = date(2026, 11, 23)
# name: (staff number, unit, post, role)
PEOPLE = {
    "lu": ("陆嘉宁", "market", "account_manager", "account_manager"),
    "jiang": ("蒋文涛", "market", "head_market", "department_head"),
    "wei": ("魏建业", "engineering", "head_engineering", "department_head"),
    "mao": ("毛新宇", "install1", "team_leader", "team_leader"),
}


@dataclass
class Works:
    """The cast with the departments that projects pass through; ``works.lu`` is an actor."""

    cast: Cast
    staff: dict[str, Staff]
    units: dict[str, Unit]

    def __getattr__(self, name: str) -> Actor:
        if name.startswith("_") or name not in PEOPLE:
            raise AttributeError(name)
        return actor_of(self.staff[name], now=NOW)


def make_works(cast: Cast) -> Works:
    """Market, engineering with a team, and their people, in the company ``gas``."""
    gas = cast.units["gas"]

    def unit(kind: str, code: str, name: str, parent: Unit) -> Unit:
        return create_unit(kind=kind, code=code, name=name, parent=parent, by=SYSTEM, now=NOW)

    market = unit("department", "market", "市场开发部", gas)
    engineering = unit("department", "engineering", "工程部", gas)
    units = {
        "market": market,
        "engineering": engineering,
        "install1": unit("team", "install1", "安装一队", engineering),
    }
    staff = {}
    for number, (key, (name, home, post, role)) in enumerate(PEOPLE.items(), start=6001):
        staff[key] = hire_staff(
            number=str(number),
            name=name,
            unit=units[home],
            post=Post.objects.get(pk=post),
            username=key,
            password=None,
            by=SYSTEM,
            now=NOW,
        )
        grant_role(
            staff[key],
            role=Role.objects.get(pk=role),
            unit=gas if role == "account_manager" else units[home],
            since=date(2026, 1, 1),
            by=SYSTEM,
            now=NOW,
        )
    return Works(cast, staff, units)


def make_project(
    works: Works, *, kind: str = "single", homes: int = 0, now: datetime = NOW, **values: Any
) -> Project:
    """An application; a compound with ``homes`` households of two to a floor."""
    gas = works.cast.units["gas"]
    values = {
        "name": "滨江新城三期" if kind == "compound" else "江南路 12 号",
        "address": "临江市滨江区江南路12号",
        "applicant": "临江滨江置业有限公司" if kind == "compound" else "王志远",
        "contact_name": "王志远",
        "contact_phone": "13800102207",
        **values,
    }
    if kind == "compound":
        values.setdefault("compound", make_compound(gas))
    project = open_project(unit=works.units["market"], kind=kind, by=works.lu, now=now, **values)
    if homes:
        floors = -(-homes // 2)
        rows = grid(buildings=["3"], entrances=1, floors=floors, rooms=2)[:homes]
        add_households(project, rows, by=works.lu, now=now)
    return project


def make_vip_org(works: Works) -> Any:
    """A large industrial customer, marked VIP."""
    party, _point = make_customer(
        works.cast.units["gas"],
        "鼎鑫玻璃有限公司",
        phones=("13900006018",),
        account_no="0203-118-9902",
        meter="410700999",
        kind="organisation",
        customer_kind="industrial",
    )
    type(party).objects.filter(pk=party.pk).update(tier="vip_org")
    party.refresh_from_db()
    return party


def bring(
    project: Project,
    to: str,
    works: Works,
    *,
    now: datetime = NOW,
    amount: Decimal = Decimal("30000.00"),
    conditions_met: bool = True,
    ready_in: int = 60,
    **contract: Any,
) -> Project:
    """Walk a project to a stage at one instant; money is paid whole, everybody is installed."""
    qian = works.cast.qian
    steps = {
        "estimate": lambda: finish_survey(
            project, finding="具备安装条件", conditions_met=conditions_met, by=works.lu, now=now
        ),
        "contract": lambda: finish_estimate(project, amount=amount, by=works.wei, now=now),
        "payment": lambda: sign_contract(
            project,
            number=f"HT-{project.number}",
            amount=amount,
            signed_on=now.date(),
            ready_on=now.date() + timedelta(days=ready_in),
            expires_on=now.date() + timedelta(days=ready_in + 30),
            by=works.lu,
            now=now,
            **contract,
        ),
        "construction": lambda: record_payment(
            project,
            amount=amount,
            receipt_no=f"SJ-{project.number}",
            by=qian,
            now=now,
        ),
        "acceptance": lambda: (
            install_households(
                project,
                list(project.households.filter(status="waiting", obstructing_since__isnull=True)),
                by=works.wei,
                now=now,
            ),
            finish_construction(project, by=works.wei, now=now),
        ),
        "gas_on": lambda: pass_acceptance(project, by=works.wei, now=now),
        "completed": lambda: burn(project, works, now=now),
    }
    order = [*STAGES[1:], Status.COMPLETED.value]
    for code in order[: order.index(to) + 1]:
        if (
            project.status in STAGES
            and order.index(code) >= (STAGES.index(project.status))
            and project.status != code
        ):
            steps[code]()
    return project


def burn(project: Project, works: Works, *, now: datetime = NOW) -> None:
    """A ticket for everybody installed, and gas at each."""
    rows = list(project.households.filter(status="installed"))
    issue_ticket(project, rows, by=works.lu, now=now)
    for row in project.households.filter(status="installed").select_related("project"):
        row.project = project
        turn_on(row, meter_no=f"4107{row.pk:08}", by=works.cast.han, now=now)


HALF = (
    Part("首付款", Decimal("15000.00"), before_stage="construction"),
    Part("尾款", Decimal("15000.00"), before_stage="gas_on"),
)
