"""Whatever people do in whatever order: limits stay, flags stay, nothing closes incomplete.

A few dozen steps in the suite; ``make soak`` takes 20,000.
"""

import os

import pytest

from heqi.complaints.tests.histories import Histories
from tests.cast import Cast

STEPS = int(os.environ.get("HEQI_SOAK", "60"))
# The whole twenty thousand take longer than any other test may.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(600 + STEPS)]


@pytest.mark.clause("complaint/process", "complaint/limits")
def test_random_histories_keep_what_the_policy_promises(cast: Cast) -> None:
    histories = Histories(cast, seed=int(os.environ.get("HEQI_SEED", "7")))
    for _ in range(STEPS):
        histories.step()
    histories.home()
    assert sum(histories.done.values()) > STEPS // 10
    if STEPS >= 5000:
        # A long walk comes everywhere.
        assert histories.done.keys() >= set(histories.steps), set(histories.steps) - set(
            histories.done
        )
