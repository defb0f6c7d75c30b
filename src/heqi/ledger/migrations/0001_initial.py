import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("value", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="time")),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=80, verbose_name="who")),
                ("unit_id", models.BigIntegerField(null=True)),
                ("unit_name", models.CharField(blank=True, max_length=120, verbose_name="unit")),
                ("post", models.CharField(blank=True, max_length=60, verbose_name="post")),
                ("company_id", models.BigIntegerField(null=True)),
                ("code", models.CharField(max_length=60, verbose_name="action")),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("changes", models.JSONField(default=dict, verbose_name="changes")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                ("decision_id", models.BigIntegerField(null=True)),
                ("personal_digest", models.CharField(blank=True, max_length=64)),
                ("seal", models.PositiveBigIntegerField(default=None, editable=False, null=True)),
                ("position", models.PositiveIntegerField(default=None, editable=False, null=True)),
            ],
            options={
                "verbose_name": "audit entry",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id", "id"], name="entry_subject"),
                    models.Index(fields=["actor_id", "id"], name="entry_actor"),
                    models.Index(
                        condition=models.Q(("seal__isnull", True)),
                        fields=["id"],
                        name="entry_unsealed",
                    ),
                    models.Index(fields=["seal", "position"], name="entry_seal"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("data", models.JSONField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subscriber", models.CharField(max_length=120)),
                ("done_at", models.DateTimeField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("error", models.CharField(blank=True, max_length=500)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="ledger.event",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "deliveries",
                "ordering": ["next_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["next_at", "id"],
                        name="delivery_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "subscriber"), name="delivery_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("count", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                ("sealed_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="PersonalPart",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="personal",
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
                ("salt", models.CharField(max_length=32)),
                ("values", models.JSONField()),
            ],
            options={
                "ordering": ["entry_id"],
            },
        ),
    ]
