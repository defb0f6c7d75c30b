"""Whatever is typed into an address or a search: a page or a sentence, never a fault."""

import pytest
from django.urls import NoReverseMatch, reverse

from tests.cast import Cast
from tests.surface.samples import Address, Samples, addresses
from tests.surface.test_access import client_of, undone

pytestmark = pytest.mark.django_db
ODD = [
    "x" * 1_000_000,
    "\x00",
    "%",
    "'\"; --",
    "{{7*7}}<script>alert(1)</script>",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 50,
    "\u202e\u200b\ufeff\u0301金",
    "-1",
    "999999999999999999999999999999",
    "²",
    "٣",
    "1e999",
    "nan",
    ' AND OR NOT * " ^ :',
]
NAMES = [
    "q", "page", "sort", "tab", "status", "state", "kind", "unit", "tier", "due", "source", "month",
    "channel", "compound", "at", "id", "purpose", "via", "reference", "day", "team", "d", "view",
]  # fmt: skip
PAGES = ["-1", "0", "999999", "x", "1.5", ""]
IDS = [0, 2**63 - 1, 2**63, 10**30]
READERS = ["he", "lin", "sun", "ma"]


def mixed(names: list[str], values: list[str], shift: int) -> dict[str, str]:
    """Every name with one of the values, the next one at the next shift."""
    return {name: values[(n + shift) % len(values)] for n, name in enumerate(names)}


def test_lists_and_searches_bear_odd_questions(cast: Cast, samples: Samples) -> None:
    faults = []
    clients = {who: client_of(cast, who) for who in READERS}
    for address in addresses():
        url = address.url(samples)
        # Who may see it asks; nobody further is sent there.
        with undone():
            seeing = (who for who in READERS if clients[who].get(url).status_code == 200)
            who = next(seeing, None)
        if who is None or address.name in ("health", "set_language"):
            continue
        questions = [mixed(NAMES, ODD[1:], shift) for shift in (0, 5, 10)]
        questions += [{"page": page, "sort": "nonsense", "tab": "x"} for page in PAGES[:2]]
        if address.name in ("customers:search", "customers:list", "workorders:queue"):
            questions += [{"q": value} for value in ODD]
            questions += [{"page": page, "sort": "nonsense", "tab": "x"} for page in PAGES[2:]]
        for number, question in enumerate(questions):
            headers = {"HX-Request": "true"} if number % 2 else {}
            with undone():
                status = clients[who].get(url, question, headers=headers).status_code
            if status >= 500:
                shown = {name: value[:30] for name, value in question.items()}
                faults.append(f"{status} {address.name} as {who}: {shown}")
    assert not faults, "\n".join(faults)


def test_ids_out_of_bounds_are_not_found(cast: Cast, samples: Samples) -> None:
    client = client_of(cast, "he")
    for address in addresses():
        if "pk" not in address.arguments:
            continue
        for number, pk in enumerate(IDS):
            url = address_with(address, pk)
            with undone():
                status = (client.post if number % 2 else client.get)(url).status_code
            assert status < 500, f"{status} {url}"


def address_with(address: Address, pk: int) -> str:
    """The address with this id, and "x" or the id again wherever it takes something else."""
    for other in ("x", pk):
        try:
            return reverse(
                address.name, kwargs=dict.fromkeys(address.arguments, other) | {"pk": pk}
            )
        except NoReverseMatch:
            continue
    raise AssertionError(f"{address.name} takes neither a word nor a number beside its id")


def test_forms_bear_odd_values(cast: Cast, samples: Samples) -> None:
    faults = []
    clients = {who: client_of(cast, who) for who in READERS}
    fields = [
        "name", "phones", "reason", "opinion", "answer", "number", "caller_number", "channel",
        "party", "kind", "description", "address", "contact_phone", "service_point", "booked_for",
        "assignee", "attending", "result", "step", "to", "staff", "id", "seen", "next", "begins",
        "ends", "company", "revision", "latitude", "longitude", "taken_at", "key", "signature",
        "subject_type", "subject_id", "into", "passed", "do", "draft", "symptom", "place",
    ]  # fmt: skip
    # Longer than any field takes, but not so long that thousands of answers fill the memory.
    values = ["x" * 6_000, ODD[6], ODD[8], ODD[7]]
    for address in addresses():
        url = address.url(samples)
        for given in (dict.fromkeys(fields, "\x00"), *(mixed(fields, values, n) for n in (0, 2))):
            for who, client in clients.items():
                with undone():
                    status = client.post(url, given).status_code
                if status >= 500:
                    shown = {name: value[:30] for name, value in given.items()}
                    faults.append(f"{status} {address.name} as {who}: {shown}")
                if status not in (403, 404):
                    break
    assert not faults, "\n".join(faults)
