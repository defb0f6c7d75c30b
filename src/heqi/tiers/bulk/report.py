"""The report of a bulk classification and the empty workbook."""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from heqi.customers.models import Tier
from heqi.people.workbooks import Mark, Sheet, marked_book
from heqi.tiers.bulk.columns import FIELDS
from heqi.tiers.models import Batch, BatchRow


def report_book(batch: Batch, rows: Iterable[BatchRow], *, mark: Mark) -> bytes:
    """Row by row: what was read, what becomes of it, what is wrong."""
    heads = [
        _("Row"), _("What becomes of it"), _("Present tier"), _("Tier by the policy"),
        _("What to look at"), _("Proposal"), *batch.columns,
    ]  # fmt: skip
    labels = {name: str(field.label) for name, field in FIELDS.items()}
    lines = (
        [
            row.line, str(row.get_verdict_display()), _tier(row.before), _tier(row.tier),
            "；".join(f"{labels.get(f['field'], '')} {f['said']}" for f in row.findings),
            row.assessment.number if row.assessment else "", *row.cells,
        ]
        for row in rows
    )  # fmt: skip
    return marked_book([Sheet(_("Bulk classification"), heads, lines)], mark=mark)


def _tier(code: str) -> str:
    return str(Tier(code).label) if code else ""


def template_book() -> bytes:
    """Every column by its name, nothing else."""
    buffer = BytesIO()
    made = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = made.add_worksheet(_("Bulk classification")[:31])
    bold = made.add_format({"bold": True})
    for column, field in enumerate(FIELDS.values()):
        sheet.write_string(0, column, str(field.label), bold)
        sheet.set_column(column, column, 18)
    sheet.freeze_panes(1, 0)
    made.close()
    return buffer.getvalue()
