"""Uploading with a key, so that a phone that was offline may send twice; guarded downloads."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from heqi.evidence import actions, queries
from heqi.evidence.models import Attachment, Kind
from heqi.evidence.sniffing import MAX_SIZE
from heqi.evidence.subjects import read_subject
from heqi.ledger.states import StaleState
from heqi.people.access import Refused
from heqi.people.requests import Request

# The form's other fields and its boundaries.
FORM_SLACK = 1_000_000
SANDBOX = "default-src 'none'; style-src 'none'; frame-ancestors 'none'; sandbox"


@csrf_exempt
@require_POST
def upload(request: Request) -> HttpResponseBase:
    """Refuse by the stated length before anything of the body is read, then guard and keep."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MAX_SIZE + FORM_SLACK:
        sentence = _("The file is larger than {limit} MB.").format(limit=MAX_SIZE // 1_000_000)
        return JsonResponse({"code": "TooLarge", "message": sentence, "fields": {}}, status=413)
    if _wants_json(request) and not request.user.is_authenticated:
        # A phone that comes back on line must not take the login page for an answer.
        return _fault("SignIn", [_("Please sign in again; the file is kept on the device.")], 401)
    return _upload(request)


@csrf_protect
@login_required
def _upload(request: Request) -> HttpResponseBase:
    if not _wants_json(request):
        _keep(request)
        back = request.POST.get("next", "")
        own = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        return redirect(back if back and own else "/")
    try:
        row = _keep(request)
    except Refused as refusal:
        return _fault("Refused", [refusal.sentence], 403)
    except StaleState as stale:
        return _fault("StaleState", [str(stale)], 409)
    except ValidationError as error:
        return _fault("ValidationError", error.messages, 422)
    return JsonResponse(
        {
            "id": row.pk,
            "url": reverse("evidence:download", args=[row.pk]),
            "name": row.name,
            "kind": row.kind,
            "size": row.size,
            "media_type": row.media_type,
            "sha256": row.sha256,
        },
        status=201,
    )


def _keep(request: Request) -> Attachment:
    post = request.POST
    subject = read_subject(post.get("subject_type", ""), post.get("subject_id", ""))
    key = request.headers.get("Idempotency-Key", post.get("key", ""))
    if len(key) > 80 or not key.isprintable():
        raise ValidationError(_("The upload key is too long."))
    if drawn := post.get("signature", ""):
        return actions.attach_signature(
            subject, drawn=drawn, key=key, by=request.actor, now=request.now
        )
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise ValidationError({"file": _("Please choose a file.")})
    if (file.size or 0) > MAX_SIZE:
        limit = MAX_SIZE // 1_000_000
        raise ValidationError(_("The file is larger than {limit} MB.").format(limit=limit))
    return actions.attach(
        subject,
        content=file.read(),
        name=file.name or "",
        kind=post.get("kind", Kind.FILE),
        key=key,
        note=post.get("note", "").replace("\x00", ""),
        taken_at=_instant(post.get("taken_at", "")),
        position=_position(post.get("latitude"), post.get("longitude"), post.get("accuracy")),
        by=request.actor,
        now=request.now,
    )


@require_GET
@login_required
def download(request: Request, pk: int) -> HttpResponse:
    """The file as it came; only pictures are ever shown in place, and nothing runs."""
    found = queries.read_attachment(request.actor, pk)
    row = found.attachment
    in_place = row.is_image and "download" not in request.GET
    response = HttpResponse(found.content, content_type=row.media_type)
    disposition = content_disposition_header(not in_place, row.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@login_required
def remove(request: Request, pk: int) -> HttpResponse:
    """Take a file out before it is frozen."""
    row = queries.get_attachment(request.actor, pk)
    reason = request.POST.get("reason", "").replace("\x00", "")
    actions.remove_attachment(row, reason=reason, by=request.actor, now=request.now)
    back = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if back and own else "/")


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _fault(code: str, sentences: list[str], status: int) -> JsonResponse:
    body = {"code": code, "message": " ".join(sentences), "fields": {}}
    return JsonResponse(body, status=status)


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        value = parse_datetime(text)
    except ValueError:
        value = None
    if value is None:
        raise ValidationError({"taken_at": _("The time cannot be read.")})
    return make_aware(value) if is_naive(value) else value


def _position(
    latitude: str | None, longitude: str | None, accuracy: str | None
) -> actions.Position | None:
    if not latitude and not longitude:
        return None
    try:
        north, east = Decimal(latitude or ""), Decimal(longitude or "")
        metres = int(Decimal(accuracy)) if accuracy else None
        if not (north.is_finite() and east.is_finite()):
            raise InvalidOperation
        places = Decimal("0.000001")
        return actions.Position(north.quantize(places), east.quantize(places), metres)
    except (InvalidOperation, ValueError, OverflowError):
        raise ValidationError(_("The position cannot be right.")) from None
