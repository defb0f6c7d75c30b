"""A quarter of checked entries for the demonstration."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.utils import timezone
from stdnum.cn import ric

from heqi.complaints.models import Complaint
from heqi.customers.actions import change_party, create_party, transfer_account
from heqi.customers.models import Party, ServicePoint
from heqi.ledger.actors import Actor
from heqi.people.models import Staff, Unit
from heqi.policies.measures import month_before
from heqi.quality.actions import (
    Wrong,
    answer_suggestion,
    blame_complaint,
    check_piece,
    correct_error,
    decide_right,
    draw_sample,
    file_suggestion,
    finish_self_check,
    judge_item,
    open_review,
    propose_withdrawal,
    record_error,
    record_training,
    report_month,
    reward_suggestion,
    start_stock_check,
)
from heqi.quality.models import FoundBy
from heqi.quality.periods import month_of
from heqi.quality.sources import BY_TYPE

PARTIES = BY_TYPE["customers.party"]
STOCK = BY_TYPE["customers.servicepoint"]
CONFIRMED = 40
ROUTINE, DAYS = 120, 50
FLATS = 200
SURNAMES = "丁于方白史田邓任江汪严宋余沈杜陆"
GIVEN = ("丽娟", "国强", "秀兰", "志明", "晓东", "桂芳", "建平", "雪梅", "永刚", "彩霞", "立新")


@dataclass(frozen=True, slots=True)
class People:
    """Who plays: those who enter, who checks, who verifies, their rights, and the flats they hand
    over."""

    enterers: Sequence[Staff]
    office: Staff
    operations: Staff
    department: Unit
    actor: Callable[[Staff, datetime], Actor]
    flats: Iterator[ServicePoint] = field(default_factory=lambda: iter(()))


@dataclass(frozen=True, slots=True)
class Slip:
    """An entry with an error: who (by place), how many days ago, what is wrong, what became of it.

    ``corrected_after`` in hours, None while it is open.
    """

    who: int
    days_ago: int
    name: str
    id_number: str
    phone: str
    wrong: Wrong
    found_by: str
    corrected_after: int | None = None
    complaint: bool = False


def _wrong(field: str, error: str, note: str) -> Wrong:
    return Wrong(field, error, note, "data-entry/1.2.1", "clause")


SLIPS = (
    Slip(0, 44, "蒋文斌", "", "13805810311", _wrong("id_number", "missing", "开户时未录证件号码。"),
         FoundBy.SAMPLE, 5),
    Slip(1, 41, "邹晓岚", "990102199008150379", "13905810466",
         _wrong("name", "wrong", "姓名“邹晓岚”录成“邹小岚”。"), FoundBy.NEXT_STEP, 3),
    Slip(0, 37, "卢正平", "", "13605810522", _wrong("mobile", "wrong", "手机号少核一位，打不通。"),
         FoundBy.BUSINESS, 30),
    Slip(2, 33, "范秀珍", "", "13705810733", _wrong("id_number", "missing", "过户未录新户主证件。"),
         FoundBy.LEADER, 6),
    Slip(0, 18, "石国梁", "", "13505810844", _wrong("id_number", "missing", "培训后仍未录证件号。"),
         FoundBy.SAMPLE, 8),
    Slip(0, 11, "顾春燕", "990102199008151144", "13405810955",
         _wrong("id_number", "duplicate", "证件号与另一客户相同。"), FoundBy.LEADER, 20),
    Slip(0, 6, "孟庆华", "", "15805811066", _wrong("mobile", "wrong", "录成了代办人的手机号。"),
         FoundBy.NEXT_STEP, None),
    Slip(1, 5, "汤爱民", "990102199008152665", "15905811177",
         _wrong("name", "format", "姓名后带了楼栋号。"), FoundBy.SELF_CHECK, 2),
    Slip(3, 4, "侯立军", "", "18605811288", _wrong("mobile", "wrong", "号码录错，停气通知未送达。"),
         FoundBy.BUSINESS, 12, True),
    Slip(2, 1, "万淑芬", "", "18705811399", _wrong("id_number", "no_evidence", "未上传证件影像。"),
         FoundBy.SAMPLE, None),
)  # fmt: skip
TODAY = (
    ("秦海波", "990102199008153916", "13805812011"),
    ("常玉洁", "990106198503122418", "13905812022"),
    ("段建国", "", "13605812033"),
    ("雷小红", "990106198503122413", "1360581204"),
)
SUGGESTIONS = (
    ("process", "过户前自动核对欠费", "过户经常办到最后才发现欠费，建议录入户号时就提示。",
     "已列入下月改造，过户第一步即核对欠费。", "通报表扬，奖励 200 元"),
    ("loophole", "代办人电话容易录成客户电话", "窗口代办较多，建议分开两栏。",
     "采纳，表单已分栏。", ""),
    ("system", "表号扫码录入", "换表单建议支持扫条码，避免手工录错。", "", ""),
)  # fmt: skip


def build_quality(people: People, *, now: datetime) -> None:
    """Errors and what became of them, a training, a sample, a report, suggestions, a review."""
    before = timezone.localdate(now) - timedelta(days=DAYS + 1)
    people = replace(people, flats=_flats(people.department, before))
    office = people.actor(people.office, now)
    company = people.department.company
    assert company is not None
    _routine(people, now)
    for slip in SLIPS:
        _play(slip, people, now)
    record_training(
        unit=people.department,
        subject="客户资料录入标准与常见差错",
        held_on=timezone.localdate(now) - timedelta(days=28),
        trainer=people.office.name,
        staff=list(people.enterers[:3]),
        by=office,
        now=now - timedelta(days=27),
    )
    _sampled(company, people, now)
    _stock(company, office, now)
    report_month(people.department, month=_last_month(now), by=office, now=now)
    _voices(people, office, now)
    propose_withdrawal(
        people.enterers[3],
        reason="操作日志显示号码由本人录入，未与客户复述核对，停气通知因此未送达并引起投诉。",
        by=people.actor(people.operations, now),
        now=now - timedelta(hours=20),
    )
    review = open_review(company, by=office, now=now - timedelta(days=3))
    for item in review.items.exclude(staff=people.office).select_related(
        "review__unit", "holding__staff", "staff"
    )[:CONFIRMED]:
        decide_right(item, keep=True, by=office, now=now - timedelta(days=2))
    _today(people, now)


def _enter(people: People, who: Staff, values: tuple[str, str, str], at: datetime) -> Party:
    """A customer who moved in, and the account that was handed over to him."""
    name, id_number, phone = values
    by = people.actor(who, at)
    party = create_party(
        unit=people.department, name=name, phones=[phone], id_number=id_number, by=by, now=at
    )
    flat = next(people.flats, None)
    if flat is not None:
        transfer_account(
            flat, to=party, on=timezone.localdate(at), reason="二手房过户", by=by, now=at
        )
    return party


def _flats(department: Unit, before: date) -> Iterator[ServicePoint]:
    """Households that were ordinary customers' before a day; each changes hands once."""
    rows = ServicePoint.objects.filter(
        company=department.company,
        occupancies__until__isnull=True,
        occupancies__role="user",
        occupancies__party__kind="person",
        occupancies__party__tier="standard",
        occupancies__party__vulnerable=False,
    )
    rows = rows.exclude(occupancies__since__gte=before)
    return iter(rows.order_by("-pk")[:FLATS])


