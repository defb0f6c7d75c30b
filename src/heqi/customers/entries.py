"""Formalities as business that explains looks, and as entries that are reviewed."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from heqi.customers.business import Entry, Link, register_entries, register_links, seconds
from heqi.customers.models import BusinessStep, MasterDataTask


def formalities(parties: Collection[int], since: int, until: int) -> Iterator[Link]:
    """Formalities that were carried out: whoever recorded them, on that day."""
    day = timedelta(days=1)
    rows = BusinessStep.objects.filter(
        Q(party__in=parties) | Q(former_party__in=parties),
        created_at__gte=_instant(since) - day,
        created_at__lte=_instant(until) + day,
        recorded_by_id__isnull=False,
    )
    wanted = set(parties)
    for pk, number, party, former, staff, at in rows.values_list(
        "pk", "number", "party_id", "former_party_id", "recorded_by_id", "created_at"
    ):
        assert staff is not None  # as the filter asks
        for subject in {party, former} & wanted:
            start = seconds(at)
            yield Link("step", str(pk), subject, {staff}, start, start, number=number)


def tasks(parties: Collection[int], since: int, until: int) -> Iterator[Link]:
    """Tasks of master data: whoever did them, from their receipt to their end."""
    rows = MasterDataTask.objects.filter(
        party__in=parties,
        received_at__lte=_instant(until),
        finished_at__gte=_instant(since),
        finished_by_id__isnull=False,
    )
    for pk, number, party, staff, start, end in rows.values_list(
        "pk", "number", "party_id", "finished_by_id", "received_at", "finished_at"
    ):
        assert staff is not None  # as the filter asks
        yield Link("task", str(pk), party, {staff}, seconds(start), seconds(end), number=number)


def steps_recorded(company_id: int, since: int, until: int) -> Iterator[Entry]:
    """Formalities by who recorded them, for the customer they are about."""
    rows = BusinessStep.objects.filter(
        company_id=company_id,
        created_at__gte=_instant(since),
        created_at__lt=_instant(until),
        recorded_by_id__isnull=False,
        party__isnull=False,
    )
    for pk, at, staff, party, kind in rows.values_list(
        "pk", "created_at", "recorded_by_id", "party_id", "kind"
    ):
        assert staff is not None  # as the filter asks
        assert party is not None
        yield Entry(pk, seconds(at), staff, "step", party, kind)


def _instant(at: int) -> datetime:
    return datetime.fromtimestamp(at, tz=UTC)


def register() -> None:
    """Make them known; called when the app is ready."""
    register_links("customers.steps", formalities)
    register_links("customers.tasks", tasks)
    register_entries("customers.steps", steps_recorded)
