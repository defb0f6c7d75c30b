"""Work on master data in the demo: contracts, formalities, tasks, duplicates, all by actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.utils import timezone

from heqi.customers.actions import (
    Papers,
    assign_role,
    cancel_task,
    carry_out_closing,
    carry_out_meter_change,
    carry_out_supply_step,
    carry_out_transfer,
    change_contact,
    change_premises,
    create_contract,
    create_party,
    create_premises,
    dismiss_pair,
    find_duplicates,
    finish_task,
    merge_rows,
    open_task,
)
from heqi.customers.facts import needs_of
from heqi.customers.models import DuplicatePair, MergeKind, Meter, Party, ServicePoint, StepKind
from heqi.customers.states import MeterState, PairState, PointState
from heqi.ledger.actors import Actor
from heqi.people.models import Unit

DAY = timedelta(days=1)
# Which formality, how many days ago, why, its cause.
FORMALITIES: Sequence[tuple[str, int, str, str]] = (
    (StepKind.METER_CHANGE, 12, "表具超过使用年限，按计划更换", "over_age"),
    (StepKind.METER_CHANGE, 6, "计数器不走字，客户报修后更换", "faulty"),
    (StepKind.METER_CHANGE, 1, "IC 卡表更换为物联网表", "upgrade"),
    (StepKind.TRANSFER, 9, "房屋买卖，新房主办理过户", ""),
    (StepKind.TRANSFER, 2, "父母名下户号过给子女", ""),
    (StepKind.SUSPEND, 7, "客户外出一年，申请报停", ""),
    (StepKind.SEAL, 4, "欠费三期，书面催缴后仍未缴纳", "debt"),
    (StepKind.SEAL, 3, "私自改动燃气管道，未按期整改", "breach"),
    (StepKind.VACATE, 5, "房屋空置待售", ""),
    (StepKind.CLOSE, 1, "旧房拆迁，客户申请销户", ""),
)
NEWCOMERS = ("孙海宁", "赵安琪")
# Kind, matter, number of the application, minutes after which it is done (0: still open, -1: not
# needed), hours ago.
TASKS: Sequence[tuple[str, str, str, int, int]] = (
    ("master_data", "滨江新城新装户建档", "BZ{day}-00012", 190, 30),
    ("master_data", "云台花园 6 幢置换户建档", "ZH{day}-00031", 2_200, 75),
    ("master_data", "和顺家园报装户建档", "BZ{day}-00017", 0, 40),
    ("master_data", "望江里工商户建档", "BZ{day}-00021", 0, 5),
    ("master_data", "翠竹苑漏装户补建档案", "LZ{day}-00002", 0, 2),
    ("update", "更新联系电话", "ZX{day}-00044", 9, 6),
    ("update", "更正门牌号", "ZX{day}-00051", 0, 3),
    ("master_data", "重复报装，客户撤回", "BZ{day}-00019", -1, 20),
)
TWINS = 4


@dataclass
class MasterData:
    """A clerk of the hall and the keeper of master data at work on some accounts."""

    company: Unit
    clerk: Actor
    keeper: Actor
    now: datetime
    random: Random

    def build(self) -> None:
        """Everything, on accounts that are on gas, the same every time."""
        points = list(
            ServicePoint.objects.filter(company=self.company, state=PointState.GAS_ON)
            .exclude(occupancies=None)
            .select_related("premises", "unit")
            .order_by("id")[40:400:9]
        )
        if len(points) < len(FORMALITIES) + TWINS + 10:
            return
        self._formalities(points[: len(FORMALITIES)])
        rest = points[len(FORMALITIES) :]
        self._twins(rest[:TWINS])
        self._corrections(rest[TWINS : TWINS + 4])
        self._contracts()
        self._tasks(rest[-1])

    def _formalities(self, points: Sequence[ServicePoint]) -> None:
        newcomers = list(NEWCOMERS)
        for point, (kind, days, reason, cause) in zip(points, FORMALITIES, strict=True):
            at = self.now - days * DAY
            meter = point.meters.get(state=MeterState.IN_USE)
            papers = self._papers(kind, at, reason, cause, meter)
            if kind == StepKind.METER_CHANGE:
                self._replace(meter, papers, at)
            elif kind == StepKind.TRANSFER:
                newcomer = {"name": newcomers.pop(0), "phones": [self._phone()]}
                carry_out_transfer(point, newcomer=newcomer, papers=papers, by=self.clerk, now=at)
            elif kind == StepKind.CLOSE:
                carry_out_closing(point, papers=papers, by=self.clerk, now=at)
            else:
                carry_out_supply_step(point, kind=kind, papers=papers, by=self.clerk, now=at)

    def _replace(self, meter: Meter, papers: Papers, at: datetime) -> None:
        carry_out_meter_change(
            meter,
            number=f"26{self.random.randrange(10**9, 10**10)}",
            new_reading=Decimal(0),
            papers=papers,
            meter_kind="iot",
            model="G2.5",
            size="G2.5",
            maker=meter.maker,
            inlet=meter.inlet,
            made_on=timezone.localdate(at) - 120 * DAY,
            by=self.clerk,
            now=at,
        )

    def _papers(self, kind: str, at: datetime, reason: str, cause: str, meter: Meter) -> Papers:
        needs = needs_of(kind, on=timezone.localdate(at), company_id=None)
        last = meter.readings.filter(read_on__lte=timezone.localdate(at)).order_by(
            "-read_on", "-pk"
        )
        begun = next((row.value for row in last[:1]), Decimal(self.random.randrange(300, 4_000)))
        return Papers(
            on=timezone.localdate(at),
            reason=reason,
            cause=cause,
            documents=dict.fromkeys(needs.documents, ""),
            reading=begun + self.random.randrange(2, 9) if needs.reading else None,
            confirmed=True,
            settled=True if needs.settled else None,
            seal=f"F{self.random.randrange(100_000):06}" if needs.seal else "",
            worker="马超群",
        )

    def _twins(self, points: Sequence[ServicePoint]) -> None:
        """Customers filed a second time at the counter; one pair merged, one told apart."""
        at = self.now - 3 * DAY
        for point in points:
            party = self._holder(point)
            phone = party.phones.first()
            twin = create_party(
                unit=self.company,
                name=party.name,
                phones=[phone.number] if phone else (),
                vulnerable=True,
                vulnerable_note="独居老人，敲门请稍候",
                by=self.clerk,
                now=at,
            )
            assign_role(
                point,
                party=twin,
                role="payer",
                since=timezone.localdate(at),
                reason="代缴气费",
                by=self.clerk,
                now=at,
            )
        place = points[0].premises
        create_premises(
            unit=self.company,
            text=place.text.replace("幢", "号楼").removesuffix("室"),
            by=self.clerk,
            now=at,
        )
        find_duplicates(self.company, by=self.keeper, now=self.now - DAY)
        pairs = list(
            DuplicatePair.objects.filter(
                company=self.company, kind=MergeKind.PARTY, state=PairState.OPEN
            ).order_by("-weight", "id")
        )
        if len(pairs) < 3:
            return
        first, second = (Party.objects.get(pk=pk) for pk in (pairs[0].first_id, pairs[0].second_id))
        merge_rows(
            MergeKind.PARTY,
            winner=first,
            loser=second,
            take=["vulnerable"],
            reason="同一客户两次建档，电话一致",
            by=self.keeper,
            now=self.now - DAY,
        )
        dismiss_pair(
            pairs[1],
            reason="父子同名，电话共用",
            by=self.keeper,
            now=self.now - timedelta(hours=20),
        )

    def _corrections(self, points: Sequence[ServicePoint]) -> None:
        for days, point in enumerate(points, start=1):
            at = self.now - days * DAY
            change_premises(
                point.premises,
                riser=f"{days}#立管",
                reason="安检时核对立管编号",
                by=self.keeper,
                now=at,
            )
            change_contact(
                self._holder(point),
                phones=[self._phone()],
                reason="客户来电更换号码",
                by=self.clerk,
                now=at,
            )

    def _contracts(self) -> None:
        """Businesses with a contract of supply, one that ends within the month."""
        held = ServicePoint.objects.filter(
            company=self.company,
            state=PointState.GAS_ON,
            occupancies__until=None,
            occupancies__party__kind="organisation",
        )
        today = timezone.localdate(self.now)
        for place, point in enumerate(held.distinct().order_by("id")[:12], start=1):
            until = today + timedelta(days=20 if place == 1 else 100 + 40 * place)
            create_contract(
                point=point,
                party=self._holder(point),
                number=f"GQ{today:%Y}-{place:04}",
                since=until - timedelta(days=730),
                until=until,
                signed_on=until - timedelta(days=735),
                terms="按月结算，气价随政府调整；中断供气提前 48 小时通知。",
                by=self.keeper,
                now=self.now - 30 * DAY,
            )

    def _tasks(self, point: ServicePoint) -> None:
        for kind, title, number, minutes, hours in TASKS:
            at = self.now - timedelta(hours=hours)
            task = open_task(
                unit=self.company,
                kind=kind,
                title=title,
                source_number=number.format(day=f"{timezone.localdate(at):%y%m%d}"),
                party=self._holder(point) if kind == "update" else None,
                by=self.clerk,
                now=at,
            )
            if minutes > 0:
                finish_task(
                    task,
                    party=self._holder(point),
                    service_point=point,
                    by=self.keeper,
                    now=at + timedelta(minutes=minutes),
                )
            elif minutes < 0:
                cancel_task(task, reason="客户撤回报装", by=self.keeper, now=at + DAY / 24)

    def _holder(self, point: ServicePoint) -> Party:
        return point.occupancies.select_related("party").filter(until=None).earliest("id").party

    def _phone(self) -> str:
        return f"13{self.random.choice('789')}00{self.random.randrange(1_000_000):06}"
