"""What the pages show of an import."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heqi.customers.models import Occupancy
from heqi.imports.kinds.households import address_of
from heqi.imports.models import Batch, Finding, Row
from heqi.imports.reports import field_label, said
from heqi.imports.states import VERDICT_TONES, Status


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is shown: what was read, what was found."""

    line: int
    verdict: str
    tone: str
    account_no: str
    name: str
    address: str
    meter_no: str
    findings: list[dict[str, str]]


class Lines:
    """Rows of an import that are read when a page of them is asked for."""

    def __init__(self, rows: "QuerySet[Row]") -> None:
        self._rows = rows

    def __getitem__(self, piece: slice) -> list[Line]:
        return list(_shown(list(self._rows[piece])))


def lines_of(batch: Batch, verdict: str) -> Lines:
    """The rows of a verdict in the order of the file; without one, those with errors first."""
    rows = batch.rows.filter(verdict=verdict) if verdict else batch.rows.all()
    return Lines(rows.order_by("line"))


def _shown(rows: list[Row]) -> Iterator[Line]:
    found: dict[int, list[dict[str, str]]] = {}
    if rows:
        findings = Finding.objects.filter(
            batch_id=rows[0].batch_id, line__in=[row.line for row in rows]
        ).order_by("line", "id")
        for one in findings:
            found.setdefault(one.line, []).append(
                {
                    "field": field_label(one.field),
                    "said": said(one.zh, one.en),
                    "clause": one.clause,
                    "mark": one.mark,
                    "tone": "over" if one.severity == "error" else "soon",
                }
            )
    for row in rows:
        values: dict[str, Any] = json.loads(row.values)
        yield Line(
            row.line, str(row.get_verdict_display()), VERDICT_TONES[row.verdict],
            values.get("account_no", ""), values.get("name", ""), address_of(values),
            values.get("meter_no", ""), found.get(row.line, []),
        )  # fmt: skip


def parties_of(batch: Batch, lines: Iterable[int] | None = None) -> list[int]:
    """The customers on file whose accounts stand in rows of an import; all rows without lines."""
    rows = batch.rows.all() if lines is None else batch.rows.filter(line__in=list(lines))
    held = Occupancy.objects.filter(
        service_point__company=batch.company_id,
        service_point__account_key__in=rows.order_by().values("account_key"),
        until__isnull=True,
    )
    return sorted(set(held.order_by().values_list("party_id", flat=True)))


def steps_of(batch: Batch) -> list[dict[str, str]]:
    """The way of an import with the place where it stands."""
    labels = [
        _("Upload"), _("Name the columns"), pgettext("import", "Check"), _("Confirm"), _("Write"),
    ]  # fmt: skip
    at = {
        Status.MAPPING: 1, Status.CHECKING: 2, Status.CHECKED: 3, Status.CONFIRMED: 4,
        Status.COMMITTED: 5, Status.UNDOING: 5, Status.UNDONE: 5, Status.REFUSED: 2,
        Status.DISCARDED: 1,
    }[Status(batch.status)]  # fmt: skip
    return [
        {"label": label, "state": "on" if n < at else "now" if n == at else ""}
        for n, label in enumerate(labels)
    ]
