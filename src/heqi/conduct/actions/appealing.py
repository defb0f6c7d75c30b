"""Appeal of the person concerned, its decision, and reversing what no longer stands."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.approvals.models import Approval, Vote
from heqi.complaints.posts import is_among, people_in
from heqi.conduct.access import HANDLE, JUDGE
from heqi.conduct.actions.circulating import (
    circulate_final,
    correct_circular,
    withdraw_circular,
)
from heqi.conduct.actions.deciding import propose_sums
from heqi.conduct.actions.raising import not_own
from heqi.conduct.actions.submitting import check_figure
from heqi.conduct.actions.sums import cancel_sums
from heqi.conduct.actions.timing import needed, record, tell
from heqi.conduct.events import CaseAppealDecided, CaseAppealed, CaseReversed
from heqi.conduct.facts import limits, outcome
from heqi.conduct.models import Case
from heqi.conduct.states import FLOW, Status
from heqi.governance.actions import ask_committee, settle_matter, voters_of
from heqi.governance.models import Matter
from heqi.governance.queries import matter_of, members_of
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import may, refuse, require
from heqi.people.models import Staff

SUBJECT, COMMITTEE = "conduct.case", "service_committee"
OUTCOMES = ("uphold", "change", "overturn")
BATCH = 100


def appeal_posts(case: Case, *, now: datetime) -> list[str]:
    """Who decides about appeals, by the policy."""
    answer = limits(case.side, on=timezone.localdate(now), company_id=case.company_id)
    return [str(post) for post in answer.get("appeal_to") or ()]


@transaction.atomic
def appeal_case(case: Case, *, appeal: str, by: Actor, now: datetime) -> None:
    """Whom the decision is about appeals, inside the policy's time; a head who is fined as well.

    While an appeal waits for its decision the other of the two may join it.
    """
    if by.kind != "staff" or by.id not in {one.pk for one in case.fined}:
        raise refuse(_("Only the person concerned appeals."))
    text = needed(appeal=appeal)["appeal"]
    prefix = "head_" if by.id == case.head_id else ""
    joins = case.status == Status.APPEALED and not getattr(case, f"{prefix}appeal")
    if case.appeal_until is None or not (case.status == Status.DECIDED or joins):
        raise IllegalMove(_("There is nothing to appeal against."))
    if now > case.appeal_until:
        raise ValidationError(
            _("The time to appeal was over at {time}.").format(
                time=f"{timezone.localtime(case.appeal_until):%Y-%m-%d %H:%M}"
            )
        )
    values: dict[str, Any] = {f"{prefix}appeal": text, f"{prefix}appealed_at": now}
    if joins:
        Case.objects.filter(pk=case.pk, status=Status.APPEALED).update(**values)
        for name, value in values.items():
            setattr(case, name, value)
        audit(case, "conduct.join_appeal", by=by, now=now, reason=text[:500])
        return
    move(
        case, FLOW, "appeal", code="conduct.appeal", by=by, now=now, reason=text[:500],
        is_open=True, **values | {"appealed_at": now},
    )  # fmt: skip
    record(case, "appealed", by=by, now=now)
    barred = took_part(case)
    if COMMITTEE in appeal_posts(case, now=now):
        _ask_committee(case, barred, now=now)
    judges = [one for one in _judges(case, now=now) if one.pk not in barred]
    tell(case, judges, "conduct.appealed", key="appealed", by=by, now=now, who=case.about)
    announce(
        CaseAppealed(
            case_id=case.pk,
            number=case.number,
            staff_id=case.staff_id,
            unit_id=case.unit_id,
            company_id=case.company_id,
        ),
        now=now,
    )


def may_appeal(case: Case, by: Actor, *, now: datetime) -> bool:
    """Whether somebody may appeal now, or join the other's appeal."""
    if by.kind != "staff" or by.id not in {one.pk for one in case.fined}:
        return False
    said = case.head_appeal if by.id == case.head_id else case.appeal
    waits = case.status == Status.DECIDED or (case.status == Status.APPEALED and not said)
    return waits and case.appeal_until is not None and now <= case.appeal_until


def _judges(case: Case, *, now: datetime) -> list[Staff]:
    """Who is to decide: the members of the committee, or who holds the post that the policy names.

    A post that is filled does not stand for the committee: that sits and votes.
    """
    posts = appeal_posts(case, now=now)
    if COMMITTEE in posts:
        return members_of(case.company_id)
    return people_in(posts, case.unit, on=timezone.localdate(now))


