"""Opinions and the register as Excel files; phones stay masked."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.ledger.actors import Actor
from heqi.people.workbooks import workbook
from heqi.supervision.catalogue import label_of
from heqi.supervision.models import Opinion, Supervisor


def opinion_book(rows: Iterable[Opinion], *, by: Actor, now: datetime) -> bytes:
    """The list as seen."""
    heads = [
        _("Number"), _("Supervisor"), pgettext("supervisors", "Group"),
        _("About"), _("In a few words"), _("Opinion"),
        _("Department"), _("State"), _("Received"), _("Due"), _("Answered"), _("Answer"),
        pgettext("supervisors", "Verdict"), _("What becomes of it"), _("Result"), _("Closed"),
    ]  # fmt: skip
    lines = (
        [
            row.number, row.supervisor.name, str(row.supervisor.get_group_display()),
            label_of("areas", row.area), row.title, row.text, str(row.unit),
            str(row.get_status_display()), row.received_at, row.due_at, row.answered_at,
            row.answer, str(row.get_verdict_display()), str(row.get_outcome_display()),
            row.result, row.closed_at,
        ]
        for row in rows
    )  # fmt: skip
    return workbook(pgettext("a sheet", "Opinions"), heads, lines, by=by, now=now)


def member_book(rows: Iterable[Supervisor], *, by: Actor, now: datetime) -> bytes:
    """The register as seen."""
    heads = [
        _("Number"), pgettext("a person", "Name"), pgettext("supervisors", "Group"),
        _("Organisation"), _("Position"),
        _("Phone"), _("State"), _("Term until"), _("Last active on"), _("Opinions"),
        _("Recommended by"), _("Customer number"), _("Why it ended"),
    ]  # fmt: skip
    lines = (
        (
            row.number, row.name, str(row.get_group_display()), row.organisation, row.position,
            row.masked_phone, str(row.get_status_display()), str(row.until or ""),
            str(row.active_on or ""), int(row.said), row.recommended_by,  # type: ignore[attr-defined]
            row.party.number if row.party else "", str(row.get_ending_display()),
        )
        for row in rows
    )  # fmt: skip
    return workbook(pgettext("a sheet", "Supervisors"), heads, lines, by=by, now=now)
