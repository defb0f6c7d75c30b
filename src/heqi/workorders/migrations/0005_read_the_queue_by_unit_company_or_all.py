from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_lookups_cannot_change"),
        ("people", "0001_initial"),
        ("policies", "0001_initial"),
        ("service", "0002_index_open_rows_alone"),
        ("workorders", "0004_holds_are_approved"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="workorder",
            name="order_status",
        ),
        migrations.RemoveIndex(
            model_name="workorder",
            name="order_unit_status",
        ),
        migrations.RemoveIndex(
            model_name="workorder",
            name="order_created",
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
            name="order_vip",
        ),
        migrations.AddField(
            model_name="workorder",
            name="lane",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        status__in=("to_dispatch", "returned", "rework", "wasted"),
                        then=models.Value("to_dispatch"),
                    ),
                    models.When(
                        status__in=(
                            "dispatched",
                            "accepted",
                            "booked",
                            "on_the_way",
                            "on_site",
                            "working",
                        ),
                        then=models.Value("in_hand"),
                    ),
                    models.When(status__in=("suspended",), then=models.Value("suspended")),
                    models.When(status__in=("done",), then=models.Value("to_review")),
                    models.When(status__in=("to_call_back",), then=models.Value("to_call_back")),
                    models.When(status__in=("closed", "archived"), then=models.Value("closed")),
                    default=models.Value(""),
                ),
                output_field=models.CharField(max_length=12),
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                fields=["company", "is_open", "queue_at", "id", "due_at", "alert"],
                name="order_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                fields=["unit", "is_open", "queue_at", "id", "due_at", "alert"], name="order_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                fields=["is_open", "queue_at", "id", "due_at", "alert"], name="order_all"
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["company", "lane", "queue_at", "id"], name="order_lane"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["unit", "lane", "queue_at", "id"], name="order_unit_lane"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["lane", "queue_at", "id"], name="order_all_lane"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["company", "created_at", "id"], name="order_created"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["unit", "created_at", "id"], name="order_unit_created"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["created_at", "id"], name="order_all_created"),
        ),
    ]