def _routine(people: People, now: datetime) -> None:
    """What is entered day by day without an error."""
    for n in range(ROUTINE):
        at = now - timedelta(days=1 + n * DAYS // ROUTINE, hours=n % 5)
        name = SURNAMES[n % len(SURNAMES)] + GIVEN[n * 7 % len(GIVEN)]
        _enter(people, people.enterers[n % 3], (name, "", f"1395820{n:04}"), at)


def _play(slip: Slip, people: People, now: datetime) -> None:
    who = people.enterers[slip.who]
    at = now - timedelta(days=slip.days_ago, hours=2)
    party = _enter(people, who, (slip.name, slip.id_number, slip.phone), at)
    found = at + timedelta(hours=1)
    office = people.actor(people.office, now)
    error = record_error(
        PARTIES, party.pk, wrong=slip.wrong, found_by=slip.found_by, by=office, now=found
    )
    case = (
        Complaint.objects.filter(company=error.company, request__opened_at__gt=at)
        .order_by("pk")
        .last()
    )
    if slip.complaint and case is not None:
        blame_complaint(error, complaint=case.number, by=office, now=found)
    if slip.corrected_after is not None:
        done = found + timedelta(hours=slip.corrected_after)
        by = people.actor(who, now)
        if slip.wrong.error == "missing":
            plain = f"99010219{80 + slip.days_ago % 19}0815{slip.days_ago:03}"
            number = plain + ric.calc_check_digit(plain + "0")
            change_party(party, id_number=number, reason="补录证件", by=by, now=done)
        correct_error(error, outcome="已与客户核对并更正", by=by, now=done)


def _sampled(company: Unit, people: People, now: datetime) -> None:
    office = people.actor(people.office, now)
    drawn = now - timedelta(days=2)
    check = draw_sample(company, month=_last_month(now), seed="demo", by=office, now=drawn)
    rows = check.items.exclude(staff=people.office).select_related("unit", "check_run")
    for item in list(rows)[: max(1, check.total * 2 // 3)]:
        judge_item(item, by=office, now=drawn + timedelta(hours=3))


def _stock(company: Unit, office: Actor, now: datetime) -> None:
    run = start_stock_check(company, STOCK, by=office, now=now - timedelta(days=1))
    while check_piece(run, now=now - timedelta(days=1)):
        pass


def _voices(people: People, office: Actor, now: datetime) -> None:
    for n, (area, title, text, answer, reward) in enumerate(SUGGESTIONS):
        at = now - timedelta(days=20 - 6 * n)
        by = people.actor(people.enterers[n], now)
        row = file_suggestion(area=area, title=title, text=text, by=by, now=at)
        if answer:
            answer_suggestion(row, adopt=True, answer=answer, by=office, now=at + timedelta(days=2))
        if reward:
            reward_suggestion(row, reward=reward, by=office, now=at + timedelta(days=4))


def _today(people: People, now: datetime) -> None:
    """This morning's entries; one of the two has closed yesterday."""
    for n, values in enumerate(TODAY):
        _enter(people, people.enterers[n % 2], values, now - timedelta(minutes=50 - 10 * n))
    yesterday = timezone.localdate(now) - timedelta(days=1)
    finish_self_check(
        on=yesterday,
        note="下班前已逐件核对",
        by=people.actor(people.enterers[2], now),
        now=now - timedelta(hours=14),
    )


def _last_month(now: datetime) -> date:
    return month_before(month_of(timezone.localdate(now)))
