"""A company's document becomes versions of policies, in its own words, once a person confirms."""

import pytest
from django.core.exceptions import ValidationError

from heqi.people.access import Refused
from heqi.policies.actions import (
    answer_query,
    confirm_import,
    confirm_table,
    import_document,
)
from heqi.policies.models import ClauseText, Import, PolicyQuery, ProposedTable, VersionState
from heqi.policies.queries import company_words, versions_for
from heqi.policies.reader.tests.synthetic import compendium_text
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def imported(cast: Cast) -> Import:
    return import_document(
        compendium_text().encode(), filename="汇编.txt", unit=cast.units["gas"], by=cast.he, now=NOW
    )


def test_nothing_holds_before_a_person_confirms(imported: Import, cast: Cast) -> None:
    assert versions_for(cast.units["service"], on=TODAY) == {}


@pytest.mark.clause("framework/5.4")
def test_a_confirmed_import_gives_the_company_its_own_words(imported: Import, cast: Cast) -> None:
    confirm_import(imported, by=cast.he, now=NOW)
    words = company_words(cast.units["repair1"], ["tiering/6.1(4)"], on=TODAY)
    own = ClauseText.objects.get(ref="tiering/6.1(4)")
    assert words == {"tiering/6.1(4)": own.full}
    assert own.full


def test_the_other_company_keeps_its_own_policies(imported: Import, cast: Cast) -> None:
    confirm_import(imported, by=cast.he, now=NOW)
    assert versions_for(cast.units["other"], on=TODAY) == {}


def test_a_second_import_supersedes_the_first(imported: Import, cast: Cast) -> None:
    confirm_import(imported, by=cast.he, now=NOW)
    before = versions_for(cast.units["gas"], on=TODAY)["tiering"]
    again = import_document(
        compendium_text().encode(), filename="新版.txt", unit=cast.units["gas"], by=cast.he, now=NOW
    )
    confirm_import(again, by=cast.he, now=NOW)
    after = versions_for(cast.units["gas"], on=TODAY)["tiering"]
    before.refresh_from_db()
    assert (after.number, before.state) == (before.number + 1, VersionState.SUPERSEDED)


def test_doubts_become_policy_queries_that_can_be_answered(imported: Import, cast: Cast) -> None:
    query = PolicyQuery.objects.filter(source=imported).first()
    assert query
    answer_query(query, answer="按同一部门执行", by=cast.he, now=NOW)
    query.refresh_from_db()
    assert (query.answer, query.answered_by) == ("按同一部门执行", "何倩")


def test_a_lost_table_is_confirmed_once_with_corrections(imported: Import, cast: Cast) -> None:
    table = ProposedTable.objects.filter(source=imported).first()
    assert table
    rows = [list(row["cells"]) for row in table.rows]
    rows[0][0] = "改过"
    confirm_table(table, rows=rows, by=cast.he, now=NOW)
    table.refresh_from_db()
    assert (table.rows[0]["cells"][0], table.confirmed_by) == ("改过", "何倩")


def test_a_grid_of_another_shape_is_refused(imported: Import, cast: Cast) -> None:
    table = ProposedTable.objects.filter(source=imported).first()
    assert table
    with pytest.raises(ValidationError):
        confirm_table(table, rows=[["x"]], by=cast.he, now=NOW)


def test_a_file_that_cannot_be_read_gets_a_sentence_and_changes_nothing(cast: Cast) -> None:
    with pytest.raises(ValidationError) as error:
        import_document(b"\x00\x01", filename="x.bin", unit=cast.units["gas"], by=cast.he, now=NOW)
    assert len(error.value.messages[0]) > 5
    assert not Import.objects.exists()


def test_an_agent_may_not_import(cast: Cast) -> None:
    with pytest.raises(Refused):
        import_document(
            compendium_text().encode(),
            filename="x.txt",
            unit=cast.units["gas"],
            by=cast.lin,
            now=NOW,
        )
