"""Samples of the policies: the figures and the misses behind them."""

LISTS = [
    ("policies:measures", "?month=2026-11", "he"),
    ("policies:departments", "?month=2026-11", "he"),
    (
        "policies:misses",
        "?month=2026-11&source=clocks&clause=tiering/6.1(4)&name=at_door·到场",
        "he",
    ),
]
