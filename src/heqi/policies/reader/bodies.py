"""Units and posts named in running text.

Chinese has no spaces: a name is what stands before its last word (…部, …委员会, …班长) back to the
nearest word that cannot be part of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HAN = r"\u4e00-\u9fff"
UNIT_ENDS = (
    r"(?:委员会|办公室|小组|中心|部(?![门分位件署内级长下门])|综合办(?![公理法])|(?<![办公])室)"
)
_POST_ENDS = (
    r"(?:坐席员|座席员|维修员|抄表员|营业员|录入员|维护员|管理员|监督员|安检员|巡线员|检查员|调度员"
    r"|收费员|操作员|队长|班长|组长|主任|总监|总经理|副总(?!经理)|经理|负责人|分管领导|主管领导)"
)
_UNIT = re.compile(rf"[{_HAN}]{{0,12}}?{UNIT_ENDS}")
_POST = re.compile(rf"[{_HAN}]{{0,12}}?{_POST_ENDS}")
_CUT = re.compile(
    r".*(?:由|经|向|至|接|与|和|及|在|对|从|到|报(?![装警修])|交|给|被|把|将|并|其|为|是|以|按|凭|各|该|本|请|需|须|应(?![部急])"
    r"|或|上报|每月|每年|季度|半年|如|的|了|后|下属|组织|协助|落实|指导|提供|定期|转发|责令|通过|企业|负责|内部"
    r"|指|有(?!限)|明确|公司|集团|因|用户|只收|单据|客户(?=经理)|[一二三四五六七八九十]名?)"
)
_NOT_UNITS = {
    "内部",
    "外部",
    "全部",
    "局部",
    "干部",
    "中心",
    "小组",
    "办公室",
    "委员会",
    "部",
    "室",
}
_HEADS = ("主任", "经理", "总监", "负责人", "总经理", "副总")
_PLAIN_POSTS = {"总经理", "副总经理", "副总", "分管领导", "主管领导", "客户经理"}


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    start: int


def units_in(text: str) -> Iterator[Named]:
    for m in _UNIT.finditer(text):
        name = _trim(m[0])
        if (
            len(name) >= 3
            and name not in _NOT_UNITS
            and not name.endswith(("内部", "外部", "全部"))
        ):
            yield Named(name, m.end() - len(name))


def posts_in(text: str) -> Iterator[Named]:
    for m in _POST.finditer(text):
        raw = m[0]
        if raw == "副组长" or (raw.endswith("组长") and len(raw) <= 3):
            continue
        name = _trim(raw) if raw not in _PLAIN_POSTS else raw
        if raw.endswith("客户经理"):
            name = "客户经理"
        if len(name) >= 3 or name in _PLAIN_POSTS:
            yield Named(name, m.end() - len(name))


def is_head(post: str) -> bool:
    """Whether every unit has such a post, so that two of them are two posts."""
    return post.endswith(_HEADS)


def _trim(raw: str) -> str:
    """Cuts what cannot belong to the name, but never its last word."""
    keep = 2
    m = _CUT.match(raw[: len(raw) - keep])
    return raw[m.end() :] if m else raw
