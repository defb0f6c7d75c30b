"""Believable installation projects of the demo company, at every stage, some of them late."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from itertools import cycle

import yaml
from django.utils import timezone

from heqi.customers.actions import create_compound
from heqi.customers.models import Compound, Party
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.models import Staff, Unit
from heqi.people.queries import actor_of
from heqi.projects import actions
from heqi.projects.models import Household, Project, Stage
from heqi.projects.states import STAGES, H

NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = ("建国", "秀英", "志强", "丽华", "海燕", "文博", "雨桐", "子涵", "晓东", "美玲")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A project to be: ``ago`` and ``last`` are days since its application and its last step.

    ``size`` is buildings, entrances, floors and rooms of a compound; ``tier`` asks for a customer
    of that tier; ``lit`` households are on gas; ``blocked`` obstruct; ``held`` says why it is held.
    """

    kind: str
    name: str
    applicant: str
    address: str
    stage: str
    ago: int
    last: int
    amount: str
    size: tuple[int, ...] = ()
    tier: str = ""
    term: int = 60
    lit: int = 0
    blocked: int = 0
    held: str = ""
    by_households: bool = False


def sketches() -> list[Sketch]:
    """What ``data/demo.yaml`` describes."""
    text = files("heqi.projects").joinpath("data", "demo.yaml").read_text(encoding="utf-8")
    return [Sketch(**row) for row in yaml.safe_load(text)]


class Builders:
    """Who does what in the demo company, and the customers that projects are for."""

    def __init__(self, company: Unit, now: datetime) -> None:
        self.company = company
        self.market = self._department("market")
        self.managers = cycle(self._holders("account_manager"))
        self.sales = self._holders("account_manager")[0]
        self.engineer = self._actor("head_engineering", now)
        self.foremen = self._holders("team_leader", "install")
        self.clerk = self._actor("clerk", now)
        self.keeper = self._actor("data_steward", now)
        self.service = self._actor("head_customer_service", now)
        self.now = now
        self.parties = {
            tier: iter(Party.objects.filter(company=company, tier=tier).order_by("-pk")[:20])
            for tier in ("vip_org", "vip_person")
        }

    def _department(self, code: str) -> Unit:
        return Unit.objects.get(company=self.company, kind="department", code=code)

    def _holders(self, post: str, code: str = "") -> list[Staff]:
        rows = Staff.objects.filter(post_id=post, unit__company=self.company)
        if code:
            rows = rows.filter(unit__code__startswith=code)
        return list(rows.select_related("unit", "post").order_by("number"))

    def _actor(self, post: str, now: datetime) -> Actor:
        return actor_of(self._holders(post)[0], now=now)

    def seller(self) -> Actor:
        """An account manager as an actor."""
        return actor_of(self.sales, now=self.now)


def build_projects(company: Unit, *, now: datetime) -> list[Project]:
    """Every sketch as a project of the company, walked to its stage through the actions."""
    builders = Builders(company, now)
    return [_walk(sketch, number, builders) for number, sketch in enumerate(sketches(), start=1)]


def _walk(sketch: Sketch, number: int, builders: Builders) -> Project:
    order = [*STAGES, "completed"]
    steps = order.index(sketch.stage)
    moments = _moments(sketch, steps, builders.now)
    project = _open(sketch, number, builders, moments[0])
    for code, at in zip(order[:steps], moments[1:], strict=True):
        _finish(project, code, sketch, number, builders, at)
    if sketch.blocked:
        for home in project.households.filter(status=H["WAITING"])[: sketch.blocked]:
            home.project = project
            actions.mark_obstructing(
                home, reason="不同意立管走向，阻挠施工", by=builders.engineer, now=moments[-1]
            )
    if sketch.stage == "construction" and project.has_many:
        _install(project, builders, moments[-1], share=3)
    if sketch.held:
        actions.hold_project(
            project,
            reason=sketch.held,
            explanation="土建未完工，待甲方移交作业面",
            by=builders.engineer,
            now=moments[-1] + timedelta(days=3),
        )
    if sketch.stage == "gas_on":
        _light(project, sketch, builders)
    return project


