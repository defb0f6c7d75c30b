"""The "why" of a ruling, in sentences of both languages.

``reasons(pack, ruling)`` gives every sentence with its clause, for pages that link them;
``explain_ruling(pack, ruling)`` gives one text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from heqi.rulebook.pack import Pack, Question
from heqi.rulebook.ruling import ANSWERED, CONFLICT, MISSING, Grant, NotApplied, Ruling
from heqi.rulebook.values import Words


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence: what it is about, and the clause and the rule it stands on, if any.

    `about` is answer, silenced, not_applied, undecided, missing, conflict or no_rule.
    """

    about: str
    words: Words
    clause: str | None = None
    rule: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "about": self.about,
            "words": self.words.as_json(),
            "clause": self.clause,
            "rule": self.rule,
        }


_MARKS = {
    "clause": Words("", ""),
    "company_set": Words("，由公司设定", ", set by the company"),
    "law": Words("，法律规定", ", by law"),
}


def clause_words(pack: Pack, clause_id: str) -> Words:
    """How a clause is cited: the policy's short title, its printed number, and the id."""
    clause = pack.clauses.get(clause_id)
    if clause is None:
        return Words(clause_id, clause_id)
    policy = pack.policies[clause.policy]
    number = clause.printed or clause.number
    return Words(
        f"《{policy.short.zh}》{number}（{clause_id}）", f"{policy.short.en} {number} ({clause_id})"
    )


def reasons(pack: Pack, ruling: Ruling) -> tuple[Reason, ...]:
    """Every sentence of the why, the answer first."""
    question = pack.question(ruling.question)
    found: list[Reason] = []
    if ruling.status == ANSWERED:
        for grants in ruling.sources.values():
            found += [_answer(pack, question, grant) for grant in _once(grants)]
    elif ruling.status == CONFLICT:
        found += _conflict(pack, question, ruling)
    elif ruling.status == MISSING:
        found.append(_missing(question, ruling))
    else:
        found.append(
            Reason(
                "no_rule",
                Words(
                    f"没有规则回答“{question.title.zh}”。",
                    f"No rule answers “{question.title.en}” here.",
                ),
            )
        )
    found += [_silenced(pack, silenced.rule, silenced.by, silenced.clause)
              for silenced in ruling.silenced]  # fmt: skip
    found += [_not_applied(pack, refused) for refused in ruling.not_applied]
    for undecided in ruling.undecided:
        titles = _titles(question, undecided.facts)
        if ruling.status != MISSING:
            words = Words(
                f"尚不知{titles.zh}，规则“{undecided.rule}”是否适用未定，但不影响结果。",
                f"Without {titles.en} it is open whether the rule “{undecided.rule}” applies; "
                "the outcome does not depend on it.",
            )
            found.append(Reason("undecided", words, rule=undecided.rule))
    return tuple(found)


def explain_ruling(pack: Pack, ruling: Ruling) -> Words:
    """The why of a ruling as one text, a sentence to a line."""
    said = [reason.words for reason in reasons(pack, ruling)]
    return Words("\n".join(w.zh for w in said), "\n".join(w.en for w in said))


def _once(grants: Iterable[Grant]) -> list[Grant]:
    """Grants that differ in what they say or in the clause they stand on."""
    kept: dict[tuple[Any, ...], Grant] = {}
    for grant in grants:
        kept.setdefault((grant.value, grant.clause, grant.mark), grant)
    return list(kept.values())


def _said(question: Question, grant: Grant) -> Words:
    return question.answer[grant.field].say(grant.value)


def _answer(pack: Pack, question: Question, grant: Grant) -> Reason:
    title = question.answer[grant.field].title
    value, cited = _said(question, grant), clause_words(pack, grant.clause)
    mark = _MARKS.get(grant.mark, Words("", ""))
    return Reason(
        "answer",
        Words(
            f"{title.zh}：{value.zh}，依据{cited.zh}{mark.zh}。",
            f"{_capital(title.en)}: {value.en}, under {cited.en}{mark.en}.",
        ),
        grant.clause,
        grant.rule,
    )


def _conflict(pack: Pack, question: Question, ruling: Ruling) -> list[Reason]:
    found = []
    for clash in ruling.clashes:
        title = question.answer[clash.field].title
        zh, en = [], []
        for grant in _once(clash.grants):
            value, cited = _said(question, grant), clause_words(pack, grant.clause)
            zh.append(f"{cited.zh}为“{value.zh}”")
            en.append(f"“{value.en}” under {cited.en}")
        found.append(
            Reason(
                "conflict",
                Words(
                    f"制度相互矛盾：{title.zh}，{'，'.join(zh)}。",
                    f"The policies contradict each other on {title.en}: {', but '.join(en)}.",
                ),
            )
        )
    if ruling.shown_by:
        facts = [
            (question.facts[name].title, question.facts[name].say(value))
            for name, value in ruling.shown_by.items()
        ]
        found.append(
            Reason(
                "conflict",
                Words(
                    "只需以下事实即可看出："
                    + "，".join(f"{t.zh}为{v.zh}" for t, v in facts)
                    + "。",
                    "These facts suffice to show it: "
                    + ", ".join(f"{t.en} is {v.en}" for t, v in facts)
                    + ".",
                ),
            )
        )
    return found


def _missing(question: Question, ruling: Ruling) -> Reason:
    titles = _titles(question, ruling.missing)
    return Reason(
        "missing",
        Words(
            f"还缺少会改变结果的事实：{titles.zh}。",
            f"A fact is missing that could change the outcome: {titles.en}.",
        ),
    )


def _titles(question: Question, names: Sequence[str]) -> Words:
    titles = [question.facts[name].title for name in names]
    return Words("、".join(t.zh for t in titles), ", ".join(t.en for t in titles))


def _silenced(pack: Pack, rule: str, by: tuple[str, ...], clause: str) -> Reason:
    cited = clause_words(pack, clause)
    zh, en = "、".join(f"“{name}”" for name in by), ", ".join(f"“{name}”" for name in by)
    return Reason(
        "silenced",
        Words(
            f"规则“{rule}”（{cited.zh}）本可适用，但被例外规则{zh}取代。",
            f"The rule “{rule}” ({cited.en}) would apply, but its exception {en} takes its place.",
        ),
        clause,
        rule,
    )


def _not_applied(pack: Pack, refused: NotApplied) -> Reason:
    cited = clause_words(pack, refused.clause)
    zh = "，".join(failed.words.zh for failed in refused.because)
    en = ", ".join(failed.words.en for failed in refused.because)
    return Reason(
        "not_applied",
        Words(
            f"规则“{refused.rule}”（{cited.zh}）不适用：{zh}。",
            f"The rule “{refused.rule}” ({cited.en}) does not apply: {en}.",
        ),
        refused.clause,
        refused.rule,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
