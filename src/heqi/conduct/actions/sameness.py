"""What a case is about: a fact is taken up once under a clause, and measured where that counts."""

import re
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heqi.conduct.facts import RAISE_CASE, Outcome, words_of
from heqi.conduct.models import Case
from heqi.conduct.sources import record_of
from heqi.conduct.states import VOID
from heqi.inspections.grounds import clause_of_ground
from heqi.policies.deciding import ask
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack
from heqi.policies.templatetags.policies import clause_label

NO_WORDS = re.compile(r"\W+")


def twice() -> ValidationError:
    """The same fact is not taken up twice under one clause."""
    return ValidationError(
        {"ground": _("This fact has been taken up under this clause already, for the same party.")}
    )


def fact_of(source: tuple[str, str]) -> str:
    """The fact of a record: its app and id, whatever number it is told by."""
    return f"{source[0]}:{source[1]}"[:100]


def name_fact(case: Case) -> None:
    """Tie a case raised by hand to the record of its number, else the number, else the day."""
    number = case.source_number
    found = record_of(number) if number else None
    if found is not None:
        case.source_type, case.source_id = found
        case.fact = fact_of(found)
    else:
        case.fact = number or case.happened_on.isoformat()


def hold_distinct(case: Case, *, distinct: str) -> None:
    """Refuse the same fact; what looks like it needs the reason why it is another one.

    Looked at are standing and open cases of the same party under the same clause: one record is
    one fact, so are the same words of one day; what has the day or the words in common is told
    apart by ``distinct``.
    """
    others = list(_others(case)[:50])
    words = NO_WORDS.sub("", case.facts)
    like = [one for one in others if NO_WORDS.sub("", one.facts) == words]
    if any(one.happened_on == case.happened_on for one in like):
        raise twice()
    named = bool(case.source_number)
    if named and any(one.fact == case.fact for one in others):
        raise twice()
    near = [one for one in others if one.happened_on == case.happened_on or one in like]
    if near and not distinct.strip():
        raise ValidationError(
            {
                "distinct": _(
                    "{numbers}, of the same day or in the same words, is about the same party "
                    "under this clause. Say why this is another fact, or do not take it up again."
                ).format(numbers="、".join(one.number for one in near[:3]))
            }
        )
    case.distinct = distinct.strip()[:300] if near else ""
    if not named and any(one.fact == case.fact for one in others):
        case.fact = f"{case.happened_on.isoformat()}#{len(others) + 1}"


def _others(case: Case) -> QuerySet[Case]:
    rows = Case.objects.filter(ground=case.ground, staff=case.staff).exclude(status__in=VOID)
    rows = rows if case.staff else rows.filter(unit=case.unit)
    return rows.exclude(pk=case.pk).order_by("-id")


def measure(
    found: Outcome, ground: str, value: Decimal | None, *, on: date, company_id: int | None
) -> tuple[bool, Decision | None]:
    """Hold what was measured against the ground's clause: whether the clause covers it, and why.

    False where a case is raised but not under this ground: the committee names it. What raises
    nothing is refused at ``measured``.
    """
    if not found.measured:
        return True, None
    what = words_of("measured", found.measured)
    if value is None:
        raise ValidationError(
            {"measured": _("This ground is measured. Say: {what}.").format(what=what)}
        )
    whole = common_pack().question(RAISE_CASE).facts[found.measured].kind == "integer"
    given = {"matter": found.matter, found.measured: int(value) if whole else value}
    decision = ask(RAISE_CASE, given, on=on, company_id=company_id)
    answer = decision.answer or {}
    if not answer.get("raise"):
        raise ValidationError(
            {
                "measured": _("{what} {n}: less than {clause} asks for.").format(
                    what=what,
                    n=f"{value.normalize():f}",
                    clause=clause_label(clause_of_ground(ground)),
                )
            }
        )
    return str(answer.get("ground") or "") == ground, decision


def outside(ground: str) -> ValidationError:
    """What was measured goes beyond the clause."""
    return ValidationError(
        {
            "ground": _(
                "What was measured goes beyond {clause}: the committee names the ground."
            ).format(clause=clause_label(clause_of_ground(ground)))
        }
    )
