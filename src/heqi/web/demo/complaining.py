"""Complaints, rectifications, opinions of customers and supervisors of the demo company."""

from datetime import datetime

from heqi.appraisal.demo import Cast as Appraising
from heqi.appraisal.demo import build_appraisal
from heqi.callbacks.demo import (
    Players,
    build_national,
    build_opinions,
    build_ratings,
    build_reviews,
)
from heqi.complaints.demo import Cast, Home, build_complaints
from heqi.conduct.demo import Cast as Concerned
from heqi.conduct.demo import build_conduct
from heqi.governance.demo import build_governance
from heqi.rectifications.demo import build_rectifications
from heqi.supervision.demo import build_supervision
from heqi.web.demo.clients import Client
from heqi.web.demo.organisation import Company


def play_complaints(company: Company, clients: list[Client], now: datetime) -> None:
    """Rectifications of the office, and complaints in every state."""
    office = company.holders("head_service_office")[0]
    head = company.holders("head_customer_service")[0]
    build_rectifications(
        company.units["service"], office=office, head=head, actor=company.actor, now=now
    )
    cast = Cast(
        company=company.units["gas"],
        service=company.units["service"],
        office=office,
        investigator=office,
        head=head,
        deputy=company.holders("deputy_gm")[0],
        agents=company.holders("agent"),
        accused=[company.holders("technician")[-1], company.holders("clerk")[-1]],
        actor=company.actor,
    )
    homes = [Home(one.party, one.point, one.phone) for one in reversed(clients[-400:])]
    vips = [Home(one.party, one.point, one.phone) for one in clients if one.party.is_vip]
    build_complaints(cast, [*homes, *vips], now=now)


def play_opinions(company: Company, now: datetime) -> None:
    """What callbacks brought, and last month's calls reviewed."""
    players = Players(
        office=company.actor(company.holders("head_service_office")[0], now),
        head=company.actor(company.holders("head_customer_service")[0], now),
        reviewer=company.actor(company.holders("deputy_gm")[0], now),
        service=company.units["service"],
        smo=company.units["smo"],
    )
    build_opinions(company.units["gas"], players, now=now)
    build_national(company.units["gas"], players, now=now)
    build_ratings(company.units["gas"], players, now=now)
    build_reviews(company.units["gas"], players, now=now)


def play_supervision(company: Company, now: datetime) -> None:
    """The supervision network: its members, what they said, their meetings."""
    office, judge = company.holders("head_service_office")[0], company.holders("service_officer")[0]
    build_supervision(
        company.units["gas"],
        office=office,
        judge=judge,
        head=company.holders("head_customer_service")[0],
        leader=company.holders("deputy_gm")[0],
        actor=company.actor,
        now=now,
    )


def play_conduct(company: Company, now: datetime) -> None:
    """Rewards and penalties, decided, being signed and just raised."""
    service = company.units["service"]
    crew = company.holders("technician", "service")
    heads = [*company.holders("head_customer_service"), *company.holders("head_call_centre")]
    cast = Concerned(
        office=company.holders("head_service_office")[0],
        unit=service,
        people=[
            *crew[:2],
            *company.holders("clerk")[:1],
            *company.holders("agent")[:1],
            *crew[2:4],
        ],
        signers=[*heads, *company.holders("deputy_gm"), *company.holders("gm")],
        actor=company.actor,
    )
    build_conduct(cast, now=now)


def play_governance(company: Company, now: datetime) -> None:
    """The committee, improvements, trainings and suggestions."""
    posts = ("head_customer_service", "head_market", "head_pipeline")
    build_governance(
        company.units["gas"],
        office=company.holders("head_service_office")[0],
        heads=[company.holders(post)[0] for post in posts],
        leaders=[company.holders("gm")[0], company.holders("deputy_gm")[0]],
        worker=company.holders("technician")[0],
        actor=company.actor,
        now=now,
    )


def play_appraisal(company: Company, now: datetime) -> None:
    """Two months of the appraisal to their end, the running one added up."""
    cast = Appraising(
        office=company.holders("head_service_office")[0],
        judge=company.holders("gm")[0],
        actor=company.actor,
    )
    build_appraisal(company.units["gas"], cast, now=now)
