"""Delegated authority in the demo: in effect, to be signed, beyond, of last month."""

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.authority import actions
from heqi.authority.actions.using import Paper, Wish
from heqi.authority.checking import Attempt
from heqi.authority.models import Use
from heqi.authority.subjects import Subject
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit

ON_SITE = {"initial_fee_paid": "公司发票 00871", "facilities_installed": "{project}",
           "already_on_gas": "{project}"}  # fmt: skip
OMITTED = {"contractor_unreachable": "函件 31 退回"}
NEED = {"contract_signed": "{project}", "paid_as_agreed": "{project}",
        "evidence_of_need": "开业许可 1127 号、装修合同"}  # fmt: skip


# Conditions that a photo proves, and a picture that stands for one.
PHOTOS = ("fixable_on_site", "affects_supply_or_hazard")
PHOTO = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAAAAADhZOFXAAAAEklEQVR4nGP4DwUM+BkMBNQAANfgPsIB"
    "uFLuAAAAAElFTkSuQmCC"
)


@dataclass(frozen=True, slots=True)
class Scene:
    """A use: item, post, what it is about, hours ago, how many have signed, what else is said."""

    item: str
    post: str
    matter: str
    hours: int
    signed: int = 0
    given: dict[str, Any] = field(default_factory=dict)
    sheet_to: str = ""
    # A formality that is done, and by what.
    settle: str = ""
    settled_by: str = "单据已交回"
    reason: str = ""
    # Why no record is named, where none is.
    unrecorded: str = ""


OLD = "电子档案尚未迁入。"


def _waiver(households: int, each: int, *, blocking: int, affected: int) -> dict[str, Any]:
    return {
        "proofs": dict.fromkeys(
            ("contract_expires_soon", "enough_affected", "few_blocking"), "{project}"
        ),
        "values": {"few_blocking": blocking, "enough_affected": affected},
        "amount": Decimal(households * each),
        "households": households,
    }


