from decimal import Decimal

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("counter", "0001_halls_sales_and_slips"),
        ("people", "0001_initial"),
        ("policies", "0001_initial"),
        ("workorders", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[("gas", "Till"), ("material", "Work order")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("day", models.DateField(verbose_name="business day")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("submitted", "Submitted"),
                            ("matched", "Matched"),
                            ("difference", "Difference"),
                            ("explained", "Explained"),
                            ("approved", "Approved"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                (
                    "difference",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=12,
                        verbose_name="difference",
                    ),
                ),
                ("findings", models.PositiveIntegerField(default=0)),
                ("differed", models.BooleanField(default=False)),
                (
                    "total",
                    models.DecimalField(decimal_places=2, default=Decimal("0"), max_digits=12),
                ),
                ("due_at", models.DateTimeField(null=True, verbose_name="due")),
                ("due_title_zh", models.CharField(blank=True, max_length=80)),
                ("due_title_en", models.CharField(blank=True, max_length=120)),
                ("due_clause", models.CharField(blank=True, max_length=80)),
                ("due_mark", models.CharField(blank=True, max_length=12)),
                ("opened_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("cause", models.CharField(blank=True, max_length=30, verbose_name="cause")),
                (
                    "explanation",
                    models.CharField(blank=True, max_length=500, verbose_name="explanation"),
                ),
                ("explained_at", models.DateTimeField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
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
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policies.decision",
                    ),
                ),
                (
                    "explained_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliation",
                        to="workorders.workorder",
                    ),
                ),
                (
                    "shift",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliation",
                        to="counter.shift",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "reconciliation sheet",
                "ordering": ["-day", "-id"],
                "indexes": [
                    models.Index(fields=["company", "-day", "-id"], name="sheet_company"),
                    models.Index(fields=["unit", "-day", "-id"], name="sheet_unit"),
                    models.Index(fields=["company", "status", "due_at"], name="sheet_status"),
                    models.Index(
                        condition=models.Q(("kind", "material"), ("status", "open")),
                        fields=["due_at"],
                        name="sheet_waits",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "gas"), ("order__isnull", True), ("shift__isnull", False)
                            ),
                            models.Q(
                                ("kind", "material"),
                                ("order__isnull", False),
                                ("shift__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="sheet_of_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SheetRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "axis",
                    models.CharField(
                        choices=[
                            ("total", "All money"),
                            ("method", "Paid by"),
                            ("slips", "Slips"),
                            ("used", "Slips used"),
                            ("void", "Slips void"),
                            ("range", "Number range"),
                            ("gap", "Number left out"),
                            ("volume", "Gas sold"),
                            ("material", "Material"),
                            ("cost", "Cost of material"),
                            ("fee", "Fee"),
                        ],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=80)),
                ("document", models.DecimalField(decimal_places=3, max_digits=14, null=True)),
                ("money", models.DecimalField(decimal_places=3, max_digits=14, null=True)),
                ("system", models.DecimalField(decimal_places=3, max_digits=14, null=True)),
                ("difference", models.DecimalField(decimal_places=3, max_digits=14)),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("yuan", "yuan"),
                            ("m3", "m³"),
                            ("sheets", "slips"),
                            ("pieces", "pieces"),
                        ],
                        max_length=8,
                    ),
                ),
                ("agrees", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=120)),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="reconciliation.sheet",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
    ]
