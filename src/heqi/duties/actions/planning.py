"""Planning ahead: what the engine wants, and what is there, brought together.

The run of a day may come late, twice, at once in two loops or in any order: the occurrences are the
same. A run looks from the period in which the last one fell, so that nothing is left out after a
standstill and nobody who joins late is asked for what is long past.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.duties.access import MANAGE
from heqi.duties.actions.reminding import escalate, remind
from heqi.duties.actions.turning import advance, refresh_doers
from heqi.duties.audiences import audience
from heqi.duties.engine import Due, Plan, plan
from heqi.duties.festivals import festivals
from heqi.duties.models import Duty, Occurrence
from heqi.duties.periods import span_of
from heqi.duties.posts import doer_of
from heqi.duties.specs import Terms, codes, decision_on, terms, versions
from heqi.duties.states import FLOW, UNDONE, Status
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.states import move
from heqi.people.access import refuse, require
from heqi.people.models import Staff, Unit, UnitKind
from heqi.people.queries import department_of
from heqi.policies.models import Decision

# How many days before it begins a period is planned; not a figure of a policy.
AHEAD = timedelta(days=45)
Key = tuple[str, str, date, str, int]


def keep_duties(*, now: datetime, limit: int = 200) -> int:
    """The run of the day for every duty that has not had it; returns how many had."""
    today = timezone.localdate(now)
    _begin(today)
    waiting = Duty.objects.exclude(planned_on__gte=today, stale=False).select_related("company")
    rows = list(waiting.order_by("id")[:limit])
    for duty in rows:
        run(duty, now=now)
    return len(rows)


def run(duty: Duty, *, now: datetime) -> None:
    """Plan ahead, open, let fall due, give up, remind and escalate one duty of a company."""
    today = timezone.localdate(now)
    # A run that comes after a later one repeats that one: days do not go backwards.
    today = max(today, duty.planned_on or today)
    with transaction.atomic():
        plan_ahead(duty, on=today, now=now)
        advance(duty, on=today, now=now)
        refresh_doers(duty, on=today)
        Duty.objects.filter(pk=duty.pk).update(planned_on=today, stale=False)
        duty.planned_on = today
    remind(duty, now=now)
    escalate(duty, now=now)


def plan_ahead(duty: Duty, *, on: date, now: datetime) -> int:
    """Bring what is there in line with what the engine wants; returns how many were added."""
    since = _look_from(duty)
    until = on + AHEAD
    wanted = _wanted(duty, since, until, on)
    if wanted is None:
        return 0
    due = {one.key: one for one in wanted.due}
    rows = Occurrence.objects.filter(duty=duty, first_on__gte=since, first_on__lte=until)
    there: dict[Key, Occurrence] = {_key(row): row for row in rows}
    for key, row in there.items():
        if row.status not in UNDONE:
            continue
        one = due.get(key)
        if one is None:
            _no_longer_wanted(row, now)
        elif one.let_off:
            _let_off(row, _("{name} is no longer owed it.").format(name=row.subject_label), now)
        elif row.status == Status.PLANNED:
            _renew(row, one)
    people: dict[tuple[str, int | None], Doers] = {}
    decisions: dict[date, Decision] = {}
    fresh = [_row(duty, one, on, people, decisions) for key, one in due.items() if key not in there]
    Occurrence.objects.bulk_create([row for row in fresh if row], ignore_conflicts=True)
    return len(fresh)


@transaction.atomic
def stop_duty(duty: Duty, *, reason: str, by: Actor, now: datetime) -> None:
    """The company keeps the duty no longer, from today on."""
    require(by, MANAGE, duty.company)
    if not reason.strip():
        raise refuse(_("Say why the duty is stopped."))
    until = timezone.localdate(now)
    Duty.objects.filter(pk=duty.pk).update(until=until, reason=reason.strip()[:200], stale=True)
    audit(duty, "duties.stop_duty", by=by, now=now, changes={"until": [None, until]}, reason=reason)


@transaction.atomic
def resume_duty(duty: Duty, *, by: Actor, now: datetime) -> None:
    """The company keeps the duty again, from today on."""
    require(by, MANAGE, duty.company)
    today = timezone.localdate(now)
    Duty.objects.filter(pk=duty.pk).update(since=today, until=None, reason="", stale=True)
    audit(duty, "duties.resume_duty", by=by, now=now, changes={"since": [duty.since, today]})


def audience_changed(code: str, *, company: Unit) -> None:
    """An audience has other members: its duties are planned anew in the next round of the loop."""
    owed = [duty for duty in codes() if _audience_of(duty, company.pk) == code]
    Duty.objects.filter(company=company, code__in=owed).update(stale=True)


def unknown_years(duty: Duty, *, on: date) -> list[tuple[str, int]]:
    """Festivals of the coming year that the table of the packs does not have."""
    held = terms(duty.code, on, duty.company_id)
    if held is None or not held.spec.occasions:
        return []
    table = festivals()
    years = (on.year, on.year + 1)
    return [(c, y) for y in years for c in held.spec.occasions if table.on(c, y) is None]


def _begin(today: date) -> None:
    """Every company keeps every duty of the packs from the day on which it is first seen."""
    have = set(Duty.objects.values_list("company", "code"))
    companies = Unit.objects.filter(kind=UnitKind.COMPANY, closed_on__isnull=True)
    fresh = [
        Duty(company=company, code=code, since=today)
        for company in companies
        for code in codes()
        if (company.pk, code) not in have
    ]
    Duty.objects.bulk_create(fresh, ignore_conflicts=True)


def _look_from(duty: Duty) -> date:
    anchor = max(duty.planned_on or duty.since, duty.since)
    first = anchor
    for version in versions(duty.code, duty.company_id):
        if version.spec is None:
            continue
        if version.spec.occasions:
            first = min(first, anchor - timedelta(days=version.spec.opens))
        else:
            first = min(first, span_of(version.spec.period, anchor).first)
    return first


def _wanted(duty: Duty, since: date, until: date, today: date) -> Plan | None:
    """What the engine wants; None while no app knows the audience."""
    known = audience(_audience_of(duty.code, duty.company_id, today))
    if known is None:
        return None
    if duty.until:
        until = min(until, duty.until - timedelta(days=1))
    return plan(
        versions(duty.code, duty.company_id),
        known.members(duty.company, today),
        since=since,
        until=until,
        begun=duty.since,
        days=festivals(),
    )


def _audience_of(code: str, company_id: int, on: date | None = None) -> str:
    """The audience of the version in force, else of the last one that was."""
    found = ""
    for version in versions(code, company_id):
        if version.spec and (on is None or version.since <= on or not found):
            found = version.spec.audience
    return found


Doers = tuple[Staff | None, Staff | None, Unit]


def _row(
    duty: Duty,
    one: Due,
    today: date,
    people: dict[tuple[str, int | None], Doers],
    decisions: dict[date, Decision],
) -> Occurrence | None:
    asked = terms(duty.code, one.span.first, duty.company_id)
    if asked is None:
        return None
    staff, stand_in, unit = _doers(duty, one, asked, today, people)
    row = Occurrence(
        duty=duty,
        code=duty.code,
        company=duty.company,
        unit=unit,
        audience=asked.spec.audience,
        subject_type=one.member.type,
        subject_id=one.member.id,
        subject_label=one.member.label[:120],
        period=asked.spec.period,
        first_on=one.span.first,
        last_on=one.span.last,
        occasion=one.span.occasion,
        turn=one.turn,
        assignee=staff,
        stand_in=stand_in,
        status=Status.LET_OFF if one.let_off else Status.PLANNED,
        changes_on=None if one.let_off else one.span.first,
    )
    _put_terms(row, one, asked)
    first = one.span.first
    row.decision = decisions.get(first) or decisions.setdefault(first, _decision(row))
    return row


def _doers(
    duty: Duty, one: Due, asked: Terms, today: date, people: dict[tuple[str, int | None], Doers]
) -> Doers:
    """Who does it, and in which unit; asked once for each post and place."""
    if one.member.type == Staff._meta.label_lower:
        staff = Staff.objects.select_related("unit").get(pk=int(one.member.id))
        return staff, None, staff.unit
    post = asked.led_by[0] if asked.led_by else ""
    place = (post, one.member.unit_id)
    if place not in people:
        at = Unit.objects.filter(pk=one.member.unit_id or 0).first() or duty.company
        doer = doer_of(post, at, on=today)
        unit = at
        if at.kind not in (UnitKind.DEPARTMENT, UnitKind.TEAM) and doer.staff:
            home = department_of(doer.staff.unit)
            unit = home if duty.company.covers(home) else duty.company
        people[place] = (doer.staff, doer.stand_in, unit)
    return people[place]


def _put_terms(row: Occurrence, one: Due, asked: Terms) -> None:
    row.clause, row.mark = asked.clause, asked.mark
    row.due_on = one.due_on
    row.grace_until = one.due_on + timedelta(days=asked.grace)
    row.post = asked.led_by[0] if asked.led_by else ""
    row.attend, row.in_person = list(asked.attend), list(asked.in_person)
    row.evidence = list(asked.evidence)


def _renew(row: Occurrence, one: Due) -> None:
    """What is only planned follows a rule that has changed since."""
    asked = terms(row.code, row.first_on, row.company_id)
    if asked is None:
        return
    before = _terms_of(row)
    _put_terms(row, one, asked)
    if before != _terms_of(row):
        row.decision = _decision(row)
        row.save()


def _terms_of(row: Occurrence) -> tuple[object, ...]:
    return (
        row.clause, row.mark, row.due_on, row.grace_until, row.post,
        row.attend, row.in_person, row.evidence,
    )  # fmt: skip


def _decision(row: Occurrence) -> Decision:
    return decision_on(row.code, row.first_on, row.company_id)


def _no_longer_wanted(row: Occurrence, now: datetime) -> None:
    """The rule, the duty or the audience changed: what nobody has begun goes, the rest is kept."""
    if row.status == Status.PLANNED:
        Occurrence.objects.filter(pk=row.pk, status=Status.PLANNED).delete()
    else:
        _let_off(row, _("The duty no longer applies."), now)


def _let_off(row: Occurrence, reason: str, now: datetime) -> None:
    move(
        row,
        FLOW,
        "let_off",
        code="duties.let_off",
        by=SYSTEM,
        now=now,
        reason=reason,
        changes_on=None,
    )


def _key(row: Occurrence) -> Key:
    return (row.subject_type, row.subject_id, row.first_on, row.occasion, row.turn)
