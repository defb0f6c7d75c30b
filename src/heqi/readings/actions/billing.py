"""Handing standing readings over to whoever charges gas by the dial."""

from collections.abc import Collection

from heqi.readings.models import Reading
from heqi.readings.states import Status

STANDS = (Status.TAKEN.value, Status.CONFIRMED.value)


def hand_to_bill(readings: Collection[int]) -> bool:
    """Take readings off the list of those to be charged; call in the transaction that charges.

    False, and nothing may be charged, where another loop took one of them or one was sent back
    meanwhile.
    """
    rows = Reading.objects.filter(pk__in=readings, to_bill=True, status__in=STANDS)
    return rows.update(to_bill=False) == len(readings)
