"""What releases brought for each role so far, so that later ones add only what is new."""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, _schema: Any) -> None:
    """What a role has now and what somebody took out of it was brought already."""
    entries = apps.get_model("ledger", "Entry").objects.filter(code="people.change_role")
    for role in apps.get_model("people", "Role").objects.all():
        changed = entries.filter(subject_type="people.role", subject_id=role.pk)
        taken = {one for row in changed.iterator() for one in row.changes.get("removed", ())}
        role.offered = [*role.permissions, *sorted(taken - set(role.permissions))]
        role.save(update_fields=["offered"])


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="role",
            name="offered",
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
