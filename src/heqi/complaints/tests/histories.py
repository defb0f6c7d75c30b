"""Random legal histories of complaints, with what must hold after every step.

A step is one thing that somebody does or tries; what the state or the policy does not allow is
refused and counts as a step too, for it must change nothing. A seed gives the same history always.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.clocks.actions import watch_clocks
from heqi.complaints import actions
from heqi.complaints.actions.escalating import raise_after_extension
from heqi.complaints.actions.extending import closing_due
from heqi.complaints.actions.timing import GOVERNING, clocks_of, timelines_of
from heqi.complaints.models import Complaint, LevelChange
from heqi.complaints.states import Status
from heqi.complaints.tests.scenes import fresh, taken
from heqi.ledger.events import deliver_open
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from heqi.policies.deciding import NoSingleAnswer, rule_on
from tests.cast import NOW, Cast

REFUSALS = (IllegalMove, StaleState, Refused, ValidationError, NoSingleAnswer)
PEOPLE = ("he", "han", "zhoujm", "zheng", "lin", "wu")
OPEN_AT_MOST = 6
# What may give a clock another end: facts corrected, a case taken up again.
REDATING = {"grade", "reopen", "call", "appeal", "decide"}


class Histories:
    """A handful of open complaints; each step does one thing with one of them."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.random = cast, Random(seed)
        self.now: datetime = NOW
        self.cases: list[int] = []
        self.made = 0
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.escalated: dict[int, datetime] = {}
        self.steps: dict[str, Callable[[Complaint], object]] = {
            name[4:]: getattr(self, name) for name in sorted(dir(self)) if name.startswith("try_")
        }

    def step(self) -> None:
        """One step, and what must hold after it."""
        self.now += timedelta(minutes=self.random.choice([1, 5, 20, 60, 240]))
        if len(self.cases) < OPEN_AT_MOST and (not self.cases or self.random.random() < 0.1):
            self._take()
            return
        if self.random.random() < 0.03:
            self._loop()
            return
        complaint = fresh(Complaint(pk=self.random.choice(self.cases)))
        name = self.random.choice(list(self.steps))
        before = {c.pk: c.due_at for c in clocks_of(complaint) if c.due_at}
        status = complaint.status
        try:
            with transaction.atomic():
                self.steps[name](complaint)
        except REFUSALS:
            self.refused[name] += 1
            assert Complaint.objects.values_list("status").get(pk=complaint.pk) == (status,), name
        else:
            self.done[name] += 1
        self.check(complaint.pk, name, before)

    def _take(self) -> None:
        self.made += 1
        random = self.random
        signs = random.choice([[], [], [], ["city_media"], ["injury"], ["abuse"]])
        complaint = taken(
            self.cast,
            contact_name=f"客户{self.made}",
            contact_phone=f"138{self.made:08d}",
            subject=f"第{self.made}件",
            category=random.choice(["service_quality", "attitude", "metering_billing", "other"]),
            channel=random.choice(["hotline", "hall", "online"]),
            signs=signs,
            now=self.now,
        )
        self.cases.append(complaint.pk)
        self.done["take"] += 1
        self.check(complaint.pk, "take", {})

    def _loop(self) -> None:
        """The clocks pass, approvals are given, extended dates pass."""
        self.now += timedelta(hours=self.random.choice([1, 12, 30]))
        watch_clocks(now=self.now)
        raise_after_extension(now=self.now)
        deliver_open(now=self.now)
        # The walk is one transaction: what would run after its commit has been delivered above, and
        # every refusal would look through all of it.
        connection.run_on_commit.clear()
        for pk in self.cases:
            self.check(pk, "loop", {})

    def check(self, pk: int, name: str, before: dict[int, datetime]) -> None:
        """The four promises of the issue."""
        complaint = Complaint.objects.get(pk=pk)
        self._closed_with_its_elements(complaint)
        clocks = clocks_of(complaint)
        if name not in REDATING:
            for clock in clocks:
                if clock.pk in before:
                    assert clock.due_at == before[clock.pk], (name, clock.name)
        known = self.escalated.get(pk)
        if known is not None:
            assert complaint.escalated_at == known, name
        elif complaint.escalated_at is not None:
            self.escalated[pk] = complaint.escalated_at
        running = Counter((c.timeline_id, c.name, c.rule) for c in clocks if c.is_open())
        assert all(n == 1 for n in running.values()), (name, running)
        raises = complaint.levels.exclude(kind=LevelChange.Kind.COMPUTED).count()
        assert len(timelines_of(complaint)) <= 1 + raises
        if not complaint.is_open:
            still = [(c.name, c.state) for c in clocks if c.state in GOVERNING]
            assert not still, (name, complaint.status, still)
            if complaint.status not in (Status.CLOSED, Status.ENDED) or self.random.random() < 0.5:
                self.cases.remove(pk)

    def _closed_with_its_elements(self, complaint: Complaint) -> None:
        if complaint.status == Status.CLOSED:
            answer = (
                rule_on("complaints.closing", {}, on=self.now.date(), company_id=None).answer or {}
            )
            assert (complaint.satisfaction or 0) >= int(answer["satisfied_at_least"])
            assert complaint.called_at
        if complaint.status in (Status.CLOSED, Status.ENDED):
            assert complaint.result
            assert complaint.handler_name
            assert complaint.closed_at
            assert complaint.verdict != "open"
        if complaint.status == Status.CLOSED:
            assert complaint.responsibility
            assert complaint.corrective_action
            assert complaint.finished_at
        if complaint.status == Status.ENDED:
            assert complaint.solutions.count() >= 2

    # What people do; each may be refused.

    def _who(self, *likely: str) -> Any:
        names = likely if self.random.random() < 0.85 else PEOPLE
        return getattr(self.cast, self.random.choice(names))

    def try_grade(self, c: Complaint) -> None:
        """The office confirms class and level."""
        category = self.random.choice(["service_quality", "attitude", "other"])
        actions.grade_complaint(c, category=category, by=self._who("he"), now=self.now)

    def try_raise(self, c: Complaint) -> None:
        """Somebody raises the level, or tries to lower it."""
        to = self.random.choice("123")
        actions.raise_level(c, to=to, reason="领导关注", by=self._who("he"), now=self.now)

    def try_respond(self, c: Complaint) -> None:
        """The customer is answered that it is in hand."""
        actions.respond(c, note="已致电", by=self._who("he", "han"), now=self.now)

    def try_report(self, c: Complaint) -> None:
        """It is reported inside the company."""
        actions.report_inside(c, note="已报告", by=self._who("he"), now=self.now)

    def try_assign(self, c: Complaint) -> None:
        """A department handles it, the office investigates."""
        staff = self.cast.staff
        actions.assign_complaint(
            c,
            unit=self.cast.units["service"],
            handler=staff["han"],
            investigator=staff["he"],
            by=self._who("he"),
            now=self.now,
        )

    def try_investigate(self, c: Complaint) -> None:
        """The report of the investigation, mostly with its evidence."""
        look = c.investigations.order_by("-round").first()
        if look is None:
            raise IllegalMove("nobody investigates yet")
        look.complaint = c
        if self.random.random() < 0.8:
            actions.add_evidence(look, kind="order", text="记录", by=self._who("he"), now=self.now)
        actions.report_investigation(
            look,
            facts="事实",
            cause="process",
            conclusion="属实",
            proposal="改进",
            by=self._who("he"),
            now=self.now,
        )

    def try_judge(self, c: Complaint) -> None:
        """The verdict."""
        actions.judge_complaint(
            c,
            verdict=self.random.choice(["upheld", "partly", "not_upheld"]),
            responsibility=self.random.choice(["company", "customer", "third_party"]),
            reason="依据调查",
            by=self._who("he"),
            now=self.now,
        )

    def try_offer(self, c: Complaint) -> None:
        """A solution."""
        actions.offer_solution(c, text="上门维修", by=self._who("han"), now=self.now)

    def try_answer(self, c: Complaint) -> None:
        """The customer takes it or not."""
        accepted = self.random.random() < 0.6
        actions.answer_solution(
            c, accepted=accepted, answer="答复", by=self._who("han"), now=self.now
        )

    def try_reply(self, c: Complaint) -> None:
        """The reply."""
        actions.reply(c, text="已处理", by=self._who("han"), now=self.now)

    def try_call(self, c: Complaint) -> None:
        """The callback."""
        score = self.random.choice([1, 2, 3, 4, 5, 5])
        actions.call_back(c, score=score, off_hours="客户约定", by=self._who("lin"), now=self.now)

    def try_close(self, c: Complaint) -> None:
        """Closing, at times without a result."""
        result = "已处理" if self.random.random() < 0.8 else " "
        actions.close_complaint(
            c, result=result, corrective_action="培训", by=self._who("he"), now=self.now
        )

    def try_end(self, c: Complaint) -> None:
        """The end of service."""
        actions.end_service(c, reason="两次方案均不接受", by=self._who("he"), now=self.now)

    def try_reopen(self, c: Complaint) -> None:
        """Taken up again."""
        actions.reopen_complaint(
            c,
            reason="客户再次反映",
            handler=self.cast.staff["han"],
            investigator=self.cast.staff["he"],
            by=self._who("he"),
            now=self.now,
        )

    def try_escalate(self, c: Complaint) -> None:
        """The customer goes higher."""
        actions.escalate_complaint(c, reason="客户升级", by=self._who("he", "lin"), now=self.now)

    def try_withdraw(self, c: Complaint) -> None:
        """The customer withdraws, rarely."""
        if self.random.random() < 0.8:
            raise IllegalMove("not today")
        actions.withdraw_complaint(c, reason="客户撤回", by=self._who("he"), now=self.now)

    def try_extend(self, c: Complaint) -> None:
        """More time is asked for."""
        due = closing_due(c)
        if due is None:
            raise IllegalMove("no limit")
        actions.ask_extension(
            c,
            until=due + timedelta(days=self.random.choice([1, 3, 30])),
            reason="等配件",
            customer_told=self.random.random() < 0.8,
            by=self._who("han"),
            now=self.now,
        )

    def try_approve(self, c: Complaint) -> None:
        """Whoever is asked signs."""
        waiting = Approval.objects.filter(number=c.number, status="pending").first()
        if waiting is None:
            raise IllegalMove("nothing to sign")
        approve(waiting, by=self._who("he", "zheng"), now=self.now)
