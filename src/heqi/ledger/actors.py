"""Who acts: a value handed to every action and query, never a global."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts, as it stood at that moment.

    ``holdings`` maps a permission code to the paths of the units where it is held; a path covers
    its subtree. ``standing_in_for`` names the member of staff whose rights were lent.
    """

    kind: str  # staff | system | customer
    id: int | None
    name: str
    unit_id: int | None = None
    unit_name: str = ""
    company_id: int | None = None
    post: str = ""
    post_name: str = ""
    holdings: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    standing_in_for: str = ""
    # What was read of the paths held (people.access.scope): once for this actor, not per question.
    scopes: dict[tuple[str, ...], Any] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    # Which kinds of record are kept from whoever acts (people.withholding): read once, mostly none.
    kept: list[frozenset[str]] = field(init=False, repr=False, compare=False, default_factory=list)

    def holds(self, code: str) -> bool:
        """Whether the permission is held anywhere."""
        return self.kind == "system" or code in self.holdings

    def signing_for(self, name: str) -> "Actor":
        """The same as a stand-in. Methods, because a request's actor is lazy: a free function
        would get the lazy object, which ``dataclasses.replace`` does not take."""
        return replace(self, standing_in_for=name)

    def lent(self, codes: Iterable[str], path: str) -> "Actor":
        """The same with rights lent below a path, for what a step makes true elsewhere."""
        if self.kind == "system":
            return self
        holdings = {**self.holdings, **dict.fromkeys(codes, (path,))}
        return replace(self, holdings=MappingProxyType(holdings))

    def __str__(self) -> str:
        return self.name


# A name that readers of either language know; it is kept in rows and read by everybody.
SYSTEM = Actor(kind="system", id=None, name="和气 Heqi")
