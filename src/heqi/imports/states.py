"""The way of an import: nothing is written before a person confirms, all of it or none."""

from django.db import models
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where an import stands."""

    MAPPING = "mapping", pgettext_lazy("import", "Columns to be named")
    CHECKING = "checking", pgettext_lazy("import", "Being checked")
    CHECKED = "checked", pgettext_lazy("import", "Waiting for confirmation")
    CONFIRMED = "confirmed", pgettext_lazy("import", "Being written")
    COMMITTED = "committed", pgettext_lazy("import", "Written")
    UNDOING = "undoing", pgettext_lazy("import", "Being undone")
    UNDONE = "undone", pgettext_lazy("import", "Undone")
    REFUSED = "refused", pgettext_lazy("import", "Cannot be read")
    DISCARDED = "discarded", pgettext_lazy("import", "Discarded")


_MAPPING, _CHECKING, _CHECKED, _CONFIRMED, _COMMITTED, _UNDOING, _UNDONE, _REFUSED, _DISCARDED = (
    state.value for state in Status
)
FLOW = Flow(
    initial=_MAPPING,
    moves=[
        Move("check", (_MAPPING, _CHECKED), _CHECKING),
        Move("report", (_CHECKING,), _CHECKED),
        Move("refuse", (_CHECKING,), _REFUSED),
        Move("confirm", (_CHECKED,), _CONFIRMED),
        Move("commit", (_CONFIRMED,), _COMMITTED),
        Move("check_again", (_CONFIRMED,), _CHECKING),
        Move("undo", (_COMMITTED,), _UNDOING),
        Move("remove", (_UNDOING,), _UNDONE),
        Move("keep", (_UNDOING,), _COMMITTED),
        Move("discard", (_MAPPING, _CHECKED), _DISCARDED),
    ],
)
TONES = {
    _MAPPING: "pri", _CHECKING: "soon", _CHECKED: "pri", _CONFIRMED: "soon", _COMMITTED: "ok",
    _UNDOING: "soon", _UNDONE: "hold", _REFUSED: "over", _DISCARDED: "hold",
}  # fmt: skip
# Where the program works and the page is asked again.
WORKING = (_CHECKING, _CONFIRMED, _UNDOING)


class Verdict(models.TextChoices):
    """What becomes of a row."""

    NEW = "new", pgettext_lazy("import row", "New")
    SAME = "same", pgettext_lazy("import row", "On file, the same")
    CHANGED = "changed", pgettext_lazy("import row", "On file, different")
    ERROR = "error", pgettext_lazy("import row", "With errors")


VERDICT_TONES = {"new": "ok", "same": "hold", "changed": "soon", "error": "over"}


class Severity(models.TextChoices):
    """Whether a finding keeps its row out."""

    ERROR = "error", pgettext_lazy("finding", "Row is left out")
    NOTE = "note", pgettext_lazy("finding", "To be looked at")
