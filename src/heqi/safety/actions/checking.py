"""The check itself: every item looked at, hazards written down, appliances confirmed, signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.actions import change_appliance, create_appliance
from heqi.customers.models import Appliance, Meter
from heqi.evidence.actions import attach_signature
from heqi.evidence.queries import attachments_of
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.readings.actions import take_reading
from heqi.readings.models import Reading
from heqi.readings.states import STANDING
from heqi.safety.actions.duty import MONTHLY, count_for_duty
from heqi.safety.actions.hazards import Draft, record_hazard
from heqi.safety.actions.lending import lent
from heqi.safety.actions.visiting import happened_at, keep_call, require_caller
from heqi.safety.checklist import ALWAYS, BAD, IF_BAD, NONE, OK, Item, items_of
from heqi.safety.events import SafetyCheckDone
from heqi.safety.models import Check, Did, Outcome
from heqi.safety.posts import staff_of
from heqi.safety.states import CHECK_FLOW

SAME, CHANGED, GONE = "same", "changed", "gone"


@dataclass(frozen=True, slots=True)
class ApplianceWord:
    """What became of an appliance on file: same, changed or gone."""

    pk: int
    state: str
    brand: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything an inspector brings back from a door."""

    items: Mapping[str, str]
    hazards: Sequence[Draft] = ()
    appliances: Sequence[ApplianceWord] = ()
    new_appliance: str = ""
    new_brand: str = ""
    dial: Decimal | None = None
    note: str = ""
    notice_to: str = ""
    signer: str = ""
    signature: str = field(default="", repr=False)
    unsigned_reason: str = ""


