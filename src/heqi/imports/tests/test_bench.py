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
