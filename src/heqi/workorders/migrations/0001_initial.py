from decimal import Decimal

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0003_lookups_cannot_change"),
        ("people", "0001_initial"),
        ("policies", "0001_initial"),
        ("service", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True, verbose_name="number")),
                ("kind", models.CharField(max_length=20, verbose_name="kind of work")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "New"),
                            ("to_dispatch", "To dispatch"),
                            ("dispatched", "Dispatched"),
                            ("accepted", "Accepted"),
                            ("booked", "Booked"),
                            ("on_the_way", "On the way"),
                            ("on_site", "On site"),
                            ("working", "Working"),
                            ("suspended", "On hold"),
                            ("returned", "Returned"),
                            ("wasted", "Wasted trip"),
                            ("rework", "Rework"),
                            ("done", "Done, to review"),
                            ("closed", "Closed"),
                            ("to_call_back", "To call back"),
                            ("archived", "Archived"),
                            ("merged", "Merged"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="new",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("is_open", models.BooleanField(default=True, editable=False)),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Urgent"), (2, "High"), (3, "Normal")], default=3
                    ),
                ),
                (
                    "alert",
                    models.CharField(
                        blank=True,
                        choices=[("", "In time"), ("soon", "Due soon"), ("over", "Overdue")],
                        max_length=6,
                    ),
                ),
                ("due_at", models.DateTimeField(null=True, verbose_name="due")),
                ("due_title_zh", models.CharField(blank=True, max_length=80)),
                ("due_title_en", models.CharField(blank=True, max_length=120)),
                ("due_clause", models.CharField(blank=True, max_length=80)),
                ("due_mark", models.CharField(blank=True, max_length=12)),
                ("queue_at", models.DateTimeField()),
                ("tier", models.CharField(default="standard", max_length=12, verbose_name="tier")),
                ("criterion", models.CharField(blank=True, max_length=30)),
                ("vulnerable", models.BooleanField(default=False)),
                ("source", models.CharField(blank=True, max_length=12, verbose_name="source")),
                (
                    "customer_name",
                    models.CharField(blank=True, max_length=120, verbose_name="customer"),
                ),
                ("contact_name", models.CharField(blank=True, max_length=60)),
                (
                    "contact_phone",
                    models.CharField(blank=True, max_length=20, verbose_name="phone"),
                ),
                ("address", models.CharField(blank=True, max_length=240, verbose_name="address")),
                ("area", models.CharField(blank=True, max_length=10)),
                (
                    "description",
                    models.CharField(blank=True, max_length=200, verbose_name="description"),
                ),
                ("attend", models.JSONField(default=list)),
                ("attend_clause", models.CharField(blank=True, max_length=80)),
                (
                    "override_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="why not as the policy says"
                    ),
                ),
                ("booked_for", models.DateTimeField(null=True, verbose_name="booked for")),
                ("created_at", models.DateTimeField(verbose_name="created")),
                ("created_by_name", models.CharField(blank=True, max_length=80)),
                ("dispatched_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("reported_at", models.DateTimeField(null=True, verbose_name="first report")),
                ("report", models.TextField(blank=True)),
                ("result", models.CharField(blank=True, max_length=20, verbose_name="result")),
                ("result_note", models.TextField(blank=True)),
                ("review_note", models.CharField(blank=True, max_length=300)),
                ("rework_count", models.PositiveSmallIntegerField(default=0)),
                (
                    "backfilled",
                    models.BooleanField(default=False, verbose_name="entered afterwards"),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="policies.decision",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="workorders.workorder",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="customers.party",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="service.servicerequest",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="customers.servicepoint",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                        verbose_name="in charge",
                    ),
                ),
                (
                    "hold_asked",
                    models.BooleanField(default=False, verbose_name="hold waits for approval"),
                ),
                (
                    "lane",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                status__in=("to_dispatch", "returned", "rework", "wasted"),
                                then=models.Value("to_dispatch"),
                            ),
                            models.When(
                                status__in=(
                                    "dispatched",
                                    "accepted",
                                    "booked",
                                    "on_the_way",
                                    "on_site",
                                    "working",
                                ),
                                then=models.Value("in_hand"),
                            ),
                            models.When(status__in=("suspended",), then=models.Value("suspended")),
                            models.When(status__in=("done",), then=models.Value("to_review")),
                            models.When(
                                status__in=("to_call_back",), then=models.Value("to_call_back")
                            ),
                            models.When(
                                status__in=("closed", "archived"), then=models.Value("closed")
                            ),
                            default=models.Value(""),
                        ),
                        output_field=models.CharField(max_length=12),
                    ),
                ),
                ("reminded_at", models.DateTimeField(null=True)),
                (
                    "reminders",
                    models.PositiveSmallIntegerField(default=0, verbose_name="reminders"),
                ),
            ],
            options={
                "verbose_name": "work order",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["party", "-created_at"], name="order_party"),
                    models.Index(
                        fields=["assignee", "is_open", "queue_at", "id"], name="order_mine"
                    ),
                    models.Index(
                        fields=["company", "is_open", "queue_at", "id", "due_at", "alert"],
                        name="order_queue",
                    ),
                    models.Index(
                        fields=["unit", "is_open", "queue_at", "id", "due_at", "alert"],
                        name="order_unit",
                    ),
                    models.Index(
                        fields=["is_open", "queue_at", "id", "due_at", "alert"], name="order_all"
                    ),
                    models.Index(fields=["company", "lane", "queue_at", "id"], name="order_lane"),
                    models.Index(fields=["unit", "lane", "queue_at", "id"], name="order_unit_lane"),
                    models.Index(fields=["lane", "queue_at", "id"], name="order_all_lane"),
                    models.Index(fields=["company", "created_at", "id"], name="order_created"),
                    models.Index(fields=["unit", "created_at", "id"], name="order_unit_created"),
                    models.Index(fields=["created_at", "id"], name="order_all_created"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("post", models.CharField(max_length=40)),
                ("set_out_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("device_at", models.DateTimeField(null=True)),
                ("latitude", models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                ("longitude", models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                ("accuracy_m", models.PositiveIntegerField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
                ("result", models.CharField(blank=True, max_length=20)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="people.staff",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="workorders.workorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "visit",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at__isnull", True)),
                        fields=("order", "staff"),
                        name="visit_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=30, verbose_name="reason of the hold")),
                (
                    "explanation",
                    models.CharField(blank=True, max_length=300, verbose_name="explanation"),
                ),
                ("proof", models.JSONField(default=list)),
                ("clause", models.CharField(blank=True, max_length=80)),
                ("since", models.DateTimeField()),
                ("cap_at", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("by_id", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(max_length=80)),
                ("expired_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policies.decision",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="suspensions",
                        to="workorders.workorder",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=80)),
                ("refusal", models.CharField(blank=True, max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "waits for approval"),
                            ("granted", "granted"),
                            ("refused", "refused"),
                            ("dropped", "no longer wanted"),
                        ],
                        default="granted",
                        max_length=8,
                    ),
                ),
            ],
            options={
                "verbose_name": "hold",
                "ordering": ["-asked_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("expired_at__isnull", True),
                            ("state", "granted"),
                            ("until__isnull", True),
                        ),
                        fields=["cap_at"],
                        name="suspension_cap",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("order",),
                        name="suspension_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MaterialLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=30, verbose_name="code")),
                ("name", models.CharField(max_length=80, verbose_name="material")),
                (
                    "measure",
                    models.CharField(blank=True, max_length=10, verbose_name="unit of measure"),
                ),
                (
                    "issued",
                    models.DecimalField(decimal_places=3, max_digits=10, verbose_name="issued"),
                ),
                ("used", models.DecimalField(decimal_places=3, max_digits=10, verbose_name="used")),
                (
                    "returned",
                    models.DecimalField(decimal_places=3, max_digits=10, verbose_name="returned"),
                ),
                (
                    "price",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="price"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="materials",
                        to="workorders.workorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "material",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "issued",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("used"), "+", models.F("returned")
                                ),
                            ),
                            ("used__gte", 0),
                            ("returned__gte", 0),
                        ),
                        name="material_balances",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FieldCommand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60, unique=True)),
                ("action", models.CharField(max_length=20)),
                ("device_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField()),
                ("accepted", models.BooleanField()),
                ("sentence", models.CharField(blank=True, max_length=300)),
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commands",
                        to="workorders.workorder",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="FeeLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=12, verbose_name="fee")),
                ("name", models.CharField(blank=True, max_length=80)),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                ),
                (
                    "waived",
                    models.DecimalField(
                        decimal_places=2, default=Decimal("0"), max_digits=12, verbose_name="waived"
                    ),
                ),
                ("clause", models.CharField(blank=True, max_length=80)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fees",
                        to="workorders.workorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "fee",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount__gte", 0),
                            ("waived__gte", 0),
                            ("waived__lte", models.F("amount")),
                        ),
                        name="fee_waived_at_most",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("post", models.CharField(max_length=40)),
                ("clause", models.CharField(blank=True, max_length=80)),
                ("called_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="workorders.workorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "post"), name="attendance_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=30, verbose_name="name of the view")),
                ("query", models.CharField(blank=True, max_length=600)),
                ("is_default", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "shared_with",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved view",
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "name"), name="view_name_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("owner",),
                        name="view_default_once",
                    ),
                ],
            },
        ),
    ]
