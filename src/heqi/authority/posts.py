"""Who holds an authority, himself or standing in; who signs a form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from heqi.authority.facts import Terms
from heqi.duties.posts import doer_of
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, StandIn, Unit
from heqi.people.queries import department_of


@dataclass(frozen=True, slots=True)
class Holder:
    """In whose post an actor uses an authority: his own, or that of somebody he stands in for."""

    staff: Staff
    standing_in: bool


def holder_for(actor: Actor, posts: Sequence[str], *, on: date) -> Holder | None:
    """None where the actor neither holds one of the posts nor stands in for who does."""
    if actor.kind != "staff" or actor.id is None:
        return None
    own = Staff.objects.select_related("unit", "post").get(pk=actor.id or 0)
    if own.post_id in posts:
        return Holder(own, standing_in=False)
    lent = (
        StandIn.objects.current(on)
        .filter(deputy_id=actor.id, ended_at__isnull=True, absent__post_id__in=posts)
        .select_related("absent__unit", "absent__post")
        .order_by("id")
        .first()
    )
    return Holder(lent.absent, standing_in=True) if lent else None  # type: ignore[attr-defined]


def head_of(unit: Unit, *, on: date) -> Staff | None:
    """Who heads the department of a unit."""
    rows = Staff.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=on),
        unit=department_of(unit),
        post__code__startswith="head_",
    )
    return rows.select_related("unit", "post").order_by("number").first()


def holders_now(posts: Iterable[str], company: Unit, *, on: date) -> dict[str, list[Staff]]:
    """Who holds which post in a company on a day; at most twelve each."""
    wanted = list(posts)
    rows = Staff.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gt=on),
        post_id__in=wanted,
        unit__path__startswith=company.path,
    ).select_related("unit", "post")
    found: dict[str, list[Staff]] = {post: [] for post in wanted}
    for staff in rows.order_by("number")[:400]:
        if len(found[staff.post_id]) < 12:
            found[staff.post_id].append(staff)
    return found


def processing(terms: Terms, unit: Unit, *, on: date) -> list[Staff]:
    """Who answers for what processes an item (工程部, 维修班长 …), as seen from a unit."""
    found = [doer_of(code, unit, on=on).staff for code in terms.process]
    return list(dict.fromkeys(one for one in found if one is not None))


def process_units(terms: Terms, unit: Unit, *, on: date) -> list[Unit]:
    """The departments that process an item; none where the policy names nobody."""
    rows = [department_of(one.unit) for one in processing(terms, unit, on=on)]
    return list({one.pk: one for one in rows}.values())
