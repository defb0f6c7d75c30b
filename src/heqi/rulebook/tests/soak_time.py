"""``python -m heqi.rulebook.tests.soak_time --cases 100000 --seed 1``: brute force, at length."""

from __future__ import annotations

import argparse
import sys
import time
from random import Random

from heqi.rulebook.tests.cases_time import difference, draw_case
from heqi.rulebook.tests.oracle_clock import draw_story, story_difference

CLOCKS = 5  # every fifth case is a clock's whole history


def main(argv: list[str] | None = None) -> int:
    """Prints each difference and a summary; 0 only if there is none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(argv)
    began, found = time.perf_counter(), 0
    for number in range(given.cases):
        rng = Random(f"{given.seed}/{number}")
        story = number % CLOCKS == 0
        wrong = story_difference(draw_story(rng)) if story else difference(draw_case(rng))
        if wrong:
            found += 1
            if found <= 20:
                sys.stdout.write(f"{number}: {wrong}\n")
    took = time.perf_counter() - began
    sys.stdout.write(f"{given.cases} cases, seed {given.seed}: {found} differences, {took:.0f} s\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
