"""How a work order lives: the whole machine on one screen (domain notes, section 6)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where a work order stands."""

    NEW = "new", _("New")
    TO_DISPATCH = "to_dispatch", _("To dispatch")
    DISPATCHED = "dispatched", _("Dispatched")
    ACCEPTED = "accepted", _("Accepted")
    BOOKED = "booked", _("Booked")
    ON_THE_WAY = "on_the_way", _("On the way")
    ON_SITE = "on_site", _("On site")
    WORKING = "working", _("Working")
    SUSPENDED = "suspended", _("On hold")
    RETURNED = "returned", _("Returned")
    WASTED = "wasted", _("Wasted trip")
    REWORK = "rework", _("Rework")
    DONE = "done", _("Done, to review")
    CLOSED = "closed", _("Closed")
    TO_CALL_BACK = "to_call_back", _("To call back")
    ARCHIVED = "archived", _("Archived")
    MERGED = "merged", _("Merged")
    CANCELLED = "cancelled", _("Cancelled")


S = {name: Status[name].value for name in Status.__members__}
TO_DISPATCH_STATES = (S["TO_DISPATCH"], S["RETURNED"], S["REWORK"], S["WASTED"])
IN_HAND = (
    S["DISPATCHED"],
    S["ACCEPTED"],
    S["BOOKED"],
    S["ON_THE_WAY"],
    S["ON_SITE"],
    S["WORKING"],
    S["SUSPENDED"],
)
OPEN_STATES = (S["NEW"], *TO_DISPATCH_STATES, *IN_HAND)
BEFORE_SITE = (S["DISPATCHED"], S["ACCEPTED"], S["BOOKED"])

FLOW = Flow(
    S["NEW"],
    moves=[
        Move("release", [S["NEW"]], S["TO_DISPATCH"]),
        Move("dispatch", TO_DISPATCH_STATES, S["DISPATCHED"], guards=["attend"]),
        Move("reassign", IN_HAND, S["DISPATCHED"], guards=["attend"]),
        Move("accept", [S["DISPATCHED"]], S["ACCEPTED"]),
        Move("return", [S["DISPATCHED"], S["ACCEPTED"]], S["RETURNED"]),
        Move("book", [S["ACCEPTED"], S["BOOKED"], S["WASTED"]], S["BOOKED"]),
        Move("set_out", [S["ACCEPTED"], S["BOOKED"]], S["ON_THE_WAY"]),
        Move("arrive", [S["ACCEPTED"], S["BOOKED"], S["ON_THE_WAY"]], S["ON_SITE"]),
        Move("start", [S["ON_SITE"]], S["WORKING"]),
        Move(
            "suspend",
            [S["ACCEPTED"], S["BOOKED"], S["ON_SITE"], S["WORKING"]],
            S["SUSPENDED"],
            guards=["allowed"],
        ),
        Move("resume", [S["SUSPENDED"]], S["WORKING"]),
        Move("waste", [S["ON_SITE"]], S["WASTED"]),
        Move("finish", [S["ON_SITE"], S["WORKING"]], S["DONE"]),
        Move("close", [S["DONE"], S["RETURNED"], S["WASTED"], S["TO_DISPATCH"]], S["CLOSED"]),
        Move("rework", [S["DONE"], S["CLOSED"], S["TO_CALL_BACK"]], S["REWORK"]),
        Move("call_back", [S["CLOSED"]], S["TO_CALL_BACK"]),
        Move("archive", [S["CLOSED"], S["TO_CALL_BACK"]], S["ARCHIVED"]),
        Move(
            "cancel",
            [S["NEW"], *TO_DISPATCH_STATES, *BEFORE_SITE, S["ON_THE_WAY"], S["SUSPENDED"]],
            S["CANCELLED"],
        ),
        Move(
            "merge",
            [S["NEW"], *TO_DISPATCH_STATES, *BEFORE_SITE, S["ON_THE_WAY"], S["SUSPENDED"]],
            S["MERGED"],
        ),
    ],
)
# Tone of the badge of each state: blue waits for a dispatcher. Red and amber belong to time alone.
TONES = {
    S["NEW"]: "pri",
    S["TO_DISPATCH"]: "pri",
    S["DISPATCHED"]: "",
    S["ACCEPTED"]: "",
    S["BOOKED"]: "",
    S["ON_THE_WAY"]: "",
    S["ON_SITE"]: "",
    S["WORKING"]: "",
    S["SUSPENDED"]: "hold",
    S["RETURNED"]: "hold",
    S["WASTED"]: "hold",
    S["REWORK"]: "hold",
    S["DONE"]: "ok",
    S["CLOSED"]: "",
    S["TO_CALL_BACK"]: "",
    S["ARCHIVED"]: "",
    S["MERGED"]: "hold",
    S["CANCELLED"]: "hold",
}
# Tabs of the queue and the states behind them; a state has one lane at most.
LANES = {
    "to_dispatch": TO_DISPATCH_STATES,
    "in_hand": tuple(s for s in IN_HAND if s != S["SUSPENDED"]),
    "suspended": (S["SUSPENDED"],),
    "to_review": (S["DONE"],),
    "to_call_back": (S["TO_CALL_BACK"],),
    "closed": (S["CLOSED"], S["ARCHIVED"]),
}
OPEN_LANES = tuple(lane for lane, states in LANES.items() if set(states) <= set(OPEN_STATES))
