"""Entries of the ledger that the checks go over."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from heqi.entry.findings import Finding
from heqi.entry.standards import standard
from heqi.ledger.days import midnight
from heqi.ledger.models import Entry
from heqi.people.models import Staff, Unit
from heqi.policies.measures import month_after
from heqi.quality.asking import is_asked, posts_of
from heqi.quality.sources import BY_CODE, BY_TYPE, label_of
from heqi.quality.tables import Source

MOST = 300


@dataclass(frozen=True, slots=True)
class Entered:
    """A record that somebody entered, with what the standard finds in it now."""

    source: Source
    subject_id: str
    label: str
    url: str
    kind: str
    at: datetime
    findings: tuple[Finding, ...]


def entries_of(staff: Staff, *, on: date) -> list[Entered]:
    """What somebody entered on a day, each record once, the last first (data-entry/7.2)."""
    rows = Entry.objects.filter(
        actor_id=staff.pk,
        actor_kind="staff",
        at__gte=midnight(on),
        at__lt=midnight(on + timedelta(days=1)),
        code__in=BY_CODE.keys(),
    ).order_by("-id")[:MOST]
    seen: dict[tuple[str, str], Entry] = {}
    for row in rows:
        seen.setdefault((row.subject_type, row.subject_id), row)
    posts = _posts(seen.values())
    return [
        found
        for row in seen.values()
        if (found := _entered(row, posts, on=on, company_id=staff.unit.company_id))
    ]


def _posts(entries: Iterable[Entry]) -> dict[str, Mapping[str, frozenset[str]]]:
    """The posts that entered the records of some entries, by table."""
    ids: dict[str, set[str]] = {}
    for entry in entries:
        ids.setdefault(entry.subject_type, set()).add(entry.subject_id)
    return {kind: posts_of(BY_TYPE[kind], keys) for kind, keys in ids.items() if kind in BY_TYPE}


def _entered(
    entry: Entry,
    posts: Mapping[str, Mapping[str, frozenset[str]]],
    *,
    on: date,
    company_id: int | None,
) -> Entered | None:
    source = BY_CODE[entry.code]
    row = source.row(entry.subject_id)
    if row is None or source.subject_type != entry.subject_type:
        return None
    kind = source.kind(row)
    fitting = standard(kind, on=on, company_id=company_id)
    asked = posts.get(entry.subject_type, {}).get(entry.subject_id, ())
    return Entered(
        source=source,
        subject_id=entry.subject_id,
        label=label_of(row),
        url=source.link(row),
        kind=kind,
        at=entry.at,
        findings=tuple(
            one
            for one in fitting.check(source.values(row), post=entry.post or None)
            if is_asked(fitting, one, asked)
        ),
    )


def month_entries(company: Unit, month: date) -> Iterable[Entry]:
    """Every entry that staff of a company made in a month."""
    return (
        Entry.objects.filter(
            company_id=company.pk,
            actor_kind="staff",
            at__gte=midnight(month),
            at__lt=midnight(month_after(month)),
            code__in=BY_CODE.keys(),
        )
        .order_by("id")
        .iterator()
    )


def counted_by_person(company: Unit, month: date) -> dict[int, dict[str, int]]:
    """How many entries each person made in a month, by kind of entry."""
    rows = (
        Entry.objects.filter(
            company_id=company.pk,
            actor_kind="staff",
            at__gte=midnight(month),
            at__lt=midnight(month_after(month)),
            code__in=BY_CODE.keys(),
        )
        .order_by()
        .values("actor_id", "code")
        .annotate(n=Count("id"))
    )
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        group = BY_CODE[row["code"]].group
        person = found.setdefault(row["actor_id"] or 0, {})
        person[group] = person.get(group, 0) + row["n"]
    return found


def counted_today(staff_ids: Iterable[int], on: date) -> dict[int, int]:
    """How many entries each of some people made on a day."""
    rows = (
        Entry.objects.filter(
            actor_id__in=list(staff_ids),
            actor_kind="staff",
            at__gte=midnight(on),
            at__lt=midnight(on + timedelta(days=1)),
            code__in=BY_CODE.keys(),
        )
        .order_by()
        .values("actor_id")
        .annotate(n=Count("id"))
    )
    return {row["actor_id"] or 0: row["n"] for row in rows}
