"""The demo's own compendium: read back by the importer like any other."""

from heqi.policies.packs import common_pack
from heqi.policies.reader import Compendium, bind, read_compendium
from heqi.web.demo.compendium import compendium_text

# Announced in the preface without a text, or broken off, as in the compendium that it imitates.
WITHOUT_TEXT = {"callback", "complaint", "supervision"}
# Never part of a company's document.
LAW = {"civil-code", "gas-regulation", "gas-service-standard", "gas-meter-verification"}


def read() -> Compendium:
    return read_compendium(compendium_text().encode(), "demo.txt")


def test_its_text_carries_every_clause_but_those_of_policies_that_have_none() -> None:
    clauses = [c for p in common_pack().policies.values() for c in p.clauses]
    unbound = {clause.partition("/")[0] for clause in bind(read(), clauses).unbound_ids}
    assert unbound - LAW == WITHOUT_TEXT


def test_its_tables_and_forms_are_found() -> None:
    found = read()
    assert [t.clause for t in found.tables] == ["framework/5.3", "authority/4", "tiering/7.2"]
    assert {f.ref for f in found.forms} == {
        "inspection/form-1",
        "authority/form-1",
        "conduct/form-1",
    }


def test_its_doubts_are_those_that_an_attentive_reader_finds() -> None:
    doubts = {a.code for a in read().anomalies}
    assert doubts >= {
        "announced-absent",
        "kind-without-row",
        "term-undefined",
        "unnumbered-paragraph",
    }
