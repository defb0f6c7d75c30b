"""Static files: hashed and compressed, and a page that survives without fetched assets."""

import json

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Serve a file that was never collected under its plain name instead of failing the page.

    The third-party assets are fetched at set-up; where that was not possible the pages still
    open, with plain styling.
    """

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one for a file that is not there."""
        try:
            return super().stored_name(name)
        except ValueError:
            return name


def lacks_files() -> bool:
    """Whether a file of the installed code was never collected: a new version was not set up."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    try:
        known = json.loads(manifest.read_text("utf-8"))["paths"]
    except (OSError, ValueError, KeyError):
        return True
    return any(path not in known for finder in get_finders() for path, _store in finder.list([]))
