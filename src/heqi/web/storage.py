"""Static files: hashed and compressed, and a page that survives without fetched assets."""

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
