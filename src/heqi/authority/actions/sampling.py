"""Random checks by the service office (authority/5.2): a seeded draw, each use checked."""

import secrets
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.authority.access import CHECK
from heqi.authority.actions.watching import raise_signal
from heqi.authority.events import CheckDrawn
from heqi.authority.facts import CHECKS
from heqi.authority.models import Check, CheckItem, Use
from heqi.authority.states import COUNTED, Method, Result
from heqi.duties.actions import fulfil
from heqi.duties.actions.recording import Proof
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.people.access import refuse, require
from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.policies.deciding import ask
from heqi.rulebook.sampling import Pick, draw
from heqi.rulebook.values import Words

Asking = Callable[..., Any]
PREFIX, DUTY = "CC", "authority_check"


@transaction.atomic
def draw_check(
    company: Unit,
    *,
    method: str,
    since: date,
    until: date,
    by: Actor,
    now: datetime,
) -> Check:
    """Draw uses of a period (``until`` included), of each department as the policy says.

    The system makes the seed and keeps it with the uses that it drew from, so that anybody can
    draw again (``queries.checks.differences``). While a draw over a day of the period is not
    finished there is no other one: whoever draws does not choose (authority/5.2). By the method
    callback the customers are called; what they say comes back to the check.
    """
    require(by, CHECK, company)
    today = timezone.localdate(now)
    if method not in Method.values:
        raise ValidationError({"method": _("Choose how it is checked.")})
    if until < since or since > today:
        raise ValidationError({"until": _("Choose a period that has begun.")})
    _need_finished(company, since, until)
    seed = secrets.token_hex(8)
    # What named no record and was never drawn is checked now, whatever the period.
    drawn = CheckItem.objects.filter(use=OuterRef("pk"))
    missed = Q(~Exists(drawn), used_at__lte=now) & ~Q(unrecorded="")
    uses = list(
        Use.objects.filter(
            missed | Q(used_at__date__gte=since, used_at__date__lte=until),
            company=company,
            status__in=COUNTED,
        )
        .select_related("unit__parent")
        .order_by("id")
    )
    if not uses:
        raise ValidationError({"since": _("No authority was used in this period.")})
    picks, decision = picks_of(uses, seed, today, company_id=company.pk)
    check: Check = Check.objects.create(
        number=next_number(PREFIX, today),
        company=company,
        unit=company,
        method=method,
        since=since,
        until=until,
        seed=seed,
        population=len(uses),
        drawn_from=[one.pk for one in uses],
        total=len(picks),
        decision=decision,
        started_at=now,
        by_name=by.name,
    )
    CheckItem.objects.bulk_create(
        CheckItem(
            run=check,
            use=pick.item,
            because_zh=pick.words().zh[:200],
            because_en=pick.words().en[:240],
        )
        for pick in picks
    )
    audit(
        check, "authority.draw_check", by=by, now=now,
        changes={"seed": seed, "of": len(uses), "drawn": len(picks)}, decision=decision.pk,
    )  # fmt: skip
    announce(
        CheckDrawn(
            check_id=check.pk, number=check.number, method=method, company_id=company.pk
        ),
        now=now,
    )  # fmt: skip
    return check


def _need_finished(company: Unit, since: date, until: date) -> None:
    rows = Check.objects.select_for_update().filter(
        company=company, finished_at__isnull=True, since__lte=until, until__gte=since
    )
    open_ = rows.order_by("id").first()
    if open_ is not None:
        raise ValidationError(
            {
                "since": _(
                    "Check {number} over {since} – {until} is open: record its results first."
                ).format(number=open_.number, since=open_.since, until=open_.until)
            }
        )


