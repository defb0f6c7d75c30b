"""Hazards: found, told, put right by the customer or by an order, re-checked, closed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import copy_clock, record_moment, start_timeline
from heqi.clocks.queries import governing_clock, timeline_of
from heqi.customers.actions import change_supply
from heqi.customers.models import ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify, notify_post
from heqi.people.access import Refused, may, require
from heqi.people.models import Staff
from heqi.policies.templatetags.policies import clause_label
from heqi.safety.access import CHECK, FOLLOW
from heqi.safety.actions.lending import lent
from heqi.safety.actions.visiting import address_of
from heqi.safety.checklist import Item, Kind, level_label
from heqi.safety.events import HazardClosed, HazardEscalated, HazardFound
from heqi.safety.facts import notice_at_once, on_hazard, source
from heqi.safety.models import Check, Did, Hazard, Side
from heqi.safety.posts import staff_of
from heqi.safety.states import HAZARD_FLOW, TO_MEND
from heqi.workorders.actions import create_order

PREFIX = "YH"
ORDER_KIND = "pipe_valve"


@dataclass(frozen=True, slots=True)
class Draft:
    """What an inspector writes down of a hazard."""

    item: str
    kind: str
    did: str = Did.TOLD
    side: str = ""
    note: str = ""


def refuse_draft(draft: Draft, item: Item, kind: Kind, decision_stops: bool, clause: str) -> None:
    """Raise ``ValidationError`` where the policy wants the gas stopped and it was not."""
    field = f"did-{item.code}"
    if draft.did not in Did.values:
        raise ValidationError({field: _("Say what was done about the hazard at once.")})
    if decision_stops and draft.did == Did.TOLD:
        raise ValidationError(
            {
                field: _(
                    "{level}, {what}: {clause} wants the gas stopped at once. Stop it, put the "
                    "hazard right on the spot, or say that it could not be stopped."
                ).format(
                    level=level_label(kind.level), what=kind.label, clause=clause_label(clause)
                )
            }
        )
    if draft.did == Did.NOT_STOPPED and not draft.note.strip():
        raise ValidationError({f"note-{item.code}": _("Say why the gas could not be stopped.")})


def record_hazard(
    check: Check,
    draft: Draft,
    item: Item,
    *,
    notice_to: str,
    at: datetime,
    by: Actor,
    now: datetime,
) -> Hazard:
    """Write down a hazard of a check; called in its transaction."""
    kind = item.kind(draft.kind)
    if kind is None:
        raise ValidationError({f"hazard-{item.code}": _("Choose what is wrong.")})
    decision = on_hazard(kind.level, on=timezone.localdate(at), company_id=check.company_id)
    stops = bool((decision.answer or {}).get("stop_gas"))
    clause = source(decision, "put_right")["clause"]
    refuse_draft(draft, item, kind, stops, source(decision, "stop_gas")["clause"])
    if not notice_to.strip() and draft.did != Did.MENDED and notice_at_once(decision):
        raise ValidationError(
            {"notice_to": _("Hand over the notice of hazards, and name who took it.")}
        )
    stopped = draft.did == Did.STOPPED
    hazard = Hazard.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company_id=check.company_id,
        unit=check.unit,
        check_row=check,
        service_point=check.service_point,
        party=check.party,
        tier=check.tier,
        compound=check.compound,
        address=check.address,
        item=item.code,
        kind=kind.code,
        kind_zh=kind.zh,
        kind_en=kind.en,
        level=kind.level,
        note=draft.note.strip()[:300],
        side=draft.side if draft.side in Side.values else kind.side,
        did=draft.did,
        decision=decision,
        clause=clause,
        found_at=at,
        found_by=staff_of(by),
        stopped_at=at if stopped else None,
    )
    timeline = start_timeline(
        hazard,
        unit=hazard.unit,
        decision=decision,
        facts={"hazard": kind.level},
        label=hazard.number,
        by=by,
        now=now,
    )
    record_moment(timeline, "found", at=at, by=by, now=now)
    audit(
        hazard,
        "safety.record_hazard",
        by=by,
        now=now,
        changes={"kind": kind.code, "level": kind.level, "did": draft.did, "check": check.number},
        decision=decision.pk,
    )
    if stopped:
        _stop_supply(hazard, by=by, now=now)
    if notice_to:
        _give_notice(hazard, notice_to, at, by=by, now=now)
    if draft.did == Did.MENDED:
        _settle(hazard, at, by=by, now=now)
    elif draft.did == Did.NOT_STOPPED:
        escalate(hazard, reason=_("the gas could not be stopped"), by=by, now=now)
    copy_due(hazard)
    announce(
        HazardFound(
            hazard_id=hazard.pk,
            number=hazard.number,
            company_id=hazard.company_id,
            service_point_id=hazard.service_point_id,
            party_id=hazard.party_id,
            level=hazard.level,
            stopped=stopped,
        ),
        now=now,
    )
    return hazard


def _stop_supply(hazard: Hazard, *, by: Actor, now: datetime) -> None:
    point = ServicePoint.objects.select_related("unit").get(pk=hazard.service_point_id)
    if point.state in ("gas_on", "suspended"):
        reason = f"{hazard.number} {hazard.kind_zh}"
        change_supply(point, step="seal", reason=reason, by=lent(by, hazard.company), now=now)


def _give_notice(hazard: Hazard, to: str, at: datetime, *, by: Actor, now: datetime) -> None:
    timeline = timeline_of(hazard)
    if timeline is not None:
        record_moment(timeline, "notified", at=at, by=by, now=now)
    if hazard.status == "found":
        move(
            hazard,
            HAZARD_FLOW,
            "notify",
            code="safety.give_notice",
            by=by,
            now=now,
            notified_at=at,
            notified_to=to[:60],
        )
    else:
        Hazard.objects.filter(pk=hazard.pk).update(notified_at=at, notified_to=to[:60])
        hazard.notified_at, hazard.notified_to = at, to[:60]


def _settle(hazard: Hazard, at: datetime, *, by: Actor, now: datetime) -> None:
    timeline = timeline_of(hazard)
    if timeline is not None:
        for kind in ("put_right", "rechecked"):
            record_moment(timeline, kind, at=at, by=by, now=now)
    told = hazard.status == "notified"
    if told:
        move(hazard, HAZARD_FLOW, "mend", code="safety.mend_hazard", by=by, now=now)
    move(
        hazard,
        HAZARD_FLOW,
        "close" if told else "settle",
        code="safety.close_hazard",
        by=by,
        now=now,
        is_open=False,
        mended_at=at,
        mended_by=by.name,
        mended_staff=staff_of(by),
        rechecked_at=at,
        rechecked_by=by.name,
        closed_at=now,
    )


@transaction.atomic
def give_notice(hazard: Hazard, *, to: str, by: Actor, now: datetime) -> None:
    """The written notice reached the customer after all."""
    require(by, FOLLOW if may(by, FOLLOW) else CHECK, hazard)
    if hazard.notified_at is not None or not hazard.is_open:
        raise IllegalMove(_("The notice was given already."))
    if not to.strip():
        raise ValidationError({"to": _("Name who took the notice.")})
    _give_notice(hazard, to.strip(), now, by=by, now=now)
    copy_due(hazard)
    address = address_of(hazard.check_row)
    if address is not None:
        notify(
            address,
            "safety.hazard_notice",
            context={
                "company": hazard.company.short_name or hazard.company.name,
                "what": hazard.kind_zh,
                "due": hazard.due_at,
                "number": hazard.number,
            },
            about=hazard,
            unit=hazard.unit,
            key=f"safety:notice:{hazard.pk}",
            by=by,
            now=now,
        )


@transaction.atomic
def order_mending(hazard: Hazard, *, by: Actor, now: datetime) -> None:
    """The company puts it right: an order for the repair team."""
    require(by, FOLLOW, hazard)
    if hazard.order_id is not None and hazard.status == "mending":
        raise IllegalMove(_("There is an order for it already."))
    party = hazard.party
    phone = party.phones.order_by("-is_primary", "id").first() if party else None
    order = create_order(
        kind=ORDER_KIND,
        company=hazard.company,
        party=party,
        service_point=hazard.service_point,
        address=hazard.address,
        contact_name=party.name if party else "",
        contact_phone=phone.number if phone else "",
        description=f"{hazard.number} {hazard.kind_zh} {hazard.note}".strip()[:200],
        by=lent(by, hazard.company),
        now=now,
    )
    move(
        hazard,
        HAZARD_FLOW,
        "order",
        code="safety.order_mending",
        by=by,
        now=now,
        changes={"order": order.number},
        order=order,
        side=Side.COMPANY,
    )


@transaction.atomic
def report_mended(
    hazard: Hazard,
    *,
    note: str,
    name: str = "",
    staff: Staff | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """It is said to be put right, by the customer or by an order; a re-check decides."""
    if by.kind != "system":
        require(by, FOLLOW if may(by, FOLLOW) else CHECK, hazard)
    if hazard.status not in TO_MEND:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    if not note.strip():
        raise ValidationError({"note": _("Write down what was done.")})
    move(
        hazard,
        HAZARD_FLOW,
        "mend",
        code="safety.report_mended",
        by=by,
        now=now,
        reason=note,
        mended_at=now,
        mended_by=(name or by.name)[:80],
        mended_staff=staff or (staff_of(by) if hazard.side == Side.COMPANY else None),
        mended_note=note[:300],
    )
    timeline = timeline_of(hazard)
    if timeline is not None:
        record_moment(timeline, "put_right", by=by, now=now)
    copy_due(hazard)
    inspector = hazard.found_by
    if inspector is not None and inspector.pk != by.id:
        notify(
            inspector,
            "safety.recheck",
            context={
                "number": hazard.number,
                "address": hazard.address,
                "what": hazard.kind_zh,
            },
            about=hazard,
            url=f"/safety/hazards/{hazard.number}/",
            key=f"safety:recheck:{hazard.pk}:{hazard.rechecks}",
            by=by,
            now=now,
        )


@transaction.atomic
def recheck(
    hazard: Hazard,
    *,
    passed: bool,
    note: str,
    restored: bool = False,
    by: Actor,
    now: datetime,
) -> None:
    """Look whether it is put right, by somebody else than who did it; then gas may flow again.

    Raises ``ValidationError`` where the gas is stopped and nothing is said of restoring it.
    """
    require(by, CHECK if may(by, CHECK) else FOLLOW, hazard)
    if hazard.mended_staff_id is not None and hazard.mended_staff_id == by.id:
        raise Refused(_("Nobody re-checks what he put right himself."), CHECK)
    if not note.strip():
        raise ValidationError({"note": _("Write down what the re-check found.")})
    if passed and hazard.has_stop and not restored:
        raise ValidationError(
            {"restored": _("The gas is stopped because of it: restore it, and tick that you did.")}
        )
    timeline = timeline_of(hazard)
    if timeline is not None:
        record_moment(timeline, "rechecked", reason=note[:200], by=by, now=now)
        if not passed:
            record_moment(timeline, "recheck_failed", reason=note[:200], by=by, now=now)
    values: dict[str, Any] = {
        "rechecks": hazard.rechecks + 1,
        "rechecked_at": now,
        "rechecked_by": by.name,
        "recheck_note": note[:300],
    }
    if passed:
        values |= {"is_open": False, "closed_at": now}
        if hazard.has_stop:
            values["restored_at"] = now
    else:
        values |= {"mended_at": None, "mended_by": "", "mended_staff": None}
    move(
        hazard,
        HAZARD_FLOW,
        "close" if passed else "fail",
        code="safety.recheck",
        by=by,
        now=now,
        changes={"passed": passed},
        reason=note,
        **values,
    )
    copy_due(hazard)
    if not passed:
        return
    _restore(hazard, by=by, now=now)
    announce(
        HazardClosed(
            hazard_id=hazard.pk,
            number=hazard.number,
            company_id=hazard.company_id,
            level=hazard.level,
        ),
        now=now,
    )


def _restore(hazard: Hazard, *, by: Actor, now: datetime) -> None:
    """Gas flows again with the last hazard that stopped it."""
    if hazard.restored_at is None:
        return
    others = Hazard.objects.filter(
        service_point=hazard.service_point_id,
        is_open=True,
        stopped_at__isnull=False,
        restored_at__isnull=True,
    )
    point = ServicePoint.objects.select_related("unit").get(pk=hazard.service_point_id)
    if point.state == "sealed" and not others.exists():
        change_supply(
            point, step="unseal", reason=hazard.number, by=lent(by, hazard.company), now=now
        )


@transaction.atomic
def escalate_hazard(hazard: Hazard, *, reason: str, by: Actor, now: datetime) -> None:
    """Hand a hazard up by hand, with a reason."""
    require(by, FOLLOW, hazard)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    escalate(hazard, reason=reason.strip(), by=by, now=now)
    copy_due(hazard)


def escalate(hazard: Hazard, *, reason: str, by: Actor, now: datetime) -> None:
    """Hand a hazard up and tell the posts that the policy names."""
    move(
        hazard,
        HAZARD_FLOW,
        "escalate",
        code="safety.escalate",
        by=by,
        now=now,
        reason=reason,
        escalated_at=now,
        escalated_reason=reason[:200],
    )
    posts = ((hazard.decision.answer or {}) if hazard.decision else {}).get("escalate") or ()
    for post in posts:
        notify_post(
            post,
            hazard.unit,
            "safety.escalated",
            context={
                "number": hazard.number,
                "level": level_label(hazard.level),
                "address": hazard.address,
                "what": hazard.kind_zh,
                "reason": reason,
                "clause": hazard.clause,
            },
            about=hazard,
            url=f"/safety/hazards/{hazard.number}/",
            key=f"safety:escalated:{hazard.pk}:{now:%Y%m%d%H%M}",
            by=by,
            now=now,
        )
    announce(
        HazardEscalated(
            hazard_id=hazard.pk,
            number=hazard.number,
            company_id=hazard.company_id,
            level=hazard.level,
            reason=reason,
        ),
        now=now,
    )


def copy_due(hazard: Hazard) -> None:
    """Copy the governing clock to the row for the lists."""
    timeline = timeline_of(hazard) if hazard.is_open else None
    clock = governing_clock(timeline) if timeline else None
    copy_clock(hazard, clock)
