"""A table of records that checks go over: which rows, which entries, which values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from heqi.people.models import Staff, Unit

Values = Mapping[str, object]


def own_unit(row: Any) -> Unit:
    """The unit of a row, or of the service point that it hangs on."""
    unit = row.unit if hasattr(row, "unit_id") else row.service_point.unit
    assert isinstance(unit, Unit)
    return unit


@dataclass(frozen=True, slots=True)
class Source:
    """Records of one table.

    ``codes`` are the entries of the ledger that count as entering it (``maker`` says who entered
    where the row itself tells), ``also`` those that are entries to be checked as well, but do not
    make whoever wrote them answer for the rest of the record; ``follow`` what is read with the
    rows, ``prepare`` adds what a join cannot; ``kind`` names the standard, ``values`` fills it,
    ``address`` is the record's page.
    """

    label: str | Promise
    model: type[models.Model]
    group: str
    codes: frozenset[str]
    kind: Callable[[Any], str]
    values: Callable[[Any], Values]
    address: Callable[[Any], tuple[str, Any]]
    also: frozenset[str] = frozenset()
    follow: tuple[str, ...] = ()
    with_many: tuple[str, ...] = ()
    only: Mapping[str, Any] = field(default_factory=dict)
    company: str = "company"
    unit: Callable[[Any], Unit] = own_unit
    choose: Callable[[Unit], Mapping[str, Any]] | None = None
    maker: Callable[[Any], tuple[Staff | None, datetime | None]] | None = None
    prepare: Callable[[Sequence[Any]], None] | None = None

    @property
    def subject_type(self) -> str:
        """How the ledger names the table."""
        return self.model._meta.label_lower

    def rows(self, company: Unit) -> models.QuerySet[Any]:
        """The company's records that must meet the standard."""
        rows = self.model._default_manager.filter(**{self.company: company}, **self.only)
        if self.choose:
            rows = rows.filter(**self.choose(company))
        return rows.select_related(*self.follow).prefetch_related(*self.with_many).order_by("pk")

    def row(self, pk: object) -> Any:
        """One record, or None."""
        text = str(pk)
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            return None
        rows = self.model._default_manager.filter(pk=int(text))
        found = rows.select_related(*self.follow).prefetch_related(*self.with_many).first()
        if found is not None and self.prepare:
            self.prepare([found])
        return found

    def piece(self, company: Unit, *, after: int, most: int) -> list[Any]:
        """The next rows of the company's records."""
        rows = list(self.rows(company).filter(pk__gt=after)[:most])
        if rows and self.prepare:
            self.prepare(rows)
        return rows

    def link(self, row: Any) -> str:
        """The address of the record's page, empty where there is none."""
        name, argument = self.address(row)
        try:
            return reverse(name, args=[argument]) if argument else ""
        except NoReverseMatch:
            return ""