def _moments(sketch: Sketch, steps: int, now: datetime) -> list[datetime]:
    """When it was applied for and each step was done, evenly between ``ago`` and ``last``."""
    first, last = now - timedelta(days=sketch.ago), now - timedelta(days=sketch.last)
    gap = (last - first) / max(1, steps)
    found = [first + gap * n for n in range(steps + 1)]
    return [
        min(
            timezone.localtime(at).replace(hour=9 + n % 8, minute=7 * n % 60),
            now - timedelta(minutes=5),
        )
        for n, at in enumerate(found)
    ]


def _open(sketch: Sketch, number: int, builders: Builders, at: datetime) -> Project:
    party = next(builders.parties[sketch.tier], None) if sketch.tier else None
    applicant = sketch.applicant or (party.name if party else "临江市民")
    phone = f"139{number:04}{(number * 137) % 10000:04}"
    project = actions.open_project(
        unit=builders.market,
        kind=sketch.kind,
        name=sketch.name,
        address=f"临江市{sketch.address}",
        applicant=applicant,
        party=party,
        contact_name=_person(number),
        contact_phone=phone,
        compound=_compound(sketch, builders, at) if sketch.kind == "compound" else None,
        daily_m3=Decimal("1800") if sketch.kind == "industrial" else None,
        source=("hall", "hotline", "online", "market", "government")[number % 5],
        by=builders.seller(),
        now=at,
    )
    manager = next(builders.managers)
    actions.name_manager(project, manager=manager, by=SYSTEM, now=at)
    if builders.foremen:
        Stage.objects.filter(project=project, code="construction").update(
            assignee=builders.foremen[0]
        )
    if sketch.kind == "compound":
        _enter(project, sketch, builders, at)
    return project


def _compound(sketch: Sketch, builders: Builders, at: datetime) -> Compound:
    found = Compound.objects.filter(company=builders.company, name=sketch.name).first()
    return found or create_compound(
        unit=builders.company, name=sketch.name, district="滨江区", by=SYSTEM, now=at
    )


def _enter(project: Project, sketch: Sketch, builders: Builders, at: datetime) -> None:
    buildings, entrances, floors, rooms = sketch.size
    homes = actions.grid(
        buildings=[str(n) for n in range(1, buildings + 1)],
        entrances=entrances,
        floors=floors,
        rooms=rooms,
    )
    first = project.pk * 1_000
    named = [
        replace(home, name=_person(first + 7 * n), phone=f"137{first + n:08}")
        for n, home in enumerate(homes)
    ]
    actions.add_households(project, named, by=builders.seller(), now=at)


def _person(number: int) -> str:
    return f"{NAMES[number % len(NAMES)]}{GIVEN[number // 3 % len(GIVEN)]}"


def _finish(
    project: Project, code: str, sketch: Sketch, number: int, builders: Builders, at: datetime
) -> None:
    amount = Decimal(sketch.amount) or Decimal("90000")
    seller, engineer = builders.seller(), builders.engineer
    if code == "survey":
        actions.finish_survey(
            project,
            finding="现场具备安装条件，管位与立管走向已确认。",
            conditions_met=True,
            by=seller,
            now=at,
        )
    elif code == "estimate":
        actions.finish_estimate(
            project, amount=amount, note="施工图与预算书见附件", by=engineer, now=at
        )
    elif code == "contract":
        _sign(project, sketch, number, amount, seller, at)
    elif code == "payment":
        _pay(project, number, builders, at)
    elif code == "construction":
        _install(project, builders, at, share=1)
        actions.finish_construction(project, by=engineer, now=at)
    elif code == "acceptance":
        actions.pass_acceptance(project, note="强度和严密性试验合格", by=engineer, now=at)
    elif code == "gas_on":
        _ticket(project, list(project.households.filter(status=H["INSTALLED"])), builders, at)


