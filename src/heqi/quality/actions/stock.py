"""The check of everything that exists, in pieces, resumable, and the same when run again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.entry.findings import DUPLICATE, REFUSE, Finding
from heqi.entry.fitting import Standard
from heqi.entry.standards import standard
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.audit import audit
from heqi.ledger.models import Entry
from heqi.ledger.numbers import reserve_numbers
from heqi.people.access import require
from heqi.people.models import Staff, Unit
from heqi.policies.speaking import spoken
from heqi.quality.access import CHECK
from heqi.quality.actions.recording import PREFIX, STAFF, Entered
from heqi.quality.asking import is_asked, posts_of
from heqi.quality.models import Check, CheckKind, EntryError, FoundBy
from heqi.quality.sources import BY_TYPE, label_of, unit_of
from heqi.quality.states import OPEN_ERRORS, ErrorStatus
from heqi.quality.tables import Source
from heqi.rulebook.values import Words

PIECE = 500
SAME = Words("与另一份资料重复：{field}。", "The same as in another record: {field}.")
NOT_ASKED = Words(
    "录入岗位不要求此项，待补全。", " It is not asked of the post that entered it: to be completed."
)
NOBODY = Entered(None, None)
RIGHT_THEN = Words("按录入当日的标准无误。", " It was right by the standard of its day.")
# What becomes of an open error that is found no more.
GONE = {
    OPEN_ERRORS: ErrorStatus.CORRECTED,
    (ErrorStatus.DOUBTED,): ErrorStatus.DISMISSED,
}
Key = tuple[str, str, str]


@transaction.atomic
def start_stock_check(company: Unit, source: Source, *, by: Actor, now: datetime) -> Check:
    """Begin to hold every record of a kind against the standard; the loop does the work."""
    require(by, CHECK, company)
    total = source.rows(company).count()
    try:
        with transaction.atomic():
            check: Check = Check.objects.create(
                company=company,
                unit=company,
                kind=CheckKind.STOCK,
                source=source.subject_type,
                total=total,
                population=total,
                started_at=now,
                by_name=by.name,
                finished_at=None if total else now,
            )
    except IntegrityError:
        raise ValidationError(_("This kind of record is being checked already.")) from None
    audit(
        check,
        "quality.start_stock_check",
        by=by,
        now=now,
        changes={"records": source.subject_type, "total": total},
    )
    return check


def check_piece(check: Check, *, now: datetime) -> int:
    """Check the next piece of a run; how many records it looked at, 0 when another loop did.

    A run killed in the middle goes on after its last piece; a piece done twice finds nothing new.
    """
    source = BY_TYPE[check.source]
    rows = source.piece(check.company, after=check.cursor, most=PIECE)
    with transaction.atomic():
        claimed = Check.objects.filter(
            pk=check.pk, cursor=check.cursor, finished_at__isnull=True
        ).update(
            cursor=rows[-1].pk if rows else check.cursor,
            done=F("done") + len(rows),
            finished_at=now if len(rows) < PIECE else None,
        )
        if not claimed:
            return 0
        new = _file(check, source, rows, now=now)
        Check.objects.filter(pk=check.pk).update(found=F("found") + new)
        if len(rows) < PIECE:
            audit(check, "quality.finish_stock_check", by=SYSTEM, now=now)
    check.refresh_from_db()
    return len(rows)


def continue_stock_checks(*, now: datetime) -> int:
    """One piece of each open run, for the loop."""
    runs = Check.objects.filter(kind=CheckKind.STOCK, finished_at__isnull=True)
    return sum(check_piece(run, now=now) for run in runs.select_related("company")[:5])


def _file(check: Check, source: Source, rows: Sequence[Any], *, now: datetime) -> int:
    """Write what is found and not open yet; close what is open and found no more.

    What is only doubtful, or was right by the standard of the day on which it was entered, is
    written as to be checked: it counts against nobody until confirmed.
    """
    today = timezone.localdate(now)
    found: dict[Key, tuple[Any, Finding, str]] = {}
    kept: dict[str, Standard] = {}
    for row in rows:
        kind = source.kind(row)
        fitting = kept.setdefault(kind, standard(kind, on=today, company_id=check.company_id))
        for finding in fitting.check(source.values(row)):
            found.setdefault((str(row.pk), finding.field, finding.error), (row, finding, kind))
    for row, finding, kind in _duplicates(check.company, source, rows, kept):
        found.setdefault((str(row.pk), finding.field, finding.error), (row, finding, kind))
    open_errors = {
        (error.subject_id, error.field, error.error): error
        for error in EntryError.objects.filter(
            subject_type=source.subject_type,
            subject_id__in=[str(row.pk) for row in rows],
            is_open=True,
        )
    }
    gone = [
        error.pk
        for key, error in open_errors.items()
        if key not in found and error.found_by == FoundBy.BULK
    ]
    for status, after in GONE.items():
        EntryError.objects.filter(pk__in=gone, status__in=status).update(
            status=after,
            is_open=False,
            corrected_at=now,
            outcome=_("The check of the stock finds it no more."),
        )
    new = {key: value for key, value in found.items() if key not in open_errors}
    for key in _dismissed(source, new):
        del new[key]
    _write(check, source, new, now=now)
    return len(new)


def _dismissed(source: Source, new: dict[Key, tuple[Any, Finding, str]]) -> list[Key]:
    """What somebody has dismissed already, while nobody has entered the record anew since."""
    ids = {key[0] for key in new}
    said: dict[Key, datetime] = {}
    rows = EntryError.objects.filter(
        subject_type=source.subject_type, subject_id__in=ids, status=ErrorStatus.DISMISSED
    ).exclude(corrected_by="")
    for row in rows:
        if row.corrected_at is not None:
            key = (row.subject_id, row.field, row.error)
            said[key] = max(said.get(key, row.corrected_at), row.corrected_at)
    if not said:
        return []
    makers = _makers(source, ids)
    return [
        key for key, at in said.items() if key in new and _at(makers.get(key[0], NOBODY), at) <= at
    ]


def _write(
    check: Check, source: Source, new: dict[Key, tuple[Any, Finding, str]], *, now: datetime
) -> None:
    if not new:
        return
    numbers = reserve_numbers(PREFIX, timezone.localdate(now), len(new))
    makers = _makers(source, {key[0] for key in new})
    posts = posts_of(source, {key[0] for key in new})
    wrong_then: dict[str, set[tuple[str, str]]] = {}
    rows = []
    for number, (key, (row, finding, kind)) in zip(numbers, new.items(), strict=True):
        who = Entered(*source.maker(row)) if source.maker else makers.get(key[0], NOBODY)
        staff, at, right_then = who.staff, who.at, False
        fitting = standard(kind, on=timezone.localdate(now), company_id=check.company_id)
        asked = is_asked(fitting, finding, posts.get(key[0], ()))
        if at is not None and finding.error != DUPLICATE:
            if key[0] not in wrong_then:
                wrong_then[key[0]] = _wrong_then(check, source, row, kind, at)
            right_then = (finding.field, finding.error) not in wrong_then[key[0]]
        added = spoken(RIGHT_THEN) if right_then else "" if asked else spoken(NOT_ASKED)
        if not asked:
            staff = None  # the keeper completes it; it is no error of whoever was not asked for it
        words = f"{spoken(finding.words)}{added}"
        rows.append(
            EntryError(
                number=number,
                company=check.company,
                unit=staff.unit if staff else unit_of(row),
                staff=staff,
                staff_name=staff.name if staff else "",
                subject_type=source.subject_type,
                subject_id=key[0],
                subject_label=label_of(row),
                kind=kind,
                group=source.group,
                field=finding.field,
                error=finding.error,
                note=words[:300],
                clause=finding.clause,
                mark=finding.mark,
                found_by=FoundBy.BULK,
                found_at=now,
                finder_name=check.by_name,
                check_run=check,
                entered_at=at,
                status=(
                    ErrorStatus.FOUND
                    if finding.outcome == REFUSE and asked and not right_then
                    else ErrorStatus.DOUBTED
                ),
            )
        )
    EntryError.objects.bulk_create(rows, ignore_conflicts=True)


def _at(who: Entered, otherwise: datetime) -> datetime:
    return who.at or otherwise


def _wrong_then(
    check: Check, source: Source, row: Any, kind: str, at: datetime
) -> set[tuple[str, str]]:
    """Fields with what the standard of the day of entry finds in them (data-entry/1.2.3)."""
    try:
        then = standard(kind, on=timezone.localdate(at), company_id=check.company_id)
    except LookupError:  # there was no standard yet
        return set()
    return {(one.field, one.error) for one in then.check(source.values(row))}


def _makers(source: Source, ids: Iterable[str]) -> dict[str, Entered]:
    """Who entered each of some records last."""
    entries = Entry.objects.filter(
        subject_type=source.subject_type,
        subject_id__in=list(ids),
        code__in=source.codes,
        actor_kind=STAFF,
    ).order_by("id")
    last = {entry.subject_id: entry for entry in entries}
    people = Staff.objects.select_related("unit").in_bulk(
        {entry.actor_id for entry in last.values() if entry.actor_id}
    )
    return {
        pk: Entered(people.get(entry.actor_id or 0), entry.at, entry.post)
        for pk, entry in last.items()
    }


def _duplicates(
    company: Unit, source: Source, rows: Sequence[Any], kept: dict[str, Standard]
) -> Iterable[tuple[Any, Finding, str]]:
    """Rows whose identity number another customer has as well; other doubles the tables refuse."""
    if source.model._meta.label_lower != "customers.party":
        return
    numbers = [row.id_number for row in rows if row.id_number]
    doubled = set(
        source.rows(company)
        .filter(id_number__in=numbers)
        .exclude(id_number="")
        .order_by()
        .values_list("id_number")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .values_list("id_number", flat=True)
    )
    for row in rows:
        if row.id_number in doubled:
            kind = source.kind(row)
            name = "credit_code" if kind == "organisation" else "id_number"
            fitting = kept[kind]
            title = fitting.fields[name].title
            words = Words(SAME.zh.format(field=title.zh), SAME.en.format(field=title.en))
            yield row, Finding(name, DUPLICATE, words, fitting.duplicate), kind
