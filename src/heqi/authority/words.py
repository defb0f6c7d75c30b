"""The policy's words for codes, and what was exceeded in a sentence."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heqi.people.models import Post
from heqi.policies.packs import common_pack
from heqi.policies.speaking import spoken
from heqi.rulebook.values import Words

ITEMS = "authority.items"
# What can be exceeded; the values are kept with the use.
EXCEEDED = {
    "post": gettext_lazy("This authority is held by {holders}, not by {post}."),
    "job": gettext_lazy("It does not cover this job: {given}."),
    "condition": gettext_lazy("The condition is not met: {given}. {said}"),
    "amount": gettext_lazy("Exceeds the standard of {limit} yuan a household: {given} yuan."),
    "households_affected": gettext_lazy("At least {limit} households must be affected: {given}."),
    "households_blocking": gettext_lazy("At most {limit} households may obstruct: {given}."),
    "expires": gettext_lazy("The contract does not expire within {limit}: {given}."),
}


def words_of(question: str, name: str, code: str) -> str:
    """A code of a fact or an answer in the user's language; the code itself where it has none."""
    found = common_pack().question(question)
    spec = found.facts.get(name) or found.answer.get(name)
    words = spec.words.get(code) if spec else None
    return spoken(words) if words else code


def item_words(code: str) -> str:
    """An item, sentence-cased where the language has cases."""
    text = words_of(ITEMS, "item", code)
    return text[:1].upper() + text[1:]


def kind_words(code: str) -> str:
    """A kind of authority."""
    return words_of(ITEMS, "kind", code)


def condition_words(code: str) -> str:
    """A condition."""
    return words_of(ITEMS, "conditions", code)


def concern_words(code: str) -> str:
    """A kind of record that an item concerns."""
    return words_of(ITEMS, "concerns", code)


def formality_words(code: str) -> str:
    """What is to be done after the use: a formality, else a clock's end (installed)."""
    found = words_of(ITEMS, "afterwards", code)
    if found != code:
        return found
    field = common_pack().question(ITEMS).answer.get(code)
    return spoken(field.title) if field else code


def job_words(code: str) -> str:
    """A job."""
    return words_of("authority.use", "job", code) if code else ""


def proof_words(code: str) -> str:
    """A kind of proof."""
    return words_of("authority.proof", "proof", code)


def signal_words(code: str) -> str:
    """A sign of misuse."""
    return words_of("authority.signals", "signal", code)


def post_words(code: str) -> str:
    """A post or department as the policy calls it."""
    posts = common_pack().posts
    if code in posts:
        return spoken(posts[code])
    row = Post.objects.filter(pk=code).first()
    return str(row) if row else code


def said(one: Mapping[str, Any]) -> str:
    """A sentence about what was exceeded; codes in its values are put into words."""
    values = {key: value for key, value in one.items() if key not in ("code", "breadth")}
    if one["code"] == "post":
        values["holders"] = "、".join(post_words(code) for code in one["holders"])
        values["post"] = post_words(str(one["post"])) if one["post"] else _("another post")
    if one["code"] == "job":
        values["given"] = job_words(str(one["given"]))
    if one["code"] == "condition":
        values["given"] = condition_words(str(one["given"]))
        values["said"] = spoken(Words(str(one["zh"]), str(one["en"])))
    return str(EXCEEDED[one["code"]]).format(**values).strip()
