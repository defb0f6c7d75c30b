"""Tables of duties."""

from heqi.duties.models.duties import Duty, Occurrence, period_text
from heqi.duties.models.records import Evidence, FollowUp, Participant

__all__ = ["Duty", "Evidence", "FollowUp", "Occurrence", "Participant", "period_text"]
