"""The benchmark at a small size: planted misuse is found, honest work is left in peace."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from heqi.lookups.bench import bench_lookups
from heqi.lookups.bench.seen import bench_seen
from heqi.lookups.thresholds import limits_on
from tests.cast import Cast

LIMITS = limits_on(date(2026, 11, 23), None)


@pytest.mark.clause("data-entry/9.3")
def test_planted_misuse_is_found_and_honest_work_left_in_peace() -> None:
    found = bench_lookups(seed=101, limits=LIMITS, operators=60, days=45)
    assert found["recall"] >= 0.95, found["patterns"]
    for pattern in ("own", "colleagues", "vips", "enumeration", "volume", "canaries"):
        assert found["patterns"][pattern]["recall"] >= 0.75, pattern
    assert found["false_per_1000_opens"] <= 1
    assert found["explained_without_click"] >= 0.85
    # Half of it is asked about on its own day, and the evening accuses nobody either.
    assert found["evening"]["recall"] >= 0.5
    assert found["evening"]["false_per_1000_opens"] <= 1


def test_a_seed_tells_the_same_story_twice() -> None:
    first = bench_lookups(seed=7, limits=LIMITS, operators=20, days=14)
    second = bench_lookups(seed=7, limits=LIMITS, operators=20, days=14)
    assert {**first, "took_s": 0} == {**second, "took_s": 0}


def test_the_command_reports_as_json_and_refuses_sizes_without_peers() -> None:
    out = StringIO()
    call_command(
        "bench", "lookups", "--seed=3", "--operators=20", "--days=14", "--json", stdout=out
    )
    report = json.loads(out.getvalue())
    assert report["seed"] == 3
    assert set(report["patterns"]) >= {"own", "colleagues", "vips", "enumeration", "canaries"}
    with pytest.raises(CommandError):
        call_command("bench", "lookups", "--operators=2", stdout=StringIO())


@pytest.mark.django_db
@pytest.mark.clause("data-entry/9.3")
def test_who_saw_a_customer_is_told_from_a_filled_log(cast: Cast) -> None:
    found = bench_seen(2_000, seed=1, company=cast.units["gas"], now=cast.now)
    assert found["rows"] == 2_000
    assert found["sightings"] > 0
    assert found["worst_ms"] < 1_000
