"""Running numbers of records: two letters, the day, five digits (``WX261123-00031``)."""

from collections.abc import Iterator
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from heqi.ledger.models import Counter


def next_number(prefix: str, day: date) -> str:
    """The next number of a prefix and day; call inside the transaction that uses it."""
    key = f"{prefix}{day:%y%m%d}"
    return f"{key}-{_next(key):05d}"


def reserve_numbers(prefix: str, day: date, count: int) -> list[str]:
    """A block of consecutive numbers, for records made in bulk."""
    key = f"{prefix}{day:%y%m%d}"
    last = _next(key, count)
    return [f"{key}-{n:05d}" for n in range(last - count + 1, last + 1)]


def reserve_block(prefix: str, day: date, count: int) -> Iterator[str]:
    """As :func:`reserve_numbers`, for very many: taken at once, written one by one."""
    key = f"{prefix}{day:%y%m%d}"
    last = _next(key, count)
    return (f"{key}-{n:05d}" for n in range(last - count + 1, last + 1))


def _next(key: str, count: int = 1) -> int:
    if not Counter.objects.filter(pk=key).update(value=F("value") + count):
        try:
            with transaction.atomic():
                Counter.objects.create(key=key, value=count)
                return count
        except IntegrityError:  # another writer opened the day
            Counter.objects.filter(pk=key).update(value=F("value") + count)
    return Counter.objects.values_list("value", flat=True).get(pk=key)
