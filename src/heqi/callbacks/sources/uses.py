"""Uses of authority that the service office drew to ask their customers about (authority/5.2)."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from heqi.authority.models import CheckItem
from heqi.authority.states import Method, Result
from heqi.callbacks.forms.fields import YES_NO
from heqi.callbacks.models import CallbackTask
from heqi.callbacks.queries import script
from heqi.callbacks.sources.phones import phone_of
from heqi.callbacks.works import Matter, Source, Work
from heqi.customers.models import Party
from heqi.people.models import Unit
from heqi.projects.models import Project
from heqi.rulebook.values import Words

BUSINESS, CODE = "authority_check", "authority"


def finished(
    company: Unit, since: datetime, until: datetime, *, check: int | None = None
) -> Iterator[Work]:
    """Uses drawn in the span, or in one ``check``, whose customer can be called."""
    rows = CheckItem.objects.filter(
        run__company=company, run__method=Method.CALLBACK, result=Result.PENDING
    )
    if check is not None:
        rows = rows.filter(run=check)
    else:
        rows = rows.filter(run__started_at__gte=since, run__started_at__lt=until)
    for row in rows.select_related("use", "run").order_by("pk"):
        party, _name, phone, _place = customer_of(row)
        if not phone:
            continue
        yield Work(
            pk=row.pk,
            label=row.use.number,
            business=BUSINESS,
            tier=party.tier if party else "standard",
            unit_id=row.use.unit_id,
            worker_id=row.use.used_by_id,
            party_id=party.pk if party else None,
            finished_at=row.run.started_at,
        )


def customer_of(item: CheckItem) -> tuple[Party | None, str, str, str]:
    """Who gained by a use: the party, name, phone and address; empty where nobody is named."""
    kind, _colon, pk = item.use.beneficiary.partition(":")
    if not pk.isdecimal():
        return None, "", "", ""
    if kind == "party":
        party = Party.objects.filter(pk=pk).first()
        return party, party.name if party else "", phone_of(party), ""
    project = Project.objects.select_related("party").filter(pk=pk).first()
    if kind != "project" or project is None:
        return None, "", "", ""
    phone = project.contact_phone or phone_of(project.party)
    return project.party, project.contact_name or project.name, phone, project.address


def matter(pk: int) -> Matter:
    """The use as the caller sees it; whoever used or held the authority does not call."""
    row = CheckItem.objects.select_related("use__unit", "use__used_by", "run").get(pk=pk)
    party, name, phone, address = customer_of(row)
    return Matter(
        about=f"{row.use.item_label} {row.use.matter}".strip(),
        address=address,
        contact_name=name,
        contact_phone=phone,
        party=party,
        team=row.use.unit,
        worker=row.use.used_by,
        url=reverse("authority:use", args=[row.use_id]),
        completed_at=row.run.started_at,
        handlers={row.use.used_by_id, row.use.holder_id},
        known={"as_recorded": True},
    )


def answer_words(task: CallbackTask) -> Words:
    """What a call brought, for the check: result, score, answers of the script, the opinion."""
    return Words(_said(task, "zh-hans"), _said(task, "en"))


def _said(task: CallbackTask, language: str) -> str:
    with override(language):
        parts = [str(task.get_result_display())]
        if task.score is not None:
            parts.append(_("overall {score} of 5").format(score=task.score))
        yes_no = dict(YES_NO)
        for row in script(task.business):
            answer = task.answers.get(row["code"])
            if answer in yes_no and row["code"] != "consent":
                parts.append(f"{row['zh' if language == 'zh-hans' else 'en']} {yes_no[answer]}")
    return " · ".join([*parts, task.opinion_text.strip()]).removesuffix(" · ")


SOURCE = Source(CODE, gettext_lazy("Check of authority"), finished, matter)
