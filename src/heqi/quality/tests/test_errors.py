"""Errors of entries: found, returned, corrected."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.customers.models import Party
from heqi.ledger.audit import audit, history
from heqi.ledger.states import IllegalMove
from heqi.notices.models import Notice
from heqi.people.access import Refused
from heqi.quality.actions import (
    Wrong,
    blame_complaint,
    confirm_error,
    continue_stock_checks,
    correct_error,
    dismiss_error,
    record_error,
    return_error,
    start_stock_check,
)
from heqi.quality.models import EntryError, FoundBy
from heqi.quality.periods import month_of
from heqi.quality.queries.errors import own_errors, own_open
from heqi.quality.queries.results import counted_errors
from heqi.quality.tests.scenes import PARTIES, WRONG, complained, entered_party, found_error
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


@pytest.mark.clause("data-entry/7.3", "data-entry/8.2")
def test_an_error_goes_back_to_who_entered_it_with_a_day_to_correct_it(cast: Cast) -> None:
    error = found_error(cast)
    assert error.staff == cast.staff["qian"]
    assert error.unit == cast.units["service"]
    assert (error.status, error.group, error.kind) == ("returned", "master_data", "person")
    assert error.due_at is not None
    assert NOW < error.due_at <= NOW + timedelta(days=2)
    assert error.due_clause == "data-entry/7.3"
    assert error.field_label == "手机号"
    assert Notice.objects.filter(recipient_id=cast.staff["qian"].pk).exists()


def test_an_error_that_is_open_is_not_written_twice(cast: Cast) -> None:
    party = entered_party(cast)
    assert found_error(cast, party) == found_error(cast, party)
    other = Wrong("name", "wrong", "姓名写错。")
    assert found_error(cast, party, wrong=other) != found_error(cast, party)
    assert EntryError.objects.count() == 2


def test_an_error_is_returned_once(cast: Cast) -> None:
    with pytest.raises(IllegalMove):
        return_error(found_error(cast), by=cast.he, now=NOW)


def test_who_entered_it_corrects_it(cast: Cast) -> None:
    error = found_error(cast)
    correct_error(error, outcome="已按身份证更正", by=cast.qian, now=NOW + timedelta(hours=2))
    error.refresh_from_db()
    assert (error.status, error.is_open, error.corrected_by) == ("corrected", False, "钱敏")
    assert not error.is_late(NOW + timedelta(days=9))
    with pytest.raises(IllegalMove):
        correct_error(error, outcome="再改", by=cast.qian, now=NOW)
    assert history(error)[0].reason == "已按身份证更正"


def test_a_correction_after_its_limit_is_late(cast: Cast) -> None:
    error = found_error(cast)
    later = NOW + timedelta(days=5)
    assert error.is_late(later)
    correct_error(error, outcome="已更正", by=cast.qian, now=later)
    assert error.is_late(later)


def test_a_colleague_does_not_correct_it(cast: Cast) -> None:
    with pytest.raises(Refused):
        correct_error(found_error(cast), outcome="x", by=cast.ma, now=NOW)


def test_what_is_no_error_is_dismissed_by_somebody_else(cast: Cast) -> None:
    error = found_error(cast)
    with pytest.raises(Refused):
        dismiss_error(error, outcome="没错", by=cast.qian, now=NOW)
    dismiss_error(error, outcome="客户确认号码无误", by=cast.han, now=NOW)
    error.refresh_from_db()
    assert (error.status, error.is_open) == ("dismissed", False)


def test_words_and_class_are_demanded(cast: Cast) -> None:
    party = entered_party(cast)
    for wrong in (Wrong("", "wrong", " "), Wrong("", "odd", "错")):
        with pytest.raises(ValidationError):
            found_error(cast, party, wrong=wrong)
    with pytest.raises(ValidationError):
        correct_error(found_error(cast, party), outcome="", by=cast.qian, now=NOW)
    with pytest.raises(ValidationError):
        record_error(PARTIES, "9" * 30, wrong=WRONG, found_by=FoundBy.LEADER, by=cast.he, now=NOW)


def test_another_company_records_nothing_here(cast: Cast) -> None:
    party = entered_party(cast)
    with pytest.raises(Refused):
        record_error(
            PARTIES, party.pk, wrong=WRONG, found_by=FoundBy.BUSINESS, by=cast.other, now=NOW
        )


def test_an_error_of_an_import_belongs_to_the_unit(cast: Cast) -> None:
    from heqi.customers.actions import create_party
    from heqi.ledger.actors import SYSTEM

    party = create_party(unit=cast.units["gas"], name="导入", by=SYSTEM, now=NOW)
    error = found_error(cast, party)
    assert (error.staff, error.status, error.unit) == (None, "found", cast.units["gas"])
    return_error(error, by=cast.he, now=NOW)
    assert error.status == "returned"


def test_a_complaint_is_noted_with_its_number(cast: Cast) -> None:
    error, number = found_error(cast), complained(cast)
    for wrong in ("TS000000-00000", complained(cast, at=NOW - timedelta(days=1)), " "):
        with pytest.raises(ValidationError):
            blame_complaint(error, complaint=wrong, by=cast.he, now=NOW)
    blame_complaint(error, complaint=number, by=cast.he, now=NOW)
    error.refresh_from_db()
    assert error.complaint == number


def test_everybody_sees_his_own_and_those_he_oversees(cast: Cast) -> None:
    error = found_error(cast)
    seen = {
        name
        for name in cast.names()
        if EntryError.objects.visible_to(getattr(cast, name)).filter(pk=error.pk).exists()
    }
    assert seen == {"qian", "han", "he", "zhoujm", "zheng", "admin", "audit", "national"}


@pytest.mark.clause("data-entry/1.2.3")
def test_what_the_standard_only_doubts_counts_against_nobody_until_confirmed(cast: Cast) -> None:
    first, second = entered_party(cast, "甲"), entered_party(cast, "乙")  # one identity number
    start_stock_check(cast.units["gas"], PARTIES, by=cast.he, now=NOW)
    while continue_stock_checks(now=NOW):
        pass
    doubt, other = EntryError.objects.order_by("subject_id")
    assert {doubt.subject_id, other.subject_id} == {str(first.pk), str(second.pk)}
    assert (doubt.status, doubt.staff, doubt.due_at) == ("doubted", cast.staff["qian"], None)
    assert not counted_errors(cast.units["gas"], month_of(NOW.date()))
    assert not own_errors(cast.qian)
    assert own_open(cast.qian, now=NOW) == (0, 0)
    with pytest.raises(Refused):
        confirm_error(doubt, by=cast.qian, now=NOW)
    with pytest.raises(IllegalMove):
        correct_error(doubt, outcome="已改", by=cast.qian, now=NOW)

    later = NOW + timedelta(days=1)
    confirm_error(doubt, by=cast.he, now=later)
    doubt.refresh_from_db()
    assert (doubt.status, doubt.found_at, doubt.finder_name) == ("returned", later, "何倩")
    assert [row.pk for row in counted_errors(cast.units["gas"], month_of(NOW.date()))] == [doubt.pk]

    Party.objects.filter(pk=second.pk).update(id_number="")
    start_stock_check(cast.units["gas"], PARTIES, by=cast.he, now=later)
    while continue_stock_checks(now=later):
        pass
    other.refresh_from_db()
    assert (other.status, other.is_open) == ("dismissed", False)  # it never was an error


@pytest.mark.clause("data-entry/1.2.3")
def test_what_was_right_by_the_standard_of_its_day_counts_against_nobody(cast: Cast) -> None:
    party = entered_party(cast, id_number="")
    before = NOW.replace(year=2011, month=2, day=1)  # the standard begins a month later
    audit(party, next(iter(PARTIES.codes)), by=cast.qian, now=before)
    start_stock_check(cast.units["gas"], PARTIES, by=cast.he, now=NOW)
    while continue_stock_checks(now=NOW):
        pass
    error = EntryError.objects.get()
    assert (error.error, error.status, error.entered_at) == ("missing", "doubted", before)
    assert "按录入当日的标准无误" in error.note
    assert not counted_errors(cast.units["gas"], month_of(NOW.date()))


@pytest.mark.clause("data-entry/1.2.3")
def test_a_doubt_that_somebody_found_to_be_wrong_is_certain(cast: Cast) -> None:
    party = entered_party(cast)
    wrong = {"field": "name", "error": "wrong", "note": "姓名存疑。"}
    doubt = found_error(cast, party, wrong=Wrong(**wrong, doubtful=True))
    assert doubt.status == "doubted"
    assert found_error(cast, party, wrong=Wrong(**wrong)) == doubt
    doubt.refresh_from_db()
    assert doubt.status == "returned"
