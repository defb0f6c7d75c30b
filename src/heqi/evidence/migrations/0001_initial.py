import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Folder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_id", models.CharField(max_length=40)),
                ("added", models.PositiveIntegerField(default=0)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("frozen_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "folder",
                "ordering": ["subject_type", "subject_id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_type", "subject_id"), name="folder_subject"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
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
                        choices=[("file", "File"), ("photo", "Photo"), ("signature", "Signature")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("media_type", models.CharField(max_length=100)),
                ("sha256", models.CharField(max_length=64)),
                ("path", models.CharField(max_length=120)),
                ("key", models.CharField(max_length=80)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("uploader_name", models.CharField(max_length=80, verbose_name="uploaded by")),
                ("uploaded_at", models.DateTimeField(verbose_name="time")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="taken at")),
                ("latitude", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("longitude", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("accuracy_m", models.PositiveIntegerField(null=True)),
                ("frozen_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "folder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="evidence.folder",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "ordering": ["uploaded_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=["path"],
                        name="kept_path",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("folder", "key"), name="attachment_once")
                ],
            },
        ),
    ]
