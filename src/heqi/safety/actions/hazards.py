"""Hazards: found at a check, with the notice, what was stopped and what was put right at once."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import record_moment, start_timeline
from heqi.clocks.queries import timeline_of
from heqi.customers.actions import change_supply
from heqi.customers.models import ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.policies.templatetags.policies import clause_label
from heqi.safety.actions.escalating import escalate
from heqi.safety.actions.lending import lent
from heqi.safety.actions.timing import copy_due
from heqi.safety.checklist import Item, Kind, level_label
from heqi.safety.events import HazardFound
from heqi.safety.facts import notice_at_once, on_hazard, source
from heqi.safety.models import Check, Did, Hazard, Side
from heqi.safety.posts import staff_of
from heqi.safety.states import HAZARD_FLOW

PREFIX = "YH"


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
        note_notice(hazard, notice_to, at, by=by, now=now)
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


def note_notice(hazard: Hazard, to: str, at: datetime, *, by: Actor, now: datetime) -> None:
    """The written notice was taken by ``to`` at that time."""
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