def _sign(
    project: Project, sketch: Sketch, number: int, amount: Decimal, seller: Actor, at: datetime
) -> None:
    day = timezone.localdate(at)
    half = (amount / 2).quantize(Decimal("0.01"))
    parts = (
        [
            actions.Part("首付款", half, before_stage="construction"),
            actions.Part("验收款", amount - half, before_stage="gas_on"),
        ]
        if amount > 10_000 and not sketch.by_households
        else []
    )
    actions.sign_contract(
        project,
        number=f"HT-{day:%Y}-{number:03}",
        amount=amount,
        signed_on=day,
        ready_on=day + timedelta(days=sketch.term),
        expires_on=day + timedelta(days=sketch.term + 15),
        paid_by="households" if sketch.by_households else "party",
        instalments=parts,
        terms="甲方负责提供作业面和水电；乙方按施工图安装并负责验收、保压和通气。",
        by=seller,
        now=at,
    )


def _pay(project: Project, number: int, builders: Builders, at: datetime) -> None:
    """What is due before construction; every second household has paid its fee."""
    contract = project.contract
    if contract.paid_by == "households":
        for home in list(project.households.all())[::2]:
            _receive(project, home.fee, f"{number:03}{home.position:03}", builders, at, home)
        return
    first = contract.instalments.first()
    _receive(project, first.amount if first else contract.amount, f"{number:03}1", builders, at)


def _receive(
    project: Project,
    amount: Decimal,
    receipt: str,
    builders: Builders,
    at: datetime,
    home: Household | None = None,
) -> None:
    if amount:
        actions.record_payment(
            project,
            amount=amount,
            receipt_no=f"SJ{at:%y%m}{receipt}",
            household=home,
            by=builders.clerk,
            now=at,
        )


def _install(project: Project, builders: Builders, at: datetime, *, share: int) -> None:
    """Every ``share``-th household that stands in nobody's way."""
    homes = project.households.filter(status=H["WAITING"], obstructing_since__isnull=True)
    rows = list(homes.select_related("service_point"))[::share]
    meters = {row.pk: f"4109{project.pk:03}{row.position:04}" for row in rows}
    actions.install_households(project, rows, meters=meters, by=builders.engineer, now=at)
    entered = at + timedelta(hours=4)
    if entered < builders.now - timedelta(days=1):
        piped = list(project.households.filter(pk__in=[row.pk for row in rows]))
        for home in piped:
            home.project = project
        actions.create_master_data(project, piped, by=builders.keeper, now=entered)


def _settle(project: Project, builders: Builders, at: datetime) -> None:
    owed = actions.outstanding(project, project.contract)
    _receive(project, owed, f"{project.pk:03}9", builders, at)


def _ticket(project: Project, homes: list[Household], builders: Builders, at: datetime) -> None:
    """A ticket for these households, and gas at each of them."""
    _settle(project, builders, at)
    rows = list(Household.objects.filter(pk__in=[home.pk for home in homes]))
    actions.issue_ticket(project, rows, by=builders.seller(), now=at)
    for row in rows:
        row.project = project
        actions.turn_on(row, by=builders.service, now=at + timedelta(hours=3))


def _light(project: Project, sketch: Sketch, builders: Builders) -> None:
    """Part of the households on gas; a business has its ticket and waits."""
    at = builders.now - timedelta(days=sketch.last)
    homes = list(project.households.filter(status=H["INSTALLED"]).order_by("position"))
    if sketch.lit:
        _ticket(project, homes[: sketch.lit], builders, at)
        homes = list(project.households.filter(status=H["INSTALLED"])[:8])
    _settle(project, builders, at)
    at = builders.now - timedelta(hours=20)
    rows = list(Household.objects.filter(pk__in=[home.pk for home in homes]))
    actions.issue_ticket(project, rows, by=builders.seller(), now=at)
