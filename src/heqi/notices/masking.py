"""Phones and addresses as they may appear in lists and logs."""

import re

PHONE = re.compile(r"(?<!\d)(?:\+?86)?(1\d{2})\d{4}(\d{4})(?!\d)")


def mask_phone(number: str) -> str:
    """``13812342207`` to ``138****2207``; other numbers keep their last four digits at most."""
    digits = re.sub(r"\D", "", number)
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    if len(digits) == 11:
        return f"{digits[:3]}****{digits[-4:]}"
    if len(digits) > 6:
        return "*" * (len(digits) - 4) + digits[-4:]
    return "*" * len(digits)


def mask_address(address: str) -> str:
    """A phone number or mail address with its middle hidden."""
    if "@" in address:
        name, _at, host = address.partition("@")
        return f"{name[:1]}***@{host}"
    return mask_phone(address) if re.fullmatch(r"[+\d][\d\s-]{4,}", address) else address


def mask_text(text: str) -> str:
    """Running text with every mobile number masked, for logs and kept errors."""
    return PHONE.sub(r"\1****\2", text)
