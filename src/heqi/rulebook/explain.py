"""How a due instant was counted, as one sentence in Chinese and one in English."""

from __future__ import annotations

import datetime as dt

from heqi.rulebook.counting import MICRO
from heqi.rulebook.dates import (
    DAY,
    day_zh,
    days_en,
    days_zh,
    end_en,
    end_zh,
    start_en,
    start_zh,
)
from heqi.rulebook.due import Due
from heqi.rulebook.labels import label
from heqi.rulebook.spans import (
    Bands,
    ByFact,
    ClockTime,
    Every,
    Immediate,
    Meaning,
    Notice,
    Share,
    Span,
    Times,
    Words,
)
from heqi.rulebook.stretches import Piece, pieces

MEANINGS = {
    Meaning.IMMEDIATE: Words("起算即到期", "due when it starts"),
    Meaning.ROLLING: Words(
        "按实际经过的时间计，休息日在内，一日为 24 小时",
        "elapsed time, days off included, a day is 24 hours",
    ),
    Meaning.DATE: Words("至对应月份同日的同一钟点", "to the same day and time of the later month"),
    Meaning.DAY_END: Words(
        "按自然日计，起算当日不计，至末日 24:00",
        "calendar days, the day of the start does not count, to 24:00 of the last day",
    ),
    Meaning.WORKING_TIME: Words("只计上班时间", "only working hours count"),
    Meaning.WORKING_DAY_END: Words(
        "按工作日计，起算当日不计，至末日下班",
        "working days, the day of the start does not count, to close of business of the last day",
    ),
    Meaning.WORKING_DAY_MIDNIGHT: Words(
        "按工作日计，起算当日不计，至末日 24:00",
        "working days, the day of the start does not count, to 24:00 of the last day",
    ),
    Meaning.WORKING_DAY_SAME_TIME: Words(
        "按工作日计，起算当日不计，至末日的同一钟点",
        "working days, the day of the start does not count, to the same time of the last day",
    ),
    Meaning.WORKING_DAY_SHARE: Words(
        "按上班时间折算，一个工作日为全天的班",
        "working time, a working day is the whole shift of that day",
    ),
    Meaning.CLOCK_TIME: Words("按规定日期的钟点", "a clock time on a given day"),
    Meaning.PERIOD_END: Words("至本期最后一日 24:00", "to 24:00 of the last day of the period"),
    Meaning.EVENT: Words("按记录的时间", "at the recorded instant"),
    Meaning.RINGS: Words("按铃声计", "counted in rings"),
    Meaning.NONE: Words("不设到期时间", "no due instant"),
}
LONGEST = 24  # above this many stretches, the sentence sums them up


def meaning_words(due: Due) -> Words:
    """What a day means in the limit that governs; every explanation states it."""
    leaf = due.leaf.span if isinstance(due.leaf, Every) else due.leaf
    if isinstance(leaf, Notice):
        return Words("自事件时间倒推", "counted back from the event")
    if isinstance(leaf, ByFact | Bands):
        return Words("因情形而异", "depends on the case")
    words = MEANINGS[due.meaning]
    if isinstance(leaf, Span) and leaf.amount == 0:
        zh, en = ("下班", "close of business") if _working(leaf) else ("24:00", "24:00")
        return Words(f"至当日{zh if _working(leaf) else ' ' + zh}", f"to {en} of the day")
    if due.shifted:
        return Words(
            words.zh.replace("起算当日不计", "起算之日计为第 1 日"),
            words.en.replace("the day of the start does not count", "the first day counts"),
        )
    return words


def _working(span: Span) -> bool:
    return span.meaning is Meaning.WORKING_DAY_END


