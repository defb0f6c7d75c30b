"""Reading bundles, and whether a file is the one that was closed."""

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from heqi.inspections.bundles import Verdict, verify_bundle
from heqi.inspections.models import Bundle


def bundle_bytes(row: Bundle) -> bytes:
    """The stored file; empty where it is gone. The caller has checked that it may be read."""
    try:
        with default_storage.open(row.path) as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError:
        return b""


def check_bundle(content: bytes) -> Verdict:
    """Hold a bundle against itself and against the digest that was kept when it was closed."""
    verdict = verify_bundle(content)
    if not verdict.number:
        return verdict
    kept = Bundle.objects.filter(number=verdict.number).values_list("sha256", flat=True).first()
    if kept is None:
        verdict.faults.append(_("The system knows no bundle of this number."))
    elif kept != verdict.sha256:
        verdict.faults.append(_("It is not the file that was closed: its digest is another one."))
    return verdict
