"""The random check of tiering: drawn, judged, closed with points proposed (tiering/8)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.conduct.actions import propose_case
from heqi.customers.models import Party, Tier
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.states import IllegalMove
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.reports.access import CHECK
from heqi.reports.events import TieringChecked
from heqi.reports.models import CheckCase, ProposedPoints, TierCheck
from heqi.reports.queries.checking import POINTS, check_rules, department
from heqi.rulebook.sampling import draw

JUDGED = ("right", "wrong", "not_applicable")


@transaction.atomic
def draw_check(company: Unit, month: date, *, by: Actor, now: datetime) -> TierCheck:
    """Draw the month's cases: some of each department and kind of VIP, from a stored seed.

    The same seed and customers give the same cases, so that anybody can draw them again.
    """
    require(by, CHECK, company)
    first = month.replace(day=1)
    if TierCheck.objects.filter(company=company, month=first).exists():
        raise IllegalMove(_("The check of this month has been drawn already."))
    rules = check_rules(timezone.localdate(now), company_id=company.pk)
    rows = Party.objects.filter(company=company, state="active", merged_into=None).exclude(
        tier=Tier.STANDARD
    )
    parties = list(rows.select_related("unit__parent").order_by("pk"))
    if not parties:
        raise ValidationError(_("There is no VIP customer to check yet."))
    seed = f"tiering/8:{company.pk}:{first:%Y-%m}"
    check: TierCheck = TierCheck.objects.create(
        company=company,
        month=first,
        seed=seed,
        size=len(parties),
        drawn_at=now,
        drawn_by_name=by.name,
    )
    drawn = draw(
        parties,
        ratio=0,
        seed=seed,
        key=lambda one: one.pk,
        strata=_stratum,
        at_least_per={_stratum: rules.each},
    )
    picks = [pick for pick in drawn.picks if pick.drawn]
    CheckCase.objects.bulk_create(
        CheckCase(
            check_of=check,
            party=pick.item,
            department=department(pick.item),
            because_zh=pick.words().zh[:200],
            because_en=pick.words().en[:200],
        )
        for pick in picks
    )
    audit(check, "reports.draw_check", by=by, now=now, changes={"seed": seed, "cases": len(picks)})
    return check


def _stratum(party: Party) -> tuple[int, str]:
    return department(party).pk, party.tier


@transaction.atomic
def judge_case(
    case: CheckCase, *, findings: Mapping[str, str], note: str = "", by: Actor, now: datetime
) -> CheckCase:
    """Fill in the sheet of a case: each point right, wrong or not applicable."""
    require(by, CHECK, case.check_of)
    if case.check_of.closed_at is not None:
        raise IllegalMove(_("This check is closed."))
    missing = [code for code in POINTS if findings.get(code) not in JUDGED]
    if missing:
        raise ValidationError({code: _("Say what you found.") for code in missing})
    if "wrong" in findings.values() and not note.strip():
        raise ValidationError({"note": _("Write down what is wrong.")})
    before = dict(case.findings)
    case.findings = {code: findings[code] for code in POINTS}
    case.note, case.checked_at, case.checked_by_name = note.strip()[:300], now, by.name
    CheckCase.objects.filter(pk=case.pk).update(
        findings=case.findings,
        note=case.note,
        checked_at=now,
        checked_by_name=by.name,
    )
    audit(
        case.check_of,
        "reports.judge_case",
        by=by,
        now=now,
        changes={"case": case.pk, "findings": [before, case.findings]},
        reason=case.note,
    )
    return case


@transaction.atomic
def close_check(
    check: TierCheck, *, points: Mapping[int, tuple[str, str]], by: Actor, now: datetime
) -> TierCheck:
    """Propose points for each department, within the company's range, and close the check.

    ``points`` are points and reason by department. The month's appraisal takes them up.
    """
    require(by, CHECK, check)
    if check.cases.filter(checked_at=None).exists():
        raise ValidationError(_("Every case must be judged before the check is closed."))
    departments = set(check.cases.values_list("department", flat=True))
    rules = check_rules(timezone.localdate(now), company_id=check.company_id)
    rows = []
    for pk in sorted(departments):
        raw, reason = points.get(pk, ("0", ""))
        number = _points(pk, raw, Decimal(rules.least), Decimal(rules.most))
        if number and not reason.strip():
            raise ValidationError({f"reason_{pk}": _("Give the reason.")})
        rows.append(
            ProposedPoints(
                check_of=check, department_id=pk, points=number, reason=reason.strip()[:300]
            )
        )
    won = TierCheck.objects.filter(pk=check.pk, closed_at=None).update(
        closed_at=now, closed_by_name=by.name
    )
    if not won:
        raise IllegalMove(_("This check is closed."))
    check.closed_at, check.closed_by_name = now, by.name
    ProposedPoints.objects.bulk_create(rows)
    told: list[list[object]] = [[row.department_id, str(row.points)] for row in rows]
    audit(check, "reports.close_check", by=by, now=now, changes={"points": told})
    for row in rows:
        _propose(row, now=now)
    announce(
        TieringChecked(
            check_id=check.pk,
            company_id=check.company_id,
            month=f"{check.month:%Y-%m}",
            points=told,
        ),
        now=now,
    )
    return check


def _propose(row: ProposedPoints, *, now: datetime) -> None:
    """Tiering that a department does not carry out may be a case of conduct, too."""
    check = row.check_of
    if row.points >= 0:
        return
    wrong = [case for case in check.cases.filter(department=row.department) if case.wrong]
    propose_case(
        "tiering_not_executed",
        facts={"points_lost": -row.points},
        about=row.department,
        title=f"分级服务抽查扣分（{check.month:%Y-%m}）",
        text=f"{check.month:%Y-%m} 分级服务抽查：{len(wrong)} 户不符合要求，"
        f"拟扣 {-row.points.normalize():f} 分。{row.reason}",
        happened_on=timezone.localdate(now),
        source=check,
        source_number=f"{check.month:%Y-%m}",
        proofs={"report": f"{check.month:%Y-%m}"},
        now=now,
    )


def _points(pk: int, raw: str, least: Decimal, most: Decimal) -> Decimal:
    try:
        number = Decimal(raw.strip() or "0").quantize(Decimal("0.1"))
    except InvalidOperation:
        number = most + 1
    if not least <= number <= most:
        sentence = _("Points lie between {least} and {most}.").format(least=least, most=most)
        raise ValidationError({f"points_{pk}": sentence})
    return number
