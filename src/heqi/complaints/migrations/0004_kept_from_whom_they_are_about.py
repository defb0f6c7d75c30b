"""Complaints taken up before are kept from whom they are about, as new ones are."""

from typing import Any

from django.db import migrations
from django.db.models import Q

CHUNK = 500


def keep_them(apps: Any, schema_editor: Any) -> None:
    """A row for each person, of the case with its request and what was attached to it."""
    complaints = apps.get_model("complaints", "Complaint")
    withheld = apps.get_model("people", "Withheld")
    about = Q(accused__isnull=False) | Q(responsible__isnull=False)
    rows = []
    for case in complaints.objects.filter(about).order_by("pk").iterator(chunk_size=CHUNK):
        matter = Q(pk=case.pk) | Q(merged_into=case.pk) | Q(parent=case.pk)
        if case.merged_into_id:
            matter |= Q(pk=case.merged_into_id)
        for pk, request in complaints.objects.filter(matter).values_list("pk", "request_id"):
            for staff in {case.accused_id, case.responsible_id} - {None}:
                for kind, key in (
                    ("complaints.complaint", pk),
                    ("service.servicerequest", request),
                ):
                    rows.append(
                        withheld(
                            staff_id=staff,
                            subject_type=kind,
                            subject_id=key,
                            because_type="complaints.complaint",
                            because_id=case.pk,
                        )
                    )
    withheld.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0003_messages_of_callbacks"),
        ("people", "0003_what_is_kept_from_whom"),
    ]

    operations = [migrations.RunPython(keep_them, migrations.RunPython.noop)]
