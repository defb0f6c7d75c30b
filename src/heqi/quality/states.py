"""States of errors, withdrawals of rights, reviews and suggestions."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class ErrorStatus(TextChoices):
    """Life of an entry error.

    What the standard only doubts (``confirm`` or ``finding`` in question ``data.checks``) waits to
    be checked; until somebody confirms it, it is nobody's error (data-entry/1.2.3).
    """

    DOUBTED = "doubted", pgettext_lazy("entry error", "To be checked")
    FOUND = "found", pgettext_lazy("entry error", "Found")
    RETURNED = "returned", pgettext_lazy("entry error", "Returned")
    CORRECTED = "corrected", pgettext_lazy("entry error", "Corrected")
    DISMISSED = "dismissed", pgettext_lazy("entry error", "No error")


OPEN_ERRORS = (ErrorStatus.FOUND, ErrorStatus.RETURNED)
AGAINST_NOBODY = (ErrorStatus.DOUBTED, ErrorStatus.DISMISSED)
ERROR_FLOW = Flow(
    initial=ErrorStatus.DOUBTED,
    moves=[
        Move("confirm", (ErrorStatus.DOUBTED,), ErrorStatus.FOUND),
        Move("return", (ErrorStatus.FOUND,), ErrorStatus.RETURNED),
        Move("correct", OPEN_ERRORS, ErrorStatus.CORRECTED),
        Move("dismiss", (ErrorStatus.DOUBTED, *OPEN_ERRORS), ErrorStatus.DISMISSED),
    ],
)


class WithdrawalStatus(TextChoices):
    """Life of a withdrawal of operating rights (data-entry/9.2)."""

    PROPOSED = "proposed", pgettext_lazy("withdrawal", "Waits for the decision")
    REFUSED = "refused", pgettext_lazy("withdrawal", "Not decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("withdrawal", "Rights withdrawn")
    GIVEN_BACK = "given_back", pgettext_lazy("withdrawal", "Rights given back")


WITHDRAWAL_FLOW = Flow(
    initial=WithdrawalStatus.PROPOSED,
    moves=[
        Move("refuse", (WithdrawalStatus.PROPOSED,), WithdrawalStatus.REFUSED),
        Move("execute", (WithdrawalStatus.PROPOSED,), WithdrawalStatus.WITHDRAWN),
        Move("give_back", (WithdrawalStatus.WITHDRAWN,), WithdrawalStatus.GIVEN_BACK),
    ],
)


class SuggestionStatus(TextChoices):
    """Life of a suggestion of the entry staff (data-entry/9.4)."""

    FILED = "filed", pgettext_lazy("suggestion", "Filed")
    ADOPTED = "adopted", pgettext_lazy("suggestion", "Adopted")
    DECLINED = "declined", pgettext_lazy("suggestion", "Not adopted")
    REWARDED = "rewarded", pgettext_lazy("suggestion", "Rewarded")


SUGGESTION_FLOW = Flow(
    initial=SuggestionStatus.FILED,
    moves=[
        Move("adopt", (SuggestionStatus.FILED,), SuggestionStatus.ADOPTED),
        Move("decline", (SuggestionStatus.FILED,), SuggestionStatus.DECLINED),
        Move("reward", (SuggestionStatus.ADOPTED,), SuggestionStatus.REWARDED),
    ],
)

# Tones of the badges, by the model's field.
TONES = {
    ErrorStatus.DOUBTED: "hold",
    ErrorStatus.FOUND: "soon",
    ErrorStatus.RETURNED: "pri",
    ErrorStatus.CORRECTED: "ok",
    ErrorStatus.DISMISSED: "hold",
    WithdrawalStatus.PROPOSED: "soon",
    WithdrawalStatus.REFUSED: "hold",
    WithdrawalStatus.WITHDRAWN: "over",
    WithdrawalStatus.GIVEN_BACK: "ok",
    SuggestionStatus.FILED: "pri",
    SuggestionStatus.ADOPTED: "ok",
    SuggestionStatus.DECLINED: "hold",
    SuggestionStatus.REWARDED: "ok",
}