def took_part(case: Case) -> set[int]:
    """Who has no part in deciding an appeal: whom it is about, who raised, looked into or
    submitted the case, and who signed the decision, also for somebody else."""
    ids = {case.staff_id, case.head_id, case.raiser_id, case.investigator_id}
    for approval in Approval.objects.filter(pk=case.approval_id or 0):
        ids.add(approval.requested_by_id)
        votes = Vote.objects.filter(step__approval=approval)
        ids |= {pk for pair in votes.values_list("staff", "standing_in_for") for pk in pair}
    return {pk for pk in ids if pk is not None}


def _ask_committee(case: Case, barred: set[int], *, now: datetime) -> None:
    """The committee finds the appeal on its agenda; who it is about is on the case alone."""
    with override("zh-hans"):
        title = _("Appeal against the decision {number}").format(number=case.number)
        text = _(
            "An appeal was filed against a decision under {clause}; the case has its words. In "
            "favour means that the appeal is well founded."
        )
    ask_committee(
        unit=case.unit, title=title, text=text.format(clause=case.clause), clause=case.clause,
        source=(*committee_source(case), case.number), decide_by=case.due_at, barred=barred,
        by=SYSTEM, now=now,
    )  # fmt: skip


def committee_source(case: Case) -> tuple[str, str]:
    """What names a case on the agenda of the committee."""
    return SUBJECT, str(case.pk)


def may_judge(case: Case, by: Actor, *, now: datetime) -> bool:
    """Of the body that the policy names, and nobody who took part in the decision.

    For the committee: a member who was present and had a vote when it decided in a sitting.
    """
    if by.kind != "staff" or by.id is None or by.id in took_part(case):
        return False
    posts = appeal_posts(case, now=now)
    if COMMITTEE in posts:
        matter = voted_matter(case)
        voters = voters_of(matter, matter.sitting) if matter and matter.sitting else None
        return voters is not None and voters.filter(pk=by.id).exists()
    return may(by, JUDGE, case) and is_among(by, posts, case.unit, on=timezone.localdate(now))


def voted_matter(case: Case) -> Matter | None:
    """The appeal on the committee's agenda once it was decided by vote."""
    matter = matter_of(committee_source(case))
    return matter if matter is not None and matter.carried is not None else None


