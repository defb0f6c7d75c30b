"""What the company does with an opinion: assign, answer, judge, turn it into something."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.inspections.grounds import penalty_clauses
from heqi.ledger.actors import Actor
from heqi.ledger.events import announce
from heqi.ledger.states import move
from heqi.notices.actions import notify_holders
from heqi.people.access import refuse, require
from heqi.people.models import Staff, Unit
from heqi.rectifications.actions import issue_rectification, withdraw_rectification
from heqi.rectifications.models import Rectification
from heqi.rectifications.queries import of_source
from heqi.rectifications.states import FLOW as NOTICE_FLOW
from heqi.rectifications.states import Severity
from heqi.supervision.access import ANSWER, HANDLE
from heqi.supervision.actions.timing import record
from heqi.supervision.events import (
    ImprovementWanted,
    OpinionFoundValid,
    OpinionPraised,
    OpinionRejudged,
)
from heqi.supervision.facts import decided_terms
from heqi.supervision.models import Opinion
from heqi.supervision.states import OPINION_FLOW, Outcome, Verdict

CLAUSE = "supervision/use"


@transaction.atomic
def assign_opinion(
    opinion: Opinion, *, unit: Unit, instruction: str = "", by: Actor, now: datetime
) -> None:
    """Give the opinion to the department that answers it; again, where it was the wrong one."""
    require(by, HANDLE, opinion)
    require(by, HANDLE, unit)
    if unit.kind not in ("department", "team"):
        raise ValidationError({"unit": _("A department or a team answers.")})
    move(
        opinion,
        OPINION_FLOW,
        "assign",
        code="supervision.assign",
        by=by,
        now=now,
        changes={"unit": unit.pk},
        reason=instruction.strip()[:300],
        unit_id=unit.pk,
        instruction=instruction.strip()[:300],
        assigned_at=now,
    )
    opinion.unit = unit
    record(opinion, "assigned", by=by, now=now)
    _tell_unit(opinion, "supervision.assigned", f"{now:%m%d%H%M}", by=by, now=now)


@transaction.atomic
def answer_opinion(opinion: Opinion, *, answer: str, by: Actor, now: datetime) -> None:
    """The department answers; the supervisor reads it by his link at once."""
    require(by, ANSWER, opinion)
    text = _needed("answer", answer)
    move(
        opinion,
        OPINION_FLOW,
        "answer",
        code="supervision.answer",
        by=by,
        now=now,
        answer=text,
        answered_at=now,
        answered_by=by.name,
        answerer_id=by.id,
    )
    record(opinion, "answered", by=by, now=now)
    notify_holders(
        HANDLE,
        opinion.company,
        "supervision.answered",
        context={"number": opinion.number, "title": opinion.title, "unit": str(opinion.unit)},
        about=opinion,
        whose=opinion.unit,
        url=f"/network/opinions/{opinion.pk}/",
        key=f"opinion{opinion.pk}:answered:{opinion.returns}:{now:%m%d%H%M}",
        by=by,
        now=now,
    )


@transaction.atomic
def return_answer(opinion: Opinion, *, reason: str, by: Actor, now: datetime) -> None:
    """The answer does not do; the department answers anew and its limit runs again."""
    require(by, HANDLE, opinion)
    text = _needed("reason", reason)
    move(
        opinion,
        OPINION_FLOW,
        "return",
        code="supervision.return",
        by=by,
        now=now,
        reason=text[:300],
        verdict="",
        outcome="",
    )
    record(opinion, "returned", reason=text, by=by, now=now)
    _tell_unit(opinion, "supervision.returned", f"r{now:%m%d%H%M}", by=by, now=now, reason=text)


@transaction.atomic
def judge_opinion(
    opinion: Opinion,
    *,
    verdict: str,
    outcome: str,
    severity: str = Severity.ORDINARY,
    requirement: str = "",
    concerned: Staff | None = None,
    ground: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Whether it is borne out, and what becomes of it (supervision/use).

    A valid finding counts like one of an inspection; where it is about somebody it is announced
    with whom and with the ``ground``, a clause of the conduct policy. A rectification is issued
    here; an improvement is announced, and the department plans it. Who answered does not judge,
    nor whom it is about.
    """
    require(by, HANDLE, opinion)
    own = (opinion.answerer_id, concerned.pk if concerned else None)
    if by.kind == "staff" and by.id in own:
        raise refuse(_("Nobody judges his own answer, nor what is said about himself."))
    _check(verdict, outcome, severity, requirement)
    _check_person(opinion, verdict, concerned, ground)
    again = opinion.judged_at is not None
    terms, decision = decided_terms(on=timezone.localdate(now), company_id=opinion.company_id)
    valid = verdict == Verdict.VALID
    move(
        opinion,
        OPINION_FLOW,
        "judge",
        code="supervision.judge",
        by=by,
        now=now,
        changes={
            "verdict": verdict,
            "outcome": outcome,
            "concerned": concerned.pk if concerned else None,
            "ground": ground,
        },
        decision=decision.pk,
        verdict=verdict,
        outcome=outcome,
        severity=severity if valid else "",
        level=terms.level if valid else "",
        concerned_id=concerned.pk if concerned else None,
        ground=ground,
        judged_at=now,
        judged_by=by.name,
    )
    if outcome == Outcome.RECTIFY and not _runs_on(opinion, by=by, now=now):
        issue_rectification(
            unit=opinion.unit,
            title=opinion.title,
            problem=opinion.text,
            requirement=requirement,
            severity=severity,
            clause=CLAUSE,
            source=opinion,
            source_number=opinion.number,
            by=by,
            now=now,
        )
    elif outcome != Outcome.RECTIFY:
        _take_back(of_source(opinion), by=by, now=now)
    _announce(opinion, again=again, now=now)


