"""One of everything: what the addresses of the site point at.

A module here per app, ``spine`` for the first of them. Every row belongs to the company ``gas`` and
bears the canary in its words, so that a page shown to somebody from elsewhere gives itself away.

``KWARGS``                        what each address with arguments needs; an address missing there
                                  makes the tests fail with its name
``make(cast, capture, n, rows)``  the n-th row of each kind, by name; ``rows`` are those made so
                                  far, apps from the bottom of the layers to the top
``LISTS``                         ``(address, query, who reads it)`` of each list that must ask as
                                  often for three rows as for one
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from tests.cast import Cast
from tests.surface.samples.rows import CANARY, Capture, Samples
from tests.surface.samples.urls import KWARGS, Address, addresses, addresses_of_login

__all__ = [
    "CANARY",
    "LISTS",
    "Address",
    "Samples",
    "addresses",
    "addresses_of_login",
    "make_samples",
]

BRINGING: list[Any] = [
    import_module(name)
    for one in ("spine", *settings.LAYERS)
    if find_spec(name := f"tests.surface.samples.{one}")
]
LISTS: list[tuple[str, str, str]] = []
for _module in BRINGING:
    KWARGS |= getattr(_module, "KWARGS", {})
    LISTS += getattr(_module, "LISTS", [])


def make_samples(cast: Cast, capture: Capture) -> Samples:
    """One of everything."""
    samples = Samples(cast, capture, [one.make for one in BRINGING if hasattr(one, "make")])
    samples.more()
    return samples
