"""Calls at the door that came to nothing: nobody home, refused, booked for another time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import record_moment, start_timeline
from heqi.clocks.models import Timeline
from heqi.clocks.queries import governing_clock, timeline_of
from heqi.evidence.actions import attach_signature
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import Address, notify, notify_post
from heqi.people.access import Refused, may, require
from heqi.people.models import Post, Staff
from heqi.policies.models import Decision
from heqi.policies.templatetags.policies import clause_label
from heqi.safety.access import CHECK, FOLLOW, PLAN
from heqi.safety.checklist import refusal_choices, refusal_label
from heqi.safety.events import SafetyCheckRefused
from heqi.safety.facts import calls, on_refusal, source
from heqi.safety.models import Attempt, Check, Outcome
from heqi.safety.states import CHECK_FLOW, C


def require_caller(check: Check, by: Actor) -> None:
    """A check is made by the inspector of its route, or by who plans."""
    require(by, CHECK if may(by, CHECK) else PLAN, check)
    if not check.is_open:
        raise IllegalMove(
            _("Not accepted: the check is {state} meanwhile.").format(
                state=check.get_status_display()
            )
        )
    _require_organised(check)
    if by.kind != "staff" or may(by, PLAN, check):
        return
    if check.full is not None:
        members = {check.full.lead_id, *check.full.members.values_list("staff", flat=True)}
        if by.id in members:
            return
        raise Refused(_("Not accepted: you are not on the team of this full check."), CHECK)
    inspector = check.route.inspector if check.route else None
    if inspector is None or inspector.pk != by.id:
        raise Refused(
            _("Not accepted: this route is with {name} meanwhile.").format(
                name=inspector.name if inspector else _("nobody")
            ),
            CHECK,
        )


def _require_organised(check: Check) -> None:
    route = check.route
    if route is None or not route.organise or route.organised_at is not None:
        return
    posts = [str(post) for post in Post.objects.filter(pk__in=route.organise)]
    raise ValidationError(
        _("{clause}: the {post} has not organised this route yet.").format(
            clause=clause_label(route.clause), post=_(", ").join(posts or route.organise)
        )
    )


def happened_at(device_at: datetime | None, now: datetime) -> datetime:
    """When it happened: what the phone says, unless its clock runs ahead."""
    return min(device_at, now) if device_at else now


@transaction.atomic
def miss_customer(
    check: Check,
    *,
    card_left: bool,
    written_notice: bool = False,
    note: str = "",
    key: str | None = None,
    device_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Check:
    """Nobody home: the next call is due after the gap, and the last one leaves a written notice.

    Raises ``ValidationError`` where the policy wants a card or a notice left, or more time
    between two calls (``safety.visits``).
    """
    require_caller(check, by)
    at = happened_at(device_at, now)
    rule = calls(on=timezone.localdate(at), company_id=check.company_id)
    where = clause_label(rule.clause)
    if check.next_on and timezone.localdate(at) < check.next_on and check.status == C["ABSENT"]:
        raise ValidationError(
            _("{clause}: the next call counts from {day} only.").format(
                clause=where, day=f"{check.next_on:%Y-%m-%d}"
            )
        )
    number = check.attempts + 1
    last = number >= rule.most
    if "notice_left" in rule.left and not card_left and not last:
        raise ValidationError(
            {"card_left": _("{clause} wants a card left at the door.").format(clause=where)}
        )
    if last and "written_notice" in rule.left and not written_notice:
        raise ValidationError(
            {
                "written_notice": _(
                    "This was call {n} of {n}: {clause} wants a written notice, kept on file."
                ).format(n=rule.most, clause=where)
            }
        )
    next_on = None if last else rule.next_on(at, check.unit)
    left = [code for code, is_left in _left(card_left, written_notice) if is_left]
    move(
        check,
        CHECK_FLOW,
        "give_up" if last else "miss",
        code="safety.miss_customer",
        by=by,
        now=now,
        changes={"call": number, "left": left},
        attempts=number,
        tried_at=at,
        next_on=next_on,
        booked_for=None,
    )
    keep_call(check, Outcome.ABSENT, at, device_at, key, left=left, note=note, by=by)
    _tell_customer(
        check,
        "safety.written_notice" if last else "safety.nobody_home",
        {"on": timezone.localdate(at), "next": next_on},
        by=by,
        now=now,
    )
    return check


def _left(card: bool, notice: bool) -> list[tuple[str, bool]]:
    return [("notice_left", card), ("written_notice", notice)]


@transaction.atomic
def refuse_check(
    check: Check,
    *,
    reason: str,
    note: str = "",
    signature: str = "",
    witness: str = "",
    key: str | None = None,
    device_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Check:
    """The customer would not let us check: signed by him or by a witness, followed up by rule."""
    require_caller(check, by)
    if reason not in dict(refusal_choices()):
        raise ValidationError({"reason": _("Choose why the customer refused.")})
    if reason == "other" and not note.strip():
        raise ValidationError({"note": _("Say in words why.")})
    if not signature and not witness.strip():
        raise ValidationError(
            {"witness": _("Let the customer sign, or name the witness of the refusal.")}
        )
    at = happened_at(device_at, now)
    decision = on_refusal(on=timezone.localdate(at), company_id=check.company_id)
    move(
        check,
        CHECK_FLOW,
        "refuse",
        code="safety.refuse_check",
        by=by,
        now=now,
        changes={"reason": reason},
        decision=decision.pk,
        attempts=check.attempts + 1,
        tried_at=at,
        next_on=None,
        refusal=reason,
        note=note[:300],
        witness=witness.strip()[:60],
        followed_up_at=None,
        followed_up_by="",
        follow_note="",
    )
    keep_call(check, Outcome.REFUSED, at, device_at, key, note=note, by=by)
    if signature:
        name = f"{check.number}-refused-{check.attempts}"
        attach_signature(check, drawn=signature, key=name, by=by, now=now)
    timeline = timeline_of(check)
    if timeline is None:
        timeline = start_timeline(
            check, unit=check.unit, decision=decision, facts={}, label=check.number, by=by, now=now
        )
        record_moment(timeline, "refused", at=at, reason=note[:200], by=by, now=now)
    _report_refusal(check, decision, timeline, by=by, now=now)
    announce(
        SafetyCheckRefused(
            check_id=check.pk,
            number=check.number,
            company_id=check.company_id,
            party_id=check.party_id,
            reason=reason,
        ),
        now=now,
    )
    return check


def _report_refusal(
    check: Check, decision: Decision, timeline: Timeline, *, by: Actor, now: datetime
) -> None:
    clock = governing_clock(timeline)
    for post in (decision.answer or {}).get("tell") or ():
        notify_post(
            post,
            check.unit,
            "safety.refused",
            context={
                "number": check.number,
                "address": check.address,
                "reason": refusal_label(check.refusal),
                "due": clock.due_at if clock else None,
                "clause": source(decision, "follow_up")["clause"],
            },
            about=check,
            url=f"/safety/checks/{check.number}/",
            key=f"safety:refused:{check.pk}:{check.attempts}",
            by=by,
            now=now,
        )


@transaction.atomic
def follow_up(
    check: Check,
    *,
    note: str,
    booked_for: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Check:
    """Somebody else called on a customer who had refused; he may have agreed to a time."""
    require(by, FOLLOW, check)
    if check.status != C["REFUSED"]:
        raise IllegalMove(_("This customer has not refused."))
    if not note.strip():
        raise ValidationError({"note": _("Write down what the customer said.")})
    refused = check.calls.filter(outcome=Outcome.REFUSED).last()
    if refused and by.kind == "staff" and refused.staff_id == by.id:
        raise Refused(_("Somebody else than the inspector who was refused calls again."), FOLLOW)
    Check.objects.filter(pk=check.pk).update(
        followed_up_at=now, followed_up_by=by.name, follow_note=note[:300]
    )
    check.followed_up_at, check.followed_up_by, check.follow_note = now, by.name, note[:300]
    keep_call(check, Outcome.FOLLOWED_UP, now, None, None, note=note, by=by)
    timeline = timeline_of(check)
    if timeline is not None:
        record_moment(timeline, "followed_up", by=by, now=now)
    audit(check, "safety.follow_up", by=by, now=now, reason=note)
    if booked_for is not None:
        book_check(check, booked_for=booked_for, by=by, now=now)
    return check


@transaction.atomic
def book_check(check: Check, *, booked_for: datetime, by: Actor, now: datetime) -> Check:
    """The customer names a time: he is called on then, whatever came before."""
    require(by, FOLLOW if may(by, FOLLOW) else CHECK, check)
    if not check.is_open:
        raise IllegalMove(_("The plan is closed. Put the customer into the present one."))
    if booked_for <= now:
        raise ValidationError({"booked_for": _("Choose a time to come.")})
    move(
        check,
        CHECK_FLOW,
        "book",
        code="safety.book_check",
        by=by,
        now=now,
        changes={"booked_for": booked_for.isoformat()},
        booked_for=booked_for,
        next_on=timezone.localdate(booked_for),
    )
    return check


def keep_call(
    check: Check,
    outcome: Outcome,
    at: datetime,
    device_at: datetime | None,
    key: str | None,
    *,
    left: list[str] | None = None,
    note: str = "",
    by: Actor,
) -> Attempt:
    """A line about a call at the door."""
    return Attempt.objects.create(
        check_row=check,
        outcome=outcome,
        at=at,
        device_at=device_at,
        staff=Staff.objects.filter(pk=by.id or 0).first() if by.kind == "staff" else None,
        by_name=by.name,
        left=left or [],
        note=note[:200],
        key=key,
    )


def _tell_customer(
    check: Check, code: str, context: Mapping[str, Any], *, by: Actor, now: datetime
) -> None:
    address = address_of(check)
    if address is None:
        return
    notify(
        address,
        code,
        context={"company": check.company.short_name or check.company.name, **context},
        about=check,
        unit=check.unit,
        key=f"{code}:{check.pk}:{check.attempts}",
        by=by,
        now=now,
    )


def address_of(check: Check) -> Address | None:
    """Where the customer gets a short message; None for one without a phone."""
    phone = check.party.phones.order_by("-is_primary", "id").first() if check.party else None
    return Address(name=check.party.name, phone=phone.number) if phone and check.party else None
