"""Evidence is added once, read by whom its owner lets, and frozen for good."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from heqi.evidence import access
from heqi.evidence.actions import (
    Position,
    attach,
    attach_signature,
    clean_orphans,
    freeze,
    open_round,
    remove_attachment,
)
from heqi.evidence.models import Attachment, Folder
from heqi.evidence.queries import attachments_of, count_of, is_frozen, read_attachment
from heqi.evidence.subjects import Subject
from heqi.evidence.tests.files import drawn, jpeg, png
from heqi.ledger.actors import SYSTEM, Actor
from heqi.ledger.models import Entry, Event
from heqi.ledger.states import StaleState
from heqi.people.access import Refused, may
from heqi.people.models import Unit
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def units_have_files() -> Iterator[None]:
    def resolve(by: Actor, pk: str, verb: str) -> bool:
        unit = Unit.objects.get(pk=pk)
        return may(by, "people.view" if verb == "read" else "ledger.view", unit)

    access.register("people.unit", resolve)
    yield
    access._resolvers.pop("people.unit")


def _attach(cast: Cast, **given: object) -> Attachment:
    values = {"content": png(), "name": "现场.png", "kind": "photo", "by": cast.he, "now": NOW}
    return attach(cast.units["gas"], **(values | given))  # type: ignore[arg-type]


def test_a_photo_is_kept_with_its_place_and_time(cast: Cast) -> None:
    where = Position(Decimal("31.230416"), Decimal("121.473701"), 12)
    row = _attach(cast, position=where, taken_at=NOW - timedelta(minutes=3))
    assert (row.name, row.media_type, row.uploader_name) == ("现场.png", "image/png", "何倩")
    assert read_attachment(cast.lin, row.pk).content == png()
    assert Entry.objects.filter(code="evidence.attach").count() == 1
    assert Event.objects.get(name="evidence.EvidenceAttached").data["attachment_id"] == row.pk


def test_the_owner_decides_who_adds_and_who_reads(cast: Cast) -> None:
    with pytest.raises(Refused):
        _attach(cast, by=cast.lin)
    row = _attach(cast)
    with pytest.raises(Refused):
        read_attachment(cast.other, row.pk)
    with pytest.raises(Refused):
        attachments_of(cast.other, cast.units["gas"])
    assert attachments_of(cast.lin, cast.units["gas"]) == [row]


def test_without_an_owner_nobody_may(cast: Cast) -> None:
    for subject in (Subject("people.nothing", "1"), Subject("people.unit", "no-number")):
        with pytest.raises(Refused):
            attach(subject, content=png(), name="a", by=cast.he, now=NOW)


def test_what_is_not_there_is_refused_like_what_may_not_be_read(cast: Cast) -> None:
    row = _attach(cast)
    with pytest.raises(Refused) as hidden:
        read_attachment(cast.other, row.pk)
    with pytest.raises(Refused) as absent:
        read_attachment(cast.other, 999_999)
    assert hidden.value.sentence == absent.value.sentence


def test_the_same_upload_twice_is_kept_once(cast: Cast) -> None:
    assert _attach(cast, key="phone-1").pk == _attach(cast, key="phone-1").pk
    assert count_of(cast.units["gas"]) == 1
    with pytest.raises(ValidationError):
        _attach(cast, key="phone-1", content=jpeg())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "etc_passwd.png"),
        ("a\x00b\u202egnp.exe", "a_b_gnp.exe.png"),
        ("", "file.png"),
        ("x" * 300 + ".png", "x" * 100 + ".png"),
        ('q"uote\r\n.png', "q_uote_.png"),
    ],
)
def test_a_name_is_made_harmless(cast: Cast, given: str, kept: str) -> None:
    assert _attach(cast, name=given).name == kept


def test_a_photo_must_be_a_picture(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        _attach(cast, content=b"%PDF-1.7", kind="photo")


def test_an_impossible_position_is_refused(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        _attach(cast, position=Position(Decimal(91), Decimal(0)))


def test_a_signature_drawn_on_the_screen_is_kept(cast: Cast) -> None:
    row = attach_signature(cast.units["gas"], drawn=drawn(png(300, 90)), by=cast.he, now=NOW)
    assert (row.kind, row.name) == ("signature", "何倩.png")


@pytest.mark.parametrize(
    "text", ["", "data:image/svg+xml;base64,PHN2Zz4=", "data:image/png;base64,!!", "x" * 9_000_000]
)
def test_an_unreadable_signature_is_refused(cast: Cast, text: str) -> None:
    with pytest.raises(ValidationError):
        attach_signature(cast.units["gas"], drawn=text, by=cast.he, now=NOW)


def test_after_freezing_nothing_changes(cast: Cast) -> None:
    gas, row = cast.units["gas"], _attach(cast)
    assert freeze(gas, by=SYSTEM, now=NOW) == [row.sha256]
    assert is_frozen(gas)
    with pytest.raises(StaleState):
        _attach(cast, content=jpeg())
    with pytest.raises(StaleState):
        remove_attachment(row, reason="错传", by=cast.he, now=NOW)
    assert freeze(gas, by=SYSTEM, now=NOW) == [row.sha256]
    assert Entry.objects.filter(code="evidence.freeze").count() == 1


def test_a_new_round_takes_more_and_gives_nothing_back(cast: Cast) -> None:
    gas, first = cast.units["gas"], _attach(cast)
    freeze(gas, by=SYSTEM, now=NOW)
    assert open_round(gas, reason="退回补充", by=SYSTEM, now=NOW) == 2
    second = _attach(cast, content=jpeg(), name="补充.jpg")
    assert second.round == 2
    with pytest.raises(StaleState):
        remove_attachment(first, reason="错传", by=cast.he, now=NOW)
    remove_attachment(second, reason="错传", by=cast.he, now=NOW)
    assert [a.pk for a in attachments_of(cast.he, gas)] == [first.pk]


def test_a_removal_needs_a_reason_and_happens_once(cast: Cast) -> None:
    row = _attach(cast)
    with pytest.raises(ValidationError):
        remove_attachment(row, reason=" ", by=cast.he, now=NOW)
    remove_attachment(row, reason="错传", by=cast.he, now=NOW)
    with pytest.raises(StaleState):
        remove_attachment(row, reason="错传", by=cast.he, now=NOW)
    with pytest.raises(Refused):
        read_attachment(cast.he, row.pk)


def test_a_changed_file_is_noticed_when_it_is_read(cast: Cast) -> None:
    row = _attach(cast, content=png(9, 9))
    default_storage.delete(row.path)
    with pytest.raises(ValidationError):
        read_attachment(cast.he, row.pk)
    default_storage.save(row.path, ContentFile(png(10, 10)))
    with pytest.raises(ValidationError):
        read_attachment(cast.he, row.pk)


def test_only_old_files_without_a_row_are_cleaned_away(cast: Cast) -> None:
    kept, gone = _attach(cast, content=png(11, 11)), _attach(cast, content=png(12, 12))
    remove_attachment(gone, reason="错传", by=cast.he, now=NOW)
    now = timezone.now()
    assert clean_orphans(now=now) == 0
    assert clean_orphans(now=now + timedelta(days=2)) >= 1
    assert default_storage.exists(kept.path)
    assert not default_storage.exists(gone.path)


@pytest.mark.django_db(transaction=True)
def test_of_a_freeze_and_many_uploads_nothing_slips_in_behind(cast: Cast) -> None:
    gas, by, start = cast.units["gas"], cast.he, threading.Barrier(5)
    frozen: list[list[str]] = []
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            start.wait()
            if number == 4:
                frozen.append(freeze(gas, by=SYSTEM, now=NOW))
                return
            for n in range(3):
                attach(gas, content=png(20 + number, 20 + n), name="x", by=by, now=NOW)
        except StaleState:
            pass
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    rows = Attachment.objects.all()
    assert sorted(frozen[0]) == sorted(rows.values_list("sha256", flat=True))
    assert not rows.filter(frozen_at__isnull=True).exists()


@pytest.mark.django_db(transaction=True)
def test_a_phone_that_sends_the_same_photo_from_every_retry_keeps_one(cast: Cast) -> None:
    gas, by, start = cast.units["gas"], cast.he, threading.Barrier(4)
    got: list[int] = []

    def run() -> None:
        try:
            start.wait()
            got.append(attach(gas, content=png(), name="x", key="k", by=by, now=NOW).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(got) == 4
    assert len(set(got)) == 1
    assert Folder.objects.get().added == 1
