"""What people decide: the columns, the confirmation, the undoing."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.imports.access import CONFIRM, PREPARE
from heqi.imports.actions.forgetting import remove_file
from heqi.imports.built import built_on
from heqi.imports.kinds import CORE, FIELDS
from heqi.imports.kinds.fields import folded
from heqi.imports.models import Batch, Finding, Remembered, Row
from heqi.imports.states import FLOW, Verdict
from heqi.ledger.actors import Actor
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import refuse, require
from heqi.policies.deciding import rule_on


@transaction.atomic
def start_check(
    batch: Batch,
    *,
    mapping: Mapping[str, int],
    defaults: Mapping[str, str] | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Say which column is which field, and have the rows checked; remembered for the company."""
    require(by, PREPARE, batch)
    _check_mapping(mapping, len(batch.columns))
    given = {
        name: text.strip()[: FIELDS[name].longest]
        for name, text in (defaults or {}).items()
        if name in FIELDS and name not in CORE and text.strip() and name not in mapping
    }
    Row.objects.filter(batch=batch).delete()
    Finding.objects.filter(batch=batch).delete()
    move(
        batch, FLOW, "check", code="imports.check", by=by, now=now,
        changes={"columns": {k: batch.columns[v] for k, v in mapping.items()}},
        mapping=dict(mapping), defaults=given, offset=batch.body, line=0, counts={}, problem="",
    )  # fmt: skip
    fields = {place: name for name, place in mapping.items()}
    for place, heading in enumerate(batch.columns):
        if heading:
            Remembered.objects.update_or_create(
                company_id=batch.company_id,
                kind=batch.kind,
                heading=folded(heading)[:120],
                defaults={"field": fields.get(place, ""), "at": now},
            )


def _check_mapping(mapping: Mapping[str, int], columns: int) -> None:
    if set(mapping) - set(FIELDS) or any(not 0 <= place < columns for place in mapping.values()):
        raise ValidationError(_("A column or field is not known. Reload the page."))
    if len(set(mapping.values())) < len(mapping):
        raise ValidationError(_("A column can be only one field."))
    lacking = [str(FIELDS[name].label) for name in CORE if name not in mapping]
    if "address" not in mapping and not {"compound", "street"} & set(mapping):
        lacking.append(str(FIELDS["address"].label))
    if lacking:
        raise ValidationError(
            _("Say which column holds: {fields}.").format(fields="、".join(lacking))
        )


@transaction.atomic
def confirm_batch(batch: Batch, *, leave_out: bool, by: Actor, now: datetime) -> None:
    """Have the new rows written, all of them or none.

    Rows with errors stop the import unless ``leave_out`` says to do without them. Where the
    policies ask for a second person, who prepared it may not confirm it.
    """
    require(by, CONFIRM, batch)
    counts = batch.counts.get("verdicts", {})
    if needs_second_person(batch, now=now) and by.kind == "staff" and by.id == batch.created_by_id:
        raise refuse(_("Somebody else must confirm an import than the one who prepared it."))
    if counts.get(Verdict.ERROR) and not leave_out:
        raise ValidationError(
            _("Rows with errors: {n}. Correct the file, or confirm that they are left out.").format(
                n=counts[Verdict.ERROR]
            )
        )
    if not counts.get(Verdict.NEW):
        raise ValidationError(_("There is no new row to be written."))
    move(
        batch, FLOW, "confirm", code="imports.confirm", by=by, now=now,
        changes={"rows": counts[Verdict.NEW], "left_out": counts.get(Verdict.ERROR, 0)},
        leaves_out=leave_out, confirmed_by_id=by.id if by.kind == "staff" else None,
        confirmer_name=by.name, confirmed_at=now, problem="",
    )  # fmt: skip


def needs_second_person(batch: Batch, *, now: datetime) -> bool:
    """Whether the policies ask for a second person over this many rows."""
    facts = {"rows": batch.counts.get("verdicts", {}).get(Verdict.NEW, 0)}
    answer = (
        rule_on(
            "data.import", facts, on=timezone.localdate(now), company_id=batch.company_id
        ).answer
        or {}
    )
    return bool(answer.get("second_person"))


@transaction.atomic
def discard_batch(batch: Batch, *, by: Actor, now: datetime) -> None:
    """Throw away what was read; nothing was written."""
    require(by, PREPARE, batch)
    move(batch, FLOW, "discard", code="imports.discard", by=by, now=now)
    Row.objects.filter(batch=batch).delete()
    Finding.objects.filter(batch=batch).delete()
    remove_file(batch)
    Batch.objects.filter(pk=batch.pk).update(forgotten_at=now, samples=[])


@transaction.atomic
def undo_batch(batch: Batch, *, reason: str, by: Actor, now: datetime) -> None:
    """Have everything taken out again that the import wrote; only while nothing stands on it."""
    require(by, CONFIRM, batch)
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    if batch.committed_at is None:
        raise IllegalMove(_("Nothing was written by this import yet."))
    if sentences := built_on(batch):
        raise ValidationError(sentences)
    move(batch, FLOW, "undo", code="imports.undo", by=by, now=now, reason=reason, problem="")
