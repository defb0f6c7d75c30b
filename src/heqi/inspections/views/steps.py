"""The steps of an inspection on its pages, and which of them somebody may take now."""

from django.shortcuts import get_object_or_404
from django.utils.translation import pgettext_lazy

from heqi.inspections import actions
from heqi.inspections import forms as f
from heqi.inspections.access import ANSWER
from heqi.inspections.actions.carrying import may_start
from heqi.inspections.actions.rights import may_carry, right_of
from heqi.inspections.models import Inspection
from heqi.inspections.queries.group import answering_unit
from heqi.inspections.states import FLOW, Status
from heqi.inspections.views.frame import Step
from heqi.people.access import may
from heqi.people.requests import Request

STEPS = {
    "write_scheme": Step(
        actions.write_scheme, pgettext_lazy("inspection", "Write the scheme"),
        pgettext_lazy("inspection", "Keep the scheme"), f.SchemeForm, "file-text",
    ),
    "start": Step(
        actions.start_inspection, pgettext_lazy("inspection", "Start the inspection"),
        pgettext_lazy("inspection", "Start"), None, "player-play",
    ),
    "hand_over": Step(
        actions.hand_over, pgettext_lazy("inspection", "Hand the sheet to the department"),
        pgettext_lazy("inspection", "Hand over"), f.HandOverForm, "send",
    ),
    "sign": Step(
        actions.sign_sheet, pgettext_lazy("inspection", "Sign the sheet"),
        pgettext_lazy("inspection", "Sign"), f.SignForm, "signature",
    ),
    "answer": Step(
        actions.answer_sheet,
        pgettext_lazy("inspection", "Opinion and signature of the department"),
        pgettext_lazy("inspection", "Sign"), f.AnswerForm, "signature",
    ),
    "close": Step(
        actions.close_inspection, pgettext_lazy("inspection", "Close the inspection"),
        pgettext_lazy("inspection", "Close"), None, "lock",
    ),
    "add_member": Step(
        actions.add_member, pgettext_lazy("inspection", "Add somebody to the group"),
        pgettext_lazy("inspection", "Add"), f.MemberForm, "user-plus", True,
    ),
    "refresh_figures": Step(
        actions.refresh_figures, pgettext_lazy("inspection", "Take the figures anew"),
        pgettext_lazy("inspection", "Take anew"), None, "refresh", True,
    ),
    "take_back": Step(
        actions.take_back, pgettext_lazy("inspection", "Take the sheet back"),
        pgettext_lazy("inspection", "Take back"), f.ReasonForm, "arrow-back-up", True,
    ),
    "cancel": Step(
        actions.cancel_inspection, pgettext_lazy("inspection", "Cancel the inspection"),
        pgettext_lazy("inspection", "Cancel the inspection"), f.ReasonForm, "ban", True,
    ),
}  # fmt: skip


def possible(request: Request, row: Inspection) -> list[str]:
    """The steps that this person may take now, in the order of the page."""
    actor, moves = request.actor, FLOW.moves_from(row.status)
    carries, organises = may_carry(actor, row), may(actor, right_of(row.level), row)
    member = row.members.filter(staff_id=actor.id or 0).first()
    under_way = row.status == Status.UNDER_WAY
    signs = row.status in (Status.UNDER_WAY, Status.SIGNING, Status.ANSWERED)
    answers = may(actor, ANSWER, answering_unit(row)) and not (row.level == "company" and member)
    allowed = {
        "write_scheme": carries and "write_scheme" in moves,
        "start": carries and "start" in moves and may_start(row, now=request.now),
        "hand_over": carries and "hand_over" in moves,
        "sign": bool(member and not member.signed_at and signs),
        "answer": answers and "answer" in moves,
        "close": carries and "close" in moves,
        "add_member": organises and row.status in (Status.PLANNED, Status.READY, Status.UNDER_WAY),
        "refresh_figures": carries and under_way,
        "take_back": carries and "take_back" in moves,
        "cancel": organises and "cancel" in moves,
    }
    return [name for name in STEPS if allowed[name]]


def row_of(request: Request, pk: int) -> Inspection:
    """The inspection, for whom it may be seen."""
    rows = Inspection.objects.visible_to(request.actor)
    return get_object_or_404(
        rows.select_related("unit__parent", "company", "decision", "plan_line__plan__unit"), pk=pk
    )
