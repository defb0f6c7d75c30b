"""States of a draft, of a department's opinion and of a replay."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class DraftStatus(TextChoices):
    """Life of a draft, from the desk of its author to the seal of the general office."""

    DRAFTING = "drafting", pgettext_lazy("policy draft", "Being drafted")
    REVIEW = "review", pgettext_lazy("policy draft", "Under review by departments")
    RETURNED = "returned", pgettext_lazy("policy draft", "Returned")
    APPROVAL = "approval", pgettext_lazy("policy draft", "Being approved and filed")
    APPROVED = "approved", pgettext_lazy("policy draft", "Approved, to be issued")
    ISSUED = "issued", pgettext_lazy("policy draft", "Issued, not yet in effect")
    PUBLISHED = "published", pgettext_lazy("policy draft", "Published")
    DROPPED = "dropped", pgettext_lazy("policy draft", "Given up")


EDITABLE = (DraftStatus.DRAFTING, DraftStatus.RETURNED)
OPEN = (
    *EDITABLE,
    DraftStatus.REVIEW,
    DraftStatus.APPROVAL,
    DraftStatus.APPROVED,
    DraftStatus.ISSUED,
)
DRAFT_FLOW = Flow(
    initial=DraftStatus.DRAFTING,
    moves=[
        Move("review", EDITABLE, DraftStatus.REVIEW, guards=["complete", "sound"]),
        Move("return", (DraftStatus.REVIEW, DraftStatus.APPROVED), DraftStatus.RETURNED),
        Move("submit", (DraftStatus.REVIEW,), DraftStatus.APPROVAL, guards=["reviewed", "sound"]),
        Move("send_back", (DraftStatus.APPROVAL,), DraftStatus.RETURNED),
        Move("approve", (DraftStatus.APPROVAL,), DraftStatus.APPROVED),
        Move("issue", (DraftStatus.APPROVED,), DraftStatus.ISSUED, guards=["numbered", "sound"]),
        Move("publish", (DraftStatus.ISSUED,), DraftStatus.PUBLISHED),
        Move("drop", (*EDITABLE, DraftStatus.REVIEW, DraftStatus.APPROVED), DraftStatus.DROPPED),
    ],
)


class Opinion(TextChoices):
    """What a department says of a draft."""

    ASKED = "asked", pgettext_lazy("opinion on a draft", "Asked")
    AGREES = "agrees", pgettext_lazy("opinion on a draft", "Agrees")
    CHANGES = "changes", pgettext_lazy("opinion on a draft", "Wants changes")


class RunStatus(TextChoices):
    """Life of a replay."""

    WAITING = "waiting", pgettext_lazy("replay", "Waiting")
    RUNNING = "running", pgettext_lazy("replay", "Running")
    DONE = "done", pgettext_lazy("replay", "Done")
    FAILED = "failed", pgettext_lazy("replay", "Failed")


class SuggestionStatus(TextChoices):
    """Life of a suggestion on a policy."""

    FILED = "filed", pgettext_lazy("policy suggestion", "Filed")
    ADOPTED = "adopted", pgettext_lazy("policy suggestion", "Adopted")
    DECLINED = "declined", pgettext_lazy("policy suggestion", "Not adopted")


SUGGESTION_FLOW = Flow(
    initial=SuggestionStatus.FILED,
    moves=[
        Move("adopt", (SuggestionStatus.FILED,), SuggestionStatus.ADOPTED),
        Move("decline", (SuggestionStatus.FILED,), SuggestionStatus.DECLINED),
    ],
)

TONES = {
    DraftStatus.DRAFTING: "hold",
    DraftStatus.REVIEW: "soon",
    DraftStatus.RETURNED: "over",
    DraftStatus.APPROVAL: "soon",
    DraftStatus.APPROVED: "pri",
    DraftStatus.ISSUED: "pri",
    DraftStatus.PUBLISHED: "ok",
    DraftStatus.DROPPED: "hold",
    Opinion.ASKED: "soon",
    Opinion.AGREES: "ok",
    Opinion.CHANGES: "over",
    RunStatus.WAITING: "hold",
    RunStatus.RUNNING: "soon",
    RunStatus.DONE: "ok",
    RunStatus.FAILED: "over",
    SuggestionStatus.FILED: "pri",
    SuggestionStatus.ADOPTED: "ok",
    SuggestionStatus.DECLINED: "hold",
}
