"""The clauses of inspections in figures: what was kept in a month and what was not."""

from datetime import timedelta

import pytest

from heqi.inspections.measures import count, missed, tell
from heqi.inspections.models import Inspection
from heqi.inspections.tests.scenes import arranged, closed, found, routine, started
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
MONTH = NOW.date().replace(day=1)


@pytest.mark.clause("inspection/5.5", "inspection/6.2", "inspection/6.3")
def test_schemes_corrections_and_notices_are_counted_and_lead_to_what_was_left_out(
    cast: Cast,
) -> None:
    special, own = started(cast, arranged(cast)), started(cast, routine(cast))
    found(cast, special)
    found(cast, own)
    left = found(cast, own, problem="工具箱未定期清点。")
    closed(cast, special)
    Inspection.objects.filter(pk=own.pk).update(scheme_at=None)
    gas = cast.units["gas"]

    def told(now: object) -> dict[str, tuple[int, int, int]]:
        rows = count(gas, MONTH, now=now)  # type: ignore[arg-type]
        return {one.clause: (one.kept, one.missed, one.open) for one in rows}

    assert told(NOW) == {
        "inspection/5.5": (1, 1, 0), "inspection/6.2": (0, 0, 2), "inspection/6.3": (1, 0, 0)
    }  # fmt: skip
    assert told(NOW + timedelta(days=30))["inspection/6.2"] == (0, 2, 0)
    rows = list(missed(gas, MONTH, "inspection/6.2", "corrected"))
    assert rows[0] == left
    assert tell(rows)[0].why == "当月未处理"
    assert [one.label for one in tell(list(missed(gas, MONTH, "inspection/5.5", "scheme")))] == [
        own.number
    ]