def picks_of(
    uses: list[Use], seed: str, today: date, *, company_id: int | None, asking: Asking = ask
) -> tuple[list[Pick[Use]], Any]:
    """What is drawn of some uses, and the last answer on how much.

    ``asking`` keeps the decision, or only reads what the policy says.
    """
    picks: list[Pick[Use]] = []
    decision: Any = None
    for money, recorded in ((False, False), (True, False), (False, True), (True, True)):
        facts = {"involves_money": money, "recorded": recorded}
        rows = [
            one
            for one in uses
            if (one.amount is not None) == money and (not one.unrecorded) == recorded
        ]
        if not rows and not recorded:
            continue
        decision = asking(CHECKS, facts, on=today, company_id=company_id)
        answer = decision.answer or {}
        drawn = draw(
            rows,
            answer["ratio"],
            seed,
            key=lambda one: one.pk,
            strata=lambda one: department_of(one.unit).pk,
            at_least_per={lambda one: department_of(one.unit).pk: int(answer["at_least"])},
        )
        picks += [pick for pick in drawn.picks if pick.drawn]
    assert decision is not None
    return picks, decision


@transaction.atomic
def record_result(item: CheckItem, *, result: str, finding: str, by: Actor, now: datetime) -> None:
    """What the check found; with something not in order a sign of misuse is raised."""
    check = item.run
    require(by, CHECK, check.company)
    if by.kind == "staff" and by.id in (item.use.used_by_id, item.use.holder_id):
        raise refuse(_("Nobody checks his own use of authority."))
    if result not in Result.values or result == Result.PENDING:
        raise ValidationError({"result": _("Choose what the check found.")})
    if result != Result.PROPER and not finding.strip():
        raise ValidationError({"finding": _("Write down what was found.")})
    _need_called(item, result, finding)
    won = CheckItem.objects.filter(pk=item.pk, result=Result.PENDING).update(
        result=result, finding=finding.strip()[:500], checked_at=now, checked_by=by.name
    )
    if not won:
        raise ValidationError(_("This use was checked already."))
    item.result = result
    wrong = result == Result.IMPROPER
    Check.objects.filter(pk=check.pk).update(done=F("done") + 1, found=F("found") + int(wrong))
    audit(
        check, "authority.check_use", by=by, now=now,
        changes={"use": item.use.number, "result": result}, reason=finding.strip(),
    )  # fmt: skip
    if wrong:
        said = finding.strip()
        raise_signal(item.use, "found_in_check", seen=1, why=Words(said, said), now=now)
    finished = Check.objects.filter(pk=check.pk, done__gte=F("total"), finished_at=None)
    if finished.update(finished_at=now):
        proof = Proof(
            "report", now, key=f"authority-check{check.pk}", reference=check.number,
            text=check.number, url=f"/authority/checks/{check.pk}/",
        )  # fmt: skip
        fulfil(DUTY, "people.unit", str(check.company_id), proof, by=by, now=now)


def _need_called(item: CheckItem, result: str, finding: str) -> None:
    """By callback a use is judged by what its customer says, once he was asked."""
    if not item.callback_number:
        return
    if item.called_at is None:
        raise ValidationError(
            {
                "result": _("The customer is to be called first: callback {number}.").format(
                    number=item.callback_number
                )
            }
        )
    if result == Result.PROPER and not item.reached and not finding.strip():
        raise ValidationError(
            {"finding": _("The customer was not reached: write down what shows it in order.")}
        )


@transaction.atomic
def note_call_planned(item: CheckItem, *, number: str, url: str, by: Actor, now: datetime) -> None:
    """The customer of a drawn use is to be called back under a number."""
    rows = CheckItem.objects.filter(pk=item.pk, callback_number="", result=Result.PENDING)
    if rows.update(callback_number=number, callback_url=url[:200]):
        changes = {"use": item.use.number, "callback": number}
        audit(item.run, "authority.call_planned", by=by, now=now, changes=changes)


@transaction.atomic
def note_call_ended(
    item: CheckItem, *, number: str, reached: bool, said: Words, by: Actor, now: datetime
) -> None:
    """What the customer said of a drawn use; ``reached`` is false where nobody answered.

    The check is judged by a person all the same (authority/5.2).
    """
    rows = CheckItem.objects.filter(pk=item.pk, callback_number=number, called_at__isnull=True)
    if rows.update(
        called_at=now, reached=reached, called_zh=said.zh[:500], called_en=said.en[:500]
    ):
        changes = {"use": item.use.number, "callback": number, "reached": reached}
        audit(item.run, "authority.call_ended", by=by, now=now, changes=changes)
