"""Uses of authority for the tests: the nine items, each with a proper attempt."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.authority import subjects
from heqi.authority.actions import ask_user, confirm_misuse, state_own, use_authority
from heqi.authority.actions.using import Paper, Wish
from heqi.authority.checking import Attempt
from heqi.authority.facts import ORDER
from heqi.authority.models import Signal, Use
from heqi.authority.subjects import Finding, Kind, Subject
from heqi.evidence.tests.files import png
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.events import deliver_open
from heqi.people.actions import appoint_stand_in, create_unit, grant_role, hire_staff
from heqi.people.models import Post, Role, Staff, Unit
from heqi.people.queries import actor_of
from tests.cast import NOW, Cast

TODAY = NOW.date()
LATER = NOW + timedelta(minutes=3)
HEADS = {
    "market": ("6001", "毛新宇", "head_market", "市场开发部"),
    "engineering": ("6002", "贺东升", "head_engineering", "工程部"),
    "pipeline": ("6003", "石海涛", "head_pipeline", "管网运行部"),
}
# Conditions that only a photo proves.
PHOTOS = {"permission_4": ["fixable_on_site"], "permission_5": ["affects_supply_or_hazard"]}
# Item: who uses it properly, and what he says.
PROPER: dict[str, tuple[str, dict[str, Any]]] = {
    "permission_1": (
        "ma",
        {"job": "repair", "proofs": {"initial_fee_paid": "发票 00871234",
         "facilities_installed": "JL-1", "already_on_gas": "JL-2"}},
    ),
    "permission_2": (
        "ma",
        {"job": "conversion", "proofs": {"property_certificate": "房权证 2008-1123",
         "initial_fee_receipt": "收据 0091", "new_conversion": "JL-3"}},
    ),
    "permission_3": (
        "lin",
        {"proofs": {"vulnerable": "残疾证 33010", "own_customer": "JL-4",
                    "heater_or_stove": "JL-5"}},
    ),
    "permission_4": (
        "wu",
        {"job": "conversion",
         "proofs": {"found_in_conversion": "JL-6", "fixable_on_site": "照片 2 张"}},
    ),
    "permission_5": (
        "pipeline",
        {"proofs": {"affects_supply_or_hazard": "照片 3 张"}},
    ),
    "waiver_1": (
        "ma",
        {"proofs": {"vip_or_key_customer": "VIP-3"}, "amount": Decimal("80")},
    ),
    "waiver_2": (
        "market",
        {"proofs": {"contract_expires_soon": "JL-9", "enough_affected": "JL-10",
                    "few_blocking": "JL-11"},
         "values": {"contract_expires_soon": TODAY + timedelta(days=20), "enough_affected": 46,
                    "few_blocking": 2},
         "amount": Decimal("400"), "households": 2},
    ),
    "bearing_1": (
        "engineering",
        {"proofs": {"contractor_unreachable": "函件 2009-31 退回"},
         "amount": Decimal("940")},
    ),
    "priority_1": (
        "market",
        {"proofs": {"contract_signed": "JL-7", "paid_as_agreed": "JL-8",
         "evidence_of_need": "开业证明 7 号"}},
    ),
}  # fmt: skip


# Records of the kinds that the items concern, which say nothing of any condition.
SILENT = {
    "service_point": Subject("customers.servicepoint", "0", "000 张**"),
    "project": Subject("projects.project", "0", "GC-000 文苑小区"),
}


def _paper(_actor: Actor, number: str) -> Subject | None:
    """Records that exist and settle nothing: their numbers begin with JL-."""
    return Subject("tests.paper", number, number) if number.startswith("JL-") else None


subjects.number_records("tests.paper", _paper)


def silent(item: str) -> Subject:
    """A record that an item may concern and that settles nothing."""
    return SILENT["project" if item in ("waiver_2", "priority_1") else "service_point"]


def heads(cast: Cast) -> dict[str, Staff]:
    """The heads of market, engineering and pipeline operations, hired once."""
    found = {}
    gas = cast.units["gas"]
    for code, (number, name, post, title) in HEADS.items():
        unit = Unit.objects.filter(code=code, company=gas).first() or create_unit(
            kind="department", code=code, name=title, name_en=code, parent=gas, by=SYSTEM, now=NOW
        )
        staff = Staff.objects.filter(number=number).first() or _hire(number, name, unit, post)
        cast.units[code], cast.staff[code] = unit, staff
        found[code] = staff
    return found


def _hire(number: str, name: str, unit: Unit, post: str) -> Staff:
    staff = hire_staff(
        number=number, name=name, unit=unit, post=Post.objects.get(pk=post), username=f"u{number}",
        password=None, by=SYSTEM, now=NOW,
    )  # fmt: skip
    role = Role.objects.get(pk="department_head")
    grant_role(staff, role=role, unit=unit, since=date(2026, 1, 1), by=SYSTEM, now=NOW)
    return staff


def actor(cast: Cast, name: str) -> Actor:
    """A member of the cast or a head, as an actor."""
    if name in HEADS and name not in cast.staff:
        heads(cast)
    return actor_of(cast.staff[name], now=NOW)


def attempt(item: str, **other: Any) -> Attempt:
    """A proper attempt, but for what is said otherwise."""
    given = {"matter": "客户急需处理", "subject": silent(item), **PROPER[item][1], **other}
    return Attempt(item=item, **given)


def use(cast: Cast, item: str, *, by: str = "", now: Any = NOW, **other: Any) -> Use:
    """Use an item properly, but for what is said otherwise."""
    heads(cast)
    more = {key: other.pop(key) for key in ("reason", "others", "papers") if key in other}
    more.setdefault("papers", [Paper(one, "现场.png", png()) for one in PHOTOS.get(item, ())])
    wish = other.pop("wish", None)
    if wish is None and item in ("permission_5", "priority_1"):
        receiver = cast.units["engineering"]
        wish = Wish(receiver, "张工", TODAY + timedelta(days=3))
    return use_authority(
        attempt(item, **other), wish=wish, by=actor(cast, by or PROPER[item][0]), now=now, **more
    )


def stand_in(cast: Cast, absent: str, deputy: str) -> Actor:
    """Somebody stands in for a holder from yesterday on."""
    actor(cast, absent)
    appoint_stand_in(
        absent=cast.staff[absent],
        deputy=cast.staff[deputy],
        since=TODAY - timedelta(days=1),
        until=TODAY + timedelta(days=7),
        reason="出差",
        by=SYSTEM,
        now=NOW,
    )
    return actor(cast, deputy)


def sign(row: Use, cast: Cast, *names: str) -> Use:
    """The signatures, one after the other."""
    for name in names:
        approve(Approval.objects.get(pk=row.approval_id), by=actor(cast, name), now=NOW)
    happen(row)
    return row


def happen(row: Use) -> None:
    """What was announced reaches who listens, as after the commit."""
    deliver_open(now=LATER)
    row.refresh_from_db()


RECORD = Subject("tests.record", "7", "WX261123-00001 张桂兰", "/x/", "p:7", "张桂兰")


@contextmanager
def records(code: str = "service_point", **says: bool | Finding) -> Iterator[Subject]:
    """A kind of subject whose records settle the conditions given, until the end of the block."""

    def proof(holds: bool | Finding) -> subjects.Proof:
        found = (
            holds
            if isinstance(holds, Finding)
            else Finding(
                holds, "系统记录" if holds else "系统无此记录", "on record" if holds else "no"
            )
        )
        return lambda _id, _on: found

    kind = Kind(
        "tests.record", "记录", lambda _a, _t, _n: [RECORD],
        lambda _a, pk: RECORD if pk == "7" else None,
        {name: proof(holds) for name, holds in says.items()},
        code=code,
    )  # fmt: skip
    subjects.register(kind)
    try:
        yield RECORD
    finally:
        subjects._kinds.pop("tests.record")


def establish(signal: Signal | None, cast: Cast, **values: Any) -> Signal:
    """Put to whoever used it, answered by him, and found to be misuse by the service office."""
    assert signal is not None
    now = values.pop("now", NOW)
    ask_user(signal, by=cast.he, now=now)
    user = actor_of(signal.use.used_by, now=now)
    state_own(signal, statement="当时条件具备", by=user, now=now)
    given = {"breach": "false_authorisation", "damage": False, "finding": "属实", **values}
    confirm_misuse(signal, **given, by=cast.he, now=now)
    return signal


@contextmanager
def known(*orders: str) -> Iterator[None]:
    """There are work orders of these numbers, until the end of the block."""
    subjects.number_records(
        "tests.orders",
        lambda _actor, number: Subject(ORDER, "1", number) if number in orders else None,
    )
    try:
        yield
    finally:
        subjects._numbers.pop("tests.orders")
