"""Emergencies and outages of the demo: one going on, one with its whole chain, stops to come.

Played through the real actions at past instants; the same ``now`` gives the same rows.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from heqi.approvals.actions import approve
from heqi.approvals.queries import approvals_of
from heqi.approvals.seating import voters_of
from heqi.customers.models import Compound, Occupancy, ServicePoint
from heqi.ledger.actors import SYSTEM, Actor
from heqi.outages.actions import (
    Chosen,
    acknowledge_summons,
    announce_stop,
    attend_summons,
    begin_stop,
    cut_supply,
    explain_absence,
    keep_valve,
    make_safe,
    note_line,
    open_incident,
    plan_stop,
    restore_outage,
    set_area,
    set_place,
    submit_stop,
    tell_of_incident,
    write_announcements,
)
from heqi.outages.models import Emergency, Outage
from heqi.outages.queries.area import SUPPLIED
from heqi.people.models import Staff, Unit
from heqi.people.queries import actor_of, holders_of
from heqi.service.actions import open_request
from heqi.workorders.actions import (
    accept_order,
    arrive,
    dispatch_order,
    finish_order,
    report_first,
    set_out,
    start_work,
)
from heqi.workorders.models import WorkOrder


class Players:
    """Who does what in the demo company."""

    def __init__(self, company: Unit, now: datetime) -> None:
        self.company, self.now = company, now
        self.pipeline = Unit.objects.get(company=company, kind="department", code="pipeline")

    def staff(self, post: str, number: int = 0) -> Staff:
        """The holder of a post."""
        rows = list(holders_of(post, self.company, on=timezone.localdate(self.now)))
        return rows[number % len(rows)]

    def actor(self, post: str, number: int = 0) -> Actor:
        """The holder of a post as an actor."""
        return actor_of(self.staff(post, number), now=self.now)


def build_outages(company: Unit, *, now: datetime) -> None:
    """An emergency beside a VIP going on, one finished, a stop tomorrow, an outage now."""
    play = Players(company, now)
    inhabited = Compound.objects.filter(
        company=company,
        premises__building__gt="",
        premises__service_points__state__in=SUPPLIED,
        premises__service_points__occupancies__isnull=False,
        premises__service_points__occupancies__until__isnull=True,
    )
    places = list(inhabited.distinct().order_by("pk")[:8])
    if len(places) < 4:
        return
    _valves(play, places)
    _finished(play, _with_vip(company, places), now - timedelta(days=2))
    _running(play, _with_vip(company, places), now - timedelta(minutes=22))
    _tomorrow(play, places[1], now)
    _going_on(play, places[2], now - timedelta(hours=2))
    _over(play, places[3], now - timedelta(days=6))
    while write_announcements(now=now):
        pass


def _with_vip(company: Unit, places: list[Compound]) -> Compound:
    """A compound that has a VIP person beside it, so that the leaders are called."""
    rows = Occupancy.objects.filter(
        until__isnull=True,
        party__tier="vip_person",
        party__company=company,
        service_point__premises__compound__isnull=False,
    ).order_by("pk")
    found = rows.select_related("service_point__premises__compound").first()
    if found is None:
        return places[0]
    own = found.service_point.premises.compound
    assert own is not None  # as the filter asks
    return own.neighbours.order_by("pk").first() or own


def _valves(play: Players, places: list[Compound]) -> None:
    for number, place in enumerate(places[:5], start=1):
        buildings = _buildings(place)
        keep_valve(
            play.company,
            code=f"F{number:03d}-01",
            place=f"{place.name}东门调压箱",
            parts=[Chosen(place)],
            by=SYSTEM,
            now=play.now - timedelta(days=60),
        )
        keep_valve(
            play.company,
            code=f"F{number:03d}-02",
            place=f"{place.name}{buildings[0]}幢楼前阀",
            parts=[Chosen(place, building=one) for one in buildings[:2]],
            by=SYSTEM,
            now=play.now - timedelta(days=60),
        )


def _buildings(place: Compound) -> list[str]:
    rows = ServicePoint.objects.filter(
        premises__compound=place, premises__building__gt="", state__in=SUPPLIED
    )
    names = rows.order_by("premises__building").values_list("premises__building", flat=True)
    return list(names.distinct()[:3])


def _taken_up(play: Players, place: Compound, at: datetime, *, kind: str, text: str) -> Emergency:
    """The call, its order, the chain; the deliveries have run when this returns."""
    building = _buildings(place)[0]
    request = open_request(
        kind="emergency",
        company=play.company,
        address=f"{place.district}{place.street}{place.name}{building}幢楼下",
        contact_phone="13800105519",
        contact_name="沈女士",
        description=text,
        symptom=kind,
        place="courtyard",
        by=play.actor("agent"),
        now=at,
    )
    order = WorkOrder.objects.get(request=request)
    emergency = Emergency.objects.select_related("order", "company", "unit").get(order=order)
    if emergency.compound_id != place.pk:
        set_place(emergency, compound=place, place="courtyard", by=SYSTEM, now=at)
    return emergency


def _crew(
    play: Players, emergency: Emergency, at: datetime, number: int
) -> tuple[WorkOrder, Actor]:
    """Dispatched, accepted and out within the limits."""
    order = WorkOrder.objects.select_related("request", "unit", "company").get(
        pk=emergency.order_id
    )
    worker = play.staff("technician", number)
    crew = actor_of(worker, now=play.now)
    dispatch_order(
        order, assignee=worker, choice="推荐理由：当班、手上无单",
        by=play.actor("dispatcher"), now=at + timedelta(minutes=2),
    )  # fmt: skip
    accept_order(order, by=crew, now=at + timedelta(minutes=3))
    set_out(order, by=crew, now=at + timedelta(minutes=5))
    return order, crew


def _finished(play: Players, place: Compound, at: datetime) -> None:
    at = timezone.localtime(at).replace(hour=9, minute=12)
    emergency = _taken_up(play, place, at, kind="damaged", text="施工挖断庭院管道，大量漏气")
    order, crew = _crew(play, emergency, at, 1)
    for number, one in enumerate(emergency.summons.select_related("post").order_by("id")):
        leader = one.called.order_by("number").first()
        if leader is None:
            continue
        by = actor_of(leader, now=play.now)
        acknowledge_summons(one, by=by, now=at + timedelta(minutes=6 + number))
        # The first is in time, the second stood in a jam.
        attend_summons(one, by=by, now=at + timedelta(minutes=38 + 34 * number))
    arrive(
        order, latitude="30.20811", longitude="120.21155", by=crew, now=at + timedelta(minutes=24)
    )
    report_first(
        order, report="中压支管被挖断，已关闭上游阀门，疏散警戒 50 米", by=crew,
        now=at + timedelta(minutes=33),
    )  # fmt: skip
    cut_supply(order, by=crew, now=at + timedelta(minutes=34))
    note_line(
        emergency, text="下风向浓度 0.8%，已报应急管理局", by=play.actor("dispatcher"),
        now=at + timedelta(minutes=36),
    )  # fmt: skip
    outage = Outage.objects.get(emergency=emergency)
    set_area(outage, [Chosen(place)], by=SYSTEM, now=at + timedelta(minutes=38))
    tell_of_incident(outage, by=play.actor("dispatcher"), now=at + timedelta(minutes=44))
    make_safe(order, note="断点隔离，浓度归零", by=crew, now=at + timedelta(minutes=57))
    start_work(order, by=crew, now=at + timedelta(minutes=60))
    outage.refresh_from_db()
    restore_outage(outage, by=SYSTEM, now=at + timedelta(hours=5))
    order.refresh_from_db()
    finish_order(
        order, result="repaired", note="更换断裂 PE 管 1.2 米，严密性试验合格", by=crew,
        now=at + timedelta(hours=5, minutes=20),
    )  # fmt: skip


def _running(play: Players, place: Compound, at: datetime) -> None:
    emergency = _taken_up(play, place, at, kind="gas_leak", text="楼下绿化带闻到很浓的燃气味")
    order, crew = _crew(play, emergency, at, 2)
    for number, one in enumerate(emergency.summons.select_related("post").order_by("id")):
        leader = one.called.order_by("number").first()
        if leader is None:
            continue
        by = actor_of(leader, now=play.now)
        if number == 0:
            acknowledge_summons(one, by=by, now=at + timedelta(minutes=4))
        else:
            explain_absence(
                one, reason="在省公司开安全会议，由副主任代为到场", by=by,
                now=at + timedelta(minutes=8),
            )  # fmt: skip
    arrive(
        order, latitude="30.20652", longitude="120.20417", by=crew, now=at + timedelta(minutes=17)
    )


def _tomorrow(play: Players, place: Compound, now: datetime) -> None:
    morning = timezone.localtime(now).replace(hour=9, minute=0, second=0, microsecond=0)
    starts = morning + timedelta(days=1)
    asked = starts - timedelta(days=4)
    outage = plan_stop(
        play.pipeline,
        title="更换庭院阀门",
        reason="老旧球阀内漏，列入年度更新计划",
        starts_at=starts,
        ends_at=starts + timedelta(hours=7),
        leader=play.staff("team_leader"),
        by=play.actor("head_pipeline"),
        now=asked,
    )
    parts = [Chosen(place, building=one) for one in _buildings(place)]
    set_area(outage, parts, by=SYSTEM, now=asked)
    _signed(outage, asked + timedelta(hours=3))
    announce_stop(outage, by=SYSTEM, now=asked + timedelta(hours=4))


def _signed(outage: Outage, at: datetime) -> None:
    """Signed by both heads, as the pack asks."""
    submit_stop(outage, by=SYSTEM, now=at)
    while True:
        approval = approvals_of(outage).filter(status="pending").first()
        step = approval.steps.filter(state="open").first() if approval else None
        voters = voters_of(step, on=timezone.localdate(at)) if step else []
        if approval is None or not voters:
            break
        approve(approval, by=actor_of(voters[0], now=at), now=at)
    outage.refresh_from_db()


def _going_on(play: Players, place: Compound, at: datetime) -> None:
    outage = open_incident(
        unit=play.pipeline, title="调压箱故障", began_at=at, by=play.actor("head_pipeline"),
        now=at + timedelta(minutes=3),
    )  # fmt: skip
    parts = [Chosen(place, building=one) for one in _buildings(place)[:2]]
    set_area(outage, parts, by=SYSTEM, now=at + timedelta(minutes=6))
    tell_of_incident(outage, by=play.actor("dispatcher"), now=at + timedelta(minutes=11))


def _over(play: Players, place: Compound, at: datetime) -> None:
    starts = timezone.localtime(at).replace(hour=8, minute=30, second=0, microsecond=0)
    asked = starts - timedelta(days=5)
    outage = plan_stop(
        play.pipeline,
        title="管网割接",
        reason="新建小区接入",
        starts_at=starts,
        ends_at=starts + timedelta(hours=8),
        leader=play.staff("team_leader"),
        by=play.actor("head_pipeline"),
        now=asked,
    )
    set_area(outage, [Chosen(place)], by=SYSTEM, now=asked)
    _signed(outage, asked + timedelta(hours=2))
    announce_stop(outage, by=SYSTEM, now=asked + timedelta(hours=3))
    begin_stop(outage, by=SYSTEM, now=starts + timedelta(minutes=4))
    restore_outage(outage, by=SYSTEM, now=starts + timedelta(hours=6, minutes=40))
