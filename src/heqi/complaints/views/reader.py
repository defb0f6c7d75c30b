"""A case as its reader sees it."""

from django.utils import timezone

from heqi.complaints.access import (
    CALL_BACK,
    GRADE,
    HANDLE,
    LEAD,
    NATIONAL,
    REPLY,
)
from heqi.complaints.actions.answering import reply_posts, report_posts
from heqi.complaints.actions.appealing import file_until, may_appeal
from heqi.complaints.actions.naming import may_name, present_look
from heqi.complaints.calls import handlers_of
from heqi.complaints.models import Complaint, NationalCase
from heqi.complaints.models.appeals import Appellant
from heqi.complaints.posts import is_among
from heqi.complaints.states import FLOW
from heqi.people.access import may
from heqi.people.requests import Request
from heqi.rectifications.queries import of_source


class View:
    """A case as its reader sees it: rights and facts read once."""

    def __init__(self, request: Request, case: Complaint) -> None:
        self.request, self.case = request, case
        self.actor, self.now = request.actor, request.now
        self.moves = set(FLOW.moves_from(case.status))
        self.handles = self.actor.id == case.handler_id or may(self.actor, HANDLE, case)
        self.grades = may(self.actor, GRADE, case)
        self.leads = may(self.actor, LEAD, case)
        self.national = NationalCase.objects.filter(complaint=case).first()
        self.posts, self.reply_clause = reply_posts(case)
        self.judged = case.judged_at is not None

    def may_reply(self) -> bool:
        """To the post that must reply, to the handler, to who may in their stead."""
        day = timezone.localdate(self.now)
        if self.posts and is_among(self.actor, self.posts, self.case.unit, on=day):
            return True
        return self.actor.id == self.case.handler_id or may(self.actor, REPLY, self.case)

    def may_call(self) -> bool:
        """Who did not handle or investigate it at any step."""
        return (
            self.case.status == "replied"
            and not self.case.is_group
            and may(self.actor, CALL_BACK, self.case.company)
            and self.actor.id not in handlers_of(self.case)
        )

    def may_withdraw(self) -> bool:
        """Who handles it, until somebody looks into it; then who leads."""
        return self.handles and (self.leads or not self.case.investigations.exists())

    def may_name(self) -> bool:
        """Who confirms levels, handles or investigates may say whose name came up."""
        return self.grades or may_name(self.case, self.actor, present_look(self.case))

    def appellants(self) -> list[str]:
        """For whom the reader may appeal now."""
        return [
            one
            for one in (Appellant.DEPARTMENT, Appellant.CUSTOMER)
            if may_appeal(self.actor, self.case, one)
            and (until := file_until(self.case, one, now=self.now))
            and self.now <= until
            and not self.case.appeals.filter(appellant=one, status="filed").exists()
        ]

    def hand_over(self, *states: str) -> bool:
        """Whether the national centre's case is in one of these states, and the reader answers."""
        case = self.national
        return case is not None and case.state in states and may(self.actor, NATIONAL, case)

    def must_report(self) -> bool:
        """Whether somebody inside must be told, and nobody was yet."""
        case = self.case
        return case.is_open and case.reported_at is None and bool(report_posts(case))

    def wants_rectification(self) -> bool:
        """Whether the verdict leads to a rectification that is not ordered yet."""
        finding = self.case.findings.order_by("-id").first()
        wanted = (finding.decision.answer or {}).get("leads_to") if finding else None
        return "rectification" in (wanted or []) and not of_source(self.case)
