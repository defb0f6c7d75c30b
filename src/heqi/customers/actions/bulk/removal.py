"""Taking out what a take-over wrote; the caller made sure that nothing stands on it."""

from collections.abc import Mapping

from django.db import connection
from django.db.models import Model

from heqi.customers.models import (
    Appliance,
    Compound,
    Meter,
    Occupancy,
    Party,
    Phone,
    Premises,
    ServicePoint,
)
from heqi.customers.search.index import forget
from heqi.customers.tables import Runs

# What points at others goes first.
ORDER: tuple[type[Model], ...] = (
    Appliance, Meter, Occupancy, Phone, ServicePoint, Premises, Compound, Party,
)  # fmt: skip


def remove_made(made: Mapping[str, Runs]) -> dict[str, int]:
    """Delete rows by runs of ids, with their search entries; how many by table."""
    for first, last in made.get(Party._meta.label_lower, ()):
        forget("party", first, last)
    # Accounts of customers that were on file before.
    for first, last in made.get(ServicePoint._meta.label_lower, ()):
        forget("service_point", first, last)
    removed: dict[str, int] = {}
    with connection.cursor() as cursor:
        for model in ORDER:
            label = model._meta.label_lower
            for first, last in made.get(label, ()):
                cursor.execute(
                    f'DELETE FROM "{model._meta.db_table}" WHERE id BETWEEN %s AND %s',
                    [first, last],
                )
                removed[label] = removed.get(label, 0) + cursor.rowcount
    return removed
