"""Random checks by the service office (authority/5.2): a seeded draw, each use checked."""

import secrets
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.authority.access import CHECK
from heqi.authority.actions.watching import raise_signal
from heqi.authority.facts import CHECKS
from heqi.authority.models import Check, CheckItem, Use
from heqi.authority.states import COUNTED, Method, Result
from heqi.duties.actions import fulfil
from heqi.duties.actions.recording import Proof
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.people.access import refuse, require
from heqi.people.models import Unit
from heqi.people.queries import department_of
from heqi.policies.deciding import ask
from heqi.policies.models import Decision
from heqi.rulebook.sampling import Pick, draw
from heqi.rulebook.values import Words

PREFIX, DUTY, MOST = "CC", "authority_check", 5_000


@transaction.atomic
def draw_check(
    company: Unit,
    *,
    method: str,
    since: date,
    until: date,
    seed: str = "",
    by: Actor,
    now: datetime,
) -> Check:
    """Draw uses of a period (``until`` included), of each department as the policy says.

    The same seed draws the same uses again.
    """
    require(by, CHECK, company)
    today = timezone.localdate(now)
    if method not in Method.values:
        raise ValidationError({"method": _("Choose how it is checked.")})
    if until < since or since > today:
        raise ValidationError({"until": _("Choose a period that has begun.")})
    seed = seed or secrets.token_hex(8)
    # What named no record and was never drawn is checked now, whatever the period.
    missed = Q(used_at__lte=now, checked__isnull=True) & ~Q(unrecorded="")
    uses = list(
        Use.objects.filter(
            missed | Q(used_at__date__gte=since, used_at__date__lte=until),
            company=company,
            status__in=COUNTED,
        )
        .select_related("unit__parent")
        .order_by("id")[:MOST]
    )
    if not uses:
        raise ValidationError({"since": _("No authority was used in this period.")})
    picks, decision = _picks(uses, seed, today, company_id=company.pk)
    check: Check = Check.objects.create(
        number=next_number(PREFIX, today),
        company=company,
        unit=company,
        method=method,
        since=since,
        until=until,
        seed=seed,
        population=len(uses),
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
    return check


def _picks(
    uses: list[Use], seed: str, today: date, *, company_id: int | None
) -> tuple[list[Pick[Use]], Decision]:
    picks: list[Pick[Use]] = []
    decision = None
    for money, recorded in ((False, False), (True, False), (False, True), (True, True)):
        facts = {"involves_money": money, "recorded": recorded}
        rows = [
            one
            for one in uses
            if (one.amount is not None) == money and (not one.unrecorded) == recorded
        ]
        if not rows and not recorded:
            continue
        decision = ask(CHECKS, facts, on=today, company_id=company_id)
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
