"""Recording entry errors: certain ones go back to whoever entered, doubtful ones wait."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.clocks.actions import record_moment, start_timeline
from heqi.clocks.queries import governing_clock
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.ledger.models import Entry
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.notices.actions import notify
from heqi.people.access import may, refuse, require
from heqi.people.models import Staff
from heqi.people.queries import company_of
from heqi.policies.deciding import ask
from heqi.quality.access import CHECK, OWN
from heqi.quality.events import ErrorRecorded
from heqi.quality.models import Check, EntryError, ErrorClass
from heqi.quality.sources import label_of, unit_of
from heqi.quality.states import ERROR_FLOW, ErrorStatus
from heqi.quality.tables import Source

PREFIX = "CW"
LIMITS = "data.limits"
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a record: the field (empty for the whole), the class, in words, why.

    ``doubtful``: it may be true all the same, and is to be checked first.
    """

    field: str
    error: str
    note: str
    clause: str = ""
    mark: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """Who entered a record last, when and in which post; nobody for imports."""

    staff: Staff | None
    at: datetime | None
    post: str = ""


def entered(source: Source, pk: object) -> Entered:
    """The last entry of the ledger that counts as entering the record, or what the row tells."""
    if source.maker:
        found = source.row(pk)
        return Entered(*source.maker(found)) if found else Entered(None, None)
    row = (
        Entry.objects.filter(
            subject_type=source.subject_type,
            subject_id=str(pk),
            code__in=source.codes,
            actor_kind=STAFF,
        )
        .order_by("-id")
        .first()
    )
    if row is None:
        return Entered(None, None)
    staff = Staff.objects.select_related("unit").filter(pk=row.actor_id or 0).first()
    return Entered(staff, row.at, row.post)


@transaction.atomic
def record_error(
    source: Source,
    pk: object,
    *,
    wrong: Wrong,
    found_by: str,
    check: Check | None = None,
    who: Entered | None = None,
    by: Actor,
    now: datetime,
) -> EntryError:
    """Write down an error of a record and return it to whoever entered it (7.3).

    What is only doubtful waits until somebody who checks entries has confirmed it.

    Whoever may check entries does so for his units; the next step's operator and whoever does
    business with the customer do with the right to their own entries. An error that is open
    already is not written twice: the open one comes back. ``who`` is told where the record's last
    entry is not the one that is wrong.
    """
    row = source.row(pk)
    if row is None:
        raise ValidationError(_("This record does not exist."))
    unit = unit_of(row)
    if not may(by, CHECK, unit):
        require(by, OWN, company_of(unit))
    if wrong.error not in ErrorClass.values:
        raise ValidationError({"error": _("There is no such class of error.")})
    if not wrong.note.strip():
        raise ValidationError({"note": _("Say what is wrong.")})
    known = EntryError.objects.filter(
        subject_type=source.subject_type,
        subject_id=str(pk),
        field=wrong.field,
        error=wrong.error,
        is_open=True,
    ).first()
    if known:
        if known.status == ErrorStatus.DOUBTED and not wrong.doubtful:
            _make_certain(known, by=by, now=now)
        return known
    who = who or entered(source, pk)
    place = who.staff.unit if who.staff else unit
    error = EntryError(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=company_of(unit),
        unit=place,
        staff=who.staff,
        staff_name=who.staff.name if who.staff else "",
        subject_type=source.subject_type,
        subject_id=str(pk),
        subject_label=label_of(row),
        kind=source.kind(row),
        group=source.group,
        field=wrong.field,
        error=wrong.error,
        note=wrong.note.strip()[:300],
        clause=wrong.clause,
        mark=wrong.mark,
        found_by=found_by,
        found_at=now,
        finder_id=by.id,
        finder_name=by.name,
        check_run=check,
        entered_at=who.at,
        status=ErrorStatus.DOUBTED if wrong.doubtful else ErrorStatus.FOUND,
    )
    try:
        with transaction.atomic():
            error.save(force_insert=True)
    except IntegrityError:  # found by somebody else at the same instant
        return EntryError.objects.get(
            subject_type=error.subject_type,
            subject_id=error.subject_id,
            field=error.field,
            error=error.error,
            is_open=True,
        )
    audit(
        error,
        "quality.record_error",
        by=by,
        now=now,
        changes={"record": error.subject_label, "field": wrong.field, "error": wrong.error},
        reason=error.note,
    )
    if not wrong.doubtful:
        _announce(error, by=by, now=now)
    return error


def _announce(error: EntryError, *, by: Actor, now: datetime) -> None:
    """An error is certain: tell of it, and return it to whoever entered it."""
    announce(
        ErrorRecorded(
            error_id=error.pk,
            number=error.number,
            error=error.error,
            group=error.group,
            found_by=error.found_by,
            staff_id=error.staff_id,
            unit_id=error.unit_id,
            company_id=error.company_id,
        ),
        now=now,
    )
    if error.staff:
        give_back(error, by=by, now=now)


@transaction.atomic
def confirm_error(error: EntryError, *, by: Actor, now: datetime) -> None:
    """What was doubtful is an error indeed (data-entry/1.2.3). Nobody confirms his own."""
    require(by, CHECK, error)
    if by.kind == STAFF and by.id == error.staff_id:
        raise refuse(_("Nobody judges a doubt about his own entry. Ask your team leader."))
    _make_certain(error, by=by, now=now)


def _make_certain(error: EntryError, *, by: Actor, now: datetime) -> None:
    """From now on it counts, in the month in which it became certain."""
    move(
        error, ERROR_FLOW, "confirm", code="quality.confirm_error", by=by, now=now, found_at=now,
        finder_id=by.id, finder_name=by.name,
    )  # fmt: skip
    _announce(error, by=by, now=now)


def give_back(error: EntryError, *, by: Actor, now: datetime) -> None:
    """Start the clock of the correction (question ``data.limits``) and tell the person."""
    decision = ask(
        LIMITS, {"entry": "returned"}, on=timezone.localdate(now), company_id=error.company_id
    )
    move(
        error,
        ERROR_FLOW,
        "return",
        code="quality.return_error",
        by=by,
        now=now,
        decision=decision.pk,
        returned_at=now,
    )
    timeline = start_timeline(
        error,
        unit=error.unit,
        decision=decision,
        facts={},
        label=error.number,
        by=by,
        now=now,
    )
    record_moment(timeline, "returned", by=by, now=now)
    clock = governing_clock(timeline)
    if clock is not None:
        error.due_at, error.due_clause, error.due_mark = clock.due_at, clock.clause, clock.mark
        EntryError.objects.filter(pk=error.pk).update(
            due_at=clock.due_at, due_clause=clock.clause, due_mark=clock.mark
        )
    if error.staff:
        notify(
            error.staff,
            "quality.returned",
            context={
                "number": error.number,
                "record": error.subject_label,
                "note": error.note,
                "due": error.due_at,
            },
            about=error,
            url=f"/quality/errors/{error.pk}/",
            key=f"returned:{error.pk}",
            by=by,
            now=now,
        )
