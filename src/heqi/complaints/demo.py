"""Complaints in every state for the demonstration, played through the actions at past instants."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from heqi.complaints import actions
from heqi.complaints.actions import national
from heqi.complaints.models import Complaint, NationalCase, Plan
from heqi.customers.models import Party, ServicePoint
from heqi.ledger.actors import SYSTEM, Actor
from heqi.people.models import Staff, Unit

RELATED = ("unit", "company", "request", "handler", "compound", "accused__unit", "accused__post")


@dataclass(frozen=True, slots=True)
class Home:
    """A customer with his account and phone."""

    party: Party
    point: ServicePoint
    phone: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays."""

    company: Unit
    service: Unit
    office: Staff
    investigator: Staff
    head: Staff
    deputy: Staff
    agents: Sequence[Staff]
    accused: Sequence[Staff]
    actor: Callable[[Staff, datetime], Actor]


@dataclass(frozen=True, slots=True)
class Scene:
    """A complaint: what it says, how long ago, how far it has come, its verdict."""

    subject: str
    text: str
    category: str
    hours: float
    to: str
    channel: str = "hotline"
    signs: tuple[str, ...] = ()
    claim: str = "0"
    accused: int | None = None
    vip: str = ""
    verdict: str = "upheld"
    responsibility: str = "company"
    cause: str = "process"
    score: int = 5
    more: dict[str, Any] = field(default_factory=dict)


SCENES = (
    Scene("抄表数与表盘不符", "客户称上月抄表数比表盘多 30 立方。", "metering_billing", 1500,
          "closed",
          verdict="partly", cause="information"),
    Scene("安检员态度生硬", "安检员入户未穿鞋套，说话生硬。", "attitude", 1100, "closed", accused=0,
          responsibility="employee", cause="conduct", score=4),
    Scene("维修后灶具仍打不着火", "上午修过，晚上又打不着。", "service_quality", 760, "closed",
          accused=0, responsibility="employee", cause="skill"),
    Scene("装表位置与图纸不一致", "要求按图纸整改。", "engineering", 520, "ended",
          verdict="not_upheld",
          responsibility="customer", cause="customer"),
    Scene("上门超时未告知", "约好九点，十二点才到，没有电话。", "service_quality", 300, "closed",
          accused=0, responsibility="employee", cause="delay", channel="hotline_12345",
          more={"platform_number": "12345-20260088"}),
    Scene("收费员找零有误", "客户称少找 50 元。", "metering_billing", 200, "appealed", accused=1,
          responsibility="employee", cause="conduct", channel="hall"),
    Scene("停气未提前通知", "早上做饭才发现停气，小区没有公告。", "supply", 96, "replied",
          channel="hotline_12315", more={"platform_number": "12315-556201"}),
    Scene("营业厅排队一小时", "只开一个窗口。", "service_quality", 60, "declined", channel="visit"),
    Scene("换表后读数跳变", "换表次日读数多了 12 立方。", "metering_billing", 40, "offered"),
    Scene("施工后路面未恢复", "挖开的花坛一周没有恢复。", "engineering", 30, "investigated",
          channel="letter"),
    Scene("投诉未得到及时答复", "社会监督员反映答复慢。", "service_quality", 20, "assigned",
          vip="vip_person",
          channel="supervisor"),
    Scene("后厨供气压力不足", "中午高峰火小，影响营业。", "supply", 6, "assigned", vip="vip_org"),
    Scene("个人信息被透露给装修公司", "刚报装就接到装修公司电话。", "channels_information", 5,
          "assigned",
          signs=("data_leak",), claim="3000"),
    Scene("电话多次打不通", "热线占线半小时。", "channels_information", 1.5, "graded",
          channel="online"),
    Scene("燃气灶推销夸大", "推销人员称不换灶就停气。", "value_added", 0.6, "received"),
)  # fmt: skip
GROUP = "小区连续三天傍晚火小"


