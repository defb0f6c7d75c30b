"""What the loop does: small tasks, each doing a bounded piece of what is due.

An app puts ``@task`` on functions in its ``loop.py``. Any number of loops may run; a task claims
rows by compare-and-swap and answers how many it finished, so that a full batch is asked again.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

log = logging.getLogger(__name__)


class Task(Protocol):
    """Does up to a batch of due work; returns how many rows it finished."""

    def __call__(self, *, now: datetime) -> int: ...


_tasks: dict[str, Task] = {}


def task(name: str) -> Callable[[Task], Task]:
    """Register a task under ``app.verb_noun``."""

    def register(function: Task) -> Task:
        _tasks[name] = function
        return function

    return register


def tick(*, now: datetime, rounds: int = 20) -> dict[str, int]:
    """Run every task until nothing is due, at most ``rounds`` times; finished rows by task.

    A task that fails is logged and does not stop the others.
    """
    done = dict.fromkeys(sorted(_tasks), 0)
    open_tasks = set(_tasks)
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
        if not open_tasks:
            break
    return done
