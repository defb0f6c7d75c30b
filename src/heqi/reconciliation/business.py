"""Differences as entries that the review of look-ups weighs (rule F1, data-entry/9.3)."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import F, Q

from heqi.customers.business import Entry, register_entries, seconds
from heqi.reconciliation.models import Sheet
from heqi.reconciliation.states import Kind, Status


def differences(company_id: int, since: int, until: int) -> Iterator[Entry]:
    """Differences that are more than a slip: records changed after the clerk had closed, found
    when somebody counted after him; and what nobody had explained when the limit ended."""
    first, last = _instant(since), _instant(until)
    rows = Sheet.objects.filter(
        Q(checked_at__gte=first, checked_at__lt=last) | Q(due_at__gte=first, due_at__lt=last),
        company_id=company_id,
        status=Status.DIFFERENCE,
        operator__isnull=False,
    ).exclude(difference=0)
    for row in rows.annotate(clerk=F("operator_id")).order_by("id"):
        changed = row.checked_at is not None and _agreed_before(row)
        at = row.checked_at if changed else row.due_at
        if at is None or not first <= at < last:
            continue
        kind = "material" if row.kind == Kind.MATERIAL else "payment"
        yield Entry(
            row.pk, seconds(at), row.operator_id or 0, kind, 0, amount=int(row.difference * 100)
        )


def _agreed_before(sheet: Sheet) -> bool:
    """Whether it had matched at the close, so that something was changed since."""
    from heqi.ledger.models import Entry as LedgerEntry

    entries = LedgerEntry.objects.filter(
        subject_type=sheet._meta.label_lower,
        subject_id=str(sheet.pk),
        code="reconciliation.compare",
    ).order_by("id")
    first = entries.values_list("changes", flat=True).first() or {}
    return first.get("findings") == 0


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, tz=UTC)


def register() -> None:
    """Make it known; called when the app is ready."""
    register_entries("reconciliation", differences)
