"""Draws, callbacks, opinions, reviews, ratings."""

from heqi.callbacks.models.draws import Draw, Drawing, Reason
from heqi.callbacks.models.national import NationalFile, NationalResult
from heqi.callbacks.models.opinions import Opinion, Review
from heqi.callbacks.models.ratings import Rating
from heqi.callbacks.models.tasks import Attempt, CallbackTask

__all__ = [
    "Attempt",
    "CallbackTask",
    "Draw",
    "Drawing",
    "NationalFile",
    "NationalResult",
    "Opinion",
    "Rating",
    "Reason",
    "Review",
]
