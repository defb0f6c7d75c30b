"""This year's safety checks for the demonstration: one plan done, one under way, hazards."""

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from django.core.exceptions import ValidationError
from django.utils import timezone

from heqi.customers.models import Compound, Party, Premises
from heqi.evidence.actions import attach
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.models import Staff, Unit
from heqi.safety.actions import (
    Draft,
    Findings,
    assign_route,
    begin_full_check,
    book_check,
    close_plan,
    escalate_hazard,
    finish_check,
    follow_up,
    initiate_full_check,
    make_plan,
    miss_customer,
    open_plan,
    order_mending,
    organise_route,
    recheck,
    refuse_check,
    report_full_check,
    report_mended,
)
from heqi.safety.checklist import ALWAYS, BAD, IF_BAD, NONE, OK, items_of
from heqi.safety.models import Attempt, Check, Hazard, Outcome, Plan, Reach
from heqi.safety.periods import span_of

DAY = timedelta(days=1)
# What inspectors of the demo have found, the oldest first: days ago, item, kind, did, note, notice.
FOUND: tuple[tuple[int, str, str, str, str, bool], ...] = (
    (40, "hose_age", "hose_over_age", "told", "胶管使用超过 3 年", True),
    (33, "leak_test", "leak", "stopped", "灶前阀接头渗漏，肥皂水起泡", True),
    (24, "pipe_free", "boxed_in", "told", "橱柜包封立管，检修口封死", True),
    (12, "flame_failure", "no_flame_failure", "told", "台式灶无熄火保护", True),
    (9, "hose_fitting", "hose_unclipped", "mended", "当场加装管卡", False),
    (8, "meter_state", "meter_stuck", "told", "字轮不走，客户反映三个月未变", True),
    (6, "room_use", "second_fire", "told", "厨房存放液化气瓶", True),
    (4, "flue", "flue_shared", "told", "烟道接口脱落", True),
    (1, "heater_kind", "flueless", "stopped", "卫生间使用直排式热水器", True),
    (0, "hose_age", "hose_cracked", "told", "软管端部龟裂", False),
    (0, "leak_test", "leak", "not_stopped", "客户阻拦关阀，称马上自行处理", True),
)
MENDED, PASSED, FAILED, ORDERED, ESCALATED = (0, 1, 6, 7), (0, 1), 7, 5, 2


@dataclass(frozen=True, slots=True)
class Players:
    """Who plays: the team and its leader, the deputy general manager, an account manager."""

    team: Unit
    inspectors: Sequence[Staff]
    senior: Staff
    deputy: Staff
    manager: Staff
    actor: Callable[[Staff, datetime], Actor]


def build_safety(company: Unit, players: Players, *, now: datetime, seed: int = 11) -> None:
    """A compound done some weeks ago, another one under way, the VIPs of this month."""
    random = Random(seed)
    compounds = list(Compound.objects.filter(company=company).order_by("pk")[:2])
    # Gas was turned on long ago, except where the master data says otherwise.
    Premises.objects.filter(compound__in=compounds, gassed_on__isnull=True).update(
        gassed_on=date(2019, 5, 6)
    )
    lead = players.actor(players.senior, now)
    past = now - timedelta(days=60)
    first = _plan(players, "年度安检（第一批）", compounds[:1], past, 45, lead)
    if first is not None:
        _walk(first, players, random, past + DAY, 45, share=0.93)
        close_plan(first, by=lead, now=past + timedelta(days=47))
    start = now - timedelta(days=42)
    second = _plan(players, "年度安检（第二批）", compounds[1:], start, 70, lead)
    if second is not None:
        _find(second, players, now)
        _walk(second, players, random, start + DAY, 41, share=0.55)
        _today(second, players, now)
    _vips(players, now)
    _full(company, players, now)


def _plan(
    players: Players,
    name: str,
    compounds: Sequence[Compound],
    at: datetime,
    days: int,
    lead: Actor,
) -> Plan | None:
    today = timezone.localdate(at)
    try:
        plan = make_plan(
            unit=players.team,
            name=f"{today.year} {name}",
            since=today,
            until=today + timedelta(days=days),
            compounds=compounds,
            by=lead,
            now=at,
        )
    except ValidationError:
        return None
    for n, route in enumerate(plan.routes.select_related("plan", "unit").order_by("pk")):
        person = players.inspectors[n % len(players.inspectors)]
        if route.is_vip:
            person = players.senior
        assign_route(route, inspector=person, by=lead, now=at)
        if route.organise:
            organise_route(route, by=players.actor(players.deputy, at), now=at)
    open_plan(plan, by=lead, now=at)
    return plan


