import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("number", models.CharField(blank=True, max_length=40, verbose_name="number")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("summary", models.JSONField(default=list)),
                ("url", models.CharField(blank=True, max_length=200)),
                ("clauses", models.JSONField(default=list)),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=14, null=True, verbose_name="amount"
                    ),
                ),
                ("batch", models.BooleanField(default=False)),
                ("requester_name", models.CharField(max_length=80, verbose_name="requested by")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("pending", "Pending"),
                            ("granted", "Granted"),
                            ("returned", "Returned"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=0)),
                ("plan", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField(default=0)),
                ("decision_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField()),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="submitted")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "requested_by",
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
                "verbose_name": "approval",
                "ordering": ["-submitted_at", "-id"],
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id"], name="approval_subject"),
                    models.Index(
                        fields=["requested_by", "-submitted_at"], name="approval_requester"
                    ),
                    models.Index(
                        fields=["company", "status", "-submitted_at"], name="approval_company"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["draft", "pending", "returned"])),
                        fields=("subject_type", "subject_id", "kind"),
                        name="approval_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
                ("round", models.PositiveSmallIntegerField()),
                ("label", models.JSONField(default=dict)),
                ("posts", models.JSONField(default=list)),
                ("named", models.JSONField(default=list)),
                (
                    "rule",
                    models.CharField(
                        choices=[
                            ("any", "one signature"),
                            ("all", "all signatures"),
                            ("quorum", "a number of signatures"),
                        ],
                        default="any",
                        max_length=10,
                    ),
                ),
                ("quorum", models.PositiveSmallIntegerField(default=0)),
                ("counter_sign", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Not reached"),
                            ("open", "Being signed"),
                            ("passed", "Passed"),
                            ("returned", "Sent back"),
                            ("refused", "Refused"),
                            ("dropped", "Not needed any more"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nobody", "Nobody holds this post"),
                            ("only_requester", "Only the requester himself holds this post"),
                            ("too_few", "Fewer people hold this post than must sign"),
                        ],
                        max_length=20,
                    ),
                ),
                ("fault_party", models.CharField(blank=True, max_length=60)),
                ("reached_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("added_reason", models.CharField(blank=True, max_length=200)),
                ("repeated", models.BooleanField(default=False)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="approvals.approval",
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
                "verbose_name": "step",
                "ordering": ["order", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["checked_at"],
                        name="step_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quorum__gt", 0), ("rule", "quorum")),
                            models.Q(models.Q(("rule", "quorum"), _negated=True), ("quorum", 0)),
                            _connector="OR",
                        ),
                        name="step_quorum",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("parties", models.JSONField(default=list)),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "handed_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "handed_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to="people.staff",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="approvals.step",
                    ),
                ),
            ],
            options={
                "verbose_name": "seat",
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["staff", "step"],
                        name="seat_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("step", "staff"), name="seat_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Vote",
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
                        choices=[
                            ("approve", "Approved"),
                            ("return", "Sent back"),
                            ("refuse", "Refused"),
                        ],
                        max_length=10,
                    ),
                ),
                ("opinion", models.CharField(blank=True, max_length=500, verbose_name="opinion")),
                ("signature_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(verbose_name="time")),
                (
                    "seat",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vote",
                        to="approvals.seat",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="people.staff",
                    ),
                ),
                (
                    "standing_in_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="approvals.step",
                    ),
                ),
            ],
            options={
                "verbose_name": "vote",
                "ordering": ["at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("step", "staff"), name="vote_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("standing_in_for__isnull", True),
                            models.Q(("standing_in_for", models.F("staff")), _negated=True),
                            _connector="OR",
                        ),
                        name="vote_for_other",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Copy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "approval",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="copies",
                        to="approvals.approval",
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
                "verbose_name": "copy of an approval",
                "verbose_name_plural": "copies of approvals",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("approval", "staff"), name="copy_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="Approval",
            name="current",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="approvals.step",
            ),
        ),
    ]
