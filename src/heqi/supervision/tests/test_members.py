"""Supervisors come from different groups, serve for a term and are VIPs by definition."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.customers.models import Party
from heqi.ledger.states import IllegalMove
from heqi.people.access import Refused
from heqi.supervision import actions
from heqi.supervision.doors import link_behind, opens, token_of
from heqi.supervision.facts import terms_on
from heqi.supervision.models import Supervisor
from heqi.supervision.queries.figures import composition
from heqi.supervision.tests.scenes import linked, nominated, said, serving
from heqi.tiers.models import Assessment
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
Capture = Callable[..., Any]


@pytest.mark.clause("supervision/members")
def test_a_term_lasts_as_long_as_the_policy_says_and_is_renewed_once(cast: Cast) -> None:
    row = serving(cast)
    assert row.until == TODAY.replace(year=2028)
    actions.renew_supervisor(row, by=cast.he, now=NOW)
    assert row.until == TODAY.replace(year=2030)
    with pytest.raises(ValidationError):
        actions.renew_supervisor(row, by=cast.he, now=NOW)
    assert [term.place for term in row.terms.all()] == [1, 2]


@pytest.mark.clause("supervision/members")
def test_nobody_serves_before_confidentiality_is_signed(cast: Cast) -> None:
    row = nominated(cast)
    for day in (None, TODAY + timedelta(days=1)):
        with pytest.raises(ValidationError) as error:
            actions.appoint_supervisor(row, since=TODAY, confidential_on=day, by=cast.he, now=NOW)
        assert "confidential_on" in error.value.message_dict
    row.refresh_from_db()
    assert row.status == "nominated"


@pytest.mark.clause("supervision/members")
def test_the_network_has_no_more_members_than_the_policy_lets_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = terms_on(on=TODAY, company_id=None).most
    for n in range(most):
        serving(cast, n)
    with pytest.raises(ValidationError):
        serving(cast, most)


@pytest.mark.clause("supervision/members")
def test_the_composition_is_held_against_the_intended_mix(cast: Cast) -> None:
    for n, group in enumerate(["residents", "residents", "media"]):
        serving(cast, n, group=group)
    found = composition(cast.units["gas"], on=TODAY)
    parts = {part.group: part for part in found.parts}
    assert (found.total, found.least, found.most, found.fits) == (3, 15, 30, False)
    assert (parts["residents"].count, parts["residents"].wanted) == (2, 4)
    assert parts["media"].short == 0
    assert parts["deputies"].short == 3


@pytest.mark.clause("tiering/4.1-supervisors", "supervision/members")
def test_who_is_appointed_enters_the_tier_process_by_himself(cast: Cast, wang: Party) -> None:
    row = serving(cast, party=wang)
    made = Assessment.objects.get(party=wang)
    assert (made.criterion, made.tier, made.valid_until) == (
        "supervisors",
        "vip_person",
        row.until,
    )
    assert row.terms.get().tier_asked


def test_what_kept_the_tier_from_being_proposed_is_told_and_tried_again(
    cast: Cast, wang: Party
) -> None:
    from heqi.tiers.actions import propose_tier, withdraw_proposal

    other = propose_tier(
        wang, criterion="media", reason="记者", proof="记者证", by=cast.he, now=NOW
    )
    term = serving(cast, party=wang).terms.get()
    assert not term.tier_asked
    assert other.number in term.tier_note
    withdraw_proposal(other, reason="重复", by=cast.he, now=NOW)
    assert actions.ask_tiers(now=NOW) == 0
    assert actions.ask_tiers(now=NOW + timedelta(days=2)) == 1
    term.refresh_from_db()
    assert term.tier_asked
    assert actions.ask_tiers(now=NOW + timedelta(days=4)) == 0


@pytest.mark.clause("supervision/members")
def test_a_term_that_is_over_and_a_year_without_activity_release_by_themselves(
    cast: Cast,
) -> None:
    idle, busy = serving(cast, 1), linked(cast, 2).supervisor
    later = NOW + timedelta(days=200)
    actions.submit_opinion(busy.links.get(), said(), now=later)
    assert actions.end_terms(now=NOW + timedelta(days=364)) == 0
    assert actions.end_terms(now=NOW + timedelta(days=366)) == 1
    idle.refresh_from_db()
    assert (idle.status, idle.ending) == ("ended", "inactive")
    actions.submit_opinion(busy.links.get(), said(), now=NOW + timedelta(days=500))
    actions.submit_opinion(busy.links.get(), said(), now=NOW + timedelta(days=700))
    assert actions.end_terms(now=NOW + timedelta(days=732)) == 1
    busy.refresh_from_db()
    assert busy.ending == "term"


@pytest.mark.clause("supervision/members")
def test_whose_term_ends_loses_the_link_and_the_tier_is_looked_at(
    cast: Cast, wang: Party, django_capture_on_commit_callbacks: Capture
) -> None:
    link = linked(cast, party=wang)
    approval = Approval.objects.get(pk=Assessment.objects.get(party=wang).approval_id)
    with django_capture_on_commit_callbacks(execute=True):
        approve(approval, opinion="同意", by=cast.zhoujm, now=NOW)
    row = Supervisor.objects.select_related("party__company", "party__unit", "unit").get(
        pk=link.supervisor_id
    )
    actions.release_supervisor(row, ending="resigned", reason="工作调动", by=cast.he, now=NOW)
    again = link_behind(token_of(link))
    assert again is not None
    assert not opens(again, on=TODAY)
    assert Assessment.objects.filter(party=wang, occasion="basis_lost").exists()


def test_a_link_is_signed_replaced_and_closed(cast: Cast) -> None:
    first = linked(cast)
    token = token_of(first)
    assert link_behind(token) == first
    assert link_behind(token[:-2] + "xx") is None
    second = actions.issue_link(first.supervisor, by=cast.he, now=NOW)
    old, new = link_behind(token), link_behind(token_of(second))
    assert old is not None
    assert new is not None
    assert (opens(old, on=TODAY), opens(new, on=TODAY)) == (False, True)
    assert not opens(new, on=second.expires_on + timedelta(days=1))
    actions.revoke_link(second, by=cast.he, now=NOW)
    closed = link_behind(token_of(second))
    assert closed is not None
    assert not opens(closed, on=TODAY)


def test_only_the_office_keeps_the_register(cast: Cast) -> None:
    row = serving(cast)
    for by in (cast.han, cast.lin, cast.other, cast.zhoujm):
        with pytest.raises(Refused):
            actions.issue_link(row, by=by, now=NOW)
    assert not Supervisor.objects.visible_to(cast.han).exists()
    assert not Supervisor.objects.visible_to(cast.other).exists()
    assert Supervisor.objects.visible_to(cast.zhoujm).count() == 1


def test_wrong_data_are_told_at_their_field(cast: Cast, wang: Party) -> None:
    with pytest.raises(ValidationError) as error:
        nominated(cast, name=" ", phone="12", group="aliens")
    assert set(error.value.message_dict) == {"name", "phone", "group"}
    nominated(cast, 1, party=wang)
    with pytest.raises(ValidationError) as error:
        nominated(cast, 2, party=wang)
    assert "party" in error.value.message_dict
    row = nominated(cast, 3)
    actions.decline_nomination(row, reason="本人不便", by=cast.he, now=NOW)
    with pytest.raises(IllegalMove):
        actions.decline_nomination(row, reason="本人不便", by=cast.he, now=NOW)
