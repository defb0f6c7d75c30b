"""Importing a company's documents and working off what is doubtful in them."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.events import announce
from heqi.people.access import require
from heqi.people.models import Unit
from heqi.policies.deciding import spoken_chinese
from heqi.policies.events import PolicyImported, PolicyQueryAnswered
from heqi.policies.models import (
    Binding,
    ClauseText,
    Import,
    PolicyDocument,
    PolicyQuery,
    PolicyVersion,
    ProposedTable,
    VersionState,
)
from heqi.policies.packs import current_pack
from heqi.policies.reader import Clause, Compendium, Policy, Unreadable, bind, read_compendium

# What the reader calls a table of which plain text has kept the words only.
LOST_COLUMNS = "table-columns-lost"


@transaction.atomic
def import_document(data: bytes, *, filename: str, unit: Unit, by: Actor, now: datetime) -> Import:
    """Read a document and store what was found; nothing holds until it is confirmed.

    Raises ``ValidationError`` with the reader's sentence for a file that cannot be read.
    """
    require(by, "policies.import", unit)
    try:
        found = read_compendium(data, filename)
    except Unreadable as error:
        raise ValidationError(error.zh if spoken_chinese() else error.en) from error
    source = Import.objects.create(
        unit=unit,
        filename=filename[:200],
        sha256=hashlib.sha256(data).hexdigest(),
        at=now,
        by_id=by.id,
        by_name=by.name,
        structure=found.as_json(),
    )
    bound = bind(found, current_pack(unit.company_id).clauses)
    for order, policy in enumerate(found.policies):
        _store_policy(policy, bound.bound, source=source, order=order, now=now)
    _store_tables(found, source)
    PolicyQuery.objects.bulk_create(
        PolicyQuery(
            unit=unit,
            source=source,
            code=anomaly.code,
            ref=anomaly.clause[:80],
            line=anomaly.line or None,
            text_zh=anomaly.message.zh[:500],
            text_en=anomaly.message.en[:500],
            raised_at=now,
        )
        for anomaly in found.anomalies
        if anomaly.severity == "query"
    )
    audit(
        source,
        "policies.import",
        by=by,
        now=now,
        changes={
            "filename": filename,
            "sha256": source.sha256,
            "policies": [policy.key for policy in found.policies],
            "bound": len(bound.bound),
        },
    )
    announce(PolicyImported(import_id=source.pk, unit_id=unit.pk), now=now)
    return source


def _store_policy(
    policy: Policy, bound: dict[str, str], *, source: Import, order: int, now: datetime
) -> None:
    pack = current_pack(source.unit.company_id).policies.get(policy.key)
    document, _created = PolicyDocument.objects.get_or_create(
        unit=source.unit,
        key=policy.key[:60],
        defaults={
            "name": (policy.title or policy.name)[:200],
            "short": pack.short.zh if pack else "",
            "order": order,
        },
    )
    last = document.versions.order_by("-number").first()
    missing = policy.state in ("absent", "required")
    version = PolicyVersion.objects.create(
        document=document,
        number=last.number + 1 if last else 1,
        state=VersionState.ABSENT if missing else VersionState.DRAFT,
        effective_from=_day(policy.dates.trial_since or policy.dates.effective_since),
        trial_until=_trial_end(policy),
        source=source,
        created_at=now,
    )
    rows = _clause_rows(version, policy, bound)
    ClauseText.objects.bulk_create([row for row, _parent in rows])
    children = []
    for row, parent in rows:
        if parent is not None:
            row.parent = parent
            children.append(row)
    ClauseText.objects.bulk_update(children, ["parent"], batch_size=500)


def _clause_rows(
    version: PolicyVersion, policy: Policy, bound: dict[str, str]
) -> list[tuple[ClauseText, ClauseText | None]]:
    rows: list[tuple[ClauseText, ClauseText | None]] = []

    def row(ref: str, text: str, parent: ClauseText | None, depth: int, **more: Any) -> ClauseText:
        made = ClauseText(
            version=version,
            position=len(rows),
            depth=depth,
            ref=ref[:80],
            text=text,
            full=bound.get(ref, ""),
            **more,
        )
        rows.append((made, parent))
        return made

    def add(clause: Clause, parent: ClauseText | None, depth: int) -> None:
        made = row(
            clause.ref,
            clause.text or clause.title,
            parent,
            depth,
            number=clause.placed[:40],
            printed=(clause.number or "")[:40],
            kind=clause.kind,
            line=clause.line,
        )
        for child in clause.children:
            add(child, made, depth + 1)

    for clause in policy.clauses:
        add(clause, None, 0)
    # Ids whose text is part of a clause, a table cell or a form carry it on a row of their own.
    present = {made.ref for made, _parent in rows}
    for ref, text in bound.items():
        if ref.partition("/")[0] == policy.key and ref not in present:
            row(ref, text, None, 1, kind="part")
    return rows


def _store_tables(found: Compendium, source: Import) -> None:
    ProposedTable.objects.bulk_create(
        ProposedTable(
            source=source,
            key=table.clause[:80],
            title=table.title[:200],
            columns=[column.title for column in table.columns],
            rows=[
                {
                    "ref": row.ref,
                    "cells": [cell.text for cell in row.cells],
                    "confidence": [cell.confidence for cell in row.cells],
                    "line": row.line,
                }
                for row in table.rows
            ],
            doubts=[{"zh": doubt.zh, "en": doubt.en} for doubt in table.doubts],
        )
        for table in found.tables
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _trial_end(policy: Policy) -> date | None:
    since, months = _day(policy.dates.trial_since), policy.dates.trial_months
    if since is None or not months:
        return None
    month = since.month - 1 + months
    year, month = since.year + month // 12, month % 12 + 1
    if year >= date.max.year:
        return None
    first = date(year, month, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first.replace(day=min(since.day, last.day)), last)


@transaction.atomic
def confirm_import(source: Import, *, by: Actor, now: datetime) -> None:
    """Let the imported versions hold for the unit from their date on, today at the latest."""
    require(by, "policies.import", source.unit)
    if source.confirmed_at:
        raise ValidationError(_("This import has been confirmed already."))
    today = timezone.localdate(now)
    for version in source.versions.exclude(state=VersionState.ABSENT).select_related("document"):
        _bind(version, source.unit, today)
        on_trial = version.trial_until is not None and today < version.trial_until
        PolicyVersion.objects.filter(pk=version.pk).update(
            state=VersionState.TRIAL if on_trial else VersionState.IN_FORCE
        )
    Import.objects.filter(pk=source.pk).update(confirmed_at=now)
    source.confirmed_at = now
    audit(source, "policies.confirm_import", by=by, now=now)


def _bind(version: PolicyVersion, unit: Unit, today: date) -> None:
    since = min(version.effective_from or today, today)
    former = Binding.objects.filter(
        version__document=version.document, unit=unit, until__isnull=True
    )
    for binding in former:
        PolicyVersion.objects.filter(pk=binding.version_id).update(state=VersionState.SUPERSEDED)
        if binding.since < today:
            Binding.objects.filter(pk=binding.pk).update(until=today)
        else:
            Binding.objects.filter(pk=binding.pk).delete()
        since = today
    Binding.objects.create(version=version, unit=unit, since=since)


@transaction.atomic
def confirm_table(
    table: ProposedTable, *, rows: Sequence[Sequence[str]], by: Actor, now: datetime
) -> None:
    """A person has looked at the grid that the import proposed; keeps it as corrected."""
    require(by, "policies.import", table.source.unit)
    if any(len(cells) != len(table.columns) for cells in rows):
        raise ValidationError(_("Every row needs a cell for each column."))
    if len(rows) != len(table.rows):
        raise ValidationError(_("Rows can be corrected here, not added or removed."))
    corrected = [{**old, "cells": list(cells)} for old, cells in zip(table.rows, rows, strict=True)]
    changed = _changed_cells(table.rows, corrected)
    ProposedTable.objects.filter(pk=table.pk).update(
        rows=corrected, confirmed_at=now, confirmed_by=by.name
    )
    table.rows, table.confirmed_at, table.confirmed_by = corrected, now, by.name
    audit(
        table.source,
        "policies.confirm_table",
        by=by,
        now=now,
        changes={"table": table.key, "corrected_cells": changed},
    )
    _answer_lost_columns(table, changed, by=by, now=now)


def _answer_lost_columns(table: ProposedTable, changed: int, *, by: Actor, now: datetime) -> None:
    """Whoever confirmed the last table of a clause has answered where its columns were."""
    if table.source.tables.filter(key=table.key, confirmed_at__isnull=True).exists():
        return
    said = _("The table was checked and confirmed; {n} cells were corrected.").format(n=changed)
    doubts = PolicyQuery.objects.filter(
        source=table.source, code=LOST_COLUMNS, ref=table.key, answered_at__isnull=True
    )
    for doubt in doubts:
        PolicyQuery.objects.filter(pk=doubt.pk, answered_at__isnull=True).update(
            answer=said, answered_at=now, answered_by=by.name
        )
        audit(doubt, "policies.answer_query", by=by, now=now, changes={"answer": said})
        announce(PolicyQueryAnswered(query_id=doubt.pk, unit_id=doubt.unit_id), now=now)


def _changed_cells(old: Iterable[dict[str, Any]], new: Iterable[dict[str, Any]]) -> int:
    return sum(
        before != after
        for one, other in zip(old, new, strict=True)
        for before, after in zip(one["cells"], other["cells"], strict=True)
    )
