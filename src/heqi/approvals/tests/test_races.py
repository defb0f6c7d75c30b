"""Eight at once: exactly one grant, on SQLite and on PostgreSQL, with real threads."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from heqi.approvals.actions import (
    approve,
    hand_over,
    refuse_approval,
    return_approval,
    submit,
    withdraw,
)
from heqi.approvals.models import Approval, Step, Vote
from heqi.approvals.plans import StepPlan
from heqi.approvals.tests.flows import ask
from heqi.ledger.models import Entry, Event
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db(transaction=True)
SIGNERS = ("lin", "sun", "wu", "ma", "li", "han", "he", "zhoujm")
LOST = (StaleState, IllegalMove, Refused)


def _race(*runs: Callable[[], None]) -> tuple[int, list[BaseException]]:
    """Run all at once; how many went through, and what nobody expected."""
    start, won, faults = threading.Barrier(len(runs)), [], []

    def run(action: Callable[[], None]) -> None:
        try:
            start.wait(20)
            action()
            won.append(1)
        except LOST:
            pass
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(action,)) for action in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return len(won), faults


def _granted() -> int:
    events = Event.objects.filter(name="approvals.ApprovalGranted").count()
    assert events == Entry.objects.filter(code="approvals.grant").count()
    return events


@pytest.mark.parametrize("round_", range(3))
def test_of_eight_signers_where_one_suffices_one_grants(cast: Cast, round_: int) -> None:
    people = [cast.staff[name] for name in SIGNERS]
    pk = ask(cast, StepPlan(staff=people)).pk
    actors = [getattr(cast, name) for name in SIGNERS]
    won, faults = _race(
        *(lambda by=by: approve(Approval.objects.get(pk=pk), by=by, now=NOW) for by in actors)
    )
    assert faults == []
    assert (won, _granted(), Vote.objects.count()) == (1, 1, 1)


def test_eight_who_must_all_sign_at_once_grant_once(cast: Cast) -> None:
    people = [cast.staff[name] for name in SIGNERS]
    pk = ask(cast, StepPlan(staff=people, rule="all")).pk
    actors = [getattr(cast, name) for name in SIGNERS]
    won, faults = _race(
        *(lambda by=by: approve(Approval.objects.get(pk=pk), by=by, now=NOW) for by in actors)
    )
    assert faults == []
    assert (won, _granted(), Vote.objects.count()) == (8, 1, 8)


@pytest.mark.parametrize("rule", ["any", "all"])
def test_one_signer_pressing_eight_times_votes_once(cast: Cast, rule: str) -> None:
    people = [cast.staff["he"], cast.staff["han"]]
    pk = ask(cast, StepPlan(staff=people, rule=rule)).pk
    by = cast.he
    won, faults = _race(
        *(lambda: approve(Approval.objects.get(pk=pk), by=by, now=NOW) for _ in range(8))
    )
    assert faults == []
    assert (won, Vote.objects.count()) == (1, 1)
    assert _granted() == (1 if rule == "any" else 0)


def test_a_double_press_does_not_sign_the_next_step_of_the_same_post(cast: Cast) -> None:
    approval = ask(
        cast, StepPlan(posts=["head_service_office"]), StepPlan(posts=["head_service_office"])
    )
    pk, seen, by = approval.pk, approval.current_id, cast.he
    won, faults = _race(
        *(lambda: approve(Approval.objects.get(pk=pk), step=seen, by=by, now=NOW) for _ in range(8))
    )
    assert faults == []
    assert (won, _granted(), Vote.objects.count()) == (1, 0, 1)
    assert list(Step.objects.values_list("state", flat=True)) == ["passed", "open"]


def test_of_grant_refusal_return_withdrawal_and_handing_over_one_decides(cast: Cast) -> None:
    people = [cast.staff[name] for name in ("he", "han", "zhoujm", "wu")]
    pk = ask(cast, StepPlan(staff=people)).pk
    he, han, zhoujm, wu, zhou = cast.he, cast.han, cast.zhoujm, cast.wu, cast.zhou
    to = cast.staff["qian"]
    get = Approval.objects.get
    _won, faults = _race(
        lambda: approve(get(pk=pk), by=he, now=NOW),
        lambda: refuse_approval(get(pk=pk), reason="x", by=han, now=NOW),
        lambda: return_approval(get(pk=pk), reason="x", by=zhoujm, now=NOW),
        lambda: withdraw(get(pk=pk), by=zhou, now=NOW),
        lambda: hand_over(get(pk=pk), to=to, reason="x", by=wu, now=NOW),
    )
    assert faults == []
    ends = ("Granted", "Refused", "Returned", "Withdrawn")
    events = Event.objects.filter(name__in=[f"approvals.Approval{end}" for end in ends])
    # Withdrawing what was just returned is possible; every other pair is not.
    names = sorted(e.name.removeprefix("approvals.Approval") for e in events)
    assert len(names) == 1 or names == ["Returned", "Withdrawn"]
    assert (get(pk=pk).status, get(pk=pk).current) == (names[-1].lower(), None)


def test_two_who_submit_the_same_row_at_once_make_one(cast: Cast) -> None:
    gas, by = cast.units["gas"], cast.zhou
    step = StepPlan(posts=["head_service_office"])

    def run() -> None:
        from django.core.exceptions import ValidationError

        try:
            submit(gas, kind="a.b", title="t", unit=gas, steps=[step], by=by, now=NOW)
        except ValidationError:
            raise StaleState from None

    won, faults = _race(*(run for _ in range(4)))
    assert faults == []
    assert (won, Approval.objects.count()) == (1, 1)
