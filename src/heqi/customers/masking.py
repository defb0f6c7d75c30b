"""What is left of personal values when they are shown without a reason to reveal them."""

MASK = "****"


def mask_phone(number: str) -> str:
    """``138****2207``; short numbers keep their last two digits only."""
    if len(number) >= 11:
        return f"{number[:3]}{MASK}{number[-4:]}"
    if len(number) >= 7:
        return f"{MASK}{number[-4:]}"
    return f"{MASK}{number[-2:]}" if number else ""


def mask_id(number: str) -> str:
    """First three and last four characters of an identity or licence number."""
    if len(number) < 10:
        return MASK if number else ""
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