def build_complaints(cast: Cast, homes: Sequence[Home], *, now: datetime) -> None:
    """Every scene, a group of one compound, a repeated matter, cases of the national centre."""
    free = list(homes)
    first: Home | None = None
    for scene in SCENES:
        home = _home(free, scene.vip)
        first = first or home
        _play(cast, scene, home, now)
    if first is not None:
        again = Scene("抄表数再次不符", "上次处理后本月又多抄。", "metering_billing", 4, "graded")
        _play(cast, again, first, now)
    _group(cast, free, now)
    _national(cast, now)
    actions.record_drill(
        cast.company,
        held_on=(now - timedelta(days=60)).date(),
        scenario="媒体曝光的停气群诉",
        took_part="服务管理办公室、客户服务部、调度中心",
        findings="30 分钟内联系到全部客户；发言人备选名单需更新。",
        by=cast.actor(cast.office, now),
        now=now,
    )


def _home(free: list[Home], tier: str) -> Home:
    wanted = tier or "standard"
    for place, home in enumerate(free):
        if home.party.tier == wanted:
            return free.pop(place)
    return free.pop(0)


def _play(cast: Cast, scene: Scene, home: Home, now: datetime) -> Complaint:
    start = now - timedelta(hours=scene.hours)
    step = min(timedelta(hours=scene.hours) / 14, timedelta(hours=3))

    def at(n: float) -> datetime:
        return start + step * n

    office = cast.actor(cast.office, now)
    agent = cast.actor(cast.agents[int(scene.hours) % len(cast.agents)], now)
    head = cast.actor(cast.head, now)
    made = actions.take_complaint(
        company=cast.company,
        channel=scene.channel,
        subject=scene.subject,
        description=scene.text,
        category="" if scene.to == "received" else scene.category,
        party=home.party,
        service_point=home.point,
        contact_phone=home.phone,
        signs=scene.signs,
        claim_yuan=Decimal(scene.claim),
        by=agent,
        now=start,
        **scene.more,
    )
    case = Complaint.objects.select_related(*RELATED).get(pk=made.pk)
    if scene.to == "received" or case.status != "received":
        return case
    actions.grade_complaint(
        case,
        category=scene.category,
        signs=case.signs,
        claim_yuan=Decimal(scene.claim),
        accused_unit=cast.service,
        accused=cast.accused[scene.accused] if scene.accused is not None else None,
        by=office,
        now=at(0.05),
    )
    actions.respond(case, note="已致电客户，说明受理情况和办理时限。", by=office, now=at(0.1))
    if case.level in ("1", "2"):
        actions.report_inside(
            case, note=f"{scene.subject}，已受理，正在核实。", by=office, now=at(0.2)
        )
    if case.level == "1":
        _plan(cast, case, at(0.3))
    if scene.to == "graded":
        return case
    actions.assign_complaint(
        case,
        unit=cast.service,
        handler=cast.head,
        investigator=cast.investigator,
        by=office,
        now=at(0.5),
    )
    if scene.to == "assigned":
        return case
    looks = cast.actor(cast.investigator, now)
    look = case.investigations.get(round=1)
    look.complaint = case
    actions.add_evidence(look, kind="record", text="系统办理记录和通话记录", by=looks, now=at(1))
    actions.add_evidence(look, kind="statement", text="当事人书面说明", by=looks, now=at(1.1))
    actions.report_investigation(
        look,
        facts=f"经核实：{scene.text}",
        cause=scene.cause,
        conclusion="客户反映情况与记录核对后作出结论。",
        proposal="向客户致歉并解决诉求，完善相应流程。",
        by=looks,
        now=at(2),
    )
    if scene.to == "investigated":
        return case
    person = cast.accused[scene.accused] if scene.accused is not None else None
    actions.judge_complaint(
        case,
        verdict=scene.verdict,
        responsibility=scene.responsibility,
        responsible=person if scene.responsibility == "employee" else None,
        responsible_unit=cast.service,
        reason="依据调查报告和证据清单认定。",
        by=office,
        now=at(2.5),
    )
    _solve(cast, scene, case, office, head, agent, at)
    return case


