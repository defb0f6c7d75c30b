"""Raising a case by hand, proposing one because of an event, taking it up or dropping it."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from heqi.complaints.posts import heads_of
from heqi.conduct.access import HANDLE, RAISE
from heqi.conduct.actions.sameness import (
    fact_of,
    hold_distinct,
    measure,
    name_fact,
    outside,
    twice,
)
from heqi.conduct.actions.timing import needed, record, start_clocks, tell
from heqi.conduct.events import CaseRaised
from heqi.conduct.facts import (
    RAISE_CASE,
    Outcome,
    decide_outcome,
    grounds,
    read_outcome,
    side_of_ground,
)
from heqi.conduct.models import Case, Consequence, Member
from heqi.conduct.models.cases import Figure
from heqi.conduct.states import FLOW, VOID, Side, Status
from heqi.governance.actions import ask_committee
from heqi.inspections.grounds import clause_of_ground
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit, history
from heqi.ledger.events import announce
from heqi.ledger.numbers import next_number
from heqi.ledger.states import IllegalMove, move
from heqi.people.access import refuse, require
from heqi.people.models import Staff, Unit
from heqi.people.queries import company_of, department_of
from heqi.policies.deciding import ask
from heqi.policies.models import Decision
from heqi.policies.templatetags.policies import clause_label

PREFIX = "JF"
# How far back the end of a case is looked for in its history.
ENTRIES = 20
# What a matter of the committee is about: the ground of a case.
GROUND_OPEN = "conduct.ground"
GROUP = 2


def not_own(case: Case, by: Actor) -> None:
    """Nobody handles what is about himself, nor a head what fines him for his department."""
    if case.concerns(by):
        raise refuse(_("Nobody decides about his own case."))


def head_fined(unit: Unit, found: Outcome, staff: Staff | None, *, on: date) -> Staff | None:
    """The head of the department, where the ground fines him beside the person (conduct/3.2.3)."""
    if Figure.HEAD not in found.ranges:
        return None
    heads = heads_of(unit, on=on)
    return next((one for one in heads if staff is None or one.pk != staff.pk), None)


@transaction.atomic
def raise_case(
    *,
    unit: Unit,
    ground: str,
    title: str,
    facts: str,
    happened_on: date,
    staff: Staff | None = None,
    members: Iterable[Staff] = (),
    main: Iterable[Staff] = (),
    source_number: str = "",
    measured: Decimal | None = None,
    distinct: str = "",
    by: Actor,
    now: datetime,
) -> Case:
    """Raise a case under a ground; its limits start and the person concerned is asked to speak.

    ``members`` make it a group reward (conduct/3.1.1-team), ``main`` are its main contributors.
    ``measured`` is what the ground measures (minutes, yuan, complaints); what goes beyond its
    clause stays a proposal and is put before the committee. ``distinct`` says why something that
    looks like a case on record is another fact. Raises ``Refused``, ``ValidationError`` by field.
    """
    people = {one.pk: one for one in (*members, *main)}
    unit = department_of(unit) if staff is None and not people else unit
    unit = staff.unit if staff else unit
    require(by, RAISE, unit)
    texts = needed(title=title, facts=facts)
    if ground not in grounds():
        raise ValidationError({"ground": _("Choose a ground of the policy.")})
    if happened_on > timezone.localdate(now):
        raise ValidationError({"happened_on": _("This day lies in the future.")})
    today = timezone.localdate(now)
    decision = _check_party(ground, staff, people, on=today, company_id=unit.company_id)
    found = read_outcome(decision)
    covered, why = measure(found, ground, measured, on=today, company_id=unit.company_id)
    case = Case(
        unit=unit,
        ground=ground,
        side=side_of_ground(ground),
        clause=clause_of_ground(ground),
        handling=str((decision.answer or {}).get("kind") or ""),
        staff=staff,
        together=bool(people),
        title=texts["title"][:120],
        facts=texts["facts"],
        happened_on=happened_on,
        source_number=source_number.strip().upper()[:40],
        status=Status.OPEN,
        ruling=decision,
        why=why,
        measured=measured if found.measured else None,
        taken_up_at=now,
    )
    not_own(case, by)
    # A head may raise it against his own man; from then on others handle it.
    case.head = head_fined(unit, found, staff, on=today)
    name_fact(case)
    if not covered:
        return _leave_ground_open(case, by=by, now=now)
    hold_distinct(case, distinct=distinct)
    _save(case, by=by, now=now)
    chief = {one.pk for one in main}
    Member.objects.bulk_create(
        Member(case=case, staff=one, is_main=one.pk in chief) for one in people.values()
    )
    _open(case, by=by, now=now)
    return case


@transaction.atomic
def propose_case(
    matter: str,
    *,
    facts: Mapping[str, Any] | None = None,
    about: Staff | Unit,
    title: str,
    text: str,
    happened_on: date,
    source: models.Model | tuple[str, str],
    source_number: str,
    proofs: Mapping[str, str] | None = None,
    ground: str = "",
    now: datetime,
) -> Case | None:
    """Propose a case because something happened; the policy says whether and under which ground.

    None where the policy raises nothing, or where this fact was proposed before, whatever became
    of it, unless it fell with its record and the record stands again. ``about`` is the person,
    else the unit, whose department it then is. ``ground`` is given where the event names the
    clause itself.
    """
    staff = about if isinstance(about, Staff) else None
    unit = about.unit if isinstance(about, Staff) else department_of(about)
    given = {"matter": matter, **(facts or {})}
    decision = ask(RAISE_CASE, given, on=timezone.localdate(now), company_id=unit.company_id)
    answer = decision.answer or {}
    if not answer.get("raise"):
        return None
    ground = ground or str(answer.get("ground") or "")
    named = (
        (source._meta.label_lower, str(source.pk)) if isinstance(source, models.Model) else source
    )
    fact = fact_of(named)
    known = Case.objects.filter(fact=fact, ground=ground, staff=staff)
    known = known if staff else known.filter(unit=unit)
    if any(not _fell(case) for case in known):
        return None
    outcome = (
        decide_outcome(
            ground, together=False, on=timezone.localdate(now), company_id=unit.company_id
        )
        if ground
        else None
    )
    measured = given.get(outcome[0].measured) if outcome else None
    today = timezone.localdate(now)
    case = Case(
        unit=unit,
        ground=ground,
        side=side_of_ground(ground) if ground else Side.PENALTY,
        clause=clause_of_ground(ground) if ground else next(iter(decision.clauses), ""),
        handling=outcome[0].handling if outcome else "",
        staff=None if outcome and outcome[0].for_department else staff,
        head=head_fined(unit, outcome[0], staff, on=today) if outcome else None,
        title=title[:120],
        facts=text,
        happened_on=happened_on,
        fact=fact,
        source_type=named[0],
        source_id=named[1],
        source_number=source_number[:40],
        why=decision,
        ruling=outcome[1] if outcome else None,
        proofs=dict(proofs or {}),
        measured=measured,
    )
    try:
        _save(case, by=SYSTEM, now=now)
    except ValidationError:
        return None
    audit(
        case,
        "conduct.propose",
        by=SYSTEM,
        now=now,
        changes={"matter": matter, "ground": ground, "source": source_number},
        decision=decision.pk,
    )
    return case


def _fell(case: Case) -> bool:
    """Whether a case ended because its record was found untrue, and not by anybody's decision."""
    if case.status not in VOID:
        return False
    entries = history(case, limit=ENTRIES)
    last = next((one for one in entries if one.code in ("conduct.drop", "conduct.reverse")), None)
    return last is not None and last.actor_kind == SYSTEM.kind


