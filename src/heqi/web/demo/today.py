"""The last days and what is open now, through the real actions at past instants."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any

import yaml
from django.utils import timezone

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.approvals.seating import voters_of
from heqi.callbacks.actions import draw_day, record_attempt, record_result
from heqi.callbacks.facts import attempt_answer, window_at
from heqi.callbacks.models import CallbackTask
from heqi.clocks.actions import watch_clocks
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.models import Staff
from heqi.service.actions import (
    answer_call,
    close_request,
    end_call,
    finish_contact,
    open_request,
    receive_call,
    solve_request,
)
from heqi.service.models import ServiceRequest
from heqi.web.demo.clients import Client
from heqi.web.demo.matters import Course, Matter, course, matters, moment_of_day, pick
from heqi.web.demo.organisation import Company
from heqi.workorders.actions import (
    accept_order,
    arrive,
    book_visit,
    dispatch_order,
    finish_order,
    report_first,
    return_order,
    review_order,
    set_out,
    start_work,
    suspend_order,
    wasted_trip,
)
from heqi.workorders.actions.finishing import Fee, Material
from heqi.workorders.guards import wanted_posts
from heqi.workorders.models import WorkOrder

# From the end of the work to its review, and from there to the first call.
CHECKED = timedelta(minutes=9)
LEADERS = ("captain", "team_leader")
OPINIONS = ("来得快，讲得清楚", "很满意", "比约的时间晚了点，态度好", "")


@dataclass
class Today:
    """Plays matters through the actions. ``now`` is the demo's present: nothing lies after it."""

    company: Company
    clients: list[Client]
    now: datetime
    random: Random
    _next: int = 0
    _used: set[int] = field(default_factory=set)
    _busy: dict[int, int] = field(default_factory=dict)
    _played: list[WorkOrder] = field(default_factory=list)

    def finished(self, count: int, *, days: int) -> None:
        """Matters of the last full days, from the call to the review; then the callbacks."""
        rows = matters()
        midnight = timezone.localtime(self.now).replace(hour=0, minute=0, second=0, microsecond=0)
        starts = sorted(
            moment_of_day(midnight - timedelta(days=1 + n % days), self.random)
            for n in range(count)
        )
        for rung in starts:
            matter = pick(rows, self.random)
            client = self._client("")
            times = course(matter, rung, self.random, vip=client.party.is_vip)
            if times.closed < self.now:
                self._whole(matter, client, times)
        for back in range(days, 0, -1):
            end = midnight - timedelta(days=back - 1)
            draw_day(
                self.company.units["gas"],
                day=timezone.localdate(end - timedelta(days=1)),
                now=end + timedelta(minutes=5),
            )
        self._callbacks()

    def open(self) -> None:
        """What ``today.yaml`` lists."""
        for row in _scenes():
            self._scene(row)
        while watch_clocks(now=self.now):
            pass

    def _client(self, vip: str) -> Client:
        for _ in range(len(self.clients)):
            client = self.clients[self._next % len(self.clients)]
            self._next += 1
            party = client.party
            fits = (
                (party.tier == "vip_org")
                if vip == "org"
                else (party.tier_criterion == vip)
                if vip
                else not party.is_vip
            )
            if fits and party.pk not in self._used:
                self._used.add(party.pk)
                return client
        return self.clients[0]

    def _actor(self, staff: Staff) -> Actor:
        return self.company.actor(staff, self.now)

    def _agent(self) -> Actor:
        return self._actor(self.random.choice(self.company.holders("agent")))

    def _dispatcher(self) -> Actor:
        return self._actor(self.random.choice(self.company.holders("dispatcher")))

    def _call(self, matter: Matter, client: Client, times: Course, text: str) -> ServiceRequest:
        agent = self._agent()
        contact = receive_call(
            unit=self.company.units["dispatch"],
            caller_number=client.phone,
            party=client.party,
            by=SYSTEM,
            now=times.rung,
        )
        contact = answer_call(contact, by=agent, now=times.answered)
        request = open_request(
            kind=matter.kind,
            party=client.party,
            service_point=client.point,
            contact=contact,
            contact_phone=client.phone,
            description=text,
            symptom=matter.symptom,
            by=agent,
            now=times.opened,
        )
        contact = end_call(contact, by=agent, now=times.call_ended)
        finish_contact(contact, summary=text, by=agent, now=times.call_ended)
        return ServiceRequest.objects.select_related(
            "unit", "company", "party", "decision", "service_point__premises"
        ).get(pk=request.pk)

    def _whole(self, matter: Matter, client: Client, times: Course) -> None:
        request = self._call(matter, client, times, self.random.choice(matter.texts))
        order = _order_of(request)
        if order is None:
            by = self._agent()
            solve_request(request, answer=matter.answer, by=by, now=times.call_ended)
            close_request(request, by=by, now=times.call_ended)
            return
        self._played.append(order)
        crew = self._dispatch(order, matter, times.dispatched)
        accept_order(order, by=crew, now=times.accepted)
        self._work(order, crew, matter, times)
        review_order(order, passed=True, by=self._dispatcher(), now=times.closed)

    def _work(self, order: WorkOrder, crew: Actor, matter: Matter, times: Course) -> None:
        set_out(order, by=crew, now=times.set_out)
        arrive(order, **self._position(), by=crew, now=times.arrived)
        start_work(order, by=crew, now=times.arrived + timedelta(seconds=40))
        self._report(order, crew, times.arrived + timedelta(seconds=100))
        paid = bool(matter.material) and self.random.random() < 0.5
        finish_order(
            order,
            result=matter.result,
            note="已试火检漏，客户在场确认。",
            materials=[Material(matter.material, 1, issued=1, price=matter.fee)] if paid else [],
            fees=[Fee("material", matter.fee)] if paid else [],
            by=crew,
            now=times.finished,
        )

    def _report(self, order: WorkOrder, crew: Actor, at: datetime) -> None:
        if order.kind == "emergency":
            report_first(order, report="已警戒、通风、检测，正在查找漏点。", by=crew, now=at)

    def _position(self) -> dict[str, Any]:
        # Somewhere at sea: no real place is meant.
        return {
            "latitude": f"{29 + self.random.random():.5f}",
            "longitude": f"{124 + self.random.random():.5f}",
        }

    def _dispatch(self, order: WorkOrder, matter: Matter, at: datetime) -> Actor:
        people = [s for team in matter.crew for s in self.company.crew(team)]
        wanted = {one.post for one in wanted_posts(order.decision)}
        able = [s for s in people if s.post_id in wanted]
        plain = [s for s in people if s.post_id not in LEADERS] or people
        staff = min(able or plain, key=lambda s: (self._busy.get(s.pk, 0), s.number))
        self._busy[staff.pk] = self._busy.get(staff.pk, 0) + 1
        missing = wanted and not able
        dispatch_order(
            order,
            assignee=staff,
            override_reason="应到场人员在另一现场，由本班先行" if missing else "",
            by=self._dispatcher(),
            now=at,
        )
        return self._actor(staff)

    def _scene(self, row: dict[str, Any]) -> None:
        matter = next(
            m
            for m in matters()
            if m.kind == row["kind"] and m.symptom == row.get("symptom", m.symptom)
        )
        client = self._client(row.get("vip", ""))
        rung = self.now - timedelta(minutes=row["ago"])
        step = timedelta(minutes=row["ago"]) / 12
        times = Course(
            rung=rung,
            answered=rung + timedelta(seconds=6),
            opened=rung + step / 3,
            call_ended=rung + step / 2,
            dispatched=rung + step,
            accepted=rung + step * 1.3,
            set_out=rung + step * 2,
            arrived=rung + step * 5,
            finished=rung + step * 10,
            closed=self.now,
            cancelled=False,
        )
        request = self._call(matter, client, times, row["text"])
        order = _order_of(request)
        if order is not None and row.get("to", "to_dispatch") != "to_dispatch":
            self._bring(order, matter, times, row)

    def _bring(self, order: WorkOrder, matter: Matter, times: Course, row: dict[str, Any]) -> None:
        to = row["to"]
        crew = self._dispatch(order, matter, times.dispatched)
        if to == "dispatched":
            return
        accept_order(order, by=crew, now=times.accepted)
        if to == "accepted":
            return
        if to == "booked":
            at = self.now + timedelta(hours=row["booked"])
            book_visit(order, booked_for=at, by=crew, now=times.set_out)
            return
        if to == "returned":
            return_order(order, reason=row["reason"], by=crew, now=times.set_out)
            return
        if to in ("done", "closed"):
            self._work(order, crew, matter, times)
            if to == "closed":
                self._close(order, times, row.get("tried", ""))
            return
        set_out(order, by=crew, now=times.set_out)
        if to == "on_the_way":
            return
        arrive(order, **self._position(), by=crew, now=times.arrived)
        if to == "wasted":
            wasted_trip(order, reason=row["reason"], by=crew, now=times.finished)
        elif to == "suspended":
            suspend_order(
                order,
                reason=row["reason"],
                explanation=row["text"],
                proof=row["proof"],
                by=crew,
                now=times.finished,
            )
            if not row.get("waits"):
                self._approve_hold(order, times.finished + timedelta(minutes=6))
        elif to == "working":
            start_work(order, by=crew, now=times.arrived + timedelta(seconds=40))
            self._report(order, crew, times.arrived + timedelta(seconds=100))

    def _approve_hold(self, order: WorkOrder, at: datetime) -> None:
        """Whoever is asked approves a few minutes later."""
        for approval in Approval.objects.filter(kind="workorders.suspend", number=order.number):
            step = approval.current
            assert step is not None
            signer = voters_of(step, on=timezone.localdate(at))[0]
            approve(approval, by=self._actor(signer), now=min(at, self.now))

    def _close(self, order: WorkOrder, times: Course, tried: str) -> None:
        review_order(order, passed=True, by=self._dispatcher(), now=times.finished + CHECKED)
        task = CallbackTask.objects.select_related("order", "unit").filter(order=order).first()
        if task and tried:
            by = next(a for a in self._agents() if a.id not in task.handlers)
            self._try(task, tried, by, at=times.finished + 2 * CHECKED)

    def _try(self, task: CallbackTask, outcome: str, by: Actor, *, at: datetime) -> None:
        """An attempt in vain; at an odd hour because the customer wished it."""
        record_attempt(task, outcome=outcome, off_hours=self._why(at), by=by, now=at)

    def _why(self, at: datetime) -> str:
        hours = attempt_answer(company_id=self.company.units["gas"].pk, now=at)
        return "" if window_at(hours, at) else "客户约定此时回访"

    def _agents(self) -> list[Actor]:
        return [self._actor(staff) for staff in self.company.holders("agent")]

    def _callbacks(self) -> None:
        """Half are called, one of six is tried in vain, the rest waits."""
        tasks = CallbackTask.objects.filter(is_open=True, order__in=self._played)
        tasks = tasks.select_related("order", "unit", "company")
        agents = self._agents()
        for place, task in enumerate(tasks.order_by("id")):
            by = next((a for a in agents if a.id not in task.handlers), None)
            at = task.planned_at + timedelta(hours=2)
            if by is None or at > self.now:
                continue
            if place % 6 < 3:
                score = self.random.choices([5, 4, 3, 2], [70, 20, 7, 3])[0]
                text = self.random.choice(OPINIONS) if score > 3 else "来得太晚，没有提前电话"
                record_result(
                    task,
                    score=score,
                    opinion_text=text,
                    off_hours=self._why(at),
                    by=by,
                    now=at,
                )
            elif place % 6 == 3:
                self._try(task, "no_answer", by, at=at)


def _order_of(request: ServiceRequest) -> WorkOrder | None:
    return (
        WorkOrder.objects.filter(request=request)
        .select_related("request", "unit", "company", "assignee", "decision")
        .first()
    )


def _scenes() -> list[dict[str, Any]]:
    text = files("heqi.web.demo").joinpath("data", "today.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.safe_load(text)
    return sorted(rows, key=lambda row: -row["ago"])
