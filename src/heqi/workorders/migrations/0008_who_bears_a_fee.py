from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workorders", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="feeline",
            name="payer",
            field=models.CharField(default="customer", max_length=12, verbose_name="borne by"),
        ),
        migrations.AddField(
            model_name="feeline",
            name="payer_clause",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="feeline",
            name="payer_note",
            field=models.CharField(blank=True, max_length=120, verbose_name="ground"),
        ),
        migrations.AddField(
            model_name="workorder",
            name="details",
            field=models.JSONField(default=dict),
        ),
    ]
