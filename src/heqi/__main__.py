"""The console script ``heqi``: Django's commands and our own, with the project's settings."""

import os
import sys


def main() -> None:
    """Run one management command; ``heqi help`` lists them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heqi.web.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["heqi", *_spaced(sys.argv[1:])])


def _spaced(arguments: list[str]) -> list[str]:
    """Without arguments show the help; ``fake-gateway`` is the command ``fake_gateway``."""
    if not arguments:
        return ["help"]
    name, *rest = arguments
    return [name if name.startswith("-") else name.replace("-", "_"), *rest]


if __name__ == "__main__":
    main()
