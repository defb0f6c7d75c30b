"""What a rule says, as one sentence in Chinese and one in English."""

from heqi.rulebook.conditions import say_condition
from heqi.rulebook.pack import Pack, Ref, Rule
from heqi.rulebook.values import Words

NOTHING = Words("", "")


def say_rule(pack: Pack, rule: Rule) -> Words:
    """When it applies and what then holds, from which day on, by which clause."""
    question = pack.question(rule.question)
    when = say_condition(rule.when, question.facts)
    zh, en = when.zh, when.en
    then_zh, then_en = [], []
    for name, term in rule.then.items():
        title = question.answer[name].title
        if isinstance(term, Ref):
            value = pack.values[term.value].title
            then_zh.append(f"{title.zh}按“{value.zh}”")
            then_en.append(f"{title.en} by “{value.en}”")
        else:
            said = Words(question.answer[name].say(term).zh, question.answer[name].say(term).en)
            then_zh.append(f"{title.zh}：{said.zh}")
            then_en.append(f"{title.en}: {said.en}")
    for value_id in rule.spread:
        value = pack.values[value_id].title
        then_zh.append(f"按“{value.zh}”")
        then_en.append(f"by “{value.en}”")
    clause = pack.clauses.get(rule.clause)
    name_zh = f"{pack.policies[clause.policy].short.zh} {clause.number}" if clause else rule.clause
    name_en = f"{pack.policies[clause.policy].short.en} {clause.number}" if clause else rule.clause
    beyond_zh = f"，代替规则 {'、'.join(rule.excepts)}" if rule.excepts else ""
    beyond_en = f", instead of {', '.join(rule.excepts)}" if rule.excepts else ""
    until_zh = f"至 {rule.until} " if rule.until else "起"
    until_en = f" until {rule.until}" if rule.until else ""
    return Words(
        f"自 {rule.since} {until_zh}，{f'当{zh}时，' if zh else '在所有情形下，'}"
        f"{'；'.join(then_zh)}{beyond_zh}（{name_zh}）。",
        f"From {rule.since}{until_en}, {f'when {en}, ' if en else 'in every case, '}"
        f"{'; '.join(then_en)}{beyond_en} ({name_en}).",
    )
