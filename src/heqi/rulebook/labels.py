"""Names of facts, values and events in explanations, and why a branch of a limit was taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from heqi.rulebook.dates import start_en, start_zh, time_text
from heqi.rulebook.spans import Cutoff, DayKind, From, Limit, Pick, StartShift, Words
from heqi.rulebook.spans.kinds import key_of
from heqi.rulebook.spans.written import clock

# The commonest names; callers hand in those of their own vocabulary.
LABELS = {
    "area": Words("区域", "area"),
    "area=town": Words("城区", "town"),
    "area=suburb": Words("郊区", "suburb"),
    "area=remote": Words("偏远地区", "remote"),
    "season": Words("季节", "season"),
    "season=heating": Words("采暖季", "heating season"),
    "season=other": Words("非采暖季", "outside the heating season"),
    "meter_size": Words("表具规格", "meter size"),
    "pressure": Words("压力级制", "pressure"),
    "pressure=low": Words("低压", "low"),
    "pressure=medium": Words("中压", "medium"),
    "pressure=high": Words("高压", "high"),
    "distance_km": Words("距离（公里）", "distance (km)"),
    "distance_m": Words("距离（米）", "distance (m)"),
    "households": Words("户数", "households"),
    "riser": Words("立管", "riser"),
    "riser=true": Words("有", "present"),
    "riser=false": Words("无", "absent"),
    "tier": Words("客户级别", "tier"),
    "tier=standard": Words("一般客户", "standard"),
    "tier=vip": Words("贵宾客户", "VIP"),
    "kind": Words("类别", "kind"),
    "kind=residential": Words("居民", "residential"),
    "kind=commercial": Words("工商户", "commercial and industrial"),
    "reported": Words("报修", "report"),
    "received": Words("受理", "intake"),
    "booked": Words("预约", "booking"),
    "applied": Words("申请", "application"),
    "paid": Words("付款", "payment"),
    "contract_signed": Words("签约", "contract"),
    "papers_complete": Words("资料齐全", "papers complete"),
    "conditions_met": Words("条件具备", "conditions met"),
    "task_received": Words("接到任务", "task received"),
    "completed": Words("完工", "completion"),
    "platform_due": Words("平台期限", "the platform's date"),
    "outage_start": Words("停气开始", "start of the outage"),
    "pause=customer": Words("客户原因", "customer"),
    "pause=appointment": Words("客户预约", "appointment"),
    "pause=absent": Words("客户不在", "customer absent"),
    "pause=material": Words("待料", "material"),
    "pause=third_party": Words("第三方原因", "third party"),
    "pause=permit": Words("报批", "permit"),
    "pause=works": Words("施工", "works"),
    "pause=force_majeure": Words("不可抗力", "force majeure"),
}
KINDS = {
    DayKind.ANY: Words("", ""),
    DayKind.WORKING: Words("工作日 ", "working days "),
    DayKind.OFF: Words("休息日 ", "days off "),
    DayKind.WEEKEND: Words("周末 ", "weekends "),
    DayKind.HOLIDAY: Words("节假日 ", "holidays "),
    DayKind.MAKEUP: Words("补班日 ", "make-up workdays "),
}


def label(name: str, labels: Mapping[str, Words]) -> Words:
    """The words for a fact, ``fact=value`` or event; without one its code in quotes."""
    found = labels.get(name) or LABELS.get(name)
    if found:
        return found
    code = name.partition("=")[2] or name
    number = code.replace(".", "", 1).isdigit()
    return Words(code, code) if number else Words(f"“{code}”", f"'{code}'")


def because_fact(fact: str, value: object, chosen: Limit, labels: Mapping[str, Words]) -> Words:
    name, what = label(fact, labels), label(f"{fact}={key_of(value)}", labels)
    return Words(
        f"{name.zh}：{what.zh}，适用 {chosen.words('zh')}",
        f"{name.en}: {what.en}, so {chosen.words('en')}",
    )


def because_window(row: Cutoff | None, start: dt.datetime, chosen: Limit) -> Words:
    at = time_text(start)
    if row is None:
        return Words(
            f"起算于 {at}，属其余时段，适用 {chosen.words('zh')}",
            f"started at {at}, outside the other windows, so {chosen.words('en')}",
        )
    kind, window = KINDS[row.days], f"{clock(row.since)}–{clock(row.until)}"
    return Words(
        f"起算于 {at}，属{kind.zh or ' '}{window} 时段，适用 {chosen.words('zh')}",
        f"started at {at}, in the window {kind.en}{window}, so {chosen.words('en')}",
    )


def because_start(limit: From, name: str, at: dt.datetime, labels: Mapping[str, Words]) -> Words:
    words = label(name, labels)
    when_zh, when_en = start_zh(at), start_en(at)
    if limit.pick is not Pick.ONLY:
        all_zh = "、".join(label(n, labels).zh for n in limit.events)
        all_en = " and ".join(label(n, labels).en for n in limit.events)
        which = "较晚" if limit.pick is Pick.LATER else "较早"
        return Words(
            f"以{all_zh}中{which}者（{words.zh}，{when_zh}）起算",
            f"starts at the {limit.pick} of {all_en} ({words.en}, {when_en})",
        )
    shift = {
        StartShift.NONE: Words("", ""),
        StartShift.NEXT_DAY: Words("的次日", "the day after "),
        StartShift.NEXT_WORKING_DAY: Words("后的下一工作日", "the working day after "),
    }[limit.shift]
    return Words(
        f"自{words.zh}（{when_zh}）{shift.zh}起算",
        f"starts at {shift.en}{words.en} ({when_en})",
    )
