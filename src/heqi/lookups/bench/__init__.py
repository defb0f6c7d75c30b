"""Months of invented look-ups with planted misuse: how much of it the rules find.

Everything follows from a seed. The rules are those of the night review, unchanged.
"""

from heqi.lookups.bench.measure import LEAST, bench_lookups

__all__ = ["LEAST", "bench_lookups"]
