"""Leaders called to the site of an emergency (tiering/6.1(5), 6.2(4)), and what they answer."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import record_moment, start_timeline
from heqi.clocks.queries import clocks_of, timeline_of
from heqi.customers.models import Party
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify_post
from heqi.outages.access import JUDGE
from heqi.outages.events import LeaderMissed, LeadersCalled
from heqi.outages.facts import Wanted, wanted_leaders
from heqi.outages.kinds import emergency_label
from heqi.outages.models import Emergency, Summons
from heqi.outages.queries.area import Near
from heqi.outages.states import SUMMONS_FLOW, WAITED_FOR, Answer
from heqi.people.access import Refused, require
from heqi.people.models import Post, Staff
from heqi.people.queries import holders_nearby
from heqi.tiers.queries.contacts import contacts_for
from heqi.workorders.actions import call_post, excuse_post, note_attended
from heqi.workorders.guards import holds_post


def call_leaders(
    emergency: Emergency, near: Iterable[Near], *, by: Actor, now: datetime
) -> list[Summons]:
    """Call every post that the policy wants for the VIP customers near; each post once."""
    wanted: dict[str, list[tuple[str, str, Wanted]]] = {}
    concerned: dict[str, list[int]] = {}
    for one in near:
        found = wanted_leaders(
            tier=one.tier,
            nearness=one.nearness,
            place=emergency.place,
            area=emergency.compound.area if emergency.compound else emergency.order.area,
            now=now,
            company_id=emergency.company_id,
        )
        for post, clause in (found.posts if found else {}).items():
            wanted.setdefault(post, []).append((clause, one.name, found))  # type: ignore[arg-type]
            concerned.setdefault(post, []).append(one.party_id)
    known = set(emergency.summons.values_list("post_id", flat=True))
    posts = Post.objects.in_bulk([post for post in wanted if post not in known])
    called = [
        _call(
            emergency, post, wanted[code], _people(emergency, code, concerned[code], now), by, now
        )
        for code, post in posts.items()
    ]
    if called:
        announce(
            LeadersCalled(
                emergency_id=emergency.pk,
                number=emergency.order.number,
                posts=[one.post_id for one in called],
                clauses=sorted({ref for one in called for ref in one.clauses}),
                company_id=emergency.company_id,
            ),
            now=now,
        )
    return called


def _people(emergency: Emergency, post: str, parties: list[int], now: datetime) -> list[Staff]:
    """The contacts of these customers in a post (6.1(1), 6.2(1)), stand-ins for the absent; else
    whoever holds it."""
    today = timezone.localdate(now)
    rows = Party.objects.filter(pk__in=parties)
    people = {
        (person.stand_in or person.staff).pk: person.stand_in or person.staff
        for contacts in contacts_for(rows, on=today).values()
        for line in contacts.lines
        if line.post == post
        for person in line.people
    }
    return list(people.values()) or holders_nearby(post, emergency.company, on=today)


def _call(
    emergency: Emergency,
    post: Post,
    wanted: list[tuple[str, str, Wanted]],
    holders: list[Staff],
    by: Actor,
    now: datetime,
) -> Summons:
    clauses = list(dict.fromkeys(clause for clause, _name, _found in wanted))
    decision = wanted[0][2].decision
    order = emergency.order
    summons: Summons = Summons.objects.create(
        emergency=emergency,
        company=emergency.company,
        unit=emergency.company,
        post=post,
        clauses=clauses,
        because=", ".join(dict.fromkeys(name for _clause, name, _found in wanted))[:300],
        decision=decision,
        called_at=now,
    )
    summons.called.set(holders)
    timeline = start_timeline(
        summons,
        unit=emergency.company,
        decision=decision,
        facts=decision.facts,
        label=order.number,
        by=by,
        now=now,
    )
    record_moment(timeline, "summoned", by=by, now=now)
    due = next((c.due_at for c in clocks_of(summons) if c.name == "attend"), None)
    Summons.objects.filter(pk=summons.pk).update(due_at=due)
    summons.due_at = due
    audit(
        summons,
        "outages.summon",
        by=by,
        now=now,
        changes={"post": post.pk, "clauses": clauses, "called": [one.pk for one in holders]},
        decision=decision.pk,
    )
    # The key is that of the order's own call for this post: nobody is called twice.
    notify_post(
        post.pk,
        emergency.company,
        "outages.summoned",
        context={
            "number": order.number,
            "kind": emergency_label(emergency.kind),
            "address": order.address,
            "vips": summons.because or "—",
            "clause": clauses[0],
            "post": post.name,
            "due": due,
        },
        about=summons,
        url=f"/field/summons/{summons.pk}/",
        key=f"attend:{order.pk}:{post.pk}",
        holders=holders,
        by=by,
        now=now,
    )
    first = holders[0] if holders else None
    call_post(order, post=post.pk, clause=clauses[0], staff=first, by=by, now=now)
    return summons


@transaction.atomic
def acknowledge_summons(summons: Summons, *, by: Actor, now: datetime) -> Summons:
    """The leader has read it and comes. Said twice it is said once."""
    staff = _called(summons, by, now)
    if summons.status in (Answer.ACKNOWLEDGED, Answer.ARRIVED) and summons.staff_id == staff.pk:
        return summons
    _step(summons, "acknowledge", by=by, now=now, staff=staff, acknowledged_at=now)
    _record(summons, "acknowledged", by=by, now=now)
    return summons


@transaction.atomic
def attend_summons(summons: Summons, *, by: Actor, now: datetime) -> Summons:
    """The leader is on the site: the server's time counts."""
    staff = _called(summons, by, now)
    if summons.status == Answer.ARRIVED:
        return summons
    note_attendance(summons, staff=staff, by=by, now=now)
    note_attended(summons.emergency.order, post=summons.post_id, staff=staff, by=by, now=now)
    return summons


