"""How inspections, plans, papers, cases and bundles live."""

from django.db import models
from django.utils.translation import pgettext_lazy

from heqi.rulebook.flow import Flow, Move


class Status(models.TextChoices):
    """Where an inspection stands."""

    PLANNED = "planned", pgettext_lazy("inspection", "Scheme to write")
    READY = "ready", pgettext_lazy("inspection", "Ready to start")
    UNDER_WAY = "under_way", pgettext_lazy("inspection", "Under way")
    SIGNING = "signing", pgettext_lazy("inspection", "With the department")
    ANSWERED = "answered", pgettext_lazy("inspection", "To close")
    CLOSED = "closed", pgettext_lazy("inspection", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("inspection", "Cancelled")


class Kind(models.TextChoices):
    """What kind of inspection; the rulebook tells routine from special ones."""

    SCHEDULED = "scheduled", pgettext_lazy("inspection", "Scheduled")
    SPOT = "spot", pgettext_lazy("inspection", "Spot check")
    SPECIAL = "special", pgettext_lazy("inspection", "Special")


class Severity(models.TextChoices):
    """How grave a finding is; a fact of the rulebook."""

    MINOR = "minor", pgettext_lazy("finding", "minor")
    ORDINARY = "ordinary", pgettext_lazy("finding", "ordinary")
    MAJOR = "major", pgettext_lazy("finding", "major")


class Result(models.TextChoices):
    """What the group says of an item of the sheet."""

    GOOD = "good", pgettext_lazy("inspection item", "In order")
    PROBLEM = "problem", pgettext_lazy("inspection item", "Problem")
    LEFT_OUT = "left_out", pgettext_lazy("inspection item", "Not part of it")


class FindingStatus(models.TextChoices):
    """Where a finding stands."""

    OPEN = "open", pgettext_lazy("finding", "Open")
    CORRECTED = "corrected", pgettext_lazy("finding", "Corrected and recorded")
    NOTIFIED = "notified", pgettext_lazy("finding", "Notice issued")
    WITHDRAWN = "withdrawn", pgettext_lazy("finding", "Withdrawn")


class PaperStatus(models.TextChoices):
    """Plans, summaries and reports: written, then handed in and fixed."""

    DRAFT = "draft", pgettext_lazy("paper", "Draft")
    ISSUED = "issued", pgettext_lazy("paper", "Handed in")


class CaseStatus(models.TextChoices):
    """Where a model case stands."""

    RECORDED = "recorded", pgettext_lazy("model case", "Recorded")
    PUBLISHED = "published", pgettext_lazy("model case", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("model case", "Withdrawn")


class ReferralStatus(models.TextChoices):
    """Where a matter before the committee stands."""

    ASKED = "asked", pgettext_lazy("committee matter", "Before the committee")
    DECIDED = "decided", pgettext_lazy("committee matter", "Decided")


class BundleStatus(models.TextChoices):
    """Where a bundle of the archive stands."""

    CLOSED = "closed", pgettext_lazy("archive bundle", "Closed")
    HANDED_OVER = "handed_over", pgettext_lazy("archive bundle", "In the company archive")


_S = Status
FLOW = Flow(
    _S.PLANNED.value,
    moves=[
        Move("write_scheme", [_S.PLANNED.value, _S.READY.value], _S.READY.value),
        # Whether it may start without a scheme is for the policy to say (inspection/5.5).
        Move("start", [_S.PLANNED.value, _S.READY.value], _S.UNDER_WAY.value),
        Move("hand_over", [_S.UNDER_WAY.value], _S.SIGNING.value),
        Move("take_back", [_S.SIGNING.value], _S.UNDER_WAY.value),
        Move("answer", [_S.SIGNING.value], _S.ANSWERED.value),
        Move("close", [_S.ANSWERED.value], _S.CLOSED.value),
        Move("cancel", [_S.PLANNED.value, _S.READY.value], _S.CANCELLED.value),
    ],
)
OPEN_STATES = (_S.PLANNED, _S.READY, _S.UNDER_WAY, _S.SIGNING, _S.ANSWERED)
_F = FindingStatus
FINDINGS = Flow(
    _F.OPEN.value,
    moves=[
        Move("correct", [_F.OPEN.value], _F.CORRECTED.value),
        Move("notify", [_F.OPEN.value], _F.NOTIFIED.value),
        Move("withdraw", [_F.OPEN.value], _F.WITHDRAWN.value),
    ],
)
PAPERS = Flow(
    PaperStatus.DRAFT.value,
    moves=[Move("issue", [PaperStatus.DRAFT.value], PaperStatus.ISSUED.value)],
)
_C = CaseStatus
CASES = Flow(
    _C.RECORDED.value,
    moves=[
        Move("publish", [_C.RECORDED.value], _C.PUBLISHED.value),
        Move("withdraw", [_C.RECORDED.value, _C.PUBLISHED.value], _C.WITHDRAWN.value),
    ],
)
REFERRALS = Flow(
    ReferralStatus.ASKED.value,
    moves=[Move("settle", [ReferralStatus.ASKED.value], ReferralStatus.DECIDED.value)],
)
BUNDLES = Flow(
    BundleStatus.CLOSED.value,
    moves=[Move("hand_over", [BundleStatus.CLOSED.value], BundleStatus.HANDED_OVER.value)],
)
TONES = {
    _S.PLANNED.value: "soon",
    _S.READY.value: "info",
    _S.UNDER_WAY.value: "info",
    _S.SIGNING.value: "soon",
    _S.ANSWERED.value: "info",
    _S.CLOSED.value: "ok",
    _S.CANCELLED.value: "hold",
    _F.OPEN.value: "soon",
    _F.CORRECTED.value: "ok",
    _F.NOTIFIED.value: "info",
    _F.WITHDRAWN.value: "hold",
    PaperStatus.DRAFT.value: "soon",
    PaperStatus.ISSUED.value: "ok",
    _C.RECORDED.value: "info",
    _C.PUBLISHED.value: "ok",
    ReferralStatus.ASKED.value: "soon",
    ReferralStatus.DECIDED.value: "ok",
    BundleStatus.HANDED_OVER.value: "ok",
}
