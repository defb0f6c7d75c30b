"""Draws, callbacks, opinions, reviews."""

from heqi.callbacks.models.draws import Draw, Drawing, Reason
from heqi.callbacks.models.national import NationalFile, NationalResult
from heqi.callbacks.models.opinions import Opinion, Review
from heqi.callbacks.models.tasks import Attempt, CallbackTask

__all__ = [
    "Attempt",
    "CallbackTask",
    "Draw",
    "Drawing",
    "NationalFile",
    "NationalResult",
    "Opinion",
    "Reason",
    "Review",
]
