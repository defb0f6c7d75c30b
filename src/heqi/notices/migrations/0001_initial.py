import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, unique=True)),
                ("dedupe_key", models.CharField(max_length=200, unique=True)),
                (
                    "recipient_name",
                    models.CharField(blank=True, max_length=80, verbose_name="recipient"),
                ),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="address")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("in_app", "In-app"),
                            ("sms", "SMS"),
                            ("email", "E-mail"),
                            ("wecom", "WeCom"),
                            ("console", "Log"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("template", models.CharField(max_length=80, verbose_name="template")),
                ("context", models.JSONField(default=dict)),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("subject", models.CharField(max_length=200, verbose_name="subject")),
                ("body", models.TextField(verbose_name="message")),
                ("url", models.CharField(blank=True, max_length=200)),
                ("subject_type", models.CharField(blank=True, max_length=60)),
                ("subject_id", models.CharField(blank=True, max_length=40)),
                (
                    "priority",
                    models.CharField(
                        choices=[("urgent", "Urgent"), ("normal", "Normal")],
                        default="normal",
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("delivered", "Delivered"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("next_at", models.DateTimeField()),
                ("claimed_at", models.DateTimeField(null=True)),
                ("provider_id", models.CharField(blank=True, max_length=80)),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="error")),
                ("created_at", models.DateTimeField(verbose_name="time")),
                ("sent_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "company",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="people.staff",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "queued")),
                        fields=["next_at", "id"],
                        name="notice_queued",
                    ),
                    models.Index(
                        condition=models.Q(("status", "sending")),
                        fields=["claimed_at"],
                        name="notice_taken",
                    ),
                    models.Index(
                        condition=models.Q(("channel", "in_app")),
                        fields=["recipient", "-created_at"],
                        name="notice_inbox",
                    ),
                    models.Index(
                        condition=models.Q(("channel", "in_app"), ("read_at__isnull", True)),
                        fields=["recipient"],
                        name="notice_unread",
                    ),
                    models.Index(fields=["company", "status", "-created_at"], name="notice_outbox"),
                    models.Index(fields=["subject_type", "subject_id"], name="notice_subject"),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuietHours",
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
                            ("in_app", "In-app"),
                            ("sms", "SMS"),
                            ("email", "E-mail"),
                            ("wecom", "WeCom"),
                            ("console", "Log"),
                        ],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("begins", models.TimeField(null=True, verbose_name="from")),
                ("ends", models.TimeField(null=True, verbose_name="until")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("set_by", models.CharField(max_length=80)),
                ("set_at", models.DateTimeField()),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="quiet_hours",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "quiet hours",
                "ordering": ["company", "channel"],
                "constraints": [
                    models.UniqueConstraint(fields=("company", "channel"), name="quiet_once")
                ],
            },
        ),
    ]
