import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0003_lookups_cannot_change"),
        ("people", "0001_initial"),
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Progress",
            fields=[
                (
                    "company",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.unit",
                    ),
                ),
                ("day", models.DateField(null=True)),
                ("lookup_id", models.BigIntegerField(default=0)),
            ],
            options={
                "ordering": ["company"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("day", models.DateField(verbose_name="day")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("asked", "Viewer asked"),
                            ("answered", "Answered"),
                            ("explained", "Explained by business"),
                            ("cleared", "Cleared"),
                            ("upheld", "Upheld"),
                            ("appealed", "Appealed"),
                            ("confirmed", "Confirmed on appeal"),
                            ("overturned", "Overturned on appeal"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("is_open", models.BooleanField(default=True, editable=False)),
                ("score", models.PositiveIntegerField(default=0, verbose_name="points")),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("asked_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True, verbose_name="due")),
                ("decided_at", models.DateTimeField(null=True)),
                ("appeal", models.TextField(blank=True, verbose_name="appeal")),
                ("appealed_at", models.DateTimeField(null=True)),
                ("evidence", models.CharField(blank=True, max_length=64)),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policies.decision",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lookup_cases",
                        to="people.staff",
                        verbose_name="viewer",
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
                "verbose_name": "case of look-ups",
                "ordering": ["-score", "-id"],
                "indexes": [
                    models.Index(fields=["company", "is_open", "-score", "-id"], name="case_desk"),
                    models.Index(fields=["unit", "is_open", "-score", "-id"], name="case_unit"),
                    models.Index(fields=["staff", "-day"], name="case_staff"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)),
                        fields=("staff", "day"),
                        name="case_of_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DayTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("group", models.CharField(max_length=60)),
                ("day", models.DateField()),
                ("customers", models.PositiveIntegerField()),
                ("peak_hour", models.PositiveIntegerField()),
                ("views", models.PositiveIntegerField()),
                ("unmasks", models.PositiveIntegerField()),
                ("clicks", models.PositiveIntegerField(default=0)),
                ("exports", models.PositiveIntegerField(default=0)),
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
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
            ],
            options={
                "ordering": ["-day", "staff"],
                "indexes": [models.Index(fields=["company", "day"], name="tally_company")],
                "constraints": [
                    models.UniqueConstraint(fields=("staff", "day"), name="tally_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=8, verbose_name="rule")),
                ("form", models.CharField(blank=True, max_length=12)),
                ("rule_version", models.CharField(max_length=20)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("points", models.PositiveIntegerField()),
                ("numbers", models.JSONField(default=dict)),
                ("looks", models.JSONField(default=list)),
                ("subjects", models.JSONField(default=list)),
                ("sentence_zh", models.CharField(max_length=300)),
                ("sentence_en", models.CharField(max_length=300)),
                ("found_at", models.DateTimeField()),
                ("digest", models.CharField(max_length=64, unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flags",
                        to="lookups.case",
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
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
            ],
            options={
                "verbose_name": "flag",
                "ordering": ["-points", "id"],
                "indexes": [
                    models.Index(fields=["staff", "rule", "-found_at"], name="flag_staff"),
                    models.Index(fields=["company", "-found_at"], name="flag_company"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GlassOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                ("opened_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
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
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.party",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
            ],
            options={
                "verbose_name": "emergency opening",
                "ordering": ["-opened_at"],
                "indexes": [models.Index(fields=["company", "-opened_at"], name="glass_company")],
            },
        ),
        migrations.CreateModel(
            name="Hint",
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
                        choices=[("self", "Oneself"), ("household", "Household")], max_length=12
                    ),
                ),
                ("found_by", models.CharField(max_length=20)),
                ("found_at", models.DateTimeField()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.party",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lookup_hints",
                        to="people.staff",
                    ),
                ),
            ],
            options={
                "verbose_name": "relation of staff to a customer",
                "ordering": ["staff", "party"],
                "constraints": [
                    models.UniqueConstraint(fields=("staff", "party"), name="hint_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Opinion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[("uphold", "Uphold"), ("clear", "Clear")], max_length=8
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("on_appeal", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="lookups.case",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
            ],
            options={
                "verbose_name": "opinion of a reviewer",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "staff"), name="opinion_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=8)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by_name", models.CharField(blank=True, max_length=80)),
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
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
            ],
            options={
                "verbose_name": "pause of look-ups",
                "ordering": ["-since"],
                "indexes": [models.Index(fields=["staff", "-until"], name="pause_staff")],
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "lookup",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="verdict",
                        serialize=False,
                        to="customers.lookup",
                    ),
                ),
                ("party_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("explained", "Explained"),
                            ("pending", "Pending"),
                            ("unexplained", "Unexplained"),
                            ("refuted", "Refuted"),
                        ],
                        max_length=12,
                        verbose_name="verdict",
                    ),
                ),
                ("link_type", models.CharField(blank=True, max_length=20)),
                ("link_id", models.CharField(blank=True, max_length=40)),
                ("decided_at", models.DateTimeField()),
                ("rule_version", models.CharField(max_length=20)),
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
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
            ],
            options={
                "verbose_name": "verdict on a look-up",
                "ordering": ["-lookup"],
                "indexes": [
                    models.Index(fields=["company", "verdict", "at"], name="verdict_window"),
                    models.Index(fields=["staff", "-at"], name="verdict_staff"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Canary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="note")),
                ("laid_at", models.DateTimeField(verbose_name="laid out")),
                ("laid_by_name", models.CharField(max_length=80)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.party",
                    ),
                ),
            ],
            options={
                "verbose_name": "bait customer",
                "ordering": ["-laid_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("party",),
                        name="canary_once",
                    )
                ],
            },
        ),
    ]
