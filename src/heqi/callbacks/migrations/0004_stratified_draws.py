import datetime

import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    """What was known through the order alone is kept beside it."""
    for row in apps.get_model("callbacks", "Draw").objects.select_related("order").iterator():
        order = row.order
        row.subject, row.label, row.tier = f"order:{order.pk}", order.number, order.tier
        row.unit_id, row.worker_id = order.unit_id, order.assignee_id
        row.party_id, row.finished_at = order.party_id, order.closed_at or row.at
        answer = row.decision.answer or {}
        taken = "ratio" if row.drawn else "not_drawn"
        row.reason = "always" if answer.get("mandatory") else taken
        row.save()
    tasks = apps.get_model("callbacks", "CallbackTask").objects
    for row in tasks.select_related("order").iterator():
        order = row.order
        row.subject, row.label, row.tier = f"order:{order.pk}", order.number, order.tier
        row.about = order.description[:240]
        row.contact_name = (order.customer_name or order.contact_name)[:60]
        row.contact_phone, row.address = order.contact_phone, order.address[:240]
        row.service_point_id, row.team_id = order.service_point_id, order.unit_id
        row.worker_id, row.finished_at = order.assignee_id, order.finished_at
        row.save()
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("callbacks", "0003_opinions_and_reviews"),
        ("customers", "0007_exports_are_approved"),
        ("people", "0001_initial"),
        ("policies", "0002_months_are_measured"),
        ("service", "0005_reached_by_callback"),
        ("workorders", "0009_who_came_and_what_was_prevented"),
    ]

    operations = [
        migrations.CreateModel(
            name="Drawing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("since", models.DateTimeField(verbose_name="from")),
                ("until", models.DateTimeField(verbose_name="until")),
                ("seed", models.CharField(max_length=60, verbose_name="seed")),
                (
                    "population",
                    models.PositiveIntegerField(default=0, verbose_name="finished work"),
                ),
                ("drawn", models.PositiveIntegerField(default=0, verbose_name="drawn")),
                ("strata", models.JSONField(default=list)),
                ("had", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "draw of a day",
                "ordering": ["-day", "-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="callbacktask",
            name="callback_once_an_order",
        ),
        migrations.AddField(
            model_name="callbacktask",
            name="about",
            field=models.CharField(blank=True, max_length=240, verbose_name="matter"),
        ),
        migrations.AddField(
            model_name="callbacktask",
            name="address",
            field=models.CharField(blank=True, max_length=240, verbose_name="address"),
        ),
        migrations.AddField(
            model_name="callbacktask",
            name="contact_name",
            field=models.CharField(blank=True, max_length=60, verbose_name="contact person"),
        ),
        migrations.AddField(
            model_name="callbacktask",
            name="contact_phone",
            field=models.CharField(blank=True, max_length=20, verbose_name="phone"),
        ),
        migrations.AddField(
            model_name="callbacktask",
            name="finished_at",
            field=models.DateTimeField(null=True, verbose_name="finished"),
        ),
        migrations.AddField(
            model_name="callbacktask",
            name="label",
            field=models.CharField(default="", max_length=60, verbose_name="number of the matter"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="callbacktask",
            name="service_point",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.servicepoint",
            ),
        ),
        migrations.AddField(
            model_name="callbacktask",
            name="subject",
            field=models.CharField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="callbacktask",
            name="team",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddField(
            model_name="callbacktask",
            name="tier",
            field=models.CharField(default="standard", max_length=12, verbose_name="tier"),
        ),
        migrations.AddField(
            model_name="callbacktask",
            name="worker",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.staff",
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="finished_at",
            field=models.DateTimeField(default=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="draw",
            name="label",
            field=models.CharField(default="", max_length=60, verbose_name="number"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="draw",
            name="party",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="customers.party",
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="place",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="draw",
            name="reason",
            field=models.CharField(
                choices=[
                    ("waiting", "waits for the draw"),
                    ("always", "must be called"),
                    ("ratio", "drawn"),
                    ("at_least", "least number of a worker"),
                    ("not_drawn", "not drawn"),
                    ("excluded", "left out"),
                ],
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="size",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="draw",
            name="subject",
            field=models.CharField(default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="draw",
            name="tier",
            field=models.CharField(default="standard", max_length=12, verbose_name="tier"),
        ),
        migrations.AddField(
            model_name="draw",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="wanted",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="draw",
            name="worker",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.staff",
            ),
        ),
        migrations.AlterField(
            model_name="callbacktask",
            name="order",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="callbacks",
                to="workorders.workorder",
            ),
        ),
        migrations.AlterField(
            model_name="draw",
            name="because_en",
            field=models.CharField(max_length=300),
        ),
        migrations.AlterField(
            model_name="draw",
            name="business",
            field=models.CharField(max_length=30, verbose_name="business"),
        ),
        migrations.AlterField(
            model_name="draw",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AlterField(
            model_name="draw",
            name="order",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="callback_draw",
                to="workorders.workorder",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="draw",
            name="subject",
            field=models.CharField(max_length=40, unique=True),
        ),
        migrations.AddConstraint(
            model_name="callbacktask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("round", "first")),
                fields=("subject",),
                name="callback_once_a_matter",
            ),
        ),
        migrations.AddField(
            model_name="drawing",
            name="company",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.unit",
            ),
        ),
        migrations.AddField(
            model_name="drawing",
            name="rules",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="policies.decision",
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="drawing",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="draws",
                to="callbacks.drawing",
            ),
        ),
        migrations.AddIndex(
            model_name="draw",
            index=models.Index(
                condition=models.Q(("reason", "waiting")),
                fields=["company", "finished_at", "id"],
                name="callback_draw_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="draw",
            index=models.Index(fields=["company", "-id"], name="callback_draw_company"),
        ),
        migrations.AddIndex(
            model_name="draw",
            index=models.Index(fields=["company", "finished_at"], name="callback_draw_month"),
        ),
        migrations.AddConstraint(
            model_name="drawing",
            constraint=models.UniqueConstraint(
                fields=("company", "day"), name="callback_drawing_once_a_day"
            ),
        ),
    ]
