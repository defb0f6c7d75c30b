"""What is no policy text: notices of download sites, cover, contents, page numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .lexicon import core_name, is_document_name, tight
from .markers import marker_of
from .values import Line, Message, SetAside

_CUES = re.compile(
    r"预览|下载|上传|版权|本站|网站|整理发布|代发布|付费|文库|会员|积分|水印|扫码|关注公众号|转载|侵权|豆丁|道客"
)
_STRONG = re.compile(
    r"^(?:温馨提示|友情提示|下载说明|使用说明|版权声明|免责声明)\s*:?$"
    r"|(?:网站|在线|站点|平台)客服\s*:|客服\s*(?:QQ|微信|热线|电话)?\s*:\s*[\d-]{5,}"
    r"|^\s*(?:QQ|微信号?|邮箱|E-?mail)\s*(?:群|号)?\s*:|https?://|\bwww\.[a-z0-9-]+\.",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"^(?:第?\s?\d{1,4}\s?页(?:[,/ ]?共\s?\d{1,4}\s?页)?|[-—–·]\s?\d{1,4}\s?[-—–·])$"
)
_LEADER = re.compile(r"(?:…{2,}|\.{5,}|·{4,}|⋯{2,}|_{5,}|-{6,})\s*\d{0,4}\s*$|\t+\d{1,4}$")
_CONTENTS = re.compile(r"^(?:目\s*[录次]|contents)$", re.IGNORECASE)

_REASONS = {
    "notice": Message("下载网站的提示，不是制度正文", "a download site's notice, not policy text"),
    "page": Message("页码", "a page number"),
    "cover": Message("封面", "cover page"),
    "contents": Message("目录", "contents page"),
}


@dataclass(frozen=True, slots=True)
class Announced:
    """A document named in the contents."""

    title: str
    line: int


@dataclass(frozen=True, slots=True)
class Front:
    set_aside: tuple[SetAside, ...]
    announced: tuple[Announced, ...]
    cover: tuple[str, ...]
    body: tuple[Line, ...]


def aside(line: Line, kind: str) -> SetAside:
    return SetAside(line.at, kind, line.text, _REASONS[kind])


def is_contents_entry(line: Line) -> bool:
    return line.contents or (len(line.flat) <= 200 and bool(_LEADER.search(line.flat[-60:])))


def entry_title(line: Line) -> str:
    bare = _LEADER.sub("", line.flat[:200]).strip(" .…·\t")
    marker = marker_of(bare)
    return tight(bare[marker.end :] if marker else bare)


def is_notice(flat: str) -> bool:
    if len(flat) > 400:
        return False
    return bool(_STRONG.search(flat)) or len(set(_CUES.findall(flat))) >= 2


def set_front_aside(lines: list[Line], first_title: int) -> Front:
    """Separate what is no policy text; `first_title` is the index where the first policy opens.

    Before it, every line is a notice, a contents entry or the cover. After it only what carries
    no number of its own and is unmistakable: addresses of sites, page numbers, leftover entries.
    """
    away: list[SetAside] = []
    announced: list[Announced] = []
    cover: list[str] = []
    body: list[Line] = []
    in_contents = False
    for index, line in enumerate(lines):
        if not line.text and not line.cells:
            continue
        kind = ""
        if line.cells:
            kind = "cover" if index < first_title else ""
        elif index < first_title:
            kind, in_contents = _front_kind(line, in_contents)
        elif _PAGE.match(line.flat):
            kind = "page"
        elif is_contents_entry(line) and not _is_clause(line):
            kind = "contents"
        elif _STRONG.search(line.flat[:400]) and is_notice(line.flat) and not _is_clause(line):
            kind = "notice"
        if not kind:
            body.append(line)
            continue
        away.append(aside(line, kind))
        if kind == "contents" and is_document_name(name := entry_title(line), 60):
            announced.append(Announced(name, line.at))
        if kind == "cover":
            cover.append(line.text)
    return Front(tuple(away), tuple(announced), tuple(cover), tuple(body))


def _front_kind(line: Line, in_contents: bool) -> tuple[str, bool]:
    if _CONTENTS.match(line.flat):
        return "contents", True
    if is_contents_entry(line):
        return "contents", True
    if is_notice(line.flat):
        return "notice", False
    if _PAGE.match(line.flat):
        return "page", in_contents
    if in_contents and (is_document_name(line.flat, 60) or core_name(line.flat) == "前言"):
        return "contents", True
    return "cover", False


def _is_clause(line: Line) -> bool:
    return marker_of(line.flat) is not None
