"""Amounts in the capital characters that Chinese vouchers ask for."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿")


def in_capitals(amount: Decimal) -> str:
    """``1860.05`` as ``壹仟捌佰陆拾元零伍分``; two places, below a trillion."""
    sign = "负" if amount < 0 else ""
    cents = int(abs(amount) * 100)
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    text = f"{_yuan(yuan)}元" if yuan or not cents else ""
    if not jiao and not fen:
        return f"{sign}{text}整"
    if jiao:
        text += f"{DIGITS[jiao]}角"
    elif text:
        text += "零"
    return f"{sign}{text}{f'{DIGITS[fen]}分' if fen else '整'}"


def _yuan(number: int) -> str:
    if number == 0:
        return DIGITS[0]
    text = ""
    pending_zero = False
    for group in range(len(GROUPS) - 1, -1, -1):
        part = number // 10_000**group % 10_000
        if part:
            if text and (pending_zero or part < 1000):
                text += DIGITS[0]
            text += _thousands(part) + GROUPS[group]
            pending_zero = False
        elif text:
            pending_zero = True
    return text


def _thousands(number: int) -> str:
    text = ""
    zero = False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            text += (DIGITS[0] if zero else "") + DIGITS[digit] + PLACES[place]
            zero = False
        elif text:
            zero = True
    return text
