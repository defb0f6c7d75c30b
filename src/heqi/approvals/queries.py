"""Lists of approvals, and one with its chain."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from heqi.approvals.access import visible_to
from heqi.approvals.events import Outcome
from heqi.approvals.models import Approval, Copy, Seat, Step, Vote
from heqi.approvals.seating import lenders_of, seat_for
from heqi.approvals.states import STEP_COLOURS, STEP_ICONS, Status, StepState
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.access import may, within
from heqi.people.models import Post, Staff
from heqi.people.withholding import leave_out

COUNT_CAP = 1001


def pending_for(actor: Actor, *, now: datetime) -> models.QuerySet[Approval]:
    """What waits for the actor's signature, his own and as a stand-in; the first due first."""
    rows = leave_out(Approval.objects.filter(status=Status.PENDING), actor)
    if actor.kind != "staff" or actor.id is None:
        return rows.none()
    lent = lenders_of(actor.id, on=timezone.localdate(now))
    seats = Seat.objects.filter(
        staff_id__in=[actor.id, *lent], closed_at__isnull=True, vote__isnull=True
    ).order_by()
    spoken = Vote.objects.filter(step=OuterRef("current"), staff_id=actor.id)
    about = Approval.concerned.through.objects.filter(approval_id=OuterRef("pk"), staff_id=actor.id)
    return (
        rows.filter(~Exists(spoken), ~Exists(about), current__in=seats.values("step"))
        .filter(Q(requested_by__isnull=True) | ~Q(requested_by_id=actor.id))
        .select_related("unit", "current")
        .order_by(F("current__due_at").asc(nulls_last=True), "submitted_at", "id")
    )


def counted(rows: models.QuerySet[Approval]) -> str:
    """How many rows, told exactly up to 1000."""
    found = len(rows.order_by().values_list("pk", flat=True)[:COUNT_CAP])
    return str(found) if found < COUNT_CAP else f"{COUNT_CAP - 1}+"


def pending_count(actor: Actor, *, now: datetime) -> int:
    """How many wait for the actor, at most 1001; one query, for the menu."""
    if actor.kind != "staff":
        return 0
    rows = pending_for(actor, now=now).order_by()
    return len(rows.values_list("pk", flat=True)[:COUNT_CAP])


def done_by(actor: Actor) -> models.QuerySet[Approval]:
    """What the actor has signed, sent back or refused."""
    votes = Vote.objects.filter(staff_id=actor.id or 0).order_by()
    return _listed(
        leave_out(Approval.objects.all(), actor).filter(pk__in=votes.values("step__approval"))
    )


def requested_by(actor: Actor) -> models.QuerySet[Approval]:
    """What the actor asked for."""
    rows = leave_out(Approval.objects.filter(requested_by_id=actor.id or 0), actor)
    return _listed(rows.filter(requested_by__isnull=False))


def copied_to(actor: Actor) -> models.QuerySet[Approval]:
    """What the actor is kept informed of."""
    copies = Copy.objects.filter(staff_id=actor.id or 0).order_by()
    return _listed(
        leave_out(Approval.objects.all(), actor).filter(pk__in=copies.values("approval"))
    )


def overseen_by(actor: Actor) -> models.QuerySet[Approval]:
    """Every approval of the units that the actor oversees."""
    return _listed(within(Approval.objects.all(), actor, "approvals.view"))


def stuck_for(actor: Actor) -> models.QuerySet[Approval]:
    """What nobody can sign, for those who may name a signer."""
    rows = within(Approval.objects.all(), actor, "approvals.manage")
    return _listed(rows.filter(status=Status.PENDING, current__fault__gt=""))


def get_approval(actor: Actor, pk: int) -> Approval:
    """One approval; Approval.DoesNotExist where the actor may not see it."""
    return (
        visible_to(actor)
        .select_related("unit", "company", "requested_by", "current", "decided_by")
        .get(pk=pk)
    )


def approvals_of(subject: models.Model) -> models.QuerySet[Approval]:
    """Approvals of a row, newest first. The caller has checked that the row may be read."""
    return _listed(
        Approval.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    )


@dataclass(frozen=True, slots=True)
class Link:
    """A step with who was asked and what they said, for the chain on a page."""

    step: Step
    names: list[str]
    votes: list[Vote]
    waiting: list[Seat]
    handed: list[Seat]

    @property
    def is_open(self) -> bool:
        """Whether it waits for signatures."""
        return self.step.state == StepState.OPEN

    @property
    def title(self) -> str:
        """The step's label, else the posts and people it is planned for."""
        return self.step.spoken_label or "、".join(self.names)

    @property
    def tone(self) -> str:
        """The colour of its state."""
        return STEP_COLOURS[StepState(self.step.state)]

    @property
    def icon(self) -> str:
        """The icon of its state."""
        return STEP_ICONS.get(StepState(self.step.state), "")


