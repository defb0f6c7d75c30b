"""Invented customers: the same again from the same seed, found like real ones."""

import pytest

from heqi.customers.bench import MIX, bench_search
from heqi.customers.demo import generate_customers
from heqi.customers.models import Compound, Party, Phone, Premises, SearchEntry, ServicePoint
from heqi.customers.search import search_customers
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_invented_customers_continue_where_the_last_call_ended(cast: Cast) -> None:
    units = [cast.units["gas"], cast.units["other"]]
    assert generate_customers(60, companies=units, now=NOW, index=False) == 60
    assert generate_customers(40, companies=units, now=NOW) == 40
    gas = Party.objects.filter(company=units[0])
    assert gas.count() == 80
    assert Premises.objects.count() == ServicePoint.objects.count() == 100
    assert SearchEntry.objects.count() == 100
    assert not Phone.objects.exclude(number__regex=r"^13[789]00\d{6}$").exists()
    party = gas.order_by("id")[70]
    result = search_customers(cast.lin, party.name, now=NOW, limit=50)
    assert party.pk in {hit.party_id for hit in result.hits}


def test_the_same_seed_invents_the_same_customers(cast: Cast) -> None:
    from heqi.customers.demo.generate import _households

    def made(count: int) -> list[tuple[str, str, str]]:
        rows = _households(cast.units["gas"], 0, count, 5, NOW)
        return [(r.party.name, r.phones[0].number, r.premises.text) for r in rows]

    assert made(30)[:20] == made(20)
    assert len({text for _name, _phone, text in made(1200)}) == 1200
    assert Compound.objects.count() == 2


def test_the_benchmark_tells_times_and_finds_what_it_looks_for(cast: Cast) -> None:
    figures = bench_search(50, units=[cast.units["gas"]], now=NOW, rounds=4)
    assert figures["customers"] == 50
    assert figures["n"] == 40
    assert figures["found"] >= 30
    assert 0 < figures["min_ms"] <= figures["p50_ms"] <= figures["p95_ms"] <= figures["max_ms"]
    assert set(figures["by_kind"]) == set(MIX)
