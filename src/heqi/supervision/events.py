"""What the supervision network announces; days in ISO form."""

from heqi.ledger.events import event


@event
class SupervisorAppointed:
    """Somebody began a term; ``party_id`` is his customer file, None where he has none."""

    supervisor_id: int
    number: str
    party_id: int | None
    term: int
    until: str
    company_id: int


@event
class SupervisorReleased:
    """Somebody is no supervisor any more; ``ending`` says why."""

    supervisor_id: int
    number: str
    party_id: int | None
    ending: str
    company_id: int


@event
class OpinionReceived:
    """A supervisor said something."""

    opinion_id: int
    number: str
    supervisor_id: int
    area: str
    company_id: int


@event
class OpinionFoundValid:
    """A valid finding; it counts like one of an inspection of ``level`` (supervision/use).

    ``staff_id`` is whom it is about, None where it is about the department; ``ground`` is the
    clause of the conduct policy that he did not keep, as far as the judge named one.
    """

    opinion_id: int
    number: str
    title: str
    area: str
    severity: str
    level: str
    clause: str
    staff_id: int | None
    ground: str
    unit_id: int
    company_id: int


@event
class ImprovementWanted:
    """An opinion is to become an improvement of a department."""

    opinion_id: int
    number: str
    title: str
    text: str
    unit_id: int
    company_id: int


@event
class OpinionPraised:
    """A supervisor praised somebody, or a department where ``staff_id`` is None."""

    opinion_id: int
    number: str
    title: str
    staff_id: int | None
    unit_id: int
    company_id: int


@event
class OpinionRejudged:
    """An opinion that came back was judged anew: what rested on the first verdict may fall."""

    opinion_id: int
    number: str
    verdict: str
    staff_id: int | None
    ground: str
    unit_id: int
    company_id: int


@event
class OpinionClosed:
    """The supervisor was told what became of it; ``satisfied`` is None where he did not say."""

    opinion_id: int
    number: str
    satisfied: bool | None
    unit_id: int
    company_id: int


@event
class OpinionLate:
    """A limit of an opinion has passed; ``what`` is the name of the clock."""

    opinion_id: int
    number: str
    what: str
    unit_id: int
    company_id: int


@event
class MeetingMinuted:
    """A meeting or visit was held and its minutes kept."""

    gathering_id: int
    number: str
    kind: str
    on: str
    company_id: int


@event
class RatingClosed:
    """The yearly rating is over; ``average`` of all marks in hundredths, None without marks."""

    round_id: int
    year: int
    ratings: int
    average: int | None
    company_id: int
