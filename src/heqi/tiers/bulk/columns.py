"""Columns of the file, by the machinery of imports: a field is found by its heading."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from heqi.customers.models import Criterion
from heqi.imports.kinds.fields import Field, amount, day, folded, number, one_of, text

# What departments call the five kinds in their lists.
WORDS = {
    "officials": ("机关领导", "区市机关核心领导", "核心领导", "党政领导"),
    "supervising_departments": ("主管部门", "主管部门领导", "主管职能部门领导", "职能部门领导"),
    "supervisors": ("社会监督员", "监督员"),
    "government": ("政府官员", "公务员", "机关干部"),
    "media": ("新闻媒体", "媒体", "记者"),
    "none": ("无", "大用户", "大型工商业", "一般客户"),
}


def _criteria() -> dict[str, str]:
    words = {word: code for code, row in WORDS.items() for word in row}
    for language in ("zh-hans", "en"):
        with override(language):
            words |= {str(label).replace(" ", ""): code for code, label in Criterion.choices}
    return words


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        Field("number", _("Customer number"), ("客户编号", "客户号", "编号"), number),
        Field("account_no", _("Account number"), ("户号", "用户号", "account no"), number),
        Field("name", _("Name"), ("户名", "客户名称", "姓名", "单位名称", "name")),
        Field("criterion", _("Criterion"), ("标准", "VIP标准", "类别", "依据", "criterion"),
              one_of(_criteria())),
        Field("position", _("Position held"), ("职务", "任职", "单位及职务", "position")),
        Field("contracted", _("Contracted daily volume"), ("合同日用气量", "合同日用量"), amount),
        Field("average", _("Average daily volume"), ("日均用气量", "日均用量", "日用气量"), amount),
        Field("peak", _("Peak daily volume"), ("高峰日用气量", "高峰日用量"), amount),
        Field("on", _("as of"), ("数据日期", "截至日期", "截至", "as of"), day),
        Field("source", _("source"), ("数据来源", "来源", "source")),
        Field("proof", _("Proof seen"), ("证明材料", "佐证", "证明", "proof"), text, longest=300),
        Field("until", _("Basis ends on"), ("依据到期日", "聘期至", "有效期至", "until"), day),
        Field("note", _("Note"), ("备注", "说明", "note"), text, longest=300),
    )
}  # fmt: skip


def propose(columns: list[str]) -> dict[str, int]:
    """Field to column by the names that are known; each column once."""
    names = {folded(heading): field.name for field in FIELDS.values() for heading in field.headings}
    for language in ("zh-hans", "en"):
        with override(language):
            names |= {folded(str(field.label)): field.name for field in FIELDS.values()}
    found: dict[str, int] = {}
    for place, heading in enumerate(columns):
        name = names.get(folded(heading), "")
        if name and name not in found:
            found[name] = place
    return found


def lacking(mapping: dict[str, int]) -> list[str]:
    """What the file cannot do without."""
    missing = []
    if "number" not in mapping and "account_no" not in mapping:
        missing.append(str(_("Customer number")))
    if "name" not in mapping:
        missing.append(str(_("Name")))
    return missing
