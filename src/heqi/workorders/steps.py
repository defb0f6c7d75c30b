"""Every step of an order as pages offer it: its words, its form and its action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heqi.workorders import actions, forms
from heqi.workorders.actions.phones import COMMANDS
from heqi.workorders.extras import Possible, add_possible
from heqi.workorders.finishing import FinishForm


@dataclass(frozen=True, slots=True)
class Step:
    """A button: ``phone`` is its wording for crews, ``danger`` marks what cannot be undone."""

    name: str
    label: str | Promise
    form: type[forms.StepForm]
    do: Callable[..., Any]
    icon: str = ""
    phone: str | Promise = ""
    key: str = ""
    danger: bool = False

    @property
    def said_on_phone(self) -> str:
        """What the phone's button says."""
        return str(self.phone or self.label)


_ROWS = (
    Step("dispatch", _("Dispatch"), forms.DispatchForm, actions.dispatch_order, "send", key="d"),
    Step(
        "review",
        _("Review"),
        forms.ReviewForm,
        actions.review_order,
        "checklist",
        key="e",
    ),
    Step("accept", _("Accept"), forms.StepForm, actions.accept_order, "check"),
    Step(
        "set_out", _("Set off"), forms.StepForm, actions.set_out, "truck-delivery",
        phone=_("I have set off"),
    ),
    Step(
        "arrive", _("Arrive"), forms.ArriveForm, actions.arrive, "map-pin",
        phone=_("I have arrived"),
    ),
    Step("start", _("Start work"), forms.StepForm, actions.start_work, "player-play"),
    Step("resume", _("Resume"), forms.StepForm, actions.resume_order, "player-play"),
    Step("finish", _("Finish"), FinishForm, actions.finish_order, "circle-check"),
    Step("report", _("First report"), forms.ReportForm, actions.report_first, "message-report"),
    Step("block", _("Cannot be repaired now"), forms.BlockForm, actions.block_repair, "ban"),
    Step(
        "offer_solution", _("Offer a solution"), forms.SolutionForm, actions.offer_solution,
        "message",
    ),
    Step("card", _("Card formalities"), forms.CardForm, actions.handle_card, "id"),
    Step("remind", _("Remind"), forms.NoteForm, actions.remind_order, "bell", key="u"),
    Step("book", _("Book a time"), forms.BookForm, actions.book_visit, "calendar-event"),
    Step("suspend", _("Put on hold"), forms.SuspendForm, actions.suspend_order, "player-pause"),
    Step("reassign", _("Reassign"), forms.ReassignForm, actions.reassign_order, "users", key="a"),
    Step("return", _("Give back"), forms.ReturnForm, actions.return_order, "arrow-back-up"),
    Step("waste", _("Nobody there"), forms.ReasonForm, actions.wasted_trip, "user"),
    Step("rework", _("Have it done again"), forms.ReturnForm, actions.rework_order, "refresh"),
    Step("close", _("Close the order"), forms.CloseForm, actions.close_order, "circle-check"),
    Step("call_back", _("Send to callback"), forms.StepForm, actions.send_to_callback, "phone"),
    Step("archive", _("Archive"), forms.StepForm, actions.archive_order, "inbox"),
    Step("merge", _("Merge"), forms.MergeForm, actions.merge_order, "arrows-transfer-up"),
    Step(
        "cancel", _("Cancel the order"), forms.ReasonForm, actions.cancel_order, "ban",
        danger=True,
    ),
)  # fmt: skip
STEPS = {step.name: step for step in _ROWS}


def register_step(step: Step, *, possible: Possible) -> None:
    """Add a step of a higher app: on the order's page, in its drawer and on the phone."""
    STEPS[step.name] = step
    COMMANDS[step.name] = step.do
    add_possible(step.name, possible)
