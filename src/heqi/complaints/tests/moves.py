"""What people do with complaints in a random history; each step may be refused."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from heqi.approvals.actions import approve
from heqi.approvals.models import Approval
from heqi.complaints import actions
from heqi.complaints.actions import national
from heqi.complaints.actions.extending import closing_due
from heqi.complaints.models import Complaint, NationalCase, PlanStep
from heqi.ledger.actors import Actor
from heqi.ledger.states import IllegalMove
from heqi.people.models import Staff
from heqi.people.queries import actor_of
from heqi.service.actions import remind_request
from tests.cast import Cast

PEOPLE = ("he", "han", "zhoujm", "zheng", "lin", "wu")
BLAMED = ("ma", "li")
INVESTIGATORS = ("he", "qian", "shen", "cao")


class Moves:
    """Everything that may be tried with one complaint, by whoever is likely to, or by somebody."""

    cast: Cast
    random: Random
    now: datetime
    # More who may investigate, than the cast has.
    more: Mapping[str, Staff]

    def _staff(self, name: str) -> Staff:
        return self.more.get(name) or self.cast.staff[name]

    def actor(self, staff: Staff) -> Actor:
        """Somebody as he acts."""
        return actor_of(staff, now=self.now)

    def _who(self, *likely: str) -> Any:
        names = likely if self.random.random() < 0.85 else PEOPLE
        return getattr(self.cast, self.random.choice(names))

    def try_grade(self, c: Complaint) -> None:
        """The office confirms class and level."""
        category = self.random.choice(["service_quality", "attitude", "other"])
        actions.grade_complaint(c, category=category, by=self._who("he"), now=self.now)

    def try_raise(self, c: Complaint) -> None:
        """Somebody raises the level, or tries to lower it."""
        to = self.random.choice("123")
        actions.raise_level(c, to=to, reason="领导关注", by=self._who("he"), now=self.now)

    def try_respond(self, c: Complaint) -> None:
        """The customer is answered that it is in hand."""
        actions.respond(c, note="已致电", by=self._who("he", "han"), now=self.now)

    def try_report(self, c: Complaint) -> None:
        """It is reported inside the company."""
        actions.report_inside(c, note="已报告", by=self._who("he"), now=self.now)

    def try_assign(self, c: Complaint) -> None:
        """A department handles it, the office investigates."""
        actions.assign_complaint(
            c,
            unit=self.cast.units["service"],
            handler=self.cast.staff["han"],
            investigator=self._staff(self.random.choice(INVESTIGATORS)),
            by=self._who("he"),
            now=self.now,
        )

    def try_investigate(self, c: Complaint) -> None:
        """The report of the investigation, mostly with its evidence."""
        look = c.investigations.order_by("-round").first()
        if look is None:
            raise IllegalMove("nobody investigates yet")
        look.complaint = c
        by = self.actor(look.investigator) if self.random.random() < 0.9 else self._who("he")
        if self.random.random() < 0.8:
            actions.add_evidence(look, kind="order", text="记录", by=by, now=self.now)
        actions.report_investigation(
            look,
            facts="事实",
            cause="process",
            conclusion="属实",
            proposal="改进",
            by=by,
            now=self.now,
        )

    def try_judge(self, c: Complaint) -> None:
        """The verdict; at times against somebody, at times against nobody's department."""
        whose = self.random.choice(["company", "employee", "customer", "third_party"])
        actions.judge_complaint(
            c,
            verdict=self.random.choice(["upheld", "partly", "not_upheld"]),
            responsibility=whose,
            responsible=self.cast.staff[self.random.choice(BLAMED)],
            responsible_unit=self.random.choice([self.cast.units["service"], None]),
            reason="依据调查",
            by=self._who("he"),
            now=self.now,
        )

    def try_offer(self, c: Complaint) -> None:
        """A solution."""
        actions.offer_solution(c, text="上门维修", by=self._who("han"), now=self.now)

    def try_answer(self, c: Complaint) -> None:
        """The customer takes it or not."""
        accepted = self.random.random() < 0.6
        actions.answer_solution(
            c, accepted=accepted, answer="答复", by=self._who("han"), now=self.now
        )

    def try_reply(self, c: Complaint) -> None:
        """The reply; to a VIP by the post that the policy names, or with a reason."""
        actions.reply(
            c,
            text="已处理",
            override_reason="出差" if self.random.random() < 0.2 else "",
            by=self._who("zhoujm" if c.is_vip else "han"),
            now=self.now,
        )

    def try_call(self, c: Complaint) -> None:
        """The callback."""
        score = self.random.choice([1, 2, 3, 4, 5, 5])
        actions.call_back(c, score=score, off_hours="客户约定", by=self._who("lin"), now=self.now)

    def try_close(self, c: Complaint) -> None:
        """Closing, at times without a result."""
        result = "已处理" if self.random.random() < 0.8 else " "
        actions.close_complaint(
            c, result=result, corrective_action="培训", by=self._who("he"), now=self.now
        )

    def try_end(self, c: Complaint) -> None:
        """The end of service."""
        actions.end_service(c, reason="两次方案均不接受", by=self._who("he"), now=self.now)

    def try_reopen(self, c: Complaint) -> None:
        """Taken up again."""
        actions.reopen_complaint(
            c,
            reason="客户再次反映",
            handler=self.cast.staff["han"],
            investigator=self._staff(self.random.choice(INVESTIGATORS)),
            by=self._who("he"),
            now=self.now,
        )

    def try_escalate(self, c: Complaint) -> None:
        """The customer goes higher."""
        actions.escalate_complaint(c, reason="客户升级", by=self._who("he", "lin"), now=self.now)

    def try_withdraw(self, c: Complaint) -> None:
        """The customer withdraws, rarely."""
        if self.random.random() < 0.8:
            raise IllegalMove("not today")
        actions.withdraw_complaint(
            c,
            reason="客户撤回",
            kind="recording",
            evidence="客户来电撤诉" if self.random.random() < 0.8 else "",
            by=self._who("he"),
            now=self.now,
        )

    def try_convert(self, c: Complaint) -> None:
        """It turns out to be something else, rarely."""
        if self.random.random() < 0.9:
            raise IllegalMove("not today")
        actions.convert_complaint(
            c, kind="enquiry", reason="咨询", by=self._who("he"), now=self.now
        )

    def try_remind(self, c: Complaint) -> None:
        """The customer asks after it."""
        remind_request(c.request, note="催办", by=self._who("lin"), now=self.now)

    def try_attempt(self, c: Complaint) -> None:
        """He is not reached."""
        actions.note_call_attempt(
            c,
            outcome=self.random.choice(["no_answer", "no_answer", "wrong_number", "refused"]),
            off_hours="客户约定",
            by=self._who("lin"),
            now=self.now,
        )

    def try_appeal(self, c: Complaint) -> None:
        """Somebody appeals: the department, the employee, the customer."""
        appellant = self.random.choice(["department", "employee", "customer"])
        by = {"department": self.cast.han, "customer": self.cast.lin}.get(appellant)
        if by is None:
            if c.responsible is None:
                raise IllegalMove("nobody was found responsible")
            by = self.actor(c.responsible)
        actions.file_appeal(c, appellant=appellant, grounds="认定有误", by=by, now=self.now)

    def try_decide(self, c: Complaint) -> None:
        """The next appeal is decided, this way or that."""
        appeal = c.appeals.filter(status="filed").order_by("id").first()
        if appeal is None:
            raise IllegalMove("nobody appealed")
        appeal.complaint = c
        actions.decide_appeal(
            appeal,
            changed=self.random.random() < 0.5,
            reasons="复核意见",
            verdict=self.random.choice(["upheld", "not_upheld"]),
            responsibility=self.random.choice(["company", "customer", "employee"]),
            responsible=self.cast.staff[self.random.choice(BLAMED)],
            investigator=self._staff(self.random.choice(INVESTIGATORS)),
            by=self._who("he", "han", "zhoujm", "zheng"),
            now=self.now,
        )

    def _national(self, c: Complaint) -> NationalCase:
        rows = NationalCase.objects.select_related("complaint__request", "complaint__merged_into")
        case = rows.filter(complaint=c).first()
        if case is None:
            raise IllegalMove("it is no case of theirs")
        return case

    def try_accept_case(self, c: Complaint) -> None:
        """A case of the national centre is ours."""
        national.accept_case(self._national(c), by=self._who("he"), now=self.now)

    def try_return_case(self, c: Complaint) -> None:
        """A case of the national centre is not ours, rarely."""
        case = self._national(c)
        if self.random.random() < 0.5:
            raise IllegalMove("it is ours")
        case.complaint = c
        national.return_case(case, reason="不在供气范围", by=self._who("he"), now=self.now)

    def try_plan(self, c: Complaint) -> None:
        """A step of the plan of level one is done."""
        rows = PlanStep.objects.filter(plan__complaint=c, done_at__isnull=True)
        step = rows.select_related("plan__complaint").order_by("id").first()
        if step is None:
            raise IllegalMove("nothing is owed")
        step.plan.complaint = c
        actions.finish_step(
            step,
            note="已办",
            safety=self.random.choice(["none", "open"]),
            address="滨江新城",
            spokesperson=self.cast.staff["he"],
            group="何倩、韩雪",
            causes="流程",
            measures="改进",
            by=self._who("he"),
            now=self.now,
        )

    def try_extend(self, c: Complaint) -> None:
        """More time is asked for."""
        due = closing_due(c)
        if due is None:
            raise IllegalMove("no limit")
        actions.ask_extension(
            c,
            until=due + timedelta(days=self.random.choice([1, 3, 30])),
            reason="等配件",
            customer_told=self.random.random() < 0.8,
            by=self._who("han"),
            now=self.now,
        )

    def try_approve(self, c: Complaint) -> None:
        """Whoever is asked signs."""
        waiting = Approval.objects.filter(number=c.number, status="pending").first()
        if waiting is None:
            raise IllegalMove("nothing to sign")
        approve(waiting, by=self._who("he", "zheng"), now=self.now)
