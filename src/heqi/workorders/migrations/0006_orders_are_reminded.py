from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workorders", "0005_read_the_queue_by_unit_company_or_all"),
    ]

    operations = [
        migrations.AddField(
            model_name="workorder",
            name="reminded_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="workorder",
            name="reminders",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="reminders"),
        ),
    ]
