"""Which home a post gets, as data."""

from dataclasses import dataclass

from heqi.ledger.actors import Actor
from heqi.people.access import permissions
from heqi.policies.data import read_data


@dataclass(frozen=True, slots=True)
class Home:
    """A home: names of figures and panels, and what its button leads to."""

    name: str
    stats: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    action: str = ""


def home_of(actor: Actor) -> Home:
    """The home of the actor's post; else by the first right held; else one without figures."""
    data = read_data("desk", "homes")
    name = data["posts"].get(actor.post, "")
    if not name:
        if actor.post.startswith("head_"):
            name = "head"
        else:
            known = permissions()
            held = (home for code, home in data["rights"] if code in known and actor.holds(code))
            name = next(held, "")
    row = data["homes"].get(name)
    if row is None:
        return Home("plain", (), ("notices",), ("wants",))
    action = row.get("action", "")
    return Home(
        name,
        tuple(row.get("stats", ())),
        tuple(row.get("left", ())),
        tuple(row.get("right", ())),
        action if actor.holds(data["actions"].get(action, "")) else "",
    )
