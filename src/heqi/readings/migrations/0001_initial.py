import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0003_lookups_cannot_change"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Route",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="route number")),
                ("name", models.CharField(max_length=60, verbose_name="route")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "reader",
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
                "verbose_name": "route",
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "code"), name="route_code")
                ],
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "Being read"), ("done", "Done")], max_length=8
                    ),
                ),
                ("stops", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
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
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="readings.route",
                    ),
                ),
            ],
            options={
                "verbose_name": "reading round",
                "ordering": ["-month", "route"],
                "indexes": [
                    models.Index(fields=["reader", "status", "due_on"], name="round_reader"),
                    models.Index(fields=["company", "-month"], name="round_month"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("route", "month"), name="round_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                (
                    "route",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stops",
                        to="readings.route",
                    ),
                ),
                (
                    "service_point",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.servicepoint",
                    ),
                ),
            ],
            options={
                "ordering": ["place", "id"],
                "indexes": [models.Index(fields=["route", "place"], name="stop_place")],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_on", models.DateField(verbose_name="read on")),
                (
                    "value",
                    models.DecimalField(decimal_places=3, max_digits=12, verbose_name="reading"),
                ),
                ("last_value", models.DecimalField(decimal_places=3, max_digits=12, null=True)),
                (
                    "used_m3",
                    models.DecimalField(
                        decimal_places=3, max_digits=12, null=True, verbose_name="used (m³)"
                    ),
                ),
                ("same_season_m3", models.DecimalField(decimal_places=3, max_digits=12, null=True)),
                ("reason", models.CharField(blank=True, max_length=20, verbose_name="reason")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("findings", models.JSONField(default=list)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("taken", "Kept"),
                            ("to_review", "To review"),
                            ("confirmed", "Confirmed"),
                            ("returned", "To read again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=60, null=True, unique=True)),
                ("device_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(null=True)),
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
                    "meter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="customers.meter",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "service_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="customers.servicepoint",
                    ),
                ),
                (
                    "taken_by",
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
                (
                    "round",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="readings.round",
                    ),
                ),
            ],
            options={
                "verbose_name": "meter reading",
                "ordering": ["-read_on", "-id"],
                "indexes": [
                    models.Index(fields=["meter", "-read_on"], name="reading_meter"),
                    models.Index(fields=["company", "status", "-id"], name="reading_status"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("taken", "to_review", "confirmed"))),
                        fields=("meter", "read_on"),
                        name="reading_once_a_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Miss",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cause", models.CharField(max_length=20)),
                ("note", models.CharField(blank=True, max_length=200)),
                ("key", models.CharField(max_length=60, null=True, unique=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "service_point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.servicepoint",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="misses",
                        to="readings.round",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("round", "service_point"), name="miss_once")
                ],
            },
        ),
    ]
