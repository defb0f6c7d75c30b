"""What is no error is none, and what is one stays until the record is put right."""

import pytest
from django.core.exceptions import ValidationError

from heqi.customers.actions import change_contact, create_party
from heqi.entry.standards import standard
from heqi.quality.actions import Wrong, correct_error
from heqi.quality.sources import BY_TYPE
from heqi.quality.tests.scenes import entered_party, found_error
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.clause("data-entry/1.2.3")
def test_a_foreigner_with_a_passport_and_a_landline_has_no_error_in_the_stock(cast: Cast) -> None:
    party = create_party(
        unit=cast.units["service"], name="史密斯", phones=("05718888666", "13800102207"),
        id_kind="passport", id_number="G1234567", by=cast.qian, now=NOW,
    )  # fmt: skip
    source = BY_TYPE["customers.party"]
    row = source.row(party.pk)
    rules = standard(source.kind(row), on=NOW.date(), company_id=party.company_id)
    found = rules.check(source.values(row))
    assert [(one.field, one.error) for one in found if one.field != "usage"] == []


@pytest.mark.clause("data-entry/7.3")
def test_an_error_is_not_closed_by_a_sentence_while_the_record_is_as_it_was(cast: Cast) -> None:
    party = entered_party(cast)
    change_contact(party, phones=["13800"], by=cast.qian, now=NOW)
    error = found_error(cast, party, wrong=Wrong("mobile", "format", "手机号位数不对。"))
    with pytest.raises(ValidationError, match="尚未更正"):
        correct_error(error, outcome="已改", by=cast.qian, now=NOW)
    party.refresh_from_db()
    change_contact(party, phones=["13800102207"], by=cast.qian, now=NOW)
    correct_error(error, outcome="已改", by=cast.qian, now=NOW)
    error.refresh_from_db()
    assert error.status == "corrected"
