"""Business steps: each with its papers, readings and reasons, carried out in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.customers.access import FORMALITIES
from heqi.customers.actions.parties import create_party
from heqi.customers.actions.points import (
    change_supply,
    close_account,
    holder_of,
    transfer_account,
)
from heqi.customers.actions.record import record_creation
from heqi.customers.actions.supply import change_meter, remove_meter
from heqi.customers.events import StepCarriedOut
from heqi.customers.facts import Needs, decide_needs, document_words
from heqi.customers.guards import keep_reading, obstacles
from heqi.customers.models import (
    BusinessStep,
    Meter,
    Party,
    ServicePoint,
    StepKind,
)
from heqi.customers.states import MeterState
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.people.access import require
from heqi.policies.models import Decision

PREFIXES = {
    StepKind.METER_CHANGE: "HB", StepKind.TRANSFER: "GH", StepKind.RENAME: "GM",
    StepKind.GAS_ON: "TQ", StepKind.SUSPEND: "BT", StepKind.RESUME: "FY", StepKind.SEAL: "FT",
    StepKind.UNSEAL: "QF", StepKind.VACATE: "KZ", StepKind.REOCCUPY: "QK", StepKind.CLOSE: "XH",
}  # fmt: skip
# Steps that only move the service point along its flow.
SUPPLY_STEPS = frozenset({"gas_on", "suspend", "resume", "seal", "unseal", "vacate", "reoccupy"})
# Whose gas it was ends or changes with these: every meter of the account is read.
EVERY_METER = frozenset({StepKind.TRANSFER, StepKind.CLOSE})
RECORDED = [
    "kind", "on", "reading", "new_reading", "seal", "cause", "settled", "documents", "worker",
    "before", "after",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Papers:
    """What lay on the table: the day, why, what was seen and read, who was there.

    ``documents`` are codes of the question ``data.steps`` with a number or note each; ``reading``
    is that of the meter that the step is about on the day, in m³, ``others`` those of further
    meters of the account by their keys, where it is handed over or ends.
    """

    on: date
    reason: str = ""
    cause: str = ""
    documents: dict[str, str] = field(default_factory=dict)
    reading: Decimal | None = None
    others: Mapping[int, Decimal] = field(default_factory=dict)
    settled: bool | None = None
    seal: str = ""
    worker: str = ""
    # A reading that looks odd was looked at again.
    confirmed: bool = False


@transaction.atomic
def carry_out_supply_step(
    point: ServicePoint, *, kind: str, papers: Papers, by: Actor, now: datetime
) -> BusinessStep:
    """Gas-on, suspend, resume, seal, unseal, vacate or reoccupy (:data:`SUPPLY_STEPS`)."""
    require(by, FORMALITIES, point)
    if kind not in SUPPLY_STEPS:
        raise ValidationError(_("This step does not exist."))
    decided = _check(point, kind, papers, by=by, now=now)
    before, meter = point.state, _meter_of(point)
    change_supply(point, step=kind, on=papers.on, reason=papers.reason, by=by, now=now)
    return keep_step(
        point, kind, papers, decided,
        by=by, now=now, meter=meter, before=before, after=point.state, party=holder_of(point),
    )  # fmt: skip


@transaction.atomic
def carry_out_meter_change(
    meter: Meter,
    *,
    number: str,
    new_reading: Decimal,
    papers: Papers,
    meter_kind: str = "",
    by: Actor,
    now: datetime,
    **details: Any,
) -> BusinessStep:
    """A new meter in place of the old one (换表): both readings, seal, cause, who did it."""
    point = meter.service_point
    require(by, FORMALITIES, point)
    decided = _check(point, StepKind.METER_CHANGE, papers, meter=meter, by=by, now=now)
    new = change_meter(
        meter,
        number=number,
        kind=meter_kind,
        on=papers.on,
        final_reading=papers.reading,
        reason=papers.reason,
        by=by,
        now=now,
        start_reading=new_reading,
        seal=papers.seal,
        installed_on=papers.on,
        **details,
    )
    return keep_step(
        point, StepKind.METER_CHANGE, papers, decided,
        by=by, now=now, meter=meter, new_meter=new, new_reading=new_reading,
        party=holder_of(point),
    )  # fmt: skip


@transaction.atomic
def carry_out_transfer(
    point: ServicePoint,
    *,
    to: Party | None = None,
    newcomer: dict[str, Any] | None = None,
    roles: Sequence[str] = (),
    papers: Papers,
    by: Actor,
    now: datetime,
) -> BusinessStep:
    """An account goes to another customer (过户), on file already or a ``newcomer`` (the values
    of :func:`create_party`); both identities seen, debts settled, the meter read on the day.

    ``roles`` pass; empty: those of the holder.
    """
    require(by, FORMALITIES, point)
    decided = _check(point, StepKind.TRANSFER, papers, by=by, now=now)
    if to is None:
        if not newcomer:
            raise ValidationError({"to": _("Say who takes over the account.")})
        to = create_party(unit=point.unit, by=by, now=now, **newcomer)
    former = holder_of(point)
    transfer_account(point, to=to, on=papers.on, reason=papers.reason, roles=roles, by=by, now=now)
    return keep_step(
        point, StepKind.TRANSFER, papers, decided,
        by=by, now=now, meter=_meter_of(point), party=to, former_party=former,
    )  # fmt: skip


@transaction.atomic
def carry_out_closing(
    point: ServicePoint, *, papers: Papers, by: Actor, now: datetime
) -> BusinessStep:
    """An account ends for good (销户): every meter is read and removed, contracts end."""
    require(by, FORMALITIES, point)
    decided = _check(point, StepKind.CLOSE, papers, by=by, now=now)
    holder, meter, before = holder_of(point), _meter_of(point), point.state
    for row in point.meters.filter(state=MeterState.IN_USE):
        remove_meter(
            row,
            on=papers.on,
            final_reading=papers.reading
            if meter and row.pk == meter.pk
            else papers.others.get(row.pk),
            reason=papers.reason,
            by=by,
            now=now,
        )
    close_account(point, on=papers.on, reason=papers.reason, by=by, now=now)
    return keep_step(
        point, StepKind.CLOSE, papers, decided,
        by=by, now=now, meter=meter, party=holder, before=before, after=point.state,
    )  # fmt: skip


def _check(
    point: ServicePoint,
    kind: str,
    papers: Papers,
    *,
    meter: Meter | None = None,
    by: Actor,
    now: datetime,
) -> Decision:
    """Everything that is missing or stands in the way, at once; then the readings are kept."""
    today = timezone.localdate(now)
    needs, decided = decide_needs(kind, on=today, company_id=point.company_id)
    faults: dict[str, str] = {}
    if papers.on > today:
        faults["on"] = _("The day lies in the future.")
    if missing := missing_papers(needs, papers):
        words = document_words()
        names = "、".join(words.get(code, code) for code in missing)
        faults["documents"] = _("Not seen yet: {documents}").format(documents=names)
    if needs.settled and not papers.settled:
        faults["settled"] = _("Confirm that nothing is owed.")
    read = _to_read(point, kind, papers, meter or _meter_of(point))
    for name, one, value in read:
        if needs.reading and value is None:
            faults[name] = _("Enter the reading of the day.")
        if value is not None and not 0 <= value < one.maximum:
            faults[name] = _("The dial cannot show this reading: it has {n} digits.").format(
                n=one.digits
            )
    if needs.seal and not papers.seal.strip():
        faults["seal"] = _("Enter the number of the seal.")
    if not papers.reason.strip():
        faults["reason"] = _("Please say why.")
    if faults:
        raise ValidationError(faults)
    if told := obstacles(point, needs):
        raise ValidationError(told)
    doubts: dict[str, list[str]] = {}
    for name, one, value in read:
        if value is None:
            continue
        try:
            keep_reading(
                one, value=value, on=papers.on, step=str(kind), confirmed=papers.confirmed,
                by=by, now=now,
            )  # fmt: skip
        except ValidationError as fault:
            doubts[name] = fault.messages
    if doubts:
        raise ValidationError(doubts)
    return decided


def _to_read(
    point: ServicePoint, kind: str, papers: Papers, meter: Meter | None
) -> list[tuple[str, Meter, Decimal | None]]:
    """The meters that a step reads, each with its field and what was read."""
    if meter is None:
        return []
    rows = [("reading", meter, papers.reading)]
    if kind in EVERY_METER:
        rows += [
            (f"reading_{one.pk}", one, papers.others.get(one.pk))
            for one in meters_in_use(point)
            if one.pk != meter.pk
        ]
    return rows


def missing_papers(needs: Needs, papers: Papers) -> Sequence[str]:
    """Codes of the documents that were not seen."""
    return [code for code in needs.documents if code not in papers.documents]


def keep_step(
    point: ServicePoint | None,
    kind: str,
    papers: Papers,
    decided: Decision,
    *,
    party: Party | None,
    by: Actor,
    now: datetime,
    cause: str = "",
    **values: Any,
) -> BusinessStep:
    """Write the record of the step and tell the world."""
    placed = point or party
    assert placed is not None
    step: BusinessStep = BusinessStep(
        company_id=placed.company_id,
        unit_id=placed.unit_id,
        number=next_number(PREFIXES[StepKind(kind)], timezone.localdate(now)),
        kind=kind,
        service_point=point,
        party=party,
        on=papers.on,
        reading=papers.reading,
        seal=papers.seal.strip(),
        cause=cause or papers.cause,
        reason=papers.reason.strip(),
        settled=papers.settled,
        documents=[{"code": c, "note": note.strip()[:60]} for c, note in papers.documents.items()],
        worker=papers.worker.strip() or by.name,
        created_at=now,
        recorded_by_id=by.id if by.kind == "staff" else None,
        recorded_by=by.name,
        decision_id=decided.pk,
        **values,
    )
    step.full_clean(exclude=["unit", "service_point", "party", "former_party", "meter"])
    step.save(force_insert=True)
    record_creation(step, f"customers.carry_out_{kind}", RECORDED, by=by, now=now)
    announce(
        StepCarriedOut(
            step_id=step.pk,
            company_id=step.company_id,
            kind=str(kind),
            number=step.number,
            service_point_id=step.service_point_id,
            party_id=step.party_id,
            meter_id=step.meter_id,
            on=papers.on.isoformat(),
            reading="" if papers.reading is None else str(papers.reading),
        ),
        now=now,
    )
    return step


def meters_in_use(point: ServicePoint) -> list[Meter]:
    """The meters that count at a service point, the last one hung first."""
    return list(point.meters.filter(state=MeterState.IN_USE).order_by("-installed_on", "-id"))


def _meter_of(point: ServicePoint) -> Meter | None:
    return next(iter(meters_in_use(point)), None)
