"""The counter's questions to the policies."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from heqi.counter.pricing import Part, split
from heqi.customers.models import Party
from heqi.policies.deciding import ask, rule_on, spoken
from heqi.policies.models import Decision
from heqi.policies.packs import common_pack
from heqi.rulebook.values import Words

GAS = "counter.gas_price"
PRICE = "counter.price"


@dataclass(frozen=True, slots=True)
class Item:
    """Something on the price list; ``price`` is None where the clerk enters the amount."""

    code: str
    name: Words
    kind: str
    price: Decimal | None
    measure: Words

    @property
    def label(self) -> str:
        """The name in the user's language."""
        return spoken(self.name)


def price_list(*, on: date, company_id: int | None) -> list[Item]:
    """Everything the counter sells on a day, in the order of the pack."""
    fact = common_pack().question(PRICE).facts["item"]
    found = []
    for code in fact.options:
        answer = rule_on(PRICE, {"item": code}, on=on, company_id=company_id).as_json()["answer"]
        if answer:
            found.append(_item(code, answer))
    return found


def item_of(code: str, *, on: date, company_id: int | None) -> tuple[Item, Decision]:
    """One item with the decision on its price; ``ValidationError`` for one not on the list."""
    decision = ask(PRICE, {"item": code}, on=on, company_id=company_id)
    return _item(code, decision.answer or {}), decision


def _item(code: str, answer: dict[str, object]) -> Item:
    fact = common_pack().question(PRICE).facts["item"]
    said = fact.words[code]
    measure = answer.get("measure") or {}
    words = measure if isinstance(measure, dict) else {}
    price = answer.get("price")
    return Item(
        code=code,
        name=Words(said.zh, said.en),
        kind=str(answer["kind"]),
        price=None if price is None else Decimal(str(price)),
        measure=Words(str(words.get("zh", "")), str(words.get("en", ""))),
    )


@dataclass(frozen=True, slots=True)
class Tariff:
    """The price of gas for a kind of customer; ``since`` begins the period the steps count over."""

    cycle: str
    steps: tuple[dict[str, object], ...]
    since: date
    decision: Decision

    def parts(self, *, before: Decimal, volume: Decimal) -> list[Part]:
        """A purchase split over the steps."""
        return split(self.steps, before=before, volume=volume)


@dataclass(frozen=True, slots=True)
class Shown:
    """The price of gas as a page shows it; nothing is kept."""

    steps: tuple[dict[str, object], ...]
    since: date
    clauses: tuple[str, ...]


def tariff_shown(party: Party, *, now: datetime) -> Shown | None:
    """What gas costs this customer today, for a page; None where the policies give no price."""
    day = timezone.localdate(now)
    ruling = rule_on(
        GAS, {"customer_kind": party.customer_kind}, on=day, company_id=party.company_id
    )
    answer = ruling.as_json()["answer"]
    if not answer:
        return None
    return Shown(tuple(answer["steps"]), _begins(str(answer["cycle"]), day), ruling.clauses)


def tariff_of(party: Party, *, now: datetime) -> Tariff:
    """What gas costs this customer today."""
    day = timezone.localdate(now)
    return tariff_for(party.customer_kind, on=day, company_id=party.company_id)


def tariff_for(customer_kind: str, *, on: date, company_id: int) -> Tariff:
    """What gas costs a kind of customer on a day."""
    decision = ask(GAS, {"customer_kind": customer_kind}, on=on, company_id=company_id)
    answer = decision.answer or {}
    cycle = str(answer["cycle"])
    return Tariff(cycle, tuple(answer["steps"]), _begins(cycle, on), decision)


def _begins(cycle: str, on: date) -> date:
    """The day from which the steps of a cycle count."""
    return on.replace(day=1) if cycle == "month" else on.replace(month=1, day=1)