def note_attendance(summons: Summons, *, staff: Staff, by: Actor, now: datetime) -> None:
    """He came, as told by himself or by the crew's phone."""
    late = summons.due_at is not None and now > summons.due_at
    before = summons.acknowledged_at
    _step(
        summons, "arrive", by=by, now=now, staff=staff, arrived_at=now,
        acknowledged_at=before or now,
    )  # fmt: skip
    _record(summons, "attended", by=by, now=now)
    if late:
        _tell_missed(summons, late=True, now=now)


@transaction.atomic
def explain_absence(summons: Summons, *, reason: str, by: Actor, now: datetime) -> Summons:
    """The leader cannot come and says why; whether that counts is for others to judge."""
    staff = _called(summons, by, now)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you cannot come.")})
    if summons.status == Answer.EXCUSE_GIVEN and summons.excuse == reason.strip()[:300]:
        return summons
    _step(summons, "explain", by=by, now=now, staff=staff, excuse=reason.strip()[:300])
    return summons


@transaction.atomic
def judge_absence(summons: Summons, *, allowed: bool, by: Actor, now: datetime) -> Summons:
    """Whether the reason is good enough: an exception of the clause, or a miss."""
    require(by, JUDGE, summons)
    if by.kind == "staff" and by.id in (summons.staff_id, None):
        raise Refused(_("Nobody judges his own absence."), JUDGE)
    name = "excuse" if allowed else "refuse_excuse"
    _step(summons, name, by=by, now=now, judged_by_name=by.name)
    if allowed:
        _record(summons, "excused", by=by, now=now)
        excuse_post(
            summons.emergency.order, post=summons.post_id, reason=summons.excuse, by=by, now=now
        )
    else:
        _tell_missed(summons, late=False, now=now)
    return summons


def settle_summons(
    emergency: Emergency, *, called_off: bool = False, by: Actor, now: datetime
) -> None:
    """It is over: who was late in coming is missed, who still had time is called off."""
    for one in emergency.summons.filter(status__in=[Answer.CALLED, Answer.ACKNOWLEDGED]):
        if not called_off and one.due_at is not None and now > one.due_at:
            _step(one, "miss", by=by, now=now)
            _tell_missed(one, late=False, now=now)
        else:
            _step(one, "call_off", by=by, now=now)
            _record(one, "cancelled", by=by, now=now)


def _called(summons: Summons, by: Actor, now: datetime) -> Staff:
    """Whoever was called, or holds the post by now; nobody answers for somebody else."""
    staff = Staff.objects.filter(pk=by.id).first() if by.kind == "staff" and by.id else None
    if staff is not None and (
        summons.called.filter(pk=staff.pk).exists() or holds_post(staff, summons.post_id, now=now)
    ):
        return staff
    raise Refused(_("The {post} was called, not you.").format(post=summons.post), "outages.view")


def _step(summons: Summons, name: str, *, by: Actor, now: datetime, **values: Any) -> None:
    if SUMMONS_FLOW.target(summons.status, name) is None:
        raise IllegalMove(
            _("This call has been answered or is over: {state}.").format(
                state=summons.get_status_display()
            )
        )
    reason = str(values.get("excuse", ""))
    move(
        summons,
        SUMMONS_FLOW,
        name,
        code=f"outages.{name}_summons",
        by=by,
        now=now,
        reason=reason,
        changes={"post": summons.post_id},
        **values,
    )


def _record(summons: Summons, kind: str, *, by: Actor, now: datetime) -> None:
    timeline = timeline_of(summons)
    if timeline is not None:
        record_moment(timeline, kind, by=by, now=now)


def _tell_missed(summons: Summons, *, late: bool, now: datetime) -> None:
    announce(
        LeaderMissed(
            summons_id=summons.pk,
            number=summons.emergency.order.number,
            post=summons.post_id,
            clause=summons.clauses[0] if summons.clauses else "",
            staff_id=summons.staff_id,
            late=late,
            company_id=summons.company_id,
        ),
        now=now,
    )


def warn_of_late_leader(
    summons: Summons, *, what: Mapping[str, str], clause: str, now: datetime
) -> None:
    """A leader has not answered or come in time: the dispatchers ring him up."""
    if summons.status not in WAITED_FOR:
        return
    order = summons.emergency.order
    notify_post(
        "dispatcher",
        summons.company,
        "outages.leader_late",
        context={
            "number": order.number,
            "what": what,
            "post": summons.post.name,
            "due": summons.due_at,
            "clause": clause,
        },
        about=summons,
        url=f"/emergencies/{order.number}/",
        key=f"leader-late:{summons.pk}:{what['zh']}",
        by=SYSTEM,
        now=now,
    )
