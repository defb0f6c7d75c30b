from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_lookups_cannot_change"),
        ("people", "0001_initial"),
        ("policies", "0001_initial"),
        ("service", "0002_index_open_rows_alone"),
        ("workorders", "0001_initial"),
    ]

    operations = [
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
        migrations.RemoveIndex(
            model_name="workorder",
            name="order_kind",
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["company", "queue_at", "id"],
                name="order_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["unit", "queue_at", "id"],
                name="order_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["assignee", "queue_at", "id"],
                name="order_mine",
            ),
        ),
    ]
