"""The demo from nothing, step by step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import connection

from heqi.compendium.demo import build_policies
from heqi.customers.demo.master import MasterData
from heqi.customers.models import Compound
from heqi.customers.search.index import reindex
from heqi.duties.demo import build_duties
from heqi.governance.demo import issue_plans
from heqi.imports.demo import build_imports
from heqi.inspections.demo import Players as InspectionPlayers
from heqi.inspections.demo import build_inspections, refresh_sheets
from heqi.ledger.actors import SYSTEM
from heqi.ledger.audit import seal_entries
from heqi.lookups.demo import build_lookups
from heqi.notices.demo import build_campaigns
from heqi.outages.demo import build_outages
from heqi.people.actions import grant_role
from heqi.people.models import Role, Staff
from heqi.policies.measures.actions import keep_measured
from heqi.projects.demo import build_projects
from heqi.quality.demo import People, build_quality
from heqi.readings.demo import build_feed, build_readings
from heqi.reports.demo import build_reports
from heqi.safety.demo import Players as SafetyPlayers
from heqi.safety.demo import build_safety
from heqi.tiers.demo import Players, play_present
from heqi.web.demo.clients import build_customers, clients_of
from heqi.web.demo.compendium import build_compendium
from heqi.web.demo.complaining import (
    play_appraisal,
    play_complaints,
    play_conduct,
    play_governance,
    play_opinions,
    play_supervision,
)
from heqi.web.demo.halls import Halls
from heqi.web.demo.history import History
from heqi.web.demo.mass import add_orders
from heqi.web.demo.organisation import Company, build_organisation
from heqi.web.demo.papers import build_papers
from heqi.web.demo.today import Today

CUSTOMERS, ORDERS = 5_000, 2_400
DAYS = 90
# Of the last day every step is played through the actions.
RECENT, RECENT_DAYS = 24, 1
# Beyond this size orders are rows without a history of their own, for measuring.
WHOLE = 20_000
SEED = 20
ROUTES = 2


@dataclass(frozen=True, slots=True)
class Demo:
    """What was built."""

    company: Company
    customers: int
    orders: int


def is_empty() -> bool:
    """Whether nobody works here yet, so that nothing of a real company is mixed with the demo."""
    return not Staff.objects.exists()


def build_demo(
    *,
    customers: int = CUSTOMERS,
    orders: int = ORDERS,
    recent: int = RECENT,
    present: bool = True,
    now: datetime,
    say: Callable[[str], None],
) -> Demo:
    """Fill an empty database; ``say`` is told each step in a few words.

    The same ``now`` gives the same rows. The past is written in bulk; ``recent`` matters of the
    last day and, unless ``present`` is false, what is open now are played step by step.
    """
    _make_haste()
    random = Random(SEED)
    since = now - timedelta(days=DAYS + 10)
    say("organisation")
    company = build_organisation(password=settings.HEQI_DEMO_PASSWORD, since=since, now=now)
    office = company.actor(company.holders("head_service_office")[0], now)
    companies = [company.units["gas"], company.units["development"]]
    say("policies")
    build_compendium(companies[0], by=office, now=now - timedelta(days=DAYS))
    say(f"customers: {customers}")
    players = Players(company.holders, company.actor)
    build_customers(customers, companies=companies, players=players, since=since, seed=SEED)
    clients = clients_of(companies[0], random)
    if clients:
        say("look-ups")
        agents = [company.actor(staff, now) for staff in company.holders("agent")]
        reviewers = [office, company.actor(company.holders("deputy_gm")[0], now)]
        build_lookups(companies[0], agents, reviewers, by=office, now=now, seed=SEED)
        say("meter readings")
        _readings(company, now)
    whole = min(orders, WHOLE)
    if clients and whole:
        say(f"history: {whole}")
        past = History(company, clients, now=now, random=random)
        past.write(whole, days=DAYS, until=now - timedelta(days=RECENT_DAYS), progress=_quiet)
    if orders > whole:
        say(f"orders: {orders - whole}")
        add_orders(orders - whole, companies=companies, now=now, seed=SEED)
    if clients and present:
        say("today")
        today = Today(company, clients, now, random)
        today.finished(recent, days=RECENT_DAYS)
        today.open()
        say("master data")
        clerk = company.actor(company.holders("clerk")[0], now)
        keeper = company.actor(company.holders("data_steward")[0], now)
        MasterData(companies[0], clerk, keeper, now, random).build()
        say("installation projects")
        build_projects(companies[0], now=now)
        build_papers(company, now=now)
        say("tiers")
        play_present(companies[0], players, now=now)
        say("emergencies and outages")
        build_outages(companies[0], now=now)
        say("safety checks")
        _safety(company, now)
        say("imports")
        build_imports(companies[0], by=keeper, confirmed_by=office, now=now)
        say("quality of entries")
        _entries(company, now)
        say("complaints")
        play_complaints(company, clients, now)
        say("opinions")
        play_opinions(company, now)
        say("supervision network")
        play_supervision(company, now)
        say("rewards and penalties")
        play_conduct(company, now)
        play_governance(company, now)
        say("inspections")
        _inspections(company, now)
        issue_plans(companies[0], by=office, now=now)
        say("duties")
        build_duties(companies[0], now=now)
        head = company.holders("head_customer_service")[0]
        build_campaigns(
            companies[0], unit=head.unit, writer=company.actor(head, now), releaser=office, now=now
        )
        say("life of policies")
        build_policies(companies[0], by=office, now=now)
        say("halls")
        Halls(company, now=now, random=random).play()
        build_feed(companies[0], now=now)
    reindex()
    say("measures")
    while keep_measured(now=now):
        pass
    if clients and present:
        refresh_sheets(companies[0], _inspectors(company), now=now)
        say("reports")
        build_reports(companies[0], by=office, now=now)
        say("appraisal")
        play_appraisal(company, now)
    while seal_entries(now=now):
        pass
    return Demo(company, customers, orders)


def _readings(company: Company, now: datetime) -> None:
    """Routes through a few compounds of the first company; the others wait for theirs."""
    gas = company.units["gas"]
    build_readings(
        team=company.units["reading"],
        readers=company.holders("meter_reader"),
        compounds=list(Compound.objects.filter(company=gas).order_by("pk")[:ROUTES]),
        leader=company.actor(company.holders("head_customer_service")[0], now),
        now=now,
    )


def _safety(company: Company, now: datetime) -> None:
    """Plans of the safety check team, hazards, full checks of VIP organisations."""
    gas = company.units["gas"]
    head = company.holders("head_security")[0]
    grant_role(
        head,
        role=Role.objects.get(pk="safety_lead"),
        unit=gas,
        since=now.date(),
        by=SYSTEM,
        now=now,
    )
    players = SafetyPlayers(
        team=company.units["safety1"],
        inspectors=company.holders("inspector", "safety1"),
        senior=company.holders("senior_inspector", "safety1")[0],
        deputy=company.holders("deputy_gm")[0],
        manager=company.holders("account_manager")[0],
        actor=company.actor,
    )
    build_safety(gas, players, now=now)


def _entries(company: Company, now: datetime) -> None:
    """What the business hall enters, and what the checks find in it."""
    enterers = [*company.holders("clerk"), *company.holders("order_clerk", "service")]
    people = People(
        enterers=[*enterers[:3], company.holders("agent")[-1]],
        office=company.holders("head_service_office")[0],
        operations=company.holders("system_operator")[0],
        department=company.units["service"],
        actor=company.actor,
    )
    build_quality(people, now=now)


def _inspections(company: Company, now: datetime) -> None:
    """What the office and the customer service department inspect."""
    build_inspections(company.units["gas"], _inspectors(company), now=now)


def _inspectors(company: Company) -> InspectionPlayers:
    return InspectionPlayers(
        office=company.holders("head_service_office")[0],
        head=company.holders("head_customer_service")[0],
        department=company.units["service"],
        member=company.holders("clerk", "service")[0],
        others=[company.holders(post)[0] for post in ("head_call_centre", "head_pipeline")],
        report=[
            company.holders(f"head_{name}")[0]
            for name in ("market", "engineering", "office", "finance", "security")
        ],
        actor=company.actor,
    )


def _quiet(_done: int) -> None:
    return None


def _make_haste() -> None:
    """What is lost when the machine stops now can be built again: do not wait for the disk."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
