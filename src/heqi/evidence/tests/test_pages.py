"""Uploads and downloads through their addresses."""

from collections.abc import Callable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heqi.evidence import access
from heqi.evidence.models import Attachment
from heqi.evidence.tests.files import drawn, office, png
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Client]
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def units_have_files() -> Iterator[None]:
    access.register("people.unit", lambda by, pk, verb: by.company_id is not None and by.id > 0)
    yield
    access._resolvers.pop("people.unit")


def _post(client: Client, cast: Cast, content: bytes = b"", **more: object) -> object:
    file = SimpleUploadedFile("现场 1.png", content or png(), content_type="text/html")
    data = {"subject_type": "people.unit", "subject_id": cast.units["gas"].pk, "file": file}
    headers = more.pop("headers", JSON)
    return client.post("/evidence/", data | more, headers=headers)


def test_a_photo_goes_up_and_comes_down_guarded(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("ma")
    answer = _post(client, cast, kind="photo", taken_at="2026-11-23T09:58:00+08:00",
                   latitude="31.2304161", longitude="121.47", accuracy="11.6")  # fmt: skip
    assert answer.status_code == 201, answer.content
    down = client.get(answer.json()["url"])
    assert down.content == png()
    assert down["Content-Type"] == "image/png"
    assert down["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in down["Content-Security-Policy"]
    assert "script-src" not in down["Content-Security-Policy"]
    assert down["Content-Disposition"].startswith("inline")
    assert client.get(answer.json()["url"] + "?download")["Content-Disposition"].startswith(
        "attachment"
    )


def test_only_pictures_are_shown_in_place(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("ma")
    url = _post(client, cast, office()).json()["url"]
    assert client.get(url)["Content-Disposition"].startswith("attachment")


def test_a_page_is_not_accepted_whatever_it_calls_itself(cast: Cast, sign_in: SignIn) -> None:
    answer = _post(sign_in("ma"), cast, b"<html><script>alert(1)</script></html>")
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_a_phone_may_send_twice(cast: Cast, sign_in: SignIn) -> None:
    client, headers = sign_in("ma"), JSON | {"Idempotency-Key": "device-7-photo-3"}
    first, second = (_post(client, cast, headers=headers) for _ in range(2))
    assert first.json()["id"] == second.json()["id"]
    assert Attachment.objects.count() == 1


def test_a_signature_comes_as_a_drawing(cast: Cast, sign_in: SignIn) -> None:
    data = {
        "subject_type": "people.unit",
        "subject_id": cast.units["gas"].pk,
        "signature": drawn(png(300, 90)),
    }
    answer = sign_in("ma").post("/evidence/", data, headers=JSON)
    assert answer.json()["kind"] == "signature"


def test_a_form_without_script_comes_back_to_its_page_only(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("ma")
    assert _post(client, cast, next="/orders/1/", headers={})["Location"] == "/orders/1/"
    assert _post(client, cast, next="https://evil.example/", headers={})["Location"] == "/"


def test_a_body_that_says_it_is_too_large_is_not_read(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("ma")
    answer = client.generic(
        "POST", "/evidence/", b"x", "multipart/form-data; boundary=x", CONTENT_LENGTH="99999999"
    )
    assert answer.status_code == 413


def test_an_upload_needs_its_token_and_a_login(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(
        cast.staff["ma"].account, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert _post(strict, cast).status_code == 403
    assert _post(Client(), cast).status_code == 401
    assert _post(Client(), cast, headers={}).status_code == 302
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "more",
    [
        {"subject_type": "../x"},
        {"subject_type": ""},
        {"subject_id": "1'--"},
        {"taken_at": "yesterday"},
        {"taken_at": "2026-13-40T99:99"},
        {"latitude": "NaN", "longitude": "1"},
        {"latitude": "1e999999", "longitude": "1"},
        {"latitude": "1", "longitude": "1", "accuracy": "-1"},
        {"latitude": "1", "longitude": "1", "accuracy": "Infinity"},
        {"kind": "nonsense"},
        {"file": ""},
        {"signature": "x"},
    ],
)
def test_a_senseless_form_is_answered_with_a_sentence(
    cast: Cast, sign_in: SignIn, more: dict[str, object]
) -> None:
    answer = _post(sign_in("ma"), cast, **more)
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_somebody_from_elsewhere_reads_nothing(cast: Cast, sign_in: SignIn) -> None:
    url = _post(sign_in("ma"), cast).json()["url"]
    gas = cast.units["gas"].pk
    access.register("people.unit", lambda by, pk, verb: by.company_id == gas)
    assert sign_in("ma").get(url).status_code == 200
    assert sign_in("other").get(url).status_code == 403
    assert sign_in("ma").get("/evidence/99999999999999999999/").status_code == 403


def test_a_file_is_taken_out_through_its_form(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("ma")
    url = _post(client, cast).json()["url"]
    assert client.post(f"{url}remove/", {"reason": ""}).status_code == 422
    assert client.post(f"{url}remove/", {"reason": "错传"}).status_code == 302
    assert client.get(url).status_code == 403