def _runs_on(opinion: Opinion, *, by: Actor, now: datetime) -> bool:
    """Judged anew: whether a notice to the same department runs already. One to another is taken
    back."""
    notices = [one for one in of_source(opinion) if one.is_open]
    own = [one for one in notices if one.unit_id == opinion.unit_id]
    _take_back([one for one in notices if one not in own], by=by, now=now)
    return bool(own)


def _take_back(notices: Sequence[Rectification], *, by: Actor, now: datetime) -> None:
    """What was judged otherwise needs no notice; what is reported is checked."""
    for one in notices:
        if NOTICE_FLOW.target(one.status, "withdraw"):
            reason = _("The opinion was judged anew.")
            withdraw_rectification(one, reason=reason, by=by, now=now)


def _announce(opinion: Opinion, *, again: bool, now: datetime) -> None:
    if again:
        announce(
            OpinionRejudged(
                opinion_id=opinion.pk,
                number=opinion.number,
                verdict=opinion.verdict,
                staff_id=opinion.concerned_id,
                ground=opinion.ground,
                unit_id=opinion.unit_id,
                company_id=opinion.company_id,
            ),
            now=now,
        )
    if opinion.verdict == Verdict.VALID:
        announce(
            OpinionFoundValid(
                opinion_id=opinion.pk,
                number=opinion.number,
                title=opinion.title,
                area=opinion.area,
                severity=opinion.severity,
                level=opinion.level,
                clause=CLAUSE,
                staff_id=opinion.concerned_id,
                ground=opinion.ground,
                unit_id=opinion.unit_id,
                company_id=opinion.company_id,
            ),
            now=now,
        )
    if opinion.verdict == Verdict.PRAISE:
        announce(
            OpinionPraised(
                opinion_id=opinion.pk,
                number=opinion.number,
                title=opinion.title,
                staff_id=opinion.concerned_id,
                unit_id=opinion.unit_id,
                company_id=opinion.company_id,
            ),
            now=now,
        )
    if opinion.outcome == Outcome.IMPROVE:
        announce(
            ImprovementWanted(
                opinion_id=opinion.pk,
                number=opinion.number,
                title=opinion.title,
                text=opinion.text,
                unit_id=opinion.unit_id,
                company_id=opinion.company_id,
            ),
            now=now,
        )


def _check(verdict: str, outcome: str, severity: str, requirement: str) -> None:
    wrong: dict[str, str] = {}
    if verdict not in Verdict.values:
        wrong["verdict"] = _("Say whether it is borne out.")
    if outcome not in Outcome.values:
        wrong["outcome"] = _("Say what becomes of it.")
    if verdict == Verdict.VALID and outcome == Outcome.EXPLAIN:
        wrong["outcome"] = _("A valid finding leads to a rectification or an improvement.")
    if verdict in (Verdict.PRAISE, Verdict.UNFOUNDED) and outcome == Outcome.RECTIFY:
        wrong["outcome"] = _("Only what is borne out is put right.")
    if severity not in Severity.values:
        wrong["severity"] = _("Choose how grave the problem is.")
    if outcome == Outcome.RECTIFY and not requirement.strip():
        wrong["requirement"] = _("Say what the department has to put right.")
    if wrong:
        raise ValidationError(wrong)


def _check_person(opinion: Opinion, verdict: str, concerned: Staff | None, ground: str) -> None:
    wrong: dict[str, str] = {}
    if concerned is not None and verdict not in (Verdict.VALID, Verdict.PRAISE):
        wrong["concerned"] = _("A person is named for a valid finding or for praise.")
    elif concerned is not None and not concerned.unit.path.startswith(opinion.company.path):
        wrong["concerned"] = _("Name somebody of the company.")
    if ground and (concerned is None or verdict != Verdict.VALID):
        wrong["ground"] = _("A clause is named for a valid finding about a person.")
    elif ground and ground not in penalty_clauses():
        wrong["ground"] = _("Choose a clause of the conduct policy.")
    if wrong:
        raise ValidationError(wrong)


def _needed(field: str, text: str) -> str:
    if not text.strip():
        raise ValidationError({field: _("Please fill this in.")})
    return text.strip()[:4000]


def _tell_unit(
    opinion: Opinion, code: str, step: str, *, by: Actor, now: datetime, reason: str = ""
) -> None:
    notify_holders(
        ANSWER,
        opinion.unit,
        code,
        context={
            "number": opinion.number,
            "title": opinion.title,
            "due": opinion.due_at,
            "reason": reason,
        },
        about=opinion,
        url=f"/network/opinions/{opinion.pk}/",
        key=f"opinion{opinion.pk}:{step}",
        by=by,
        now=now,
    )
