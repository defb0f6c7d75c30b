"""A line of a dozen values as SVG geometry; no script, no style attribute."""

from collections.abc import Sequence

WIDTH, HEIGHT, PAD = 96, 22, 4


def spark_points(values: Sequence[float]) -> list[tuple[float, float]]:
    """Coordinates within 96 × 22; the highest value lies on top."""
    if not values:
        return []
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = (WIDTH - 2 * 2 - 2) / max(1, len(values) - 1)
    flat = high == low
    return [
        (
            round(2 + i * step, 1),
            HEIGHT / 2 if flat else round(HEIGHT - PAD - (v - low) / span * (HEIGHT - 2 * PAD), 1),
        )
        for i, v in enumerate(values)
    ]
