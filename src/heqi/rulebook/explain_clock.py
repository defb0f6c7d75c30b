"""Where a clock stands, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from heqi.rulebook.dates import start_en, start_zh
from heqi.rulebook.spans import Words

if TYPE_CHECKING:
    from heqi.rulebook.clock import ClockReading

STATES = {
    "not_started": Words("尚未起算", "not started"),
    "running": Words("计时中", "running"),
    "paused": Words(
        "暂停中，到期时间按此刻恢复暂算", "paused; the due instant is as if resumed now"
    ),
    "met": Words("已按时完成", "met"),
    "missed": Words("已完成，但超时", "done, but late"),
    "stopped": Words("已完成，无到期时间可比", "done, with no due instant to compare"),
    "overdue": Words("已超时", "overdue"),
    "cancelled": Words("已取消", "cancelled"),
}


def explain_clock(reading: ClockReading) -> Words:
    """How the due instant came about, whether the customer's time replaced it, and the state."""
    zh, en = "", ""
    if reading.due is not None:
        zh, en = reading.due.explain
    if reading.overridden and reading.due_at:
        zh += f"客户约定的时间优先：{start_zh(reading.due_at)}。"
        en += f" The time that the customer asked for goes first: {start_en(reading.due_at)}."
    state = STATES[reading.state.value]
    en = f"{en} {state.en[0].upper()}{state.en[1:]}."
    return Words(f"{zh}{state.zh}。", en.strip())