@transaction.atomic
def finish_check(
    check: Check,
    found: Findings,
    *,
    key: str | None = None,
    device_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Check:
    """Keep a whole check; raises ``ValidationError`` with the item that is missing.

    Every item is answered, photos are there where the checklist wants them, a hazard that stops
    the gas by rule has stopped it, the customer has signed or it is said why not.
    """
    require_caller(check, by)
    at = happened_at(device_at, now)
    items = items_of(check.customer_kind, check.scope)
    answers, drafts = _with_facts(check, found, items, at)
    _complete(check, items, answers, drafts)
    _signed(found)
    if found.signature:
        # Before the state moves on: to a check that is done nothing can be added.
        attach_signature(check, drawn=found.signature, key=f"{check.number}-signed", by=by, now=now)
    staff = staff_of(by)
    move(
        check,
        CHECK_FLOW,
        "finish",
        code="safety.finish_check",
        by=by,
        now=now,
        changes={"hazards": len(drafts)},
        is_open=False,
        attempts=check.attempts + 1,
        tried_at=at,
        next_on=None,
        inspector=staff,
        inspector_post=staff.post_id if staff else "",
        checked_at=at,
        items=answers,
        appliances=[{"pk": one.pk, "state": one.state} for one in found.appliances],
        dial=found.dial,
        note=found.note[:300],
        signer=found.signer.strip()[:60],
        unsigned_reason=found.unsigned_reason.strip()[:200],
    )
    keep_call(check, Outcome.CHECKED, at, device_at, key, note=found.note, by=by)
    _correct_appliances(check, found, by=by, now=now)
    _read_meter(check, found.dial, at, by=by, now=now)
    for draft in drafts:
        record_hazard(
            check, draft, items[draft.item], notice_to=found.notice_to, at=at, by=by, now=now
        )
    if check.party is not None and check.tier == "vip_org" and check.full_id is None:
        count_for_duty(
            MONTHLY,
            check.party,
            kind="check_record",
            number=check.number,
            url=f"/safety/checks/{check.number}/",
            at=at,
            now=now,
        )
    announce(
        SafetyCheckDone(
            check_id=check.pk,
            number=check.number,
            company_id=check.company_id,
            unit_id=check.unit_id,
            service_point_id=check.service_point_id,
            party_id=check.party_id,
            tier=check.tier,
            scope=check.scope,
            inspector_id=staff.pk if staff else None,
            on=timezone.localdate(at).isoformat(),
        ),
        now=now,
    )
    return check


def _with_facts(
    check: Check, found: Findings, items: Mapping[str, Item], at: datetime
) -> tuple[dict[str, str], list[Draft]]:
    """What the file knows better than the eye: a meter over its life is a hazard (JJG 577)."""
    answers = {code: found.items.get(code, "") for code in items}
    drafts = [draft for draft in found.hazards if draft.item in items]
    for item in items.values():
        if item.fact == "meter_age" and meter_is_over_age(check, at):
            answers[item.code] = BAD
            if not any(draft.item == item.code for draft in drafts):
                drafts.append(Draft(item.code, item.hazards[0].code, did=Did.TOLD))
    return answers, drafts


def meter_is_over_age(check: Check, at: datetime) -> bool:
    """Whether a meter in use at the customer's has outlived its service life."""
    day = timezone.localdate(at)
    meters = Meter.objects.filter(service_point=check.service_point_id, state="in_use")
    return any(meter.is_over_age(day) for meter in meters)


def _complete(
    check: Check, items: Mapping[str, Item], answers: Mapping[str, str], drafts: Sequence[Draft]
) -> None:
    faults: dict[str, Any] = {}
    noted = {row.note for row in attachments_of(SYSTEM, check, kind="photo")}
    for code, item in items.items():
        answer = answers[code]
        has_hazard = any(draft.item == code for draft in drafts)
        if answer not in (OK, BAD, NONE):
            faults[f"item-{code}"] = _("{item}: not looked at yet.").format(item=item.label)
        elif answer == BAD and not has_hazard:
            faults[f"hazard-{code}"] = _("{item}: choose what is wrong.").format(item=item.label)
        elif answer != BAD and has_hazard:
            faults[f"item-{code}"] = _("{item}: a hazard is named, so it is not in order.").format(
                item=item.label
            )
        wanted = (item.photo == ALWAYS and answer in (OK, BAD)) or (
            item.photo == IF_BAD and answer == BAD
        )
        if wanted and code not in noted:
            faults[f"item-{code}"] = _("{item}: a photo is wanted here.").format(item=item.label)
    if faults:
        raise ValidationError(faults)


def _signed(found: Findings) -> None:
    if found.signature and not found.signer.strip():
        raise ValidationError({"signer": _("Write down who signed.")})
    if not found.signature and not found.unsigned_reason.strip():
        raise ValidationError(
            {"unsigned_reason": _("Let the customer sign, or say why there is no signature.")}
        )


def _correct_appliances(check: Check, found: Findings, *, by: Actor, now: datetime) -> None:
    clerk = lent(by, check.company)
    rows = {
        row.pk: row
        for row in Appliance.objects.filter(
            service_point=check.service_point_id, removed_on__isnull=True
        ).select_related("service_point__unit")
    }
    for word in found.appliances:
        row = rows.get(word.pk)
        if row is None or word.state == SAME:
            continue
        if word.state == GONE:
            details: dict[str, Any] = {"removed_on": timezone.localdate(now)}
        else:
            details = {"brand": word.brand.strip(), "model": word.model.strip()}
        change_appliance(row, reason=check.number, by=clerk, now=now, **details)
    if found.new_appliance:
        create_appliance(
            point=check.service_point,
            kind=found.new_appliance,
            brand=found.new_brand.strip(),
            by=clerk,
            now=now,
        )


def _read_meter(
    check: Check, dial: Decimal | None, at: datetime, *, by: Actor, now: datetime
) -> None:
    """What the dial shows becomes a reading; one of the same day stands."""
    if dial is None:
        return
    meter = (
        Meter.objects.filter(service_point=check.service_point_id, state="in_use")
        .select_related("service_point__unit", "company")
        .first()
    )
    if meter is None:
        raise ValidationError({"dial": _("There is no meter in use here.")})
    day = timezone.localdate(at)
    if Reading.objects.filter(meter=meter, read_on=day, status__in=STANDING).exists():
        return
    try:
        take_reading(
            meter,
            value=dial,
            on=day,
            note=check.number,
            confirmed=True,
            by=lent(by, check.company),
            now=now,
        )
    except ValidationError as error:
        raise ValidationError({"dial": error.messages}) from error
