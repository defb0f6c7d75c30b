"""Duplicates, repeats and groups: found by the policy's windows when the class is known."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from heqi.complaints.actions.levels import raise_level, set_facts
from heqi.complaints.actions.making import make_case
from heqi.complaints.actions.plans import cancel_plan
from heqi.complaints.actions.telling import acting
from heqi.complaints.actions.timing import note_platform, record, timelines_of
from heqi.complaints.actions.withholding import withhold_anew
from heqi.complaints.catalogue import by_the_clock, catalogue
from heqi.complaints.facts import REPEATED, instant_of, limit_of, pattern
from heqi.complaints.models import Complaint, NationalCase
from heqi.complaints.states import FLOW, Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import move
from heqi.outages.actions import suspect_in_compound
from heqi.service.actions import merge_request, open_request, remind_request
from heqi.service.states import OPEN_STATES as OPEN_REQUESTS

GONE = (Status.MERGED, Status.WITHDRAWN, Status.CONVERTED)


@transaction.atomic
def place_complaint(complaint: Complaint, *, by: Actor, now: datetime) -> Complaint:
    """Where a complaint belongs: attached to an open one, behind a closed one, into a group.

    Gives back the case that goes on: the complaint itself, or the one it was attached to.
    """
    first = _open_same(complaint, now=now)
    if first is not None:
        attach_duplicate(complaint, into=first, by=by, now=now)
        return first
    earlier = _closed_same(complaint, now=now)
    if earlier is not None and complaint.repeated_of_id is None:
        _chain(complaint, earlier, by=by, now=now)
    _group(complaint, by=by, now=now)
    _no_gas(complaint, by=by, now=now)
    return complaint


def _window(answer: dict[str, Any], complaint: Complaint) -> datetime:
    """The earliest receipt that still falls into a pattern's window."""
    at = complaint.received_at
    return at - (instant_of(limit_of(answer, "within"), at, complaint.company) - at)


def _same(complaint: Complaint) -> Any:
    rows = Complaint.objects.filter(
        company_id=complaint.company_id, category=complaint.category, is_group=False
    ).exclude(pk=complaint.pk)
    return rows.exclude(status__in=GONE).filter(received_at__lte=complaint.received_at)


def _open_same(complaint: Complaint, *, now: datetime) -> Complaint | None:
    if complaint.party_id is None:
        return None
    since = _window(pattern("same_open", now=now, company_id=complaint.company_id), complaint)
    rows = _same(complaint).filter(
        party_id=complaint.party_id,
        request__service_point_id=complaint.request.service_point_id,
        is_open=True,
        received_at__gte=since,
    )
    if complaint.accused_id:  # what is said of a person goes where that person does not look
        rows = rows.filter(accused_id=complaint.accused_id)
    found: Complaint | None = rows.select_related("request", "unit").order_by("id").first()
    return found


def _closed_same(complaint: Complaint, *, now: datetime) -> Complaint | None:
    if complaint.party_id is None:
        return None
    since = _window(pattern("same_closed", now=now, company_id=complaint.company_id), complaint)
    rows = _same(complaint).filter(party_id=complaint.party_id, is_open=False, closed_at__gte=since)
    found: Complaint | None = rows.order_by("-closed_at").first()
    return found


@transaction.atomic
def attach_duplicate(complaint: Complaint, *, into: Complaint, by: Actor, now: datetime) -> None:
    """The same again: it hangs on the open case as a reminder."""
    move(
        complaint,
        FLOW,
        "merge",
        code="complaints.attach",
        by=by,
        now=now,
        changes={"into": into.number},
        is_open=False,
        merged_into_id=into.pk,
        closed_at=now,
    )
    complaint.merged_into = into
    # What was attached to it before hangs on the case that goes on as well.
    Complaint.objects.filter(merged_into=complaint).update(merged_into=into)
    withhold_anew(complaint, by=acting(by), now=now)
    record(complaint, "merged", by=by, now=now)
    cancel_plan(complaint, by=by, now=now)
    _carry_over(complaint, into, by=acting(by), now=now)
    request, target = complaint.request, into.request
    why = _("the same matter as {number}").format(number=into.number)
    if request.status in OPEN_REQUESTS and target.status in OPEN_REQUESTS:
        merge_request(request, into=target, reason=why, by=acting(by), now=now)
    if target.is_open:
        remind_request(
            target, contact=request.contact, note=request.description, by=acting(by), now=now
        )


def _carry_over(complaint: Complaint, into: Complaint, *, by: Actor, now: datetime) -> None:
    """What is said the second time counts for the case that goes on: signs, households, claim, the
    platform with the earlier date, the escalation, the secrecy, and the case of the national
    centre."""
    due = _earlier(into.platform_due_at, complaint.platform_due_at)
    values = {
        "platform_number": into.platform_number or complaint.platform_number,
        "platform_due_at": due,
        "escalated_at": _earlier(into.escalated_at, complaint.escalated_at),
        "disputed": into.disputed or complaint.disputed,
        "confidential": into.confidential or complaint.confidential,
    }
    before = {name: getattr(into, name) for name in values}
    if values != before:
        Complaint.objects.filter(pk=into.pk).update(**values)
        for name, value in values.items():
            setattr(into, name, value)
        audit(
            into,
            "complaints.carry_over",
            by=by,
            now=now,
            changes={name: [before[name], value] for name, value in values.items()},
        )
    if due is not None and due != before["platform_due_at"]:
        for timeline in timelines_of(into):
            note_platform(into, timeline, by=by, now=now)
    if not NationalCase.objects.filter(complaint=into).exists():
        NationalCase.objects.filter(complaint=complaint).update(complaint=into)
    set_facts(
        into,
        category=into.category,
        given={*into.signs, *complaint.signs} - by_the_clock(),
        households=max(into.households, complaint.households),
        claim_yuan=max(into.claim_yuan, complaint.claim_yuan),
        by=by,
        now=now,
    )
    if complaint.level < into.level:  # somebody, or a broken limit, had raised it
        reason = _("{number}, attached to it, had been raised").format(number=complaint.number)
        raise_level(into, to=complaint.level, reason=reason, by=by, now=now)