def explain_due(due: Due) -> Words:
    """One sentence per language: the limit, its meaning, what counted, and the due instant."""
    limit, meaning = due.leaf, meaning_words(due)
    notes_zh = "".join(f"{note.zh}；" for note in due.notes)
    notes_en = "".join(f"{note.en}; " for note in due.notes)
    found = pieces(due)
    parts = _summed(found) if len(found) > LONGEST else _listed(found, due)
    middle_zh = "".join(f"，{part.zh}" for part in parts[:1]) + "".join(
        f"；{part.zh}" for part in parts[1:]
    )
    middle_en = "".join(f"; {part.en}" for part in parts)
    from_zh = f"自 {start_zh(due.since)} 起" if not isinstance(limit, Notice) else "倒推"
    from_en = f"from {start_en(due.since)}" if not isinstance(limit, Notice) else "counting back"
    close, others = _close(due), _others(due)
    return Words(
        f"{limit.words('zh')}（{meaning.zh}）：{notes_zh}{from_zh}{middle_zh}；"
        f"{others.zh}{close.zh}。",
        f"{limit.words('en')} ({meaning.en}): {notes_en}{from_en}{middle_en}; "
        f"{others.en}{close.en}.",
    )


def _close(due: Due) -> Words:
    """The end of the sentence: when it is due, or what is missing."""
    if due.at is None:
        return _missing(due)
    before = Words("", "")
    if due.not_before:
        before = Words(
            f"不早于 {start_zh(due.not_before)}，", f"not before {start_en(due.not_before)}, "
        )
    zh, en = end_zh(due.at), end_en(due.at)
    if isinstance(due.leaf, Immediate):
        return Words(f"{before.zh}{start_zh(due.at)} 即到期", f"{before.en}due {start_en(due.at)}")
    if isinstance(due.leaf, Times | Share):
        return Words(f"{before.zh}应在 {zh} 前达到", f"{before.en}to be met by {en}")
    if isinstance(due.leaf, ClockTime) and due.at == due.since:
        return Words(
            f"起算时钟点已过，{start_zh(due.at)} 即到期",
            f"the time had passed at the start, due at once, {start_en(due.at)}",
        )
    return Words(f"{before.zh}应于 {zh} 前完成", f"{before.en}due {en}")


def _missing(due: Due) -> Words:
    if due.missing:
        names = [label(name, due.labels) for name in due.missing]
        return Words(
            f"尚缺：{'、'.join(n.zh for n in names)}，无法确定到期时间",
            f"unknown: {', '.join(n.en for n in names)}, so no due instant can be given",
        )
    if due.missing_calendar:
        year = due.missing_calendar
        guess = due.provisional_at
        more_zh = f"；不计放假调休暂估为 {end_zh(guess)}" if guess else ""
        more_en = f"; provisionally, by the plain week, {end_en(guess)}" if guess else ""
        return Words(
            f"{year} 年放假安排尚未录入，无法确定到期时间{more_zh}",
            f"the days off of {year} are not entered yet, so no due instant can be given{more_en}",
        )
    if due.paused_since:
        return Words(
            f"{start_zh(due.paused_since)} 起暂停中，恢复后再定到期时间",
            f"paused since {start_en(due.paused_since)}, the due instant follows when it resumes",
        )
    return Words("不折算到期时间", "no due instant")


def _others(due: Due) -> Words:
    """The limits beside the one that governs."""
    told = [d for d in due.others if d.at and d.leaf != due.leaf]
    zh = "".join(f"{d.leaf.words('zh')}至 {end_zh(d.at)}；" for d in told if d.at)
    en = "".join(f"{d.leaf.words('en')} to {end_en(d.at)}; " for d in told if d.at)
    return Words(f"另有 {zh}" if zh else "", f"beside it {en}" if en else "")


def _range(piece: Piece, beside: dt.date) -> Words:
    """The whole days of a piece; with clock times if it is less than a day."""
    last = (piece.until - MICRO).date()
    return Words(days_zh(piece.since.date(), last, beside), days_en(piece.since.date(), last))


def _times(piece: Piece, beside: dt.date) -> Words:
    """From and to with clock times; the day only once if it is the same."""
    same = (piece.until - MICRO).date() == piece.since.date()
    to_zh = end_zh(piece.until, piece.since.date())
    to_en = end_en(piece.until)
    if same:
        to_zh, to_en = to_zh.rpartition(" ")[2], to_en.rpartition(" ")[2]
        return Words(f"{start_zh(piece.since, beside)}–{to_zh}", f"{start_en(piece.since)}–{to_en}")
    return Words(
        f"{start_zh(piece.since, beside)} 至 {to_zh}", f"{start_en(piece.since)} to {to_en}"
    )


