"""Changes of customers' records from the ledger, as entries for F2 and F4.

Whatever belongs to a customer counts: his file, and the account, address, meter, appliances,
contract and formalities of what he holds.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice

from heqi.customers.business import Entry, register_entries
from heqi.customers.models import (
    Appliance,
    BusinessStep,
    Contract,
    Meter,
    Occupancy,
    Party,
    Premises,
    ServicePoint,
)
from heqi.ledger.models import Entry as LedgerEntry
from heqi.lookups.facts.rows import epoch, instant

PARTY, STEP = Party._meta.label_lower, BusinessStep._meta.label_lower
# Records with the way from them to the service points whose holders they concern.
POINTS = {
    ServicePoint._meta.label_lower: (ServicePoint, "pk"),
    Premises._meta.label_lower: (Premises, "service_points"),
    Meter._meta.label_lower: (Meter, "service_point"),
    Appliance._meta.label_lower: (Appliance, "service_point"),
    Contract._meta.label_lower: (Contract, "service_point"),
    STEP: (BusinessStep, "service_point"),
}
# What the ledger calls a change; a creation has no value to go back to, but an owner.
CHANGES = (
    "change_contact", "change_party", "rename", "close_party", "transfer", "assign_role",
    "change_service_point", "change_premises", "change_meter", "correct_meter", "remove_meter",
    "change_appliance", "change_contract", "end_contract",
)  # fmt: skip
CODES = tuple(f"customers.{name}" for name in CHANGES)
STEPS = "customers.carry_out_"
BATCH = 500


def changes_of_records(company_id: int, since: int, until: int) -> Iterator[Entry]:
    """One entry per customer and field that was changed; values are compared, never shown."""
    rows = LedgerEntry.objects.filter(
        company_id=company_id,
        actor_kind="staff",
        subject_type__in=[PARTY, *POINTS],
        at__gte=instant(since),
        at__lt=instant(until),
    ).select_related("personal")
    wanted = (row for row in rows.order_by("id").iterator() if _counts(row))
    while part := list(islice(wanted, BATCH)):
        holders = _holders(part)
        for row in part:
            for party in holders.get((row.subject_type, int(row.subject_id)), ()):
                yield from _entries(row, party)


def _counts(row: LedgerEntry) -> bool:
    known = row.code in CODES or row.code.startswith(STEPS)
    return known and row.actor_id is not None and row.subject_id.isdecimal()


def _entries(row: LedgerEntry, party: int) -> Iterator[Entry]:
    kind = "step" if row.subject_type == STEP else "field"
    for field, before, after in _changed(row):
        name = (
            field if row.subject_type == PARTY else f"{row.subject_type}:{row.subject_id}:{field}"
        )
        yield Entry(row.pk, epoch(row.at), row.actor_id or 0, kind, party, name, before, after)


def _holders(rows: Iterable[LedgerEntry]) -> Mapping[tuple[str, int], Collection[int]]:
    """The customers whom each record concerns now."""
    ids: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        ids[row.subject_type].add(int(row.subject_id))
    found: dict[tuple[str, int], set[int]] = defaultdict(set)
    for pk in ids.pop(PARTY, ()):
        found[PARTY, pk].add(pk)
    for label, pks in ids.items():
        model, path = POINTS[label]
        points: dict[int, set[int]] = defaultdict(set)
        for pk, point in model._default_manager.filter(pk__in=pks).values_list("pk", path):
            points[point].add(pk)
        held = Occupancy.objects.filter(service_point_id__in=points, until__isnull=True)
        for point, party in held.values_list("service_point_id", "party_id"):
            for pk in points[point]:
                found[label, pk].add(party)
    return found


def _changed(row: LedgerEntry) -> Iterator[tuple[str, str, str]]:
    """Fields with their values before and after, personal ones included while they are kept."""
    part = getattr(row, "personal", None)
    for field, change in {**row.changes, **(part.values if part else {})}.items():
        if isinstance(change, list) and len(change) == 2:
            yield field, str(change[0]), str(change[1])


def register() -> None:
    """Make them known; called when the app is ready."""
    register_entries("customers", changes_of_records)
