from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_lookups_cannot_change"),
        ("people", "0001_initial"),
        ("policies", "0001_initial"),
        ("service", "0001_initial"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="servicerequest",
            name="request_queue",
        ),
        migrations.RemoveIndex(
            model_name="servicerequest",
            name="request_unit",
        ),
        migrations.RemoveIndex(
            model_name="servicerequest",
            name="request_mine",
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["company", "queue_at", "id"],
                name="request_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["unit", "queue_at", "id"],
                name="request_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="servicerequest",
            index=models.Index(
                condition=models.Q(("is_open", True)),
                fields=["opened_by", "queue_at", "id"],
                name="request_mine",
            ),
        ),
    ]
