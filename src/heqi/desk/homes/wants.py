"""What authority, inspections, conduct, appraisal and governance want from somebody now: one line
each, most urgent first.

A line is shown where something waits and leads to the list behind it; only open rows are counted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Model, Q, QuerySet, Value
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heqi.appraisal import access as appraisal
from heqi.appraisal.models import Period, StaffSheet
from heqi.appraisal.models import Sheet as MonthSheet
from heqi.appraisal.states import Status as MonthStatus
from heqi.authority import access as authority
from heqi.authority.models import Check, Sheet, Signal, Use
from heqi.authority.states import SignalStatus
from heqi.authority.states import Status as UseStatus
from heqi.conduct import access as conduct
from heqi.conduct.models import Case, ProposedSum
from heqi.conduct.states import Side, SumState
from heqi.conduct.states import Status as CaseStatus
from heqi.desk.homes.figures import Reading, count
from heqi.governance import access as governance
from heqi.governance.models import Idea, Improvement, Matter, Session
from heqi.governance.states import IdeaStatus, ImprovementStatus, MatterStatus, SessionStatus
from heqi.inspections import access as inspections
from heqi.inspections.models import Inspection
from heqi.inspections.states import Status
from heqi.ledger.actors import Actor
from heqi.people.access import within
from heqi.rectifications import access as rectifications
from heqi.rectifications.models import Rectification
from heqi.rectifications.states import Status as NoticeStatus

AHEAD = timedelta(days=7)
Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Want:
    """What is wanted, of how many, how many of them are late, by which clause, and where."""

    label: str | Promise
    number: int
    late: int
    clause: str
    href: str

    @property
    def shown(self) -> str:
        """The number, told exactly up to a thousand."""
        return count(self.number)

    @property
    def late_said(self) -> str:
        """How many are late, in words; empty without any."""
        return gettext("{n} late").format(n=self.late) if self.late else ""


@dataclass(frozen=True, slots=True)
class Ask:
    """How a line is found: the rows that ``right`` covers (or the actor's own, without one), and
    the column that tells when one is late."""

    label: str | Promise
    clause: str
    href: str
    right: str
    rows: Callable[[Actor, datetime], Rows]
    due: str = ""


def _held(model: type[Model], right: str, unit: str = "unit", **state: Any) -> Callable[..., Rows]:
    return lambda actor, _now: within(
        model._default_manager.filter(**state), actor, right, unit=unit
    )


def _backfill(actor: Actor, _now: datetime) -> Rows:
    todo = {"formalities__code": "backfill_order", "formalities__done_at__isnull": True}
    rows = Use.objects.filter(is_open=True, effective_at__isnull=False, **todo)
    return within(rows, actor, authority.SETTLE)


def _carried(actor: Actor, *states: str) -> Rows:
    """Inspections that the actor organises or is in the group of."""
    rows = Inspection.objects.filter(status__in=states)
    company = within(rows.filter(level="company"), actor, inspections.PLAN)
    below = within(rows.exclude(level="company"), actor, inspections.ORGANISE)
    own = rows.filter(members__staff_id=actor.id or 0)
    found = [one.order_by().values("pk") for one in (company, below, own)]
    return rows.filter(Q(pk__in=found[0]) | Q(pk__in=found[1]) | Q(pk__in=found[2]))


def _to_hold(actor: Actor, now: datetime) -> Rows:
    soon = timezone.localdate(now) + AHEAD
    return _carried(actor, Status.READY).filter(planned_on__lte=soon)


def _appealable(actor: Actor, now: datetime) -> Rows:
    rows = Case.objects.filter(staff_id=actor.id or 0, side=Side.PENALTY)
    return rows.filter(status=CaseStatus.DECIDED, appeal_until__gt=now)


def _months(actor: Actor, now: datetime) -> Rows:
    """Months that are over and not final."""
    rows = Period.objects.exclude(status=MonthStatus.CLOSED)
    over = rows.filter(month__lt=timezone.localdate(now).replace(day=1))
    return within(over, actor, appraisal.REVIEW, unit="company")


def _to_score(actor: Actor, now: datetime) -> Rows:
    first = timezone.localdate(now).replace(day=1)
    rows = MonthSheet.objects.departments()
    rows = rows.filter(period__status=MonthStatus.OPEN, period__month__lt=first)
    return within(rows.filter(self_scored_at__isnull=True), actor, appraisal.SCORE)


def _own_month(actor: Actor, now: datetime) -> Rows:
    rows = StaffSheet.objects.filter(staff_id=actor.id or 0, points__lt=0, appealed_at=None)
    return rows.filter(period__status=MonthStatus.PUBLISHED, period__appeal_until__gt=now)


def _undecided(model: type[Model]) -> Callable[..., Rows]:
    return _held(model, appraisal.JUDGE, appealed_at__isnull=False, answered_at=None)


ASKS = (
    Ask(_("Supply the order afterwards"), "authority/4-permission-1", "/authority/?tab=backfill",
        authority.SETTLE, _backfill, "due_at"),
    Ask(_("Sheets of other departments"), "authority/4-permission-5", "/authority/sheets/",
        authority.SHEETS, _held(Sheet, authority.SHEETS, "receiver", is_open=True,
        use__effective_at__isnull=False), "due_at"),
    Ask(_("Uses of authority sent back to me"), "authority/5.1", "/authority/?tab=open", "",
        lambda actor, _now: Use.objects.filter(used_by_id=actor.id or 0,
        status=UseStatus.RETURNED), "due_at"),
    Ask(_("Signs of misuse to look into"), "authority/6.1", "/authority/signals/",
        authority.JUDGE, _held(Signal, authority.JUDGE, status=SignalStatus.RAISED)),
    Ask(_("Checks of authority to finish"), "authority/5.2", "/authority/checks/",
        authority.CHECK, _held(Check, authority.CHECK, finished_at__isnull=True)),
    Ask(_("Inspection sheets to answer and sign"), "inspection/form-1",
        "/inspections/list/?tab=signing", inspections.ANSWER,
        _held(Inspection, inspections.ANSWER, status=Status.SIGNING)),
    Ask(_("Inspections without a scheme"), "inspection/5.5", "/inspections/list/?tab=open",
        inspections.VIEW, lambda actor, _now: _carried(actor, Status.PLANNED), "planned_on"),
    Ask(_("Inspections to hold within a week"), "inspection/4.2", "/inspections/list/?tab=open",
        inspections.VIEW, _to_hold, "planned_on"),
    Ask(_("Inspections to finish or close"), "inspection/5.6", "/inspections/list/?tab=open",
        inspections.VIEW,
        lambda actor, _now: _carried(actor, Status.UNDER_WAY, Status.ANSWERED)),
    Ask(_("Rectifications to carry out"), "inspection/6.3", "/rectifications/?tab=open",
        rectifications.ANSWER, _held(Rectification, rectifications.ANSWER, status__in=[
        NoticeStatus.ISSUED, NoticeStatus.ACKNOWLEDGED, NoticeStatus.PLANNED]), "due_at"),
    Ask(_("Rectifications to check again"), "inspection/6.3", "/rectifications/?tab=recheck",
        rectifications.RECHECK, _held(Rectification, rectifications.RECHECK,
        status=NoticeStatus.REPORTED), "due_at"),
    Ask(_("Proposed rewards and penalties to take up"), "conduct/2.2(3)",
        "/conduct/?tab=proposed", conduct.HANDLE,
        _held(Case, conduct.HANDLE, status=CaseStatus.PROPOSED), "due_at"),
    Ask(_("Cases to hear, investigate and submit"), "conduct/form-1", "/conduct/?tab=open",
        conduct.HANDLE, _held(Case, conduct.HANDLE, status=CaseStatus.OPEN), "due_at"),
    Ask(_("Appeals to decide"), "conduct/1.3", "/conduct/?tab=appealed", conduct.JUDGE,
        _held(Case, conduct.JUDGE, status=CaseStatus.APPEALED), "due_at"),
    Ask(_("Proposed sums for payroll"), "conduct/2.2(3)", "/conduct/sums/", conduct.SETTLE,
        _held(ProposedSum, conduct.SETTLE, state=SumState.PROPOSED)),
    Ask(_("A case about me: my statement is wanted"), "conduct/1.3", "/conduct/?tab=mine", "",
        lambda actor, _now: Case.objects.filter(staff_id=actor.id or 0, status=CaseStatus.OPEN,
        side=Side.PENALTY, stated_at__isnull=True), "due_at"),
    Ask(_("Decisions about me that I may appeal against"), "conduct/1.3", "/conduct/?tab=mine",
        "", _appealable),
    Ask(_("My monthly appraisal, which I may appeal against"), "inspection/6.1",
        "/appraisal/mine/", "", _own_month),
    Ask(_("My department's month to score"), "inspection/6.1", "/appraisal/", appraisal.SCORE,
        _to_score, "period__due_at"),
    Ask(_("Monthly appraisals to take further"), "inspection/6.1", "/appraisal/",
        appraisal.REVIEW, _months, "due_at"),
    Ask(_("Appeals of departments against their month"), "inspection/6.1", "/appraisal/",
        appraisal.JUDGE, _undecided(MonthSheet)),
    Ask(_("Appeals of people against their month"), "inspection/6.1", "/appraisal/",
        appraisal.JUDGE, _undecided(StaffSheet)),
    Ask(_("Matters for the committee to decide"), "inspection/8.2", "/governance/matters/",
        governance.LEAD, _held(Matter, governance.LEAD, status__in=[MatterStatus.ASKED,
        MatterStatus.LISTED]), "decide_by"),
    Ask(_("Improvements to plan or to finish"), "conduct/2.3(3)", "/governance/improvements/",
        governance.IMPROVE, _held(Improvement, governance.IMPROVE, status__in=[
        ImprovementStatus.WANTED, ImprovementStatus.OPEN]), "due_on"),
    Ask(_("Trainings and meetings without a list of who was there"), "conduct/2.3(4)",
        "/governance/sessions/", governance.IMPROVE,
        _held(Session, governance.IMPROVE, status=SessionStatus.PLANNED), "held_on"),
    Ask(_("Suggestions to answer"), "conduct/2.3(5)", "/governance/ideas/?status=filed",
        governance.LEAD, _held(Idea, governance.LEAD, status=IdeaStatus.FILED), "answer_by"),
)  # fmt: skip


def wants(read: Reading) -> list[Want]:
    """What waits for the actor, what is late first; one query for all of it."""
    actor = read.actor
    if actor.kind != "staff":
        return []
    asks = [ask for ask in ASKS if not ask.right or actor.holds(ask.right)]
    first, *others = [_counted(place, ask, read) for place, ask in enumerate(asks)]
    found = {place: (number, late) for place, number, late in first.union(*others, all=True)}
    lines = [
        Want(ask.label, *found[place], ask.clause, ask.href)
        for place, ask in enumerate(asks)
        if found[place][0]
    ]
    return sorted(lines, key=lambda want: want.late == 0)


def _counted(place: int, ask: Ask, read: Reading) -> Rows:
    rows = ask.rows(read.actor, read.now).order_by().values(place=Value(place))
    late: Any = Value(0)
    if ask.due:
        before = timezone.localdate(read.now) if ask.due.endswith("_on") else read.now
        late = Count("pk", filter=Q(**{f"{ask.due}__lt": before}))
    return rows.annotate(number=Count("pk"), late=late).values_list("place", "number", "late")
