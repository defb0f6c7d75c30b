"""Evidence registered beside a clause shows on the living page, to whoever reads the policies."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heqi.compendium.actions import register_proof
from heqi.compendium.models import Proof
from heqi.evidence.models import Attachment
from heqi.ledger.models import Entry
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
CLAUSE = "/policies/framework/5.2.3.2"
PROVE = "/compendium/evidence/framework/5.2.3.2?month=2026-10"


@pytest.mark.clause("framework/5.2.1.6")
def test_evidence_stands_beside_the_clause_of_its_month_and_is_counted(
    cast: Cast, sign_in: SignIn
) -> None:
    office, agent = sign_in("he"), sign_in("lin")
    page = office.get(f"{CLAUSE}?month=2026-10").content.decode()
    assert f'action="{PROVE}"' in page
    file = SimpleUploadedFile("签到表.pdf", b"%PDF-1.4\n%%EOF\n")
    said = {"text": "十月制度学习签到", "file": file, "record": "http://testserver/compendium/"}
    assert office.post(PROVE, said).status_code == 302
    proof = Proof.objects.get()
    assert (proof.company, f"{proof.month:%Y-%m}") == (cast.units["gas"], "2026-10")
    assert Entry.objects.filter(code="compendium.register_proof").count() == 1

    page = agent.get(f"{CLAUSE}?month=2026-10").content.decode()
    assert "十月制度学习签到" in page
    assert 'href="/compendium/"' in page
    assert f'action="{PROVE}"' not in page
    attached = Attachment.objects.get()
    assert agent.get(f"/evidence/{attached.pk}/?download").status_code == 200
    assert sign_in("other").get(f"/evidence/{attached.pk}/").status_code == 403
    assert "1 件佐证" in agent.get("/policies/framework/?month=2026-10").content.decode()
    assert "十月制度学习签到" not in agent.get(f"{CLAUSE}?month=2026-11").content.decode()


def test_withdrawn_evidence_counts_no_more_and_stays_in_the_list_with_its_reason(
    cast: Cast, sign_in: SignIn
) -> None:
    said: dict[str, Any] = {"clause": "tiering/6.1(4)", "month": NOW.date()}
    service = cast.units["service"]
    wrong = register_proof(service, **said, text="贴错的录音", by=cast.han, now=NOW)
    register_proof(service, **said, text="回访录音", by=cast.han, now=NOW)
    client, month = sign_in("han"), f"month={NOW:%Y-%m}"
    at = f"/compendium/evidence/{wrong.pk}/withdraw/"
    assert client.post(at, {"reason": " "}).status_code == 422
    assert sign_in("lin").post(at, {"reason": "误传"}).status_code == 403
    assert client.post(at, {"reason": "附件放错条款"}).status_code == 302
    assert client.post(at, {"reason": "再撤一次"}).status_code == 422
    assert Entry.objects.filter(code="compendium.withdraw_proof").count() == 1

    beside = client.get(f"/policies/tiering/6.1(4)?{month}").content.decode()
    assert "回访录音" in beside
    assert "贴错的录音" not in beside
    listed = client.get(f"/compendium/evidence/?{month}&policy=tiering").content.decode()
    assert "附件放错条款" in listed
    assert (
        "贴错的录音"
        not in client.get(f"/compendium/evidence/?{month}&policy=callback").content.decode()
    )
    book = client.get(f"/compendium/evidence/export/?{month}").content
    parts = ZipFile(BytesIO(book))
    assert any("附件放错条款" in parts.read(name).decode() for name in parts.namelist())


def test_what_was_typed_is_kept_when_evidence_is_refused(cast: Cast, sign_in: SignIn) -> None:
    file = SimpleUploadedFile("脚本.exe", b"MZ\x00\x01\x02")
    answer = sign_in("han").post(PROVE, {"text": "集中学习", "file": file, "record": "//evil.cn/"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="集中学习"' in page
    assert 'value="//evil.cn/"' in page
    assert not Proof.objects.exists()


def test_evidence_needs_the_right_a_clause_and_a_month_that_has_begun(cast: Cast) -> None:
    said: dict[str, Any] = {"clause": "tiering/6.1(4)", "month": NOW.date(), "text": "回访录音"}
    service = cast.units["service"]
    with pytest.raises(Refused):
        register_proof(service, **said, by=cast.lin, now=NOW)
    with pytest.raises(Refused):
        register_proof(cast.units["smo"], **said, by=cast.han, now=NOW)
    for wrong in (
        {"clause": "tiering/99"},
        {"month": NOW.date().replace(year=2027)},
        {"text": " "},
        {"record": "javascript:alert(1)"},
        {"record": "//evil.cn//login/"},
    ):
        with pytest.raises(ValidationError):
            register_proof(service, **said | wrong, by=cast.han, now=NOW)
    assert register_proof(service, **said, by=cast.han, now=NOW).unit == service
