from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("compendium", "0002_evidence_beside_clauses")]

    operations = [
        migrations.AddField(
            model_name="proof",
            name="withdrawn_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="proof",
            name="withdrawn_by",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="proof",
            name="withdrawn_for",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="reason"),
            preserve_default=False,
        ),
    ]
