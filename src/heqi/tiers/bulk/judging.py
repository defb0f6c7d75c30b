"""What becomes of a row: which customer, which tier by the rules, what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from heqi.customers.models import Criterion, Occupancy, Party, Tier
from heqi.customers.states import PartyState
from heqi.people.models import Unit
from heqi.tiers.bulk.columns import FIELDS
from heqi.tiers.facts import TRADE, RawFact, figure_on, figure_word, preview_tier
from heqi.tiers.models import FIGURES, Assessment
from heqi.tiers.states import OPEN, Verdict

LARGEST = Decimal(10) ** 9


@dataclass(slots=True)
class Judged:
    """A row as understood."""

    values: dict[str, str]
    party: Party | None = None
    criterion: str = ""
    before: str = ""
    tier: str = ""
    verdict: str = Verdict.ERROR
    findings: list[dict[str, str]] = field(default_factory=list)

    def find(self, name: str, said: str, clause: str = "") -> None:
        """Something that keeps the row out."""
        self.findings.append({"field": name, "said": said, "clause": clause})


def judge_rows(
    rows: Sequence[Sequence[str]], mapping: Mapping[str, int], company: Unit, *, on: date
) -> list[Judged]:
    """Judge all rows; the customers are read in a few statements."""
    found = [Judged(_values(cells, mapping)) for cells in rows]
    by_number, by_account = _customers(found, company)
    waiting = set(
        Assessment.objects.filter(company=company, status__in=OPEN).values_list("party", flat=True)
    )
    seen: dict[int, int] = {}
    for line, row in enumerate(found, start=1):
        _judge(row, by_number, by_account, on)
        if row.party is None:
            continue
        if row.party.pk in seen:
            row.find("number", _("The same customer stands in row {n}.").format(
                n=seen[row.party.pk]))  # fmt: skip
        seen.setdefault(row.party.pk, line)
        row.verdict = _verdict(row, waiting)
    return found


def _values(cells: Sequence[str], mapping: Mapping[str, int]) -> dict[str, str]:
    read = {}
    for name, place in mapping.items():
        if name in FIELDS and 0 <= place < len(cells):
            value = FIELDS[name].read(cells[place])[: FIELDS[name].longest]
            if value:
                read[name] = value
    return read


def _customers(
    rows: Sequence[Judged], company: Unit
) -> tuple[dict[str, Party], dict[str, list[Party]]]:
    active = Party.objects.filter(company=company, state=PartyState.ACTIVE)
    numbers = {row.values["number"] for row in rows if "number" in row.values}
    by_number = {party.number: party for party in active.filter(number__in=numbers)}
    accounts = {
        row.values["account_no"]
        for row in rows
        if "account_no" in row.values and row.values.get("number") not in by_number
    }
    by_account: dict[str, list[Party]] = {}
    held = Occupancy.objects.filter(
        until__isnull=True, role="user", party__company=company,
        service_point__account_key__in=accounts,
    )  # fmt: skip
    for one in held.select_related("party", "service_point").order_by("id"):
        if one.party.state == PartyState.ACTIVE:
            by_account.setdefault(one.service_point.account_key, []).append(one.party)
    return by_number, by_account


def _judge(
    row: Judged, by_number: Mapping[str, Party], by_account: Mapping[str, list[Party]], on: date
) -> None:
    given = row.values
    row.party = by_number.get(given.get("number", ""))
    if row.party is None:
        held = by_account.get(given.get("account_no", ""), [])
        named = [party for party in held if party.name == given.get("name")]
        row.party = next(iter(named or held), None)
    if row.party is None:
        row.find("number", _("No customer of this number is on file."))
        return
    row.before = row.party.tier
    if given.get("name", "") != row.party.name:
        row.find("name", _("The name on file is another."))
    row.criterion = given.get("criterion", Criterion.NONE)
    if row.criterion not in Criterion.values:
        row.find("criterion", _("This is none of the five kinds of person."), "tiering/4.1")
        return
    figures: dict[str, Decimal | None] = {name: _m3(row, name) for name in FIGURES if name in given}
    days = {name: _day(row, name) for name in ("on", "until") if name in given}
    until = days.get("until")
    if until is not None and until <= on:
        row.find("until", _("The basis would have ended already."))
    if days.get("on") and days["on"] > on:  # type: ignore[operator]
        row.find("on", _("This day is still to come."))
    company, kind = row.party.company_id, row.party.customer_kind
    figure = figure_on(on=on, company_id=company)
    daily = figures.get(figure) if kind in TRADE else None
    row.tier, clauses = preview_tier(kind, row.criterion, daily, on=on, company_id=company)
    if not row.tier:
        said = _("The company counts: {figure}. The file does not give it.")
        word = figure_word(on=on, company_id=company)
        row.find(figure, said.format(figure=word), "tiering/4.1-large-users")
    elif row.tier != Tier.STANDARD and len(given.get("proof", "")) < 2:
        row.find("proof", _("Please say which proof was seen."), next(iter(clauses), ""))


def _verdict(row: Judged, waiting: set[int]) -> str:
    assert row.party is not None
    if row.findings:
        return Verdict.ERROR
    if row.party.pk in waiting:
        return Verdict.WAITS
    if (row.tier, row.criterion) == (row.party.tier, row.party.tier_criterion):
        return Verdict.SAME
    if row.tier == Tier.STANDARD:
        return Verdict.SAME if row.before == Tier.STANDARD else Verdict.LOWER
    return Verdict.RAISE


def _m3(row: Judged, name: str) -> Decimal | None:
    try:
        value = Decimal(row.values[name])
    except InvalidOperation:
        value = Decimal("-1")
    if not value.is_finite() or not 0 <= value < LARGEST:
        row.find(name, _("This is no volume in m³ a day."))
        return None
    return value.quantize(Decimal("0.01"))


def _day(row: Judged, name: str) -> date | None:
    try:
        return date.fromisoformat(row.values[name])
    except ValueError:
        row.find(name, _("This is no day."))
        return None


def facts_of_row(values: Mapping[str, Any], *, on: date) -> list[RawFact]:
    """The raw facts of a row that was judged."""
    day = date.fromisoformat(values["on"]) if "on" in values else on
    source = values.get("source", "")
    facts = [
        RawFact(name, day, m3=Decimal(values[name]).quantize(Decimal("0.01")), source=source)
        for name in FIGURES
        if name in values
    ]
    if values.get("position"):
        facts.append(RawFact("position", day, text=values["position"], source=source))
    return facts
