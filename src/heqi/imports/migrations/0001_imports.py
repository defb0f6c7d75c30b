import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[("customers", "Customers with address, account and meter")],
                        default="customers",
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("mapping", "Columns to be named"),
                            ("checking", "Being checked"),
                            ("checked", "Waiting for confirmation"),
                            ("confirmed", "Being written"),
                            ("committed", "Written"),
                            ("undoing", "Being undone"),
                            ("undone", "Undone"),
                            ("refused", "Cannot be read"),
                            ("discarded", "Discarded"),
                        ],
                        default="mapping",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("file_name", models.CharField(max_length=120, verbose_name="file")),
                ("size", models.PositiveBigIntegerField(verbose_name="size")),
                ("sha256", models.CharField(max_length=64, verbose_name="checksum")),
                ("path", models.CharField(max_length=120)),
                ("format", models.CharField(max_length=8, verbose_name="format")),
                ("encoding", models.CharField(max_length=12, verbose_name="encoding")),
                ("delimiter", models.CharField(max_length=1)),
                ("columns", models.JSONField(default=list)),
                ("samples", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("defaults", models.JSONField(default=dict)),
                ("body", models.PositiveBigIntegerField(default=0)),
                ("body_size", models.PositiveBigIntegerField(default=0)),
                ("offset", models.PositiveBigIntegerField(default=0)),
                ("line", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("counts", models.JSONField(default=dict)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("made", models.JSONField(default=dict)),
                ("written", models.PositiveIntegerField(default=0, verbose_name="written")),
                ("content_sha256", models.CharField(blank=True, max_length=64)),
                ("leaves_out", models.BooleanField(default=False)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("creator_name", models.CharField(max_length=80, verbose_name="prepared by")),
                ("created_at", models.DateTimeField(verbose_name="time")),
                (
                    "confirmer_name",
                    models.CharField(blank=True, max_length=80, verbose_name="confirmed by"),
                ),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                ("committed_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["company", "-id"], name="imports_company")],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="row")),
                ("field", models.CharField(max_length=30, verbose_name="column")),
                ("error", models.CharField(max_length=12, verbose_name="kind of error")),
                (
                    "severity",
                    models.CharField(
                        choices=[("error", "Row is left out"), ("note", "To be looked at")],
                        max_length=5,
                    ),
                ),
                ("zh", models.CharField(max_length=300)),
                ("en", models.CharField(max_length=300)),
                ("clause", models.CharField(blank=True, max_length=60)),
                ("mark", models.CharField(blank=True, max_length=12)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="imports.batch",
                    ),
                ),
            ],
            options={
                "ordering": ["batch", "line", "id"],
                "indexes": [models.Index(fields=["batch", "line"], name="imports_finding_line")],
            },
        ),
        migrations.CreateModel(
            name="Remembered",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("customers", "Customers with address, account and meter")],
                        max_length=12,
                    ),
                ),
                ("heading", models.CharField(max_length=120)),
                ("field", models.CharField(blank=True, max_length=30)),
                ("at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["company", "kind", "heading"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "kind", "heading"), name="imports_heading_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Row",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="row")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("same", "On file, the same"),
                            ("changed", "On file, different"),
                            ("error", "With errors"),
                        ],
                        default="new",
                        max_length=8,
                        verbose_name="what becomes of it",
                    ),
                ),
                ("values", models.TextField()),
                ("account_key", models.CharField(max_length=40)),
                ("meter_key", models.CharField(max_length=40)),
                ("place_key", models.CharField(max_length=240)),
                ("phone", models.CharField(max_length=20)),
                ("shares", models.BooleanField(default=False)),
                ("target", models.BigIntegerField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="imports.batch",
                    ),
                ),
            ],
            options={
                "ordering": ["batch", "line"],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "line"), name="imports_row_once")
                ],
            },
        ),
    ]
