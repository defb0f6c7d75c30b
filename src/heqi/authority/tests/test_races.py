"""Eight at once sign one form: decided exactly once, never by its maker (issue 6).

``HEQI_SOAK=1000 pytest src/heqi/authority/tests/test_races.py`` plays the whole thousand rounds:
on two busy cores 330 seconds with SQLite and 644 with PostgreSQL, each form decided once.
"""

import os
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from heqi.approvals.actions import approve, refuse_approval
from heqi.approvals.models import Approval, Vote
from heqi.authority.actions.using import use_authority
from heqi.authority.models import Use
from heqi.authority.states import Status
from heqi.authority.tests.scenes import actor, attempt, happen, heads
from heqi.ledger.actors import Actor
from heqi.ledger.models import Entry
from heqi.ledger.states import IllegalMove, StaleState
from heqi.people.access import Refused
from tests.cast import NOW, Cast

ROUNDS = int(os.environ.get("HEQI_SOAK", "3"))
# The whole thousand takes longer than any other test may.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600 + 10 * ROUNDS)]
LOST = (StaleState, IllegalMove, Refused)


def _race(runs: list[Callable[[], None]]) -> tuple[list[int], list[BaseException]]:
    start = threading.Barrier(len(runs))
    won: list[int] = []
    faults: list[BaseException] = []

    def run(n: int, action: Callable[[], None]) -> None:
        try:
            start.wait(20)
            action()
            won.append(n)
        except LOST:
            pass
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, one)) for n, one in enumerate(runs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return won, faults


@pytest.mark.clause("authority/5.1")
def test_eight_at_once_decide_a_form_exactly_once_and_never_its_maker(cast: Cast) -> None:
    heads(cast)
    maker, head = actor(cast, "market"), actor(cast, "engineering")
    approver, absent = actor(cast, "zheng"), actor(cast, "zhoujm")
    for n in range(ROUNDS):
        now = NOW + timedelta(seconds=n)
        row = use_authority(attempt("waiver_2"), by=maker, now=now)
        approve(Approval.objects.get(pk=row.approval_id), by=head, now=now)
        pk = row.approval_id

        def sign(by: Actor, pk: int | None = pk) -> Callable[[], None]:
            return lambda: approve(Approval.objects.get(pk=pk), by=by, now=NOW)

        def refuse(by: Actor, pk: int | None = pk) -> Callable[[], None]:
            return lambda: refuse_approval(Approval.objects.get(pk=pk), reason="x", by=by, now=NOW)

        runs = [*(sign(approver) for _ in range(3)), *(refuse(approver) for _ in range(2))]
        runs += [sign(maker), sign(absent), refuse(maker)]
        won, faults = _race(runs)
        assert faults == []
        assert len(won) == 1
        assert won[0] < 5
        votes = Vote.objects.filter(step__approval_id=pk)
        assert votes.count() == 2
        assert not votes.filter(staff_id=maker.id).exists()
        ends = Entry.objects.filter(
            subject_type="approvals.approval",
            subject_id=str(pk),
            code__in=["approvals.grant", "approvals.end_refused"],
        )
        assert ends.count() == 1
        happen(row)
        expected = Status.DONE if won[0] < 3 else Status.REFUSED
        assert row.status == expected
        assert (row.effective_at is not None) == (won[0] < 3)
    assert Use.objects.filter(status=Status.SIGNING).count() == 0
