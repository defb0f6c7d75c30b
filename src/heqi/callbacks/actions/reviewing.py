"""Calls that are listened to again: which ones, and how they are scored (callback/quality)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.callbacks.access import REVIEW
from heqi.callbacks.catalogue import fatal_errors, score_sheet, short_call
from heqi.callbacks.events import CallbackFaulted
from heqi.callbacks.models import CallbackTask, Review
from heqi.callbacks.states import Status
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import StaleState
from heqi.notices.actions import notify
from heqi.people.access import Refused, require
from heqi.people.models import Staff, Unit
from heqi.policies.deciding import ask, rule_on
from heqi.policies.measures import month_span
from heqi.policies.packs import common_pack
from heqi.rulebook.sampling import draw
from heqi.rulebook.spans import Times, parse_limit

QUESTION = "callbacks.review"
FAULTS = "callbacks.faults"
COMPLAINTS = ("complaint", "forwarded")


def months_calls(company: Unit, month: date) -> list[CallbackTask]:
    """The callbacks of a month that somebody ended by calling."""
    since, until = month_span(month)
    rows = CallbackTask.objects.filter(
        company=company,
        is_open=False,
        done_at__gte=since,
        done_at__lt=until,
        status__in=[Status.DONE, Status.UNREACHABLE],
        caller__isnull=False,
    )
    return list(rows.order_by("pk"))


def _caller(task: CallbackTask) -> int:
    """Who called; ``months_calls`` takes no task without a caller."""
    assert task.caller_id is not None
    return task.caller_id


def must_be_reviewed(task: CallbackTask, always: list[str]) -> list[str]:
    """Why a call is reviewed whatever the draw says; empty where nothing asks for it."""
    found = {
        "complaint_unreachable": task.status == Status.UNREACHABLE and task.business in COMPLAINTS,
        "short_call": task.status == Status.DONE
        and task.talk_seconds is not None
        and task.talk_seconds < short_call(),
        "changed_later": task.changed_at is not None,
    }
    return [code for code in always if found.get(code)]


@transaction.atomic
def draw_reviews(company: Unit, *, month: date, by: Actor, now: datetime) -> int:
    """Draw the calls of a month that are reviewed: a share of each agent's, and what must be.

    Drawing again adds only what has come since: the seed is that of company and month, and a call
    keeps its place in the random order. Returns how many were added.
    """
    require(by, REVIEW, company)
    month = month.replace(day=1)
    decision = ask(QUESTION, {}, on=timezone.localdate(now), company_id=company.pk)
    answer: dict[str, Any] = dict(decision.answer or {})
    limit = parse_limit(answer["per_agent"])
    least = int(limit.count) if isinstance(limit, Times) else 0
    always = list(answer.get("always") or [])
    tasks = months_calls(company, month)
    musts = {task.pk: must_be_reviewed(task, always) for task in tasks}
    seed = f"review:{company.pk}:{month:%Y-%m}"
    known = set(Review.objects.filter(task__in=tasks).values_list("task_id", flat=True))
    drawn = draw(
        tasks,
        Decimal(str(answer["share"])),
        seed,
        key=lambda task: task.pk,
        strata=lambda task: task.caller_id,
        at_least_per={lambda task: task.caller_id: least},
        always=lambda task: must_words(musts[task.pk]),
    )
    rows = [
        Review(
            company=company,
            unit=company,
            month=month,
            task=pick.item,
            caller_id=_caller(pick.item),
            must=musts[pick.item.pk],
            because_zh=pick.words().zh[:200],
            because_en=pick.words().en[:200],
            seed=seed,
            decision=decision,
        )
        for pick in drawn.picks
        if pick.drawn and pick.item.pk not in known
    ]
    Review.objects.bulk_create(rows)
    audit(
        company,
        "callbacks.draw_reviews",
        by=by,
        now=now,
        changes={"month": month, "added": len(rows), "of": len(tasks), "seed": seed},
        decision=decision.pk,
    )
    return len(rows)


def must_words(codes: list[str]) -> Any:
    """The reasons in both languages, nothing without any."""
    if not codes:
        return None
    words = common_pack().question(QUESTION).answer["always"].words
    first = words[codes[0]]
    for code in codes[1:]:
        first = type(first)(f"{first.zh}、{words[code].zh}", f"{first.en}, {words[code].en}")
    return first


@transaction.atomic
def score_review(
    review: Review,
    *,
    marks: Mapping[str, Decimal],
    fatal: str = "",
    remark: str = "",
    by: Actor,
    now: datetime,
) -> Review:
    """Mark a call by the score sheet; a fatal error makes it what the policy says of one.

    Nobody reviews his own call. Raises ``ValidationError`` by item for marks that are missing or
    beyond the item's full marks.
    """
    require(by, REVIEW, review)
    if by.kind != "staff" or by.id == review.caller_id:
        raise Refused(_("Nobody reviews his own call."), REVIEW)
    faults = {row.code for row in fatal_errors()}
    if fatal and fatal not in faults:
        raise ValidationError({"fatal": _("Choose the fatal error from the list.")})
    wrong = {
        item.code: _("Between 0 and {most}.").format(most=item.marks)
        for item in score_sheet()
        if not 0 <= marks.get(item.code, Decimal(-1)) <= item.marks
    }
    if wrong:
        raise ValidationError(wrong)
    if fatal and not remark.strip():
        raise ValidationError({"remark": _("Say what was heard.")})
    answer: dict[str, Any] = dict(review.decision.answer or {})
    costs = _costs_of(fatal, company_id=review.company_id, now=now)
    total = sum((marks[item.code] for item in score_sheet()), Decimal(0))
    score = Decimal(str(answer["fatal_score"])) if fatal else total
    values: dict[str, Any] = {
        "marks": {item.code: str(marks[item.code]) for item in score_sheet()},
        "fatal": fatal,
        "score": score,
        "passed": score >= Decimal(str(answer["pass_mark"])),
        "remark": remark.strip(),
        "reviewer": Staff.objects.get(pk=by.id or 0),
        "reviewed_at": now,
        "barred": bool(costs.get("loses_role")),
    }
    if not Review.objects.filter(pk=review.pk, reviewed_at__isnull=True).update(**values):
        raise StaleState(_("Somebody else has reviewed it meanwhile."))
    for name, value in values.items():
        setattr(review, name, value)
    audit(
        review,
        "callbacks.review",
        by=by,
        now=now,
        changes={
            "score": score,
            "fatal": fatal,
            "passed": review.passed,
            "loses_role": review.barred,
        },
        reason=review.remark,
        decision=review.decision_id,
    )
    if fatal in common_pack().question(FAULTS).facts["fault"].options:
        announce(
            CallbackFaulted(
                review_id=review.pk,
                task_id=review.task_id,
                staff_id=review.caller_id,
                fault=fatal,
                company_id=review.company_id,
            ),
            now=now,
        )
    if review.barred:
        notify(
            review.caller,
            "callbacks.barred",
            context={"number": review.task.number, "remark": review.remark},
            about=review,
            unit=review.unit,
            key=f"callback-barred:{review.pk}",
            by=by,
            now=now,
        )
    return review


def _costs_of(fatal: str, *, company_id: int, now: datetime) -> Mapping[str, Any]:
    """What the policy says a fault costs; nothing for what it does not name."""
    if fatal not in common_pack().question(FAULTS).facts["fault"].options:
        return {}
    on = timezone.localdate(now)
    return rule_on(FAULTS, {"fault": fatal}, on=on, company_id=company_id).answer or {}


@transaction.atomic
def give_role_back(review: Review, *, reason: str, by: Actor, now: datetime) -> Review:
    """Whoever lost the role by a false record may call again; nobody gives it to himself."""
    require(by, REVIEW, review)
    if by.kind != "staff" or by.id == review.caller_id:
        raise Refused(_("Nobody gives himself the role back."), REVIEW)
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason.")})
    values = {
        "given_back_at": now,
        "given_back_by": by.name,
        "given_back_why": reason.strip()[:200],
    }
    rows = Review.objects.filter(pk=review.pk, barred=True, given_back_at__isnull=True)
    if not rows.update(**values):
        raise StaleState(_("The role was not lost, or is given back already."))
    for name, value in values.items():
        setattr(review, name, value)
    audit(review, "callbacks.give_role_back", by=by, now=now, reason=reason.strip())
    return review
