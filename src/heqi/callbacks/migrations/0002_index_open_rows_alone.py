from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("callbacks", "0001_initial"),
        ("customers", "0003_lookups_cannot_change"),
        ("people", "0001_initial"),
        ("policies", "0001_initial"),
        ("service", "0001_initial"),
        ("workorders", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="callbacktask",
            name="callback_queue",
        ),
        migrations.RemoveIndex(
            model_name="callbacktask",
            name="callback_unit",
        ),
        migrations.AddIndex(
            model_name="callbacktask",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["company", "queue_at", "id"],
                name="callback_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="callbacktask",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["unit", "queue_at", "id"],
                name="callback_unit",
            ),
        ),
    ]
