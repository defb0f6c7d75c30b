"""The measurement of an import, on a few rows."""

from pathlib import Path
from typing import Any

import pytest

from heqi.customers.models import Party
from heqi.imports.bench import bench_import
from heqi.ledger.models import Entry
from heqi.people.models import Unit
from tests.cast import NOW


@pytest.mark.django_db
@pytest.mark.parametrize("fresh", [True, False])
def test_a_file_is_taken_over_from_the_upload_to_the_search(
    request: Any, tmp_path: Path, settings: Any, fresh: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    if not fresh:
        request.getfixturevalue("cast")
    found = bench_import(60, folder=tmp_path, now=NOW)
    assert found["written"]
    assert found["customers_made"] == Party.objects.count() == 60
    assert found["rows_per_s"] > 0
    assert Entry.objects.filter(code="imports.commit").count() == 1
    assert Unit.objects.filter(kind="company").exists()


@pytest.mark.django_db
@pytest.mark.clause("data-entry/1.2.1")
def test_planted_duplicates_are_found_and_kept_out(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    found = bench_import(120, duplicates=0.2, seed=7, folder=tmp_path, now=NOW)
    planted, told = found["duplicates_planted"], found["duplicates_found"]
    assert set(planted) == set(told) == {"account_no", "address", "meter_no", "phone"}
    # Whoever repeats a row that repeats another is told of the first: nothing is missed.
    assert all(told[kind] >= number for kind, number in planted.items())
    assert found["customers_made"] < 120
