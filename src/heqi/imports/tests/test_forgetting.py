"""The file and the rows of an import go when their time is over (data-entry/9.3)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from heqi.customers.models import Party
from heqi.imports.actions import discard_batch, forget_batches, remove_batch, undo_batch
from heqi.imports.actions.uploading import folder
from heqi.imports.keeping import kept
from heqi.imports.tests.makers import checked, imported, make_batch, row, text_of
from heqi.imports.tests.test_pages import client_of
from heqi.ledger.actors import SYSTEM
from heqi.ledger.models import Entry
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def forgotten(django_capture_on_commit_callbacks) -> Callable[[datetime], int]:
    """What the loop does, with what follows once the transaction stands."""

    def forget(now: datetime) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return forget_batches(now=now)

    return forget


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.clause("data-entry/9.3")
def test_file_and_rows_are_removed_when_their_time_is_over(cast: Cast, forgotten) -> None:
    batch = imported(cast.units["gas"], text_of([row(1), row(2, 联系电话="13700100001")]))
    until = kept(batch, now=NOW).until
    assert (until - NOW).days == 90
    assert forgotten(until - timedelta(minutes=1)) == 0
    assert batch.rows.count() == 2
    assert (folder() / batch.path).exists()
    assert forgotten(until) == 1
    batch.refresh_from_db()
    assert (batch.rows.count(), batch.findings.count(), batch.samples) == (0, 0, [])
    assert not (folder() / batch.path).exists()
    assert Entry.objects.filter(code="imports.forget", subject_id=str(batch.pk)).exists()
    assert Party.objects.count() == 2
    assert forgotten(until) == 0
    undo_batch(batch, reason="错误的文件", by=SYSTEM, now=until)
    assert remove_batch(batch, now=until)
    assert not Party.objects.exists()


@pytest.mark.clause("data-entry/9.3")
def test_what_nobody_confirmed_in_all_the_time_is_discarded(cast: Cast, forgotten) -> None:
    waiting = checked(cast.units["gas"], text_of([row(1)]))
    unnamed = make_batch(cast.units["gas"], text_of([row(2)]))
    assert forgotten(NOW + timedelta(days=91)) == 2
    for batch in (waiting, unnamed):
        batch.refresh_from_db()
        assert batch.status == "discarded"
        assert not (folder() / batch.path).exists()


def test_a_discarded_file_is_removed_at_once(
    cast: Cast, django_capture_on_commit_callbacks
) -> None:
    batch = checked(cast.units["gas"], text_of([row(1)]))
    with django_capture_on_commit_callbacks(execute=True):
        discard_batch(batch, by=SYSTEM, now=NOW)
    assert not (folder() / batch.path).exists()


def test_the_page_says_until_when_and_what_was_removed(cast: Cast) -> None:
    batch = imported(cast.units["gas"], text_of([row(1)]))
    client = client_of(cast, "he")
    page = client.get(reverse("imports:batch", args=[batch.pk]))
    assert "保留至" in page.content.decode()
    forget_batches(now=NOW + timedelta(days=91))
    page = client.get(reverse("imports:batch", args=[batch.pk])).content.decode()
    assert "已清除" in page
    assert reverse("imports:rows", args=[batch.pk]) not in page
    for name in ("rows", "report"):
        answer = client.get(reverse(f"imports:{name}", args=[batch.pk]), follow=True)
        assert "已清除" in answer.content.decode()
