"""Callbacks of the past in bulk: drawn by the policy, answered, tried in vain, or still to call."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from heqi.callbacks.actions.drawing import clause_of
from heqi.callbacks.actions.planning import PREFIX
from heqi.callbacks.drawing import candidate
from heqi.callbacks.facts import ATTEMPTS, PLAN, SCALE, limit_on
from heqi.callbacks.models import Attempt, CallbackTask, Draw, Reason
from heqi.callbacks.sources import orders
from heqi.callbacks.states import OPEN_STATES, Outcome, Status
from heqi.callbacks.works import Work
from heqi.clocks.queries import due_values
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.models import Entry
from heqi.ledger.numbers import reserve_numbers
from heqi.people.models import Staff
from heqi.policies.models import Decision
from heqi.rulebook.sampling import falls_in
from heqi.web.demo.entries import past_entry
from heqi.web.demo.organisation import Company
from heqi.web.demo.timelines import Histories, happened
from heqi.workorders.models import WorkOrder

Decide = Callable[[str, dict[str, Any], datetime], Decision]
SCORES = {5: 700, 4: 255, 3: 25, 2: 14, 1: 6}
REACHED, WRONG_NUMBER, FORGOTTEN = 0.68, 0.02, 0.006
# After so many hours at most somebody calls first.
SOON, LATER = 6, 44
PRAISE = ("来得快，讲得清楚", "师傅很耐心", "很满意", "上门前打了电话，好", "", "", "")
BLAME = ("比约的时间晚了一个多小时", "修过两天又坏了", "收费没有讲清楚", "鞋套没穿，地面弄脏了")


@dataclass(slots=True)
class Recall:
    """What became of the callback of one order: the draw, and who called when."""

    order: WorkOrder
    facts: dict[str, Any]
    draw: Draw
    status: str = ""
    tries: list[tuple[datetime, str]] = field(default_factory=list)
    ended_at: datetime | None = None
    caller: Staff | None = None
    score: int | None = None
    task: CallbackTask | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to call."""
        return self.status in OPEN_STATES