@transaction.atomic
def judge_appeal(
    case: Case,
    *,
    outcome_: str,
    judgement: str,
    figures: Mapping[str, Decimal | None] | None = None,
    measure: str = "",
    treatment: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """Keep the decision, change what it says, or reverse it; with reasons.

    A change takes figures within their ranges, another ``measure`` of the clause, or another
    ``treatment`` by the department; one of them at least.

    What the committee voted binds: an appeal that it found well founded changes or reverses the
    decision, another leaves it as it is.
    """
    if not may_judge(case, by, now=now):
        raise refuse(
            _(
                "The service management committee decides about appeals in a sitting; then a "
                "member who voted enters what follows. Who took part in the decision has no part."
            )
        )
    text = needed(judgement=judgement)["judgement"]
    if outcome_ not in OUTCOMES:
        raise ValidationError({"outcome_": _("Say what becomes of the decision.")})
    matter = voted_matter(case) if COMMITTEE in appeal_posts(case, now=now) else None
    if matter is not None and (outcome_ == "uphold") == bool(matter.carried):
        raise ValidationError(
            {
                "outcome_": _("The committee found the appeal well founded.")
                if matter.carried
                else _("The committee did not find the appeal well founded: the decision stands.")
            }
        )
    if outcome_ == "change":
        _change(case, figures or {}, measure, treatment.strip(), by=by, now=now)
    move(
        case, FLOW, outcome_, code=f"conduct.appeal_{outcome_}", by=by, now=now, reason=text[:500],
        is_open=False, judgement=text, outcome=outcome_, judged_at=now, judge_name=by.name,
    )  # fmt: skip
    record(case, "appeal_decided", by=by, now=now)
    if outcome_ == "change":
        cancel_sums(case, by=by, now=now)
        propose_sums(case, now=now)
        correct_circular(case, by=by, now=now)
    if outcome_ != "overturn":
        circulate_final(case, now=now)
    words = {"uphold": "维持原决定", "change": "变更原决定", "overturn": "撤销原决定"}
    if matter is None:
        settle_matter(committee_source(case), outcome=words[outcome_], by=by, now=now)
    tell(
        case, case.fined, "conduct.appeal_decided", key="judged", by=by, now=now,
        outcome=words[outcome_], reason=text,
    )  # fmt: skip
    announce(
        CaseAppealDecided(
            case_id=case.pk,
            number=case.number,
            outcome=outcome_,
            unit_id=case.unit_id,
            company_id=case.company_id,
        ),
        now=now,
    )
    if outcome_ == "overturn":
        _fall(case, text, by=by, now=now)


def _change(
    case: Case, figures: Mapping[str, Decimal | None], measure: str, treatment: str, *, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    found = outcome(case, now=now)
    given = {what: value for what, value in figures.items() if value is not None}
    measure = "" if measure == case.measure else measure
    treatment = "" if treatment == case.treatment else treatment[:500]
    errors: dict[str, str] = {}
    for what, value in given.items():
        allowed = found.ranges.get(what) if found else None
        if allowed is None or what not in case.figures:
            errors[what] = _("This ground has no such consequence.")
        elif sentence := check_figure(value, allowed):
            errors[what] = sentence
    if measure and (found is None or measure not in found.measures):
        errors["measure"] = _("The clause names no such measure.")
    if treatment and (found is None or not found.handled_by_department):
        errors["treatment"] = _("This ground has no such consequence.")
    if not given and not measure and not treatment:
        errors["outcome_"] = _("Say what changes: a figure, the measure or the treatment.")
    if errors:
        raise ValidationError(errors)
    changes: dict[str, object] = dict(given)
    for what, value in given.items():
        case.consequences.filter(what=what).update(value=value)
    for name, text in (("measure", measure), ("treatment", treatment)):
        if text:
            changes[name] = [getattr(case, name), text]
            Case.objects.filter(pk=case.pk).update(**{name: text})
            setattr(case, name, text)
    case.__dict__.pop("figures", None)
    audit(case, "conduct.change_content", by=by, now=now, changes=changes)


@transaction.atomic
def reverse_case(case: Case, *, reason: str, by: Actor, now: datetime) -> None:
    """What the decision rested on has fallen: it no longer stands, and sums go back."""
    require(by, JUDGE, case)
    not_own(case, by)
    reason = needed(reason=reason)["reason"][:500]
    move(
        case, FLOW, "reverse", code="conduct.reverse", by=by, now=now, reason=reason, is_open=False,
    )  # fmt: skip
    tell(case, case.fined, "conduct.reversed", key="reversed", by=by, now=now, reason=reason)
    _fall(case, reason, by=by, now=now)


def _fall(case: Case, reason: str, *, by: Actor, now: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(reversed_at=now, reversal=reason[:500])
    case.reversed_at, case.reversal = now, reason[:500]
    cancel_sums(case, by=by, now=now)
    withdraw_circular(case, reason=reason, by=by, now=now)
    announce(
        CaseReversed(
            case_id=case.pk,
            number=case.number,
            reason=reason[:500],
            unit_id=case.unit_id,
            company_id=case.company_id,
            month=f"{case.counts_in:%Y-%m}" if case.counts_in else "",
        ),
        now=now,
    )


@transaction.atomic
def withdraw_ground(case: Case, *, reason: str, now: datetime) -> None:
    """The record that raised a case was found untrue: whatever the case has come to, it ends."""
    if case.status in (Status.PROPOSED, Status.OPEN):
        move(
            case, FLOW, "drop", code="conduct.drop", by=SYSTEM, now=now, reason=reason,
            is_open=False,
        )  # fmt: skip
        record(case, "dropped", reason=reason[:200], by=SYSTEM, now=now)
        if case.taken_up_at is not None:
            tell(
                case, case.concerned, "conduct.dropped", key="dropped", by=SYSTEM, now=now,
                reason=reason,
            )  # fmt: skip
    elif case.status in (Status.DECIDED, Status.FINAL):
        reverse_case(case, reason=reason, by=SYSTEM, now=now)
    else:
        # Being signed or judged: those who decide are told, nothing is taken out of their hands.
        from heqi.people.queries import holders_of_right

        handlers = holders_of_right(HANDLE, case.unit, on=timezone.localdate(now))[:10]
        tell(
            case, handlers, "conduct.ground_fell", key="fell", by=SYSTEM, now=now, reason=reason,
        )  # fmt: skip


def finish_cases(*, now: datetime, batch: int = BATCH) -> int:
    """The loop's task: what nobody appealed against in time is final."""
    over = Q(appeal_until__isnull=True) | Q(appeal_until__lt=now)
    rows = Case.objects.filter(over, status=Status.DECIDED).order_by("appeal_until", "id")
    done = 0
    for case in rows.select_related("unit", "company", "staff")[:batch]:
        with transaction.atomic():
            move(case, FLOW, "finish", code="conduct.finish", by=SYSTEM, now=now)
            circulate_final(case, now=now)
        done += 1
    return done
