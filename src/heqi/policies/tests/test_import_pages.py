"""A document goes in through the browser: read, looked at, confirmed."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heqi.policies.models import Import, PolicyQuery, PolicyVersion, ProposedTable, VersionState
from heqi.policies.reader.tests.synthetic import compendium_text

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]


def upload(client: Client, data: bytes, name: str = "汇编.txt") -> tuple[int, str, str]:
    answer = client.post("/policies/imports/", {"file": SimpleUploadedFile(name, data)})
    return answer.status_code, answer.headers.get("Location", ""), answer.content.decode()


def test_a_compendium_is_uploaded_its_table_confirmed_and_then_it_holds(sign_in: SignIn) -> None:
    client = sign_in("he")
    status, address, _page = upload(client, compendium_text().encode())
    assert status == 302
    page = client.get(address).content.decode()
    assert "云岚燃气有限公司客户分级服务办法" in page
    assert "窗口服务检查表" in page
    table = ProposedTable.objects.get(key="tiering/7.2")
    grid = client.get(f"/policies/tables/{table.pk}/").content.decode()
    cells = dict.fromkeys(re.findall(r'name="(cell-\d+-\d+)"', grid), "改")
    assert len(cells) == len(table.rows) * len(table.columns)
    assert client.post(f"/policies/tables/{table.pk}/", cells).status_code == 302
    table.refresh_from_db()
    assert table.confirmed_by == "何倩"
    assert table.rows[0]["cells"][0] == "改"
    doubts = PolicyQuery.objects.filter(code="table-columns-lost", ref="tiering/7.2")
    assert [doubt.answered_by for doubt in doubts] == ["何倩"]
    assert client.post(f"{address}confirm/").status_code == 302
    states = set(PolicyVersion.objects.values_list("state", flat=True))
    assert states == {VersionState.IN_FORCE, VersionState.ABSENT}
    assert client.get("/policies/").status_code == 200
    assert client.get("/policies/queries/").status_code == 200


def test_an_import_cannot_be_confirmed_twice(sign_in: SignIn) -> None:
    client = sign_in("he")
    _status, address, _page = upload(client, compendium_text().encode())
    client.post(f"{address}confirm/")
    assert client.post(f"{address}confirm/").status_code == 422


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7 x", "PDF"),
        (b"PK\x03\x04broken", "Word"),
        ("今天天气不错。".encode(), "编号"),
        (b"", "空"),
    ],
)
def test_a_bad_file_is_answered_with_a_sentence_and_changes_nothing(
    sign_in: SignIn, data: bytes, says: str
) -> None:
    status, _address, page = upload(sign_in("he"), data, "x.docx")
    assert status == 422
    assert says in page
    assert not Import.objects.exists()
    assert not PolicyVersion.objects.exists()


def test_an_agent_is_refused(sign_in: SignIn) -> None:
    status, _address, _page = upload(sign_in("lin"), compendium_text().encode())
    assert status == 403
    assert not Import.objects.exists()
