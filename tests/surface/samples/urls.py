"""Every address of the site, by introspection."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.surface.samples.rows import Samples

Arguments = Callable[[Samples], dict[str, Any]]
# Address → its arguments; filled from the modules of the apps.
KWARGS: dict[str, Arguments] = {}
# The words of the policies and the items of the delegation matrix are for every reader of them.
EVERYBODYS = {
    "policies:policy",
    "policies:clause",
    "authority:new",
    "authority:phone_new",
    "compendium:voice",
}


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the site; ``owned`` where it names a row of a company."""

    name: str
    arguments: frozenset[str]

    @property
    def owned(self) -> bool:
        """It names a row that belongs to somebody."""
        return bool(self.arguments) and self.name not in EVERYBODYS

    def url(self, samples: Samples) -> str:
        """The address of the sample."""
        if not self.arguments:
            return reverse(self.name)
        app = self.name.partition(":")[0]
        found = KWARGS.get(self.name) or KWARGS.get(f"{app}:*")
        assert found is not None, (
            f"{self.name} needs {sorted(self.arguments)}: say in tests/surface/samples/{app}.py, "
            "KWARGS, which sample it points at"
        )
        return reverse(self.name, kwargs=found(samples))


def addresses() -> list[Address]:
    """Every address of our own apps, by introspection; the login package's are apart."""
    return [one for one in _all() if not is_of_login(one.name)]


def addresses_of_login() -> list[Address]:
    """Addresses of the login package."""
    return [one for one in _all() if is_of_login(one.name)]


def is_of_login(name: str) -> bool:
    """An address under ``accounts/``."""
    return name.startswith(("account_", "mfa_", "socialaccount_", "usersessions_"))


def _all() -> list[Address]:
    found = {one.name: one for one in _walk(get_resolver().url_patterns, "", frozenset())}
    return [found[name] for name in sorted(found)]


def _walk(patterns: list[Any], space: str, given: frozenset[str]) -> Iterator[Address]:
    for pattern in patterns:
        arguments = given | frozenset(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner, arguments)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"the address {pattern.pattern} has no name"
            yield Address(f"{space}{pattern.name}", arguments)
