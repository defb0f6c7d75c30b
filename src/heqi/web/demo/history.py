"""Three months of what is over: calls, requests, orders, their clocks and their audit, in bulk.

Nothing here is open any more. The rows are what the actions would have left behind: decisions
are asked of the policies and kept, clocks are read by the engine from the recorded moments.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.models import Entry
from heqi.ledger.numbers import reserve_numbers
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import NoSingleAnswer, ask
from heqi.policies.models import Decision
from heqi.service.actions.opening import unit_in_charge
from heqi.service.facts import commitment_facts
from heqi.service.kinds import kind_of, order_kind, symptoms
from heqi.service.models import Contact, ServiceRequest
from heqi.web.demo.clients import Client
from heqi.web.demo.entries import past_entry
from heqi.web.demo.matters import course, matters, moment_of_day, pick
from heqi.web.demo.organisation import Company
from heqi.web.demo.past import Past, moments_of_work, write_field_work
from heqi.web.demo.recalls import Recalls
from heqi.web.demo.timelines import Histories, happened
from heqi.workorders.guards import wanted_posts
from heqi.workorders.models import (
    Priority,
    WorkOrder,
)

CHUNK = 500
PAID = 0.5


class History:
    """Writes the past of one company, oldest day first."""

    def __init__(self, company: Company, clients: list[Client], *, now: datetime, random: Random):
        """``clients`` are visited in a fixed order; ``now`` ends the past."""
        self.company, self.clients, self.now, self.random = company, clients, now, random
        self.gas = company.units["gas"]
        self.agents = company.holders("agent")
        self.dispatchers = company.holders("dispatcher")
        self.matters = matters()
        self.histories = Histories(now)
        self.recalls = Recalls(company, now=now, random=random, histories=self.histories)
        self._decisions: dict[str, Decision] = {}
        self._charge: dict[str, Unit] = {}

    def write(
        self, count: int, *, days: int, until: datetime, progress: Callable[[int], None]
    ) -> None:
        """Spread ``count`` matters over ``days`` ending at the midnight of ``until``."""
        end = timezone.localtime(until).replace(hour=0, minute=0, second=0, microsecond=0)
        starts = [
            moment_of_day(end - timedelta(days=days - number * days // count), self.random)
            for number in range(count)
        ]
        starts.sort()
        for first in range(0, count, CHUNK):
            self._chunk([self._plan(at) for at in starts[first : first + CHUNK]])
            progress(min(count, first + CHUNK))

    def _plan(self, rung: datetime) -> Past:
        random = self.random
        client = self.clients[random.randrange(len(self.clients))]
        matter = pick(self.matters, random)
        vip = client.party.is_vip
        crew = None
        if matter.crew:
            people = self.company.crew(random.choice(matter.crew))
            leads = [s for s in people if s.post_id in ("captain", "team_leader")]
            captains = [s for s in leads if s.post_id == "captain"]
            crew = (captains or leads)[-1] if vip and leads else random.choice(people)
        times = course(matter, rung, random, vip=vip)
        return Past(client, matter, times, random.choice(self.agents), crew)

    @transaction.atomic
    def _chunk(self, rows: list[Past]) -> None:
        numbers = self._numbers(rows)
        for row in rows:
            row.contact = self._contact(row)
        Contact.objects.bulk_create([row.contact for row in rows if row.contact])
        for row in rows:
            row.request = self._request(row, next(numbers[self._key(row)]))
        ServiceRequest.objects.bulk_create([row.request for row in rows if row.request])
        work = [row for row in rows if row.crew]
        for row in work:
            row.order = self._order(row)
            self._draw(row)
        WorkOrder.objects.bulk_create([row.order for row in work if row.order])
        write_field_work(work)
        for row in rows:
            self._clocks(row)
        self.histories.write()
        entries = [entry for row in rows for entry in self._entries(row)]
        drawn = [row.recall for row in work if row.recall]
        entries += self.recalls.write(drawn, decide=self._decide)
        Entry.objects.bulk_create(sorted(entries, key=lambda entry: entry.at), batch_size=2000)

    def _draw(self, row: Past) -> None:
        order = row.order
        if order is None or order.assignee is None:
            return
        row.paid = bool(row.matter.material) and self.random.random() < PAID
        row.recall = self.recalls.draw(order, paid=row.paid, decide=self._decide)
        if row.recall and row.recall.is_open:
            order.status = "to_call_back"

    def _key(self, row: Past) -> tuple[str, Any]:
        return kind_of(row.matter.kind).prefix, timezone.localdate(row.course.opened)

    def _numbers(self, rows: list[Past]) -> dict[tuple[str, Any], Any]:
        counts: dict[tuple[str, Any], int] = defaultdict(int)
        for row in rows:
            counts[self._key(row)] += 1
        return {key: iter(reserve_numbers(*key, n)) for key, n in counts.items()}

    def _decide(self, question: str, facts: dict[str, Any], at: datetime) -> Decision:
        key = f"{question}{sorted(facts.items())}"
        if key not in self._decisions:
            try:
                self._decisions[key] = ask(
                    question, facts, on=timezone.localdate(at), company_id=self.gas.pk
                )
            except NoSingleAnswer as fault:
                self._decisions[key] = fault.decision
        return self._decisions[key]

    def _actor(self, staff: Staff) -> Actor:
        return self.company.actor(staff, self.now)

    def _unit(self, kind: str) -> Unit:
        if kind not in self._charge:
            self._charge[kind] = unit_in_charge(kind_of(kind), self.gas)
        return self._charge[kind]

    def _contact(self, row: Past) -> Contact:
        times = row.course
        return Contact(
            company=self.gas,
            unit=self.company.units["dispatch"],
            channel=self.random.choices(["phone", "wechat", "hall", "12345"], [86, 6, 5, 3])[0],
            caller_number=row.client.phone,
            party=row.client.party,
            agent=row.agent,
            state="done",
            started_at=times.rung,
            answered_at=times.answered,
            ended_at=times.call_ended,
            summary=self.random.choice(row.matter.texts),
        )

    def _request(self, row: Past, number: str) -> ServiceRequest:
        client, matter, times = row.client, row.matter, row.course
        assert row.contact is not None
        row.facts, assumed = commitment_facts(
            matter.kind, tier=client.party.tier, area=client.point.premises.area
        )
        cancelled = times.cancelled and row.crew is not None
        done = times.closed if row.crew else times.call_ended
        return ServiceRequest(
            number=number,
            company=self.gas,
            unit=self._unit(matter.kind),
            kind=matter.kind,
            source=row.contact.channel,
            contact=row.contact,
            party=client.party,
            service_point=client.point,
            address=client.point.premises.text,
            contact_name=client.party.name,
            contact_phone=client.phone,
            description=row.contact.summary,
            device=symptoms()[matter.symptom].device if matter.symptom else "",
            symptom=matter.symptom,
            area=client.point.premises.area,
            vulnerable=client.party.vulnerable,
            status="cancelled" if cancelled else "closed",
            is_open=False,
            tier=client.party.tier,
            criterion=client.party.tier_criterion if client.party.is_vip else "",
            assumed=assumed,
            decision=self._decide("service.commitments", row.facts, times.opened),
            queue_at=times.opened,
            answer=matter.answer,
            opened_by=row.agent,
            opened_by_name=row.agent.name,
            opened_at=times.opened,
            solved_at=None if cancelled else done,
            closed_at=times.dispatched if cancelled else done,
        )

    def _order(self, row: Past) -> WorkOrder:
        request, times, matter = row.request, row.course, row.matter
        assert request is not None
        assert row.crew is not None
        posts = wanted_posts(request.decision)
        gone = times.cancelled
        urgent = kind_of(matter.kind).urgent
        raised = request.is_vip or request.vulnerable or request.source == "12345"
        return WorkOrder(
            number=request.number,
            request=request,
            company=self.gas,
            unit=row.crew.unit if not gone else request.unit,
            assignee=None if gone else row.crew,
            kind=order_kind(matter.kind, matter.symptom),
            status="cancelled" if gone else "archived",
            is_open=False,
            priority=Priority.URGENT if urgent else Priority.HIGH if raised else Priority.NORMAL,
            queue_at=times.dispatched if gone else times.closed,
            party=request.party,
            service_point=request.service_point,
            tier=request.tier,
            criterion=request.criterion,
            vulnerable=request.vulnerable,
            source=request.source,
            customer_name=row.client.party.name,
            contact_name=request.contact_name,
            contact_phone=request.contact_phone,
            address=request.address,
            area=request.area,
            description=request.description[:200],
            decision=request.decision,
            attend=[one.post for one in posts],
            attend_clause=posts[0].clause if posts else "",
            created_at=times.opened,
            created_by_name=SYSTEM.name,
            dispatched_at=None if gone else times.dispatched,
            accepted_at=None if gone else times.accepted,
            arrived_at=None if gone else times.arrived,
            finished_at=None if gone else times.finished,
            closed_at=times.dispatched if gone else times.closed,
            reported_at=times.arrived + timedelta(minutes=6) if urgent and not gone else None,
            report="已警戒、通风、检测，正在查找漏点。" if urgent and not gone else "",
            result="" if gone else matter.result,
            reviewed_by=None if gone else self.random.choice(self.dispatchers),
        )

    def _clocks(self, row: Past) -> None:
        request, order, times = row.request, row.order, row.course
        assert request is not None
        assert request.decision is not None
        agent = self._actor(row.agent)
        moments = [happened("received", times.opened, agent)]
        if request.conditions_met:
            moments.append(happened("conditions_met", times.opened, agent))
        if order is None:
            moments += [
                happened(kind, times.call_ended, agent)
                for kind in (
                    "passed_on",
                    "responded",
                    "solution_offered",
                    "answered",
                    "completed",
                )
            ]
        else:
            moments.append(happened("passed_on", times.opened, SYSTEM, request.unit))
            moments += moments_of_work(row, order, self._actor)
            if order.assignee is not None:
                moments.append(happened("responded", times.accepted, agent))
                moments.append(happened("solution_offered", times.accepted, agent))
                moments.append(happened("withdrawn", times.closed, SYSTEM))
        self.histories.add(
            request,
            unit=order.unit if order else request.unit,
            company=self.gas,
            decision=request.decision,
            facts=row.facts,
            label=request.number,
            moments=moments,
        )
        if order is None:
            return
        facts = {"kind": order.kind, "area": order.area}
        self.histories.add(
            order,
            unit=order.unit,
            company=self.gas,
            decision=self._decide("workorders.limits", facts, times.opened),
            facts=facts,
            label=order.number,
            moments=[
                happened("rung", times.rung, SYSTEM),
                happened("answered", times.answered, agent),
                happened("ordered", times.opened, SYSTEM),
                happened("call_ended", times.call_ended, agent),
                happened("ordered", times.call_ended, SYSTEM),
                *moments_of_work(row, order, self._actor),
            ],
        )

    def _entries(self, row: Past) -> list[Entry]:
        request, order, times = row.request, row.order, row.course
        assert request is not None
        agent = self._actor(row.agent)
        found = [
            past_entry(request, "service.open", times.opened, agent, decision=request.decision_id)
        ]
        if order is None or order.assignee is None:
            code = "service.close" if order is None else "service.cancel"
            found.append(past_entry(request, code, request.closed_at or times.opened, agent))
            return found
        crew = self._actor(order.assignee)
        sent = self._actor(self.random.choice(self.dispatchers))
        decision = order.decision_id
        found += [
            past_entry(order, "workorders.create", times.opened, SYSTEM, decision=decision),
            past_entry(order, "workorders.dispatch", times.dispatched, sent, decision=decision),
            past_entry(order, "workorders.accept", times.accepted, crew),
            past_entry(order, "workorders.set_out", times.set_out, crew),
            past_entry(order, "workorders.arrive", times.arrived, crew),
            past_entry(order, "workorders.finish", times.finished, crew),
            past_entry(order, "workorders.review", times.closed, sent),
            past_entry(request, "service.close", times.closed, SYSTEM),
        ]
        return found
