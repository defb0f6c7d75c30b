"""Hazards put right: told, by the customer or by an order, re-checked, closed, gas restored."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.clocks.actions import record_moment
from heqi.clocks.queries import timeline_of
from heqi.customers.actions import change_supply
from heqi.customers.models import ServicePoint
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify
from heqi.people.access import Refused, may, require
from heqi.people.models import Staff
from heqi.safety.access import CHECK, FOLLOW
from heqi.safety.actions.hazards import note_notice
from heqi.safety.actions.lending import lent
from heqi.safety.actions.timing import copy_due
from heqi.safety.actions.visiting import address_of
from heqi.safety.events import HazardClosed
from heqi.safety.models import Hazard, Side
from heqi.safety.posts import staff_of
from heqi.safety.states import HAZARD_FLOW, TO_MEND
from heqi.workorders.actions import create_order

ORDER_KIND = "pipe_valve"


@transaction.atomic
def give_notice(hazard: Hazard, *, to: str, by: Actor, now: datetime) -> None:
    """The written notice reached the customer after all."""
    require(by, FOLLOW if may(by, FOLLOW) else CHECK, hazard)
    if hazard.notified_at is not None or not hazard.is_open:
        raise IllegalMove(_("The notice was given already."))
    if not to.strip():
        raise ValidationError({"to": _("Name who took the notice.")})
    note_notice(hazard, to.strip(), now, by=by, now=now)
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
