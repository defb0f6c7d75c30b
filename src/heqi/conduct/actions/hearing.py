"""Hearing the person concerned, and what the inquiry found."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from heqi.clocks.queries import clocks_of
from heqi.conduct.access import HANDLE
from heqi.conduct.actions.proving import Paper, keep_papers, unproved
from heqi.conduct.actions.raising import not_own
from heqi.conduct.actions.timing import needed, record
from heqi.conduct.facts import outcome
from heqi.conduct.models import Case
from heqi.conduct.states import Hearing, Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import require

# Whose hearing is put on record.
PERSON, HEAD = "person", "head"


def _change(case: Case, **values: object) -> None:
    if case.status != Status.OPEN:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    if not Case.objects.filter(pk=case.pk, status=Status.OPEN).update(**values):
        raise StaleState(_("Somebody else was faster: the record has changed. Reload the page."))
    for name, value in values.items():
        setattr(case, name, value)


@transaction.atomic
def record_statement(
    case: Case,
    *,
    statement: str = "",
    hearing: str = Hearing.WRITTEN,
    waive: bool = False,
    whose: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Whom it is about speaks for himself; or somebody puts on record that he was heard.

    Nobody else writes in his name: he alone states in writing, and he alone waives his hearing
    (``waive``). That he said nothing is put on record once the time for it has passed. Where the
    head of the department is fined as well he is heard beside the person; ``whose`` hearing
    (:data:`PERSON`, :data:`HEAD`) is put on record, default that of who was not heard yet.
    """
    own = case.concerns(by)
    if own:
        hearing = Hearing.WAIVED if waive else Hearing.WRITTEN
        whose = HEAD if by.id == case.head_id else PERSON
    else:
        require(by, HANDLE, case)
        if hearing not in (Hearing.ORAL, Hearing.WAIVED):
            raise ValidationError(
                {"hearing": _("Only the person concerned states in writing for himself.")}
            )
        if hearing == Hearing.WAIVED and not time_to_speak_is_over(case, now=now):
            raise ValidationError(
                {
                    "hearing": _(
                        "The time to speak is not over: only the person concerned waives the "
                        "hearing before."
                    )
                }
            )
        whose = whose or (PERSON if case.staff_id and case.stated_at is None else HEAD)
    if whose == HEAD and case.head_id is None:
        whose = PERSON
    prefix = "head_" if whose == HEAD else ""
    statement = statement.strip()
    if hearing != Hearing.WAIVED:
        statement = needed(statement=statement)["statement"]
    if getattr(case, f"{prefix}stated_at") is not None and not own:
        raise IllegalMove(_("A statement is on record already."))
    values = {"statement": statement, "hearing": hearing, "stated_at": now, "stated_by": by.name}
    _change(case, **{f"{prefix}{name}": value for name, value in values.items()})
    audit(case, "conduct.state", by=by, now=now, changes={"hearing": hearing, "of": whose})
    if not case.unheard:
        record(case, "stated", by=by, now=now)


def time_to_speak_is_over(case: Case, *, now: datetime) -> bool:
    """Whether the limit of the policy for the statement has passed."""
    clock = next((one for one in clocks_of(case) if one.name == "statement"), None)
    return clock is None or (clock.due_at is not None and now > clock.due_at)


@transaction.atomic
def record_inquiry(
    case: Case,
    *,
    report: str,
    finding: str = "",
    proofs: Mapping[str, str] | None = None,
    papers: Mapping[str, Paper] | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """The unit's report, what the inquiry found, and where each proof is (conduct/form-1-note).

    ``papers`` are files of proofs; what the policy wants attached is a file on the case or the
    number of a record that exists.
    """
    require(by, HANDLE, case)
    not_own(case, by)
    texts = needed(report=report)
    found = outcome(case, now=now)
    asked = found.proof if found else []
    files = {code: paper for code, paper in (papers or {}).items() if code in asked}
    given = {
        code: str(text).strip()[:300] or files[code].name
        for code, text in {**dict.fromkeys(files, ""), **(proofs or {})}.items()
        if code in asked and (str(text).strip() or code in files)
    }
    missing = {
        f"proof_{code}": _("Say where this proof is.") for code in asked if code not in given
    }
    if missing:
        raise ValidationError(missing)
    keep_papers(case, files, by=by, now=now)
    if found and (weak := unproved(case, found, given)):
        raise ValidationError({f"proof_{code}": text for code, text in weak.items()})
    _change(
        case,
        report=texts["report"],
        finding=finding.strip(),
        proofs=given,
        investigated_at=now,
        investigator_id=by.id if by.kind == "staff" else None,
        investigator_name=by.name,
    )
    audit(case, "conduct.investigate", by=by, now=now, changes={"proofs": sorted(given)})
    record(case, "investigated", by=by, now=now)
