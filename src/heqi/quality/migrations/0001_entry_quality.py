import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Check",
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
                        choices=[("sample", "Monthly sample"), ("stock", "Whole stock")],
                        max_length=8,
                    ),
                ),
                ("month", models.DateField(null=True, verbose_name="month")),
                ("source", models.CharField(blank=True, max_length=60)),
                ("seed", models.CharField(blank=True, max_length=60)),
                ("ratio", models.DecimalField(decimal_places=4, max_digits=6, null=True)),
                ("population", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("found", models.PositiveIntegerField(default=0)),
                ("cursor", models.BigIntegerField(default=0)),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("by_name", models.CharField(max_length=80)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "check of entries",
                "ordering": ["-started_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "sample")),
                        fields=("company", "month"),
                        name="sample_once_a_month",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at__isnull", True), ("kind", "stock")),
                        fields=("company", "source"),
                        name="stock_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryError",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "staff_name",
                    models.CharField(blank=True, max_length=80, verbose_name="entered by"),
                ),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("subject_label", models.CharField(max_length=120, verbose_name="record")),
                ("kind", models.CharField(max_length=20, verbose_name="kind of record")),
                (
                    "group",
                    models.CharField(
                        choices=[("master_data", "Master data"), ("order", "Orders and requests")],
                        max_length=12,
                        verbose_name="kind of entry",
                    ),
                ),
                ("field", models.CharField(blank=True, max_length=40, verbose_name="field")),
                (
                    "error",
                    models.CharField(
                        choices=[
                            ("missing", "Missing"),
                            ("format", "Form"),
                            ("wrong", "Wrong content"),
                            ("duplicate", "Duplicate"),
                            ("late", "Entered late"),
                            ("no_evidence", "No evidence"),
                        ],
                        max_length=12,
                        verbose_name="class of the error",
                    ),
                ),
                ("note", models.CharField(max_length=300, verbose_name="what the error is")),
                ("clause", models.CharField(blank=True, max_length=80)),
                ("mark", models.CharField(blank=True, max_length=12)),
                (
                    "found_by",
                    models.CharField(
                        choices=[
                            ("sample", "Monthly check"),
                            ("self_check", "Daily self-check"),
                            ("next_step", "Next step"),
                            ("business", "Verified in business"),
                            ("leader", "Team leader"),
                            ("bulk", "Check of the stock"),
                            ("timing", "Timeliness"),
                            ("complaint", "Complaint"),
                        ],
                        max_length=12,
                        verbose_name="discovered by",
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="found")),
                ("finder_id", models.BigIntegerField(null=True)),
                ("finder_name", models.CharField(blank=True, max_length=80)),
                ("entered_at", models.DateTimeField(null=True, verbose_name="entered")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("found", "Found"),
                            ("returned", "Returned"),
                            ("corrected", "Corrected"),
                            ("dismissed", "No error"),
                        ],
                        default="found",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("is_open", models.BooleanField(default=True, editable=False)),
                ("returned_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True, verbose_name="to be corrected by")),
                ("due_clause", models.CharField(blank=True, max_length=80)),
                ("due_mark", models.CharField(blank=True, max_length=12)),
                ("corrected_at", models.DateTimeField(null=True)),
                ("corrected_by", models.CharField(blank=True, max_length=80)),
                (
                    "outcome",
                    models.CharField(blank=True, max_length=300, verbose_name="what was done"),
                ),
                (
                    "complaint",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="caused the complaint"
                    ),
                ),
                (
                    "check_run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="errors",
                        to="quality.check",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry_errors",
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
                "verbose_name": "entry error",
                "ordering": ["-found_at", "-id"],
                "indexes": [
                    models.Index(fields=["company", "-found_at", "-id"], name="error_company"),
                    models.Index(fields=["unit", "-found_at", "-id"], name="error_unit"),
                    models.Index(fields=["staff", "-found_at", "-id"], name="error_staff"),
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["company", "due_at"],
                        name="error_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)),
                        fields=("subject_type", "subject_id", "field", "error"),
                        name="error_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryTiming",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("subject_label", models.CharField(max_length=120)),
                ("happened_at", models.DateTimeField(verbose_name="happened")),
                ("entered_at", models.DateTimeField(verbose_name="entered")),
                ("enter_by", models.DateTimeField(null=True, verbose_name="to be entered by")),
                ("passed_on_at", models.DateTimeField(null=True, verbose_name="passed on")),
                ("pass_on_by", models.DateTimeField(null=True, verbose_name="to be passed on by")),
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
                "verbose_name": "time of an entry",
                "ordering": ["-entered_at", "-id"],
                "indexes": [models.Index(fields=["company", "-entered_at"], name="timing_company")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_type", "subject_id"), name="timing_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                ("figures", models.JSONField()),
                ("reported_at", models.DateTimeField(verbose_name="reported")),
                ("reported_by", models.CharField(max_length=80)),
                ("read_at", models.DateTimeField(null=True, verbose_name="read")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "leader",
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
                        verbose_name="department",
                    ),
                ),
            ],
            options={
                "verbose_name": "monthly report",
                "ordering": ["-month", "unit"],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "month"), name="month_report_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RightsReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quarter", models.DateField(verbose_name="quarter")),
                ("opened_at", models.DateTimeField(verbose_name="opened on")),
                ("opened_by", models.CharField(max_length=80)),
                ("closed_at", models.DateTimeField(null=True, verbose_name="closed on")),
                (
                    "company",
                    models.ForeignKey(
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "review of operating rights",
                "ordering": ["-quarter"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "quarter"), name="review_once_a_quarter"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "errors",
                    models.PositiveIntegerField(default=0, verbose_name="errors in the quarter"),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("pending", "To be confirmed"),
                            ("kept", "Kept"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                (
                    "holding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.holding",
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
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="quality.rightsreview",
                    ),
                ),
            ],
            options={
                "verbose_name": "operating right under review",
                "ordering": ["unit__path", "staff__number", "holding"],
                "constraints": [
                    models.UniqueConstraint(fields=("review", "holding"), name="review_item_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SampleItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("entry_id", models.BigIntegerField()),
                ("code", models.CharField(max_length=60)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("subject_label", models.CharField(max_length=120)),
                ("group", models.CharField(max_length=12)),
                ("entered_at", models.DateTimeField()),
                ("because_zh", models.CharField(max_length=200)),
                ("because_en", models.CharField(max_length=200)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("pending", "To be checked"),
                            ("right", "Right"),
                            ("wrong", "Error recorded"),
                        ],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("checked_at", models.DateTimeField(null=True)),
                ("checked_by", models.CharField(blank=True, max_length=80)),
                (
                    "check_run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="quality.check",
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
                "verbose_name": "entry to be checked",
                "ordering": ["unit", "staff", "entry_id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("check_run", "entry_id"), name="sample_item_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SelfCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                ("entries", models.PositiveIntegerField()),
                ("errors", models.PositiveIntegerField()),
                ("note", models.CharField(blank=True, max_length=300)),
                ("done_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="self_checks",
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
                "verbose_name": "self-check",
                "ordering": ["-on", "staff"],
                "constraints": [
                    models.UniqueConstraint(fields=("staff", "on"), name="self_check_once_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("loophole", "Loophole of management"),
                            ("process", "Business process"),
                            ("system", "This system"),
                        ],
                        max_length=10,
                        verbose_name="about",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="headline")),
                ("text", models.TextField(max_length=2000, verbose_name="suggestion")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("filed", "Filed"),
                            ("adopted", "Adopted"),
                            ("declined", "Not adopted"),
                            ("rewarded", "Rewarded"),
                        ],
                        default="filed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("filed_at", models.DateTimeField(verbose_name="filed")),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.CharField(blank=True, max_length=80)),
                ("reward", models.CharField(blank=True, max_length=200, verbose_name="reward")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entry_suggestions",
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
                "verbose_name": "suggestion",
                "ordering": ["-filed_at", "-id"],
                "indexes": [models.Index(fields=["company", "status"], name="suggestion_state")],
            },
        ),
        migrations.CreateModel(
            name="Training",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=120, verbose_name="subject")),
                ("held_on", models.DateField(verbose_name="held on")),
                ("trainer", models.CharField(max_length=60, verbose_name="trainer")),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=80)),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "staff",
                    models.ManyToManyField(related_name="entry_trainings", to="people.staff"),
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
                "verbose_name": "training",
                "ordering": ["-held_on", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("party_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("in_order", models.BooleanField()),
                (
                    "company",
                    models.ForeignKey(
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
                "verbose_name": "verification of data",
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(fields=["party_id", "-at"], name="verification_party"),
                    models.Index(fields=["company", "-at"], name="verification_company"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("repeated", "Repeated errors after training"),
                            ("complaint", "An entry error caused a complaint"),
                        ],
                        max_length=10,
                        verbose_name="ground of the withdrawal",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("evidence", models.JSONField(default=list)),
                ("held", models.JSONField(default=list)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("proposed", "Waits for the decision"),
                            ("refused", "Not decided"),
                            ("withdrawn", "Rights withdrawn"),
                            ("given_back", "Rights given back"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                ("proposed_by", models.CharField(max_length=80)),
                ("decided_at", models.DateTimeField(null=True)),
                ("given_back_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
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
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to="people.staff",
                    ),
                ),
                (
                    "training",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quality.training",
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
                "verbose_name": "withdrawal of operating rights",
                "ordering": ["-proposed_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["proposed", "withdrawn"])),
                        fields=("staff",),
                        name="withdrawal_one_open",
                    )
                ],
            },
        ),
    ]
