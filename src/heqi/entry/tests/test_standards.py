"""What a record must hold, in which form."""

from datetime import date

import pytest

from heqi.entry import KINDS, standard
from heqi.entry.findings import ERRORS
from heqi.policies.packs import common_pack
from heqi.rulebook.ruling import decide

ON = date(2026, 3, 2)
PERSON = {"name": "王志远", "id_number": "990106198503122413", "mobile": "13800102207"}
METER = {
    "meter_no": "410700882",
    "model": "G2.5",
    "kind": "iot",
    "maker": "临江表具厂",
    "made_on": "2019-01-01",
    "installed_on": date(2020, 1, 1),
    "inlet": "left",
    "last_heard_on": "2026-02-27",
}
READING = {
    "account_no": "0203-118-7702",
    "meter_no": "410700882",
    "reading": "1200",
    "last_reading": "1100",
    "used_m3": "100",
    "same_season_m3": "90",
    "usage": "residential",
    "read_on": "2026-03-01",
}


def errors(kind: str, values: dict[str, object], **changed: object) -> dict[str, str]:
    found = standard(kind, on=ON, company_id=None).check({**values, **changed})
    return {finding.field: finding.error for finding in found}


@pytest.mark.clause("data-entry/3", "data-entry/2.2", "data-entry/2.3")
@pytest.mark.parametrize("kind", KINDS)
def test_every_required_field_is_described(kind: str) -> None:
    found = standard(kind, on=ON, company_id=None)
    for post, required in found.required.items():
        assert required.fields <= set(found.fields), post
    for rule in found.together:
        assert set(rule.fields) <= set(found.fields), rule.id
    assert all(set(names) <= set(found.fields) for names in found.unique)


@pytest.mark.clause("data-entry/2.1")
def test_the_kinds_are_those_of_the_rulebook_in_both_groups() -> None:
    pack = common_pack()
    assert set(pack.question("data.required").facts["record"].options) == set(KINDS)
    groups = {
        kind: decide(pack, "data.required", {"record": kind, "entered_by": "any"}, ON).answer[
            "group"
        ]
        for kind in KINDS
    }
    assert groups["meter"] == "basic"
    assert groups["repair_order"] == "contact"


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_entry_misses_exactly_what_is_required(kind: str) -> None:
    found = standard(kind, on=ON, company_id=None).check({})
    assert {f.field for f in found} == standard(kind, on=ON, company_id=None).required_of(
        None
    ).fields
    assert {f.error for f in found} <= {"missing", "no_evidence"}
    assert all(f.message and f.clause in common_pack().clauses for f in found)


@pytest.mark.clause("data-entry/1.2.1")
def test_a_good_entry_has_no_findings() -> None:
    assert errors("person", PERSON) == {}
    assert errors("meter", METER) == {}
    assert errors("reading", READING) == {}


@pytest.mark.clause("data-entry/1.2.1")
@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"id_number": "990106198503122418"}, "wrong"),  # check digit
        ({"id_number": "990106198513122413"}, "wrong"),  # thirteenth month
        ({"id_number": "99010619850312241x"}, "format"),
        ({"id_number": ""}, "missing"),
        ({"mobile": "12800102207"}, "format"),
        ({"mobile": "1380010220"}, "format"),
        ({"mobile": "13800000000"}, "wrong"),
        ({"mobile": "１３８００１０２２０７"}, "format"),
        ({"name": "王3"}, "format"),
        ({"phone": "0571-8812345"}, None),
        ({"phone": "95598"}, None),
        ({"phone": "88"}, "format"),
    ],
)
def test_numbers_of_a_person_are_checked(changed: dict[str, str], error: str | None) -> None:
    ((field, _),) = changed.items()
    assert errors("person", PERSON, **changed) == ({field: error} if error else {})


def test_a_passport_is_not_read_as_an_identity_card() -> None:
    values = {**PERSON, "id_type": "passport", "id_number": "E12345678"}
    assert errors("person", values) == {}
    assert errors("person", values, id_type="identity_card") == {"id_number": "format"}


def test_a_credit_code_has_its_check_character() -> None:
    values = {"name": "临江大酒店", "credit_code": "91110000600037341L"}
    values |= {"contact_name": "李四", "contact_phone": "0571-88123456"}
    assert errors("organisation", values) == {}
    assert errors("organisation", values, credit_code="91110000600037341M") == {
        "credit_code": "wrong"
    }


@pytest.mark.clause("data-entry/3")
def test_fields_are_checked_against_each_other() -> None:
    assert errors("meter", METER, installed_on="2018-06-01") == {"installed_on": "wrong"}
    assert errors("meter", METER, last_heard_on="2026-02-27") == {}
    assert errors("meter", METER, last_heard_on="2026-02-26") == {"last_heard_on": "wrong"}
    assert errors("reading", READING, reading="1000") == {"reading": "wrong"}
    assert errors("reading", READING, reading="1000", reason="meter_changed") == {}
    assert errors("reading", READING, used_m3="135") == {}
    assert errors("reading", READING, used_m3="136") == {"used_m3": "wrong"}
    assert errors("reading", READING, used_m3="118", usage="commercial") == {"used_m3": "wrong"}
    heater = {"kind": "water_heater", "brand": "海川", "model": "JSQ", "flame_failure": True}
    assert errors("appliance", heater, hose_on=ON, company_id=None) == {"flue": "missing"}


def test_what_follows_is_said_by_the_rulebook() -> None:
    (below,) = standard("reading", on=ON, company_id=None).check({**READING, "reading": "1000"})
    assert (below.outcome, below.clause, below.rule) == (
        "confirm",
        "data-entry/1.2.1",
        "below_last",
    )
    (silent,) = standard("meter", on=ON, company_id=None).check(
        {**METER, "last_heard_on": "2026-01-01"}
    )
    assert (silent.outcome, silent.clause) == ("finding", "data-entry/7.4")


@pytest.mark.clause("data-entry/5-agent")
def test_an_agent_on_the_telephone_sees_no_papers() -> None:
    values = {"name": "王志远", "mobile": "13800102207"}
    assert not standard("person", on=ON, company_id=None).check(values, post="agent")
    assert [
        f.field for f in standard("person", on=ON, company_id=None).check(values, post="clerk")
    ] == ["id_number"]
    assert [f.field for f in standard("person", on=ON, company_id=None).check(values)] == [
        "id_number"
    ]


def test_while_typing_only_the_field_and_its_rules_are_told() -> None:
    found = standard("meter", on=ON, company_id=None).concerning(
        "made_on", {"made_on": "2021-01-01", "installed_on": "2020-01-01"}
    )
    assert [f.rule for f in found] == ["installed_after_made"]
    assert not standard("meter", on=ON, company_id=None).concerning(
        "made_on", {"made_on": "2021-01-01"}
    )


def test_an_odd_value_is_a_finding_and_never_a_fault() -> None:
    odd = ["\x00", "9" * 10_000, "NaN", "1e999", "-", object(), 3.5, True, "２０２６", b"x"]
    for kind in KINDS:
        found = standard(kind, on=ON, company_id=None)
        for value in odd:
            errors_found = found.check(dict.fromkeys(found.fields, value))
            assert {f.error for f in errors_found} <= set(ERRORS)


def test_an_unknown_kind_has_no_standard() -> None:
    with pytest.raises(LookupError):
        standard("unknown", on=ON, company_id=None)


def test_a_million_rows_are_checked_in_a_minute() -> None:
    from timeit import timeit

    found = standard("person", on=ON, company_id=None)
    assert timeit(lambda: found.check(PERSON), number=2000) / 2000 < 60e-6
