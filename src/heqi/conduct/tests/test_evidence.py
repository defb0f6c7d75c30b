"""What the policy wants attached is a file on the case, or a record of the system."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from heqi.complaints.tests.scenes import taken
from heqi.conduct import actions
from heqi.conduct.tests.scenes import raised, ready
from heqi.evidence.actions import attach
from heqi.evidence.models import Attachment
from heqi.evidence.tests.files import png
from tests.cast import NOW, Cast
from tests.surface.clock import still_clock

pytestmark = pytest.mark.django_db
PHOTO = "3.2.1.1"


@pytest.mark.clause("conduct/form-1-note", "conduct/3.2.1(1)")
@pytest.mark.parametrize("said", ["有", "见附件", "照片.png", "TS991231-99999"])
def test_a_photo_that_is_only_a_word_is_none(cast: Cast, said: str) -> None:
    case = raised(cast, ground=PHOTO)
    given: dict[str, Any] = {"report": "属实", "by": cast.he, "now": NOW}
    with pytest.raises(ValidationError) as refused:
        actions.record_inquiry(case, proofs={"photo": said}, **given)
    assert list(refused.value.message_dict) == ["proof_photo"]
    case.refresh_from_db()
    assert case.investigated_at is None


@pytest.mark.clause("conduct/form-1-note")
def test_a_file_on_the_case_or_the_number_of_a_record_is_one(cast: Cast) -> None:
    given: dict[str, Any] = {"report": "属实", "by": cast.he, "now": NOW}
    case = raised(cast, ground=PHOTO)
    attach(case, content=png(), name="岗位.png", by=cast.he, now=NOW)
    actions.record_inquiry(case, proofs={"photo": "见岗位.png"}, **given)
    assert case.investigated_at == NOW
    complaint = taken(cast)
    other = raised(cast, ground=PHOTO, staff=cast.staff["li"])
    actions.record_inquiry(other, proofs={"photo": f"投诉 {complaint.number}，第 2 张"}, **given)
    assert other.investigated_at == NOW


@pytest.mark.clause("conduct/form-1-note")
def test_a_proof_that_was_taken_away_again_cannot_be_signed(cast: Cast) -> None:
    case = ready(cast, ground=PHOTO, figures={}, treatment="批评教育")
    Attachment.objects.update(removed_at=NOW)
    with pytest.raises(ValidationError) as refused:
        actions.submit_case(case, opinion="建议处理", by=cast.he, now=NOW)
    assert "照片" in refused.value.messages[0]


@pytest.mark.clause("conduct/form-1-note")
def test_the_file_comes_with_the_form_of_the_inquiry(
    cast: Cast, sign_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    still_clock(monkeypatch)
    case = raised(cast, ground=PHOTO)
    client, url = sign_in("he"), reverse("conduct:step", args=[case.pk, "investigate"])
    page = client.post(url, {"report": "属实", "proof_photo": "有"})
    assert page.status_code == 422
    assert "请上传文件" in page.content.decode()
    photo = SimpleUploadedFile("现场.png", png(), "image/png")
    assert client.post(url, {"report": "属实", "file_photo": photo}).status_code == 302
    case.refresh_from_db()
    assert case.proofs == {"photo": "现场.png"}
    assert 'enctype="multipart/form-data"' in client.get(case.get_absolute_url()).content.decode()
