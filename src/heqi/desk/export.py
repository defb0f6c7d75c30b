"""Requests as an Excel file: the columns of the list, without phones."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.people.workbooks import Mark, Sheet, marked_book
from heqi.policies.templatetags.policies import clause_label
from heqi.service.models import ServiceRequest


def request_book(rows: Iterable[ServiceRequest], *, mark: Mark) -> bytes:
    """The requests as the reader has filtered and sorted them."""
    heads = [
        _("Number"), _("Kind of request"), _("Came by"), _("Platform's own number"), _("Customer"),
        _("Address"), _("Description"), _("In charge"), _("State"), _("Taken up"), _("Taken up by"),
        _("Deadline"), _("Due"), _("Clause"), _("Answer"), _("Closed"),
    ]  # fmt: skip
    lines = (
        [
            row.number, row.kind_label, str(row.get_source_display()), row.platform_number,
            row.contact_name, row.address, row.description, str(row.unit),
            str(row.get_status_display()), row.opened_at, row.opened_by_name, row.due_title,
            row.due_at, clause_label(row.due_clause) if row.due_clause else "", row.answer,
            row.closed_at,
        ]
        for row in rows
    )  # fmt: skip
    return marked_book([Sheet(pgettext("of customers", "Requests"), heads, lines)], mark=mark)
