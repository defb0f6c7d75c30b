"""The life of an assessment: collected, reviewed by somebody else, in force, over."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move

# The flow of signatures.
KIND = "tiers.assessment"


class Status(models.TextChoices):
    """Where an assessment stands."""

    COLLECTED = "collected", pgettext_lazy("tier", "To be completed")
    UNDER_REVIEW = "under_review", pgettext_lazy("tier", "Under review")
    RETURNED = "returned", pgettext_lazy("tier", "Returned")
    APPROVED = "approved", pgettext_lazy("tier", "In force")
    REFUSED = "refused", pgettext_lazy("tier", "Not approved")
    WITHDRAWN = "withdrawn", pgettext_lazy("tier", "Withdrawn")
    UNCHANGED = "unchanged", pgettext_lazy("tier", "Confirmed, no change")
    SUPERSEDED = "superseded", pgettext_lazy("tier", "Replaced")
    ENDED = "ended", pgettext_lazy("tier", "Ended")


_COLLECTED, _REVIEW, _RETURNED, _APPROVED, _REFUSED, _WITHDRAWN, _UNCHANGED, _SUPERSEDED, _ENDED = (
    state.value for state in Status
)
OPEN = (_COLLECTED, _REVIEW, _RETURNED)
FLOW = Flow(
    initial=_COLLECTED,
    moves=[
        Move("submit", (_COLLECTED, _RETURNED), _REVIEW),
        Move("approve", (_REVIEW,), _APPROVED),
        Move("return", (_REVIEW,), _RETURNED),
        Move("refuse", (_REVIEW,), _REFUSED),
        Move("keep", (_COLLECTED, _RETURNED), _UNCHANGED),
        Move("withdraw", OPEN, _WITHDRAWN),
        Move("supersede", (_APPROVED,), _SUPERSEDED),
        Move("end", (_APPROVED,), _ENDED),
    ],
)
TONES = {
    _COLLECTED: "soon", _REVIEW: "pri", _RETURNED: "over", _APPROVED: "ok", _REFUSED: "hold",
    _WITHDRAWN: "hold", _UNCHANGED: "hold", _SUPERSEDED: "hold", _ENDED: "hold",
}  # fmt: skip


class Occasion(models.TextChoices):
    """Why a tier is decided; a fact of the rulebook."""

    EXISTING = "existing", _("Classification of existing customers")
    NEW_CUSTOMER = "new_customer", _("New customer")
    CAPACITY_ADDED = "capacity_added", _("Connection capacity added")
    CRITERION_MET = "criterion_met", _("Found to meet a criterion")
    BASIS_LOST = "basis_lost", _("Criterion no longer met")
    BASIS_ENDED = "basis_ended", _("Term of the basis over")


class BatchStatus(models.TextChoices):
    """Where a bulk classification stands."""

    CHECKED = "checked", pgettext_lazy("classification", "Waits for confirmation")
    CONFIRMED = "confirmed", pgettext_lazy("classification", "Handed to the leadership")
    UNDONE = "undone", pgettext_lazy("classification", "Undone")
    DISCARDED = "discarded", pgettext_lazy("classification", "Discarded")


_CHECKED, _CONFIRMED, _UNDONE, _DISCARDED = (state.value for state in BatchStatus)
BATCH_FLOW = Flow(
    initial=_CHECKED,
    moves=[
        Move("confirm", (_CHECKED,), _CONFIRMED),
        Move("discard", (_CHECKED,), _DISCARDED),
        Move("undo", (_CONFIRMED,), _UNDONE),
    ],
)
BATCH_TONES = {_CHECKED: "soon", _CONFIRMED: "ok", _UNDONE: "hold", _DISCARDED: "hold"}


class Verdict(models.TextChoices):
    """What becomes of a row of a bulk classification."""

    RAISE = "raise", pgettext_lazy("classification", "New tier proposed")
    SAME = "same", pgettext_lazy("classification", "Tier as it is")
    LOWER = "lower", pgettext_lazy("classification", "Lowering proposed")
    WAITS = "waits", pgettext_lazy("classification", "A proposal is open already")
    ERROR = "error", pgettext_lazy("classification", "With errors")


VERDICT_TONES = {"raise": "vip", "same": "hold", "lower": "soon", "waits": "hold", "error": "over"}
PROPOSING = (Verdict.RAISE, Verdict.LOWER)
