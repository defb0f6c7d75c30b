"""The demo shows an import that was written and one that waits."""

import pytest

from heqi.imports.demo import WRITTEN, build_imports
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_the_demo_shows_what_goes_wrong_in_real_files(cast: Cast, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    written, waiting = build_imports(cast.units["gas"], by=cast.qian, confirmed_by=cast.he, now=NOW)
    written.refresh_from_db()
    assert (written.status, written.written) == ("committed", WRITTEN)
    verdicts = waiting.counts["verdicts"]
    assert (verdicts["changed"], verdicts["same"]) == (1, 2)
    assert verdicts["error"] >= 6
