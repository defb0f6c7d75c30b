"""What the loop does: small tasks, each doing a bounded piece of what is due.

An app puts ``@task`` on functions in its ``loop.py``. Any number of loops may run; a task claims
rows by compare-and-swap and answers how many it finished, so that a full batch is asked again.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

log = logging.getLogger(__name__)


class Task(Protocol):
    """Does up to a batch of due work; returns how many rows it finished."""

    def __call__(self, *, now: datetime) -> int: ...


# What changes once a day is not looked for at every round of a loop that runs for ever.
BY_DAY = timedelta(minutes=10)

_tasks: dict[str, Task] = {}
_rests: dict[str, timedelta] = {}


def task(name: str, *, rest: timedelta = timedelta(0)) -> Callable[[Task], Task]:
    """Register a task as ``app.verb_noun``; with nothing due a loop may leave it for ``rest``."""

    def register(function: Task) -> Task:
        _tasks[name] = function
        _rests[name] = rest
        return function

    return register


def tick(
    *, now: datetime, rounds: int = 20, resting: dict[str, datetime] | None = None
) -> dict[str, int]:
    """Run every task until nothing is due, at most ``rounds`` times; finished rows by task.

    A task that fails is logged and does not stop the others. A loop that runs for ever hands in
    the same ``resting`` each time: when each task may look again after it found nothing.
    """
    until = {} if resting is None else resting
    done = dict.fromkeys(sorted(_tasks), 0)
    open_tasks = {name for name in _tasks if name not in until or until[name] <= now}
    for _ in range(rounds):
        for name in sorted(open_tasks):
            try:
                finished = _tasks[name](now=now)
            except Exception:
                log.exception("loop task %s failed", name)
                finished = 0
            done[name] += finished
            if not finished:
                open_tasks.discard(name)
                until[name] = now + _rests[name]
        if not open_tasks:
            break
    return done
