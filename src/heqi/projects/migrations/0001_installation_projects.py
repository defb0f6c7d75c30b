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
            name="Project",
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
                        choices=[
                            ("single", "Single household"),
                            ("compound", "Residential compound"),
                            ("commercial", "Commercial customer"),
                            ("industrial", "Industrial customer"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("survey", "Site survey"),
                            ("estimate", "Design and estimate"),
                            ("contract", "Contract"),
                            ("payment", "Payment"),
                            ("construction", "Construction"),
                            ("acceptance", "Acceptance"),
                            ("gas_on", "Gas-on"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="survey",
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                ("is_open", models.BooleanField(default=True)),
                ("is_held", models.BooleanField(default=False, verbose_name="on hold")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("hall", "Business hall"),
                            ("hotline", "Hotline"),
                            ("online", "Online"),
                            ("market", "Market department"),
                            ("government", "Government service window"),
                        ],
                        default="hall",
                        max_length=12,
                        verbose_name="came by",
                    ),
                ),
                (
                    "reference",
                    models.CharField(blank=True, max_length=40, verbose_name="request number"),
                ),
                ("name", models.CharField(max_length=120, verbose_name="project")),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("standard", "Standard customer"),
                            ("vip_person", "VIP (person)"),
                            ("vip_org", "VIP (organisation)"),
                        ],
                        default="standard",
                        max_length=12,
                        verbose_name="tier",
                    ),
                ),
                ("applicant", models.CharField(max_length=120, verbose_name="applicant")),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=60, verbose_name="contact"),
                ),
                (
                    "contact_phone",
                    models.CharField(blank=True, max_length=20, verbose_name="phone"),
                ),
                ("address", models.CharField(max_length=240, verbose_name="supply address")),
                (
                    "area",
                    models.CharField(
                        choices=[("town", "Town"), ("remote", "Remote area")],
                        default="town",
                        max_length=10,
                        verbose_name="area",
                    ),
                ),
                (
                    "daily_m3",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="daily gas use (m³)",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="remark")),
                (
                    "estimate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=14,
                        null=True,
                        verbose_name="estimated cost",
                    ),
                ),
                (
                    "conditions_met_at",
                    models.DateTimeField(null=True, verbose_name="conditions met"),
                ),
                (
                    "survey_note",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="what the survey found"
                    ),
                ),
                ("applied_at", models.DateTimeField(verbose_name="applied")),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "close_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason"),
                ),
                ("due_at", models.DateTimeField(null=True)),
                ("due_title_zh", models.CharField(blank=True, max_length=80)),
                ("due_title_en", models.CharField(blank=True, max_length=120)),
                ("due_clause", models.CharField(blank=True, max_length=80)),
                ("due_mark", models.CharField(blank=True, max_length=12)),
                ("alert", models.CharField(blank=True, max_length=4)),
                ("queue_at", models.DateTimeField()),
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
                    "compound",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.compound",
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
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="received by",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                        verbose_name="account manager",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="projects",
                        to="customers.party",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="in charge",
                    ),
                ),
            ],
            options={
                "verbose_name": "installation project",
                "ordering": ["-applied_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["company", "queue_at", "id"],
                        name="project_queue",
                    ),
                    models.Index(
                        fields=["company", "status", "-applied_at"], name="project_status"
                    ),
                    models.Index(fields=["company", "-applied_at", "-id"], name="project_company"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["single", "compound", "commercial", "industrial"]),
                            (
                                "status__in",
                                [
                                    "survey",
                                    "estimate",
                                    "contract",
                                    "payment",
                                    "construction",
                                    "acceptance",
                                    "gas_on",
                                    "completed",
                                    "cancelled",
                                ],
                            ),
                        ),
                        name="project_facts_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("is_open", True),
                                (
                                    "status__in",
                                    (
                                        "survey",
                                        "estimate",
                                        "contract",
                                        "payment",
                                        "construction",
                                        "acceptance",
                                        "gas_on",
                                    ),
                                ),
                            ),
                            models.Q(
                                ("is_open", False), ("status__in", ["completed", "cancelled"])
                            ),
                            _connector="OR",
                        ),
                        name="project_open_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="contract number")),
                ("party_name", models.CharField(max_length=120, verbose_name="contracting party")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, verbose_name="contract sum"
                    ),
                ),
                (
                    "paid_by",
                    models.CharField(
                        choices=[
                            ("party", "The contracting party"),
                            ("households", "Each household for itself"),
                        ],
                        default="party",
                        max_length=12,
                        verbose_name="who pays",
                    ),
                ),
                (
                    "households",
                    models.PositiveIntegerField(default=1, verbose_name="households agreed"),
                ),
                ("signed_on", models.DateField(verbose_name="signed on")),
                ("ready_on", models.DateField(verbose_name="ready for gas by")),
                ("expires_on", models.DateField(verbose_name="contract ends on")),
                ("terms", models.TextField(blank=True, verbose_name="terms")),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.party",
                    ),
                ),
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contract",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "contract",
                "ordering": ["-signed_on", "-id"],
                "indexes": [
                    models.Index(fields=["company", "expires_on"], name="contract_expires")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("company", "number"), name="installation_contract_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="contract_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("expires_on__gte", models.F("ready_on")),
                            ("ready_on__gte", models.F("signed_on")),
                        ),
                        name="contract_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agreed_on", models.DateField(verbose_name="agreed on")),
                ("ready_before", models.DateField()),
                ("ready_on", models.DateField(verbose_name="ready for gas by")),
                ("expires_before", models.DateField()),
                ("expires_on", models.DateField(verbose_name="contract ends on")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("by_name", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="projects.contract",
                    ),
                ),
            ],
            options={
                "verbose_name": "extension",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="GasOnTicket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="number")),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("issued_by", models.CharField(max_length=80)),
                ("booked_for", models.DateTimeField(null=True, verbose_name="booked for")),
                ("done_at", models.DateTimeField(null=True, verbose_name="done")),
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tickets",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "gas-on ticket",
                "ordering": ["-issued_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Household",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("building", models.CharField(blank=True, max_length=20, verbose_name="building")),
                ("entrance", models.CharField(blank=True, max_length=20, verbose_name="entrance")),
                ("floor", models.CharField(blank=True, max_length=10, verbose_name="floor")),
                ("room", models.CharField(blank=True, max_length=20, verbose_name="room")),
                ("label", models.CharField(max_length=120, verbose_name="household")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="customer")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                (
                    "fee",
                    models.DecimalField(
                        decimal_places=2, default=0, max_digits=12, verbose_name="initial fee"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Not installed"),
                            ("installed", "Installed"),
                            ("on_gas", "On gas"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("paid_at", models.DateTimeField(null=True, verbose_name="fee paid")),
                ("installed_at", models.DateTimeField(null=True, verbose_name="installed")),
                ("on_gas_at", models.DateTimeField(null=True, verbose_name="on gas")),
                (
                    "meter_no",
                    models.CharField(blank=True, max_length=30, verbose_name="meter number"),
                ),
                (
                    "meter_kind",
                    models.CharField(
                        choices=[
                            ("mechanical", "Mechanical meter"),
                            ("ic_card", "IC card meter"),
                            ("iot", "IoT meter"),
                        ],
                        default="iot",
                        max_length=10,
                        verbose_name="kind of meter",
                    ),
                ),
                (
                    "obstructing_since",
                    models.DateTimeField(null=True, verbose_name="obstructing since"),
                ),
                (
                    "obstruction",
                    models.CharField(blank=True, max_length=200, verbose_name="reason"),
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
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.party",
                    ),
                ),
                (
                    "service_point",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="household",
                        to="customers.servicepoint",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="households",
                        to="projects.gasonticket",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="households",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "household",
                "ordering": ["project", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("meter_no", ""), _negated=True),
                        fields=("company", "meter_no"),
                        name="household_meter_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fee__gte", 0)), name="household_fee"
                    ),
                    models.UniqueConstraint(
                        fields=("project", "position"), name="household_position"
                    ),
                    models.UniqueConstraint(fields=("project", "label"), name="household_label"),
                ],
                "indexes": [
                    models.Index(fields=["project", "status", "position"], name="household_status"),
                    models.Index(
                        condition=models.Q(("obstructing_since__isnull", False)),
                        fields=["project", "position"],
                        name="household_obstructing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount"),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("cash", "Cash"),
                            ("card", "Bank card"),
                            ("qr", "QR code"),
                            ("transfer", "Bank transfer"),
                        ],
                        max_length=10,
                        verbose_name="paid by",
                    ),
                ),
                ("receipt_no", models.CharField(max_length=40, verbose_name="receipt number")),
                ("payer", models.CharField(blank=True, max_length=120, verbose_name="payer")),
                ("received_at", models.DateTimeField(verbose_name="received")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=80)),
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
                    "household",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="projects.household",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="projects.payment",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "payment",
                "ordering": ["received_at", "id"],
                "indexes": [
                    models.Index(fields=["company", "received_at"], name="project_payment_day")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("reverses__isnull", True)),
                        fields=("company", "receipt_no"),
                        name="project_receipt_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("reverses__isnull", True)),
                            models.Q(("amount__lt", 0), ("reverses__isnull", False)),
                            _connector="OR",
                        ),
                        name="project_payment_sign",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=20)),
                (
                    "explanation",
                    models.CharField(blank=True, max_length=300, verbose_name="explanation"),
                ),
                ("clause", models.CharField(blank=True, max_length=80)),
                ("since", models.DateTimeField(verbose_name="from")),
                ("until", models.DateTimeField(null=True, verbose_name="until")),
                ("cap_at", models.DateTimeField(null=True, verbose_name="at the longest until")),
                ("by_name", models.CharField(max_length=80)),
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
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holds",
                        to="projects.project",
                    ),
                ),
            ],
            options={
                "verbose_name": "hold",
                "ordering": ["-since", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("until__isnull", True)),
                        fields=["cap_at"],
                        name="hold_cap",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("project",),
                        name="hold_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="hold_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("survey", "Site survey"),
                            ("estimate", "Design and estimate"),
                            ("contract", "Contract"),
                            ("payment", "Payment"),
                            ("construction", "Construction"),
                            ("acceptance", "Acceptance"),
                            ("gas_on", "Gas-on"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=12,
                        verbose_name="stage",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("posts", models.JSONField(default=list)),
                (
                    "planned_from",
                    models.DateField(blank=True, null=True, verbose_name="planned from"),
                ),
                (
                    "planned_until",
                    models.DateField(blank=True, null=True, verbose_name="planned until"),
                ),
                ("started_at", models.DateTimeField(null=True, verbose_name="started")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                ("finished_by", models.CharField(blank=True, max_length=80)),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="remark")),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                        verbose_name="responsible",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stages",
                        to="projects.project",
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
                "verbose_name": "stage",
                "ordering": ["project", "position"],
                "indexes": [models.Index(fields=["unit", "project"], name="stage_unit")],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "code"), name="stage_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "code__in",
                                (
                                    "survey",
                                    "estimate",
                                    "contract",
                                    "payment",
                                    "construction",
                                    "acceptance",
                                    "gas_on",
                                ),
                            )
                        ),
                        name="stage_is_no_end",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=60, verbose_name="instalment")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount"),
                ),
                (
                    "before_stage",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("survey", "Site survey"),
                            ("estimate", "Design and estimate"),
                            ("contract", "Contract"),
                            ("payment", "Payment"),
                            ("construction", "Construction"),
                            ("acceptance", "Acceptance"),
                            ("gas_on", "Gas-on"),
                            ("completed", "Completed"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=12,
                        verbose_name="due before",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                (
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="instalments",
                        to="projects.contract",
                    ),
                ),
            ],
            options={
                "verbose_name": "instalment",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "position"), name="instalment_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="instalment_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "before_stage__in",
                                [
                                    "",
                                    "survey",
                                    "estimate",
                                    "contract",
                                    "payment",
                                    "construction",
                                    "acceptance",
                                    "gas_on",
                                ],
                            )
                        ),
                        name="instalment_stage",
                    ),
                ],
            },
        ),
    ]
