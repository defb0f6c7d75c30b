"""How supervisors, opinions, meetings and their items live."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Standing(models.TextChoices):
    """Where a supervisor stands."""

    NOMINATED = "nominated", pgettext_lazy("supervisor", "Nominated")
    SERVING = "serving", pgettext_lazy("supervisor", "Serving")
    ENDED = "ended", pgettext_lazy("supervisor", "Released")


class Ending(models.TextChoices):
    """Why somebody is no supervisor any more."""

    TERM = "term", pgettext_lazy("supervisor", "Term ended")
    INACTIVE = "inactive", pgettext_lazy("supervisor", "Inactive")
    RESIGNED = "resigned", pgettext_lazy("supervisor", "Resigned")
    DISMISSED = "dismissed", pgettext_lazy("supervisor", "Dismissed")
    DECLINED = "declined", pgettext_lazy("supervisor", "Did not accept")


STANDING_FLOW = Flow(
    initial=Standing.NOMINATED,
    moves=[
        Move("appoint", (Standing.NOMINATED,), Standing.SERVING),
        Move("decline", (Standing.NOMINATED,), Standing.ENDED),
        Move("release", (Standing.SERVING,), Standing.ENDED),
    ],
)


class OpinionStatus(models.TextChoices):
    """Where an opinion stands."""

    RECEIVED = "received", pgettext_lazy("supervisor's opinion", "To assign")
    ASSIGNED = "assigned", pgettext_lazy("supervisor's opinion", "To answer")
    ANSWERED = "answered", pgettext_lazy("supervisor's opinion", "To judge")
    JUDGED = "judged", pgettext_lazy("supervisor's opinion", "To feed back")
    CLOSED = "closed", pgettext_lazy("supervisor's opinion", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("supervisor's opinion", "Taken back")


_RECEIVED, _ASSIGNED = OpinionStatus.RECEIVED, OpinionStatus.ASSIGNED
_ANSWERED, _JUDGED = OpinionStatus.ANSWERED, OpinionStatus.JUDGED
OPEN_OPINIONS = (_RECEIVED, _ASSIGNED, _ANSWERED, _JUDGED)
OPINION_FLOW = Flow(
    initial=_RECEIVED,
    moves=[
        Move("assign", (_RECEIVED, _ASSIGNED), _ASSIGNED),
        Move("answer", (_ASSIGNED,), _ANSWERED),
        Move("return", (_ANSWERED, _JUDGED), _ASSIGNED),
        Move("judge", (_ANSWERED,), _JUDGED),
        Move("close", (_JUDGED,), OpinionStatus.CLOSED),
        Move("reopen", (_JUDGED, OpinionStatus.CLOSED), _ASSIGNED),
        Move("withdraw", (_RECEIVED, _ASSIGNED), OpinionStatus.WITHDRAWN),
    ],
)


class Verdict(models.TextChoices):
    """What the office holds of an opinion."""

    VALID = "valid", pgettext_lazy("supervisor's opinion", "Valid finding")
    SUGGESTION = "suggestion", pgettext_lazy("supervisor's opinion", "Suggestion")
    PRAISE = "praise", pgettext_lazy("supervisor's opinion", "Praise")
    UNFOUNDED = "unfounded", pgettext_lazy("supervisor's opinion", "Not borne out")


class Outcome(models.TextChoices):
    """What becomes of an opinion (supervision/use)."""

    RECTIFY = "rectify", pgettext_lazy("supervisor's opinion", "Rectification")
    IMPROVE = "improve", pgettext_lazy("supervisor's opinion", "Improvement")
    EXPLAIN = "explain", pgettext_lazy("supervisor's opinion", "Explained")


class GatheringStatus(models.TextChoices):
    """Where a meeting or visit stands."""

    PLANNED = "planned", pgettext_lazy("gathering", "Planned")
    HELD = "held", pgettext_lazy("gathering", "Held, minutes to write")
    MINUTED = "minuted", pgettext_lazy("gathering", "Minutes kept")
    CANCELLED = "cancelled", pgettext_lazy("gathering", "Cancelled")


GATHERING_FLOW = Flow(
    initial=GatheringStatus.PLANNED,
    moves=[
        Move("hold", (GatheringStatus.PLANNED,), GatheringStatus.HELD),
        Move("minute", (GatheringStatus.HELD,), GatheringStatus.MINUTED),
        Move("cancel", (GatheringStatus.PLANNED,), GatheringStatus.CANCELLED),
    ],
)


class ItemStatus(models.TextChoices):
    """Where an item of a meeting stands."""

    OPEN = "open", pgettext_lazy("item", "To do")
    DONE = "done", pgettext_lazy("item", "Done")
    DROPPED = "dropped", pgettext_lazy("item", "Dropped")


ITEM_FLOW = Flow(
    initial=ItemStatus.OPEN,
    moves=[
        Move("finish", (ItemStatus.OPEN,), ItemStatus.DONE),
        Move("drop", (ItemStatus.OPEN,), ItemStatus.DROPPED),
    ],
)


class RoundStatus(models.TextChoices):
    """Where a yearly rating stands."""

    OPEN = "open", pgettext_lazy("rating", "Open")
    CLOSED = "closed", pgettext_lazy("rating", "Closed")


ROUND_FLOW = Flow(
    initial=RoundStatus.OPEN, moves=[Move("close", (RoundStatus.OPEN,), RoundStatus.CLOSED)]
)


class Group(models.TextChoices):
    """Where supervisors come from; a fact of the rulebook."""

    DEPUTIES = "deputies", _("Deputies")
    GOVERNMENT = "government_and_community", _("Government and community")
    MEDIA = "media", _("Media")
    RESIDENTS = "residents", _("Residents")
    TRADE = "commercial_industrial", _("Commercial and industrial")


# Tones of the badges.
TONES = {
    Standing.NOMINATED: "soon",
    Standing.SERVING: "ok",
    Standing.ENDED: "hold",
    _RECEIVED: "pri",
    _ASSIGNED: "soon",
    _ANSWERED: "pri",
    _JUDGED: "pri",
    OpinionStatus.CLOSED: "ok",
    OpinionStatus.WITHDRAWN: "hold",
    GatheringStatus.PLANNED: "pri",
    GatheringStatus.HELD: "soon",
    GatheringStatus.MINUTED: "ok",
    GatheringStatus.CANCELLED: "hold",
    ItemStatus.OPEN: "soon",
    ItemStatus.DONE: "ok",
    ItemStatus.DROPPED: "hold",
    RoundStatus.OPEN: "pri",
}
