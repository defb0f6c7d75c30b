"""Maps of the code made from what it declares: events, states, access, clauses, layers."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.utils import translation

from heqi.ledger.events import event_map
from heqi.people.access import permissions
from heqi.policies.packs import common_pack
from heqi.rulebook.flow import Flow
from heqi.rulebook.reference import reference_text
from heqi.web.coverage import clause_coverage

HEADER = "<!-- Made by `make maps`; do not edit. -->\n\n"


def all_maps() -> dict[str, str]:
    """File name to text."""
    with translation.override("en"):
        return {
            "events.md": events_map(),
            "states.md": states_map(),
            "access.md": access_map(),
            "clauses.md": clauses_map(),
            "vocabulary.md": HEADER + reference_text(common_pack(), "en"),
            "vocabulary.zh-CN.md": HEADER + reference_text(common_pack(), "zh"),
        }


def events_map() -> str:
    """Every event with who reacts to it."""
    lines = [HEADER + "# Events\n\n| Announced | Reactions |\n|---|---|"]
    for name, subscribers in event_map().items():
        lines.append(f"| `{name}` | {', '.join(f'`{s}`' for s in subscribers) or '–'} |")
    return "\n".join(lines) + "\n"


def flows() -> dict[str, Flow]:
    """Every flow declared in an app's ``states.py``."""
    found: dict[str, Flow] = {}
    for layer in settings.LAYERS:
        if find_spec(f"heqi.{layer}") is None or find_spec(f"heqi.{layer}.states") is None:
            continue
        module = import_module(f"heqi.{layer}.states")
        for name, value in sorted(vars(module).items()):
            if isinstance(value, Flow):
                found[f"{layer}.{name}"] = value
    return found


def states_map() -> str:
    """Diagrams of every flow."""
    parts = [HEADER + "# States\n"]
    for name, flow in flows().items():
        parts.append(f"\n## {name}\n\n```mermaid\n{flow.mermaid().strip()}\n```\n")
    return "".join(parts)


def access_map() -> str:
    """Every permission with its meaning and the roles that hold it at the start."""
    from heqi.people.actions import default_roles

    roles = default_roles()
    lines = [HEADER + "# Access\n\n| Permission | Means | Roles at the start |\n|---|---|---|"]
    for code, meaning in permissions().items():
        holders = [role["code"] for role in roles if code in role["permissions"]]
        lines.append(f"| `{code}` | {meaning} | {', '.join(holders) or '–'} |")
    return "\n".join(lines) + "\n"


def clauses_map() -> str:
    """Every clause with the number of rules and the tests that show it."""
    lines = [HEADER + "# Clauses\n\n| Clause | Kind | Rules | Tests |\n|---|---|---|---|"]
    for row in clause_coverage(common_pack(), settings.PROJECT):
        rules, tests = len(row["rules"]) or "–", len(row["tests"]) or "–"
        lines.append(f"| `{row['id']}` | {row['kind']} | {rules} | {tests} |")
    return "\n".join(lines) + "\n"
