"""Evidence beside the clauses of a month, and the list of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from heqi.compendium.access import LEAD, PROVE
from heqi.compendium.models import Proof
from heqi.evidence.models import Attachment
from heqi.ledger.actors import Actor
from heqi.people.access import may, visible_units
from heqi.people.models import Unit

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """What was registered, with its files, and whether the reader may withdraw it."""

    proof: Proof
    files: list[Attachment]
    may_withdraw: bool


def proofs_of(company: Unit, clause: str, month: date, by: Actor) -> list[Shown]:
    """What was registered beside a clause in a month, newest first."""
    rows = Proof.objects.visible_to(by).filter(
        company=company, clause=clause, month=month, withdrawn_at=None
    )
    return with_files(rows.select_related("unit")[:SHOWN], by)


def proof_list(company: Unit, month: date, by: Actor, *, policy: str, unit: Unit | None) -> Any:
    """Everything registered in a month, withdrawn or not, newest first."""
    rows = Proof.objects.visible_to(by).filter(company=company, month=month)
    if policy:
        rows = rows.filter(clause__startswith=f"{policy}/")
    if unit is not None:
        rows = rows.filter(unit__path__startswith=unit.path)
    return rows.select_related("unit")


def with_files(rows: Iterable[Proof], by: Actor) -> list[Shown]:
    """Each with its files; one query for all of them."""
    rows = list(rows)
    files: dict[str, list[Attachment]] = {}
    for file in Attachment.objects.filter(
        folder__subject_type="compendium.proof",
        folder__subject_id__in=[str(row.pk) for row in rows],
        removed_at__isnull=True,
    ).select_related("folder"):
        files.setdefault(file.folder.subject_id, []).append(file)
    return [
        Shown(
            row,
            files.get(str(row.pk), []),
            row.withdrawn_at is None and may_withdraw(row, by),
        )
        for row in rows
    ]


def may_withdraw(row: Proof, by: Actor) -> bool:
    """Whoever registered it, and whoever leads the policies."""
    return (by.kind == "staff" and by.id == row.staff_id) or may(by, LEAD, row.unit)


def counts(company: Unit, policy: str, month: date, by: Actor) -> Counter[str]:
    """How many there are beside each clause of a policy."""
    rows = Proof.objects.visible_to(by).filter(
        company=company, month=month, withdrawn_at=None, clause__startswith=f"{policy}/"
    )
    return Counter(rows.values_list("clause", flat=True))


def proving_unit(company: Unit, by: Actor) -> Unit | None:
    """For which unit of the company somebody registers: his own, else the highest he may."""
    units = visible_units(by, PROVE).filter(path__startswith=company.path)
    return units.filter(pk=by.unit_id or 0).first() or units.order_by("path").first()
