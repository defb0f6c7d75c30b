"""Who is asked in a step, and whether a step has what it needs."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from heqi.approvals.models import Approval, Seat, Step, Vote
from heqi.approvals.states import Choice, Fault, Rule
from heqi.people.models import Staff, StandIn, Unit


def holders_from(post: str, unit: Unit, *, on: date) -> list[Staff]:
    """Who holds a post as seen from a unit: in it, else one level up, to the company.

    The absent are included: their stand-ins sign in their name, not in their own.
    """
    node: Unit | None = unit
    while node is not None:
        found = list(
            Staff.objects.filter(
                Q(left_on__isnull=True) | Q(left_on__gt=on),
                post_id=post,
                unit__path__startswith=node.path,
            ).order_by("number")
        )
        if found or node.kind == "company":
            return found
        node = node.parent
    return []


def fill_seats(approval: Approval, step: Step, *, on: date) -> list[Seat]:
    """Find who is asked and keep it with the step; sets ``fault`` on the row in memory.

    Seats that exist stay. The requester and those concerned never get one.
    """
    out = {approval.requested_by_id, *approval.concerned.values_list("pk", flat=True)}
    step.fault, step.fault_party = "", ""
    seats = list(step.seats.all())
    taken = {seat.staff_id for seat in seats}
    found: dict[int, Seat] = {}
    for party, people in _parties(step, on):
        others = [person for person in people if person.pk not in out]
        for person in others:
            if person.pk not in taken:
                seat = found.setdefault(person.pk, Seat(step=step, staff=person))
                seat.parties = [*seat.parties, party]
        asked = any(party in seat.parties for seat in seats if seat.closed_at is None)
        if not asked and not any(party in seat.parties for seat in found.values()):
            step.fault = Fault.ONLY_REQUESTER if people and not others else Fault.NOBODY
            step.fault_party = party
    made = Seat.objects.bulk_create(found.values())
    count = len(made) + sum(seat.closed_at is None for seat in seats)
    needed = step.quorum if step.rule == Rule.QUORUM else 1
    if not step.counter_sign and step.rule != Rule.ALL and count >= needed:
        # A party that nobody holds is no obstacle while enough others can sign.
        step.fault, step.fault_party = "", ""
    elif not step.fault and step.rule == Rule.QUORUM and count < needed:
        step.fault, step.fault_party = Fault.TOO_FEW, party_names(step)[0]
    return made


def party_names(step: Step) -> list[str]:
    """``post:code`` and ``staff:id`` of everybody a step was planned for."""
    return [*(f"post:{p}" for p in step.posts), *(f"staff:{pk}" for pk in step.named)]


def has_passed(step: Step) -> bool:
    """Whether the approvals given are those that the step needs."""
    seats = list(step.seats.filter(closed_at__isnull=True))
    approved = set(
        Vote.objects.filter(step=step, choice=Choice.APPROVE).values_list("seat_id", flat=True)
    )
    if step.counter_sign:
        heard = {p for seat in step.seats.all() if seat.pk in approved for p in seat.parties}
        return set(party_names(step)) <= heard
    if step.rule == Rule.ALL:
        return bool(approved) and not step.fault and all(seat.pk in approved for seat in seats)
    return len(approved) >= (step.quorum if step.rule == Rule.QUORUM else 1)


def lenders_of(staff_id: int, *, on: date) -> list[int]:
    """For whom somebody stands in on a day."""
    rows = StandIn.objects.current(on).filter(deputy_id=staff_id, ended_at__isnull=True)
    return list(rows.values_list("absent_id", flat=True))


def seat_for(step: Step, staff_id: int, *, on: date) -> Seat | None:
    """The seat from which somebody may speak: his own, else one he stands in for."""
    free = step.seats.filter(closed_at__isnull=True, vote__isnull=True).select_related("staff")
    own = free.filter(staff_id=staff_id).first()
    return own or free.filter(staff_id__in=lenders_of(staff_id, on=on)).first()


def voters_of(step: Step, *, on: date) -> list[Staff]:
    """Who should be told: those who have not spoken, and who stands in for them today."""
    free = step.seats.filter(closed_at__isnull=True, vote__isnull=True)
    lent = StandIn.objects.current(on).filter(
        absent__in=free.values("staff"), ended_at__isnull=True
    )
    heard = Vote.objects.filter(step=step).values("staff")
    return list(
        Staff.objects.filter(Q(pk__in=free.values("staff")) | Q(pk__in=lent.values("deputy")))
        .exclude(pk__in=heard)
        .exclude(pk=step.approval.requested_by_id or 0)
        .exclude(pk__in=step.approval.concerned.values("pk"))
        .select_related("unit")
        .order_by("number")
    )


def close_seats_of_leavers(step: Step, *, now: datetime, on: date) -> int:
    """Whoever has left is not waited for."""
    return step.seats.filter(
        closed_at__isnull=True, vote__isnull=True, staff__left_on__lte=on
    ).update(closed_at=now)


def _parties(step: Step, on: date) -> Iterable[tuple[str, list[Staff]]]:
    for post in step.posts:
        yield f"post:{post}", holders_from(post, step.unit, on=on)
    named = Staff.objects.filter(Q(left_on__isnull=True) | Q(left_on__gt=on))
    for pk in step.named:
        yield f"staff:{pk}", list(named.filter(pk=pk))
