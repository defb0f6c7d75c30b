"""Projects and households as Excel files: bounded, masked, every cell plain text."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.people.workbooks import Mark, Sheet, marked_book
from heqi.policies.templatetags.policies import clause_label
from heqi.projects.models import Household, Project
from heqi.projects.queries import Progress


def project_book(rows: Sequence[Project], progress: dict[int, Progress], *, mark: Mark) -> bytes:
    """The list of projects."""
    heads = [
        _("Due at"), _("Limit"), _("Clause"), _("Number"), _("Project"), _("Kind"), _("Applicant"),
        _("Address"), _("Stage"), _("Households"), _("Installed"), _("On gas already"),
        _("Account manager"), _("Applied on"), _("Contract number"), _("Ready for gas by"),
        _("Contract ends on"),
    ]  # fmt: skip
    widths = (16, 14, 18, 18, 24, 14, 24, 36, 12, 10, 10, 10, 12, 16, 20, 14, 14)
    lines = (_project(row, progress[row.pk]) for row in rows)
    return marked_book([Sheet(_("Installation projects"), heads, lines, widths)], mark=mark)


def _project(row: Project, progress: Progress) -> list[str]:
    contract = getattr(row, "contract", None)
    return [
        _instant(row.due_at),
        row.due_title,
        clause_label(row.due_clause) if row.due_clause else "",
        row.number,
        row.name,
        str(row.get_kind_display()),
        row.applicant,
        row.address,
        str(row.get_status_display()),
        str(progress.total),
        str(progress.installed),
        str(progress.on_gas),
        row.manager.name if row.manager else "",
        _instant(row.applied_at),
        contract.number if contract else "",
        _day(contract.ready_on if contract else None),
        _day(contract.expires_on if contract else None),
    ]


def household_book(title: str, rows: Iterable[Household], *, mark: Mark) -> bytes:
    """The households of a project."""
    heads = [
        _("No."), pgettext("installation", "Household"), _("Customer"), _("Phone"),
        _("Initial fee"), _("Paid on"), _("Installed on"), pgettext("household", "on gas"),
        _("Meter number"), _("Account number"), _("State"), _("Obstructing"),
    ]  # fmt: skip
    widths = (6, 24, 20, 14, 12, 16, 16, 16, 16, 18, 10, 30)
    return marked_book([Sheet(title, heads, map(_household, rows), widths)], mark=mark)


def _household(row: Household) -> list[str]:
    return [
        str(row.position),
        row.label,
        row.name,
        row.masked_phone,
        f"{row.fee:.2f}",
        _instant(row.paid_at),
        _instant(row.installed_at),
        _instant(row.on_gas_at),
        row.meter_no,
        row.service_point.account_no if row.service_point else "",
        str(row.get_status_display()),
        row.obstruction,
    ]


def _instant(value: datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""
