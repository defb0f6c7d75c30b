"""Reactions to events, by what they are about."""

from heqi.complaints.subscribers import (
    callbacks,
    extensions,
    limits,
    national,
    requests,
    verdicts,
)

__all__ = ["callbacks", "extensions", "limits", "national", "requests", "verdicts"]
