"""Kinds of documents in a file become codes that the file of a customer knows."""

import pytest

from heqi.customers.models.parties import IdKind
from heqi.imports.kinds import Shares, household
from heqi.imports.kinds.columns import ID_KIND


def kind(**values: str) -> str:
    made = household(
        {"name": "王志远", "account_no": "0500-1", **values}, shares=Shares(), life=lambda *_a: None
    )
    return made.id_kind


@pytest.mark.parametrize(
    ("said", "number", "code"),
    [
        ("身份证", "330102198001011234", "identity_card"),
        ("护照", "G1234567", "passport"),
        ("台胞证", "12345678", "travel_permit"),
        ("", "330102198001011234", "identity_card"),
        ("", "G1234567", ""),
        ("军官证", "G1234567", ""),
    ],
)
def test_every_kind_of_document_that_is_written_is_one_the_file_knows(
    said: str, number: str, code: str
) -> None:
    assert kind(id_kind=ID_KIND(said), id_number=number) == code
    assert code in ("", *IdKind.values)


def test_the_number_of_an_organisation_is_its_credit_code() -> None:
    assert kind(kind="organisation", id_number="91330100MA2ABCDE0X") == IdKind.CREDIT_CODE
