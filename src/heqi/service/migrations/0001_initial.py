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
            name="Contact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("hall", "Business hall"),
                            ("wechat", "WeChat"),
                            ("12345", "12345 hotline"),
                            ("web", "Web"),
                            ("supervisor", "Public supervisor"),
                            ("national", "National centre"),
                            ("staff", "Own staff"),
                        ],
                        max_length=12,
                        verbose_name="channel",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("in", "Incoming"), ("out", "Outgoing")],
                        default="in",
                        max_length=4,
                    ),
                ),
                (
                    "caller_number",
                    models.CharField(blank=True, max_length=20, verbose_name="number"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ringing", "Ringing"),
                            ("talking", "Talking"),
                            ("wrap_up", "Wrapping up"),
                            ("done", "Done"),
                            ("abandoned", "Given up"),
                        ],
                        default="ringing",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="start")),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("recording_ref", models.CharField(blank=True, max_length=120)),
                ("external_ref", models.CharField(blank=True, max_length=60)),
                ("summary", models.CharField(blank=True, max_length=500, verbose_name="summary")),
                ("draft", models.JSONField(default=dict)),
                ("draft_at", models.DateTimeField(null=True)),
                (
                    "agent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
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
                    "party",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="customers.party",
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
                "verbose_name": "contact",
                "ordering": ["-started_at", "-id"],
                "indexes": [
                    models.Index(fields=["company", "-started_at"], name="contact_company"),
                    models.Index(fields=["unit", "-started_at"], name="contact_unit"),
                    models.Index(fields=["agent", "state"], name="contact_agent"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_ref", ""), _negated=True),
                        fields=("company", "external_ref"),
                        name="contact_external_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("kind", models.CharField(max_length=20, verbose_name="kind of request")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("hall", "Business hall"),
                            ("wechat", "WeChat"),
                            ("12345", "12345 hotline"),
                            ("web", "Web"),
                            ("supervisor", "Public supervisor"),
                            ("national", "National centre"),
                            ("staff", "Own staff"),
                        ],
                        max_length=12,
                        verbose_name="source",
                    ),
                ),
                (
                    "platform_number",
                    models.CharField(blank=True, max_length=40, verbose_name="platform's number"),
                ),
                ("address", models.CharField(blank=True, max_length=240, verbose_name="address")),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=60, verbose_name="contact person"),
                ),
                (
                    "contact_phone",
                    models.CharField(blank=True, max_length=20, verbose_name="phone"),
                ),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("device", models.CharField(blank=True, max_length=20, verbose_name="device")),
                ("symptom", models.CharField(blank=True, max_length=20, verbose_name="symptom")),
                ("place", models.CharField(blank=True, max_length=12)),
                ("area", models.CharField(blank=True, max_length=10)),
                (
                    "conditions_met",
                    models.BooleanField(null=True, verbose_name="installation conditions met"),
                ),
                ("booked_for", models.DateTimeField(null=True, verbose_name="booked for")),
                (
                    "vulnerable",
                    models.BooleanField(default=False, verbose_name="vulnerable customer"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("in_progress", "In progress"),
                            ("solved", "Solved"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                            ("merged", "Merged"),
                        ],
                        default="open",
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("is_open", models.BooleanField(default=True, editable=False)),
                ("tier", models.CharField(default="standard", max_length=12, verbose_name="tier")),
                ("criterion", models.CharField(blank=True, max_length=30)),
                ("assumed", models.JSONField(default=dict)),
                ("due_at", models.DateTimeField(null=True)),
                ("due_title_zh", models.CharField(blank=True, max_length=80)),
                ("due_title_en", models.CharField(blank=True, max_length=120)),
                ("due_clause", models.CharField(blank=True, max_length=80)),
                ("due_mark", models.CharField(blank=True, max_length=12)),
                ("queue_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("opened_by_name", models.CharField(blank=True, max_length=80)),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("solved_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("idempotency_key", models.CharField(blank=True, max_length=60)),
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
                    "contact",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="service.contact",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="policies.decision",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="service.servicerequest",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="customers.party",
                    ),
                ),
                ("related", models.ManyToManyField(blank=True, to="service.servicerequest")),
                (
                    "service_point",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
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
                    ),
                ),
            ],
            options={
                "verbose_name": "request",
                "ordering": ["-opened_at", "-id"],
                "indexes": [
                    models.Index(fields=["company", "-opened_at"], name="request_opened"),
                    models.Index(fields=["party", "-opened_at"], name="request_party"),
                    models.Index(fields=["service_point", "-opened_at"], name="request_point"),
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["company", "queue_at", "id"],
                        name="request_queue",
                    ),
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["unit", "queue_at", "id"],
                        name="request_unit",
                    ),
                    models.Index(
                        condition=models.Q(("is_open", True)),
                        fields=["opened_by", "queue_at", "id"],
                        name="request_mine",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("idempotency_key", ""), _negated=True),
                        fields=("company", "idempotency_key"),
                        name="request_key_once",
                    )
                ],
            },
        ),
    ]