def _earlier(*dates: datetime | None) -> datetime | None:
    return min((one for one in dates if one), default=None)


def _chain(complaint: Complaint, earlier: Complaint, *, by: Actor, now: datetime) -> None:
    complaint.repeated_of = earlier
    Complaint.objects.filter(pk=complaint.pk).update(repeated_of=earlier)
    audit(complaint, "complaints.repeat", by=by, now=now, changes={"of": earlier.number})
    set_facts(
        complaint,
        category=complaint.category,
        given=[*complaint.signs, REPEATED],
        households=complaint.households,
        claim_yuan=complaint.claim_yuan,
        by=by,
        now=now,
    )


def _group(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    if complaint.compound_id is None or complaint.parent_id or complaint.is_group:
        return
    if complaint.accused_id:  # a group is read by many; what is said of a person stays by itself
        return
    answer = pattern("compound", now=now, company_id=complaint.company_id)
    since = _window(answer, complaint)
    alike = Complaint.objects.filter(
        compound_id=complaint.compound_id,
        category=complaint.category,
        accused__isnull=True,
        is_open=True,
        received_at__gte=since,
    )
    parent = alike.filter(is_group=True).select_related("request", "unit").order_by("id").first()
    members = list(alike.filter(is_group=False).select_related("request").order_by("id")[:500])
    households = {_household(one.party_id, one.request.service_point_id, one.pk) for one in members}
    if parent is None and len(households) < int(answer["households"]):
        return
    parent = parent or _open_parent(complaint, by=by, now=now)
    Complaint.objects.filter(pk__in=[one.pk for one in members]).update(parent=parent)
    complaint.parent = parent
    withhold_anew(parent, by=acting(by), now=now)
    if parent.compound_id is None:
        Complaint.objects.filter(pk=parent.pk).update(compound_id=complaint.compound_id)
        parent.compound_id = complaint.compound_id
    audit(
        parent, "complaints.group", by=by, now=now, changes={"members": [m.number for m in members]}
    )
    count_households(parent, by=by, now=now)


def _household(party: int | None, point: int | None, pk: int) -> tuple[str, int]:
    """What tells one household from another: the customer, the place, else the case itself."""
    if party:
        return "party", party
    return ("point", point) if point else ("case", pk)


def count_households(parent: Complaint, *, by: Actor, now: datetime) -> None:
    """The level of a group follows the number of its households."""
    members = parent.children.exclude(status__in=GONE)
    told = members.values_list("party_id", "request__service_point_id", "pk")
    households = max(len({_household(*one) for one in told}), 1)
    if households > parent.households:
        set_facts(
            parent,
            category=parent.category,
            given=parent.signs,
            households=households,
            claim_yuan=parent.claim_yuan,
            by=by,
            now=now,
        )


def _open_parent(complaint: Complaint, *, by: Actor, now: datetime) -> Complaint:
    name = complaint.compound.name if complaint.compound else complaint.subject
    request = open_request(
        kind="complaint",
        company=complaint.company,
        address=name,
        description=_("Group complaint of {place}: {matter}").format(
            place=name, matter=complaint.subject
        ),
        source=complaint.request.source,
        by=acting(by),
        now=now,
    )
    return make_case(
        request,
        subject=request.description,
        channel=complaint.channel,
        category=complaint.category,
        claim_yuan=complaint.claim_yuan,
        is_group=True,
        by=by,
        now=now,
    )


def _no_gas(complaint: Complaint, *, by: Actor, now: datetime) -> None:
    wanted = catalogue()["no_gas"]

    def is_no_gas(one: Complaint) -> bool:
        return any(word in one.request.description for word in wanted["words"])

    if complaint.compound_id is None or complaint.category not in wanted["classes"]:
        return
    if not is_no_gas(complaint):
        return
    answer = pattern("no_gas", now=now, company_id=complaint.company_id)
    rows = Complaint.objects.filter(
        compound_id=complaint.compound_id,
        category__in=wanted["classes"],
        is_group=False,
        received_at__gte=_window(answer, complaint),
    )
    alike = rows.select_related(
        "request__company", "request__unit", "request__contact",
        "request__service_point__premises__compound",
    ).order_by("-received_at", "-id")[:200]  # fmt: skip
    without = [one for one in alike if is_no_gas(one)]
    households = {one.party_id or one.request.service_point_id or one.pk for one in without}
    if complaint.compound is None or len(households) < int(answer["households"]):
        return
    suspect_in_compound(
        complaint.compound,
        [one.request for one in without],
        homes=len(households),
        by=acting(by),
        now=now,
    )
