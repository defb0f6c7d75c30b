"""Changes of customers' records from the ledger, as entries for F2 and F4."""

from collections.abc import Iterator

from heqi.customers.business import Entry, register_entries
from heqi.ledger.models import Entry as LedgerEntry
from heqi.lookups.facts.rows import epoch, instant

CODES = ("customers.change_contact", "customers.change_party")


def changes_of_parties(company_id: int, since: int, until: int) -> Iterator[Entry]:
    """One entry per field that was changed; values are compared, never shown."""
    rows = LedgerEntry.objects.filter(
        company_id=company_id,
        subject_type="customers.party",
        actor_kind="staff",
        code__in=CODES,
        at__gte=instant(since),
        at__lt=instant(until),
    ).select_related("personal")
    for row in rows.order_by("id").iterator():
        if row.actor_id is None:
            continue
        for field, before, after in _changed(row):
            yield Entry(
                row.pk, epoch(row.at), row.actor_id, "field", int(row.subject_id), field, before,
                after,
            )  # fmt: skip


def _changed(row: LedgerEntry) -> Iterator[tuple[str, str, str]]:
    """Fields with their values before and after, personal ones included while they are kept."""
    part = getattr(row, "personal", None)
    for field, change in {**row.changes, **(part.values if part else {})}.items():
        if isinstance(change, list) and len(change) == 2:
            yield field, str(change[0]), str(change[1])


def register() -> None:
    """Make them known; called when the app is ready."""
    register_entries("customers", changes_of_parties)
