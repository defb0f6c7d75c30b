"""Two of a group record at the same time: each finding has its own number."""

import threading

import pytest
from django.db import connection

from heqi.inspections.models import Finding, Inspection, SheetItem
from heqi.inspections.tests.scenes import found, routine, started
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.clause("inspection/6.2")
def test_findings_recorded_at_the_same_time_are_numbered_one_after_the_other(cast: Cast) -> None:
    row = started(cast, routine(cast))
    assert SheetItem.objects.filter(inspection=row).exists()
    start = threading.Barrier(4)
    faults: list[BaseException] = []

    def record() -> None:
        try:
            start.wait(20)
            found(cast, Inspection.objects.select_related("unit", "company").get(pk=row.pk))
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=record) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    numbers = sorted(Finding.objects.values_list("number", flat=True))
    assert numbers == [f"{row.number}-{n:02d}" for n in range(1, 5)]
