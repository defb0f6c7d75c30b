"""Starting clocks, recording what happened, watching, and showing the governing clock on a row."""

from heqi.clocks.actions.running import (
    change_calendar,
    move_timeline,
    read_into,
    rebuild,
    record_moment,
    redecide,
    start_timeline,
    watch_clocks,
)
from heqi.clocks.actions.showing import copy_clock, place, record_and_copy

__all__ = [
    "change_calendar",
    "copy_clock",
    "move_timeline",
    "place",
    "read_into",
    "rebuild",
    "record_and_copy",
    "record_moment",
    "redecide",
    "start_timeline",
    "watch_clocks",
]
