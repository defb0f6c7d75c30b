"""Gas is off: begun, confirmed, restored part by part under the rule of the night."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.notices.actions import notify_post
from heqi.outages.access import ANNOUNCE, RESTORE, STEER
from heqi.outages.actions.emergencies import end_if_over
from heqi.outages.actions.planning import PREFIX
from heqi.outages.actions.telling import tell_customers
from heqi.outages.actions.timing import copy_due, record, start_clocks
from heqi.outages.events import OutageBegan, OutageRestored
from heqi.outages.facts import night_of
from heqi.outages.kinds import emergency_label
from heqi.outages.models import Affected, Area, Cause, Emergency, Kind, Outage
from heqi.outages.states import OUTAGE_FLOW
from heqi.people.access import Refused, may, require
from heqi.people.models import Unit
from heqi.policies.templatetags.policies import clause_label
from heqi.workorders.actions.timing import copy_due as copy_order_due
from heqi.workorders.actions.timing import record as record_order


@transaction.atomic
def begin_stop(outage: Outage, *, by: Actor, now: datetime) -> Outage:
    """The valve of a planned stop is shut: the promise to be back in time begins."""
    _require_restore(outage, by)
    if outage.starts_at is not None and now < outage.starts_at:
        raise IllegalMove(
            _("Gas stays on until {at}: customers were told so.").format(
                at=f"{timezone.localtime(outage.starts_at):%m-%d %H:%M}"
            )
        )
    move(outage, OUTAGE_FLOW, "begin", code="outages.begin_stop", by=by, now=now, began_at=now)
    record(outage, "outage_begins", by=by, now=now)
    _began(outage, now)
    return outage


@transaction.atomic
def open_incident(
    *,
    emergency: Emergency | None = None,
    unit: Unit | None = None,
    title: str = "",
    began_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Outage:
    """Gas is off unplanned: of an emergency, or as somebody found it."""
    place = emergency.unit if emergency else unit
    if place is None:
        raise ValidationError(_("Name the unit in charge."))
    if emergency is None:
        require(by, STEER, place)
    company = emergency.company if emergency else (place.company or place)
    words = title.strip() or (emergency_label(emergency.kind) if emergency else "")
    if not words:
        raise ValidationError({"title": _("Write down what happened.")})
    if began_at is not None and began_at > now:
        raise ValidationError({"began_at": _("It cannot have begun in the future.")})
    outage: Outage = Outage.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=company,
        unit=place,
        cause=Cause.INCIDENT,
        status="off",
        title=words[:120],
        emergency=emergency,
        began_at=began_at or now,
        queue_at=now,
        created_at=now,
        created_by_name=by.name,
    )
    start_clocks(outage, by=by, now=now)
    record(outage, "detected", by=by, now=now)
    record(outage, "outage_begins", at=began_at, by=by, now=now)
    audit(
        outage,
        "outages.open_incident",
        by=by,
        now=now,
        changes={"emergency": emergency.order.number if emergency else "", "title": words},
        decision=outage.decision_id,
    )
    if emergency is not None:
        notify_post(
            "dispatcher",
            company,
            "outages.cut",
            context={"number": outage.number, "order": emergency.order.number},
            about=outage,
            url=f"/outages/{outage.number}/",
            key=f"cut:{outage.pk}",
            by=by,
            now=now,
        )
    _began(outage, now)
    return outage


def _began(outage: Outage, now: datetime) -> None:
    announce(
        OutageBegan(
            outage_id=outage.pk,
            number=outage.number,
            cause=outage.cause,
            households=outage.households,
            company_id=outage.company_id,
        ),
        now=now,
    )


@transaction.atomic
def confirm_outage(outage: Outage, *, by: Actor, now: datetime) -> Outage:
    """A possible outage is one: gas is off since the first call."""
    require(by, STEER, outage)
    first = outage.calls.order_by("at").values_list("at", flat=True).first()
    move(
        outage, OUTAGE_FLOW, "confirm", code="outages.confirm", by=by, now=now,
        began_at=first or now,
    )  # fmt: skip
    record(outage, "detected", by=by, now=now)
    record(outage, "outage_begins", at=first, by=by, now=now)
    _began(outage, now)
    return outage


@transaction.atomic
def dismiss_outage(outage: Outage, *, reason: str, by: Actor, now: datetime) -> Outage:
    """A possible outage is none: the callers' own trouble."""
    require(by, STEER, outage)
    if outage.status != "suspected":
        raise IllegalMove(_("Only a possible outage is dismissed."))
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    move(
        outage, OUTAGE_FLOW, "cancel", code="outages.dismiss", by=by, now=now,
        reason=reason.strip(), ended_reason=reason.strip()[:300],
    )  # fmt: skip
    record(outage, "cancelled", by=by, now=now)
    return outage


@transaction.atomic
def restore_area(
    area: Area, *, night_reason: str = "", note: str = "", by: Actor, now: datetime
) -> Area:
    """One part has gas again; with the last one the outage is over. Said twice it is said once."""
    outage = area.outage
    _require_restore(outage, by)
    if area.restored_at is not None:
        return area
    if outage.status != "off":
        raise IllegalMove(_("Gas is not off here: {state}.").format(
            state=outage.get_status_display()
        ))  # fmt: skip
    check_night(outage, residential=area.residential, reason=night_reason, now=now)
    _restore(area, note=note, by=by, now=now)
    if night_reason.strip():
        _keep_reason(outage, night_reason)
    audit(
        outage,
        "outages.restore_area",
        by=by,
        now=now,
        changes={"area": str(area)},
        reason=night_reason.strip() or note.strip(),
    )
    if not outage.areas.filter(restored_at__isnull=True).exists():
        _finish(outage, by=by, now=now)
    return area