def chain_of(approval: Approval) -> list[Link]:
    """The whole chain in order, in four queries."""
    steps = list(approval.steps.select_related("added_by", "unit"))
    seats = list(
        Seat.objects.filter(step__approval=approval).select_related(
            "staff", "handed_to", "handed_from", "vote"
        )
    )
    votes = list(
        Vote.objects.filter(step__approval=approval).select_related(
            "staff__post", "standing_in_for"
        )
    )
    posts = Post.objects.in_bulk({post for step in steps for post in step.posts})
    people = Staff.objects.in_bulk({pk for step in steps for pk in step.named})
    return [
        Link(
            step=step,
            names=[
                *(str(posts.get(post, post)) for post in step.posts),
                *(str(people[pk]) for pk in step.named if pk in people),
            ],
            votes=[vote for vote in votes if vote.step_id == step.pk],
            waiting=[
                seat
                for seat in seats
                if seat.step_id == step.pk and seat.closed_at is None and not hasattr(seat, "vote")
            ],
            handed=[seat for seat in seats if seat.step_id == step.pk and seat.handed_to_id],
        )
        for step in steps
    ]


@dataclass(frozen=True, slots=True)
class Doors:
    """What the actor may do with an approval now; decides which forms a page shows."""

    sign: bool = False
    standing_in_for: str = ""
    withdraw: bool = False
    remind: bool = False
    assign: bool = False


def doors_of(approval: Approval, actor: Actor, *, now: datetime) -> Doors:
    """The forms for this actor; the actions decide again."""
    mine = actor.kind == "staff" and approval.requested_by_id == actor.id
    open_step = approval.current if approval.status == Status.PENDING else None
    seat = None
    about = actor.kind == "staff" and approval.concerned.filter(pk=actor.id or 0).exists()
    if open_step and actor.kind == "staff" and actor.id and not mine and not about:
        heard = Vote.objects.filter(step=open_step, staff_id=actor.id).exists()
        today: date = timezone.localdate(now)
        seat = None if heard else seat_for(open_step, actor.id, on=today)
    manages = may(actor, "approvals.manage", approval)
    return Doors(
        sign=seat is not None,
        standing_in_for=seat.staff.name if seat and seat.staff_id != actor.id else "",
        withdraw=mine and approval.status in (Status.PENDING, Status.RETURNED),
        remind=open_step is not None and (mine or manages),
        assign=open_step is not None and bool(open_step.fault) and manages,
    )


def earlier_steps(approval: Approval) -> list[Link]:
    """Passed steps of this round to which it can be sent back."""
    return [
        link
        for link in chain_of(approval)
        if link.step.state == StepState.PASSED
        and link.step.round == approval.round
        and not link.step.repeated
    ]


def colleagues_of(approval: Approval, *, on: date) -> models.QuerySet[Staff]:
    """Whom a signer may add or hand over to: staff of the company and above it."""
    path = approval.company.path
    above = [".".join(path.split(".")[:n]) + "." for n in range(1, path.count(".") + 1)]
    return (
        Staff.objects.filter(
            Q(left_on__isnull=True) | Q(left_on__gt=on),
            Q(unit__path__startswith=path) | Q(unit__path__in=above),
        )
        .exclude(pk=approval.requested_by_id or 0)
        .exclude(pk__in=approval.concerned.values("pk"))
        .select_related("unit", "post")
        .order_by("post__rank", "number")
    )


def progress_of(approvals: Iterable[int | None]) -> dict[int, tuple[int, int]]:
    """Steps passed of all, by approval, in the round that is being signed; one query."""
    ids = [pk for pk in approvals if pk]
    rows = (
        Step.objects.filter(approval__in=ids, round=F("approval__round"))
        .exclude(state=StepState.DROPPED)
        .order_by()
        .values_list("approval")
        .annotate(passed=Count("pk", filter=Q(state=StepState.PASSED)), all=Count("pk"))
    )
    return {pk: (passed, count) for pk, passed, count in rows}


def signer_of(event: Outcome) -> Actor:
    """Who does what an approval brings about: the system, under the name of who signed."""
    staff = Staff.objects.filter(pk=event.decided_by or 0).first()
    return replace(SYSTEM, name=staff.name) if staff else SYSTEM


def _listed(rows: models.QuerySet[Approval]) -> models.QuerySet[Approval]:
    return rows.select_related("unit", "current").order_by("-submitted_at", "-id")
