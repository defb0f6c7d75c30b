"""Reactions to events, by what they are about."""

from heqi.conduct.subscribers import (
    checks,
    course,
    customers,
    entries,
    network,
    promises,
    suggestions,
)

__all__ = ["checks", "course", "customers", "entries", "network", "promises", "suggestions"]
