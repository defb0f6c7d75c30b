"""The columns of a file of customers: fields, their codes, their groups."""

from functools import cache
from pathlib import Path

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heqi.customers.numbers import party_number
from heqi.imports.kinds.fields import Field, Read, amount, day, number, one_of, phone, text, yes_no

HEADINGS = Path(__file__).parents[1] / "data" / "headings.yaml"
USAGE = one_of({
    "居民": "residential", "民用": "residential", "居民用户": "residential", "家庭": "residential",
    "商业": "commercial", "工商": "commercial", "工商户": "commercial", "公福": "commercial",
    "非居民": "commercial", "餐饮": "commercial", "工业": "industrial", "工业用户": "industrial",
    "residential": "residential", "commercial": "commercial", "industrial": "industrial",
})  # fmt: skip
PARTY = one_of({
    "个人": "person", "自然人": "person", "person": "person", "单位": "organisation",
    "企业": "organisation", "机构": "organisation", "organisation": "organisation",
    "organization": "organisation", "company": "organisation",
})  # fmt: skip
ID_KIND = one_of({
    "身份证": "identity_card", "居民身份证": "identity_card", "二代身份证": "identity_card",
    "护照": "passport", "港澳台居民通行证": "travel_permit", "港澳通行证": "travel_permit",
    "台胞证": "travel_permit", "回乡证": "travel_permit", "通行证": "travel_permit",
    "外国人永久居留身份证": "residence_permit", "永久居留证": "residence_permit",
    "identitycard": "identity_card", "idcard": "identity_card", "passport": "passport",
    "travelpermit": "travel_permit", "residencepermit": "residence_permit",
})  # fmt: skip
METER = one_of({
    "机械表": "mechanical", "普表": "mechanical", "膜式表": "mechanical", "皮膜表": "mechanical",
    "基表": "mechanical", "ic卡表": "ic_card", "卡表": "ic_card", "ic卡": "ic_card",
    "物联网表": "iot", "物联表": "iot", "远传表": "iot", "无线表": "iot",
    "mechanical": "mechanical", "iccard": "ic_card", "iot": "iot",
})  # fmt: skip
PRESSURE = one_of({
    "低压": "low", "中压b": "medium_b", "中压": "medium_b", "中压a": "medium_a", "高压": "high",
    "low": "low", "mediumb": "medium_b", "mediuma": "medium_a", "high": "high",
})  # fmt: skip
AREA = one_of({
    "城区": "town", "市区": "town", "城镇": "town", "偏远": "remote", "偏远地区": "remote",
    "农村": "remote", "乡村": "remote", "town": "town", "remote": "remote",
})  # fmt: skip
INLET = one_of({
    "左": "left", "左进": "left", "左表": "left", "左进右出": "left", "右": "right",
    "右进": "right", "右表": "right", "右进左出": "right", "left": "left", "right": "right",
})  # fmt: skip
STATE = one_of({
    "在用": "gas_on", "正常": "gas_on", "已通气": "gas_on", "通气": "gas_on", "使用": "gas_on",
    "建档": "on_file", "未通气": "on_file", "未点火": "on_file", "报停": "suspended",
    "暂停": "suspended", "停用": "suspended", "封停": "sealed", "查封": "sealed", "封表": "sealed",
    "空置": "vacant", "空房": "vacant", "已销户": "closed", "销户": "closed",
    "gason": "gas_on", "onfile": "on_file", "suspended": "suspended", "sealed": "sealed",
    "vacant": "vacant", "closed": "closed",
})  # fmt: skip
STATES = frozenset({"on_file", "gas_on", "suspended", "sealed", "vacant"})


@cache
def _headings() -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.safe_load(HEADINGS.read_text(encoding="utf-8"))
    return found


