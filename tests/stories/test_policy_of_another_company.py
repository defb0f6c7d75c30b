"""A policy of another company, in its own numbering and with a Word table, drives a deadline."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document

from heqi.compendium.models import Draft
from heqi.compendium.tests import scenes
from heqi.policies.deciding import ask, rule_on
from heqi.policies.layers import forget_layers
from heqi.policies.models import PolicyVersion
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)


def word() -> bytes:
    """A document with chapters of its own and a table."""
    document = Document()
    for line in (
        "答疑服务管理办法", "第一章 总则", "第一条 为规范对制度疑义的答复，制定本办法。",
        "第二章 时限", "第二条 制度疑义在两个工作日内答复。",
    ):  # fmt: skip
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells],
        ("事项", "时限", "疑义答复", "两个工作日"),
        strict=True,
    ):
        cell.text = text
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.clause("framework/5.2.1.2")
@pytest.mark.clause("framework/5.1.1")
def test_it_is_imported_bound_edited_published_and_sets_the_due_day(
    cast: Cast, sign_in: Callable[[str], Client]
) -> None:
    he = sign_in("he")
    scenes.officer(cast)
    # Imported from Word and confirmed: the company's own words, its own numbers.
    upload = SimpleUploadedFile("办法.docx", word())
    found = he.post("/policies/imports/", {"file": upload})
    he.post(found["Location"] + "confirm/")
    version = PolicyVersion.objects.filter(document__unit=cast.units["gas"]).latest("pk")
    assert version.clauses.filter(text__contains="两个工作日").exists()
    # A revision starts from those clauses.
    key = version.document.key
    made = he.post(
        f"/compendium/drafts/new/?version={version.pk}",
        {
            "kind": "revise", "unit": cast.units["gas"].pk, "department": cast.units["service"].pk,
            "sort": "", "key": key, "title": "答疑服务管理办法", "serves": "both",
            "effective_on": "2026-12-01", "reason": "两个工作日",
        },
    )  # fmt: skip
    draft = Draft.objects.get()
    assert made["Location"] == f"/compendium/drafts/{draft.pk}/"
    clause = next(c for c in draft.clauses.all() if "两个工作日" in c.text)
    # The sentence that the rule says stands beside the form as one types.
    rule = {
        "id": "reply", "clause": f"{key}/{clause.number}", "since": "2026-12-01",
        "then-reply-one": "2 working days", "then-reply_by-one": ["service_office"],
    }  # fmt: skip
    said = he.post(f"/compendium/drafts/{draft.pk}/rules/say/policies.queries/", rule)
    assert "2 个工作日" in said.content.decode()
    saved = he.post(f"/compendium/drafts/{draft.pk}/rules/new/policies.queries/", rule)
    assert saved.status_code == 302, saved.content.decode()
    kept = he.post(
        f"/compendium/drafts/{draft.pk}/examples/policies.queries/",
        {"name": "两个工作日", "on": "2026-12-01", "do": "keep"},
    )
    assert kept.status_code == 302
    checks = he.get(f"/compendium/drafts/{draft.pk}/checks/")
    assert checks.context["checked"].sound, checks.context["checked"].errors
    # Reviewed, approved, filed; numbered by the general office.
    scenes.approved(draft, cast)
    su = sign_in_staff(scenes.officer(cast))
    issued = su.post(
        f"/compendium/drafts/{draft.pk}/step/issue/",
        {"issue_number": "他燃制〔2026〕3 号", "effective_on": "2026-12-01"},
    )
    assert issued.status_code == 302, issued.content.decode()
    # The next question about a clause is due by the new policy, and by its own clause.
    forget_layers()
    gas = cast.units["gas"].pk
    before = rule_on("policies.queries", {}, on=DAY - timedelta(days=1), company_id=gas).as_json()
    after = ask("policies.queries", {}, on=DAY, company_id=gas)
    assert before["clauses"] == ["framework/5.2.1.5"]
    assert after.clauses == [f"{key}/{clause.number}"]
    assert after.answer
    assert "2" in str(after.answer["reply"])
    assert NOW.date() < DAY


def sign_in_staff(staff: object) -> Client:
    """A browser session of somebody who is not of the cast."""
    client = Client()
    client.force_login(
        staff.account,  # type: ignore[attr-defined]
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client
