"""Lists of customers leaving the system: beyond a few rows only with approval (data-entry/9.3)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from heqi.approvals.actions import submit
from heqi.approvals.plans import StepPlan
from heqi.customers.lookups import log_lookup
from heqi.customers.models import Export, ExportForm, ExportState, LookupAction
from heqi.customers.models.exports import EXPORT_FLOW
from heqi.customers.pace import admit, gates_on
from heqi.customers.purposes import Purpose
from heqi.customers.sheets import sheet_of
from heqi.ledger.actors import Actor
from heqi.ledger.audit import audit
from heqi.ledger.numbers import next_number
from heqi.ledger.states import move
from heqi.people.access import refuse, require
from heqi.people.models import Staff
from heqi.people.queries import company_of

PREFIX = "DC"
KIND = "customers.export"
CLAUSE = "data-entry/9.3"


@transaction.atomic
def ask_export(
    ids: Sequence[int],
    *,
    form: str,
    reason: str,
    sheet: str = "customers",
    by: Actor,
    now: datetime,
) -> Export:
    """Ask to take out rows; the ids are frozen, so what is signed is what leaves."""
    require(by, sheet_of(sheet).right)
    if len(reason.strip()) < 4:
        raise ValidationError({"reason": _("Please say what the rows are needed for.")})
    if form not in ExportForm.values or not ids:
        raise ValidationError(_("There is nothing to take out."))
    gates = gates_on(now, company_id=by.company_id)
    staff = Staff.objects.select_related("unit__company").get(pk=by.id or 0)
    company = company_of(staff.unit)
    export: Export = Export.objects.create(
        number=next_number(PREFIX, timezone.localdate(now)),
        company=company,
        unit=staff.unit,
        staff=staff,
        sheet=sheet,
        form=form,
        ids=list(ids)[: int(gates["export_most"])],
        rows=sheet_of(sheet).size(list(ids)[: int(gates["export_most"])]),
        reason=reason.strip()[:200],
        asked_at=now,
    )
    changes = {"number": export.number, "rows": export.rows, "form": form}
    audit(export, "customers.ask_export", by=by, now=now, changes=changes, reason=export.reason)
    with override("zh-hans"):  # what is kept is read by everybody
        title = _("Take out {n} rows: {list}").format(n=export.rows, list=export.title)
        summary = [
            (_("List"), export.title),
            (_("Rows"), str(export.rows)),
            (pgettext("export", "Form"), str(ExportForm(form).label)),
            (_("Reason"), export.reason),
        ]
    submit(
        export,
        kind=KIND,
        title=title,
        number=export.number,
        unit=company,
        steps=[StepPlan(posts=[str(post) for post in gates["export_approved_by"]])],
        summary=summary,
        clauses=[CLAUSE],
        by=by,
        now=now,
    )
    return export


@transaction.atomic
def decide_export(export: Export, *, granted: bool, by: Actor, now: datetime) -> None:
    """Open the link for the hours of the pack, or close the matter; called by the approval."""
    hours = int(gates_on(now, company_id=export.company_id)["export_link_hours"])
    move(
        export,
        EXPORT_FLOW,
        "grant" if granted else "refuse",
        code="customers.grant_export" if granted else "customers.refuse_export",
        by=by,
        now=now,
        until=now + timedelta(hours=hours) if granted else None,
    )


@transaction.atomic
def take_few(
    ids: Sequence[int],
    *,
    sheet: str,
    form: str = "excel",
    query: str = "",
    purpose: Purpose | None = None,
    by: Actor,
    now: datetime,
) -> str:
    """Log rows that leave without approval; the number of the log, which the file bears."""
    taken = sheet_of(sheet)
    require(by, taken.right)
    size = taken.size(ids)
    if size > int(gates_on(now, company_id=by.company_id)["export_rows"]):
        raise refuse(_("So many rows leave only with approval."))
    action = LookupAction.PRINT if form == ExportForm.PRINT else LookupAction.EXPORT
    admit(by, action, now=now)
    row = log_lookup(
        action,
        by=by,
        now=now,
        subjects=taken.whose(ids),
        count=size,
        query=query,
        query_kind=taken.kind,
        purpose=purpose,
        channel="export",
    )
    return f"L{row.pk}"


@transaction.atomic
def take_out(export: Export, *, by: Actor, now: datetime) -> list[Any]:
    """The rows of an approved export; each time is logged with whose they are."""
    sheet = sheet_of(export.sheet)
    require(by, sheet.right)
    if by.kind != "staff" or by.id != export.staff_id:
        raise refuse(_("Only the person who asked can fetch this."))
    if export.status != ExportState.READY or export.until is None or now >= export.until:
        raise refuse(_("This link is not open: it waits for approval or has expired."))
    action = LookupAction.PRINT if export.form == ExportForm.PRINT else LookupAction.EXPORT
    admit(by, action, now=now)
    found = {row.pk: row for row in sheet.rows(by).filter(pk__in=export.ids)}
    rows = [found[pk] for pk in export.ids if pk in found]
    log_lookup(
        action,
        by=by,
        now=now,
        subjects=sheet.whose([row.pk for row in rows]),
        count=sheet.size([row.pk for row in rows]),
        query_kind="export",
        field=export.number[:20],
        channel="approved",
    )
    audit(export, "customers.take_out", by=by, now=now, changes={"rows": len(rows)})
    return rows
