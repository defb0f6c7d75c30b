"""Opening, placing and ending emergencies."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.clocks.queries import clocks_of
from heqi.customers.models import Compound
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify_post
from heqi.outages.access import STEER
from heqi.outages.actions.summoning import call_leaders, settle_summons
from heqi.outages.events import EmergencyEnded, EmergencyOpened
from heqi.outages.kinds import emergency_label, kind_of_symptom
from heqi.outages.models import Emergency, LogLine
from heqi.outages.queries.area import compound_of, vips_near
from heqi.outages.states import EMERGENCY_FLOW
from heqi.people.access import Refused, may, require
from heqi.policies.packs import common_pack
from heqi.service.facts import QUESTION
from heqi.service.kinds import desk
from heqi.workorders.models import WorkOrder


@transaction.atomic
def open_emergency(order: WorkOrder, *, by: Actor, now: datetime) -> Emergency:
    """Give an emergency order its chain: find where it is, the VIP customers near, call leaders.

    Called when the order was made; once per order.
    """
    known = Emergency.objects.filter(order=order).first()
    if known is not None:
        return known
    request = order.request
    compound = compound_of(order.company, order.service_point, order.address)
    emergency = Emergency.objects.create(
        order=order,
        company=order.company,
        unit=order.unit,
        kind=kind_of_symptom(request.symptom if request else ""),
        place=_place(order),
        compound=compound,
        opened_at=request.opened_at if request else order.created_at,
    )
    audit(
        emergency,
        "outages.open_emergency",
        by=by,
        now=now,
        changes={"order": order.number, "kind": emergency.kind, "place": emergency.place},
    )
    find_vips(emergency, by=by, now=now)
    _tell_dispatchers(emergency, by=by, now=now)
    announce(
        EmergencyOpened(
            emergency_id=emergency.pk,
            order_id=order.pk,
            number=order.number,
            company_id=order.company_id,
        ),
        now=now,
    )
    return emergency


def _place(order: WorkOrder) -> str:
    """Where the facility is: as taken up, indoors for a leak indoors, else as assumed."""
    request = order.request
    if request is not None and request.place:
        return request.place
    if order.kind == "indoor_leak":
        return "indoor"
    return str(desk()["assumed"]["place"]["emergency"])


def find_vips(emergency: Emergency, *, by: Actor, now: datetime) -> None:
    """Look for VIP customers near and call the leaders whom the policy names for them."""
    near = vips_near(emergency.compound, emergency.order.party)
    emergency.vips = [one.plain() for one in near]
    Emergency.objects.filter(pk=emergency.pk).update(vips=emergency.vips)
    call_leaders(emergency, near, by=by, now=now)


def _tell_dispatchers(emergency: Emergency, *, by: Actor, now: datetime) -> None:
    order = emergency.order
    due = next((c.due_at for c in clocks_of(order) if c.name == "dispatch" and c.due_at), None)
    notify_post(
        "dispatcher",
        order.company,
        "outages.emergency",
        context={
            "number": order.number,
            "kind": emergency_label(emergency.kind),
            "address": order.address,
            "due": due,
        },
        about=emergency,
        url=f"/emergencies/{order.number}/",
        key=f"emergency:{order.pk}",
        by=by,
        now=now,
    )


@transaction.atomic
def set_place(
    emergency: Emergency, *, compound: Compound | None, place: str, by: Actor, now: datetime
) -> Emergency:
    """Say where it is, once it is known better: VIP customers are looked for anew."""
    require(by, STEER, emergency)
    _require_running(emergency)
    if place not in (common_pack().question(QUESTION).facts["place"].words or {}):
        raise ValidationError({"place": _("Choose where it is.")})
    if compound is not None and compound.company_id != emergency.company_id:
        raise ValidationError({"compound": _("This compound belongs to another company.")})
    before = {"compound": emergency.compound_id, "place": emergency.place}
    Emergency.objects.filter(pk=emergency.pk).update(compound=compound, place=place)
    emergency.compound, emergency.place = compound, place
    audit(
        emergency,
        "outages.set_place",
        by=by,
        now=now,
        changes={
            "compound": [before["compound"], compound.pk if compound else None],
            "place": [before["place"], place],
        },
    )
    find_vips(emergency, by=by, now=now)
    return emergency


@transaction.atomic
def note_line(emergency: Emergency, *, text: str, by: Actor, now: datetime) -> LogLine:
    """Write a line into the log of a running emergency."""
    if not (may(by, STEER, emergency) or emergency.order.assignee_id == by.id):
        is_called = by.kind == "staff" and emergency.summons.filter(called=by.id).exists()
        if not is_called:
            raise Refused(_("The log is kept by those who steer or work here."), STEER)
    if not text.strip():
        raise ValidationError({"text": _("Write down what happened.")})
    line: LogLine = LogLine.objects.create(
        emergency=emergency,
        at=now,
        text=text.strip()[:500],
        by_id=by.id,
        by_name=by.name,
    )
    audit(emergency, "outages.note_line", by=by, now=now)
    return line


@transaction.atomic
def end_emergency(emergency: Emergency, *, by: Actor, now: datetime) -> Emergency:
    """It is over: made safe, and supply back where it was cut."""
    require(by, STEER, emergency)
    if emergency.made_safe_at is None:
        raise IllegalMove(_("It has not been made safe yet."))
    if not emergency.may_end():
        raise IllegalMove(_("Supply was cut and is not restored yet."))
    move(
        emergency,
        EMERGENCY_FLOW,
        "end",
        field="stage",
        code="outages.end_emergency",
        by=by,
        now=now,
        ended_at=now,
    )
    settle_summons(emergency, by=by, now=now)
    announce(
        EmergencyEnded(
            emergency_id=emergency.pk,
            order_id=emergency.order_id,
            number=emergency.order.number,
            company_id=emergency.company_id,
        ),
        now=now,
    )
    return emergency


def end_if_over(emergency: Emergency, *, now: datetime) -> None:
    """With the order done, made safe and supply back, nothing is left to steer."""
    done = not WorkOrder.objects.filter(pk=emergency.order_id, is_open=True).exists()
    if done and emergency.stage == "safe" and emergency.may_end():
        end_emergency(emergency, by=SYSTEM, now=now)


@transaction.atomic
def cancel_emergency(emergency: Emergency, *, reason: str, by: Actor, now: datetime) -> Emergency:
    """Its order was given up or goes on within another one: nobody is waited for any more."""
    require(by, STEER, emergency)
    move(
        emergency,
        EMERGENCY_FLOW,
        "cancel",
        field="stage",
        code="outages.cancel_emergency",
        by=by,
        now=now,
        reason=reason,
        ended_at=now,
    )
    settle_summons(emergency, called_off=True, by=by, now=now)
    return emergency


def _require_running(emergency: Emergency) -> None:
    if not emergency.is_running:
        raise IllegalMove(_("This emergency is over."))
