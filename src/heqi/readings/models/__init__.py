"""Routes, rounds and readings; cards, telegrams and the meters to check."""

from heqi.readings.models.feed import CardReading, Delivery, MeterCheck, MeterLine, Signal
from heqi.readings.models.rounds import Miss, Reading, Round, Route, Stop

__all__ = [
    "CardReading",
    "Delivery",
    "MeterCheck",
    "MeterLine",
    "Miss",
    "Reading",
    "Round",
    "Route",
    "Signal",
    "Stop",
]
