"""Figures about what is usual among peers."""

from collections.abc import Sequence
from statistics import median


def far_above(values: Sequence[float], mads: float, *, least: float = 1.0) -> float:
    """Median plus ``mads`` times the median absolute deviation, which is at least ``least``.

    Zero for no values: then nothing is known to be usual.
    """
    if not values:
        return 0.0
    middle = median(values)
    spread = median([abs(value - middle) for value in values])
    return float(middle + mads * max(least, spread))


def percentile(values: Sequence[float], part: float) -> float:
    """The value that ``part`` of the values do not exceed; 0 for none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return float(ordered[min(len(ordered) - 1, int(len(ordered) * part))])
