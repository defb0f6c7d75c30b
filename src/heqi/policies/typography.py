"""Chinese text as it should be printed: sources often carry ASCII punctuation."""

import re

CJK = "\u3400-\u9fff\uf900-\ufaff"
WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
MARK = re.compile(rf"(?<=[{CJK}）】”])[,;:?!]|[,;:?!](?=[{CJK}（【“])")
BRACKETS = re.compile(rf"\(([^()\n]*[{CJK}][^()\n]*)\)")


def full_width(text: str) -> str:
    """Punctuation beside Chinese characters in full width; the stored text stays as it was.

    >>> full_width("受理后,1小时内响应;")
    '受理后，1小时内响应；'
    """
    text = MARK.sub(lambda found: WIDE[found.group()], text)
    return BRACKETS.sub(r"（\1）", text)