VIP = {"proofs": {"vip_or_key_customer": "VIP 台账 12 号"}}
SCENES = (
    Scene("waiver_1", "technician", "VIP 客户户内管道维护，免上门费和人工费。", 24 * 40, 9,
          {**VIP, "amount": Decimal("80")}, settle="order_returned"),
    Scene("permission_3", "agent", "独居老人报修灶具打不着火，已加关爱标记下单。", 24 * 38,
          given={"proofs": {"vulnerable": "残疾证 330104", "own_customer": "{project}",
                            "heater_or_stove": "{project}"}}, settle="mark_vulnerable",
          settled_by="{order}"),
    Scene("waiver_2", "head_market", "文苑小区一期阻工，多次协调未果，按标准减免。", 24 * 12, 9,
          _waiver(2, 200, blocking=2, affected=52)),
    Scene("permission_1", "technician", "置换现场邻居家无火，客户持发票要求当场处理。", 24 * 3,
          given={"proofs": ON_SITE, "job": "repair"}),
    Scene("permission_2", "technician", "新房置换时业主要求改为本人户名。", 30,
          given={"job": "conversion", "proofs": {"property_certificate": "房权证 1123",
                 "initial_fee_receipt": "收据 0091", "new_conversion": "{project}"}}),
    Scene("permission_1", "technician", "楼道巡查时客户反映接头渗漏声，未派工单，当场处理。", 2,
          given={"proofs": ON_SITE, "job": "odd_job"}, unrecorded="客户尚未建档。"),
    Scene("permission_4", "team_leader", "置换时发现灶前阀装反，现场更换，材料由施工方补回。", 20,
          given={"job": "conversion", "proofs": {"found_in_conversion": "{project}",
                 "fixable_on_site": "照片 2 张"}}),
    Scene("permission_3", "agent", "老人热水器不点火，家中无其他人，当日下单。", 5,
          given={"proofs": {"vulnerable": "身份证 1947 年生", "own_customer": "{project}",
                            "heater_or_stove": "{project}"}}),
    Scene("permission_5", "head_pipeline", "中压管道旁地铁施工沉降，需工程部开挖加固。", 26,
          given={"proofs": {"affects_supply_or_hazard": "沉降监测照片 5 张"}},
          sheet_to="engineering"),
    Scene("priority_1", "head_market", "餐饮客户已签约付款，下周开业，申请优先安装。", 9,
          given={"proofs": NEED}, sheet_to="engineering"),
    Scene("waiver_1", "technician", "VIP 单位食堂管道检修，只收材料费。", 28, 1,
          {**VIP, "amount": Decimal("380")}),
    Scene("waiver_2", "head_market", "小区阻工户不让步，整片不能通气，按标准减免。", 47, 1,
          _waiver(2, 200, blocking=2, affected=46)),
    Scene("bearing_1", "head_engineering", "已结算项目漏装一户表后管，施工队已撤场，补装。",
          70, 1, {"proofs": OMITTED, "amount": Decimal("940")}),
    Scene("waiver_2", "head_market", "滨江二期阻工户要求每户 300 元，否则不同意立管。", 15, 1,
          _waiver(3, 300, blocking=3, affected=64),
          reason="小区 64 户已等待两个月，阻工户坚持，经办建议特批。"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Players:
    """Who there is: holders of a post, staff as actors, units by key, records to refer to."""

    holders: Callable[[str], list[Staff]]
    actor: Callable[[Staff, datetime], Actor]
    units: dict[str, Unit]
    vip_orders: Sequence[Subject] = ()
    points: Sequence[Subject] = ()
    paid: Sequence[Subject] = ()
    blocked: Sequence[Subject] = ()
    # Numbers that a proof may name.
    numbers: Mapping[str, str] = field(default_factory=dict)


def build_authority(company: Unit, players: Players, *, now: datetime) -> list[Use]:
    """Uses of the last weeks with their signatures, sheets, a check and last month's ledgers."""
    lots = {
        "waiver_1": list(players.vip_orders),
        "waiver_2": list(players.blocked[:1]) * 3,
        "priority_1": list(players.paid),
    }
    points = list(players.points)
    rows = []
    for scene in SCENES:
        lot = lots.get(scene.item, points)
        subject = lot.pop(0) if lot and not scene.unrecorded else None
        rows.append(_play(scene, players, subject, now))
    sheet = next(row for row in rows if row.item == "permission_5").sheet
    head = players.actor(players.holders("head_engineering")[0], now)
    actions.acknowledge_sheet(sheet, by=head, now=now - timedelta(hours=22))
    actions.close_ledgers(now=now)
    _check(company, rows, players, now)
    return rows


def _play(scene: Scene, players: Players, subject: Subject | None, now: datetime) -> Use:
    at = now - timedelta(hours=scene.hours)
    today = timezone.localdate(at)
    given = dict(scene.given)
    proofs = given["proofs"].items()
    given["proofs"] = {code: text.format(**players.numbers) for code, text in proofs}
    if scene.item == "waiver_2":
        ends = {"contract_expires_soon": today + timedelta(days=18)}
        given["values"] = {**given["values"], **ends}
    wish = None
    if scene.sheet_to:
        wish = Wish(players.units[scene.sheet_to], "魏建业", today + timedelta(days=4))
    who = players.actor(players.holders(scene.post)[0], at)
    row = actions.use_authority(
        Attempt(
            item=scene.item,
            matter=scene.matter,
            subject=subject,
            unrecorded=scene.unrecorded or OLD,
            **given,
        ),
        wish=wish,
        papers=[Paper(code, "现场照片.png", PHOTO) for code in PHOTOS if code in given["proofs"]],
        reason=scene.reason,
        by=who,
        now=at,
    )
    for place in range(1, scene.signed + 1):
        if row.approval_id is None or not _sign(row.approval_id, players, at, place, now):
            break
    if scene.settle:
        row.refresh_from_db()
        actions.settle_formality(
            row, code=scene.settle, reference=scene.settled_by.format(**players.numbers), by=who,
            now=at + timedelta(hours=4),
        )  # fmt: skip
    return row


def _sign(pk: int, players: Players, at: datetime, place: int, now: datetime) -> bool:
    approval = Approval.objects.select_related("current").get(pk=pk)
    seat = approval.current.seats.select_related("staff").first() if approval.current else None
    if seat is None:
        return False
    when = min(at + timedelta(minutes=40 * place), now)
    approve(approval, opinion="同意", by=players.actor(seat.staff, when), now=when)
    return True


def _check(company: Unit, rows: list[Use], players: Players, now: datetime) -> None:
    """The office drew last month's uses; one was not in order."""
    office = players.actor(players.holders("head_service_office")[0], now)
    today = timezone.localdate(now)
    at = now - timedelta(days=2)
    check = actions.draw_check(
        company, method="survey", since=today - timedelta(days=45),
        until=today - timedelta(days=3), by=office, now=at,
    )  # fmt: skip
    for place, item in enumerate(check.items.select_related("run", "use__unit", "use__company")):
        wrong = place == 0
        actions.record_result(
            item,
            result="improper" if wrong else "proper",
            finding="走访时客户称家中没有老弱病残人员。" if wrong else "客户确认情况属实。",
            by=office,
            now=at + timedelta(minutes=20 * (place + 1)),
        )