def _walk(
    plan: Plan, players: Players, random: Random, start: datetime, days: int, *, share: float
) -> None:
    """Most doors as ever, written at once; some not met, some refused."""
    rows = list(
        plan.checks.filter(status="due", attempts=0).select_related("route").order_by("place")
    )
    calls: list[Attempt] = []
    upto = int(len(rows) * share)
    for n, row in enumerate(rows[:upto]):
        at = start + timedelta(days=days * n // max(upto, 1), minutes=n * 7 % 420)
        person = row.route.inspector if row.route else players.senior
        turn = random.random()
        row.tried_at, row.attempts = at, 1
        if turn < 0.86:
            row.status, row.is_open, row.checked_at = "done", False, at
            row.inspector, row.inspector_post = person, person.post_id if person else ""
            codes = items_of(row.customer_kind, row.scope)
            row.items = {code: NONE if code == "alarm_home" else OK for code in codes}
            row.signer = row.party.name[:60] if row.party else "用户"
            outcome = Outcome.CHECKED
        elif turn < 0.95:
            row.status, row.attempts = "unreached", 3
            outcome = Outcome.ABSENT
        else:
            continue
        calls.append(
            Attempt(
                check_row=row,
                outcome=outcome,
                at=at,
                staff=person,
                by_name=person.name if person else "",
                left=["notice_left", "written_notice"] if outcome == Outcome.ABSENT else [],
            )
        )
    Check.objects.bulk_update(
        rows[:upto],
        ["status", "is_open", "checked_at", "inspector", "inspector_post", "items", "signer",
         "tried_at", "attempts"],
        batch_size=300,
    )  # fmt: skip
    Attempt.objects.bulk_create(calls, batch_size=500)


def _find(plan: Plan, players: Players, now: datetime) -> None:
    """Hazards in every state, each from a check that was played."""
    rows = list(
        plan.checks.filter(customer_kind="residential", tier="standard").order_by("place")[
            : len(FOUND)
        ]
    )
    made: list[Hazard] = []
    for check, (ago, item, kind, did, note, told) in zip(rows, FOUND, strict=False):
        at = now - timedelta(days=ago, hours=2)
        draft = Draft(item, kind, did, note=note)
        done = _checked(check, players, at, draft, notice=told)
        made.append(Hazard.objects.select_related("unit", "company").get(check_row=done, item=item))
    _follow(made, players, now)


def _checked(
    check: Check, players: Players, at: datetime, *drafts: Draft, notice: bool = True
) -> Check:
    row = _fresh(check)
    items = items_of(row.customer_kind, row.scope)
    bad = {draft.item for draft in drafts}
    for code, item in items.items():
        if item.photo == ALWAYS or (item.photo == IF_BAD and code in bad):
            attach(
                row, content=_picture(code), name=f"{code}.png", kind="photo", note=code,
                by=SYSTEM, now=at,
            )  # fmt: skip
    person = row.route.inspector if row.route and row.route.inspector else players.inspectors[0]
    signer = row.party.name if row.party else "用户"
    found = Findings(
        items={code: BAD if code in bad else OK for code in items},
        hazards=drafts,
        notice_to=signer if notice or row.tier != "standard" else "",
        signer=signer,
        unsigned_reason="纸质安检单已签名，扫描存档",
    )
    return finish_check(row, found, by=players.actor(person, at), now=at)


def _fresh(check: Check) -> Check:
    related = ("unit", "company", "route__inspector", "plan", "full", "party", "service_point")
    return Check.objects.select_related(*related).get(pk=check.pk)


def _follow(made: list[Hazard], players: Players, now: datetime) -> None:
    senior, inspector = players.senior, players.inspectors[0]
    for place, hazard in enumerate(made):
        at = hazard.found_at
        if place in MENDED:
            when = min(at + timedelta(hours=20), now)
            report_mended(hazard, note="客户已更换，拍照上传", name="客户", by=SYSTEM, now=when)
        if place in PASSED:
            recheck(
                hazard,
                passed=True,
                note="复查合格，检漏无漏气",
                restored=hazard.has_stop,
                by=players.actor(inspector, now),
                now=min(hazard.found_at + timedelta(hours=22), now),
            )
        elif place == FAILED and hazard.status == "mended":
            recheck(
                hazard, passed=False, note="接口仍松脱", by=players.actor(inspector, now), now=now
            )
        elif place == ORDERED:
            order_mending(hazard, by=players.actor(senior, now), now=at + timedelta(hours=1))
        elif place == ESCALATED:
            escalate_hazard(
                hazard,
                reason="期限已过，客户两次拒绝拆除包封",
                by=players.actor(senior, now),
                now=now - timedelta(days=2),
            )


def _today(plan: Plan, players: Players, now: datetime) -> None:
    """What the last days brought besides: nobody home, refused, booked."""
    rows = [_fresh(row) for row in plan.checks.filter(status="due").order_by("place")[:9]]
    for n, row in enumerate(rows):
        inspector = row.route.inspector if row.route else None
        person = players.actor(inspector or players.inspectors[0], now)
        if n < 4:
            miss_customer(row, card_left=True, by=person, now=now - timedelta(days=2, hours=n))
        elif n < 7:
            refuse_check(
                row,
                reason=("no_need", "no_time", "dispute")[n - 4],
                note="称家中长期无人使用" if n == 4 else "",
                witness="物业管家",
                by=person,
                now=now - timedelta(days=3, hours=n),
            )
        else:
            book_check(
                row,
                booked_for=(now + timedelta(hours=20 + n)).replace(minute=30),
                by=players.actor(players.senior, now),
                now=now - timedelta(hours=3),
            )
    if len(rows) > 5:
        follow_up(
            rows[5],
            note="已说明免费安检，客户同意周末上门",
            by=players.actor(players.senior, now),
            now=now - timedelta(hours=5),
        )


def _vips(players: Players, now: datetime) -> None:
    today = timezone.localdate(now)
    first, last = span_of(today, 1)
    lead = players.actor(players.senior, now)
    at = now - timedelta(days=min(today.day - 1, 6), hours=3)
    try:
        plan = make_plan(
            unit=players.team,
            name=f"{first:%Y-%m} VIP 客户安检",
            since=first,
            until=last,
            vips=True,
            drawn_for=first,
            by=lead,
            now=at,
        )
    except ValidationError:
        return
    for route in plan.routes.select_related("plan", "unit"):
        assign_route(route, inspector=players.senior, by=lead, now=at)
        if route.organise:
            organise_route(route, by=players.actor(players.deputy, at), now=at)
    open_plan(plan, by=lead, now=at)
    for route in plan.routes.all():
        rows = list(route.checks.order_by("place"))
        most = 6 if route.reach == Reach.VIP_PERSON else max(1, len(rows) * 2 // 3)
        for n, check in enumerate(rows[:most]):
            day, turn = divmod(n, 6)
            done_at = min(at + timedelta(days=day, minutes=30 + 50 * turn), now)
            _checked(check, players, done_at)


def _full(company: Unit, players: Players, now: datetime) -> None:
    """One organisation checked and reported, one initiated for next week."""
    deputy = players.actor(players.deputy, now)
    parties = list(
        Party.objects.filter(
            company=company, tier="vip_org", occupancies__service_point__state="gas_on"
        )
        .distinct()
        .order_by("pk")[:2]
    )
    for n, party in enumerate(parties):
        at = now - timedelta(days=9) if n == 0 else now
        day = timezone.localdate(at) + timedelta(days=3 if n == 0 else 5)
        full = initiate_full_check(
            party,
            unit=players.team,
            lead=players.manager,
            members=[players.senior, players.inspectors[0]],
            planned_on=max(day, timezone.localdate(at)),
            by=deputy,
            now=at,
        )
        if n:
            continue
        then = now - timedelta(days=6)
        lead = players.actor(players.manager, then)
        begin_full_check(
            full,
            present=[players.manager.pk, players.senior.pk, players.inspectors[0].pk],
            by=lead,
            now=then,
        )
        drafts = [Draft("grounding", "not_grounded", note="放散管未做静电跨接")]
        for place, check in enumerate(full.checks.order_by("place")):
            _checked(check, players, then, *(drafts if place == 0 else ()))
        report_full_check(
            full,
            report="调压、计量、管道、报警联动等设施逐项检查，运行正常；发现二级隐患 1 项。",
            measures="放散管静电跨接由客户 15 日内完成，安检队复查。",
            by=lead,
            now=then + timedelta(hours=6),
        )


def _picture(seed: str) -> bytes:
    """A small picture in one shade of grey, another one for each item."""
    shade = 60 + sum(seed.encode()) % 150
    width, height = 96, 72
    line = b"\x00" + bytes([shade]) * width

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(line * height))
        + chunk(b"IEND", b"")
    )
