"""What projects prove of the conditions of delegated authority (授权办法 4)."""

from datetime import timedelta

import pytest

from heqi.authority import subjects
from heqi.projects.actions import install_households, mark_obstructing
from heqi.projects.proofs import PROJECT
from heqi.projects.tests.makers import Works, bring, make_project
from tests.cast import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.mark.clause("authority/4-waiver-2")
def test_the_project_says_how_many_obstruct_how_many_wait_and_when_it_ends(works: Works) -> None:
    project = bring(make_project(works, kind="compound", homes=34), "construction", works)
    homes = list(project.households.all())
    for row in homes[:3]:
        mark_obstructing(row, reason="不同意立管走向", by=works.wei, now=NOW)
    install_households(project, homes[3:], by=works.wei, now=NOW)
    end = TODAY + timedelta(days=12)
    type(project.contract).objects.filter(pk=project.contract.pk).update(
        signed_on=TODAY - timedelta(days=90), ready_on=TODAY, expires_on=end
    )
    subject = subjects.read(works.wei, f"{PROJECT}:{project.pk}")
    assert subject is not None
    found = {
        code: subjects.prove_condition(subject, code, on=TODAY)
        for code in ("contract_expires_soon", "enough_affected", "few_blocking")
    }
    assert {code: one and one.value for code, one in found.items()} == {
        "contract_expires_soon": end,
        "enough_affected": 31,
        "few_blocking": 3,
    }


@pytest.mark.clause("authority/4-priority-1")
def test_contract_and_payment_are_read_from_the_project(works: Works) -> None:
    project = make_project(works, kind="commercial")
    subject = subjects.read(works.wei, f"{PROJECT}:{project.pk}")
    before = subjects.prove_condition(subject, "contract_signed", on=TODAY)
    assert before is not None
    assert not before.holds
    bring(project, "construction", works)
    for code in ("contract_signed", "paid_as_agreed"):
        after = subjects.prove_condition(subject, code, on=TODAY)
        assert after is not None
        assert after.holds


def test_a_project_of_another_company_is_no_subject(works: Works) -> None:
    project = make_project(works)
    key = f"{PROJECT}:{project.pk}"
    assert subjects.read(works.cast.other, key) is None
    found = subjects.find(works.cast.other, project.number, now=NOW)
    assert [one for one in found if one.key == key] == []
    assert subjects.read(works.wei, f"{PROJECT}:abc") is None
