"""Tables of emergencies and outages, a module per noun."""

from heqi.outages.models.area import Area, Valve, ValveArea
from heqi.outages.models.customers import Affected, Announcement, Kind, OutageCall
from heqi.outages.models.emergencies import Emergency, LogLine
from heqi.outages.models.outages import Cause, Outage
from heqi.outages.models.summons import Summons

__all__ = [
    "Affected",
    "Announcement",
    "Area",
    "Cause",
    "Emergency",
    "Kind",
    "LogLine",
    "Outage",
    "OutageCall",
    "Summons",
    "Valve",
    "ValveArea",
]
