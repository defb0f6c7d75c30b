"""R6 and R10: more than peers see and reveal."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median

from heqi.lookups.rules.limits import Limits
from heqi.lookups.rules.looks import EXPLAINED, SEEN, Around, Finding, Look, Tally, Window
from heqi.lookups.rules.numbers import far_above, percentile

ID_NUMBER = "id_number"


def volume(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R6: more customers in an hour or day than any peer ever has.

    Everybody is measured in shares of his day's middle: on days of emergencies and bills all see
    more, and that is no reason to ask anybody, nor to look away from somebody for a month.
    """
    for tallies in window.tallies.values():
        today = [tally for tally in tallies if tally.day == window.day]
        if not today:
            continue
        day = _bar([(t.day, t.customers) for t in tallies], window.day, limits)
        hour = _bar([(t.day, t.peak_hour) for t in tallies], window.day, limits)
        day = max(day, limits.part("R6", "least_day"))
        hour = max(hour, limits.part("R6", "least_hour"))
        for tally in today:
            form = "day" if tally.customers > day else "hour" if tally.peak_hour > hour else ""
            if form:
                looks = [look for look in window.looks.get(tally.actor, ()) if look.action in SEEN]
                numbers = {
                    "number": tally.customers if form == "day" else tally.peak_hour,
                    "usual": int(day if form == "day" else hour),
                }
                yield _finding("R6", form, tally.actor, looks, limits, numbers)


def _bar(values: Sequence[tuple[int, int]], today: int, limits: Limits) -> float:
    """max(P99 × factor, median + n × MAD) of the peers' shares, in customers of today."""
    by_day: dict[int, list[int]] = defaultdict(list)
    for day, value in values:
        by_day[day].append(value)
    middles = {day: max(1.0, float(median(found))) for day, found in by_day.items()}
    usual = median(middles.values())
    if len(by_day[today]) < limits.whole("R6", "peers"):
        middles[today] = usual  # too few today to say what today is like
    shares = [value / middles[day] for day, value in values if day != today]
    now = [value / middles[today] for value in by_day[today]]
    bar = max(
        percentile(shares, 0.99) * limits.part("R6", "p99_factor"),
        far_above(shares, limits.part("R6", "mads"), least=0.05),
        far_above(now, limits.part("R6", "mads"), least=0.05) if len(now) > 1 else 0.0,
    )
    return bar * middles[today]


def revealing(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R10: revealed far more of what was opened than peers do; identity numbers for no process."""
    for tallies in window.tallies.values():
        usual = _share(tallies)
        for tally in tallies:
            if tally.day != window.day or tally.unmasks < limits.whole("R10", "least"):
                continue
            share = tally.unmasks / max(1, tally.views)
            if share > limits.part("R10", "ratio") * max(usual, 0.01):
                looks = _reveals(window, tally.actor)
                numbers = {
                    "number": tally.unmasks,
                    "views": tally.views,
                    "usual": round(usual * 100),
                }
                yield _finding("R10", "share", tally.actor, looks, limits, numbers)


def identity(window: Window, around: Around, limits: Limits) -> Iterator[Finding]:
    """R10: identity numbers revealed though nothing was opened, transferred or paid back."""
    known = {str(reason) for reason in limits.of("R10")["id_reasons"]}
    for actor, looks in window.looks.items():
        found = [
            look
            for look in looks
            if look.action == "unmask"
            and look.field == ID_NUMBER
            and look.verdict != EXPLAINED
            and not (look.reason in known and look.source == "auto")
        ]
        if found:
            numbers = {"number": len(found)}
            yield _finding("R10", "identity", actor, found, limits, numbers, "id_points")


def _reveals(window: Window, actor: int) -> list[Look]:
    return [look for look in window.looks.get(actor, ()) if look.action == "unmask"]


def _share(tallies: Sequence[Tally]) -> float:
    views = sum(tally.views for tally in tallies)
    return sum(tally.unmasks for tally in tallies) / views if views else 0.0


def _finding(
    rule: str,
    form: str,
    actor: int,
    looks: Sequence[Look],
    limits: Limits,
    numbers: dict[str, int],
    points: str = "points",
) -> Finding:
    return Finding(
        rule=rule,
        form=form,
        actor=actor,
        since=looks[0].at if looks else 0,
        until=looks[-1].at if looks else 0,
        points=limits.whole(rule, points),
        looks=tuple(look.id for look in looks),
        subjects=tuple(dict.fromkeys(look.subject for look in looks if look.subject)),
        numbers=numbers,
    )
