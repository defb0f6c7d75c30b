"""Evidence beside the clauses of a month."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from heqi.compendium.access import PROVE
from heqi.compendium.models import Proof
from heqi.evidence.models import Attachment
from heqi.ledger.actors import Actor
from heqi.people.access import visible_units
from heqi.people.models import Unit

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """What was registered, with its files."""

    proof: Proof
    files: list[Attachment]


def proofs_of(company: Unit, clause: str, month: date, by: Actor) -> list[Shown]:
    """What was registered beside a clause in a month, newest first."""
    rows = list(
        Proof.objects.visible_to(by)
        .filter(company=company, clause=clause, month=month)
        .select_related("unit")[:SHOWN]
    )
    files: dict[str, list[Attachment]] = {}
    for file in Attachment.objects.filter(
        folder__subject_type="compendium.proof",
        folder__subject_id__in=[str(row.pk) for row in rows],
        removed_at__isnull=True,
    ).select_related("folder"):
        files.setdefault(file.folder.subject_id, []).append(file)
    return [Shown(row, files.get(str(row.pk), [])) for row in rows]


def counts(company: Unit, policy: str, month: date, by: Actor) -> Counter[str]:
    """How many there are beside each clause of a policy."""
    rows = Proof.objects.visible_to(by).filter(
        company=company, month=month, clause__startswith=f"{policy}/"
    )
    return Counter(rows.values_list("clause", flat=True))


def proving_unit(company: Unit, by: Actor) -> Unit | None:
    """For which unit of the company somebody registers: his own, else the highest he may."""
    units = visible_units(by, PROVE).filter(path__startswith=company.path)
    return units.filter(pk=by.unit_id or 0).first() or units.order_by("path").first()
