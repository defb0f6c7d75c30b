"""The pages of an import: from the file to its undoing."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heqi.customers.models import Export, Lookup, Party
from heqi.imports.actions import confirm_batch
from heqi.imports.loop import check_rows, write_rows
from heqi.imports.models import Batch
from heqi.imports.tests.makers import checked, row, text_of
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def client_of(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(
        cast.staff[who].account,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_a_file_goes_all_the_way(cast: Cast) -> None:
    client = client_of(cast, "han")
    content = text_of([row(1), row(2, 户名="")]).encode("gb18030")
    file = SimpleUploadedFile("客户.csv", content)
    unit = cast.units["service"].pk
    response = client.post("/imports/upload/", {"unit": unit, "file": file})
    batch = Batch.objects.get()
    assert response.headers["Location"] == f"/imports/{batch.pk}/"
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "每一列是什么" in page
    assert "13700100001" in page
    chosen = {f"c{place}": name for name, place in batch.mapping.items()}
    assert client.post(f"/imports/{batch.pk}/check/", chosen).status_code == 302
    assert "已读" in client.get(f"/imports/{batch.pk}/").content.decode()
    while check_rows(now=NOW):
        pass
    assert client.get(f"/imports/{batch.pk}/progress/").headers["HX-Refresh"] == "true"
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "姓名未填写" in page or "未填写" in page
    assert client.post(f"/imports/{batch.pk}/confirm/", {}).status_code == 422
    assert client.post(f"/imports/{batch.pk}/confirm/", {"leave_out": "1"}).status_code == 302
    write_rows(now=NOW)
    assert Party.objects.count() == 1
    assert client.post(f"/imports/{batch.pk}/undo/", {"reason": "错"}).status_code == 302
    Batch.objects.update(claimed_until=None)
    write_rows(now=NOW)
    batch.refresh_from_db()
    assert (batch.status, Party.objects.count()) == ("undone", 0)


def test_a_bad_file_is_answered_with_its_sentence(cast: Cast) -> None:
    client = client_of(cast, "han")
    data = {"unit": cast.units["service"].pk, "file": SimpleUploadedFile("a.csv", b"%PDF-1.7")}
    response = client.post("/imports/upload/", data)
    assert response.status_code == 422
    assert "只能导入" in response.content.decode()


def test_the_report_holds_no_formula(cast: Cast) -> None:
    batch = checked(cast.units["service"], text_of([row(1, 户名="=1+1"), row(2)]))
    response = client_of(cast, "han").get(f"/imports/{batch.pk}/report/")
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets/" in name]
    assert not any(b"<f>" in sheet for sheet in sheets)
    assert any(b"=1+1" in sheet for sheet in sheets)


@pytest.mark.parametrize("who", ["lin", "ma", "other", "audit"])
def test_nobody_else_sees_an_import(cast: Cast, who: str) -> None:
    batch = checked(cast.units["gas"], text_of([row(1)]))
    client = client_of(cast, who)
    for path in ("", "rows/", "report/", "progress/"):
        assert client.get(f"/imports/{batch.pk}/{path}").status_code in (403, 404)
    for path in ("check/", "confirm/", "discard/", "undo/"):
        assert client.post(f"/imports/{batch.pk}/{path}").status_code in (403, 404)
    assert client.post("/imports/upload/").status_code == 403


@pytest.mark.clause("data-entry/9.3")
def test_a_report_leaves_logged_and_with_approval_above_the_gate(cast: Cast) -> None:
    batch = checked(cast.units["service"], text_of([row(1), row(2)]))
    client = client_of(cast, "han")
    url = f"/imports/{batch.pk}/report/"
    assert client.get(url).content.startswith(b"PK")
    taken = Lookup.objects.get(action="export")
    assert (taken.result_count, taken.query_kind) == (2, "import")
    Batch.objects.filter(pk=batch.pk).update(line=51)
    page = client.get(url)
    assert "导入报告" in page.content.decode()
    assert client.post(url, {"reason": "逐行核对"}).status_code == 302
    export = Export.objects.get()
    assert (export.sheet, export.rows, export.status) == ("imports.report", 51, "pending")
    assert Lookup.objects.filter(action="export").count() == 1


@pytest.mark.clause("data-entry/9.3")
def test_rows_that_name_customers_on_file_are_logged(cast: Cast) -> None:
    batch = checked(cast.units["service"], text_of([row(1)]))
    confirm_batch(batch, leave_out=False, by=cast.han, now=NOW)
    write_rows(now=NOW)
    client_of(cast, "han").get(f"/imports/{batch.pk}/rows/")
    seen = Lookup.objects.get(action="list", channel="import")
    assert seen.subject_ids == [Party.objects.get().pk]
