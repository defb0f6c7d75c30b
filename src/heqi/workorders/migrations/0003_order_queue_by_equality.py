from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_lookups_cannot_change"),
        ("people", "0001_initial"),
        ("policies", "0001_initial"),
        ("service", "0002_index_open_rows_alone"),
        ("workorders", "0002_index_open_rows_alone"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="workorder",
            name="order_vip",
        ),
        migrations.RemoveIndex(
            model_name="workorder",
            name="order_queue",
        ),
        migrations.RemoveIndex(
            model_name="workorder",
            name="order_unit",
        ),
        migrations.RemoveIndex(
            model_name="workorder",
            name="order_mine",
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["company", "is_open", "queue_at", "id"], name="order_queue"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["unit", "is_open", "queue_at", "id"], name="order_unit"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["assignee", "is_open", "queue_at", "id"], name="order_mine"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                condition=models.Q(
                    ("is_open", True), models.Q(("tier", "standard"), _negated=True)
                ),
                fields=["company", "queue_at", "id"],
                name="order_vip",
            ),
        ),
    ]
