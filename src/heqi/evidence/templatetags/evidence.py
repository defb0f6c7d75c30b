"""A record's attachments on any page: ``{% load evidence %}{% attachments row %}``."""

from typing import Any

from django import template
from django.db import models

from heqi.evidence.access import may
from heqi.evidence.models import Kind
from heqi.evidence.queries import attachments_of, is_frozen
from heqi.evidence.subjects import Subject, subject_of

register = template.Library()


@register.inclusion_tag("evidence/attachments.html", takes_context=True)
def attachments(
    context: template.Context, row: models.Model | Subject, kind: str = "", note: str = ""
) -> dict[str, Any]:
    """The attachments of a row that the reader may see, and the form to add one.

    ``kind`` limits to file, photo or signature, ``note`` to what belongs to a part of the row.
    Shows nothing to whom the owning app says no.
    """
    request = context["request"]
    subject = subject_of(row)
    readable = may(request.actor, subject, "read")
    rows = attachments_of(request.actor, subject, kind=kind) if readable else []
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "now": context.get("now"),
        "subject": subject,
        "kind": kind or Kind.FILE,
        "photos_only": kind == Kind.PHOTO,
        "readable": readable,
        "rows": [one for one in rows if not note or one.note == note],
        "note": note,
        "addable": readable and not is_frozen(subject) and may(request.actor, subject, "attach"),
        "removable": readable and may(request.actor, subject, "remove"),
        "here": request.get_full_path(),
        "form_id": f"ev-{subject.type.replace('.', '-')}-{subject.id}-{note or kind or 'all'}",
    }
