import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_lookups_cannot_change"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="BusinessStep",
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
                        choices=[
                            ("meter_change", "Meter change"),
                            ("transfer", "Transfer of the account"),
                            ("rename", "Change of name during conversion"),
                            ("gas_on", "Gas-on"),
                            ("suspend", "Suspension at own wish"),
                            ("resume", "Resumption of supply"),
                            ("seal", "Sealing"),
                            ("unseal", "Unsealing"),
                            ("vacate", "Recording as vacant"),
                            ("reoccupy", "Taking back from vacant"),
                            ("close", "Closing of the account"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("on", models.DateField(verbose_name="day")),
                (
                    "reading",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=12,
                        null=True,
                        verbose_name="reading (m³)",
                    ),
                ),
                (
                    "new_reading",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=12,
                        null=True,
                        verbose_name="start reading (m³)",
                    ),
                ),
                ("seal", models.CharField(blank=True, max_length=30, verbose_name="seal")),
                ("cause", models.CharField(blank=True, max_length=30, verbose_name="cause")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "settled",
                    models.BooleanField(blank=True, null=True, verbose_name="debts settled"),
                ),
                (
                    "documents",
                    models.JSONField(blank=True, default=list, verbose_name="documents seen"),
                ),
                (
                    "worker",
                    models.CharField(blank=True, max_length=60, verbose_name="carried out by"),
                ),
                (
                    "before",
                    models.CharField(blank=True, max_length=10, verbose_name="state before"),
                ),
                ("after", models.CharField(blank=True, max_length=10, verbose_name="state after")),
                ("decision_id", models.BigIntegerField(editable=False, null=True)),
                ("created_at", models.DateTimeField(verbose_name="recorded")),
                ("recorded_by_id", models.BigIntegerField(editable=False, null=True)),
                ("recorded_by", models.CharField(max_length=80, verbose_name="recorded by")),
            ],
            options={
                "verbose_name": "business step",
                "ordering": ["-id"],
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
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("supply", "Gas supply contract"),
                            ("safety", "Gas safety agreement"),
                            ("maintenance", "Maintenance contract"),
                        ],
                        default="supply",
                        max_length=12,
                        verbose_name="kind of contract",
                    ),
                ),
                ("signed_on", models.DateField(blank=True, null=True, verbose_name="signed on")),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("terms", models.TextField(blank=True, max_length=2000, verbose_name="terms")),
                (
                    "state",
                    models.CharField(
                        choices=[("in_force", "In force"), ("ended", "Ended")],
                        default="in_force",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "contract",
                "ordering": ["state", "-since", "-id"],
            },
        ),
        migrations.CreateModel(
            name="DuplicatePair",
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
                        choices=[("party", "Customer"), ("premises", "Supply address")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("first_id", models.BigIntegerField()),
                ("second_id", models.BigIntegerField()),
                ("grounds", models.JSONField(default=list, verbose_name="why")),
                ("weight", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "To be decided"),
                            ("merged", "Merged"),
                            ("different", "Not the same"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="found")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="decided")),
                (
                    "decided_by",
                    models.CharField(blank=True, max_length=80, verbose_name="decided by"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="remark")),
            ],
            options={
                "verbose_name": "suspected duplicate",
                "ordering": ["-weight", "-id"],
            },
        ),
        migrations.CreateModel(
            name="MasterDataTask",
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
                        choices=[
                            ("master_data", "Create master data"),
                            ("update", "Update customer information"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="what is to be done")),
                ("detail", models.TextField(blank=True, max_length=1000, verbose_name="details")),
                ("source_type", models.CharField(blank=True, max_length=60)),
                ("source_id", models.CharField(blank=True, max_length=40)),
                (
                    "source_number",
                    models.CharField(blank=True, max_length=40, verbose_name="comes from"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To do"), ("done", "Done"), ("cancelled", "Not needed")],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("received_at", models.DateTimeField(verbose_name="received")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                ("clause", models.CharField(blank=True, max_length=80)),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                ("finished_by_id", models.BigIntegerField(editable=False, null=True)),
                (
                    "finished_by",
                    models.CharField(blank=True, max_length=80, verbose_name="done by"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="remark")),
            ],
            options={
                "verbose_name": "task of master data",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Merge",
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
                        choices=[("party", "Customer"), ("premises", "Supply address")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("winner_id", models.BigIntegerField()),
                ("loser_id", models.BigIntegerField()),
                ("before", models.JSONField(default=dict)),
                ("moved", models.JSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                (
                    "state",
                    models.CharField(
                        choices=[("done", "Done"), ("undone", "Undone")],
                        default="done",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("merged_at", models.DateTimeField(verbose_name="merged")),
                ("merged_by", models.CharField(max_length=80, verbose_name="merged by")),
                ("undo_until", models.DateTimeField(verbose_name="can be undone until")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone")),
                (
                    "undone_by",
                    models.CharField(blank=True, max_length=80, verbose_name="undone by"),
                ),
            ],
            options={
                "verbose_name": "merge",
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="appliance",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="compound",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="meter",
            name="digits",
            field=models.PositiveSmallIntegerField(
                default=5,
                validators=[
                    django.core.validators.MinValueValidator(3),
                    django.core.validators.MaxValueValidator(9),
                ],
                verbose_name="digits before the point",
            ),
        ),
        migrations.AddField(
            model_name="meter",
            name="final_reading",
            field=models.DecimalField(
                blank=True,
                decimal_places=3,
                max_digits=12,
                null=True,
                verbose_name="final reading (m³)",
            ),
        ),
        migrations.AddField(
            model_name="meter",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="meter",
            name="start_reading",
            field=models.DecimalField(
                blank=True,
                decimal_places=3,
                max_digits=12,
                null=True,
                verbose_name="start reading (m³)",
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="contact_name",
            field=models.CharField(blank=True, max_length=60, verbose_name="contact person"),
        ),
        migrations.AddField(
            model_name="party",
            name="id_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("id_card", "Identity card"),
                    ("credit_code", "Unified social credit code"),
                    ("passport", "Passport"),
                    ("other", "Other document"),
                ],
                max_length=12,
                verbose_name="kind of identity document",
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="customers.party",
            ),
        ),
        migrations.AddField(
            model_name="premises",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="customers.premises",
            ),
        ),
        migrations.AddField(
            model_name="premises",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="premises",
            name="text_key",
            field=models.CharField(blank=True, editable=False, max_length=240),
        ),
        migrations.AddField(
            model_name="servicepoint",
            name="revision",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="servicepoint",
            name="state_reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="reason of the state"),
        ),
        migrations.AddField(
            model_name="servicepoint",
            name="state_since",
            field=models.DateField(blank=True, null=True, verbose_name="state since"),
        ),
        migrations.AlterField(
            model_name="party",
            name="state",
            field=models.CharField(
                choices=[
                    ("active", "Active"),
                    ("closed", "Closed"),
                    ("merged", "Merged into another file"),
                ],
                default="active",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="party",
            index=models.Index(
                condition=models.Q(("id_number", ""), _negated=True),
                fields=["company", "id_number"],
                name="party_identity",
            ),
        ),
        migrations.AddIndex(
            model_name="premises",
            index=models.Index(
                condition=models.Q(("text_key", ""), _negated=True),
                fields=["company", "text_key"],
                name="premises_key",
            ),
        ),
        migrations.AddField(
            model_name="businessstep",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddField(
            model_name="businessstep",
            name="former_party",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="former_steps",
                to="customers.party",
            ),
        ),
        migrations.AddField(
            model_name="businessstep",
            name="meter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="customers.meter",
            ),
        ),
        migrations.AddField(
            model_name="businessstep",
            name="new_meter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arrivals",
                to="customers.meter",
            ),
        ),
        migrations.AddField(
            model_name="businessstep",
            name="party",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="customers.party",
            ),
        ),
        migrations.AddField(
            model_name="businessstep",
            name="service_point",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="customers.servicepoint",
            ),
        ),
        migrations.AddField(
            model_name="businessstep",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contracts",
                to="customers.party",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="service_point",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contracts",
                to="customers.servicepoint",
            ),
        ),
        migrations.AddField(
            model_name="contract",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
            ),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
            ),
        ),
        migrations.AddField(
            model_name="masterdatatask",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddField(
            model_name="masterdatatask",
            name="party",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="master_tasks",
                to="customers.party",
            ),
        ),
        migrations.AddField(
            model_name="masterdatatask",
            name="service_point",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="master_tasks",
                to="customers.servicepoint",
            ),
        ),
        migrations.AddField(
            model_name="masterdatatask",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="businessstep",
            index=models.Index(fields=["company", "-id"], name="step_company"),
        ),
        migrations.AddIndex(
            model_name="businessstep",
            index=models.Index(fields=["company", "kind", "-id"], name="step_kind"),
        ),
        migrations.AddIndex(
            model_name="contract",
            index=models.Index(fields=["company", "until"], name="contract_until"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                fields=("company", "number"), name="contract_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="contract_period",
            ),
        ),
        migrations.AddIndex(
            model_name="duplicatepair",
            index=models.Index(fields=["company", "state", "-weight", "-id"], name="pair_state"),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.UniqueConstraint(
                fields=("kind", "first_id", "second_id"), name="pair_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicatepair",
            constraint=models.CheckConstraint(
                condition=models.Q(("first_id__lt", models.F("second_id"))), name="pair_ordered"
            ),
        ),
        migrations.AddIndex(
            model_name="masterdatatask",
            index=models.Index(fields=["company", "state", "due_at"], name="master_task_due"),
        ),
        migrations.AddIndex(
            model_name="masterdatatask",
            index=models.Index(fields=["company", "-id"], name="master_task_company"),
        ),
        migrations.AddConstraint(
            model_name="masterdatatask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("source_id", ""), _negated=True),
                fields=("kind", "source_type", "source_id"),
                name="master_task_once",
            ),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(fields=["company", "-id"], name="merge_company"),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(fields=["kind", "loser_id"], name="merge_loser"),
        ),
        migrations.AddIndex(
            model_name="merge",
            index=models.Index(fields=["kind", "winner_id"], name="merge_winner"),
        ),
    ]
