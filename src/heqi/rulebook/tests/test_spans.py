"""The grammar of limits: what parses, what it means, and what is refused."""

from random import Random

import pytest

from heqi.rulebook.spans import LimitError, Meaning, Range, Span, parse_limit
from heqi.rulebook.tests.cases_time import draw_case

LINES = [
    ("30min", "30 min", "30 分钟", "30 minutes"),
    ("30 min", "30 min", "30 分钟", "30 minutes"),
    ("1h", "1 h", "1 小时", "1 hour"),
    ("24h", "24 h", "24 小时", "24 hours"),
    ("1.5h", "1.5 h", "1.5 小时", "1.5 hours"),
    ("2 working hours", "2 working hours", "2 个工作小时", "2 working hours"),
    ("30 working minutes", "30 working minutes", "30 个工作分钟", "30 working minutes"),
    ("half working day", "half working day", "半个工作日", "half working day"),
    ("half a working day", "half working day", "半个工作日", "half working day"),
    ("0.5 working days", "half working day", "半个工作日", "half working day"),
    ("1 calendar day", "1 calendar day", "1 个自然日", "1 calendar day"),
    ("2 days", "2 calendar days", "2 个自然日", "2 calendar days"),
    (
        "3 calendar days to end of day",
        "3 calendar days to end of day",
        "3 个自然日（至日终）",
        "3 calendar days to end of day",
    ),
    (
        "30 days to end of day or next working day",
        "30 calendar days to end of day or next working day",
        "30 个自然日（至日终），遇休息日顺延",
        "30 calendar days to end of day or next working day",
    ),
    ("3 working days", "3 working days", "3 个工作日", "3 working days"),
    (
        "3 working days to midnight",
        "3 working days to midnight",
        "3 个工作日（至当日 24:00）",
        "3 working days to midnight",
    ),
    (
        "3 working days same time",
        "3 working days same time",
        "3 个工作日（同一钟点）",
        "3 working days same time",
    ),
    (
        "3 working days rolling",
        "3 working days rolling",
        "3 个工作日（按工作时间）",
        "3 working days rolling",
    ),
    ("same day", "same day", "当日", "same day"),
    ("same working day", "same working day", "当个工作日", "same working day"),
    ("1 week", "1 week", "1 周", "1 week"),
    ("1 month", "1 month", "1 个月", "1 month"),
    ("2 quarters", "2 quarters", "2 个季度", "2 quarters"),
    ("10 years", "10 years", "10 年", "10 years"),
    ("immediately", "immediately", "立即", "at once"),
    ("10:00 next day", "10:00 next day", "次日 10:00 前", "by 10:00 on the next day"),
    ("before 12:00 next day", "12:00 next day", "次日 12:00 前", "by 12:00 on the next day"),
    ("by 17:30 same day", "17:30 same day", "当日 17:30 前", "by 17:30 on the same day"),
    (
        "10:00 on working day +2",
        "10:00 on working day +2",
        "第 2 个工作日 10:00 前",
        "by 10:00 on working day +2",
    ),
    (
        "by 10:00 of the day after the first working day",
        "10:00 on day +1 after working day +1",
        "下一工作日的次日 10:00 前",
        "by 10:00 on day +1 after working day +1",
    ),
    ("48h before", "48 h before", "提前 48 小时", "48 hours before"),
    (
        "3 working days before outage_start",
        "3 working days before outage_start",
        "提前 3 个工作日",
        "3 working days before",
    ),
    ("7-15 working days", "7-15 working days", "7–15 个工作日", "7–15 working days"),
    ("7–15 days", "7-15 calendar days", "7–15 个自然日", "7–15 calendar days"),
    ("once per year", "at least 1 per year", "每年 1 次", "once per year"),
    ("at least one per quarter", "at least 1 per quarter", "每季度 1 次", "once per quarter"),
    ("at most 3 times per year", "at most 3 per year", "每年至多 3 次", "at most 3 times per year"),
    ("every half-year", "at least 1 per half-year", "每半年 1 次", "once per half-year"),
    ("every 10 years", "every 10 years", "每 10 年一次", "every 10 years"),
    ("95% per month", "at least 95% per month", "每月至少 95%", "at least 95% per month"),
    ("100%", "at least 100%", "至少 100%", "at least 100%"),
    ("15s", "15 s", "15 秒", "15 seconds"),
    ("3 rings", "3 rings", "3 声铃响", "3 rings"),
    ("8th of next month", "8th of next month", "次月 8 日日终前", "by the 8th of next month"),
    (
        "3 working days from the later of applied and paid",
        "3 working days from the later of applied and paid",
        "3 个工作日",
        "3 working days",
    ),
    (
        "3 days from the day after booked",
        "3 calendar days from the day after booked",
        "3 个自然日",
        "3 calendar days",
    ),
    ("at platform_due", "at platform_due", "按已定的时间", "at the recorded time"),
    ("1 小时", "1 h", "1 小时", "1 hour"),
    ("3 个工作日", "3 working days", "3 个工作日", "3 working days"),
    ("半个工作日", "half working day", "半个工作日", "half working day"),
    ("次日12:00前", "12:00 next day", "次日 12:00 前", "by 12:00 on the next day"),
    ("每季度至少1次", "at least 1 per quarter", "每季度 1 次", "once per quarter"),
]


@pytest.mark.parametrize(("given", "text", "zh", "en"), LINES)
def test_a_line_reads_back_and_has_short_words(given, text, zh, en):
    limit = parse_limit(given)
    assert limit.text() == text
    assert parse_limit(limit.text()) == limit
    assert (limit.words("zh-hans"), limit.words("en")) == (zh, en)