def _listed(found: list[Piece], due: Due) -> list[Words]:
    """Each stretch that a reader needs, in order."""
    parts: list[Words] = []
    beside = due.since.date()
    timed = due.meaning in (
        Meaning.ROLLING,
        Meaning.DATE,
        Meaning.WORKING_TIME,
        Meaning.WORKING_DAY_SHARE,
    )
    for piece in found:
        if piece.kind in ("closed", "lunch", "period"):
            continue
        if piece.kind == "time" and len(found) == 1:
            continue
        exact = timed and not _whole(piece) and piece.kind not in ("holiday", "weekend")
        days = _times(piece, beside) if exact else _range(piece, beside)
        parts.append(_part(piece, days))
        beside = (piece.until - MICRO).date()
    if any(piece.kind in ("closed", "lunch") for piece in found):
        parts.append(Words("下班和午休不计", "breaks and hours outside the shift do not count"))
    return parts


def _whole(piece: Piece) -> bool:
    midnight = dt.time()
    if piece.kind == "work" and piece.until - piece.since > DAY:
        return True
    return piece.since.time() == midnight and piece.until.time() == midnight


def _part(piece: Piece, days: Words) -> Words:
    name = piece.name
    gap = "" if days.zh.endswith("日") else " "
    match piece.kind:
        case "start":
            return Words("起算当日不计", "the day of the start does not count")
        case "count":
            zh, en = _number(piece)
            makeup = Words("（补班）", " (make-up workday)") if piece.makeup else Words("", "")
            return Words(
                f"{days.zh}{makeup.zh}计入，为{zh}", f"{days.en}{makeup.en} counts as {en}"
            )
        case "holiday":
            known = Words(f"（{name.zh}）", f" ({name.en})") if name else Words("", "")
            return Words(f"{days.zh}{known.zh}放假不计", f"{days.en}{known.en} is off")
        case "weekend":
            return Words(f"{days.zh}周末不计", f"{days.en} is a weekend")
        case "paused":
            because = Words(f"（{name.zh}）", f" ({name.en})") if name else Words("", "")
            return Words(f"{days.zh}{gap}暂停{because.zh}不计", f"{days.en} paused{because.en}")
        case "roll":
            to = (piece.until - MICRO).date()
            return Words(f"末日休息，顺延至 {day_zh(to)}", f"the last day is off, moved on to {to}")
        case "after":
            return Words(f"再过 {piece.last} 日", f"then {days_en_count(piece.last)} more")
        case _:
            return Words(f"{days.zh}{gap}计时", f"{days.en} counts")


def days_en_count(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _number(piece: Piece) -> tuple[str, str]:
    if piece.first == piece.last:
        return f"第 {piece.first} 日", f"day {piece.first}"
    return f"第 {piece.first}–{piece.last} 日", f"days {piece.first}–{piece.last}"


def _summed(found: list[Piece]) -> list[Words]:
    """Long ways: how much counted and which days off lay between."""
    counted = max((p.last for p in found if p.kind == "count"), default=0)
    holidays = sum(_days(p) for p in found if p.kind == "holiday")
    paused = [p for p in found if p.kind == "paused"]
    parts = []
    if counted:
        parts.append(Words(f"其间计 {counted} 日", f"{counted} days counted"))
    if holidays:
        parts.append(
            Words(f"放假 {holidays} 天及周末不计", f"{holidays} days of holidays and weekends off")
        )
    elif any(p.kind == "weekend" for p in found):
        parts.append(Words("周末不计", "weekends off"))
    if paused:
        parts.append(Words(f"暂停 {len(paused)} 段不计", f"{len(paused)} pauses do not count"))
    return parts


def _days(piece: Piece) -> int:
    return ((piece.until - MICRO).date() - piece.since.date()) // DAY + 1