def _field(
    name: str, label: str | Promise, group: str, longest: int, read: Read = text, of: str = ""
) -> Field:
    """``of`` names the standard and the field there: ``person.name``."""
    standard, _dot, theirs = of.partition(".")
    return Field(
        name, label, tuple(map(str, _headings()[name])), read,
        (standard, theirs) if of else None, group, longest,
    )  # fmt: skip


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (
        _field(
            "account_no", _("Account number"), "account", 30, number, of="service_point.account_no"
        ),
        _field("customer_no", _("Customer number"), "customer", 20, party_number),
        _field("name", _("Name"), "customer", 120, of="person.name"),
        _field("kind", _("Kind of party"), "customer", 20, PARTY),
        _field("usage", _("Kind of customer"), "customer", 20, USAGE, of="service_point.usage"),
        _field("id_kind", _("Kind of document"), "customer", 20, ID_KIND, of="person.id_type"),
        _field(
            "id_number",
            _("Identity or licence number"),
            "customer",
            30,
            number,
            of="person.id_number",
        ),
        _field("contact_name", _("Contact person"), "customer", 60, of="organisation.contact_name"),
        _field("phone", _("Phone"), "customer", 60, phone, of="person.mobile"),
        _field("phone2", _("Second phone"), "customer", 20, phone, of="person.phone"),
        _field("vulnerable", _("Vulnerable customer"), "customer", 10, yes_no),
        _field("vulnerable_note", _("What to mind"), "customer", 200),
        _field(
            "daily_m3", _("Daily gas use (m³)"), "customer", 12, amount, of="organisation.daily_m3"
        ),
        _field("address", _("Whole address"), "address", 240),
        _field("city", _("City"), "address", 40, of="address.city"),
        _field("district", _("District"), "address", 40, of="address.district"),
        _field("street", _("Street"), "address", 60, of="address.street"),
        _field("compound", _("Compound"), "address", 60, of="address.compound"),
        _field("building", _("Building"), "address", 20, of="address.building"),
        _field(
            "unit_no", pgettext_lazy("address", "Entrance"), "address", 20, of="address.unit_no"
        ),
        _field("floor", _("Floor"), "address", 10, of="address.floor"),
        _field("room", _("Room"), "address", 20, of="address.room"),
        _field("area", _("Area"), "address", 20, AREA, of="address.area"),
        _field("pressure", _("Pressure regime"), "address", 20, PRESSURE, of="address.pressure"),
        _field("riser", _("Riser"), "address", 30, of="address.riser"),
        _field("gassed_on", _("Gas-on date"), "address", 30, day, of="address.gassed_on"),
        _field("state", _("State of the account"), "account", 20, STATE),
        _field("opened_on", _("Account opened"), "account", 30, day, of="service_point.opened_on"),
        _field("meter_no", _("Meter number"), "meter", 30, number, of="meter.meter_no"),
        _field("meter_kind", _("Kind of meter"), "meter", 20, METER, of="meter.kind"),
        _field("meter_model", _("Meter model"), "meter", 40, of="meter.model"),
        _field("meter_size", _("Meter size"), "meter", 10, of="meter.size"),
        _field("maker", _("Meter maker"), "meter", 60, of="meter.maker"),
        _field("inlet", _("Inlet side"), "meter", 10, INLET, of="meter.inlet"),
        _field("seal", _("Seal"), "meter", 30, number, of="meter.seal"),
        _field("made_on", _("Meter made on"), "meter", 30, day, of="meter.made_on"),
        _field("installed_on", _("Meter installed on"), "meter", 30, day, of="meter.installed_on"),
        _field("replace_on", _("Meter to be replaced on"), "meter", 30, day, of="meter.replace_on"),
        _field(
            "start_reading", _("Start reading (m³)"), "meter", 13, amount, of="meter.start_reading"
        ),
        _field(
            "last_reading", _("Last reading (m³)"), "meter", 13, amount, of="meter.last_reading"
        ),
        _field("last_read_on", _("Last read on"), "meter", 30, day, of="meter.last_read_on"),
        _field("cooker_brand", _("Cooker: brand"), "appliances", 40, of="cooker.brand"),
        _field("cooker_model", _("Cooker: model"), "appliances", 40, of="cooker.model"),
        _field(
            "flame_failure",
            _("Cooker: flame-failure device"),
            "appliances",
            10,
            yes_no,
            of="cooker.flame_failure",
        ),
        _field("hose", _("Hose"), "appliances", 40, of="cooker.hose"),
        _field("hose_on", _("Hose fitted on"), "appliances", 30, day, of="cooker.hose_on"),
        _field("heater_brand", _("Water heater: brand"), "appliances", 40, of="heater.brand"),
        _field("heater_model", _("Water heater: model"), "appliances", 40, of="heater.model"),
        _field("flue", _("Flue"), "appliances", 40, of="heater.flue"),
        _field("alarm", _("Gas alarm"), "appliances", 10, yes_no, of="cooker.alarm"),
    )
}
GROUPS = {
    "account": _("Account"), "customer": _("Customer"), "address": _("Supply address"),
    "meter": _("Meter"),
    "appliances": _("Appliances"),
}  # fmt: skip
# Without these a row is no customer.
CORE = ("account_no", "name")
