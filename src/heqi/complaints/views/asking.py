"""What the steps of a case ask for, and how each is run."""

from collections.abc import Callable
from typing import Any

from django import forms

from heqi.complaints import actions
from heqi.complaints.forms.cases import GradeForm, PlatformForm
from heqi.complaints.forms.handling import AssignForm, NamePersonForm, RectifyForm
from heqi.complaints.forms.verdicts import AppealForm, JudgeForm
from heqi.complaints.models import Complaint, NationalCase
from heqi.complaints.views.reader import View
from heqi.service.actions import remind_request


def plain(form: type[forms.Form]) -> Callable[[View], Callable[..., forms.Form]]:
    """A form that asks for the same whatever the case is."""
    return lambda _view: form


def grade(view: View) -> Callable[..., forms.Form]:
    """The facts of the case as they stand."""
    case = view.case
    initial = {
        "category": case.category,
        "signs": case.signs,
        "households": case.households,
        "claim_yuan": case.claim_yuan or None,
        "accused_unit": case.accused_unit_id,
        "accused": case.accused.number if case.accused else "",
        **_platform(case),
    }

    def make(data: Any = None) -> forms.Form:
        return GradeForm(data, company=case.company, complaint=case, initial=initial)

    return make


def _platform(case: Complaint) -> dict[str, Any]:
    return {"platform_number": case.platform_number, "platform_due_at": case.platform_due_at}


def platform(view: View) -> Callable[..., forms.Form]:
    """The platform's number and date as they stand."""
    return lambda data=None: PlatformForm(data, initial=_platform(view.case))


def about(form: type[forms.Form], **more: Any) -> Callable[[View], Callable[..., forms.Form]]:
    """A form that takes the complaint, filled in with what is known."""
    # Each of these forms takes the complaint as well, which a plain form does not.
    make: Callable[..., forms.Form] = form

    def of(view: View) -> Callable[..., forms.Form]:
        return lambda data=None: make(
            data,
            complaint=view.case,
            **({"now": view.now} if more.get("now") else {}),
            initial=_initial(form, view.case),
        )

    return of


def _initial(form: type[forms.Form], case: Complaint) -> dict[str, Any]:
    if issubclass(form, AssignForm) and form is not NamePersonForm:
        unit: int | None = case.unit_id
        if case.accused_unit is not None and case.status == "graded":
            unit = (
                case.accused_unit.parent_id
                if case.accused_unit.kind == "team"
                else case.accused_unit_id
            )
        return {"unit": unit, "handler": case.handler_id}
    if form is JudgeForm:
        person = case.responsible or case.accused
        return {
            "responsible": person.number if person else "",
            "responsible_unit": case.responsible_unit_id or case.accused_unit_id or case.unit_id,
        }
    if form is RectifyForm:
        return {"unit": case.responsible_unit_id or case.unit_id, "title": case.subject}
    return {}


def appeal(view: View) -> Callable[..., forms.Form]:
    """For whom the reader may appeal."""
    return lambda data=None: AppealForm(data, appellants=view.appellants())


def remind(case: Complaint, *, note: str, by: Any, now: Any) -> None:
    """The reminder goes to the request, which the case hears of."""
    remind_request(case.request, note=note, by=by, now=now)


def escalate(case: Complaint, *, reason: str, beyond: bool, by: Any, now: Any) -> None:
    """The customer escalates; the step itself has nothing to give back."""
    actions.escalate_complaint(case, reason=reason, beyond=beyond, by=by, now=now)


def on_national(act: Callable[..., Any]) -> Callable[..., Any]:
    """A step that is done to the case of the national centre."""

    def run(case: Complaint, **given: Any) -> Any:
        row = NationalCase.objects.select_related("complaint__unit", "complaint__request").get(
            complaint=case
        )
        row.complaint = case
        return act(row, **given)

    return run
