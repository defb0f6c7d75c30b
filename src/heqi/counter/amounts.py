"""Amounts and quantities as people type them: exact, or refused in words."""

from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST = 10_000_000


def exact(raw: object, field: str, *, negative: bool = False) -> Decimal:
    """A decimal with at most two places, below ten million; ``ValidationError`` on ``field``."""
    try:
        number = Decimal(str(raw if raw is not None else "").strip() or "0")
        if not number.is_finite() or abs(number) >= MOST or (number < 0 and not negative):
            raise InvalidOperation
        rounded = number.quantize(Decimal("0.01"))
        if rounded != number:
            raise InvalidOperation
    except InvalidOperation:
        raise ValidationError(
            {field: _("“{value}” is not an amount with two decimals.").format(value=str(raw)[:20])}
        ) from None
    return rounded
