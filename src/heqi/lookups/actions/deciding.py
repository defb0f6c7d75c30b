"""Two reviewers outside the line decide; an appeal is decided by two others."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.lookups.access import require_reviewer
from heqi.lookups.actions.asking import limit_after
from heqi.lookups.events import LookupMisuseOverturned, LookupMisuseUpheld
from heqi.lookups.models import Case, Opinion
from heqi.lookups.states import FLOW, Choice, Status
from heqi.lookups.thresholds import limits_on
from heqi.notices.actions import notify
from heqi.people.access import refuse
from heqi.people.models import Staff
from heqi.policies.deciding import ask
from heqi.policies.packs import common_pack

QUESTION = "data.misuse"
MOVES = {
    (False, Choice.UPHOLD.value): "uphold",
    (False, Choice.CLEAR.value): "clear",
    (True, Choice.UPHOLD.value): "confirm",
    (True, Choice.CLEAR.value): "overturn",
}


@transaction.atomic
def give_opinion(case: Case, *, choice: str, reason: str, by: Actor, now: datetime) -> Opinion:
    """One reviewer's word. The case is decided with the word that makes enough of one kind.

    Misuse is upheld only once the viewer has answered or let the time pass. On appeal nobody
    speaks twice.
    """
    require_reviewer(by, case.staff, case.unit)
    if choice not in Choice.values:
        raise ValidationError({"choice": _("Please say whether it is upheld or cleared.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Please give a reason.")})
    on_appeal = case.status == Status.APPEALED
    name = MOVES[on_appeal, choice]
    if FLOW.target(case.status, name) is None:
        raise IllegalMove(_("The viewer has not been asked yet, or the case is decided."))
    if name == "uphold" and case.status == Status.ASKED and case.due_at and case.due_at > now:
        raise ValidationError(_("The viewer still has time to answer."))
    try:
        with transaction.atomic():
            opinion: Opinion = Opinion.objects.create(
                case=case,
                staff=Staff.objects.get(pk=by.id or 0),
                choice=choice,
                reason=reason.strip()[:300],
                on_appeal=on_appeal,
                at=now,
            )
    except IntegrityError:
        raise refuse(_("You have spoken on this case already; somebody else must.")) from None
    changes = {"choice": choice, "on_appeal": on_appeal}
    audit(case, "lookups.give_opinion", by=by, now=now, changes=changes, reason=opinion.reason)
    needed = limits_on(timezone.localdate(now), case.company_id).overall("reviewers")
    same = case.opinions.filter(choice=choice, on_appeal=on_appeal)
    if same.count() >= needed:
        _decide(case, name, opinion.reason, by=by, now=now)
    return opinion


def _decide(case: Case, name: str, reason: str, *, by: Actor, now: datetime) -> None:
    due = limit_after("appeal", case, now) if name == "uphold" else None
    evidence = evidence_digest(case)
    finding = "false_entry" if _is_entry(case) else "lookup_without_reason"
    values: dict[str, Any] = {
        "decided_at": now,
        "due_at": due,
        "evidence": evidence,
        "is_open": False,
    }
    if name == "uphold":
        decision = ask(
            QUESTION, {"finding": finding}, on=timezone.localdate(now), company_id=case.company_id
        )
        values |= {"decision_id": decision.pk, "decision": decision.pk}
    move(case, FLOW, name, code=f"lookups.{name}", by=by, now=now, reason=reason, **values)
    if name == "uphold":
        announce(_upheld(case, finding, evidence, now), now=now)
    elif name == "overturn":
        announce(
            LookupMisuseOverturned(
                case_id=case.pk,
                number=case.number,
                company_id=case.company_id,
                staff_id=case.staff_id,
                decided_at=now,
            ),
            now=now,
        )
    if case.asked_at:
        _tell(case, finding, reason, now)


@transaction.atomic
def appeal_decision(case: Case, *, text: str, by: Actor, now: datetime) -> None:
    """The viewer appeals within the time the pack allows; two others will decide."""
    if by.kind != "staff" or by.id != case.staff_id:
        raise refuse(_("Only the person concerned can appeal."))
    if not text.strip():
        raise ValidationError({"appeal": _("Please say what speaks against the decision.")})
    if case.due_at is not None and now > case.due_at:
        raise ValidationError(_("The time for an appeal is over."))
    move(
        case,
        FLOW,
        "appeal",
        code="lookups.appeal",
        by=by,
        now=now,
        appeal=text.strip()[:2000],
        appealed_at=now,
        due_at=limit_after("decide", case, now),
        is_open=True,
    )


def evidence_digest(case: Case) -> str:
    """The digest of the findings as decided on, for whoever carries the matter further."""
    rows = list(
        case.flags.order_by("id").values_list("rule", "rule_version", "looks", "numbers", "digest")
    )
    text = json.dumps([case.number, rows, case.answer], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _is_entry(case: Case) -> bool:
    rules = set(case.flags.values_list("rule", flat=True))
    return bool(rules) and all(rule.startswith("F") for rule in rules)


def _upheld(case: Case, finding: str, evidence: str, now: datetime) -> LookupMisuseUpheld:
    flags = list(case.flags.values_list("rule", "looks"))
    return LookupMisuseUpheld(
        case_id=case.pk,
        number=case.number,
        company_id=case.company_id,
        unit_id=case.unit_id,
        staff_id=case.staff_id,
        finding=finding,
        rules=sorted({rule for rule, _looks in flags}),
        ground=str(limits_on(timezone.localdate(now), case.company_id).content["ground"]),
        looks=len({pk for _rule, looks in flags for pk in looks}),
        evidence=evidence,
        reviewers=list(case.opinions.values_list("staff_id", flat=True).order_by("staff_id")),
        decided_at=now,
    )


def _tell(case: Case, finding: str, reason: str, now: datetime) -> None:
    found = common_pack().question(QUESTION).facts["finding"].words[finding].zh
    outcome = {
        Status.UPHELD: f"认定为{found}",
        Status.CLEARED: "不认定",
        Status.CONFIRMED: "申诉后维持认定",
        Status.OVERTURNED: "申诉成立，撤销认定",
    }
    notify(
        case.staff,
        "lookups.decided",
        context={"number": case.number, "outcome": outcome[Status(case.status)], "reason": reason},
        about=case,
        unit=case.unit,
        url=f"/lookups/questions/{case.pk}/",
        key=f"case{case.pk}:{case.status}",
        by=SYSTEM,
        now=now,
    )
