"""How a callback lives."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where a callback stands."""

    PLANNED = "planned", _("To call")
    TRYING = "trying", _("Not reached yet")
    LINKED = "linked", pgettext_lazy("callback", "Asked by SMS")
    DONE = "done", _("Called")
    UNREACHABLE = "unreachable", pgettext_lazy("callback", "No answer given")
    EXPIRED = "expired", _("Expired")
    DROPPED = "dropped", pgettext_lazy("callback", "Not needed")


class Outcome(models.TextChoices):
    """How one attempt ended."""

    NO_ANSWER = "no_answer", _("No answer")
    WRONG_NUMBER = "wrong_number", _("Wrong number")
    REFUSED = "refused", _("Would not answer")
    OTHER_PERSON = "other_person", _("Somebody else answered")


class Result(models.TextChoices):
    """What a callback came to; answers first, then what is none."""

    SATISFIED = "satisfied", pgettext_lazy("callback result", "satisfied")
    FOLLOW_UP = "follow_up", pgettext_lazy("callback result", "to follow up")
    OPINION = "opinion", pgettext_lazy("callback result", "dissatisfied")
    UNREACHABLE = "unreachable", pgettext_lazy("callback result", "not reached")
    WRONG_NUMBER = "wrong_number", pgettext_lazy("callback result", "wrong number")
    REFUSED = "refused", pgettext_lazy("callback result", "would not answer")
    OTHER_PERSON = "other_person", pgettext_lazy("callback result", "somebody else answered")
    EXPIRED = "expired", pgettext_lazy("callback result", "expired")
    DROPPED = "dropped", pgettext_lazy("callback result", "not needed")


class Round(models.TextChoices):
    """Which callback about one matter it is."""

    FIRST = "first", _("first callback")
    SECOND = "second", _("second callback")
    NATIONAL = "national", _("national centre's callback")


class OpinionStatus(models.TextChoices):
    """Where an opinion stands."""

    RECORDED = "recorded", _("To be routed")
    ROUTED = "routed", _("With the department")
    CONTACTED = "contacted", _("Customer contacted")
    ANSWERED = "answered", _("Answered")
    SOLVED = "solved", _("To be confirmed")
    CLOSED = "closed", pgettext_lazy("opinion", "Confirmed")
    HANDED = "handed", _("Handed over")
    UNASKED = "unasked", pgettext_lazy("opinion", "Ended unconfirmed")


_PLANNED, _TRYING, _LINKED = Status.PLANNED.value, Status.TRYING.value, Status.LINKED.value
FLOW = Flow(
    _PLANNED,
    moves=[
        Move("try", [_PLANNED, _TRYING], _TRYING),
        Move("ask_by_sms", [_PLANNED, _TRYING], _LINKED),
        Move("reply", [_LINKED], Status.DONE.value),
        # Who was sent a link may still answer by telephone.
        Move("complete", [_PLANNED, _TRYING, _LINKED], Status.DONE.value),
        Move("give_up", [_PLANNED, _TRYING, _LINKED], Status.UNREACHABLE.value),
        Move("expire", [_PLANNED, _TRYING], Status.EXPIRED.value),
        Move("drop", [_PLANNED, _TRYING, _LINKED], Status.DROPPED.value),
    ],
)
OPEN_STATES = (_PLANNED, _TRYING, _LINKED)
TO_CALL = (_PLANNED, _TRYING)
TONES = {
    _PLANNED: "info",
    _TRYING: "info",
    _LINKED: "hold",
    Status.DONE.value: "ok",
    Status.UNREACHABLE.value: "hold",
    Status.EXPIRED.value: "hold",
    Status.DROPPED.value: "",
}

_RECORDED, _ROUTED, _CONTACTED, _ANSWERED, _SOLVED, _CLOSED, _HANDED, _UNASKED = (
    OpinionStatus.values
)
_WITH = [_ROUTED, _CONTACTED, _ANSWERED]
OPINION_FLOW = Flow(
    _RECORDED,
    moves=[
        Move("route", [_RECORDED, *_WITH], _ROUTED),
        Move("contact", [_ROUTED], _CONTACTED),
        Move("answer", [_ROUTED, _CONTACTED], _ANSWERED),
        Move("solve", _WITH, _SOLVED),
        Move("confirm", [_SOLVED], _CLOSED),
        Move("leave_unconfirmed", [_SOLVED], _UNASKED),
        Move("settle", [_RECORDED], _CLOSED),
        Move("hand_over", [_RECORDED, *_WITH, _SOLVED], _HANDED),
    ],
)
OPINION_TONES = {
    _RECORDED: "info",
    _ROUTED: "info",
    _CONTACTED: "info",
    _ANSWERED: "info",
    _SOLVED: "info",
    _CLOSED: "ok",
    _HANDED: "hold",
    _UNASKED: "hold",
}


class HandBack(models.TextChoices):
    """Where the answer to a callback of the national centre stands."""

    NOTHING = "nothing", pgettext_lazy("national centre", "Nothing to hand back")
    WAITING = "waiting", pgettext_lazy("national centre", "To hand back")
    GIVEN = "given", pgettext_lazy("national centre", "Handed back")


HAND_BACK_FLOW = Flow(
    HandBack.WAITING.value,
    moves=[Move("hand_back", [HandBack.WAITING.value], HandBack.GIVEN.value)],
)
HAND_BACK_TONES = {
    HandBack.NOTHING.value: "",
    HandBack.WAITING.value: "info",
    HandBack.GIVEN.value: "ok",
}


class FileStatus(models.TextChoices):
    """Where a file of the national centre's callbacks stands."""

    CHECKED = "checked", pgettext_lazy("file", "To confirm")
    CONFIRMED = "confirmed", pgettext_lazy("file", "Taken in")
    DISCARDED = "discarded", pgettext_lazy("file", "Discarded")


FILE_FLOW = Flow(
    FileStatus.CHECKED.value,
    moves=[
        Move("confirm", [FileStatus.CHECKED.value], FileStatus.CONFIRMED.value),
        Move("discard", [FileStatus.CHECKED.value], FileStatus.DISCARDED.value),
    ],
)
FILE_TONES = {
    FileStatus.CHECKED.value: "soon",
    FileStatus.CONFIRMED.value: "ok",
    FileStatus.DISCARDED.value: "hold",
}


class RowVerdict(models.TextChoices):
    """What becomes of a row of such a file."""

    NEW = "new", pgettext_lazy("row", "Taken in")
    OPINION = "opinion", pgettext_lazy("row", "Taken in, to be handled")
    KNOWN = "known", pgettext_lazy("row", "Known already")
    ERROR = "error", pgettext_lazy("row", "Left out")


ROW_TONES = {
    RowVerdict.NEW.value: "ok",
    RowVerdict.OPINION.value: "soon",
    RowVerdict.KNOWN.value: "hold",
    RowVerdict.ERROR.value: "over",
}
