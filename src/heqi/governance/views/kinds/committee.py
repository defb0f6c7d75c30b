"""The committee: matters, sittings, members."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.governance import actions, models
from heqi.governance import forms as ours
from heqi.governance.access import LEAD
from heqi.governance.views.kinds.kind import Kind, Step, of_company, of_unit, people
from heqi.governance.views.links import (
    agenda,
    barred_from,
    improvement_of,
    not_improved,
    papers,
    source_of,
    votes_lacking,
)


def _votes(row: Any) -> str:
    return f"{row.votes_for} : {row.votes_against}" if row.votes_for is not None else ""


# A sitting whose minutes are still to come.
AHEAD = ("called", "held")
KINDS = [
    Kind(
        "matters", pgettext_lazy("committee", "Matters"), "inspection/8.2", models.Matter,
        pgettext_lazy("committee", "Bring a matter"), ours.MatterForm,
        of_unit(actions.ask_committee), LEAD,
        search=("number", "title", "source_number"),
        columns=[
            (_("Number"), lambda row: row.number, "number"),
            (pgettext_lazy("committee", "Matter"), lambda row: row.title, "title"),
            (_("Department concerned"), lambda row: row.unit, "unit__path"),
            (_("Raised by"), lambda row: row.source_number or row.asked_by, "source_number"),
            (pgettext_lazy("committee matter", "Decision due"),
             lambda row: row.decide_by if row.status != "decided" else None, "decide_by"),
            (pgettext_lazy("committee", "Sitting"), lambda row: row.sitting, "sitting__at"),
        ],
        terms=[
            (_("Facts"), lambda row: row.text),
            (_("Raised by"), lambda row: source_of(row) or row.asked_by),
            (pgettext_lazy("committee", "Sitting"), lambda row: row.sitting),
            (pgettext_lazy("committee matter", "Decision due"), lambda row: row.decide_by),
            (_("Decision of the committee"), lambda row: row.outcome),
            (_("In favour : against"), _votes),
            (pgettext_lazy("committee matter", "Without a vote"), barred_from),
            (pgettext_lazy("menu", "Improvements"), improvement_of),
        ],
        steps=[
            Step("list", pgettext_lazy("committee", "Put it on an agenda"),
                 actions.list_matter, ours.ListForm, LEAD, ("asked",)),
            Step("decide", pgettext_lazy("committee", "Record the decision"),
                 actions.decide_matter, ours.DecideForm, LEAD, ("listed",)),
            Step("put_off", pgettext_lazy("committee", "Put it off"),
                 actions.put_off, ours.ReasonForm, LEAD, ("listed",)),
            Step("improve", pgettext_lazy("committee", "Have the department improve it"),
                 actions.improve_after, None, LEAD, ("decided",), when=not_improved),
        ],
        related=("unit", "sitting"), warning=votes_lacking,
    ),
    Kind(
        "sittings", pgettext_lazy("committee", "Sittings"), "inspection/8.2", models.Sitting,
        pgettext_lazy("committee", "Call a sitting"), ours.SittingForm,
        of_company(actions.call_sitting), LEAD, company=True,
        search=("number", "place"),
        columns=[
            (_("Number"), lambda row: row.number, "number"),
            (_("Time"), lambda row: row.at, "at"),
            (pgettext_lazy("where", "Place"), lambda row: row.place, "place"),
            (pgettext_lazy("committee", "Matters"), lambda row: row.listed, "listed"),
            (pgettext_lazy("committee", "Minutes due"),
             lambda row: row.minutes_by if row.status in AHEAD else None, "minutes_by"),
        ],
        terms=[
            (_("Time"), lambda row: row.at),
            (pgettext_lazy("where", "Place"), lambda row: row.place),
            (pgettext_lazy("committee", "Agenda"), agenda),
            (pgettext_lazy("committee", "To take note of"), papers),
            (pgettext_lazy("committee", "Members present"), people),
            (pgettext_lazy("committee", "Minutes due"), lambda row: row.minutes_by),
            (_("Minutes"), lambda row: row.minutes),
        ],
        steps=[
            Step("hold", pgettext_lazy("committee", "Open the sitting"),
                 actions.hold_sitting, ours.HoldForm, LEAD, ("called",)),
            Step("move", pgettext_lazy("committee", "Move the sitting"),
                 actions.move_sitting, ours.MovedSittingForm, LEAD, ("called",)),
            Step("cancel", pgettext_lazy("committee", "Cancel the sitting"),
                 actions.cancel_sitting, ours.ReasonForm, LEAD, ("called",)),
            Step("close", pgettext_lazy("committee", "Keep the minutes and close"),
                 actions.close_sitting, ours.MinutesForm, LEAD, ("held",)),
        ],
    ),
    Kind(
        "members", pgettext_lazy("committee", "Members"), "inspection/8.2", models.Seat,
        pgettext_lazy("committee", "Name a member"), ours.SeatForm,
        of_company(actions.name_member), LEAD, company=True,
        search=("staff__name", "staff__number"),
        columns=[
            (pgettext_lazy("a person", "Name"), lambda row: row.staff.name, "staff__name"),
            (pgettext_lazy("committee", "Office"),
             lambda row: row.get_office_display(), "office"),
            (_("Unit"), lambda row: row.staff.unit, "staff__unit__path"),
            (_("From"), lambda row: row.since, "since"),
            (_("Until"), lambda row: row.until, "until"),
        ],
        terms=[
            (pgettext_lazy("committee", "Office"), lambda row: row.get_office_display()),
            (_("Unit"), lambda row: row.staff.unit),
            (_("From"), lambda row: row.since),
            (_("Until"), lambda row: row.until),
        ],
        steps=[
            Step("end", pgettext_lazy("committee", "Leaves the committee"),
                 actions.end_seat, None, LEAD, ("",)),
        ],
        related=("unit", "staff__unit"),
    ),
]  # fmt: skip
