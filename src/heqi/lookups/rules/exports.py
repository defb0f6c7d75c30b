"""R13: data taken out of the system; R15: bait."""

from collections.abc import Iterator

from heqi.lookups.rules.limits import Limits
from heqi.lookups.rules.looks import Around, Finding, Look, Window
from heqi.lookups.rules.numbers import percentile

OUT = frozenset({"export", "print"})


def exports(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R13: an export without approval that is the first, unusually large, late, or a leaver's."""
    for actor, looks in window.looks.items():
        found = [look for look in looks if look.action in OUT and not look.approved]
        if not found:
            continue
        usual = percentile(window.exports.get(around.group.get(actor), ()), 0.99)
        signs = {
            "first": actor not in around.exported,
            "rows_points": usual > 0
            and max(look.rows for look in found) > usual * limits.part("R13", "rows_factor"),
            "off_hours_points": any(_is_off_hours(look, around, limits) for look in found),
            "notice_points": _is_leaving(actor, window, around, limits),
        }
        points = sum(limits.whole("R13", name) for name, holds in signs.items() if holds)
        if len(found) >= limits.whole("R13", "burst"):
            points = max(points, limits.whole("R13", "notice_points"))
        if points:
            yield Finding(
                rule="R13",
                form="leaving" if signs["notice_points"] else "",
                actor=actor,
                since=found[0].at,
                until=found[-1].at,
                points=points,
                looks=tuple(look.id for look in found),
                numbers={
                    "number": len(found),
                    "rows": sum(look.rows for look in found),
                    "usual": int(usual),
                },
            )


def canaries(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R15: a customer who does not exist was opened: nobody can have business with him."""
    if not around.canaries:
        return
    for actor, looks in window.looks.items():
        found = [
            look
            for look in looks
            if look.subject in around.canaries and look.action in ("view", "unmask")
        ]
        if found:
            yield Finding(
                "R15", "", actor, found[0].at, found[-1].at, limits.whole("R15", "points"),
                tuple(look.id for look in found),
                tuple(dict.fromkeys(look.subject for look in found)), {"looks": len(found)},
            )  # fmt: skip


def _is_off_hours(look: Look, around: Around, limits: Limits) -> bool:
    hour = around.hour(look.at)
    return not limits.part("R13", "day_starts") <= hour < limits.part("R13", "day_ends")


def _is_leaving(actor: int, window: Window, around: Around, limits: Limits) -> bool:
    leaves = around.leaves.get(actor)
    return leaves is not None and 0 <= leaves - window.day <= limits.whole("R13", "notice_days")
