"""A company's document becomes versions of policies, in its own words, once a person confirms."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from docx import Document

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


def test_a_policy_that_is_only_announced_is_stored_as_absent(imported: Import, cast: Cast) -> None:
    states = {v.document.key: v.state for v in imported.versions.select_related("document")}
    assert states["complaint"] == states["supervision"] == VersionState.ABSENT
    assert states["tiering"] == VersionState.DRAFT
    confirm_import(imported, by=cast.he, now=NOW)
    assert "complaint" not in versions_for(cast.units["gas"], on=TODAY)


def test_long_names_and_deep_numbers_are_stored_cut(cast: Cast) -> None:
    name = "关于" + "安全用气入户宣传" * 3 + "管理办法"
    deep = "1.1.1.1.1.1.1 甲:\n（一）丙：\n(1)丁：\n1)戊：\n① 己：\n" * 3
    text = f"{name}\n1 总则\n{deep}"
    source = import_document(
        text.encode(), filename="长" * 300 + ".txt", unit=cast.units["gas"], by=cast.he, now=NOW
    )
    rows = ClauseText.objects.filter(version__source=source)
    assert rows.count() > 10
    assert all(len(row.ref) <= 80 and len(row.number) <= 40 for row in rows)
    assert all(len(query.ref) <= 80 for query in PolicyQuery.objects.filter(source=source))


def test_a_trial_without_an_end_in_any_calendar_is_imported(cast: Cast) -> None:
    text = (
        "值班管理办法\n1 总则\n1.1 有人值班。\n2 附则\n2.1 自9999年12月1日起试行，试行期为6个月。\n"
    )
    source = import_document(
        text.encode(), filename="值班.txt", unit=cast.units["gas"], by=cast.he, now=NOW
    )
    assert source.versions.get().trial_until is None


def test_a_word_document_in_articles_becomes_clauses(cast: Cast) -> None:
    document = Document()
    for line in (
        "云岚燃气有限公司安检入户管理规定",
        "第一章 总则",
        "第一条 先敲门，再亮证件。",
        "第二条 每户两年一次：",
        "（一）查灶具；",
        "（二）查软管。",
        "第二章 附则",
        "第三条 本规定自2020年5月1日起施行。",
    ):
        document.add_paragraph(line)
    stream = BytesIO()
    document.save(stream)
    source = import_document(
        stream.getvalue(), filename="安检.docx", unit=cast.units["gas"], by=cast.he, now=NOW
    )
    version = source.versions.get()
    refs = [row.ref.partition("/")[2] for row in version.clauses.all()]
    assert refs == ["ch1", "art1", "art2", "art2(1)", "art2(2)", "ch2", "art3"]
    assert str(version.effective_from) == "2020-05-01"
    item = version.clauses.get(ref__endswith="art2(2)")
    assert item.parent
    assert item.parent.printed == "第二条"


def test_an_agent_may_not_import(cast: Cast) -> None:
    with pytest.raises(Refused):
        import_document(
            compendium_text().encode(),
            filename="x.txt",
            unit=cast.units["gas"],
            by=cast.lin,
            now=NOW,
        )
