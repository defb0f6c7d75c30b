"""What is left of personal values when they are shown without a reason to reveal them."""

from heqi.notices.masking import mask_phone

__all__ = ["mask_id", "mask_phone"]
MASK = "****"


def mask_id(number: str) -> str:
    """First three and last four characters of an identity or licence number."""
    if len(number) < 10:
        return MASK if number else ""
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
