"""Clauses without a figure, and why."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from heqi.people.models import Unit
from heqi.policies.packs import compendium_policies, current_pack
from heqi.rulebook.pack import Clause

# What a clause without a figure is, by its kind.
WHY_NOT = {
    "context": gettext_lazy("Explains; there is nothing to count."),
    "role": gettext_lazy("Says who is responsible; what he must do is counted at its own clause."),
    "record": gettext_lazy("Says what must be on record; a form without it is not accepted."),
    "form": gettext_lazy("A form; it is filled in and printed, not counted."),
    "process": gettext_lazy("A course of steps; steps with a limit are counted one by one."),
    "duty": gettext_lazy("No duty of this clause was due in the month."),
    "rule": gettext_lazy("Nothing was decided by it in the month."),
}


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A clause without a figure, and why."""

    clause: Clause
    why: str


def why_not_measured(measured: set[str], company: Unit, policy: str = "") -> list[Unmeasured]:
    """The clauses of the compendium, or of one policy, that have no figure; each says why."""
    pack = current_pack(company.pk)
    ruled = {rule.clause for rules in pack.rules.values() for rule in rules}
    found = []
    for one in compendium_policies(company.pk):
        if policy and one.id != policy:
            continue
        for ref in one.clauses:
            clause = pack.clauses[ref]
            if ref in measured:
                continue
            why = WHY_NOT.get(clause.kind, WHY_NOT["rule"])
            if clause.kind == "rule" and ref not in ruled:
                why = gettext_lazy("A condition without a limit of time; it holds or is refused.")
            found.append(Unmeasured(clause, str(why)))
    return found
