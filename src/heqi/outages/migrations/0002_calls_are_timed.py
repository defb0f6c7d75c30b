"""Posts called to the site before now: the clock of their call counts their coming."""

from typing import Any

from django.db import migrations


def mark(apps: Any, _schema: Any) -> None:
    """Mark the attendance that a call brought."""
    attendance = apps.get_model("workorders", "Attendance").objects
    calls = apps.get_model("outages", "Summons").objects.values_list(
        "emergency__order_id", "post_id"
    )
    for order, post in calls.iterator():
        attendance.filter(order_id=order, post=post).update(timed=True)


class Migration(migrations.Migration):
    dependencies = [
        ("outages", "0001_emergencies_and_outages"),
        ("workorders", "0010_whose_clock_counts_a_coming"),
    ]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
