"""Customers as recipients of bulk messages.

Whoever may write bulk messages writes to the company's customers; he sees names, numbers masked.
"""

import re
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heqi.customers.models import Compound, Occupancy, Party, Tier
from heqi.customers.states import PartyState
from heqi.ledger.actors import Actor
from heqi.notices.recipients import Candidate, register_recipients
from heqi.people.models import Unit

PARTY = "customers.party"
NUMBERS = re.compile(r"[^\s,;，；、]+")
MOST_NUMBERS = 2000


def register() -> None:
    """Make the audiences known; called when the app is ready."""
    for tier in (Tier.VIP_PERSON, Tier.VIP_ORG):
        register_recipients(str(tier), tier.label, _vips(tier))
    register_recipients("compound", _("Customers of a compound"), _of_compound, choices=_compounds)
    register_recipients("parties", _("Customers by their numbers"), _by_numbers, free=True)


def _vips(tier: Tier):  # type: ignore[no-untyped-def]
    def resolve(company: Unit, choice: str, by: Actor) -> Iterator[Candidate]:
        """Those with the mark."""
        return _candidates(served(company).filter(tier=tier))

    return resolve


def _of_compound(company: Unit, choice: str, by: Actor) -> Iterator[Candidate]:
    pk = int(choice) if choice.isdigit() and len(choice) < 18 else 0
    lives = Occupancy.objects.filter(service_point__premises__compound_id=pk, until__isnull=True)
    rows = served(company).filter(pk__in=lives.order_by().values("party"))
    return _candidates(rows)


def _by_numbers(company: Unit, choice: str, by: Actor) -> Iterator[Candidate]:
    numbers = NUMBERS.findall(choice)[:MOST_NUMBERS]
    return _candidates(served(company).filter(number__in=numbers))


def _compounds(company: Unit, by: Actor) -> list[tuple[str, str]]:
    rows = Compound.objects.filter(company=company)
    return [(str(pk), name) for pk, name in rows.order_by("name").values_list("pk", "name")[:1000]]


def served(company: Unit) -> QuerySet[Party]:
    """The customers whose file is open."""
    return Party.objects.filter(company=company, state=PartyState.ACTIVE, merged_into=None)


def _candidates(rows: QuerySet[Party]) -> Iterator[Candidate]:
    for party in rows.prefetch_related("phones").order_by("pk")[:20_001]:
        phones = list(party.phones.all())
        yield Candidate(PARTY, str(party.pk), party.name, phones[0].number if phones else "")
