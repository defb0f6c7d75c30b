"""Delegated authority in the menu."""

from datetime import datetime

from django.utils.translation import pgettext_lazy

from heqi.authority.access import CHECK, JUDGE, READ, VIEW
from heqi.authority.queries import to_do
from heqi.ledger.actors import Actor


def _tab(url: str, label: object, permission: str, order: int) -> dict[str, object]:
    return {
        "entry": "approvals", "url": f"authority:{url}", "label": label,
        "permission": permission, "order": order,
    }  # fmt: skip


def waiting(actor: Actor, now: datetime) -> int:
    """Orders to supply and sheets to acknowledge."""
    return to_do(actor, now=now)


TABS = [
    _tab("uses", pgettext_lazy("menu", "Authority ledger"), READ, 2),
    _tab("matrix", pgettext_lazy("menu", "Who may what"), READ, 3),
    _tab("sheets", pgettext_lazy("menu", "Sheets between departments"), VIEW, 4),
    _tab("ledgers", pgettext_lazy("menu", "Monthly ledgers"), VIEW, 5),
    _tab("checks", pgettext_lazy("menu", "Checks of authority"), CHECK, 6),
    _tab("signals", pgettext_lazy("menu", "Signs of misuse"), JUDGE, 7),
]
COUNTS = {"approvals": waiting}