@pytest.mark.parametrize(
    ("given", "meaning"),
    [
        ("1 calendar day", Meaning.ROLLING),
        ("1 calendar day to end of day", Meaning.DAY_END),
        ("24h", Meaning.ROLLING),
        ("3 working days", Meaning.WORKING_DAY_END),
        ("half working day", Meaning.WORKING_DAY_SHARE),
        ("2 working hours", Meaning.WORKING_TIME),
        ("1 month", Meaning.DATE),
        ("1 month to end of day", Meaning.DAY_END),
    ],
)
def test_every_span_has_one_meaning(given, meaning):
    limit = parse_limit(given)
    assert isinstance(limit, Span)
    assert limit.meaning is meaning


MAPPINGS = [
    {"earlier_of": ["24h", "at platform_due"]},
    {"later_of": ["3 rings", "15s"]},
    {
        "by_time": [
            {"between": "08:00-16:00", "days": "working", "limit": "2 h"},
            {"days": "off", "limit": "10:00 on day +1 after working day +1"},
        ],
        "else": "10:00 next day",
    },
    {"by_time": [{"between": "19:00-24:00", "limit": "12:00 next day"}], "else": "24 h"},
    {"by": "area", "is": {"town": "30 min", "remote": "40 min"}},
    {"by": "riser", "is": {"true": "3 working days"}, "else": "7-15 working days"},
    {
        "by": "distance_m",
        "bands": [{"below": 50, "limit": "5 working days"}, {"limit": "15 working days"}],
    },
    {"at_least": "7 working days", "at_most": "1 month"},
    {"limit": {"earlier_of": ["24 h", "10:00 next day"]}, "from": {"later_of": ["a", "b", "c"]}},
    {
        "by": "season",
        "is": {
            "heating": {"by": "pressure", "is": {"low": "4 h", "medium": "2 h"}},
        },
        "else": "24 h",
    },
]


@pytest.mark.parametrize("form", MAPPINGS)
def test_a_mapping_reads_back(form):
    limit = parse_limit(form)
    assert parse_limit(limit.written()) == limit
    assert parse_limit(limit.text()) == limit
    assert limit.words("zh")
    assert limit.words("en")


def test_unquoted_yaml_times_are_read_as_meant():
    assert parse_limit("{by_time: [{after: 19:00, limit: 12:00 next day}], else: 24h}") == (
        parse_limit(
            {"by_time": [{"between": "19:00-24:00", "limit": "12:00 next day"}], "else": "24h"}
        )
    )


REFUSED = [
    "",
    "soon",
    "3",
    "3 moons",
    "0 h",
    "half h to midnight",
    "half working day to end of day",
    "1.5 calendar days to end of day",
    "15-7 days",
    "7-7 days",
    "25:00 next day",
    "10:61 next day",
    "300 years",
    "0 times per year",
    "120% per month",
    "3 rings before",
    "2h or next working day",
    3,
    None,
    ["1h"],
    {},
    {"limit": "1h", "form": "x"},
    {"earlier_of": ["1h"]},
    {"by": "area"},
    {"by": "Area!", "is": {"x": "1h"}},
    {"by": "n", "bands": [{"below": 5, "limit": "1h"}]},
    {
        "by": "n",
        "bands": [{"below": 5, "limit": "1h"}, {"below": 4, "limit": "1h"}, {"limit": "1h"}],
    },
    {"by_time": [{"between": "08:00-16:00", "limit": "1h"}]},
    {
        "by_time": [
            {"between": "08:00-16:00", "limit": "1h"},
            {"after": "15:00", "limit": "2h"},
        ],
        "else": "1h",
    },
    {"limit": "1h", "from": {"sooner_of": ["a", "b"]}},
    {"at_least": "1h"},
    "{not: [yaml",
    "{earlier_of: &a [1h, 2h], else: *a}",
    "{" * 3000,
    "{earlier_of: " + "[" * 3000,
    "9" * 5000 + " h",
    "10:00 on day +" + "9" * 200,
    {"by": "n", "bands": [{"below": "9e99999999", "limit": "1h"}, {"limit": "1h"}]},
    "9" * 250 + " times per year and more",
]


@pytest.mark.parametrize("given", REFUSED)
def test_what_makes_no_sense_is_refused_in_both_languages(given):
    with pytest.raises(LimitError) as caught:
        parse_limit(given)
    assert caught.value.zh
    assert caught.value.en
    assert caught.value.en.isascii()


def test_decimals_stay_exact():
    limit = parse_limit("1.2345678 h")
    assert limit.text() == "1.2345678 h"
    assert parse_limit(limit.text()) == limit


def test_a_bare_off_in_yaml_means_days_off():
    form = "{by_time: [{days: off, limit: 1h}], else: 2h}"
    assert parse_limit(form) == parse_limit(
        {"by_time": [{"days": "off", "limit": "1h"}], "else": "2h"}
    )


def test_a_range_keeps_both_bounds():
    limit = parse_limit("7-15 working days")
    assert isinstance(limit, Range)
    assert (limit.lower, limit.upper) == (
        parse_limit("7 working days"),
        parse_limit("15 working days"),
    )


@pytest.mark.parametrize("seed", range(200))
def test_generated_limits_read_back(seed):
    limit = parse_limit(draw_case(Random(f"text/{seed}")).limit)
    assert parse_limit(limit.text()) == limit
    assert parse_limit(limit.written()) == limit
