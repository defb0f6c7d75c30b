"""A correction is held against the entry standard as a creation is, what was left alone is not."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from heqi.customers.forms import ContactForm, DetailsForm
from heqi.customers.models import Party
from heqi.customers.tests.makers import make_customer
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.clause("data-entry/6.3")]
SignIn = Callable[[str], Client]
GOOD, WRONG_DIGIT = "330106199001010018", "330106199001010011"


@pytest.fixture
def wang(cast: Cast) -> Party:
    party, _point = make_customer(cast.units["gas"], id_number="330100199001011234")
    return party


def details(client: Client, party: Party, **changed: str) -> int:
    form = {
        "customer_kind": party.customer_kind, "contact_name": "", "id_kind": party.id_kind,
        "id_number": "", "daily_m3": "", "vulnerable_note": "", "reason": "核对证件",
        "revision": str(party.revision), **changed,
    }  # fmt: skip
    return client.post(f"/customers/{party.pk}/details/?purpose=counter", form).status_code


def contact(client: Client, party: Party, phones: str, **more: str) -> int:
    form = {
        "name": party.name, "phones": phones, "reason": "", "revision": str(party.revision), **more
    }  # fmt: skip
    return client.post(f"/customers/{party.pk}/contact/?purpose=counter", form).status_code


def test_an_identity_number_is_refused_in_a_correction_as_in_a_creation(
    cast: Cast, wang: Party, sign_in: SignIn
) -> None:
    qian = sign_in("qian")
    for wrong in ("123", WRONG_DIGIT):
        assert details(qian, wang, id_number=wrong) == 422
    assert details(qian, wang, id_number="91330100799655058B", id_kind="credit_code") == 422
    assert details(qian, wang, id_number="G1234567", id_kind="passport") == 302
    wang.refresh_from_db()
    assert (wang.id_kind, wang.id_number) == ("passport", "G1234567")
    assert details(qian, wang, id_kind="identity_card") == 422  # the number on file is none
    assert details(qian, wang, id_number=GOOD, id_kind="identity_card") == 302


def test_a_phone_is_refused_in_a_correction_as_in_a_creation(
    cast: Cast, wang: Party, sign_in: SignIn
) -> None:
    qian = sign_in("qian")
    assert contact(qian, wang, "1380010") == 422
    assert contact(qian, wang, "13900001234\n0000") == 422
    assert contact(qian, wang, "13900000000") == 422  # looks made up: to be confirmed
    assert contact(qian, wang, "13900000000", confirmed="mobile:wrong") == 302
    wang.refresh_from_db()
    assert contact(qian, wang, "13905712368\n0571-88123456") == 302
    assert wang.phones.count() == 2


def test_what_is_on_file_and_was_not_touched_is_not_asked_for(
    cast: Cast, wang: Party, sign_in: SignIn
) -> None:
    Party.objects.filter(pk=wang.pk).update(name="王9", id_number="123")
    wang.refresh_from_db()
    assert contact(sign_in("qian"), wang, "13905712368") == 302
    wang.refresh_from_db()
    assert details(sign_in("qian"), wang, vulnerable_note="独居") == 302


@pytest.mark.parametrize(
    ("form", "field", "text"), [(DetailsForm, "id_number", "123"), (ContactForm, "phones", "0000")]
)
def test_a_correction_is_checked_while_somebody_types(
    cast: Cast, sign_in: SignIn, form: type, field: str, text: str
) -> None:
    url = f"{reverse('entry:check')}?form={form.handle}&field={field}"  # type: ignore[attr-defined]
    typed = {"party_kind": "person", field: text}
    answer = sign_in("qian").post(url, typed, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "应为" in answer.content.decode()
