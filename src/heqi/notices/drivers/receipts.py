"""What a driver gives back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from heqi.notices.models import Notice


@dataclass(frozen=True, slots=True)
class Receipt:
    """The carrier took the message; ``delivered`` where nothing more is to be expected."""

    provider_id: str = ""
    delivered: bool = False


class SendFailed(Exception):  # noqa: N818
    """The carrier did not take the message; ``final`` where trying again is useless."""

    def __init__(self, sentence: str, *, final: bool = False) -> None:
        super().__init__(sentence)
        self.final = final


class Driver(Protocol):
    """A way out. May be asked twice for one notice: ``notice.key`` tells the carrier."""

    def send(self, notice: Notice, *, now: datetime) -> Receipt:
        """Hand over; SendFailed where that was not possible."""
        ...