class Recalls:
    """Draws what is closed and plays the calls as the policy wants them tried."""

    def __init__(
        self, company: Company, *, now: datetime, random: Random, histories: Histories
    ) -> None:
        """Nothing happens after ``now``."""
        self.company, self.now, self.random, self.histories = company, now, random, histories
        self.gas = company.units["gas"]
        self.agents = company.holders("agent")

    def draw(self, order: WorkOrder, *, paid: bool, decide: Decide) -> Recall | None:
        """Draw a closed order that is not stored yet; ``None`` for what nobody is called about."""
        closed = order.closed_at or self.now
        day = timezone.localdate(closed)
        season = self.histories.calendar(self.gas).season(day) or "off"
        facts = {
            "business": orders.business_of(order, paid=paid),
            "tier": order.tier,
            "season": season,
        }
        if not facts["business"]:
            return None
        recall = Recall(
            order, facts, self._drawn(order, facts, decide(PLAN, facts, closed), closed)
        )
        if recall.draw.drawn:
            self._play(recall, decide(ATTEMPTS, {"subject": "other"}, closed), closed)
        return recall

    def _drawn(
        self, order: WorkOrder, facts: dict[str, Any], decision: Decision, closed: datetime
    ) -> Draw:
        """The past is drawn one by one, from a seed a month: no loop ended its days."""
        work = Work(
            pk=0,
            label=order.number,
            business=facts["business"],
            tier=order.tier,
            unit_id=order.unit_id,
            worker_id=order.assignee_id,
            party_id=order.party_id,
            finished_at=closed,
        )
        draw = candidate(self.gas, orders.SOURCE, work, decision.answer or {}, now=closed)
        draw.order, draw.decision, draw.clause = order, decision, clause_of(decision)
        if draw.reason == Reason.WAITING:
            draw.seed = f"{self.gas.pk}:{timezone.localdate(closed):%Y-%m}"
            draw.drawn = falls_in(draw.seed, order.number, draw.ratio)
            draw.reason = Reason.RATIO if draw.drawn else Reason.NOT_DRAWN
            percent = f"{(draw.ratio * 100).normalize():f}%"
            draw.because_zh = f"按 {percent} {'抽中' if draw.drawn else '未抽中'}"
            draw.because_en = f"{'drawn' if draw.drawn else 'not drawn'} at {percent}"
        return draw

    def _play(self, recall: Recall, rules: Decision, closed: datetime) -> None:
        answer, calendar = rules.answer or {}, self.histories.calendar(self.gas)
        windows = [_window(str(row)) for row in answer["hours"]]
        handlers = {recall.order.assignee_id, self._agent_of(recall.order)}
        recall.caller = self.random.choice([a for a in self.agents if a.pk not in handlers])
        recall.status = Status.PLANNED
        expires = limit_on(answer, "expires", calendar, closed)
        if self.random.random() < FORGOTTEN:
            if expires <= self.now:
                recall.status, recall.ended_at = Status.EXPIRED, expires
            return
        wait = SOON if recall.order.is_vip else LATER
        at = self._moment(closed + timedelta(hours=self.random.uniform(1, wait)), windows)
        while at <= self.now:
            if self.random.random() < REACHED:
                recall.status, recall.ended_at = Status.DONE, at
                recall.score = self.random.choices(list(SCORES), list(SCORES.values()))[0]
                return
            wrong = self.random.random() < WRONG_NUMBER
            recall.tries.append((at, Outcome.WRONG_NUMBER if wrong else Outcome.NO_ANSWER))
            hours = {_place(one, windows) for one, _outcome in recall.tries}
            enough = len(recall.tries) >= int(answer["attempts"])
            if wrong or (enough and len(hours) >= int(answer["different_hours"])):
                recall.status, recall.ended_at = Status.UNREACHABLE, at
                return
            recall.status = Status.TRYING
            again = limit_on(answer, "gap", calendar, at)
            at = self._moment(again + timedelta(hours=self.random.uniform(0, 6)), windows)

    def _agent_of(self, order: WorkOrder) -> int | None:
        return order.request.opened_by_id if order.request else None

    def _moment(self, at: datetime, windows: list[tuple[time, time]]) -> datetime:
        """The first instant from ``at`` on at which customers may be called."""
        local = timezone.localtime(at)
        for day in (local.date(), local.date() + timedelta(days=1)):
            for since, until in windows:
                start = max(local, timezone.make_aware(datetime.combine(day, since)))
                end = timezone.make_aware(datetime.combine(day, until))
                if start < end:
                    return start + (end - start) * self.random.random() * 0.5
        return local

    def write(self, recalls: list[Recall], *, decide: Decide) -> list[Entry]:
        """Store draws, tasks, attempts and histories of stored orders; gives what to audit."""
        for recall in recalls:
            recall.draw.subject = f"{orders.SOURCE.code}:{recall.order.pk}"
        Draw.objects.bulk_create([recall.draw for recall in recalls])
        drawn = [recall for recall in recalls if recall.draw.drawn]
        numbers = self._numbers(drawn)
        for recall in drawn:
            recall.task = self._task(recall, next(numbers[_day(recall)]), decide)
        CallbackTask.objects.bulk_create([recall.task for recall in drawn if recall.task])
        Attempt.objects.bulk_create(
            Attempt(
                task=recall.task,
                at=at,
                outcome=outcome,
                by_id=recall.caller.pk,
                by_name=recall.caller.name,
            )
            for recall in drawn
            if recall.caller
            for at, outcome in recall.tries
        )
        self._clocks(drawn)
        return [entry for recall in recalls for entry in self._entries(recall)]

    def _numbers(self, drawn: list[Recall]) -> dict[date, Iterator[str]]:
        counts: dict[date, int] = defaultdict(int)
        for recall in drawn:
            counts[_day(recall)] += 1
        return {day: iter(reserve_numbers(PREFIX, day, n)) for day, n in counts.items()}

    def _task(self, recall: Recall, number: str, decide: Decide) -> CallbackTask:
        order, draw = recall.order, recall.draw
        rules = decide(ATTEMPTS, {"subject": "other"}, draw.at)
        calendar = self.histories.calendar(self.gas)
        handlers = {order.assignee_id, self._agent_of(order)}
        trying = recall.status == Status.TRYING
        task = CallbackTask(
            number=number,
            company=order.company,
            unit=order.company,
            subject=draw.subject,
            label=order.number,
            about=f"{order.kind_label} {order.description}"[:240],
            tier=order.tier,
            contact_name=order.customer_name[:60],
            contact_phone=order.contact_phone,
            address=order.address,
            service_point=order.service_point,
            team=order.unit,
            worker=order.assignee,
            finished_at=order.finished_at,
            order=order,
            request=order.request,
            party=order.party,
            draw=draw,
            business=draw.business,
            decision=draw.decision,
            reason=draw.because_zh,
            handlers=sorted(one for one in handlers if one),
            status=recall.status,
            is_open=recall.is_open,
            queue_at=draw.at,
            planned_at=draw.at,
            expires_at=limit_on(rules.answer, "expires", calendar, draw.at),
            attempts=len(recall.tries),
            next_attempt_at=limit_on(rules.answer, "gap", calendar, recall.tries[-1][0])
            if trying
            else None,
            caller=recall.caller if recall.tries or recall.score else None,
            done_at=recall.ended_at,
            result="" if recall.is_open else recall.status,
        )
        if recall.score:
            answer = decide(SCALE, {"score": recall.score}, draw.at).answer or {}
            task.score, task.result = recall.score, str(answer["result"])
            task.opinion = str(answer.get("opens") or "")
            task.opinion_text = self.random.choice(PRAISE if recall.score > 3 else BLAME)
        return task

    def _clocks(self, drawn: list[Recall]) -> None:
        for recall in drawn:
            assert recall.task is not None
            moments = [happened("completed", recall.order.finished_at or recall.draw.at, SYSTEM)]
            if recall.ended_at and recall.status != Status.EXPIRED:
                moments.append(happened("called", recall.ended_at, self._by(recall)))
            self.histories.add(
                recall.task,
                unit=self.gas,
                company=self.gas,
                decision=recall.draw.decision,
                facts=recall.facts,
                label=recall.task.number,
                moments=moments,
            )
        tasks: list[CallbackTask] = []
        columns: dict[str, Any] = {}
        for task, clocks in self.histories.write():
            due = min(clocks, key=lambda clock: clock.due_at or self.now, default=None)
            if isinstance(task, CallbackTask) and due is not None and due.due_at:
                columns = {**due_values(due), "queue_at": due.due_at}
                for name, value in columns.items():
                    setattr(task, name, value)
                tasks.append(task)
        if tasks:
            CallbackTask.objects.bulk_update(tasks, list(columns), batch_size=100)

    def _by(self, recall: Recall) -> Actor:
        assert recall.caller is not None
        return self.company.actor(recall.caller, self.now)

    def _entries(self, recall: Recall) -> Iterator[Entry]:
        draw, task = recall.draw, recall.task
        yield past_entry(recall.order, "callbacks.draw", draw.at, SYSTEM, decision=draw.decision_id)
        if task is None:
            return
        yield past_entry(task, "callbacks.plan", draw.at, SYSTEM, decision=draw.decision_id)
        for at, _outcome in recall.tries:
            yield past_entry(task, "callbacks.attempt", at, self._by(recall))
        if recall.status == Status.DONE and recall.ended_at:
            yield past_entry(task, "callbacks.record", recall.ended_at, self._by(recall))
        if recall.status == Status.EXPIRED and recall.ended_at:
            yield past_entry(task, "callbacks.expire", recall.ended_at, SYSTEM)


def _day(recall: Recall) -> date:
    return timezone.localdate(recall.draw.at)


def _window(text: str) -> tuple[time, time]:
    since, until = text.split("-")
    return time.fromisoformat(since), time.fromisoformat(until)


def _place(at: datetime, windows: list[tuple[time, time]]) -> int:
    clock = timezone.localtime(at).time()
    return next((n for n, (since, until) in enumerate(windows) if since <= clock < until), -1)
