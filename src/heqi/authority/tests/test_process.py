"""The procedure of an item: who receives its sheet, who is told, who says that a step is done."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from heqi.authority import actions
from heqi.authority.actions.using import Wish
from heqi.authority.facts import terms_of
from heqi.authority.forms import UseForm
from heqi.authority.models import Use
from heqi.authority.tests.scenes import TODAY, actor, happen, heads, use
from heqi.notices.models import Notice
from heqi.people.access import Refused
from tests.cast import NOW, Cast

pytestmark = pytest.mark.django_db


def told_of(row: Use) -> set[str]:
    rows = Notice.objects.filter(template="authority.process", url=f"/authority/{row.pk}/")
    return set(rows.values_list("recipient_name", flat=True))


@pytest.mark.clause("authority/4-priority-1")
def test_a_priority_sheet_goes_to_engineering_or_customer_service_alone(cast: Cast) -> None:
    heads(cast)
    with pytest.raises(ValidationError) as refused:
        use(cast, "priority_1", wish=Wish(cast.units["smo"]))
    (sentence,) = refused.value.message_dict["receiver"]
    assert "工程部" in sentence
    assert "客户服务部" in sentence
    assert not Use.objects.exists()
    row = use(cast, "priority_1", wish=Wish(cast.units["service"]))
    assert row.sheet.receiver == cast.units["service"]
    company = cast.units["gas"].pk
    form = UseForm(
        terms=terms_of("priority_1", on=TODAY, company_id=company), subject=None,
        actor_unit=cast.units["market"], on=TODAY,
    )  # fmt: skip
    offered = set(form.fields["receiver"].queryset.values_list("code", flat=True))
    assert offered == {"engineering", "service"}


@pytest.mark.clause("authority/4-permission-5")
def test_a_contact_sheet_goes_to_whichever_department_is_needed(cast: Cast) -> None:
    heads(cast)
    wish = Wish(cast.units["smo"], "张工", TODAY + timedelta(days=2))
    assert use(cast, "permission_5", wish=wish).sheet.receiver == cast.units["smo"]


@pytest.mark.clause("authority/4-permission-4")
def test_engineering_is_told_and_says_itself_that_the_material_was_replaced(cast: Cast) -> None:
    row = use(cast, "permission_4")
    assert told_of(row) == {"贺东升"}
    wu, head = actor(cast, "wu"), actor(cast, "engineering")
    assert row in Use.objects.visible_to(head)
    actions.settle_formality(row, code="repair_order_signed", reference="客户已签", by=wu, now=NOW)
    with pytest.raises(Refused) as refused:  # who used it does not say so for engineering
        actions.settle_formality(row, code="material_replaced", reference="已换", by=wu, now=NOW)
    assert "工程部" in str(refused.value)
    actions.settle_formality(row, code="material_replaced", reference="领料单 7", by=head, now=NOW)
    happen(row)
    assert row.status == "done"


@pytest.mark.clause("authority/4-permission-3", "authority/4-waiver-2")
def test_customer_service_is_told_of_somebody_frail_and_nobody_of_his_own_use(cast: Cast) -> None:
    assert told_of(use(cast, "permission_3")) == {"韩雪"}
    row = use(cast, "waiver_2", by="market")
    assert told_of(row) == set()  # market itself processes it, and it is not in effect yet
