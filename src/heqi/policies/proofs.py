"""Evidence beside a clause for a month: who reads it, who adds, how many there are."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from heqi.evidence.models import Attachment
from heqi.ledger.actors import Actor
from heqi.people.access import may, refuse
from heqi.people.models import Unit
from heqi.policies.models import Proof
from heqi.policies.pages import company_in_view

PROVE = "policies.prove"
SHOWN = 50


def may_prove(by: Actor, company: Unit) -> bool:
    """Whoever holds the right anywhere in the company: clauses belong to all departments."""
    return any(path.startswith(company.path) for path in by.holdings.get(PROVE, ())) or may(
        by, PROVE, company
    )


def require_proving(by: Actor, company: Unit) -> None:
    """Refused where somebody holds the right nowhere in the company."""
    if not may_prove(by, company):
        raise refuse(_("You may not register evidence beside the clauses of this company."))


@dataclass(frozen=True, slots=True)
class Shown:
    """What was registered, with its files."""

    proof: Proof
    files: list[Attachment]


def proofs_of(company: Unit, clause: str, month: date) -> list[Shown]:
    """What was registered beside a clause in a month, newest first."""
    rows = list(Proof.objects.filter(company=company, clause=clause, month=month)[:SHOWN])
    files: dict[str, list[Attachment]] = {}
    for file in Attachment.objects.filter(
        folder__subject_type="policies.proof",
        folder__subject_id__in=[str(row.pk) for row in rows],
        removed_at__isnull=True,
    ).select_related("folder"):
        files.setdefault(file.folder.subject_id, []).append(file)
    return [Shown(row, files.get(str(row.pk), [])) for row in rows]


def proofs_in(company: Unit, policy: str, month: date) -> Counter[str]:
    """How many there are beside each clause of a policy."""
    rows = Proof.objects.filter(company=company, month=month, clause__startswith=f"{policy}/")
    return Counter(rows.values_list("clause", flat=True))


def may_touch_files(actor: Actor, subject_id: str, verb: str) -> bool:
    """Read: whoever reads the company's policies. Add: whoever registered it; nothing goes."""
    row = Proof.objects.select_related("company").get(pk=int(subject_id))
    seen = may(actor, "policies.view") and company_in_view(actor) == row.company
    mine = actor.kind == "staff" and actor.id == row.by_id
    return seen and (verb == "read" or (verb == "attach" and mine))
