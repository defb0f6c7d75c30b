"""Findings as they are told below a field."""

from dataclasses import dataclass

from heqi.entry.findings import CONFIRM, Finding


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence below a field, with its clause where the standard says it.

    ``confirms`` names what a box confirms, empty where nothing can be confirmed.
    """

    message: str
    clause: str = ""
    mark: str = ""
    outcome: str = ""
    confirms: str = ""
    ticked: bool = False


def confirmation_of(finding: Finding) -> str:
    """What a confirmation names: the rule, or the field and its class of error."""
    return finding.rule or f"{finding.field}:{finding.error}"


def told(finding: Finding, confirmed: set[str]) -> Told:
    """A finding as it is told; ``confirmed`` are the boxes already ticked."""
    confirms = confirmation_of(finding) if finding.outcome == CONFIRM else ""
    return Told(
        message=finding.message,
        clause=finding.clause,
        mark=finding.mark,
        outcome=finding.outcome,
        confirms=confirms,
        ticked=confirms in confirmed,
    )
