"""Audit entries, their chain, and that nobody can change them."""

import pytest
from django.db import DatabaseError, connection, transaction

from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import audit, seal_entries, verify
from heqi.ledger.models import Entry, PersonalPart
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_where(cast: Cast) -> None:
    entry = audit(cast.units["gas"], "people.rename", by=cast.lin, now=NOW, changes={"name": "x"})
    assert (entry.actor_name, entry.unit_name, entry.post) == ("林晓", "调度中心", "agent")


def test_sealing_chains_every_entry_once_and_the_chain_holds(cast: Cast) -> None:
    total = Entry.objects.count()
    while seal_entries(now=NOW, batch=7):
        pass
    result = verify()
    assert (result.entries, result.sealed, result.first_bad) == (total, total, None)


def test_the_database_refuses_to_change_or_delete_an_entry(cast: Cast) -> None:
    entry = Entry.objects.first()
    assert entry
    for attempt in (
        lambda: Entry.objects.filter(pk=entry.pk).update(actor_name="nobody"),
        lambda: Entry.objects.filter(pk=entry.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_tampering_behind_the_database_is_found_and_located(cast: Cast) -> None:
    seal_entries(now=NOW, batch=1000)
    victim = Entry.objects.order_by("id")[3]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER entry_kept")
        else:
            cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER entry_kept")
        cursor.execute("UPDATE ledger_entry SET code = 'people.nothing' WHERE id = %s", [victim.pk])
    result = verify()
    assert result.first_bad_seal == 1
    assert result.first_bad is not None


def test_erasing_personal_values_leaves_the_chain_whole(cast: Cast) -> None:
    entry = audit(cast.units["gas"], "x.y", by=SYSTEM, now=NOW, personal={"phone": "13800000000"})
    seal_entries(now=NOW, batch=1000)
    PersonalPart.objects.filter(entry=entry).delete()
    assert verify().first_bad is None


def test_changed_personal_values_break_the_chain(cast: Cast) -> None:
    entry = audit(cast.units["gas"], "x.y", by=SYSTEM, now=NOW, personal={"phone": "13800000000"})
    seal_entries(now=NOW, batch=1000)
    PersonalPart.objects.filter(entry=entry).update(values={"phone": "13900000000"})
    assert verify().first_bad == entry.pk
