from typing import Any

import django.utils.timezone
from django.db import migrations, models


def asked_when_begun(apps: Any, schema_editor: Any) -> None:
    """Holds made before approvals existed were granted as they were asked for."""
    apps.get_model("workorders", "Suspension").objects.update(asked_at=models.F("since"))


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0001_initial"),
        ("workorders", "0003_order_queue_by_equality"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="suspension",
            options={"ordering": ["-asked_at", "-id"], "verbose_name": "hold"},
        ),
        migrations.RemoveIndex(
            model_name="suspension",
            name="suspension_cap",
        ),
        migrations.AddField(
            model_name="suspension",
            name="asked_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.RunPython(asked_when_begun, migrations.RunPython.noop),
        migrations.AddField(
            model_name="suspension",
            name="decided_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="suspension",
            name="decided_by_name",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="suspension",
            name="refusal",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="suspension",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "waits for approval"),
                    ("granted", "granted"),
                    ("refused", "refused"),
                    ("dropped", "no longer wanted"),
                ],
                default="granted",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="hold_asked",
            field=models.BooleanField(default=False, verbose_name="hold waits for approval"),
        ),
        migrations.AddIndex(
            model_name="suspension",
            index=models.Index(
                condition=models.Q(
                    ("expired_at__isnull", True), ("state", "granted"), ("until__isnull", True)
                ),
                fields=["cap_at"],
                name="suspension_cap",
            ),
        ),
    ]