def _solve(
    cast: Cast,
    scene: Scene,
    case: Complaint,
    office: Actor,
    head: Actor,
    agent: Actor,
    at: Callable[[float], datetime],
) -> None:
    actions.offer_solution(case, text="上门致歉并当场解决，两日内复核。", by=head, now=at(3))
    if scene.to == "offered":
        return
    if scene.to in ("declined", "ended"):
        actions.answer_solution(case, accepted=False, answer="要求书面赔偿", by=head, now=at(4))
        if scene.to == "ended":
            actions.offer_solution(case, text="免费复检并出具书面说明。", by=head, now=at(5))
            actions.answer_solution(case, accepted=False, answer="仍不接受", by=head, now=at(6))
            actions.end_service(case, reason="两次书面方案客户均不接受", by=office, now=at(7))
        return
    actions.answer_solution(case, accepted=True, answer="同意", by=head, now=at(4))
    actions.reply(case, text="问题已解决，已向客户致歉并说明改进措施。", by=head, now=at(5))
    if scene.to == "replied":
        return
    actions.call_back(
        case,
        score=scene.score,
        note="客户表示认可",
        off_hours="客户约定此时回访",
        by=agent,
        now=at(6),
    )
    actions.close_complaint(
        case, result="已解决并致歉", corrective_action="完善流程并培训当事人", by=office, now=at(7)
    )
    if scene.to == "appealed" and case.responsible is not None:
        person = cast.actor(case.responsible, at(8))
        actions.file_appeal(
            case,
            appellant="employee",
            grounds="监控显示当时已足额找零，请复核。",
            by=person,
            now=at(8),
        )
    if scene.responsibility == "company":
        actions.order_rectification(
            case,
            unit=cast.service,
            title=scene.subject,
            requirement="完善流程，一周内自查同类问题并报告。",
            severity="ordinary",
            by=office,
            now=at(8),
        )


def _plan(cast: Cast, case: Complaint, at: datetime) -> None:
    plan = Plan.objects.get(complaint=case)
    plan.complaint = case
    office = cast.actor(cast.office, at)
    given: dict[str, dict[str, Any]] = {
        "confirm": {"note": "级别确认，无安全隐患。", "safety": "none"},
        "contact": {"note": "已电话联系客户并约定每日通报。"},
        "report": {"note": "已上报总经理和全国中心。", "spokesperson": cast.deputy},
        "group": {
            "note": "工作组已成立。",
            "group": f"{cast.deputy.name}、{cast.office.name}、{cast.head.name}",
        },
    }
    for n, (kind, values) in enumerate(given.items(), start=1):
        step = plan.steps.get(kind=kind)
        step.plan = plan
        actions.finish_step(step, **values, by=office, now=at + timedelta(minutes=8 * n))


def _group(cast: Cast, free: list[Home], now: datetime) -> None:
    by_compound: dict[int, list[Home]] = {}
    for home in free:
        compound = home.point.premises.compound_id
        if compound:
            by_compound.setdefault(compound, []).append(home)
    homes = max(by_compound.values(), key=len, default=[])[:4]
    for n, home in enumerate(homes):
        scene = Scene(GROUP, "连续三天傍晚火很小，热水器打不着。", "supply", 9 - n, "received")
        actions.take_complaint(
            company=cast.company,
            channel=scene.channel,
            subject=scene.subject,
            description=scene.text,
            category=scene.category,
            party=home.party,
            service_point=home.point,
            contact_phone=home.phone,
            by=cast.actor(cast.agents[n % len(cast.agents)], now),
            now=now - timedelta(hours=scene.hours),
        )


def _national(cast: Cast, now: datetime) -> None:
    rows = (
        ("QG-26-10233", "全国热线转办：报装进度无人告知", 30, "accept"),
        ("QG-26-10251", "全国热线转办：非本公司供气范围", 26, "return"),
        ("QG-26-10277", "全国热线转办：热水器维修收费争议", 1, ""),
    )
    office = cast.actor(cast.office, now)
    for n, (reference, subject, hours, answer) in enumerate(rows):
        at = now - timedelta(hours=hours)
        national.take_message(
            cast.company,
            key=f"demo-{n}",
            message={
                "kind": "case",
                "reference": reference,
                "subject": subject,
                "category": "service_quality",
                "customer_name": "陈先生",
                "phone": f"1390570{2100 + n}",
                "due_at": (at + timedelta(hours=60)).isoformat(),
            },
            by=SYSTEM,
            now=at,
        )
        case = NationalCase.objects.select_related(
            "complaint__unit", "complaint__company", "complaint__request", "company", "unit"
        ).get(reference=reference)
        if answer == "accept":
            national.accept_case(case, by=office, now=at + timedelta(minutes=40))
        if answer == "return":
            national.return_case(
                case, reason="该地址不在本公司供气范围。", by=office, now=at + timedelta(minutes=55)
            )
