"""The clock of a hazard, copied to its row."""

from heqi.clocks.actions import copy_clock
from heqi.clocks.queries import governing_clock, timeline_of
from heqi.safety.models import Hazard


def copy_due(hazard: Hazard) -> None:
    """Copy the governing clock to the row for the lists."""
    timeline = timeline_of(hazard) if hazard.is_open else None
    clock = governing_clock(timeline) if timeline else None
    copy_clock(hazard, clock)
