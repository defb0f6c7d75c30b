"""Random legal histories of complaints, with what must hold after every step.

A step is one thing that somebody does or tries; what the state or the policy does not allow is
refused and counts as a step too, for it must change nothing. A seed gives the same history always.
Some customers are VIPs, some live in one compound and complain of the same, some complain again or
by way of a platform or the national centre: groups, duplicates and both dates come about by chance.
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q

from heqi.callbacks.actions import expire_callbacks
from heqi.clocks.actions import watch_clocks
from heqi.clocks.models import Clock
from heqi.complaints.actions import national
from heqi.complaints.actions.calling import wanted_attempts
from heqi.complaints.actions.escalating import raise_after_extension
from heqi.complaints.actions.plans import add_daily_steps
from heqi.complaints.actions.timing import GOVERNING, clocks_of, timelines_of
from heqi.complaints.facts import satisfied_at_least
from heqi.complaints.models import Complaint, LevelChange, NationalCase, Plan
from heqi.complaints.states import HandOver, Status
from heqi.complaints.tests.homing import go_home
from heqi.complaints.tests.moves import Moves
from heqi.complaints.tests.scenes import fresh, taken
from heqi.customers.models import Party, ServicePoint
from heqi.customers.tests.makers import make_customer
from heqi.ledger.actors import SYSTEM
from heqi.ledger.events import deliver_open
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from heqi.people.actions import grant_role, hire_staff
from heqi.people.machines import Rejected
from heqi.people.models import Post, Role, Staff
from heqi.policies.deciding import NoSingleAnswer
from heqi.service.tests.makers import make_vip
from tests.cast import NOW, Cast

REFUSALS = (IllegalMove, StaleState, Refused, ValidationError, NoSingleAnswer, Rejected)
OPEN_AT_MOST = 8
HOUSEHOLDS = 6
# What may give a clock another end: facts corrected, a case taken up again, something attached.
REDATING = {"take", "grade", "reopen", "call", "appeal", "decide"}
# What usually comes next from a state.
WAY = {
    "received": ("grade", "accept_case", "return_case"),
    "graded": ("assign", "extend"),
    "assigned": ("investigate", "extend", "approve"),
    "investigated": ("judge", "offer"),
    "offered": ("answer",),
    "declined": ("offer", "end"),
    "agreed": ("judge", "reply"),
    "replied": ("judge", "call", "attempt", "close", "end"),
    "closed": ("appeal", "decide", "reopen"),
    "ended": ("appeal", "decide", "reopen"),
}
GONE = (Status.MERGED, Status.WITHDRAWN, Status.CONVERTED)


def _investigators(cast: Cast) -> dict[str, Staff]:
    """Three more who may investigate; two of them are new to the office."""
    role = Role.objects.get(pk="service_office")
    found = {"qian": cast.staff["qian"]}
    for number, key, name in (("4002", "shen", "沈青"), ("4003", "cao", "曹斌")):
        found[key] = hire_staff(
            number=number,
            name=name,
            unit=cast.units["smo"],
            post=Post.objects.get(pk="service_officer"),
            username=key,
            password=None,
            by=SYSTEM,
            now=NOW,
        )
    for one in found.values():
        grant_role(
            one, role=role, unit=cast.units["gas"], since=date(2026, 1, 1), by=SYSTEM, now=NOW
        )
    return found


class Histories(Moves):
    """A handful of open complaints; each step does one thing with one of them."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.random = cast, Random(seed)
        self.now: datetime = NOW
        self.cases: list[int] = []
        self.made = self.seen = 0
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.escalated: dict[int, datetime] = {}
        self.more = _investigators(cast)
        self.known = [self._household(n) for n in range(HOUSEHOLDS)]
        self.steps: dict[str, Callable[[Complaint], object]] = {
            name[4:]: getattr(self, name) for name in sorted(dir(self)) if name.startswith("try_")
        }

    def _household(self, n: int) -> tuple[Party, ServicePoint]:
        values: dict[str, Any] = {
            "name": f"住户{n}",
            "account_no": f"0203-118-{n:04d}",
            "meter": f"41070{n:04d}",
            "room": str(n),
            "phones": (f"1390000{n:04d}",),
        }
        if n < 4:  # four of one compound
            return make_customer(self.cast.units["gas"], **values)
        tier = "vip_org" if n % 2 else "vip_person"
        return make_vip(self.cast, tier, compound="云栖里", **values)

    def step(self) -> None:
        """One step, and what must hold after it."""
        self.now += timedelta(minutes=self.random.choice([1, 5, 20, 60, 240]))
        if len(self.cases) < OPEN_AT_MOST and (not self.cases or self.random.random() < 0.12):
            name, pk, act = "take", 0, self._take
        elif self.random.random() < 0.03:
            self._loop()
            return
        else:
            pk = self.random.choice(self.cases)
            name = self.random.choice(self._likely(pk))

            def act() -> object:
                return self.steps[name](fresh(Complaint(pk=pk)))

        before = {c.pk: c.due_at for one in self._family(pk) for c in clocks_of(one) if c.due_at}
        status = Complaint.objects.filter(pk=pk).values_list("status", flat=True).first()
        try:
            with transaction.atomic():
                act()
        except REFUSALS:
            self.refused[name] += 1
            after = Complaint.objects.filter(pk=pk).values_list("status", flat=True).first()
            assert after == status, name
        else:
            self.done[name] += 1
        self._discover()
        for one in self._family(pk):
            self.check(one, name, before)

    def _likely(self, pk: int) -> list[str]:
        """What comes next by the process, as often as anything at all."""
        status = Complaint.objects.values_list("status", flat=True).get(pk=pk)
        usual = WAY.get(status)
        return list(usual) if usual and self.random.random() < 0.4 else list(self.steps)

    def _family(self, pk: int) -> list[Complaint]:
        """A case with its parent, its children, what was attached to it and to what."""
        row = Complaint.objects.filter(pk=pk).first()
        if row is None:
            return []
        near = [one for one in (row.parent_id, row.merged_into_id) if one]
        wanted = Q(pk__in=[pk, *near]) | Q(parent=pk) | Q(merged_into=pk)
        # What ended long ago stays as it was.
        return list(Complaint.objects.filter(wanted).order_by("-id")[:12])

    def _discover(self) -> None:
        """Cases that are new since the last look: taken up, or the parent of a group."""
        rows = Complaint.objects.filter(pk__gt=self.seen).order_by("id")
        for row in rows:
            self.seen = row.pk
            if row.is_open:
                self.cases.append(row.pk)
            self.check(row, "take", {})

    def _take(self) -> None:
        self.made += 1
        random = self.random
        given: dict[str, Any] = {
            "subject": f"第{self.made}件",
            "category": random.choice(["service_quality", "attitude", "supply", ""]),
            "channel": random.choice(["hotline", "hall", "online"]),
            "signs": random.choice([[], [], [], [], ["city_media"], ["injury"], ["abuse"]]),
        }
        due = self.now + timedelta(hours=random.choice([6, 30, 200]))
        if random.random() < 0.25:
            given |= {"channel": "hotline_12345", "platform_number": f"P-{self.made}"}
            given["platform_due_at"] = random.choice([None, due])
        if random.random() < 0.65:
            party, point = random.choice(self.known)
            given |= {"party": party, "service_point": point}
        else:
            given |= {"contact_name": "客户", "contact_phone": f"138{self.made:08d}"}
        if random.random() < 0.2:
            self._hand_over(given, due)
        else:
            taken(self.cast, **given, now=self.now)

    def _hand_over(self, given: dict[str, Any], due: datetime) -> None:
        """The national centre hands a case over."""
        point = given.get("service_point")
        message = {
            "kind": "case",
            "reference": f"NC-{self.made}",
            "subject": given["subject"],
            "category": given["category"],
            "phone": given.get("contact_phone", ""),
            "account_no": point.account_no if point else "",
            "due_at": due.isoformat(),
        }
        national.take_message(
            self.cast.units["gas"], key=f"k{self.made}", message=message, by=SYSTEM, now=self.now
        )

    def _loop(self) -> None:
        """The clocks pass, approvals are given, extended dates pass, callbacks expire."""
        self.now += timedelta(hours=self.random.choice([1, 12, 30]))
        watch_clocks(now=self.now)
        raise_after_extension(now=self.now)
        add_daily_steps(now=self.now)
        expire_callbacks(now=self.now)
        self.deliver()
        for pk in list(self.cases):
            self.check(Complaint.objects.get(pk=pk), "loop", {})
        self._centre_knows()

    def deliver(self) -> None:
        """Everybody hears of what happened."""
        while deliver_open(now=self.now):
            pass
        # The walk is one transaction: what would run after its commit has been delivered above, and
        # every refusal would look through all of it.
        connection.run_on_commit.clear()

    def home(self) -> None:
        """None of them is stuck: whoever should can bring every case to its end."""
        for pk in sorted(self.cases, key=lambda pk: (Complaint.objects.get(pk=pk).is_group, pk)):
            go_home(self, pk)
        self.deliver()
        self._centre_knows()

    def check(self, complaint: Complaint, name: str, before: dict[int, Any]) -> None:
        """The four promises of the issue, and what duplicates and groups add to them."""
        pk = complaint.pk
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
        if complaint.is_open and complaint.platform_due_at:
            ours = [c.due_at for c in clocks if c.name == "close" and c.is_open() and c.due_at]
            assert min(ours) <= complaint.platform_due_at, (name, ours)
        if complaint.is_open:
            return
        still = [(c.name, c.state) for c in clocks if c.state in GOVERNING]
        assert not still, (name, complaint.status, still)
        self._left(complaint, name)
        waits = complaint.appeals.filter(status="filed").exists()
        may_reopen = complaint.status in (Status.CLOSED, Status.ENDED)
        if pk in self.cases and not waits and (not may_reopen or self.random.random() < 0.2):
            self.cases.remove(pk)

    def _left(self, complaint: Complaint, name: str) -> None:
        """What is gone leaves nothing behind, and what was said in it counts where it went on."""
        plan = Plan.objects.filter(complaint=complaint).first()
        if plan is not None and complaint.status in GONE:
            assert plan.ended_at, (name, complaint.status)
        if plan is not None and plan.ended_at:
            steps = list(plan.steps.values_list("pk", flat=True))
            rows = Clock.objects.filter(
                timeline__subject_type="complaints.planstep",
                timeline__subject_id__in=steps,
                state__in=GOVERNING,
            )
            assert not rows.exists(), (name, "plan")
        into = complaint.merged_into
        if into is None:
            return
        assert into.status != Status.MERGED, name
        assert into.level <= complaint.level, name
        assert into.escalated_at or not complaint.escalated_at, name
        if complaint.platform_due_at:
            assert into.platform_due_at
            assert into.platform_due_at <= complaint.platform_due_at, name

    def _closed_with_its_elements(self, complaint: Complaint) -> None:
        company = complaint.company_id
        if complaint.status == Status.CLOSED:
            least = satisfied_at_least(now=self.now, company_id=company)
            assert complaint.is_group or (complaint.satisfaction or 0) >= least
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
        if complaint.status == Status.ENDED and not complaint.is_group:
            in_vain = complaint.call_attempts >= wanted_attempts(now=self.now, company_id=company)
            assert in_vain or complaint.solutions.filter(accepted=False).count() >= 2

    def _centre_knows(self) -> None:
        """Everything of theirs is told closed once the complaint that goes on is over."""
        for case in NationalCase.objects.select_related("complaint__merged_into"):
            if not case.matter.is_open:
                assert case.state in (HandOver.CLOSED, HandOver.RETURNED), case
