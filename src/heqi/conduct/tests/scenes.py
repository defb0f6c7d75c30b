"""A case brought as far as a test needs it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.conduct import actions
from heqi.conduct.actions.proving import Paper
from heqi.conduct.models import Case
from heqi.evidence.tests.files import png
from heqi.people.queries import actor_of
from tests.cast import NOW, Cast

DAY = NOW.date() - timedelta(days=1)
FINE = {"amount": Decimal(200), "points": Decimal(2)}


def raised(cast: Cast, *, now: datetime = NOW, **values: Any) -> Case:
    """A penalty of the repairer Ma under 3.2.2(5), raised by the service office."""
    given: dict[str, Any] = {
        "unit": cast.units["service"],
        "ground": "3.2.2.5",
        "staff": cast.staff["ma"],
        "title": "推诿客户合理诉求",
        "facts": "客户三次来电要求复检，未安排。",
        "happened_on": DAY,
        "by": cast.he,
        "now": now,
    }
    return actions.raise_case(**given | values)


def ready(cast: Cast, *, now: datetime = NOW, figures: Any = None, **values: Any) -> Case:
    """Heard, investigated and with its content: ready to be submitted."""
    said = {name: values.pop(name) for name in ("measure", "treatment") if name in values}
    case = raised(cast, now=now, **values)
    if case.side == "penalty" and case.staff is not None:
        actions.record_statement(
            case, statement="当天单量大，忘记回复。", by=actor_of(case.staff, now=now), now=now
        )
    if case.head is not None:
        actions.record_statement(
            case, statement="已组织整改。", by=actor_of(case.head, now=now), now=now
        )
    answer = case.ruling.answer or {}
    proofs = dict.fromkeys(answer.get("proof", []), "见附件")
    papers = {code: Paper("证据.png", png()) for code in answer["attached"] if code in proofs}
    actions.record_inquiry(
        case,
        report="情况属实。",
        finding="核对录音属实。",
        proofs=proofs,
        papers=papers,
        by=cast.he,
        now=now,
    )
    actions.set_content(
        case, figures=FINE if figures is None else figures, **said, by=cast.he, now=now
    )
    return case


def signed(cast: Cast, case: Case, names: str, *, now: datetime = NOW) -> Case:
    """Signed by some of the cast, in order."""
    for name in names.split():
        approval = Approval.objects.get(pk=case.approval_id)
        approve(approval, opinion="同意", by=getattr(cast, name), now=now)
    case.refresh_from_db()
    return case


def decided(
    cast: Cast, *, now: datetime = NOW, signers: str = "han zhoujm zheng", **values: Any
) -> Case:
    """Signed by everybody and decided."""
    case = ready(cast, now=now, **values)
    actions.submit_case(case, opinion="建议按办法处理。", by=cast.he, now=now)
    # A head who is fined as well does not sign.
    signers = signers.removeprefix("han ") if case.head else signers
    signed(cast, case, signers, now=now)
    if case.status == "signing":  # deliveries run after commit; a test runs inside a transaction
        actions.decide_case(case, now=now)
    return case
