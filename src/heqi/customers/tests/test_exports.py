"""Taking customers out: a few rows at once, more after approval, marked, logged, for some hours."""

import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import heqi
from heqi.approvals.actions import approve, refuse_approval
from heqi.approvals.models import Approval
from heqi.customers.actions import create_party
from heqi.customers.actions.exporting import ask_export, take_out
from heqi.customers.models import Export, Lookup, Party
from heqi.customers.pace import gates_on
from heqi.customers.sheets import sheets
from heqi.ledger.actors import SYSTEM
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/9.3")]
SignIn = Callable[[str], Client]


def many(cast: Cast, number: int) -> list[int]:
    gas = cast.units["gas"]
    return [create_party(unit=gas, name=f"客户{n}", by=SYSTEM, now=NOW).pk for n in range(number)]


def asked(cast: Cast, capture: Callable, number: int = 3) -> Export:
    with capture(execute=True):
        return ask_export(many(cast, number), form="excel", reason="停气通知", by=cast.han, now=NOW)


def test_a_few_rows_leave_at_once_with_a_mark_and_more_ask_first(
    cast: Cast, sign_in: SignIn
) -> None:
    limit = int(gates_on(NOW, company_id=None)["export_rows"])
    many(cast, limit)
    he = sign_in("he")
    response = he.get("/customers/export/")
    with zipfile.ZipFile(BytesIO(response.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    row = Lookup.objects.get(action="export")
    assert row.result_count == limit
    assert f"L{row.pk}" in sheet
    assert "何倩" in sheet
    paper = he.get("/customers/export/?form=print").content.decode()
    assert 'class="mark"' in paper
    assert Lookup.objects.filter(action="print").exists()
    many(cast, 1)
    page = he.get("/customers/export/")
    assert f"{limit + 1}" in page.content.decode()
    assert Lookup.objects.filter(action="export").count() == 1
    assert he.post("/customers/export/", {"reason": "核对客户资料"}).status_code == 302
    export = Export.objects.get()
    assert (export.status, export.rows) == ("pending", limit + 1)
    assert he.get(f"/customers/exports/{export.pk}/file/").status_code == 403


def test_an_approved_export_is_fetched_by_its_asker_until_the_link_ends(
    cast: Cast, django_capture_on_commit_callbacks: Callable
) -> None:
    export = asked(cast, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        approve(Approval.objects.get(), by=cast.he, now=NOW)
    export.refresh_from_db()
    assert export.until == NOW + timedelta(
        hours=int(gates_on(NOW, company_id=None)["export_link_hours"])
    )
    rows = take_out(export, by=cast.han, now=NOW + timedelta(hours=1))
    assert [party.pk for party in rows] == [
        pk
        for pk in export.ids
        if Party.objects.visible_to(cast.han, "customers.export").filter(pk=pk)
    ]
    row = Lookup.objects.get(action="export")
    assert (row.channel, row.field) == ("approved", export.number[:20])
    with pytest.raises(Refused):
        take_out(export, by=cast.zheng, now=NOW)
    with pytest.raises(Refused):
        take_out(export, by=cast.han, now=export.until)


def test_a_refused_export_stays_inside(
    cast: Cast, django_capture_on_commit_callbacks: Callable
) -> None:
    export = asked(cast, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        refuse_approval(Approval.objects.get(), reason="不需要", by=cast.he, now=NOW)
    export.refresh_from_db()
    assert export.status == "refused"
    with pytest.raises(Refused):
        take_out(export, by=cast.han, now=NOW)


def test_nobody_fetches_what_somebody_else_asked_for(
    cast: Cast, sign_in: SignIn, django_capture_on_commit_callbacks: Callable
) -> None:
    export = asked(cast, django_capture_on_commit_callbacks)
    Export.objects.update(status="ready", until=timezone.now() + timedelta(hours=1))
    assert sign_in("he").get(f"/customers/exports/{export.pk}/file/").status_code == 404
    assert sign_in("lin").get("/customers/exports/").status_code == 403
    assert export.number in sign_in("han").get("/customers/exports/").content.decode()
    assert sign_in("han").get(f"/customers/exports/{export.pk}/file/").status_code == 200


def test_every_list_that_names_customers_leaves_by_the_one_door(cast: Cast) -> None:
    codes = {sheet.code.partition(".")[0] for sheet in sheets()}
    apps = {"callbacks", "complaints", "counter", "customers", "desk", "outages", "projects"}
    assert codes >= apps | {"readings", "safety", "tiers", "workorders"}
    for sheet in sheets():
        assert reverse(sheet.back)
        assert not sheet.rows(cast.qian).exists()
        assert sheet.whose([]) == []
    for path in Path(heqi.__path__[0]).glob("*/**/*.py"):
        if path.parts[-2] != "tests" and "customers" not in path.parts:
            assert "LookupAction.EXPORT" not in path.read_text(encoding="utf-8"), path