@transaction.atomic
def take_up_case(
    case: Case,
    *,
    ground: str,
    staff: Staff | None = None,
    measured: Decimal | None = None,
    distinct: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """A proposal becomes a case: under which ground, and against whom; as in ``raise_case``."""
    require(by, HANDLE, case)
    not_own(case, by)
    if case.status != Status.PROPOSED:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    values = _reground(
        case, ground, staff or case.staff, measured=measured, distinct=distinct,
        on=timezone.localdate(now),
    )  # fmt: skip
    if values["staff"] is not None:
        values["unit"] = values["staff"].unit
        require(by, HANDLE, values["unit"])
    _move(case, "take_up", code="conduct.take_up", by=by, now=now, taken_up_at=now, **values)
    if case.staff_id == by.id and by.kind == "staff":
        not_own(case, by)
    _open(case, by=by, now=now)


@transaction.atomic
def change_ground(
    case: Case,
    *,
    ground: str,
    measured: Decimal | None = None,
    distinct: str = "",
    by: Actor,
    now: datetime,
) -> None:
    """The inquiry shows another ground; figures that were set fall, for another range holds."""
    require(by, HANDLE, case)
    not_own(case, by)
    if case.status != Status.OPEN:
        raise IllegalMove(_("This step is not possible in the present state. Reload the page."))
    if ground in grounds() and side_of_ground(ground) != case.side:
        raise ValidationError(
            {"ground": _("A reward does not become a penalty, nor a penalty a reward.")}
        )
    before = case.ground
    values = _reground(
        case, ground, case.staff, measured=measured, distinct=distinct, on=timezone.localdate(now)
    )
    try:
        with transaction.atomic():
            Case.objects.filter(pk=case.pk, status=Status.OPEN).update(**values)
    except IntegrityError:
        raise twice() from None
    former = case.head_id
    for name, value in values.items():
        setattr(case, name, value)
    Consequence.objects.filter(case=case).delete()
    case.__dict__.pop("figures", None)
    if case.head is not None and case.head_id != former:
        tell(case, [case.head], "conduct.raised", key="raised", by=by, now=now)
    audit(
        case,
        "conduct.change_ground",
        by=by,
        now=now,
        changes={"ground": [before, ground]},
        decision=values["ruling"].pk,
    )


@transaction.atomic
def drop_case(case: Case, *, reason: str, by: Actor, now: datetime) -> None:
    """Nothing is taken up; the reason stays, and the same fact is not proposed again."""
    require(by, HANDLE, case)
    not_own(case, by)
    reason = needed(reason=reason)["reason"]
    told = case.status != Status.PROPOSED
    move(
        case, FLOW, "drop", code="conduct.drop", by=by, now=now, reason=reason, is_open=False,
    )  # fmt: skip
    record(case, "dropped", reason=reason[:200], by=by, now=now)
    if told:
        tell(case, case.concerned, "conduct.dropped", key="dropped", by=by, now=now, reason=reason)


def _leave_ground_open(case: Case, *, by: Actor, now: datetime) -> Case:
    """What was measured goes beyond the ground: proposed without one, for the committee to name."""
    given = {"ground": "", "handling": "", "ruling": None, "taken_up_at": None}
    for name, value in {**given, "status": Status.PROPOSED}.items():
        setattr(case, name, value)
    _save(case, by=by, now=now)
    audit(
        case, "conduct.propose", by=by, now=now, changes={"measured": case.measured},
        decision=case.why_id,
    )  # fmt: skip
    with override("zh-hans"):
        title = _("Ground of the case {number}").format(number=case.number)
        text = _("What was measured goes beyond {clause}: the committee names the ground.")
        text = text.format(clause=clause_label(case.clause))
    ask_committee(
        unit=case.unit, title=title, text=text, clause=case.clause,
        source=(GROUND_OPEN, str(case.pk), case.number), barred=[case.staff_id or 0], by=SYSTEM,
        now=now,
    )  # fmt: skip
    return case


def _reground(
    case: Case,
    ground: str,
    staff: Staff | None,
    *,
    measured: Decimal | None,
    distinct: str,
    on: date,
) -> dict[str, Any]:
    if ground not in grounds():
        raise ValidationError({"ground": _("Choose a ground of the policy.")})
    people = {one.staff_id: one.staff for one in case.members.select_related("staff")}
    result, _decision = decide_outcome(ground, together=False, on=on, company_id=case.company_id)
    if result.for_department:
        staff = None
    decision = _check_party(ground, staff, people, on=on, company_id=case.company_id)
    value = measured if measured is not None else case.measured
    covered, _why = measure(result, ground, value, on=on, company_id=case.company_id)
    if not covered:
        raise outside(ground)
    held = copy(case)
    held.ground, held.staff, held.unit = ground, staff, staff.unit if staff else case.unit
    hold_distinct(held, distinct=distinct)
    return {
        "fact": held.fact,
        "distinct": held.distinct,
        "measured": value,
        "ground": ground,
        "side": side_of_ground(ground),
        "clause": clause_of_ground(ground),
        "handling": result.handling,
        "staff": staff,
        "head": head_fined(held.unit, result, staff, on=on),
        "ruling": decision,
    }


def _check_party(
    ground: str,
    staff: Staff | None,
    people: Mapping[int, Staff],
    *,
    on: date,
    company_id: int | None,
) -> Decision:
    """A person, several together, or a department: what the ground is about."""
    result, decision = decide_outcome(ground, together=bool(people), on=on, company_id=company_id)
    if people:
        if not result.answer.get("group_reward"):
            raise ValidationError(
                {"members": _("Only a reward goes to several together; raise a case for each.")}
            )
        if len(people) < GROUP:
            raise ValidationError({"members": _("Name at least two who achieved it together.")})
        return decision
    if result.for_department:
        if staff is not None:
            raise ValidationError(
                {"staff": _("This ground is about a department; leave the person empty.")}
            )
    elif staff is None:
        raise ValidationError({"staff": _("Say whom it is about.")})
    return decision


def _save(case: Case, *, by: Actor, now: datetime) -> None:
    case.number = next_number(PREFIX, timezone.localdate(now))
    case.company = company_of(case.unit)
    case.raised_at = case.queue_at = now
    case.raiser_id = by.id if by.kind == "staff" else None
    case.raiser_name = by.name
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        raise twice() from None


def _move(case: Case, name: str, **values: Any) -> None:
    try:
        with transaction.atomic():
            move(case, FLOW, name, **values)
    except IntegrityError:
        raise twice() from None


def _open(case: Case, *, by: Actor, now: datetime) -> None:
    start_clocks(case, by=by, now=now)
    audit(
        case,
        "conduct.raise",
        by=by,
        now=now,
        changes={"ground": case.ground, "staff": case.staff_id, "source": case.source_number},
        decision=case.ruling_id,
    )
    if case.side == Side.PENALTY:
        tell(case, case.concerned, "conduct.raised", key="raised", by=by, now=now)
    announce(
        CaseRaised(
            case_id=case.pk,
            number=case.number,
            side=case.side,
            ground=case.ground,
            staff_id=case.staff_id,
            unit_id=case.unit_id,
            company_id=case.company_id,
        ),
        now=now,
    )