@transaction.atomic
def restore_outage(outage: Outage, *, night_reason: str = "", by: Actor, now: datetime) -> Outage:
    """Supply is back everywhere. Residents are not reconnected at night."""
    _require_restore(outage, by)
    if outage.status != "off":
        raise IllegalMove(_("Gas is not off here: {state}.").format(
            state=outage.get_status_display()
        ))  # fmt: skip
    waiting = list(outage.areas.filter(restored_at__isnull=True))
    # Without an area nobody knows who lives there: residents, until it is known better.
    homes = sum(area.residential for area in waiting) if outage.areas.exists() else 1
    check_night(outage, residential=homes, reason=night_reason, now=now)
    if night_reason.strip():
        _keep_reason(outage, night_reason)
    for area in waiting:
        _restore(area, note="", by=by, now=now)
    _finish(outage, by=by, now=now, reason=night_reason.strip())
    return outage


def _require_restore(outage: Outage, by: Actor) -> None:
    """Who restores by right, who leads the works, or the crew of its emergency."""
    if by.kind == "staff" and by.id is not None:
        if outage.leader_id == by.id:
            return
        emergency = outage.emergency
        if emergency is not None and emergency.order.assignee_id == by.id:
            return
        if emergency is not None and may(by, "workorders.dispatch", emergency.order):
            return
    require(by, RESTORE, outage)


def check_night(outage: Outage, *, residential: int, reason: str, now: datetime) -> None:
    """Refuse, or ask for a reason, as the rule of the night says (gas-service-standard/6.2.5)."""
    if not residential:
        return
    night = night_of(outage, residential=residential, now=now)
    if night is None or not night.covers(now):
        return
    if not night.with_reason:
        fault = ValidationError(
            {
                "night_reason": _(
                    "Residents are not reconnected between {hours} ({clause}): "
                    "restore supply from {ends} on."
                ).format(
                    hours=night.words, clause=clause_label(night.clause), ends=f"{night.ends:%H:%M}"
                )
            }
        )
    elif not reason.strip():
        fault = ValidationError(
            {
                "night_reason": _(
                    "Residents are not reconnected between {hours} ({clause}). "
                    "Give the reason if it must be."
                ).format(hours=night.words, clause=clause_label(night.clause))
            }
        )
    else:
        return
    fault.clause = night.clause  # type: ignore[attr-defined]
    raise fault


def _keep_reason(outage: Outage, reason: str) -> None:
    Outage.objects.filter(pk=outage.pk).update(night_reason=reason.strip()[:300])
    outage.night_reason = reason.strip()[:300]


def _restore(area: Area, *, note: str, by: Actor, now: datetime) -> None:
    Area.objects.filter(pk=area.pk, restored_at__isnull=True).update(
        restored_at=now, restored_by_name=by.name, note=note.strip()[:300]
    )
    area.restored_at, area.restored_by_name = now, by.name


def _finish(outage: Outage, *, by: Actor, now: datetime, reason: str = "") -> None:
    late = bool(outage.due_at and now > outage.due_at)
    move(
        outage, OUTAGE_FLOW, "restore", code="outages.restore", by=by, now=now,
        reason=reason, restored_at=now,
    )  # fmt: skip
    record(outage, "restored", by=by, now=now)
    tell_customers(outage, kind=Kind.RESTORED, by=by, now=now)
    emergency = outage.emergency
    if emergency is not None and not emergency.outages.filter(status="off").exists():
        Emergency.objects.filter(pk=emergency.pk, restored_at__isnull=True).update(restored_at=now)
        emergency.restored_at = emergency.restored_at or now
        record_order(emergency.order, "restored", by=by, now=now)
        copy_order_due(emergency.order, now=now)
        end_if_over(emergency, now=now)
    announce(
        OutageRestored(
            outage_id=outage.pk, number=outage.number, late=late, company_id=outage.company_id
        ),
        now=now,
    )
    copy_due(outage)


@transaction.atomic
def tell_of_incident(outage: Outage, *, by: Actor, now: datetime) -> Outage:
    """Tell the customers of an outage that nobody planned."""
    require(by, ANNOUNCE, outage)
    if outage.is_planned or outage.status != "off":
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    tell_customers(outage, kind=Kind.INCIDENT, by=by, now=now)
    if outage.announced_at is None:
        Outage.objects.filter(pk=outage.pk).update(announced_at=now)
        outage.announced_at = now
    record(outage, "announced", by=by, now=now)
    return outage


@transaction.atomic
def mark_relit(rows: Iterable[Affected], *, result: str, by: Actor, now: datetime) -> int:
    """What came of households when gas was back: ``done``, or ``absent`` and to be revisited."""
    found = list(rows)
    if result not in ("done", "absent"):
        raise ValidationError(_("Choose what came of it."))
    if not found:
        raise ValidationError(_("Choose the customers first."))
    outage = found[0].outage
    if any(row.outage_id != outage.pk for row in found):
        raise Refused(_("These customers belong to another outage."), RESTORE)
    _require_restore(outage, by)
    pks = [row.pk for row in found]
    number = Affected.objects.filter(pk__in=pks).update(relit=result)
    audit(
        outage,
        "outages.mark_relit",
        by=by,
        now=now,
        changes={"result": result, "customers": number},
    )
    return number
